package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/demo"
	"cicerone/internal/eval"
	"cicerone/internal/guide"
)

// evalGuideCmd measures the guide on what visitors of the demonstration ask.
type evalGuideCmd struct {
	evalOutput
}

// Run makes every visit to a demonstration museum of its own, and reports.
func (c evalGuideCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	visits, err := eval.ReadVisits(strings.NewReader(demo.Visits))
	if err != nil {
		return fmt.Errorf("the demonstration's visits: %w", err)
	}
	if err := c.prepare(); err != nil {
		return err
	}
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	report := eval.Report{Header: h.evalHeader()}
	if err := h.withScratchDemo(ctx, func(museum guide.Museum) error {
		guided, err := eval.MeasureGuide(ctx, visits, c.Half, h.visitor(museum))
		report.Guided = &guided
		return err
	}); err != nil {
		return err
	}
	return c.write(os.Stdout, report)
}

// visitor asks as visitors do, in whatever language the question is in.
func (h *house) visitor(museum guide.Museum) func(context.Context, guide.Question) (guide.Turn, error) {
	return func(ctx context.Context, q guide.Question) (guide.Turn, error) {
		q.Museum, q.Audience, q.At = museum, guide.AudiencePublic, time.Now()
		return h.guide.Ask(ctx, q, func(guide.Event) error { return nil })
	}
}

// withScratchDemo makes a second demonstration museum, whose conversations are
// nobody's, and removes it when f is done.
func (h *house) withScratchDemo(ctx context.Context, f func(guide.Museum) error) error {
	return h.withScratchMuseum(ctx, demo.Museum(), func(museum guide.Museum) error {
		if err := h.loadDemoRooms(ctx, museum); err != nil {
			return err
		}
		loaded, err := h.ingest(ctx, museum, demo.Author, true, h.addDemoNotes)
		if err != nil {
			return err
		}
		if loaded.failed() > 0 {
			loaded.print(os.Stderr)
		}
		return f(museum)
	})
}
