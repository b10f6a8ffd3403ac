package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvector "github.com/pgvector/pgvector-go/pgx"

	"cicerone/internal/guide"
)

// Store reads and writes all of Cicerone's data.
type Store struct{ pool *pgxpool.Pool }

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
	config.ConnConfig.RuntimeParams["jit"] = "off" // compiling costs more than any of our searches
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

// unavailable adds guide.ErrUnavailable to errors that mean the server cannot
// be reached or is going down or coming up, and guide.ErrNotFound to a missing
// row; others pass unchanged.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return guide.ErrNotFound
	}
	var network net.Error
	var connect *pgconn.ConnectError
	var server *pgconn.PgError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err):
		return fmt.Errorf("%w: %w", guide.ErrUnavailable, err)
	case errors.As(err, &server) && (server.Code[:2] == "57" || server.Code[:2] == "08" || server.Code[:2] == "53"):
		// operator intervention, connection exception, insufficient resources
		return fmt.Errorf("%w: %w", guide.ErrUnavailable, err)
	}
	return err
}
