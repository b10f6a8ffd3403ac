package ask

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

func TestWorks(t *testing.T) {
	m := openMuseum(t, nil)
	about := func(text string) ([]string, error) {
		return m.Works(t.Context(), guide.Question{Museum: galeria, Text: text, At: noon}, 3)
	}
	for interest, first := range map[string]string{
		"ouro": "GM-001", "guitarra portuguesa": "GM-003", "astrolabe": "GM-005",
		"submarinos nucleares": "", "bilhete": "", // of the visit's own note, which is no work's
	} {
		works, err := about(interest)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" && len(works) > 0 && interest != "bilhete" || first != "" && (len(works) == 0 || works[0] != first) {
			t.Errorf("%s: got %q, want %q first", interest, works, first)
		}
		if len(works) > 3 || slices.Contains(works, "") || len(slices.Compact(slices.Sorted(slices.Values(works)))) < len(works) {
			t.Errorf("%s: got %q: want at most three works, each once", interest, works)
		}
	}
	if len(m.notebook.turns) > 0 {
		t.Error("an interest was kept")
	}
	if _, err := about(strings.Repeat("x", guide.MaxQuestionRunes+1)); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("too long: got %v", err)
	}
	m.shelf.err = guide.ErrUnavailable
	if _, err := about("ouro"); !errors.Is(err, guide.ErrUnavailable) {
		t.Errorf("no search: got %v", err)
	}
}

// Quotations about different works are joined by words of the guide's own, in the
// visitor's language.
func TestQuotationsOfSeveralWorksAreJoined(t *testing.T) {
	m := openMuseum(t, nil)
	_, turn := m.ask(t, guide.Question{Text: "que obras são de ouro ou de prata?"})
	var got []string
	for _, s := range turn.Sentences {
		if !s.Quoted {
			got = append(got, s.Text)
			if s.Lang != "pt" || len(s.Citations) > 0 {
				t.Errorf("%q in %q with %d citations, want pt and none", s.Text, s.Lang, len(s.Citations))
			}
		}
	}
	if want := []string{anotherWork["pt"]}; !slices.Equal(got, want) || len(guide.CitedWorks(turn.Citations)) != 2 || turn.Sentences[0].Text == want[0] {
		t.Errorf("got %q beside quotations of %v, want %q between two works", got, guide.CitedWorks(turn.Citations), want)
	}
	for _, lang := range spoken {
		if anotherWork[lang] == "" {
			t.Errorf("nothing joins quotations in %s", lang)
		}
	}
}
