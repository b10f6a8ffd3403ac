package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

func TestRegister(t *testing.T) {
	c := newCollection(t)
	finish := func(ids []int64, failure string) {
		for _, id := range ids {
			p := guide.Prepared{RevisionID: id, Failure: failure}
			if failure == "" {
				p.Note = note("Título", "", "pt", "Texto.")
			}
			c.finish(p)
		}
	}
	for _, step := range []struct {
		name, source, content string
		want                  guide.Arrival
		queued                int
		then                  func(ids []int64) // what becomes of those queued
	}{
		{"a new file", "a.md", "one", guide.ArrivedNew, 1, nil},
		{"its run was cut off", "a.md", "one", guide.ArrivedPending, 1, func(ids []int64) { finish(ids, "") }},
		{"it comes again", "a.md", "one", guide.ArrivedUnchanged, 0, nil},
		{"it has changed", "a.md", "two", guide.ArrivedUpdated, 1, func(ids []int64) { finish(ids, "cannot be read") }},
		{"it had failed", "a.md", "two", guide.ArrivedPending, 1, func(ids []int64) { finish(ids, "") }},
		{"it has changed back", "a.md", "one", guide.ArrivedUpdated, 1, func(ids []int64) { finish(ids, "") }},
		{"a copy under another name", "b.md", "one", guide.ArrivedUnchanged, 0, nil},
		{"what another file said before", "b.md", "two", guide.ArrivedNew, 1, func(ids []int64) { finish(ids, "cannot be read") }},
		{"a copy of one that failed", "c.md", "two", guide.ArrivedNew, 1, func(ids []int64) { finish(ids, "") }},
		{"withdrawn, it comes again", "c.md", "two", guide.ArrivedUnchanged, 0, func([]int64) {
			if err := c.Withdraw(t.Context(), c.editor, c.publicID("c.md")); err != nil {
				t.Fatal(err)
			}
		}},
		{"a copy of one withdrawn", "d.md", "two", guide.ArrivedNew, 1, nil},
	} {
		queued, got := arrive(t, c.Store, c.museum, "batch", true, []guide.Incoming{arriving(step.source, step.content)})
		if got[0] != step.want || len(queued) != step.queued {
			t.Errorf("%s: %s is %s with %d queued, want %s with %d", step.name, step.source, got[0], len(queued), step.want, step.queued)
		}
		if step.then != nil {
			step.then(queued)
		}
	}
	c.checkWords("registered")
}

// What arrives in one call is judged as if it came one by one.
func TestRegisterMany(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	arrive(t, c.Store, other, "batch", true, []guide.Incoming{arriving("elsewhere.md", "zero")})
	arrive(t, c.Store, c.museum, "batch", true, []guide.Incoming{arriving("z.md", "one"), arriving("y.md", "two")})
	queued, got := arrive(t, c.Store, c.museum, "batch", true, []guide.Incoming{
		arriving("a.md", "zero"), // another museum's copies are its own
		arriving("b.md", "zero"),
		arriving("y.md", "three"),
		arriving("c.md", "three"),
		arriving("z.md", "one"),
		arriving("d.md", "four"),
	})
	want := []guide.Arrival{guide.ArrivedNew, guide.ArrivedUnchanged, guide.ArrivedUpdated, guide.ArrivedUnchanged, guide.ArrivedPending, guide.ArrivedNew}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("arrivals (-want +got):\n%s", diff)
	}
	revisions, err := c.Stored(t.Context(), queued)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range revisions {
		names = append(names, fmt.Sprint(r.Original.Name, " ", r.Number))
	}
	if diff := cmp.Diff([]string{"z.md 1", "y.md 2", "a.md 1", "d.md 1"}, names); diff != "" {
		t.Errorf("queued (-want +got):\n%s", diff)
	}
}

