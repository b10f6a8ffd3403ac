package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/config"
	"cicerone/internal/dbtest"
	"cicerone/internal/demo"
	"cicerone/internal/ingest"
)

// copiesOfDemo makes a collection of some 3,200 notes out of the demonstration's.
const copiesOfDemo = 20

// BenchmarkIngest brings a folder of Markdown notes in and publishes it, the
// ordinary way, from files to vectors; and beside it copies the very rows that
// came of it into tables without an index, which is the least that Postgres must
// do for them.
func BenchmarkIngest(b *testing.B) {
	notes := manyNotes(b)
	for b.Loop() {
		cfg := config.Config{DatabaseURL: dbtest.URL(b), Data: b.TempDir(), Workers: 2}
		h, err := open(b.Context(), cfg, slog.New(slog.DiscardHandler), cfg.Workers)
		if err != nil {
			b.Fatal(err)
		}
		museum, err := h.ensureMuseum(b.Context(), demo.Museum())
		if err != nil {
			b.Fatal(err)
		}
		done, err := h.ingest(b.Context(), museum, demo.Author, true, func(ctx context.Context, a ingest.Adder, t *ingest.Tally, progress func(ingest.Tally)) error {
			return a.Folder(ctx, notes, "bench", t, progress)
		})
		if err != nil || done.batch.Ready != len(notes) {
			b.Fatalf("%d of %d notes ready, %v", done.batch.Ready, len(notes), err)
		}
		rows, copied := copyAgain(b, h)
		b.ReportMetric(float64(done.batch.Ready)/done.took.Seconds(), "documents/s")
		b.ReportMetric(float64(done.batch.Passages)/done.took.Seconds(), "passages/s")
		b.ReportMetric(float64(rows)/copied.Seconds(), "copied-rows/s")
		b.ReportMetric(done.took.Seconds()/copied.Seconds(), "times-a-COPY")
		h.close()
	}
}

// manyNotes is the demonstration's notes again and again, each time as other
// works.
func manyNotes(b *testing.B) fstest.MapFS {
	b.Helper()
	out := fstest.MapFS{}
	for i := range copiesOfDemo {
		err := fs.WalkDir(demo.Notes(), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(demo.Notes(), name)
			out[fmt.Sprintf("%d/%s", i, name)] = &fstest.MapFile{Data: append(data, fmt.Sprintf("\n\nExemplar %d.\n", i)...)}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return out
}

// copyAgain copies the passages and vectors there are into bare tables, from
// this program's memory, and returns how many rows in what time.
func copyAgain(b *testing.B, h *house) (rows int64, took time.Duration) {
	b.Helper()
	for table, columns := range map[string][]string{
		"passages":        {"id", "revision_id", "museum_id", "ordinal", "heading", "start_rune", "end_rune", "text", "keys", "lex"},
		"passage_vectors": {"space_id", "passage_id", "revision_id", "museum_id", "embedding"},
	} {
		bare := "bare_" + table
		if _, err := h.pool.Exec(b.Context(), fmt.Sprintf(`CREATE TABLE %s (LIKE %s)`, bare, table)); err != nil {
			b.Fatal(err)
		}
		all := make([][]any, 0, 10_000)
		found, err := h.pool.Query(b.Context(), fmt.Sprintf(`SELECT %s FROM %s`, strings.Join(columns, ", "), table))
		if err != nil {
			b.Fatal(err)
		}
		for found.Next() {
			values, err := found.Values()
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, values)
		}
		if err := found.Err(); err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		n, err := h.pool.CopyFrom(b.Context(), pgx.Identifier{bare}, columns, pgx.CopyFromRows(all))
		if err != nil {
			b.Fatal(err)
		}
		rows, took = rows+n, took+time.Since(begun)
	}
	return rows, took
}
