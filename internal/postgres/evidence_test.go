package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cicerone/internal/guide"
)

// A turn is read back as it was saved, with its evidence; what has been deleted
// since leaves its scores.
func TestTurn(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	publish(t, c.Store, c.museum, cut("a.md", note("Almofariz", "cg-1", "pt", "Serve para moer.\nFoi fundido."), 4))
	found := search(t, c.Store, guide.Search{Museum: c.museum, At: time.Now(), Vector: []float32{1, 1, 1, 1}})
	want := answered(c, "turn", "visit", "Quem o fez?", found.Hits...)
	want.Question.Level, want.Mode, want.Model, want.Prompt, want.Drift = guide.LevelChild, guide.ModeModel, "amalia", "3", []string{"trem"}
	want.Standalone, want.Withheld = "Quem fez o almofariz?", 2
	want.Kept = []guide.Withheld{{Text: "Pesa seis quilos.", Reason: "number"}}
	c.save(want)

	got, err := c.Turn(t.Context(), c.museum.ID, "turn")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApproxTime(time.Millisecond), cmpopts.EquateApprox(0, 1e-9),
		cmpopts.IgnoreFields(guide.Museum{}, "Code", "Names", "Lang", "Langs", "Settings"), cmpopts.IgnoreFields(guide.Space{}, "ID", "Model", "Dims"),
		cmpopts.IgnoreFields(guide.Hit{}, "ObjectID", "RoomID", "Room", "Label")); diff != "" {
		t.Errorf("turn (-saved +read):\n%s", diff)
	}
	if len(got.Hits) == 0 || got.Hits[0].Text == "" || got.Hits[0].VectorRank == 0 {
		t.Errorf("evidence %+v, want passages with their ranks", got.Hits)
	}

	if _, err := c.pool.Exec(t.Context(), `DELETE FROM passages`); err != nil {
		t.Fatal(err)
	}
	if got, err = c.Turn(t.Context(), c.museum.ID, "turn"); err != nil {
		t.Fatal(err)
	}
	if h := got.Hits[0]; len(got.Hits) != len(found.Hits) || h.PassageID != 0 || h.Text != "" || h.VectorRank == 0 {
		t.Errorf("evidence %+v of deleted passages, want their ranks alone", got.Hits)
	}
	for name, find := range map[string]func() error{
		"another museum's": func() error { _, err := c.Turn(t.Context(), other.ID, "turn"); return err },
		"no such turn":     func() error { _, err := c.Turn(t.Context(), c.museum.ID, "never"); return err },
	} {
		if err := find(); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", name, err, guide.ErrNotFound)
		}
	}
}