// A revision comes out of the database as it went in.
func TestStored(t *testing.T) {
	c := newCollection(t)
	file, record := arriving("a.md", "one"), arriving("b.jsonl#7", "two")
	file.Author = "Conservação"
	file.Original.Name, file.Original.Type = "a — cópia.md", "text/markdown"
	record.Record = []byte(`{"id": "7", "fields": [{"name": "título", "value": "é \"isto\""}]}`)
	queued, _ := arrive(t, c.Store, c.museum, "batch", false, []guide.Incoming{file, record})
	got, err := c.Stored(t.Context(), append(queued, 999))
	if err != nil {
		t.Fatal(err)
	}
	want := []guide.Revision{
		{ID: queued[0], MuseumID: c.museum.ID, Number: 1, Original: file.Original, Author: "Conservação", State: guide.RevisionStored},
		{ID: queued[1], MuseumID: c.museum.ID, Number: 1, Original: record.Original, Record: record.Record, State: guide.RevisionStored},
	}
	for i := range got {
		if got[i].CreatedAt.IsZero() || got[i].DocumentID == 0 {
			t.Errorf("revision %d: made at %v, of document %d", i, got[i].CreatedAt, got[i].DocumentID)
		}
		want[i].CreatedAt, want[i].DocumentID = got[i].CreatedAt, got[i].DocumentID
	}
	if diff := cmp.Diff(want, got, cmp.Transformer("decode", decode)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// decode reads a record: jsonb keeps its value, not its spelling.
func decode(record []byte) (value any) {
	_ = json.Unmarshal(record, &value) // a file has none
	return value
}

// What cannot be queued is not registered either.
func TestRegisterRollsBack(t *testing.T) {
	c := newCollection(t)
	full := errors.New("the queue is full")
	_, err := c.Register(t.Context(), c.museum.ID, "batch", true, []guide.Incoming{arriving("a.md", "one")},
		func(context.Context, pgx.Tx, []int64) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("got %v, want the queue's error", err)
	}
	if got := c.count(`SELECT count(*) FROM documents`); got != 0 {
		t.Errorf("documents: got %d, want 0", got)
	}
}

func TestRegisterTextThatNoColumnHolds(t *testing.T) {
	c := newCollection(t)
	escaped := arriving("records.jsonl#1", "one")
	escaped.Record = []byte(`{"id": "\u0000"}`)
	for _, in := range []guide.Incoming{arriving("a\x00.md", "one"), arriving("caf\xe9.md", "one"), escaped} {
		_, err := c.Register(t.Context(), c.museum.ID, "batch", true, []guide.Incoming{in},
			func(context.Context, pgx.Tx, []int64) error { return nil })
		if !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%q: got %v, want ErrInvalid", in.Source, err)
		}
	}
}

// Two runs over the same folder make each document once.
func TestRegisterAtOnce(t *testing.T) {
	c := newCollection(t)
	var folder []guide.Incoming
	for i := range 50 {
		folder = append(folder, arriving(fmt.Sprintf("%02d.md", i), fmt.Sprint("content ", i)))
	}
	backwards := slices.Clone(folder)
	slices.Reverse(backwards)
	arrivals := make([][]guide.Arrival, 4)
	var runs sync.WaitGroup
	for i := range arrivals {
		runs.Go(func() {
			incoming := folder
			if i%2 == 1 {
				incoming = backwards
			}
			var err error
			arrivals[i], err = c.Register(t.Context(), c.museum.ID, fmt.Sprint("run ", i), true, incoming,
				func(context.Context, pgx.Tx, []int64) error { return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	tally := map[guide.Arrival]int{}
	for _, a := range slices.Concat(arrivals...) {
		tally[a]++
	}
	if diff := cmp.Diff(map[guide.Arrival]int{guide.ArrivedNew: 50, guide.ArrivedPending: 150}, tally); diff != "" {
		t.Errorf("arrivals (-want +got):\n%s", diff)
	}
	if got := c.count(`SELECT count(*) FROM revisions`); got != 50 {
		t.Errorf("revisions: got %d, want 50", got)
	}
}

// A run that brings new revisions while a worker finishes those before makes
// neither wait for the other for ever.
func TestRegisterWhileFinishing(t *testing.T) {
	c := newCollection(t)
	const files = 20
	// Every other file changes each time; the rest are still waiting.
	round := func(n int) []draft {
		var out []draft
		for i := files - 1; i >= 0; i-- {
			version := 0
			if i%2 == 0 {
				version = n
			}
			out = append(out, cut(fmt.Sprintf("%02d.md", i), note("Nota", fmt.Sprint("cg-", i), "pt", fmt.Sprint("texto ", i, " versão ", version)), 4))
		}
		return out
	}
	prepared := register(t, c.Store, c.museum, true, round(0)...)
	for n := range 30 {
		var both sync.WaitGroup
		both.Go(func() {
			if err := c.Finish(t.Context(), c.museum, prepared); err != nil {
				t.Error("finish:", err)
			}
		})
		var next []guide.Prepared
		both.Go(func() { next = register(t, c.Store, c.museum, true, round(n+1)...) })
		both.Wait()
		prepared = next
	}
	c.checkWords("at the end")
}

func TestBatchAndUnfinished(t *testing.T) {
	c := newCollection(t)
	ids, _ := arrive(t, c.Store, c.museum, "monday", true, []guide.Incoming{
		arriving("a.md", "one"), arriving("b.md", "two"), arriving("c.md", "three"), arriving("d.md", "four")})
	late, _ := arrive(t, c.Store, c.museum, "tuesday", true, []guide.Incoming{arriving("e.md", "five")})
	other := c.addMuseum("outro")
	elsewhere, _ := arrive(t, c.Store, other, "monday", true, []guide.Incoming{arriving("a.md", "one")})

	d := cut("a.md", note("A", "", "pt", "uma linha\noutra linha"), 4)
	c.finish(guide.Prepared{RevisionID: ids[0], Note: d.note, Passages: d.passages})
	c.finish(guide.Prepared{RevisionID: ids[1], Failure: "it is empty"})

	got, err := c.Batch(t.Context(), c.museum.ID, "monday")
	if err != nil {
		t.Fatal(err)
	}
	want := guide.BatchState{Stored: 2, Ready: 1, Failed: 1, Passages: 2, Failures: []guide.Failure{{Source: "b.md", Reason: "it is empty"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("batch (-want +got):\n%s", diff)
	}
	unfinished, err := c.Unfinished(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantIDs := map[int64][]int64{c.museum.ID: {ids[2], ids[3], late[0]}, other.ID: elsewhere}
	if diff := cmp.Diff(wantIDs, unfinished); diff != "" {
		t.Errorf("unfinished (-want +got):\n%s", diff)
	}

	// Taken up by another run, a revision counts there, and its failure is forgotten.
	arrive(t, c.Store, c.museum, "wednesday", true, []guide.Incoming{arriving("b.md", "two")})
	for batch, want := range map[string]guide.BatchState{"monday": {Stored: 2, Ready: 1, Passages: 2}, "wednesday": {Stored: 1}, "never": {}} {
		got, err := c.Batch(t.Context(), c.museum.ID, batch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("batch %s (-want +got):\n%s", batch, diff)
		}
	}
}
