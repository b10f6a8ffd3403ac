package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/postgres"
)

// shelf is a museum of toy vectors, and another space that it may move to.
type shelf struct {
	*postgres.Store
	t      *testing.T
	museum guide.Museum
	other  guide.Space
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{Store: postgres.New(dbtest.DB(t)), t: t}
	s.museum = newMuseum(t, s.Store, "galeria", 8)
	var err error
	if s.other, err = s.EnsureSpace(t.Context(), guide.Space{Name: "other", Model: "other", Dims: 16}); err != nil {
		t.Fatal(err)
	}
	return s
}

// now is the museum as it is in the database.
func (s *shelf) now() guide.Museum {
	s.t.Helper()
	m, err := s.Museum(s.t.Context(), s.museum.Code)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *shelf) note(i int) draft {
	return cut(fmt.Sprint(i, ".md"), note(fmt.Sprint("Prato ", i), "", "pt", fmt.Sprintf("Primeira linha de %d.\nSegunda linha de %d.", i, i)), s.now().Space.Dims)
}

func (s *shelf) lacking(space guide.Space) []string {
	s.t.Helper()
	all, err := s.Unembedded(s.t.Context(), s.museum.ID, space.ID, 0, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	out := []string{}
	for _, p := range all {
		out = append(out, p.Label.Title+": "+p.Text)
	}
	return out
}

// toyEmbedder embeds as toyVector does, calling before each batch.
type toyEmbedder struct {
	before func()
	texts  int
}

func (e *toyEmbedder) Passages(_ context.Context, space guide.Space, texts []string) ([]guide.Embedded, error) {
	e.before()
	e.texts += len(texts)
	var out []guide.Embedded
	for _, text := range texts {
		out = append(out, guide.Embedded{Vector: toyVector(text, space.Dims), Windows: []byte("w")})
	}
	return out, nil
}

func (s *shelf) move(e *toyEmbedder, to guide.Space) error {
	r := ingest.Reembedder{Spaces: s.Store, Embedder: e, Index: func(context.Context) error { return nil }}
	return r.Move(s.t.Context(), s.now(), to, func(int) {})
}

// Live passages and drafts need a vector; what has been replaced does not.
func TestUnembeddedAreLiveOrDraft(t *testing.T) {
	s := newShelf(t)
	publish(t, s.Store, s.museum, s.note(1), s.note(2))
	again := cut("1.md", note("Prato 1", "", "pt", "Outra linha."), 8)
	publish(t, s.Store, s.museum, again)
	waiting := cut("2.md", note("Prato 2", "", "pt", "Rascunho."), 8)
	if err := s.Finish(t.Context(), s.museum, register(t, s.Store, s.museum, false, waiting)); err != nil {
		t.Fatal(err)
	}
	want := []string{"Prato 2: Primeira linha de 2.", "Prato 2: Segunda linha de 2.", "Prato 1: Outra linha.", "Prato 2: Rascunho."}
	if diff := cmp.Diff(want, s.lacking(s.other)); diff != "" {
		t.Errorf("passages without a vector (-want +got):\n%s", diff)
	}
	if got := s.lacking(s.museum.Space); len(got) > 0 {
		t.Errorf("in its own space the museum lacks %q", got)
	}
}

// Notes that come in while a space is filled are in it before the museum moves,
// and a worker that embedded for the old space begins again.
func TestMoveMissesNothingThatComesIn(t *testing.T) {
	s := newShelf(t)
	for i := range 5 {
		publish(t, s.Store, s.museum, s.note(i))
	}
	batches := 0
	e := &toyEmbedder{before: func() {
		if batches++; batches <= 3 { // during the first fill, the second, and the third
			publish(t, s.Store, s.museum, s.note(100+batches))
		}
	}}
	late := register(t, s.Store, s.museum, true, s.note(200))
	if moved, err := s.SwitchSpace(t.Context(), s.museum.ID, s.other.ID); moved || err != nil {
		t.Fatalf("moved %v into an empty space, %v", moved, err)
	}
	if err := s.move(e, s.other); err != nil {
		t.Fatal(err)
	}
	if got := s.now().Space; got != s.other {
		t.Fatalf("the museum is in %+v, want %+v", got, s.other)
	}
	if got := s.lacking(s.other); len(got) > 0 {
		t.Errorf("the museum has moved without %q", got)
	}
	if e.texts != 16 {
		t.Errorf("embedded %d texts, want 16: each once", e.texts)
	}
	if err := s.Finish(t.Context(), s.museum, late); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("vectors of the old space: got %v, want %v", err, guide.ErrConflict)
	}
	if found := search(t, s.Store, guide.Search{Museum: s.now(), Vector: toyVector("Prato 101 Primeira linha", 16)}); len(found.Hits) == 0 || found.Hits[0].VectorScore == 0 {
		t.Error("nothing is found in the new space")
	}
}

