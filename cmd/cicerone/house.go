package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/ask"
	"cicerone/internal/blob"
	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/lexicon"
	"cicerone/internal/localpg"
	"cicerone/internal/model"
	"cicerone/internal/postgres"
	"cicerone/internal/sandbox"
	"cicerone/migrations"
)

// house is everything a command may need, wired together.
type house struct {
	config      config.Config
	log         *slog.Logger
	pool        *pgxpool.Pool
	jobsPool    *pgxpool.Pool
	store       *postgres.Store
	originals   blob.Dir
	reader      *sandbox.Reader // of the jobs
	tables      *sandbox.Reader // of spreadsheets, as they come in: nobody is to wait behind the jobs
	spaces      embedders
	jobs        *ingest.Jobs
	working     bool // jobs are being worked
	guide       *ask.Guide
	queues      []*model.Queue                        // of those who wait for a model
	onModelCall atomic.Pointer[func(guide.ModelCall)] // counts; nil: nobody does. Jobs call before there is anybody who counts
	stopPG      func()

	stopCatchUp func() // waits until it has stopped
}

// Connections to Postgres. The job queue has a pool of its own, so that neither
// it nor the questions starve the other.
const (
	poolSize     = 20
	jobsPoolSize = 10
)

// open finds or starts the database, migrates it and wires the house. With
// workers > 0 it works ingest jobs, so many at a time, until close.
func open(ctx context.Context, c config.Config, log *slog.Logger, workers int) (*house, error) {
	h := &house{config: c, log: log, stopPG: func() {}, stopCatchUp: func() {}}
	url, err := h.database(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.wire(ctx, url, workers); err != nil {
		h.close()
		return nil, err
	}
	if workers == 0 {
		return h, nil
	}
	if err := h.startJobs(ctx); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// database is the address of the given server, of the private one that another
// command runs on the same data, or of a private one started here.
func (h *house) database(ctx context.Context) (string, error) {
	if h.config.DatabaseURL != "" {
		return h.config.DatabaseURL, nil
	}
	options, err := privatePostgres(h.config)
	if err != nil {
		return "", err
	}
	if url, ok := localpg.Running(options.Data); ok {
		return url, nil
	}
	server, err := localpg.Start(ctx, options)
	if err != nil {
		return "", fmt.Errorf("private Postgres: %w", err)
	}
	h.stopPG = func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			h.log.Error("private Postgres did not stop", "error", err)
		}
	}
	return server.URL(), nil
}

func privatePostgres(c config.Config) (localpg.Options, error) {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return localpg.Options{}, fmt.Errorf("data folder: %w", err)
	}
	return localpg.Options{
		Programs: filepath.Join(data, "programs"),
		Data:     filepath.Join(data, "postgres"),
		Durable:  true,
		Log:      func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) },
	}, nil
}

func (h *house) wire(ctx context.Context, url string, workers int) (err error) {
	if err := migrations.Up(ctx, url); err != nil {
		return err
	}
	if h.pool, err = postgres.Open(ctx, url, poolSize); err != nil {
		return err
	}
	if h.jobsPool, err = postgres.Open(ctx, url, jobsPoolSize); err != nil {
		return err
	}
	if h.originals, err = blob.Open(h.config.Originals()); err != nil {
		return err
	}
	h.store = postgres.New(h.pool)
	if h.spaces, err = newEmbedders(h.config.Embed, h.modelCalled, h.log); err != nil {
		return err
	}
	if h.tables, err = newReader(h.config, 1, h.log); err != nil {
		return err
	}
	if h.reader, err = newReader(h.config, workers, h.log); err != nil {
		return err
	}
	prepare := ingest.Preparer{Store: h.store, Originals: h.originals, Reader: h.reader, Embedder: h.spaces}
	quiet := slog.New(slog.DiscardHandler)
	if h.jobs, err = ingest.NewJobs(h.jobsPool, h.store, prepare, workers, quiet); err != nil {
		return err
	}
	h.jobs.Daily(func(ctx context.Context) error { return errors.Join(h.purgeDaily(ctx), h.makeGraphs(ctx)) })
	h.jobs.Runs(h.workRun)
	answers, err := openModels(h.config.Model, h.modelCalled)
	if err != nil {
		return err
	}
	h.queues = answers.queues
	h.guide = &ask.Guide{Search: h.store, Memory: h.store, Pinned: h.store, Embedder: h.spaces, Senses: senses,
		Model: answers.standard, Models: answers.byLanguage, NewID: postgres.NewID, Log: h.log}
	return h.addReranker()
}

