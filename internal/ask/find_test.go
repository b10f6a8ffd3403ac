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
