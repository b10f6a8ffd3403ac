package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// listedDocuments is what the list must stay fast at.
const listedDocuments = 50_000

// BenchmarkDocuments lists a page of fifty thousand documents in each of the
// ways there are.
func BenchmarkDocuments(b *testing.B) {
	pool := dbtest.DB(b)
	store := postgres.New(pool)
	museum := newMuseum(b, store, "bench", toyDims)
	loadListed(b, pool, museum)
	if err := store.Analyze(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, test := range []struct {
		name string
		q    guide.DocumentQuery
	}{
		{"all", guide.DocumentQuery{}},
		{"page-500", guide.DocumentQuery{Offset: 25_000}},
		{"last-page", guide.DocumentQuery{Offset: listedDocuments - 50}},
		{"live", guide.DocumentQuery{State: guide.DocumentLive}},
		{"failed", guide.DocumentQuery{State: guide.DocumentFailed}},
		{"review", guide.DocumentQuery{State: guide.DocumentInReview}},
		{"room", guide.DocumentQuery{Room: "7"}},
		{"language", guide.DocumentQuery{Lang: "en"}},
		{"author", guide.DocumentQuery{Author: "Autora 3"}},
		{"text", guide.DocumentQuery{Text: "São João 499"}},
		{"text-common", guide.DocumentQuery{Text: "retábulo"}},
		{"text-nowhere", guide.DocumentQuery{Text: "xyzzy"}},
		{"all-filters", guide.DocumentQuery{State: guide.DocumentLive, Room: "7", Lang: "pt", Author: "Autora 6", Text: "retábulo"}},
	} {
		b.Run(test.name, func(b *testing.B) {
			test.q.MuseumID, test.q.Limit = museum.ID, 50
			measure(b, func(int) error {
				list, err := store.Documents(b.Context(), test.q)
				if err == nil && len(list.Documents) == 0 && test.name != "text-nowhere" {
					err = fmt.Errorf("nothing is listed")
				}
				return err
			})
		})
	}
	b.Run("overview", func(b *testing.B) {
		measure(b, func(int) error {
			_, err := store.Overview(b.Context(), museum.ID, time.Now())
			return err
		})
	})
}

// loadListed writes documents with two revisions each, in all states, about
// objects in twenty rooms, by ten authors.
func loadListed(b *testing.B, pool *pgxpool.Pool, museum guide.Museum) {
	b.Helper()
	for _, sql := range []string{
		`INSERT INTO rooms (museum_id, code) SELECT $1, i::text FROM generate_series(1, least(20, $2)) i`,
		`INSERT INTO objects (museum_id, inventory, room_id)
		 SELECT $1, 'B-' || i, (SELECT id FROM rooms WHERE museum_id = $1 AND code = (1 + i % 20)::text) FROM generate_series(1, $2) i`,
		`INSERT INTO documents (public_id, museum_id, source, kind, object_id, lang, title)
		 SELECT 'bench' || i, $1, 'notas/B-' || i || '.md', 'object', (SELECT id FROM objects WHERE museum_id = $1 AND inventory = 'B-' || i),
		        CASE i % 3 WHEN 0 THEN 'en' ELSE 'pt' END, 'Retábulo de São João ' || i FROM generate_series(1, $2) i`,
		`INSERT INTO revisions (document_id, museum_id, number, batch, sha256, file_name, media_type, size, content_sha256, author, state, failure, note, text, ready_at, submitted_at, created_at)
		 SELECT d.id, $1, n, 'bench', lpad(d.id::text || n, 64, '0'), 'B.md', 'text/plain', 100, lpad(d.id::text || n, 64, '0'), 'Autora ' || d.id % 10,
		        CASE WHEN failed THEN 'failed' ELSE 'ready' END, CASE WHEN failed THEN 'the file ends too early' END,
		        CASE WHEN NOT failed THEN jsonb_build_object('Kind', 'object', 'Lang', d.lang, 'Label', jsonb_build_object('title', d.title)) END,
		        CASE WHEN NOT failed THEN 'texto' END, CASE WHEN NOT failed THEN now() END,
		        CASE WHEN n = 2 AND d.id % 10 = 1 AND NOT failed THEN now() END, now() - d.id * interval '1 minute'
		 FROM documents d, generate_series(1, 2) n, LATERAL (SELECT n = 2 AND d.id % 100 = 0 AS failed) f
		 WHERE d.museum_id = $1 AND $2 > 0 ORDER BY d.id, n`,
		`UPDATE documents d SET live_revision_id = r.id, withdrawn_at = CASE WHEN d.id % 20 = 3 THEN now() END
		 FROM revisions r WHERE r.document_id = d.id AND r.state = 'ready' AND r.number = CASE WHEN d.id % 10 < 3 THEN 1 ELSE 2 END AND d.museum_id = $1 AND $2 > 0`,
	} {
		if _, err := pool.Exec(b.Context(), sql, museum.ID, listedDocuments); err != nil {
			b.Fatal(err)
		}
	}
	err := pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(b.Context(), `SELECT id FROM documents WHERE museum_id = $1`, museum.ID)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		return postgres.Relist(b.Context(), tx, ids)
	})
	if err != nil {
		b.Fatal(err)
	}
}
