package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"testing"
	"testing/fstest"

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
		copied, took, err := h.store.CopyAgain(b.Context(), done.batch.Passages)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(done.batch.Ready)/done.took.Seconds(), "documents/s")
		b.ReportMetric(float64(done.batch.Passages)/done.took.Seconds(), "passages/s")
		b.ReportMetric(float64(copied)/took.Seconds(), "copied-passages/s")
		b.ReportMetric(done.took.Seconds()/took.Seconds(), "times-a-COPY")
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
