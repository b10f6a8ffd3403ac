package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// An answer can be opened again as long as what it rests on is public as it was.
func TestShownTurn(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Almofariz", "CG-1", "pt", "Serve para moer. Foi fundido em 1540."), true)
	turn := answered(c, "turn-a", "visit", "Para que serve?")
	for i := range turn.Citations {
		turn.Citations[i].Document, turn.Citations[i].Revision = document, 1
	}
	c.save(turn)
	c.save(answered(c, "turn-b", "visit", "De uma nota que não há?"))
	pinned := answered(c, "turn-c", "visit", "Há ratos?")
	pinned.Mode, pinned.Citations, pinned.Sentences = guide.ModePinned, nil, []guide.Sentence{{Text: "Não."}}
	c.save(pinned)

	shown := func(id string, museum guide.Museum) (guide.Turn, error) {
		return c.ShownTurn(t.Context(), museum, id, time.Now())
	}
	got, err := shown("turn-a", c.museum)
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Turn{ID: turn.ID, Question: turn.Question, Lang: "pt", Verdict: guide.Answered, Mode: guide.ModeQuote,
		Sentences: turn.Sentences, Citations: turn.Citations, At: got.At}
	want.Question.Audience = guide.AudiencePublic
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("turn (-want +got):\n%s", diff)
	}
	for id, want := range map[string]error{"turn-b": guide.ErrConflict, "turn-c": guide.ErrConflict, "none": guide.ErrNotFound} {
		if got, err := shown(id, c.museum); !errors.Is(err, want) || got.Sentences != nil {
			t.Errorf("%s: got %v, %v, want %v", id, got.Sentences, err, want)
		}
	}
	if _, err := shown("turn-a", c.addMuseum("outro")); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("of another museum: got %v, want ErrNotFound", err)
	}
	c.must(c.Withdraw(t.Context(), c.editor, document))
	if got, err := shown("turn-a", c.museum); !errors.Is(err, guide.ErrConflict) || got.Sentences != nil || got.Question.Text != turn.Question.Text {
		t.Errorf("withdrawn: got %v, %v, want the question alone and ErrConflict", got, err)
	}
}

func TestRelated(t *testing.T) {
	c := newCollection(t)
	c.addRooms("1", "2")
	add := func(inventory, room, maker, date, material string) {
		n := note("Obra "+inventory, inventory, "pt", "Texto sobre "+inventory+".")
		n.Room, n.Label.Maker, n.Label.Date, n.Label.Material = room, maker, date, material
		c.put(inventory+".md", n, true)
	}
	add("A", "1", "Grão Vasco", "c. 1506", "Óleo")
	add("B", "2", "GRAO VASCO", "1530", "Óleo sobre madeira")
	add("C", "2", "Autor desconhecido", "1510–1520", "Prata")
	add("D", "1", "", "século XVIII", "óleo")
	add("E", "1", "", "1900", "Barro")
	add("F", "2", "", "1900", "Ferro")
	got := map[string]guide.Kinship{}
	related, err := c.Related(t.Context(), c.museum, c.object("A"), "pt", 6)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range related {
		got[r.Inventory] = r.Why
	}
	want := map[string]guide.Kinship{"B": guide.SameMaker, "C": guide.SamePeriod, "D": guide.SameMaterial, "E": guide.SameRoom}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("related (-want +got):\n%s", diff)
	}
	c.must(c.Withdraw(t.Context(), c.editor, c.publicID("B.md")))
	if related, err = c.Related(t.Context(), c.museum, c.object("A"), "pt", 2); err != nil || len(related) != 2 || related[0].Inventory != "C" {
		t.Errorf("with B withdrawn: got %v, %v, want C first of two", related, err)
	}
}
