package eval

import (
	"fmt"
	"slices"
	"strings"

	"cicerone/internal/guide"
)

// SetReport is how well the guide does on a museum's own set: its newest run, and
// what changed since the one before.
type SetReport struct {
	Name   string         `json:"name"`
	All    Tally          `json:"all"`
	Langs  []NamedTally   `json:"langs"`
	Wrong  []guide.Judged `json:"wrong"`
	Better []Change       `json:"better"`
	Worse  []Change       `json:"worse"`
}

// NamedTally is a tally of the questions in one language.
type NamedTally struct {
	Name string `json:"name"`
	Tally
}

// Change is a question of which something else came than the time before.
type Change struct {
	Before guide.Judged `json:"before"`
	Now    guide.Judged `json:"now"`
}

// ReportSet adds up a run's questions, of which those not asked yet do not count,
// and compares them with those of the run before, which may be none. A question
// is compared only with itself, and while the same is wanted of it.
func ReportSet(name string, now, before []guide.Judged) SetReport {
	r := SetReport{Name: name}
	for _, j := range now {
		if j.Got == "" {
			continue
		}
		r.All.add(j)
		i := slices.IndexFunc(r.Langs, func(t NamedTally) bool { return t.Name == j.Lang })
		if i < 0 {
			i = len(r.Langs)
			r.Langs = append(r.Langs, NamedTally{Name: j.Lang})
		}
		r.Langs[i].add(j)
		if !j.First {
			r.Wrong = append(r.Wrong, j)
		}
		was := slices.IndexFunc(before, func(b guide.Judged) bool {
			return b.Got != "" && b.Question == j.Question && b.Lang == j.Lang && slices.Equal(b.Want, j.Want)
		})
		if was < 0 {
			continue
		}
		switch change := (Change{before[was], j}); {
		case merit(j) > merit(before[was]):
			r.Better = append(r.Better, change)
		case merit(j) < merit(before[was]):
			r.Worse = append(r.Worse, change)
		}
	}
	slices.SortFunc(r.Langs, func(a, b NamedTally) int { return strings.Compare(a.Name, b.Name) })
	return r
}

// merit puts what may become of a question in order: wrong, the right verdict
// with another work, and right.
func merit(j guide.Judged) int { return one(j.Right) + one(j.First) }

// markdown writes the figures as a table, and what went wrong as a list.
func (r SetReport) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n"+
		"Right: the verdict is the expected one. First: of the questions with works or notes to cite, one of them is cited first. "+
		"Language: that of the question was recognised.\n\n| questions | right | first | language |\n|---|---|---|---|\n", r.Name)
	for _, t := range append([]NamedTally{{"all", r.All}}, r.Langs...) {
		fmt.Fprintf(b, "| %s | %s |\n", t.Name, t.Tally)
	}
	for _, part := range []struct {
		title   string
		changes []Change
	}{{"Better than the time before", r.Better}, {"Worse than the time before", r.Worse}} {
		if len(part.changes) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n### %s\n\n", part.title)
		for _, c := range part.changes {
			fmt.Fprintf(b, "- %s: “%s” → wanted %s, got %s, before %s\n", c.Now.Lang, c.Now.Question, strings.Join(c.Now.Want, " or "), c.Now.Got, c.Before.Got)
		}
	}
	if len(r.Wrong) > 0 {
		b.WriteString("\n### Not right\n\n")
	}
	for _, w := range r.Wrong {
		b.WriteString("- " + wrongLine(w) + "\n")
	}
}
