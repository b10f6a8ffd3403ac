package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/eval"
	"cicerone/internal/guide"
)

// A museum's set is asked as a job, taken up where a killed worker left it, and
// asked from the command line; and nothing of it is a visitor's question.
func TestSetRuns(t *testing.T) {
	h, museum := demoHouse(t)
	ctx, by := t.Context(), guide.User{Museum: museum}
	set, err := h.store.AddSet(ctx, by, "Entrada", []guide.SetQuestion{
		{Question: "Quem pintou os Painéis de São Vicente?", Lang: "pt", Want: []string{"CG-001"}},
		{Question: "Qual é a capital da Mongólia?", Lang: "pt", Want: []string{guide.WantNothing}},
		{Question: "What do the Panels of Saint Vincent show?", Lang: "en", Want: []string{"CG-002"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	desk := desk{h.store, h.jobs, h.madeWith}
	first, err := desk.StartRun(ctx, by, set)
	if err != nil {
		t.Fatal(err)
	}
	if r := ended(t, h, set, first); r.Asked != 3 || r.Right != 3 || r.Works != 2 || r.First != 1 || r.Failure != "" || r.Space != museum.Space.Name {
		t.Errorf("as a job: got %+v, want three right verdicts and one of two works first", r)
	}

	var left int64
	second, err := h.store.StartRun(ctx, by, set, guide.SetRun{}, func(_ context.Context, _ pgx.Tx, run int64) error { left = run; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.SaveOutcome(ctx, left, 1, guide.Judged{Got: "asked before"}); err != nil {
		t.Fatal(err)
	}
	open, err := h.store.UnfinishedRuns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.jobs.ResumeRuns(ctx, append(open, open...)); err != nil { // by two programs at once
		t.Fatal(err)
	}
	if r := ended(t, h, set, second); r.Asked != 3 || r.Failure != "" {
		t.Errorf("taken up: got %+v, want all asked", r)
	}
	if judged, err := h.store.Judged(ctx, museum.ID, second); err != nil || judged[0].Got != "asked before" || judged[1].Got != guide.WantNothing {
		t.Errorf("taken up: got %+v, %v, want the first left as it was", judged, err)
	}

	listed, err := h.store.SetNamed(ctx, museum.ID, "entrada")
	if err != nil {
		t.Fatal(err)
	}
	report, err := h.evalSet(ctx, museum, listed)
	if err != nil || report.All.Right != 3 || report.All.First != 1 || len(report.Better) != 1 || len(report.Wrong) != 1 {
		t.Errorf("from the command line: got %+v, %v, want one better than the run before", report, err)
	}
	var markdown strings.Builder
	if err := (eval.Report{Set: &report}).Markdown(&markdown); err != nil || !strings.Contains(markdown.String(), "## Entrada") {
		t.Errorf("report: %v\n%s", err, markdown.String())
	}

	var kept int
	if err := h.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM turns) + (SELECT count(*) FROM gaps) + (SELECT count(*) FROM conversations)`).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d turns, gaps and conversations kept, %v, want none", kept, err)
	}
}

// ended waits for a run to end.
func ended(t *testing.T, h *house, set, run string) guide.SetRun {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		s, err := h.store.Set(t.Context(), museumOf(t, h), set)
		if err != nil {
			t.Fatal(err)
		}
		if s.Last.ID == run && !s.Last.Running() {
			return s.Last
		}
	}
	t.Fatalf("run %s did not end", run)
	return guide.SetRun{}
}

func museumOf(t *testing.T, h *house) int64 {
	t.Helper()
	m, err := h.museum(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}
