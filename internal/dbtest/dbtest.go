package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"cicerone/internal/localpg"
	"cicerone/internal/postgres"
	"cicerone/migrations"
)

// Main runs a package's tests, and removes what they leave: the database of Tx
// and the private server, if one was started. Packages with database tests call
// it from TestMain. A process that dies before takes its server with it.
func Main(m *testing.M) {
	code := m.Run()
	for _, f := range slices.Backward(atEnd) {
		f()
	}
	os.Exit(code)
}

// atEnd is what Main undoes, last first.
var atEnd []func()

// URL is the address of a fresh, migrated database that is dropped when the
// test ends.
func URL(t testing.TB) string {
	t.Helper()
	server := serverURL(t)
	template := ensureTemplate(t, server)
	return create(t, server, " TEMPLATE "+template)
}

// DB is a pool on a fresh database, for tests in which commits matter.
func DB(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Open(t.Context(), URL(t), 8)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Tx is a transaction that is rolled back when the test ends, on a database
// that all tests of the process share: the fastest way, when nobody commits.
func Tx(t testing.TB) pgx.Tx {
	t.Helper()
	shared.once.Do(func() { shared.pool, shared.err = openShared(t) })
	if shared.err != nil {
		t.Fatalf("the database shared by tests: %v", shared.err)
	}
	tx, err := shared.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tx.Rollback(context.Background()); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
			t.Error(err)
		}
	})
	return tx
}

// Empty is the address of a database that has not been migrated.
func Empty(t testing.TB) string {
	t.Helper()
	return create(t, serverURL(t), "")
}

// create makes a database of a random name for the length of a test.
func create(t testing.TB, server, clause string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text()[:12])
	if err := admin(server, "CREATE DATABASE "+name+clause); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(server, name); err != nil {
			t.Error(err)
		}
	})
	return withDatabase(t, server, name)
}

func drop(server, name string) error {
	return admin(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

// shared is the database of Tx. It fails at once for all tests: the first one's
// t must not speak for the others.
var shared = struct {
	once sync.Once
	pool *pgxpool.Pool
	err  error
}{err: errors.New("another test failed to make it")}

func openShared(t testing.TB) (*pgxpool.Pool, error) {
	server := serverURL(t)
	name := "test_shared_" + strings.ToLower(rand.Text()[:12])
	if err := admin(server, "CREATE DATABASE "+name+" TEMPLATE "+ensureTemplate(t, server)); err != nil {
		return nil, err
	}
	atEnd = append(atEnd, func() { drop(server, name) })
	pool, err := postgres.Open(context.Background(), withDatabase(t, server, name), 8)
	if err == nil {
		atEnd = append(atEnd, pool.Close)
	}
	return pool, err
}

var (
	once     sync.Once
	server   string
	startErr error
)

func serverURL(t testing.TB) string {
	t.Helper()
	once.Do(func() {
		if server = os.Getenv("CICERONE_TEST_DATABASE_URL"); server == "" {
			startErr = startPrivate()
		}
	})
	if startErr != nil {
		t.Fatalf("no Postgres for the tests: %v", startErr)
	}
	return server
}

// startPrivate starts a server in a temporary folder, with the programs that
// the checkout's own Cicerone uses.
func startPrivate() error {
	programs, err := Programs()
	if err != nil {
		return err
	}
	sweep()
	folder, err := os.MkdirTemp("", folderPrefix)
	if err != nil {
		return err
	}
	s, err := localpg.Start(context.Background(), localpg.Options{Programs: programs, Data: folder})
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	server = s.URL()
	atEnd = append(atEnd, func() {
		_ = s.Stop(context.Background()) // the process is ending; so does the server
		os.RemoveAll(folder)
	})
	return nil
}

const folderPrefix = "cicerone-dbtest-"

// sweep removes the folders of test processes that died before they could. An
// hour is longer than such a process may take before its folder is locked.
func sweep() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if err != nil || time.Since(info.ModTime()) < time.Hour {
			continue
		}
		if _, running := localpg.Running(folder); !running {
			os.RemoveAll(folder)
		}
	}
}

// Programs is the checkout's folder for the private copy of Postgres.
func Programs() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, ".cicerone", "programs"), nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// ensureTemplate makes the migrated template once for each state of the
// migrations, whoever comes first.
func ensureTemplate(t testing.TB, server string) string {
	t.Helper()
	name := "template_" + schemaHash(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil { // given back with the connection
		t.Fatal(err)
	}
	var ready bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&ready); err != nil {
		t.Fatal(err)
	}
	if ready {
		return name
	}
	half := name + "_half"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + half + " WITH (FORCE)", "CREATE DATABASE " + half} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrations.Up(ctx, withDatabase(t, server, half)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", half, name)); err != nil {
		t.Fatal(err)
	}
	return name
}

// schemaHash stands for all that migrations.Up would do: our migrations and
// River's.
func schemaHash(t testing.TB) string {
	t.Helper()
	hash := sha256.New()
	for _, files := range []fs.FS{migrations.FS(), riverpgxv5.New(nil).GetMigrationFS("main")} {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(files, name)
			fmt.Fprintf(hash, "%s %d\n%s", name, len(data), data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

// admin runs a statement on the server. It takes no context of a test's, which
// is over when the test's cleanups run.
func admin(server, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

func withDatabase(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
