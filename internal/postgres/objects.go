package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// livePublic is search_live.sql for pages, which anyone may read.
func livePublic(museum int64, at time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"museum": museum, "audiences": audiences(guide.AudiencePublic), "at": at}
}

// Objects lists the objects that q describes in visiting order (room order,
// order in the room, id), each labelled in q.Lang or the nearest there is, and
// with its picture when that has words in any language. Only objects with a note
// that is live and public are listed.
func (s *Store) Objects(ctx context.Context, q guide.ObjectQuery) ([]guide.Object, error) {
	rows, err := s.pool.Query(ctx, objectsSQL, with(livePublic(q.MuseumID, time.Now()), pgx.NamedArgs{
		"lang": q.Lang, "inventory": q.Inventory, "among": q.Among, "room": q.RoomID, "highlights": q.Highlights, "offset": q.Offset, "limit": q.Limit}))
	if err != nil {
		return nil, fmt.Errorf("list objects: %w", unavailable(err))
	}
	objects, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.Object, error) {
		var o guide.Object
		err := row.Scan(&o.ID, &o.Inventory, &o.RoomID, &o.Order, &o.Highlight,
			&o.Label.Lang, &o.Label.Title, &o.Label.Maker, &o.Label.Date, &o.Label.Material, &o.Label.HeldBy, &o.Picture)
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("list objects: %w", unavailable(err))
	}
	return objects, nil
}

const selectLiveNote = `
	SELECT d.public_id, d.kind, coalesce(o.inventory, ''), d.title, d.lang, r.author, r.number, r.created_at, r.text, r.note, d.sensitivity
	FROM documents d
	JOIN revisions r ON r.id = d.live_revision_id
	LEFT JOIN objects o ON o.id = d.object_id `

func scanLiveNote(row pgx.CollectableRow) (guide.LiveNote, error) {
	var n guide.LiveNote
	var facts guide.Note
	err := row.Scan(&n.Document, &n.Kind, &n.Inventory, &n.Title, &n.Lang, &n.Author, &n.Revision, &n.Date, &n.Text, &facts, &n.Sensitivity)
	n.Label, n.Headings, n.Level = facts.Label, facts.Headings, facts.Level
	return n, err
}

// Note returns a document's live note, if the public may read it at that time;
// else guide.ErrNotFound, as if it had never been.
func (s *Store) Note(ctx context.Context, museum int64, document string, at time.Time) (guide.LiveNote, error) {
	rows, err := s.pool.Query(ctx, selectLiveNote+`WHERE d.public_id = @document AND `+liveSQL,
		with(livePublic(museum, at), pgx.NamedArgs{"document": document}))
	if err != nil {
		return guide.LiveNote{}, fmt.Errorf("note %s: %w", document, unavailable(err))
	}
	n, err := pgx.CollectExactlyOneRow(rows, scanLiveNote)
	if err != nil {
		return guide.LiveNote{}, fmt.Errorf("note %s: %w", document, unavailable(err))
	}
	return n, nil
}

// ObjectNotes lists the live public notes about an object, those in lang first.
func (s *Store) ObjectNotes(ctx context.Context, museum, object int64, lang string) ([]guide.LiveNote, error) {
	rows, err := s.pool.Query(ctx, selectLiveNote+`WHERE d.object_id = @object AND `+liveSQL+`
		ORDER BY d.lang <> @lang, d.lang, d.id LIMIT 50`,
		with(livePublic(museum, time.Now()), pgx.NamedArgs{"object": object, "lang": lang}))
	if err != nil {
		return nil, fmt.Errorf("notes of an object: %w", unavailable(err))
	}
	notes, err := pgx.CollectRows(rows, scanLiveNote)
	if err != nil {
		return nil, fmt.Errorf("notes of an object: %w", unavailable(err))
	}
	return notes, nil
}

// ObjectTitle is the title of a museum's object in a language or the nearest
// there is, whether anything about it is published or not; guide.ErrNotFound
// when no object has the number.
func (s *Store) ObjectTitle(ctx context.Context, museum int64, inventory, lang string) (string, error) {
	var title string
	err := s.pool.QueryRow(ctx, `
		SELECT coalesce((SELECT title FROM object_texts WHERE object_id = o.id ORDER BY lang <> $3, lang LIMIT 1), o.inventory)
		FROM objects o WHERE o.museum_id = $1 AND o.inventory = $2`, museum, inventory, lang).Scan(&title)
	if err != nil {
		return "", fmt.Errorf("object %s: %w", inventory, unavailable(err))
	}
	return title, nil
}