// senses are the terms that a word may stand as in another language.
func senses(word, lang, to string) []string {
	var terms []string
	for _, s := range lexicon.Senses(word, lang, []string{to}) {
		terms = append(terms, s.Term)
	}
	return terms
}

// addReranker connects the configured reranking server, if any.
func (h *house) addReranker() error {
	c := h.config.Rerank
	if c.URL == "" {
		return nil
	}
	reranker, err := model.NewReranker(rerankServer(c, h.modelCalled))
	if err != nil {
		return fmt.Errorf("CICERONE_RERANK_URL: %w", err)
	}
	h.guide.Reranker = reranker
	return nil
}

func rerankServer(c config.Rerank, called func(guide.ModelCall)) model.Server {
	return model.Server{URL: c.URL, Name: c.Name, Key: c.Key, Timeout: c.Timeout, Observe: called}
}

// modelCalled is told of each call of a model server.
func (h *house) modelCalled(call guide.ModelCall) {
	if count := h.onModelCall.Load(); count != nil {
		(*count)(call)
	}
}

// startJobs begins to work jobs and takes up what an earlier process left.
func (h *house) startJobs(ctx context.Context) error {
	// The jobs outlive ctx by the time it takes to finish what they are at.
	if err := h.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	h.working = true
	unfinished, err := h.store.Unfinished(ctx)
	if err != nil {
		return err
	}
	runs, err := h.store.UnfinishedRuns(ctx)
	if err != nil {
		return err
	}
	if err := h.jobs.ResumeRuns(ctx, runs); err != nil {
		return err
	}
	museums, err := h.store.Museums(ctx)
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.catchUp(background, museums)
	}()
	h.stopCatchUp = func() { stop(); <-done }
	for _, m := range museums {
		if err := h.jobs.Resume(ctx, m, unfinished[m.ID]); err != nil {
			return err
		}
		// A file that cannot be taken up again, because it is in another machine's
		// folder for example, is no reason not to start.
		if err := h.receiver().Resume(ctx, m); err != nil {
			h.log.Error("uploads were not all resumed", "museum", m.Code, "error", err)
		}
	}
	return nil
}

// receiver takes in the files that people and programs send.
func (h *house) receiver() ingest.Receiver {
	return ingest.Receiver{Store: h.store, Uploads: h.store, Originals: h.originals, Jobs: h.jobs, Tables: h.tables}
}

// stopJobs lets running jobs finish for a while.
func (h *house) stopJobs() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := h.jobs.Stop(ctx); err != nil {
		h.log.Error("jobs did not stop", "error", err)
	}
}

// museum is the one that a command works on: the one named, or the only one.
func (h *house) museum(ctx context.Context) (guide.Museum, error) {
	if h.config.Museum != "" {
		return h.store.Museum(ctx, h.config.Museum)
	}
	museums, err := h.store.Museums(ctx)
	if err != nil {
		return guide.Museum{}, err
	}
	switch len(museums) {
	case 0:
		return guide.Museum{}, fmt.Errorf("there is no museum yet; make one with --museum CODE: %w", guide.ErrNotFound)
	case 1:
		return museums[0], nil
	}
	return guide.Museum{}, guide.Invalidf("--museum", "there are %d museums; say which", len(museums))
}

// ensureMuseum returns the museum with m's code, and makes it when it is new.
func (h *house) ensureMuseum(ctx context.Context, m guide.Museum) (guide.Museum, error) {
	have, err := h.store.Museum(ctx, m.Code)
	if !errors.Is(err, guide.ErrNotFound) {
		return have, err
	}
	if m.Space, err = h.ensureSpace(ctx, h.spaces[0]); err != nil {
		return m, err
	}
	return h.store.CreateMuseum(ctx, m)
}

// close lets running jobs finish for a while and stops whatever open started.
func (h *house) close() {
	h.stopCatchUp()
	if h.working {
		h.stopJobs()
	}
	if h.tables != nil {
		h.tables.Close()
	}
	if h.reader != nil {
		h.reader.Close()
	}
	if h.pool != nil {
		h.pool.Close()
	}
	if h.jobsPool != nil {
		h.jobsPool.Close()
	}
	h.stopPG()
}
