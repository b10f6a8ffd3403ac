package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// A document wanted by its id is right only when it is the one cited first.
func TestJudgeDocuments(t *testing.T) {
	cites := func(inventory, document string) guide.Turn {
		return guide.Turn{Verdict: guide.Answered, Citations: []guide.Citation{{Inventory: inventory, Document: document}, {Document: "second"}}}
	}
	for _, tt := range []struct {
		want         []string
		turn         guide.Turn
		right, first bool
	}{
		{[]string{"hours"}, cites("", "hours"), true, true},
		{[]string{"A-1", "hours"}, cites("A-2", "hours"), true, true},
		{[]string{"second"}, cites("A-2", "hours"), true, false},
		{[]string{"second"}, cites("", "hours"), false, false},
		{[]string{guide.WantVisit}, cites("", "hours"), true, true},
		{[]string{guide.WantNothing}, cites("", "hours"), false, false},
		{[]string{guide.WantNothing}, guide.Turn{Verdict: guide.NotCovered}, true, true},
		{[]string{"hours"}, guide.Turn{Verdict: guide.NotCovered, Citations: []guide.Citation{{Document: "hours"}}}, false, false},
	} {
		got := Judge("pt", Expected{"Quando?", tt.want}, tt.turn, guide.Turn{})
		if got.Right != tt.right || got.First != tt.first {
			t.Errorf("%v of %+v: got right %t, first %t", tt.want, tt.turn, got.Right, got.First)
		}
	}
}

func TestReportSet(t *testing.T) {
	judged := func(question, lang, got string, merit int) guide.Judged {
		return guide.Judged{Question: question, Lang: lang, Want: []string{"A-1"}, Got: got, Work: true, Right: merit > 0, First: merit > 1, Read: "pt"}
	}
	now := []guide.Judged{judged("a", "pt", "A-1", 2), judged("b", "en", "A-2", 1), judged("c", "en", "–", 0), judged("new", "pt", "A-1", 2), judged("later", "pt", "", 0)}
	before := []guide.Judged{judged("a", "pt", "A-9", 1), judged("b", "en", "A-1", 2), judged("c", "en", "–", 0), judged("b", "pt", "–", 0)}
	got := ReportSet("Entrada", now, before)
	want := SetReport{Name: "Entrada", All: Tally{Turns: 4, Right: 3, Works: 4, First: 2, Language: 2},
		Langs: []NamedTally{{"en", Tally{Turns: 2, Right: 1, Works: 2}}, {"pt", Tally{Turns: 2, Right: 2, Works: 2, First: 2, Language: 2}}},
		Wrong: []guide.Judged{now[1], now[2]}, Better: []Change{{before[0], now[0]}}, Worse: []Change{{before[1], now[1]}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	changed := judged("a", "pt", "A-9", 0)
	changed.Want = []string{"A-3"}
	if r := ReportSet("", now[:1], []guide.Judged{changed}); r.Better != nil {
		t.Errorf("when something else was wanted: got %+v, want no comparison", r.Better)
	}
	var b strings.Builder
	if err := (Report{Set: &got}).Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"## Entrada", "| all | 3 of 4, .750 | 2 of 4, .500 | 2 of 4, .500 |", "| en | 1 of 2, .500 | 0 of 2, .000 |",
		"- pt: “a” → wanted A-1, got A-1, before A-9", "- en: “c” → wanted A-1, got –; read as pt"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("report lacks %q:\n%s", line, b.String())
		}
	}
}
