package postgres_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// seen is by which paths a visitor comes upon a document about an object.
func (c *collection) seen(document, inventory, term string) []string {
	c.t.Helper()
	ctx := c.t.Context()
	var paths []string
	found, err := c.Search(ctx, guide.Search{Museum: c.museum, Audience: guide.AudienceStaff, At: time.Now(), Lang: "pt",
		Text: term, Vector: []float32{1, 0, 0, 0}, Objects: []string{inventory}})
	if err != nil {
		c.t.Fatal(err)
	}
	if slices.ContainsFunc(found.Hits, func(h guide.Hit) bool { return h.Document == document }) {
		paths = append(paths, "search")
	}
	if slices.ContainsFunc(slices.Collect(maps.Values(found.Words)), func(w guide.Word) bool { return w.Held }) {
		paths = append(paths, "known term")
	}
	if _, err := c.Note(ctx, c.museum.ID, document, time.Now()); err == nil {
		paths = append(paths, "note")
	} else if !errors.Is(err, guide.ErrNotFound) {
		c.t.Fatal(err)
	}
	objects, err := c.Objects(ctx, guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "pt", Inventory: inventory})
	if err != nil {
		c.t.Fatal(err)
	}
	if len(objects) > 0 {
		paths = append(paths, "object")
	}
	var object int64
	if err := c.pool.QueryRow(ctx, `SELECT id FROM objects WHERE inventory = $1`, inventory).Scan(&object); err != nil {
		c.t.Fatal(err)
	}
	notes, err := c.ObjectNotes(ctx, c.museum.ID, object, "pt")
	if err != nil {
		c.t.Fatal(err)
	}
	if slices.ContainsFunc(notes, func(n guide.LiveNote) bool { return n.Document == document }) {
		paths = append(paths, "notes of the object")
	}
	return paths
}

// A withdrawn document is found by no path, from the next question on, and by
// every path again once it is published.
func TestWithdrawAndRestore(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "pó de açafrão"), true)
	c.put("b.md", note("Balança", "cg-2", "pt", "pó de prata"), true)
	everywhere := []string{"search", "known term", "note", "object", "notes of the object"}
	if diff := cmp.Diff(everywhere, c.seen(document, "cg-1", "açafrão")); diff != "" {
		t.Fatalf("paths before (-want +got):\n%s", diff)
	}
	for round := range 2 {
		if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
			t.Fatal(err)
		}
		if got := c.seen(document, "cg-1", "açafrão"); got != nil {
			t.Errorf("round %d: a withdrawn document is found by %v", round, got)
		}
		c.checkWords("withdrawn")
		if err := c.Publish(t.Context(), c.editor, document, 1); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(everywhere, c.seen(document, "cg-1", "açafrão")); diff != "" {
			t.Errorf("round %d: paths after (-want +got):\n%s", round, diff)
		}
		c.checkWords("published again")
	}
	want := []string{"document.withdraw by editor@museu.pt", "document.publish by editor@museu.pt",
		"document.withdraw by editor@museu.pt", "document.publish by editor@museu.pt"}
	if diff := cmp.Diff(want, c.acts(document)); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

// Doing twice what is done already changes nothing and is not in the log.
func TestWithdrawTwice(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("A", "cg-1", "pt", "texto"), true)
	for range 2 {
		if err := c.Publish(t.Context(), c.editor, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
			t.Fatal(err)
		}
	}
	c.checkWords("withdrawn twice")
	if got, want := c.acts(document), []string{"document.withdraw by editor@museu.pt"}; !slices.Equal(got, want) {
		t.Errorf("audit log: got %v, want %v", got, want)
	}
}

// However many people press the buttons at once, the counts stay true.
func TestWithdrawAtOnce(t *testing.T) {
	c := newCollection(t)
	documents := []string{c.put("a.md", note("A", "cg-1", "pt", "um texto"), true), c.put("b.md", note("B", "cg-2", "pt", "outro texto"), true)}
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			document := documents[i/2%2]
			var err error
			if i%2 == 0 {
				err = c.Withdraw(t.Context(), c.editor, document)
			} else {
				err = c.Publish(t.Context(), c.editor, document, 1)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c.checkWords("after all")
}

func TestPublish(t *testing.T) {
	c := newCollection(t)
	draft := c.put("draft.md", note("Rascunho", "cg-1", "pt", "primeira versão"), false)
	ctx := t.Context()
	if err := c.Withdraw(ctx, c.editor, draft); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("withdraw what was never published: got %v, want ErrConflict", err)
	}
	if err := c.Publish(ctx, c.editor, draft, 1); err != nil {
		t.Fatal(err)
	}
	if got := c.seen(draft, "cg-1", "primeira"); len(got) != 5 {
		t.Errorf("a published draft is found by %v only", got)
	}

	c.put("draft.md", note("Rascunho", "cg-1", "pt", "segunda versão"), false)
	if err := c.Withdraw(ctx, c.editor, draft); err != nil {
		t.Fatal(err)
	}
	if err := c.Publish(ctx, c.editor, draft, 2); err != nil {
		t.Fatal(err)
	}
	c.checkWords("a newer revision published over a withdrawn one")
	n, err := c.Note(ctx, c.museum.ID, draft, time.Now())
	if err != nil || n.Revision != 2 || n.Text != "segunda versão" {
		t.Errorf("note: got revision %d %q, %v; want the second", n.Revision, n.Text, err)
	}

	c.fail("draft.md", "terceira", "there is no text in it")
	stranger := guide.User{ID: c.editor.ID, Museum: c.addMuseum("outro"), Role: guide.RoleAdmin}
	tests := []struct {
		name     string
		by       guide.User
		document string
		revision int
		want     error
	}{
		{"older than the live one", c.editor, draft, 1, guide.ErrConflict},
		{"failed", c.editor, draft, 3, guide.ErrConflict},
		{"not there", c.editor, draft, 9, guide.ErrConflict},
		{"none", c.editor, draft, 0, guide.ErrConflict},
		{"of no document", c.editor, "none", 1, guide.ErrNotFound},
		{"of another museum", stranger, draft, 2, guide.ErrNotFound},
	}
	for _, tt := range tests {
		if err := c.Publish(ctx, tt.by, tt.document, tt.revision); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	if err := c.Withdraw(ctx, stranger, draft); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("withdraw from another museum: got %v, want ErrNotFound", err)
	}
	c.checkWords("after what could not be done")
}
