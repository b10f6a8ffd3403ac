package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// listCardsSQL chooses a page of objects by as little as it takes; only those
// are then read whole.
const listCardsSQL = `
	WITH page AS (
	    SELECT o.id, count(*) OVER () AS total FROM objects o
	    WHERE o.museum_id = @museum
	      AND (@room = 0 OR o.room_id = @room) AND (NOT @noroom OR o.room_id IS NULL) AND (NOT @highlights OR o.highlight)
	      AND (@text = '' OR strpos(o.folded, @text) > 0
	           OR o.id IN (SELECT object_id FROM object_texts WHERE strpos(folded, @text) > 0))
	      AND (@picture = '' OR (@picture = 'with') = (o.id IN (SELECT object_id FROM pictures WHERE museum_id = @museum AND removed_at IS NULL)))
	      AND (@note = '' OR (@note = 'with') = (o.id IN (
	           SELECT object_id FROM documents d WHERE object_id IS NOT NULL AND live_revision_id IS NOT NULL AND /* LIVE */)))
	    ORDER BY CASE WHEN @room <> 0 THEN o.ord END, lower(o.inventory), o.id OFFSET @offset LIMIT @limit
	)
	SELECT o.id, o.inventory, coalesce(t.title, ''), coalesce(t.lang, ''), coalesce(t.maker, ''), coalesce(r.code, ''), o.ord, o.highlight,
	       EXISTS (SELECT FROM pictures p WHERE p.object_id = o.id AND p.removed_at IS NULL),
	       EXISTS (SELECT FROM documents d WHERE d.object_id = o.id AND d.live_revision_id IS NOT NULL AND /* LIVE */),
	       page.total
	FROM page JOIN objects o USING (id)
	JOIN museums m ON m.id = o.museum_id
	LEFT JOIN rooms r ON r.id = o.room_id
	LEFT JOIN LATERAL (
	    SELECT title, lang, maker FROM object_texts WHERE object_id = o.id
	    ORDER BY lang <> @lang, lang <> m.lang, lang LIMIT 1) t ON true
	ORDER BY CASE WHEN @room <> 0 THEN o.ord END, lower(o.inventory), o.id`

// Cards lists a page of a museum's objects.
func (s *Store) Cards(ctx context.Context, q guide.CardQuery) (guide.CardList, error) {
	var out guide.CardList
	var text string
	if err := s.pool.QueryRow(ctx, `SELECT `+folded(`$1::text`), q.Text).Scan(&text); err != nil {
		return out, fmt.Errorf("list objects: %w", unavailable(err))
	}
	rows, err := s.pool.Query(ctx, withLive(listCardsSQL), with(livePublic(q.MuseumID, time.Now()), pgx.NamedArgs{
		"lang": q.Lang, "text": text, "room": q.RoomID, "noroom": q.NoRoom, "highlights": q.Highlights,
		"picture": q.Picture, "note": q.Note, "offset": q.Offset, "limit": q.Limit}))
	if err != nil {
		return out, fmt.Errorf("list objects: %w", unavailable(err))
	}
	out.Cards, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.ListedCard, error) {
		var c guide.ListedCard
		err := row.Scan(&c.ID, &c.Inventory, &c.Title, &c.Lang, &c.Maker, &c.Room, &c.Order, &c.Highlight, &c.Picture, &c.Live, &out.Total)
		return c, err
	})
	if err != nil {
		return out, fmt.Errorf("list objects: %w", unavailable(err))
	}
	return out, nil
}

// selectCards reads objects whole: one row each, its labels and its picture as
// JSON.
const selectCards = `
	SELECT o.id, o.inventory, o.version, coalesce(r.code, ''), o.ord, o.highlight, o.placed_by_hand,
	       coalesce((SELECT jsonb_object_agg(t.lang, jsonb_build_object('lang', t.lang, 'title', t.title, 'maker', t.maker, 'date', t.date,
	                        'material', t.material, 'held_by', t.held_by))
	                 FROM object_texts t WHERE t.object_id = o.id), '{}'),
	       coalesce((SELECT jsonb_object_agg(t.lang, true) FROM object_texts t WHERE t.object_id = o.id AND t.by_hand), '{}'),
	       (SELECT jsonb_build_object('ID', p.public_id, 'Sizes', p.sizes, 'Alts', p.alts, 'Credit', p.credit)
	        FROM pictures p WHERE p.object_id = o.id AND p.removed_at IS NULL)
	FROM objects o LEFT JOIN rooms r ON r.id = o.room_id `

func scanCard(row pgx.CollectableRow) (guide.Card, error) {
	var c guide.Card
	err := row.Scan(&c.ID, &c.Inventory, &c.Version, &c.Room, &c.Order, &c.Highlight, &c.Placed, &c.Labels, &c.ByHand, &c.Picture)
	return c, err
}

