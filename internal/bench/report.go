package bench

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is all that was measured.
type Report struct {
	Command  string    `json:"command"`
	Commit   string    `json:"commit"`
	Machine  string    `json:"machine"`
	Postgres string    `json:"postgres"`
	Space    string    `json:"space"`
	At       time.Time `json:"at"`

	Passages  int `json:"passages"`
	Documents int `json:"documents"`
	Questions int `json:"questions"` // different ones

	Loads  []Load   `json:"loads"`
	Stages []Stage  `json:"stages"`
	Recall []Recall `json:"recall"`

	QuestionMicros float64 `json:"question_us"` // to embed one
	PassageMicros  float64 `json:"passage_us"`

	Ingest float64 `json:"ingest_per_second"` // passages
	Copy   float64 `json:"copy_per_second"`   // of the same passages
	Graph  float64 `json:"graph_seconds"`     // to make; 0: there is none
	Warm   float64 `json:"warm_seconds"`      // to read the words at start

	Resident int64  `json:"resident_bytes"` // this program's memory; 0: unknown
	Words    int64  `json:"words_bytes"`    // of it the index of words
	Tables   []Size `json:"tables"`
}

// Load is so many clients asking at once.
type Load struct {
	Clients int    `json:"clients"`
	API     Timing `json:"api"`
	Same    Timing `json:"same_sql"`   // pgbench sends the statements of a search
	Leg     Timing `json:"vector_leg"` // pgbench sends those of the vector leg alone
}

// Stage is a part of a search.
type Stage struct {
	Name string `json:"name"`
	Timing
}

// Recall is what a search finds of what an exact one does.
type Recall struct {
	Museum    string  `json:"museum"`
	Passages  int     `json:"passages"`
	Questions int     `json:"questions"`
	Recall    float64 `json:"recall"` // of what the vectors propose
	First     float64 `json:"first"`  // of the whole search's first ten
	Fewest    int     `json:"fewest"` // found for a question
	Wanted    int     `json:"wanted"`
}

// Size is what something takes on the disk.
type Size struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
}

// Markdown writes the report as tables.
func (r Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %d passages\n\n", r.Passages)
	for _, line := range [][2]string{{"Command", "`" + r.Command + "`"}, {"Program", r.Commit}, {"Machine", r.Machine},
		{"Database", r.Postgres}, {"Embedding space", r.Space}, {"Day", r.At.UTC().Format(time.DateOnly)}} {
		fmt.Fprintf(&b, "- %s: %s\n", line[0], line[1])
	}
	fmt.Fprintf(&b, "- Filled with %d passages of %d notes, asked %d different questions\n", r.Passages, r.Documents, r.Questions)
	r.loads(&b)
	r.parts(&b)
	r.costs(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) loads(b *strings.Builder) {
	b.WriteString("\n| clients | search through the API: p50 / p99 ms | /s | CPU ms | its SQL by pgbench: p50 / p99 ms | /s | CPU ms | vector leg by pgbench: p50 / p99 ms | API ÷ its SQL | p50 ÷ vector leg's |\n" +
		"|---|---|---|---|---|---|---|---|---|---|\n")
	for _, l := range r.Loads {
		fmt.Fprintf(b, "| %d | %s | %.0f | %s | %s | %.0f | %s | %s | %s | %s |\n", l.Clients, l.API, l.API.PerSecond, orUnknown(l.API.CPU),
			l.Same, l.Same.PerSecond, orUnknown(l.Same.CPU), l.Leg, ratio(l.API.PerSecond, l.Same.PerSecond), ratio(l.API.P50, l.Leg.P50))
	}
}

// parts tells of the search's stages and of what the vectors find.
func (r Report) parts(b *strings.Builder) {
	b.WriteString("\n| stage, one client, in the program | p50 / p99 ms |\n|---|---|\n")
	for _, s := range r.Stages {
		fmt.Fprintf(b, "| %s | %s |\n", s.Name, s.Timing)
	}
	b.WriteString("\n| museum | passages | vector leg's recall of an exact search | of the whole search's first ten | fewest found |\n|---|---|---|---|---|\n")
	for _, x := range r.Recall {
		fmt.Fprintf(b, "| %s | %d | %.3f (%d questions) | %.3f | %d of %d |\n", x.Museum, x.Passages, x.Recall, x.Questions, x.First, x.Fewest, x.Wanted)
	}
}

func (r Report) costs(b *strings.Builder) {
	b.WriteString("\n| what | how much |\n|---|---|\n")
	row := func(what, format string, args ...any) {
		fmt.Fprintf(b, "| %s | %s |\n", what, fmt.Sprintf(format, args...))
	}
	row("embed a question / a passage", "%.0f / %.0f µs", r.QuestionMicros, r.PassageMicros)
	row("ingest / COPY of the same rows into bare tables", "%.0f / %.0f passages/s, %s", r.Ingest, r.Copy, ratio(r.Copy, r.Ingest)+" times")
	if r.Graph > 0 {
		row("graph made in", "%.1f s", r.Graph)
	} else {
		row("graph", "none: so few are compared exactly")
	}
	row("words read at start in", "%.2f s", r.Warm)
	row("memory of this program, of it words", "%s, %s", megabytes(r.Resident), megabytes(r.Words))
	for _, t := range r.Tables {
		row("on disk: "+t.Name, "%s", megabytes(t.Bytes))
	}
}

func (t Timing) String() string {
	if t.N == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f / %.1f", t.P50, t.P99)
}

func ratio(a, b float64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", a/b)
}

func orUnknown(ms float64) string {
	if ms == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", ms)
}

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
