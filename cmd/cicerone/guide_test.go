package main

import (
	"strings"
	"testing"

	"cicerone/internal/demo"
	"cicerone/internal/eval"
	"cicerone/internal/guide"
)

// What was reached when this was written, over both halves of what visitors ask;
// docs/eval/guide.md has the figures by kind and language.
const (
	floorRight = 0.96
	floorFirst = 0.90
)

// TestGuide makes every visit of internal/demo/guide.txt and holds the share of
// right verdicts and of right works to what was reached.
func TestGuide(t *testing.T) {
	h, museum := demoHouse(t)
	visits, err := eval.ReadVisits(strings.NewReader(demo.Visits))
	if err != nil {
		t.Fatal(err)
	}
	works, err := h.store.Objects(t.Context(), guide.ObjectQuery{MuseumID: museum.ID})
	if err != nil {
		t.Fatal(err)
	}
	checkVisits(t, visits, works)
	got, err := eval.MeasureGuide(t.Context(), visits, "", h.visitor(museum))
	if err != nil {
		t.Fatal(err)
	}
	d, o := got.All.Development, got.All.HeldOut
	right := float64(d.Right+o.Right) / float64(d.Turns+o.Turns)
	first := float64(d.First+o.First) / float64(d.Works+o.Works)
	t.Logf("right verdicts %.3f, right work first %.3f", right, first)
	if right < floorRight || first < floorFirst {
		for _, w := range got.Wrong {
			t.Logf("%s (%s) %q: wanted %v, got %s because %s", w.Kind, w.Lang, w.Question, w.Want, w.Got, w.Reason)
		}
		t.Errorf("right verdicts %.3f, right work first %.3f: want %.3f and %.3f at least", right, first, floorRight, floorFirst)
	}
}

// checkVisits holds the list to what issue and collection ask of it.
func checkVisits(t *testing.T, visits []eval.Visit, works []guide.Object) {
	t.Helper()
	known := map[string]bool{"^2": true, "visit": true, "–": true, "courtesy": true, "refusal": true, "help": true, "": true}
	for _, w := range works {
		known[w.Inventory] = true
	}
	langs, chains, questions := map[string]int{}, 0, map[string]bool{}
	for _, v := range visits {
		langs[v.Lang] += len(v.Turns)
		if len(v.Turns) > 1 {
			chains++
		}
		for _, e := range v.Turns {
			for _, want := range append(e.Want, v.Object) {
				if !known[want] {
					t.Errorf("%q: %s is no work of the collection", e.Question, want)
				}
			}
		}
		if first := v.Lang + v.Object + v.Turns[0].Question; questions[first] {
			t.Errorf("%q is there twice", v.Turns[0].Question)
		} else {
			questions[first] = true
		}
	}
	for _, lang := range []string{"pt", "en", "es", "fr", "de", "it"} {
		if langs[lang] < 20 {
			t.Errorf("%d questions in %s, want 20 at least", langs[lang], lang)
		}
	}
	if chains < 15 {
		t.Errorf("%d conversations, want 15 at least", chains)
	}
}
