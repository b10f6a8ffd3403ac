package ingest

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Store is what ingest needs of the database.
type Store interface {
	// Register notes what is coming; see postgres.Store.Register.
	Register(ctx context.Context, museum int64, batch string, publish bool, incoming []guide.Incoming,
		enqueue func(ctx context.Context, tx pgx.Tx, revisions []int64) error) ([]guide.Arrival, error)
	// Stored returns those of the revisions that still wait.
	Stored(ctx context.Context, ids []int64) ([]guide.Revision, error)
	// Finish writes what was prepared, once, and publishes what is to be published.
	Finish(ctx context.Context, museum guide.Museum, prepared []guide.Prepared) error
}

// Originals keeps files by their SHA-256.
type Originals interface {
	Put(ctx context.Context, r io.Reader, limit int64) (sha string, size int64, err error)
	Get(sha string) (io.ReadSeekCloser, error)
}

// Reader reads a file of any kind that extract knows. A file that cannot be read,
// whatever it does to its reader, is an InvalidError.
type Reader interface {
	Read(ctx context.Context, name string, file io.Reader) (guide.Note, error)
}

// Tables reads the rows of a spreadsheet, with the same errors as Reader.
type Tables interface {
	Rows(ctx context.Context, name string, file io.Reader) ([][]string, error)
}

// Embedder turns texts into vectors of a space, one for each, in order. A model
// that cannot be reached is guide.ErrUnavailable: the same call is to be made
// again later. One that is not the space's, by its name or its dimensions, or a
// space that nobody embeds in, is guide.ErrConflict.
type Embedder interface {
	Passages(ctx context.Context, space guide.Space, texts []string) ([]guide.Embedded, error)
}

// Enqueuer queues revisions for preparation in the caller's transaction.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx pgx.Tx, museum guide.Museum, revisions []int64) error
}
