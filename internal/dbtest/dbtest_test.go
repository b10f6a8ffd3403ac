package dbtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	addSpace    = `INSERT INTO embedding_spaces (name, model, dims) VALUES ('s', 'm', 256)`
	countSpaces = `SELECT count(*) FROM embedding_spaces WHERE name = 's'`
)

func TestDatabasesAreApart(t *testing.T) {
	one, other := dbtest.DB(t), dbtest.DB(t)
	if _, err := one.Exec(t.Context(), addSpace); err != nil {
		t.Fatal(err)
	}
	if got := count(t, one); got != 1 {
		t.Errorf("spaces in the database written to: got %d, want 1", got)
	}
	if got := count(t, other); got != 0 {
		t.Errorf("spaces in the other database: got %d, want 0", got)
	}
}

func count(t *testing.T, pool *pgxpool.Pool) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), countSpaces).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransactionsLeaveNothing(t *testing.T) {
	for _, round := range []string{"first", "second"} {
		t.Run(round, func(t *testing.T) {
			tx := dbtest.Tx(t)
			var n int
			if err := tx.QueryRow(t.Context(), countSpaces).Scan(&n); err != nil || n != 0 {
				t.Fatalf("spaces before: got %d, %v, want 0", n, err)
			}
			if _, err := tx.Exec(t.Context(), addSpace); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestEmptyHasNoTables(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), dbtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var n int
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("tables: got %d, %v, want 0", n, err)
	}
}
