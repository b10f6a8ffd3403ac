package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/puddle/v2"
	pgxvector "github.com/pgvector/pgvector-go/pgx"

	"cicerone/internal/guide"
)

// Store reads and writes all of Cicerone's data.
type Store struct {
	pool  *pgxpool.Pool
	words words // of live passages, in memory
	sizes sizes
}

// runtimeParams are settings of every connection.
var runtimeParams = map[string]string{
	"jit": "off", // compiling costs more than any of our searches
	// As on disks without heads. At its default of 4 the planner reads all of ten
	// thousand passages, comparing their keys, in 16 ms, to spare an index that
	// takes 3 ms.
	"random_page_cost": "1.1",
}

// Open connects to a database that has been migrated. It fails with
// guide.ErrUnavailable when the server does not answer.
func Open(ctx context.Context, url string, maxConns int) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	config.MaxConns = int32(maxConns)
	config.MaxConnIdleTime = 5 * time.Minute
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	maps.Copy(config.ConnConfig.RuntimeParams, runtimeParams)
	config.AfterConnect = pgxvector.RegisterTypes
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", unavailable(err))
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open database: %w", unavailable(err))
	}
	return pool, nil
}

// New makes a Store on an open pool.
func New(pool *pgxpool.Pool) *Store { return &Store{pool: pool} }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return unavailable(s.pool.Ping(ctx))
}

// inTx runs f in a transaction.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	return unavailable(pgx.BeginFunc(ctx, s.pool, f))
}

// unavailable adds what a caller may act on to an error of the database's; see
// sentinel. Others pass unchanged.
func unavailable(err error) error {
	if known := sentinel(err); known != nil && !errors.Is(err, known) {
		return fmt.Errorf("%w: %w", known, err)
	}
	return err
}

// sentinel is guide.ErrUnavailable for a server that cannot be reached, does not
// answer in time, or is going down or coming up; guide.ErrNotFound for a missing
// row; guide.ErrInvalid for text that no column can hold; nil for all else.
func sentinel(err error) error {
	var network net.Error // a deadline that has passed is one too
	var connect *pgconn.ConnectError
	var server *pgconn.PgError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return guide.ErrNotFound
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, puddle.ErrClosedPool):
		return guide.ErrUnavailable
	case !errors.As(err, &server):
		return nil
	}
	switch server.Code {
	case "22021", "22P05": // character not in repertoire, untranslatable character: NUL, invalid UTF-8
		return guide.ErrInvalid
	}
	switch server.Code[:2] {
	case "08", "53", "57": // connection exception, insufficient resources, operator intervention
		return guide.ErrUnavailable
	}
	return nil
}
