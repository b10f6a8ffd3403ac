package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

func TestSets(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	by, stranger := c.addUser(guide.RoleCurator, "ana@museu.pt"), guide.User{Museum: c.addMuseum("outro")}
	document := c.put("A-1.md", note("O Fado", "A-1", "pt", "O fado."), true)
	who := guide.SetQuestion{Question: "Quem?", Lang: "pt", Want: []string{"A-1"}}

	known, err := c.Wanted(ctx, c.museum.ID, []string{"a-1", document, "A-2", guide.WantVisit})
	if diff := cmp.Diff(map[string]string{"a-1": "A-1", document: document, guide.WantVisit: guide.WantVisit, guide.WantNothing: guide.WantNothing}, known); err != nil || diff != "" {
		t.Errorf("wanted (-want +got), %v:\n%s", err, diff)
	}
	if known, err := c.Wanted(ctx, stranger.Museum.ID, []string{"A-1", document}); err != nil || len(known) != 2 {
		t.Errorf("another museum's works: got %v, %v", known, err)
	}

	id, err := c.AddSet(ctx, by, "Entrada", []guide.SetQuestion{who})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.AddSet(ctx, by, "ENTRADA", nil); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("the same name: got %v, want ErrConflict", err)
	}
	if _, err := c.AddSet(ctx, stranger, "Entrada", nil); err != nil {
		t.Errorf("the same name elsewhere: %v", err)
	}
	if err := c.AddSetQuestions(ctx, by, id, make500()); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("too many questions: got %v, want ErrInvalid", err)
	}
	rats := guide.SetQuestion{Question: "Há ratos?", Lang: "pt", Want: []string{guide.WantNothing}}
	if err := c.AddSetQuestions(ctx, by, id, []guide.SetQuestion{rats}); err != nil {
		t.Fatal(err)
	}
	questions, err := c.SetQuestions(ctx, c.museum.ID, id)
	if err != nil || len(questions) != 2 {
		t.Fatalf("got %+v, %v, want two questions", questions, err)
	}
	who.ID, who.Want = questions[0].ID, []string{"A-1", "A-2"}
	if err := c.EditSetQuestion(ctx, by, id, who); err != nil {
		t.Fatal(err)
	}
	if err := c.RemoveSetQuestion(ctx, by, id, questions[1].ID); err != nil {
		t.Fatal(err)
	}
	if questions, err = c.SetQuestions(ctx, c.museum.ID, id); err != nil || !cmp.Equal(questions, []guide.SetQuestion{who}) {
		t.Errorf("got %+v, %v, want %+v alone", questions, err, who)
	}
	for name, do := range map[string]func() error{
		"edit":            func() error { return c.EditSetQuestion(ctx, stranger, id, who) },
		"remove question": func() error { return c.RemoveSetQuestion(ctx, stranger, id, who.ID) },
		"unknown":         func() error { return c.RemoveSetQuestion(ctx, by, id, 1<<40) },
		"add":             func() error { return c.AddSetQuestions(ctx, stranger, id, nil) },
		"rename":          func() error { return c.RenameSet(ctx, stranger, id, "x") },
		"remove":          func() error { return c.RemoveSet(ctx, stranger, id) },
		"look":            func() error { _, err := c.Set(ctx, stranger.Museum.ID, id); return err },
		"name":            func() error { _, err := c.SetNamed(ctx, c.museum.ID, "Saída"); return err },
	} {
		if err := do(); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
	if err := c.RenameSet(ctx, by, id, "Átrio"); err != nil {
		t.Fatal(err)
	}
	set, err := c.SetNamed(ctx, c.museum.ID, "ÁTRIO")
	if err != nil || set.ID != id || set.Questions != 1 || set.Last.ID != "" {
		t.Errorf("got %+v, %v", set, err)
	}
	if err := c.RemoveSet(ctx, by, id); err != nil {
		t.Fatal(err)
	}
	if sets, err := c.Sets(ctx, c.museum.ID); err != nil || len(sets) != 0 {
		t.Errorf("after removing: got %+v, %v", sets, err)
	}
}

func make500() []guide.SetQuestion {
	out := make([]guide.SetQuestion, guide.MaxSetQuestions)
	for i := range out {
		out[i] = guide.SetQuestion{Question: fmt.Sprint(i), Lang: "pt", Want: []string{"A-1"}}
	}
	return out
}

