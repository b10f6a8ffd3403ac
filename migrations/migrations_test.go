package migrations_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/dbtest"
	"cicerone/migrations"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// connect opens a connection that is closed when the test ends.
func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// applied is how often each of our migrations was applied.
func applied(t *testing.T, conn *pgx.Conn) (versions, times int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), `
		SELECT count(DISTINCT version_id), count(*) FROM goose_db_version WHERE version_id > 0`).Scan(&versions, &times); err != nil {
		t.Fatal(err)
	}
	return versions, times
}

func TestUpTwice(t *testing.T) {
	address := dbtest.Empty(t)
	for range 2 {
		if err := migrations.Up(t.Context(), address); err != nil {
			t.Fatal(err)
		}
	}
	conn := connect(t, address)
	if versions, times := applied(t, conn); versions == 0 || versions != times {
		t.Errorf("%d migrations were applied %d times", versions, times)
	}
	execute(t, conn, `SELECT FROM river_job`) // the job queue's tables come with ours
}

// Looking at a database tells how far it is, and changes nothing.
func TestLook(t *testing.T) {
	address := dbtest.Empty(t)
	before, err := migrations.Look(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if before.Have != 0 || before.Newest == 0 || before.Offered == "" || !before.Enough || before.Old {
		t.Errorf("an empty database: %+v", before)
	}
	if again, err := migrations.Look(t.Context(), address); err != nil || again != before {
		t.Errorf("the second look: %+v, %v; want as the first", again, err)
	}
	if err := migrations.Up(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	after, err := migrations.Look(t.Context(), address)
	if err != nil || after.Have != after.Newest || after.Newest != before.Newest || after.Vector == "" || !after.Enough {
		t.Errorf("a migrated database: %+v, %v", after, err)
	}
}

// Programs that start at the same moment on an empty database all find it
// migrated, once.
func TestUpAtOnce(t *testing.T) {
	address := dbtest.Empty(t)
	failures := make([]error, 4)
	var all sync.WaitGroup
	for i := range failures {
		all.Go(func() { failures[i] = migrations.Up(t.Context(), address) })
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	if versions, times := applied(t, connect(t, address)); versions == 0 || versions != times {
		t.Errorf("%d migrations were applied %d times", versions, times)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	address := dbtest.Empty(t)
	if err := migrations.Up(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	execute(t, connect(t, address), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	files, err := filepath.Glob("0*.sql") // in order
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations: %v, %v", files, err)
	}
	newest := strings.TrimSuffix(files[len(files)-1], ".sql")
	err = migrations.Up(t.Context(), address)
	if !errors.Is(err, migrations.ErrNewer) || !strings.Contains(err.Error(), "9999") || !strings.Contains(err.Error(), newest) {
		t.Errorf("got %v, want ErrNewer that names 9999 and %s", err, newest)
	}
}

// A server that offers too old a pgvector is told apart by its catalog, which a
// view stands for here.
func TestOldServerIsRefused(t *testing.T) {
	address := dbtest.Empty(t)
	conn := connect(t, address)
	execute(t, conn, `CREATE SCHEMA old`)
	execute(t, conn, `CREATE VIEW old.pg_available_extension_versions AS SELECT 'vector'::name AS name, '0.7.4' AS version`)
	execute(t, conn, `ALTER DATABASE `+conn.Config().Database+` SET search_path = old, pg_catalog, public`)
	err := migrations.Up(t.Context(), address)
	if err == nil || !strings.Contains(err.Error(), "no pgvector 0.8.0 or newer: install") {
		t.Errorf("got %v, want an error that says what to install", err)
	}
}

// Postgres keeps an extension as it was made, whatever is installed beside it
// later.
func TestOldExtensionIsRefused(t *testing.T) {
	address := dbtest.Empty(t)
	conn := connect(t, address)
	execute(t, conn, `CREATE EXTENSION vector`)
	execute(t, conn, `UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'`)
	err := migrations.Up(t.Context(), address)
	if err == nil || !strings.Contains(err.Error(), "0.7.4") || !strings.Contains(err.Error(), "ALTER EXTENSION vector UPDATE") {
		t.Errorf("got %v, want an error that names 0.7.4 and says what to do", err)
	}
}

// Who may not create the extension is told who must.
func TestUpWithoutSuperuser(t *testing.T) {
	address := dbtest.Empty(t)
	owner := connect(t, address)
	role := "role_" + strings.TrimPrefix(owner.Config().Database, "test_")
	execute(t, owner, `CREATE ROLE `+role+` LOGIN PASSWORD 'secret'`)
	t.Cleanup(func() { // after the database has gone, which the role may own parts of
		_, err := owner.Exec(context.Background(), `DROP OWNED BY `+role+`; DROP ROLE `+role)
		if err != nil {
			t.Error(err)
		}
	})
	execute(t, owner, `GRANT CREATE ON SCHEMA public TO `+role)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, "secret")

	err = migrations.Up(t.Context(), u.String())
	if err == nil || !strings.Contains(err.Error(), "a superuser must do this once") {
		t.Errorf("got %v, want an error that says a superuser is needed", err)
	}
	// Once that is done, no superuser is needed.
	execute(t, owner, `CREATE EXTENSION vector`)
	if err := migrations.Up(t.Context(), u.String()); err != nil {
		t.Errorf("with the extension in place: %v", err)
	}
}
