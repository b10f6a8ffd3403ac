package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/postgres"
)

// ingestCmd brings files and folders in and publishes them, unless told not to.
type ingestCmd struct {
	Paths  []string `arg:"" name:"path" help:"Files (notes and documents such as .md .docx .odt .xlsx; records as .csv .jsonl, also .gz) and folders of them."`
	Author string   `help:"Who wrote the notes that name no author."`
	Draft  bool     `help:"Publish nothing: what is new waits for a person."`
}

// Run ingests, shows how far it is, and sums up. It exits with 1 when anything
// failed.
func (c ingestCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	museum, err := c.museum(ctx, h)
	if err != nil {
		return err
	}
	summary, err := h.ingest(ctx, museum, c.Author, !c.Draft, func(ctx context.Context, a ingest.Adder, tally *ingest.Tally, progress func(ingest.Tally)) error {
		for _, path := range c.Paths {
			if err := addPath(ctx, a, path, tally, progress); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	summary.print(os.Stdout)
	if summary.failed() > 0 {
		return exitCode(1)
	}
	return nil
}

// museum is the one to fill. One that is named but unknown is made, since this
// is how a first collection comes in.
func (c ingestCmd) museum(ctx context.Context, h *house) (guide.Museum, error) {
	code := h.config.Museum
	m, err := h.museum(ctx)
	if err == nil || !errors.Is(err, guide.ErrNotFound) {
		return m, err
	}
	if code == "" {
		code = "museum"
	}
	m = guide.Museum{Code: code, Names: map[string]string{"pt": code}, Lang: "pt", Langs: []string{"pt", "en"}}
	if m, err = h.ensureMuseum(ctx, m); err == nil {
		fmt.Printf("Made a new museum, %q.\n", code)
	}
	return m, err
}

// addPath adds a file or a folder. Its sources are named by the folder they are
// in, so that the same note is known again wherever the command is run from.
func addPath(ctx context.Context, a ingest.Adder, path string, tally *ingest.Tally, progress func(ingest.Tally)) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	info, err := os.Stat(absolute)
	if err != nil {
		tally.Failed = append(tally.Failed, guide.Failure{Source: path, Reason: ingest.Reason(err)})
		return nil
	}
	folder := absolute
	if !info.IsDir() {
		folder = filepath.Dir(absolute)
	}
	root, err := os.OpenRoot(folder) // a link cannot lead out of it
	if err != nil {
		tally.Failed = append(tally.Failed, guide.Failure{Source: path, Reason: ingest.Reason(err)})
		return nil
	}
	defer root.Close()
	if info.IsDir() {
		return a.Folder(ctx, root.FS(), filepath.Base(folder), tally, progress)
	}
	return a.File(ctx, root.FS(), filepath.Base(absolute), filepath.Base(folder), tally, progress)
}

// ingest adds what add adds and waits until the jobs have dealt with it all.
// The house must be working jobs.
func (h *house) ingest(ctx context.Context, museum guide.Museum, author string, publish bool,
	add func(context.Context, ingest.Adder, *ingest.Tally, func(ingest.Tally)) error) (summary, error) {

	if _, err := h.spaces.of(museum.Space); err != nil && !h.spaces.retires(museum.Space) {
		return summary{}, fmt.Errorf("museum %s: %w", museum.Code, err)
	}
	batch := postgres.NewID()
	adder := ingest.Adder{Store: h.store, Originals: h.originals, Jobs: h.jobs, Museum: museum, Batch: batch, Author: author, Publish: publish, Tables: h.tables}
	s := summary{started: time.Now()}
	bar := newProgress(os.Stderr)
	defer bar.end()
	follow := func(t ingest.Tally) {
		if state, err := h.store.Batch(ctx, museum.ID, batch); err == nil {
			bar.show(t, state)
		}
	}
	if err := add(ctx, adder, &s.Tally, throttled(follow)); err != nil {
		return s, err
	}
	for answered := time.Now(); ; {
		state, err := h.store.Batch(ctx, museum.ID, batch)
		switch {
		case errors.Is(err, guide.ErrUnavailable) && time.Since(answered) < ingest.OutagePatience:
			// the jobs wait for the database to come back, and so do we
		case err != nil:
			return s, err
		default:
			answered = time.Now()
			bar.show(s.Tally, state)
			if s.batch = state; state.Stored == 0 {
				s.took = time.Since(s.started)
				return s, h.settle(ctx, s)
			}
		}
		select {
		case <-ctx.Done():
			return s, fmt.Errorf("stopped with %d notes still to do; run the same command again to finish them: %w", state.Stored, ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// settle makes the database fast for what has come in: only a large space that
// has no index yet takes longer than a moment.
func (h *house) settle(ctx context.Context, s summary) error {
	if s.Waiting() == 0 {
		return nil
	}
	if err := h.store.Analyze(ctx); err != nil {
		return err
	}
	return h.makeGraphs(ctx)
}

// throttled calls f at most five times a second.
func throttled(f func(ingest.Tally)) func(ingest.Tally) {
	var last time.Time
	return func(t ingest.Tally) {
		if time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			f(t)
		}
	}
}