// What was embedded before a kill is not embedded again.
func TestMoveGoesOnWhereItWasCutOff(t *testing.T) {
	s := newShelf(t)
	for i := range 6 {
		publish(t, s.Store, s.museum, s.note(i))
	}
	some, err := s.Unembedded(t.Context(), s.museum.ID, s.other.ID, 0, 5)
	if err != nil {
		t.Fatal(err)
	}
	e := &toyEmbedder{before: func() {}}
	vectors, err := e.Passages(t.Context(), s.other, make([]string, 5))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time changes nothing
		if err := s.AddVectors(t.Context(), s.museum.ID, s.other, some, vectors); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.move(e, s.other); err != nil || e.texts != 12 {
		t.Errorf("embedded %d texts, %v; want 12 in all", e.texts, err)
	}
}

func TestBackAndDrop(t *testing.T) {
	s := newShelf(t)
	publish(t, s.Store, s.museum, s.note(1))
	if _, err := s.PreviousSpace(t.Context(), s.museum.ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("previous space of a museum that never moved: %v, want %v", err, guide.ErrNotFound)
	}
	e := &toyEmbedder{before: func() {}}
	if err := s.move(e, s.other); err != nil {
		t.Fatal(err)
	}
	publish(t, s.Store, s.now(), s.note(2)) // known in the new space alone
	if err := s.DropSpace(t.Context(), "other"); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("drop of the space in use: got %v, want %v", err, guide.ErrConflict)
	}
	back, err := s.PreviousSpace(t.Context(), s.museum.ID)
	if err != nil || back != s.museum.Space {
		t.Fatalf("previous space %+v, %v; want %+v", back, err, s.museum.Space)
	}
	if err := s.move(e, back); err != nil {
		t.Fatal(err)
	}
	if got := s.lacking(back); s.now().Space != back || len(got) > 0 {
		t.Errorf("in %+v without %q, want %+v", s.now().Space, got, back)
	}
	states, err := s.Spaces(t.Context(), s.museum.ID)
	want := []guide.SpaceState{{Space: back, Active: true, Embedded: 4, Passages: 4}, {Space: s.other, Embedded: 4, Passages: 4}}
	if diff := cmp.Diff(want, states); err != nil || diff != "" {
		t.Errorf("%v, spaces (-want +got):\n%s", err, diff)
	}
	if err := s.DropSpace(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	if err := s.DropSpace(t.Context(), "other"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("drop of a space that is gone: got %v, want %v", err, guide.ErrNotFound)
	}
	if states, err = s.Spaces(t.Context(), s.museum.ID); err != nil || len(states) != 1 {
		t.Errorf("%d spaces left, %v; want 1", len(states), err)
	}
}

func TestAddVectorsRefusesAnotherDimension(t *testing.T) {
	s := newShelf(t)
	publish(t, s.Store, s.museum, s.note(1))
	all, err := s.Unembedded(t.Context(), s.museum.ID, s.other.ID, 0, 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d passages, %v", len(all), err)
	}
	err = s.AddVectors(t.Context(), s.museum.ID, s.other, all, []guide.Embedded{{Vector: toyVector("a", 16)}, {Vector: toyVector("b", 8)}})
	if !errors.Is(err, guide.ErrConflict) || len(s.lacking(s.other)) != 2 {
		t.Errorf("got %v and %d without a vector; want %v and both", err, len(s.lacking(s.other)), guide.ErrConflict)
	}
}

// The longest vectors that can be indexed fit into a row.
func TestLongestVectors(t *testing.T) {
	store := postgres.New(dbtest.DB(t))
	m := newMuseum(t, store, "galeria", 4000)
	publish(t, store, m, cut("1.md", note("Prato", "", "pt", "Uma linha."), 4000))
	if found := search(t, store, guide.Search{Museum: m, Vector: toyVector("Prato Uma linha", 4000)}); len(found.Hits) != 1 || found.Hits[0].VectorScore < .5 {
		t.Errorf("found %+v, want the one passage", found.Hits)
	}
}
