package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/config"
	"cicerone/internal/eval"
	"cicerone/internal/guide"
)

// evalSetCmd asks a museum's own set of questions.
type evalSetCmd struct {
	Name string `arg:"" help:"The set's name in the back office."`
	JSON bool   `name:"json" help:"Report as JSON instead of Markdown."`
	Out  string `type:"path" placeholder:"FILE" help:"Write the report to this file instead."`
}

// Run asks the set as the back office does, where the run is kept too, and
// reports. What cuts it short ends the run.
func (c evalSetCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	out := evalOutput{JSON: c.JSON, Out: c.Out}
	if err := out.prepare(); err != nil {
		return err
	}
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		set, err := h.store.SetNamed(ctx, museum.ID, c.Name)
		if err != nil {
			return err
		}
		report, err := h.evalSet(ctx, museum, set)
		if err != nil {
			return err
		}
		header := h.evalHeader()
		header.Space = museum.Space.Name
		return out.write(os.Stdout, eval.Report{Header: header, Set: &report})
	})
}

// evalSet runs a set here and now, and compares it with its last run.
func (h *house) evalSet(ctx context.Context, museum guide.Museum, set guide.QuestionSet) (eval.SetReport, error) {
	var number int64
	run, err := h.store.StartRun(ctx, guide.User{Museum: museum}, set.ID, h.madeWith(museum), func(_ context.Context, _ pgx.Tx, run int64) error {
		number = run
		return nil
	})
	if errors.Is(err, guide.ErrConflict) {
		return eval.SetReport{}, fmt.Errorf("the set is being run already; its page in the back office can stop that: %w", err)
	}
	if err != nil {
		return eval.SetReport{}, err
	}
	bar := newProgress(os.Stderr)
	defer bar.end()
	done := 0
	if err := h.askRun(ctx, number, func() { done++; bar.count(done, set.Questions, "") }); err != nil {
		return eval.SetReport{}, errors.Join(err, h.store.BreakRun(context.WithoutCancel(ctx), number))
	}
	before, err := h.runBefore(ctx, museum, set.ID, run)
	if err != nil {
		return eval.SetReport{}, err
	}
	now, err := h.store.Judged(ctx, museum.ID, run)
	return eval.ReportSet(set.Name, now, before), err
}

// runBefore is what became of a set's questions in the run before; nothing when
// there is none.
func (h *house) runBefore(ctx context.Context, museum guide.Museum, set, run string) ([]guide.Judged, error) {
	runs, err := h.store.Runs(ctx, museum.ID, set)
	if err != nil {
		return nil, err
	}
	before, ok := guide.RunBefore(runs, run)
	if !ok {
		return nil, nil
	}
	return h.store.Judged(ctx, museum.ID, before.ID)
}

// madeWith says what a run is made with.
func (h *house) madeWith(museum guide.Museum) guide.SetRun {
	return guide.SetRun{Commit: commit(), Space: museum.Space.Name, Model: h.config.Model.Name}
}

// asUnseen asks as visitors do, in whatever language the question is in, but
// nothing of it is kept: no turn, no gap, no figure.
func (h *house) asUnseen(ctx context.Context, museum guide.Museum, question string) (guide.Turn, error) {
	g := *h.guide
	g.Memory = forgetful{}
	return g.Ask(ctx, guide.Question{Museum: museum, Text: question, Audience: guide.AudiencePublic, At: time.Now()}, func(guide.Event) error { return nil })
}

// askRun asks what is left of a run, question by question, so that whoever takes
// it up goes on where it was left. A run that ends meanwhile is left alone.
func (h *house) askRun(ctx context.Context, run int64, asked func()) error {
	for {
		code, ordinal, q, err := h.store.NextQuestion(ctx, run)
		if errors.Is(err, guide.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		museum, err := h.store.Museum(ctx, code)
		if err != nil {
			return err
		}
		turn, err := h.asUnseen(ctx, museum, q.Question)
		if err != nil {
			return err
		}
		if err := h.store.SaveOutcome(ctx, run, ordinal, eval.Judge(q.Lang, eval.Expected{Question: q.Question, Want: q.Want}, turn, guide.Turn{})); err != nil {
			return err
		}
		asked()
	}
}

// workRun is the job of a run.
func (h *house) workRun(ctx context.Context, run int64, last bool) error {
	err := h.askRun(ctx, run, func() {})
	if err != nil && last {
		return errors.Join(err, h.store.BreakRun(ctx, run))
	}
	return err
}

// StartRun is postgres.Store.StartRun, with a job that asks the questions.
func (d desk) StartRun(ctx context.Context, by guide.User, set string) (string, error) {
	return d.store.StartRun(ctx, by, set, d.madeWith(by.Museum), d.jobs.EnqueueRun)
}

// StopRun is postgres.Store.StopRun.
func (d desk) StopRun(ctx context.Context, by guide.User, run string) error {
	return d.store.StopRun(ctx, by.Museum.ID, run)
}
