package adversary

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Verdicts are what became of an answer: the sentences that a visitor reads, and
// those that were withheld.
type Verdicts struct {
	Shown    []Shown
	Withheld []guide.Withheld
}

// Shown is a sentence as a visitor reads it, with the works it is said to rest on.
type Shown struct {
	Text  string
	Works []string
	Cites []string // the sentences it is said to rest on
}

// Check has an answer checked as the guide would.
type Check func(ctx context.Context, a Answer) (Verdicts, error)

// Count is how often sentences of one kind were shown and withheld.
type Count struct{ Shown, Withheld int }

// N is how many there were.
func (c Count) N() int { return c.Shown + c.Withheld }

// Half is what was counted on one half of the works.
type Half struct {
	Answers   int
	True      map[string]Count // by kind
	False     map[string]Count
	WrongWork int // true sentences shown with a citation of another work alone
	Got       []Miss

	Portuguese Portuguese // of what was shown
}

// Miss is a sentence that was judged wrongly.
type Miss struct {
	Answer   Answer
	Sentence Sentence
	Reason   string // why it was withheld; "" for one that was shown
}

// Graded is what was counted, on the half that may be tuned on and on the other.
type Graded struct{ Development, HeldOut Half }

// Grade has every answer checked and counts.
func Grade(ctx context.Context, answers []Answer, check Check) (Graded, error) {
	g := Graded{newHalf(), newHalf()}
	for i, a := range answers {
		v, err := check(ctx, a)
		if err != nil {
			return g, fmt.Errorf("answer %d: %w", i, err)
		}
		if a.HeldOut {
			g.HeldOut.add(a, v)
		} else {
			g.Development.add(a, v)
		}
	}
	return g, nil
}

func newHalf() Half { return Half{True: map[string]Count{}, False: map[string]Count{}} }

func (h *Half) add(a Answer, v Verdicts) {
	h.Answers++
	if a.Lang == "pt" {
		h.Portuguese.add(v)
	}
	for _, s := range a.Sentences {
		shown := find(s, v)
		counts := h.False
		if s.True {
			counts = h.True
		}
		c := counts[s.Kind]
		if shown != nil {
			c.Shown++
			if s.True && !slices.Contains(shown.Works, s.Work) {
				h.WrongWork++
			}
		} else {
			c.Withheld++
		}
		counts[s.Kind] = c
		if s.True == (shown == nil) {
			h.Got = append(h.Got, Miss{a, s, reasonOf(s, v)})
		}
	}
}

// find returns what a visitor sees of a sentence, nil for nothing.
func find(s Sentence, v Verdicts) *Shown {
	want := bare(s.Text)
	for i, shown := range v.Shown {
		if s.Mark == "" && strings.Contains(bare(shown.Text), want) || s.Mark != "" && strings.Contains(shown.Text, s.Mark) {
			return &v.Shown[i]
		}
	}
	return nil
}

func reasonOf(s Sentence, v Verdicts) string {
	for _, w := range v.Withheld {
		if strings.Contains(bare(w.Text), bare(s.Text)) {
			return w.Reason
		}
	}
	return ""
}

// bare is a sentence by its words alone, without the citation at its end.
func bare(s string) string {
	s = endTag.ReplaceAllString(text.Clean(s), "")
	var out []string
	for _, w := range text.Words(s) {
		out = append(out, w.Text)
	}
	return strings.Join(out, " ")
}

var endTag = regexp.MustCompile(`\s*\[[0-9]+\]\.?$`)

// Sum adds counts up; of kinds, where some are given.
func Sum(counts map[string]Count, kinds ...string) Count {
	var sum Count
	for kind, c := range counts {
		if len(kinds) == 0 || slices.Contains(kinds, kind) {
			sum.Shown += c.Shown
			sum.Withheld += c.Withheld
		}
	}
	return sum
}

// Facts is how many lies with a number, a date, a name, a source or markup in
// them were shown and withheld.
func (h Half) Facts() Count { return Sum(h.False, facts...) }

// Kept is the share of the true sentences that were shown, 0…1.
func (h Half) Kept() float64 { return share(Sum(h.True)) }

// KeptWhere is the same of the kinds that are translated, or of those that are not.
func (h Half) KeptWhere(translated bool) float64 {
	var sum Count
	for kind, c := range h.True {
		if strings.HasPrefix(kind, "translated") == translated {
			sum.Shown += c.Shown
			sum.Withheld += c.Withheld
		}
	}
	return share(sum)
}

// Precision is the share of true sentences among those shown, 0…1.
func (h Half) Precision() float64 {
	return share(Count{Sum(h.True).Shown, Sum(h.False).Shown})
}

func share(c Count) float64 {
	if c.N() == 0 {
		return 1
	}
	return float64(c.Shown) / float64(c.N())
}

// Markdown is the table of kinds.
func (g Graded) Markdown() string {
	var b strings.Builder
	b.WriteString("| sentences | kind | development: shown | withheld | held out: shown | withheld |\n|---|---|---|---|---|---|\n")
	rows := func(what string, dev, held map[string]Count) {
		kinds := map[string]bool{}
		for kind := range dev {
			kinds[kind] = true
		}
		for kind := range held {
			kinds[kind] = true
		}
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d |\n", what, kind, dev[kind].Shown, dev[kind].Withheld, held[kind].Shown, held[kind].Withheld)
		}
		d, h := Sum(dev), Sum(held)
		fmt.Fprintf(&b, "| **%s** | **all** | **%d** | **%d** | **%d** | **%d** |\n", what, d.Shown, d.Withheld, h.Shown, h.Withheld)
	}
	rows("true", g.Development.True, g.HeldOut.True)
	rows("false", g.Development.False, g.HeldOut.False)
	return b.String()
}
