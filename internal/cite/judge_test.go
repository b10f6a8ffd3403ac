package cite

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/quote/quotetest"
	"cicerone/internal/text"
)

// pair is a sentence with whether the sources of its work carry it.
type pair struct {
	holds           bool
	works, lang     string
	class, sentence string
}

// written reads pairs made by hand.
func written(t *testing.T, file string) []pair {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []pair
	for line := range strings.Lines(string(data)) {
		f := strings.SplitN(strings.TrimSpace(line), " | ", 5)
		if len(f) != 5 || line[0] == '#' {
			continue
		}
		all = append(all, pair{holds: f[0] == "+", works: f[1], lang: f[2], class: f[3], sentence: f[4]})
	}
	return all
}

// generated makes pairs out of the collection's own sentences: the sentence, its
// first half, the sentence with another number, with another name, and the
// sentence when its note is not among the sources.
func generated() []pair {
	var all []pair
	add := func(holds bool, works, lang, class, sentence string) {
		all = append(all, pair{holds, works, lang, class, sentence})
	}
	for _, h := range quotetest.Passages() {
		if h.Inventory == "" || strings.HasPrefix(h.Inventory, "R-") {
			continue
		}
		work := h.Inventory + "/" + h.Lang
		for _, span := range text.Sentences(h.Text) {
			s := text.Slice(h.Text, span)
			add(true, work, h.Lang, "copy", s)
			if i := strings.LastIndex(s, ", "); i > 40 {
				add(true, work, h.Lang, "shortened", s[:i]+".")
			}
			ws := split(s)
			if i := slices.IndexFunc(ws, func(w word) bool { return w.number() && len(w.written) == 4 }); i >= 0 {
				add(false, work, h.Lang, "other number", strings.Replace(s, ws[i].written, "1777", 1))
			}
			if names := namesOf(h.Lang, ws, func(word) bool { return true }); len(names) > 0 {
				w := names[len(names)-1].words[0]
				add(false, work, h.Lang, "other name", s[:w.start]+"Bernardes"+s[w.start+len(w.written):])
			}
			if h.Inventory != "CG-002" && h.Inventory != "CG-006" {
				add(false, "CG-002/pt CG-002/en", h.Lang, "other work", s)
			}
		}
	}
	return all
}

// sources are the passages of a pair's works and, behind them, of two others.
func (p pair) sources() []guide.Hit {
	var own, others []guide.Hit
	for _, h := range quotetest.Passages() {
		inventory := h.Inventory
		if inventory == "" {
			inventory = "VISITA"
		}
		switch {
		case slices.Contains(strings.Fields(p.works), inventory+"/"+h.Lang):
			own = append(own, h)
		case strings.HasPrefix(p.works, inventory): // the same work's note in another language
		case h.Inventory == "CG-006" || h.Inventory == "CG-002" && h.Lang == "pt":
			others = append(others, h)
		}
	}
	return append(own, others...)
}

func (p pair) check() Checked {
	c := NewChecker("", p.sources(), p.lang, nil)
	all := append(c.Feed(p.sentence), c.Close()...)
	if len(all) != 1 {
		return Checked{Text: p.sentence, Reason: fmt.Sprintf("%d sentences", len(all))}
	}
	return all[0]
}

// tally counts how pairs were judged.
type tally struct{ passed, passedWrongly, withheld, withheldWrongly int }

func (t *tally) add(holds, supported bool) {
	switch {
	case holds && supported:
		t.passed++
	case holds:
		t.withheldWrongly++
	case supported:
		t.passedWrongly++
	default:
		t.withheld++
	}
}

func (t tally) precision() float64 { return ratio(t.passed, t.passedWrongly) }
func (t tally) recall() float64    { return ratio(t.passed, t.withheldWrongly) }

func ratio(a, b int) float64 {
	if a+b == 0 {
		return 1
	}
	return float64(a) / float64(a+b)
}

// TestPairs measures the check. The bounds are what was reached when they were
// set, less a little: a change that falls below them makes the guide worse.
func TestPairs(t *testing.T) {
	for _, set := range []struct {
		name              string
		pairs             []pair
		precision, recall float64
	}{
		{"written", written(t, "testdata/pairs.txt"), 0.98, 0.93},
		{"unseen", written(t, "testdata/unseen.txt"), 0.98, 0.93},
		{"hard", written(t, "testdata/hard.txt"), 0.95, 0.64},
		{"generated", generated(), 0.98, 0.98},
	} {
		var sum tally
		classes := map[string]*tally{}
		for _, p := range set.pairs {
			got := p.check()
			sum.add(p.holds, got.Supported)
			if classes[p.class] == nil {
				classes[p.class] = &tally{}
			}
			classes[p.class].add(p.holds, got.Supported)
			if got.Supported != p.holds {
				t.Logf("supported %t, want %t: [%s %s] %s (%s)", got.Supported, p.holds, p.works, p.class, p.sentence, got.Reason)
			}
		}
		for class, n := range classes {
			t.Logf("%-9s %-13s %+v", set.name, class, *n)
		}
		t.Logf("%-9s %d pairs, precision %.3f, recall %.3f", set.name, len(set.pairs), sum.precision(), sum.recall())
		if sum.precision() < set.precision || sum.recall() < set.recall {
			t.Errorf("%s: precision %.3f, recall %.3f; want at least %.3f, %.3f", set.name, sum.precision(), sum.recall(), set.precision, set.recall)
		}
	}
}