// AllCards lists a museum's objects whole, by inventory number.
func (s *Store) AllCards(ctx context.Context, museum int64) ([]guide.Card, error) {
	rows, err := s.pool.Query(ctx, selectCards+`WHERE o.museum_id = $1 ORDER BY lower(o.inventory), o.id`, museum)
	if err != nil {
		return nil, fmt.Errorf("read objects: %w", unavailable(err))
	}
	cards, err := pgx.CollectRows(rows, scanCard)
	if err != nil {
		return nil, fmt.Errorf("read objects: %w", unavailable(err))
	}
	return cards, nil
}

// Card returns one of a museum's objects with what there is about it, or
// guide.ErrNotFound.
func (s *Store) Card(ctx context.Context, museum, id int64) (guide.OpenCard, error) {
	var out guide.OpenCard
	rows, err := s.pool.Query(ctx, selectCards+`WHERE o.museum_id = $1 AND o.id = $2`, museum, id)
	if err != nil {
		return out, fmt.Errorf("object %d: %w", id, unavailable(err))
	}
	if out.Card, err = pgx.CollectExactlyOneRow(rows, scanCard); err != nil {
		return out, fmt.Errorf("object %d: %w", id, unavailable(err))
	}
	for _, read := range []func(context.Context, int64, *guide.OpenCard) error{s.notesOfCard, s.documentsOfCard, s.standingOfCard} {
		if err := read(ctx, museum, &out); err != nil {
			return out, fmt.Errorf("object %d: %w", id, unavailable(err))
		}
	}
	return out, nil
}

// liveLabelNotes are the live notes that speak of objects, the newest first:
// what labels come from. Notes for staff count too.
const liveLabelNotes = `
	FROM documents d JOIN revisions r ON r.id = d.live_revision_id
	WHERE d.museum_id = $1 AND d.object_id = $2 AND d.withdrawn_at IS NULL `

// notesOfCard reads what the live notes say of an object.
func (s *Store) notesOfCard(ctx context.Context, museum int64, out *guide.OpenCard) error {
	rows, err := s.pool.Query(ctx, `SELECT r.note`+liveLabelNotes+`ORDER BY r.published_at DESC, d.id DESC LIMIT 100`, museum, out.ID)
	if err != nil {
		return err
	}
	notes, err := pgx.CollectRows(rows, pgx.RowTo[guide.Note])
	if err != nil {
		return err
	}
	out.NoteLabels = map[string]guide.Label{}
	for _, n := range notes {
		if n.Room != "" && out.NotePlace == nil {
			out.NotePlace = &guide.Place{Room: n.Room, Order: n.Order, Highlight: n.Highlight}
		}
		if _, newer := out.NoteLabels[n.Lang]; !newer && n.Kind == guide.KindObject {
			n.Label.Lang = n.Lang
			out.NoteLabels[n.Lang] = n.Label
		}
	}
	return nil
}

func (s *Store) documentsOfCard(ctx context.Context, museum int64, out *guide.OpenCard) error {
	rows, err := s.pool.Query(ctx, selectListed+`
		WHERE l.museum_id = $1 AND (d.object_id = $2 OR l.inventory = $3) AND l.state <> 'deleted'
		ORDER BY r.created_at DESC, d.id DESC LIMIT 100`, museum, out.ID, out.Inventory)
	if err != nil {
		return err
	}
	out.Documents, err = pgx.CollectRows(rows, scanListed)
	return err
}

// standingOfCard reads whether visitors see an object, its video, which picture and
// video can be put back, and what was done.
func (s *Store) standingOfCard(ctx context.Context, museum int64, out *guide.OpenCard) error {
	err := s.pool.QueryRow(ctx, withLive(`
		SELECT EXISTS (SELECT FROM documents d WHERE d.object_id = @object AND d.live_revision_id IS NOT NULL AND /* LIVE */)
		       AND EXISTS (SELECT FROM object_texts WHERE object_id = @object),
		       coalesce((SELECT public_id FROM pictures WHERE object_id = @object AND museum_id = @museum AND removed_at IS NOT NULL
		                 ORDER BY removed_at DESC, id DESC LIMIT 1), ''),
		       (SELECT jsonb_build_object('ID', public_id, 'Lang', lang, 'Kind', kind, 'SHA256', sha256)
		        FROM sign_videos WHERE object_id = @object AND museum_id = @museum AND removed_at IS NULL),
		       coalesce((SELECT public_id FROM sign_videos WHERE object_id = @object AND museum_id = @museum AND removed_at IS NOT NULL
		                 ORDER BY removed_at DESC, id DESC LIMIT 1), '')`),
		with(livePublic(museum, time.Now()), pgx.NamedArgs{"object": out.ID})).Scan(&out.Live, &out.Removed, &out.Signs, &out.NoSigns)
	if err != nil {
		return err
	}
	out.Acts, err = s.acts(ctx, museum, objectSubject(out.Inventory), 20)
	return err
}

// objectSubject and roomSubject are what the audit log calls objects and rooms.
func objectSubject(inventory string) string { return "object " + inventory }
func roomSubject(code string) string        { return "room " + code }

// withLive fills in what visitors may read; see search_live.sql.
func withLive(sql string) string { return strings.ReplaceAll(sql, "/* LIVE */", liveSQL) }
