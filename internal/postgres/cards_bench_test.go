package postgres_test

import (
	"testing"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// benchObjects is a large museum's collection.
const benchObjects = 50_000

// BenchmarkCards lists pages of a museum of fifty thousand objects.
func BenchmarkCards(b *testing.B) {
	pool := dbtest.DB(b)
	store := postgres.New(pool)
	museum := newMuseum(b, store, "bench", 4)
	for _, sql := range []string{
		`INSERT INTO rooms (museum_id, code, ord) SELECT $1, i, i FROM generate_series(1, 50) i`,
		`INSERT INTO objects (museum_id, inventory, room_id, ord)
		 SELECT $1, 'B-' || lpad(i::text, 6, '0'), (SELECT id FROM rooms WHERE museum_id = $1 AND code = (1 + i % 60)::text), i FROM generate_series(1, 50000) i`,
		`INSERT INTO object_texts (object_id, lang, title, maker)
		 SELECT id, lang, 'Obra ' || md5(inventory || lang), 'Autor ' || id % 900 FROM objects, unnest(array['pt', 'en']) lang WHERE museum_id = $1`,
		`INSERT INTO documents (public_id, museum_id, source, kind, object_id, lang, title)
		 SELECT md5(inventory), $1, inventory, 'object', id, 'pt', 'Nota' FROM objects WHERE museum_id = $1 AND id % 5 > 0`,
		`INSERT INTO revisions (document_id, museum_id, number, batch, sha256, file_name, media_type, size, content_sha256, state, note, text, ready_at)
		 SELECT id, $1, 1, 'b', repeat('0', 64), 'a', 'text/plain', 1, repeat('0', 64), 'ready', '{}', 'a', now() FROM documents WHERE museum_id = $1`,
		`UPDATE documents d SET live_revision_id = r.id FROM revisions r WHERE r.document_id = d.id AND d.museum_id = $1`,
		`INSERT INTO pictures (public_id, museum_id, object_id, sizes) SELECT md5(inventory), $1, id, '[{}]' FROM objects WHERE museum_id = $1 AND id % 7 = 0`,
	} {
		if _, err := pool.Exec(b.Context(), sql, museum.ID); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := pool.Exec(b.Context(), `VACUUM ANALYZE`); err != nil {
		b.Fatal(err)
	}
	rooms, err := store.Rooms(b.Context(), museum.ID)
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []struct {
		name  string
		query guide.CardQuery
	}{
		{"first", guide.CardQuery{}},
		{"last", guide.CardQuery{Offset: benchObjects - 50}},
		{"room", guide.CardQuery{RoomID: rooms[3].ID}},
		{"search", guide.CardQuery{Text: "autor 7"}},
		{"search-rare", guide.CardQuery{Text: "B-04242"}},
		{"unpictured", guide.CardQuery{Picture: guide.Without}},
		{"unpublished", guide.CardQuery{Note: guide.Without}},
	} {
		q.query.MuseumID, q.query.Lang, q.query.Limit = museum.ID, "pt", 50
		b.Run(q.name, func(b *testing.B) {
			measure(b, func(int) error { _, err := store.Cards(b.Context(), q.query); return err })
		})
	}
}
