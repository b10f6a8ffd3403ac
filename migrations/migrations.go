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

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
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

	if err := createVector(ctx, db); err != nil {
		return err
	}
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, provider); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return migrateRiver(ctx, url)
}

// minVector is the first pgvector with iterative index scans and the halfvec
// and sparsevec types all at hand.
const minVector = "0.8.0"

// createVector makes the extension, which needs a superuser the first time.
// It takes a lock because CREATE EXTENSION IF NOT EXISTS is not safe against
// itself.
func createVector(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("connect to Postgres: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, lockID); err != nil {
		return fmt.Errorf("lock the database: %w", err)
	}
	var enough bool
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(bool_or(string_to_array(version, '.')::int[] >= string_to_array($1, '.')::int[]), false)
		FROM pg_available_extension_versions WHERE name = 'vector' AND version ~ '^[0-9.]+$'`, minVector).Scan(&enough)
	if err != nil {
		return fmt.Errorf("look for pgvector: %w", err)
	}
	if !enough {
		return fmt.Errorf("this Postgres has no pgvector %s or newer: install the package postgresql-<version>-pgvector on the server", minVector)
	}
	if _, err := tx.ExecContext(ctx, `CREATE EXTENSION IF NOT EXISTS vector`); err != nil {
		return fmt.Errorf("create extension vector (a superuser must do this once): %w", err)
	}
	return tx.Commit()
}

// lockID is the advisory lock of all migrations; any fixed number will do.
const lockID = 0x43494345524f4e45 // "CICERONE"

func newProvider(db *sql.DB) (*goose.Provider, error) {
	// Ask for the lock every second, for up to ten minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(lockID), lock.WithLockTimeout(1, 600))
	if err != nil {
		return nil, fmt.Errorf("migration lock: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithSessionLocker(locker), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
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
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, lockID); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	defer conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, lockID)

	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}
