package eval

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

const someVisits = `# a remark
## answerable
pt | Quem pintou O Fado? → A-1
+ e a segunda? → ^2
en @A-2 | who made it? → A-2 A-3

## courtesy
de | Hallo → courtesy
`

func TestReadVisits(t *testing.T) {
	got, err := ReadVisits(strings.NewReader(someVisits))
	if err != nil {
		t.Fatal(err)
	}
	want := []Visit{
		{Kind: "answerable", Lang: "pt", Half: halfOf("Quem pintou O Fado?"), Turns: []Expected{{"Quem pintou O Fado?", []string{"A-1"}}, {"e a segunda?", []string{"^2"}}}},
		{Kind: "answerable", Lang: "en", Object: "A-2", Half: halfOf("who made it?"), Turns: []Expected{{"who made it?", []string{"A-2", "A-3"}}}},
		{Kind: "courtesy", Lang: "de", Half: halfOf("Hallo"), Turns: []Expected{{"Hallo", []string{"courtesy"}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, wrong := range []string{"pt | Quem?", "pt | Quem? → ", "+ e quando? → A-1", "Quem? → A-1"} {
		if _, err := ReadVisits(strings.NewReader(wrong)); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%q: got %v, want it refused", wrong, err)
		}
	}
}

// A turn that cites some work when a work is wanted has the right verdict, and
// the right work only when it is that one.
func TestMeasureGuide(t *testing.T) {
	cite := func(works ...string) guide.Turn {
		turn := guide.Turn{Verdict: guide.Answered}
		for _, w := range works {
			turn.Citations = append(turn.Citations, guide.Citation{Inventory: w})
		}
		return turn
	}
	visits := []Visit{
		{Kind: "k", Lang: "pt", Half: HeldOut, Turns: []Expected{{"right", []string{"A-1"}}, {"second", []string{wantSecond}}, {"other", []string{"A-1"}}}},
		{Kind: "k", Lang: "pt", Half: Development, Turns: []Expected{{"refused", []string{"A-1"}}, {"either", []string{guide.WantNothing, "A-1"}}}},
		{Kind: "p", Lang: "en", Half: Development, Turns: []Expected{{"hello", []string{wantCourtesy}}, {"bomb", []string{wantRefusal}}, {"aid", []string{wantHelp}}, {"hours", []string{guide.WantVisit}}}},
	}
	says := map[string]guide.Turn{
		"right": cite("A-1", "A-1", "A-2"), "second": cite("A-2"), "other": cite("A-9"),
		"refused": {Verdict: guide.NotCovered, Reason: "far_off"}, "either": cite("A-9"),
		"hello": {Mode: guide.ModePlain, Reason: guide.PlainGreeting}, "bomb": {Mode: guide.ModePlain, Reason: guide.PlainUnsafe},
		"aid": {Mode: guide.ModePlain, Reason: guide.PlainHelp}, "hours": cite(""),
	}
	var conversations []string
	got, err := MeasureGuide(t.Context(), visits, "", func(_ context.Context, q guide.Question) (guide.Turn, error) {
		conversations = append(conversations, q.Conversation)
		turn := says[q.Text]
		turn.Conversation, turn.Lang = "c-"+q.Text, "pt"
		return turn, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Score{Name: "all", HeldOut: Tally{Turns: 3, Right: 3, Works: 3, First: 2, Language: 3}, Development: Tally{Turns: 6, Right: 4, Works: 1, Language: 2}}
	if diff := cmp.Diff(want, got.All); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var wrong []string
	for _, w := range got.Wrong {
		wrong = append(wrong, w.Question+" "+w.Got)
	}
	if diff := cmp.Diff([]string{"other A-9", "refused –", "either A-9"}, wrong); diff != "" {
		t.Errorf("wrong (-want +got):\n%s", diff)
	}
	if want := []string{"", "c-right", "c-second", "", "c-refused", "", "c-hello", "c-bomb", "c-aid"}; !slices.Equal(conversations, want) {
		t.Errorf("conversations %q, want %q", conversations, want)
	}
	half, err := MeasureGuide(t.Context(), visits, HeldOut, func(context.Context, guide.Question) (guide.Turn, error) { return guide.Turn{}, nil })
	if err != nil || half.All.HeldOut.Turns != 3 || half.All.Development.Turns != 0 {
		t.Errorf("one half: got %+v, %v", half.All, err)
	}
	var b strings.Builder
	if err := (Report{Guided: &got}).Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"| all | 4 of 6, .667 | 0 of 1, .000 | 2 of 6, .333 | 3 of 3, 1.000 | 2 of 3, .667 | 3 of 3, 1.000 |", "- k, pt: “refused” → wanted A-1, got –; read as"} {
		if !strings.Contains(b.String(), strings.TrimSuffix(line, "; read as")) {
			t.Errorf("report lacks %q:\n%s", line, b.String())
		}
	}
}
