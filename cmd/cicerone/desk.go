package main

import (
	"context"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/ask"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/postgres"
)

// desk is where people write: what they change in the store goes to the jobs in
// the same transaction.
type desk struct {
	store *postgres.Store
	jobs  *ingest.Jobs
	// madeWith says what a run of a set is made with.
	madeWith func(guide.Museum) guide.SetRun
}

func (d desk) enqueue(museum guide.Museum) postgres.Enqueue {
	return func(ctx context.Context, tx pgx.Tx, revisions []int64) error {
		return d.jobs.Enqueue(ctx, tx, museum, revisions)
	}
}

// Edit is postgres.Store.Edit.
func (d desk) Edit(ctx context.Context, by guide.User, e guide.Edit) error {
	return d.store.Edit(ctx, by, e, d.enqueue(by.Museum))
}

// RestoreRevision is postgres.Store.RestoreRevision.
func (d desk) RestoreRevision(ctx context.Context, by guide.User, document string, revision int) error {
	return d.store.RestoreRevision(ctx, by, document, revision, d.enqueue(by.Museum))
}

// Retry is postgres.Store.Retry.
func (d desk) Retry(ctx context.Context, by guide.User, document string) error {
	return d.store.Retry(ctx, by, document, d.enqueue(by.Museum))
}

// RetryFailed is postgres.Store.RetryFailed.
func (d desk) RetryFailed(ctx context.Context, by guide.User) (int, error) {
	return d.store.RetryFailed(ctx, by, d.enqueue(by.Museum))
}

// try answers a question as if a revision were live. It is the guide that
// answers visitors, but that its search is a trial and it remembers nothing: no
// turn is kept, and no gap.
func (h *house) try(ctx context.Context, t guide.Trial) (guide.Turn, error) {
	g := *h.guide
	g.Search, g.Memory = h.store.Trial(t.Revision), forgetful{}
	return g.Ask(ctx, t.Question, func(guide.Event) error { return nil })
}

// probe asks as a visitor does, but remembers nothing and needs no model: what
// the notes answer is known before a model puts it into words.
func (h *house) probe(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
	g := *h.guide
	g.Memory, g.Model = forgetful{}, nil
	return g.Ask(ctx, q, emit)
}

// forgetful is a memory that keeps nothing.
type forgetful struct{}

var _ ask.Memory = forgetful{}

func (forgetful) History(context.Context, int64, string, int) ([]guide.Exchange, error) {
	return []guide.Exchange{}, nil
}

func (forgetful) SaveTurn(context.Context, guide.Turn) error { return nil }
