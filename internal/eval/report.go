package eval

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Header says what a report was made with.
type Header struct {
	Command  string    `json:"command"`
	Commit   string    `json:"commit"`   // of the program
	Settings []string  `json:"settings"` // variables that were set and where it ran, each as name=value
	Space    string    `json:"space"`
	Model    string    `json:"model"` // empty: quotations
	At       time.Time `json:"at"`
}

// Report is a header with the figures that were asked for.
type Report struct {
	Header
	Retrieval []Retrieval `json:"retrieval,omitempty"`
	Answers   []Answers   `json:"answers,omitempty"`
	Guided    *Guided     `json:"guided,omitempty"`
	Set       *SetReport  `json:"set,omitempty"`
}

// Markdown writes the report as tables.
func (r Report) Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# What was measured\n\n")
	for _, line := range [][2]string{{"Command", "`" + r.Command + "`"}, {"Program", r.Commit}, {"Settings", strings.Join(r.Settings, ", ")}, {"Embedding space", r.Space},
		{"Answers by", orQuotations(r.Model)}, {"Day", r.At.UTC().Format(time.DateOnly)}} {
		fmt.Fprintf(&b, "- %s: %s\n", line[0], line[1])
	}
	if len(r.Retrieval) > 0 {
		b.WriteString("\n## Is the right passage found?\n\nIn brackets the interval of 95 of 100 resamplings of the questions.\n\n" +
			"| set | questions → passages | n | leg | Recall@1 | Recall@5 | Recall@10 | MRR@10 | nDCG@10 | search p50 / p99 ms |\n" +
			"|---|---|---|---|---|---|---|---|---|---|\n")
		for _, x := range r.Retrieval {
			fmt.Fprintf(&b, "| %s | %s → %s | %d | %s | %v | %v | %v | %v | %v | %.1f / %.1f |\n", x.Set, x.Questions, x.Passages, x.N, x.Leg,
				x.Recall1, x.Recall5, x.Recall10, x.MRR10, x.NDCG10, x.P50, x.P99)
		}
	}
	if len(r.Answers) > 0 {
		b.WriteString("\n## Do the words shown hold the answer?\n\n" +
			"| set | questions → passages | n | holds a known answer | words shown | refused | answer p50 / p99 ms |\n" +
			"|---|---|---|---|---|---|---|\n")
		for _, x := range r.Answers {
			gold := "none known"
			if x.Known > 0 {
				gold = fmt.Sprintf("%v of %d", x.Gold, x.Known)
			}
			fmt.Fprintf(&b, "| %s | %s → %s | %d | %s | %.1f | %v | %.1f / %.1f |\n", x.Set, x.Questions, x.Passages, x.N, gold,
				x.Words.Mean, x.Refused, x.P50, x.P99)
		}
	}
	for _, x := range r.Answers {
		if x.Modelled > 0 {
			fmt.Fprintf(&b, "\n%s, %s → %s: %d Brazilian words and forms in %d answers that the model wrote in Portuguese.\n", x.Set, x.Questions, x.Passages, x.Drift, x.Modelled)
		}
	}
	if r.Guided != nil {
		r.Guided.markdown(&b)
	}
	if r.Set != nil {
		r.Set.markdown(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orQuotations(model string) string {
	if model == "" {
		return "quotations, no model"
	}
	return model
}

// String is a share with its interval: ".912 [.88–.94]".
func (m Measure) String() string {
	return fmt.Sprintf("%s [%s–%s]", short(m.Mean, 3), short(m.Low, 2), short(m.High, 2))
}

// short is a share without the 0 before its point.
func short(x float64, digits int) string {
	return strings.TrimPrefix(fmt.Sprintf("%.*f", digits, x), "0")
}
