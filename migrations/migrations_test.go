package migrations_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"cicerone/internal/dbtest"
	"cicerone/migrations"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { dbtest.Main(m) }

// schema lists our own tables with their columns, constraints and indexes, in
// words that are the same on every version of Postgres.
const schema = `
WITH ours AS (
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'river%' AND c.relname <> 'goose_db_version'
)
SELECT line FROM (
    SELECT relname, 0 AS part, 0 AS n, 'table ' || relname AS line FROM ours
    UNION ALL
    SELECT relname, 1, a.attnum, format('  %s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
           CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END,
           coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
    FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL -- from version 18 on, NOT NULL is a constraint too; it stands with its column
    SELECT relname, 2, 0, format('  constraint %s %s', k.conname, pg_get_constraintdef(k.oid))
    FROM ours JOIN pg_constraint k ON k.conrelid = ours.oid AND k.contype <> 'n'
    UNION ALL
    SELECT relname, 3, 0, '  ' || pg_get_indexdef(i.indexrelid)
    FROM ours JOIN pg_index i ON i.indrelid = ours.oid
) lines
ORDER BY relname COLLATE "C", part, n, line COLLATE "C"`

func TestSchema(t *testing.T) {
	got := dump(t, dbtest.URL(t))
	const golden = "testdata/schema.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema is not the one in %s (-want +got):\n%s", golden, diff)
	}
}

func dump(t *testing.T, url string) string {
	t.Helper()
	conn := connect(t, url)
	rows, err := conn.Query(t.Context(), schema)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestFourAtOnceMakeOneSchema(t *testing.T) {
	url := dbtest.Empty(t)
	var group errgroup.Group
	for range 4 {
		group.Go(func() error { return migrations.Up(t.Context(), url) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, dbtest.URL(t)), dump(t, url)); diff != "" {
		t.Errorf("four migrators made another schema than one:\n%s", diff)
	}
	if err := migrations.Up(t.Context(), url); err != nil {
		t.Errorf("once more: %v", err)
	}
}

func TestANewerDatabaseIsRefusedByName(t *testing.T) {
	url := dbtest.URL(t)
	if _, err := connect(t, url).Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
		t.Fatal(err)
	}
	err := migrations.Up(t.Context(), url)
	if !errors.Is(err, migrations.ErrNewer) || !strings.Contains(err.Error(), "9999") || !strings.Contains(err.Error(), "0001_house") {
		t.Errorf("Up = %v; want ErrNewer that names migration 9999 and 0001_house", err)
	}
}

func TestWithoutTheRightToMakeTheExtensionItSaysWhoMust(t *testing.T) {
	url := dbtest.Empty(t)
	conn := connect(t, url)
	if _, err := conn.Exec(t.Context(), `DO $$ BEGIN CREATE ROLE cicerone_nobody LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`); err != nil {
		t.Fatal(err)
	}
	poor := strings.Replace(url, "//cicerone@", "//cicerone_nobody@", 1)
	if poor == url {
		t.Fatalf("no user to replace in %s", url)
	}
	if err := migrations.Up(t.Context(), poor); err == nil || !strings.Contains(err.Error(), "superuser") {
		t.Errorf("Up = %v; want it to say that a superuser must make the extension", err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}