func TestSetRuns(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	by, stranger := c.addUser(guide.RoleCurator, "ana@museu.pt"), c.addMuseum("outro")
	asked := []guide.SetQuestion{{Question: "Quem?", Lang: "pt", Want: []string{"A-1"}}, {Question: "Há ratos?", Lang: "pt", Want: []string{guide.WantNothing}}}
	set, err := c.AddSet(ctx, by, "Entrada", asked)
	if err != nil {
		t.Fatal(err)
	}
	var queued []int64
	start := func() (string, error) {
		return c.StartRun(ctx, by, set, guide.SetRun{Commit: "abc", Space: "s"}, func(_ context.Context, _ pgx.Tx, run int64) error {
			queued = append(queued, run)
			return nil
		})
	}
	run, err := start()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := start(); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("a second run beside it: got %v, want ErrConflict", err)
	}
	number := queued[0]
	if open, err := c.UnfinishedRuns(ctx); err != nil || !cmp.Equal(open, []int64{number}) {
		t.Errorf("unfinished: got %v, %v", open, err)
	}
	// What is changed in the set does not change what is being run.
	questions, err := c.SetQuestions(ctx, c.museum.ID, set)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.RemoveSetQuestion(ctx, by, set, questions[1].ID); err != nil {
		t.Fatal(err)
	}
	first := guide.Judged{Lang: "pt", Question: "Quem?", Want: []string{"A-1"}, Got: "A-1", Right: true, Work: true, First: true, Read: "pt", Said: "Ela.", Reason: "", Took: "Quem?"}
	second := guide.Judged{Lang: "pt", Question: "Há ratos?", Want: []string{guide.WantNothing}, Got: "A-1", Read: "pt", Said: "Há."}
	for i, j := range []guide.Judged{first, second} {
		museum, ordinal, next, err := c.NextQuestion(ctx, number)
		if err != nil || museum != c.museum.Code || ordinal != i+1 || next.Question != j.Question || !cmp.Equal(next.Want, j.Want) {
			t.Fatalf("next: got %s, %d, %+v, %v", museum, ordinal, next, err)
		}
		if err := c.SaveOutcome(ctx, number, ordinal, j); err != nil {
			t.Fatal(err)
		}
		if err := c.SaveOutcome(ctx, number, ordinal, guide.Judged{Got: "twice"}); err != nil { // by another worker
			t.Fatal(err)
		}
	}
	if _, _, _, err := c.NextQuestion(ctx, number); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("after the last: got %v, want ErrNotFound", err)
	}
	judged, err := c.Judged(ctx, c.museum.ID, run)
	if diff := cmp.Diff([]guide.Judged{first, second}, judged); err != nil || diff != "" {
		t.Errorf("judged, %v (-want +got):\n%s", err, diff)
	}
	if other, err := c.Judged(ctx, stranger.ID, run); err != nil || len(other) != 0 {
		t.Errorf("another museum's: got %v, %v", other, err)
	}
	runs, err := c.Runs(ctx, c.museum.ID, set)
	if err != nil || len(runs) != 1 {
		t.Fatalf("runs: got %+v, %v", runs, err)
	}
	want := guide.SetRun{ID: run, Started: runs[0].Started, Ended: runs[0].Ended, Commit: "abc", Space: "s", Of: 2, Asked: 2, Right: 1, Works: 1, First: 1}
	if diff := cmp.Diff(want, runs[0]); diff != "" || runs[0].Running() {
		t.Errorf("run (-want +got):\n%s", diff)
	}

	again, err := start()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.StopRun(ctx, stranger.ID, again); err != nil {
		t.Fatal(err)
	}
	if err := c.StopRun(ctx, c.museum.ID, again); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveOutcome(ctx, queued[1], 1, first); err != nil {
		t.Fatal(err)
	}
	sets, err := c.Sets(ctx, c.museum.ID)
	if err != nil || len(sets) != 1 || sets[0].Last.Failure != guide.RunStopped || sets[0].Last.Asked != 0 {
		t.Errorf("stopped: got %+v, %v", sets, err)
	}
	if before, ok := guide.RunBefore(mustRuns(t, c, set), again); !ok || before.ID != run {
		t.Errorf("the run before: got %+v", before)
	}
	if err := c.RemoveSetQuestion(ctx, by, set, questions[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := start(); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("an empty set: got %v, want ErrInvalid", err)
	}
}

func mustRuns(t *testing.T, c *collection, set string) []guide.SetRun {
	t.Helper()
	runs, err := c.Runs(t.Context(), c.museum.ID, set)
	if err != nil {
		t.Fatal(err)
	}
	return runs
}
