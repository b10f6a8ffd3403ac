package postgres_test

import (
	"slices"
	"testing"
	"time"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// BenchmarkAsked is a page of what visitors asked, over 200,000 questions of 90
// days, a tenth of them rated: the report, and its first and a late page.
func BenchmarkAsked(b *testing.B) {
	pool := dbtest.DB(b)
	store := postgres.New(pool)
	museum := newMuseum(b, store, "bench", 4)
	for _, sql := range []string{
		`INSERT INTO conversations (public_id, museum_id) SELECT 'c' || i, 1 FROM generate_series(1, 20000) i`,
		`INSERT INTO turns (public_id, conversation_id, museum_id, asked_at, question, inventory, lang, verdict, mode, answer, sentences, citations, space, timings)
		 SELECT 't' || i, 1 + i % 20000, 1, now() - i * interval '38 seconds', 'Quem pintou a obra ' || i || '?', CASE WHEN i % 3 = 0 THEN '' ELSE 'CG-' || i % 80 END,
		        (ARRAY['pt', 'en', 'es', 'fr'])[1 + i % 4], CASE WHEN i % 10 < 8 THEN 'answered' WHEN i % 10 = 8 THEN 'not_covered' ELSE 'failed' END, 'quote',
		        repeat('Uma frase dos curadores. ', 12), '[]', jsonb_build_array(jsonb_build_object('Document', 'D', 'Title', 'Nota', 'Sentence', repeat('x', 300))), 'test-4',
		        jsonb_build_object('total', 10 + i % 400, 'search', 5) FROM generate_series(1, 200000) i`,
		`INSERT INTO feedback (turn_id, helpful) SELECT id, id % 3 > 0 FROM turns WHERE id % 10 = 1`,
		`VACUUM ANALYZE turns`, `VACUUM ANALYZE feedback`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	for name, q := range map[string]guide.AskedQuery{
		"all":      {},
		"one-work": {Inventory: "cg-7"},
		"failed":   {Verdict: guide.Failed, Lang: "en"},
	} {
		q.MuseumID, q.Since = museum.ID, time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -89)
		b.Run(name, func(b *testing.B) {
			measureEach(b, map[string]func() error{
				"report": func() error { _, err := store.AskedReport(b.Context(), q); return err },
				"first":  func() error { _, err := store.AskedTurns(b.Context(), q, 0, 20); return err },
				"late":   func() error { _, err := store.AskedTurns(b.Context(), q, 150_000, 20); return err },
			})
		})
	}
}

// measureEach runs each b.N times and reports its median.
func measureEach(b *testing.B, each map[string]func() error) {
	for name, f := range each {
		var took []time.Duration
		for range b.N {
			begun := time.Now()
			if err := f(); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-ms")
	}
}
