package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed *.sql
var files embed.FS

// FS is the SQL files, for those who want to know whether they changed.
func FS() fs.FS { return files }

// ErrNewer says that the database was migrated by a newer program.
var ErrNewer = errors.New("the database is newer than this program")

// Up brings the database at url to the newest schema. Concurrent callers wait
// for one another under a session advisory lock. A database that a newer
// program has migrated is refused with ErrNewer, naming both versions.
func Up(ctx context.Context, url string) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to Postgres: %w", err)
	}
	defer conn.Close()

	if err := lock(ctx, conn); err != nil { // given back with the connection
		return fmt.Errorf("lock the database: %w", err)
	}
	if err := createVector(ctx, conn); err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if err := refuseNewer(ctx, provider); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return migrateRiver(ctx, url)
}

// lockID is the advisory lock of all migrations; any fixed number will do.
const lockID = 0x43494345524f4e45 // "CICERONE"

// lock waits for its turn by asking again and again: who waits inside a
// statement would in turn be waited for by CREATE INDEX CONCURRENTLY.
func lock(ctx context.Context, conn *sql.Conn) error {
	for {
		var ours bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, lockID).Scan(&ours); err != nil || ours {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// minVector is the first pgvector with iterative index scans and the halfvec
// and sparsevec types all at hand.
const minVector = "0.8.0"

// createVector makes the extension, which needs a superuser the first time.
func createVector(ctx context.Context, conn *sql.Conn) error {
	var offered, enough bool
	err := conn.QueryRowContext(ctx, `
		SELECT coalesce(bool_or(string_to_array(version, '.')::int[] >= string_to_array($1, '.')::int[]), false)
		FROM pg_available_extension_versions WHERE name = 'vector' AND version ~ '^[0-9.]+$'`, minVector).Scan(&offered)
	if err != nil {
		return fmt.Errorf("look for pgvector: %w", err)
	}
	if !offered {
		return fmt.Errorf("this Postgres has no pgvector %s or newer: install the package postgresql-<version>-pgvector on the server", minVector)
	}
	if _, err := conn.ExecContext(ctx, `CREATE EXTENSION IF NOT EXISTS vector`); err != nil {
		return fmt.Errorf("create extension vector (a superuser must do this once): %w", err)
	}
	// A database keeps the version it was given, whatever the server has now.
	var version string
	err = conn.QueryRowContext(ctx, `
		SELECT extversion, string_to_array(extversion, '.')::int[] >= string_to_array($1, '.')::int[]
		FROM pg_extension WHERE extname = 'vector'`, minVector).Scan(&version, &enough)
	if err != nil {
		return fmt.Errorf("look for pgvector: %w", err)
	}
	if !enough {
		return fmt.Errorf("this database has pgvector %s and needs %s or newer: a superuser must run ALTER EXTENSION vector UPDATE in it", version, minVector)
	}
	return nil
}

func refuseNewer(ctx context.Context, provider *goose.Provider) error {
	have, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if have <= newest {
		return nil
	}
	sources := provider.ListSources()
	last := sources[len(sources)-1].Path
	return fmt.Errorf("%w: the database has migration %d, this program knows up to %s; run the newer program",
		ErrNewer, have, strings.TrimSuffix(last, ".sql"))
}

// migrateRiver brings River's tables up under the same lock.
func migrateRiver(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}
