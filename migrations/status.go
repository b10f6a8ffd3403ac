package migrations

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// Status is what a database has of all that the program needs. Looking changes
// nothing.
type Status struct {
	Postgres string // its version, as it tells it
	Old      bool   // older than 15
	Vector   string // pgvector's version in this database; empty: not installed
	Offered  string // the newest that the server could install; empty: none
	Enough   bool   // what is installed, or else offered, is new enough
	Have     int64  // the newest migration that was made; 0: none
	Newest   int64  // the newest that this program knows
}

// Look tells what the database at url has.
func Look(ctx context.Context, url string) (Status, error) {
	var s Status
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return s, fmt.Errorf("connect to Postgres: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var migrated bool
	err = conn.QueryRow(ctx, `
		SELECT current_setting('server_version'), current_setting('server_version_num')::int < 150000,
		       coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), ''),
		       coalesce((SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), ''),
		       to_regclass('goose_db_version') IS NOT NULL`).Scan(&s.Postgres, &s.Old, &s.Vector, &s.Offered, &migrated)
	if err != nil {
		return s, fmt.Errorf("look at Postgres: %w", err)
	}
	if migrated {
		if err := conn.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&s.Have); err != nil {
			return s, fmt.Errorf("read the database's version: %w", err)
		}
	}
	version := s.Vector
	if version == "" {
		version = s.Offered
	}
	if version != "" {
		err = conn.QueryRow(ctx, `SELECT string_to_array($1, '.')::int[] >= string_to_array($2, '.')::int[]`, version, minVector).Scan(&s.Enough)
		if err != nil {
			return s, fmt.Errorf("read pgvector's version: %w", err)
		}
	}
	s.Newest, err = newest()
	return s, err
}

// newest is the number of the last migration there is.
func newest() (n int64, err error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	_, err = fmt.Sscanf(names[len(names)-1], "%d_", &n)
	return n, err
}
