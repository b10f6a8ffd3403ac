package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// shownSQL reads a turn as its visitor saw it, and whether all that it rests on
// may still be read: each cited note live and public in the very revision, and a
// pinned answer not taken back.
var shownSQL = withLive(`
	SELECT t.public_id, t.question, t.inventory, t.room, t.asked_at, t.lang, t.verdict, t.mode, t.sentences, t.citations,
	       NOT EXISTS (
	           SELECT FROM jsonb_to_recordset(CASE jsonb_typeof(t.citations) WHEN 'array' THEN t.citations ELSE '[]' END) AS c("Document" text, "Revision" int)
	           WHERE NOT EXISTS (
	               SELECT FROM documents d JOIN revisions r ON r.id = d.live_revision_id
	               WHERE d.public_id = c."Document" AND r.number = c."Revision" AND /* LIVE */))
	       AND (t.mode <> 'pinned' OR pin.edited_at IS NOT NULL),
	       coalesce(pin.edited_at, t.asked_at)
	FROM turns t LEFT JOIN LATERAL (
	    SELECT max(p.edited_at) AS edited_at FROM pinned_answers p
	    WHERE p.museum_id = t.museum_id AND p.withdrawn_at IS NULL AND p.edited_at <= t.asked_at
	      AND regexp_replace(p.answer, '\s+', ' ', 'g') = regexp_replace(t.answer, '\s+', ' ', 'g')) pin ON t.mode = 'pinned'
	WHERE t.public_id = @turn AND t.museum_id = @museum AND t.verdict IN ('answered', 'not_covered')`)

// ShownTurn is an answer of a museum as it was shown, by its public id, without
// what only curators see. One that is not kept, or failed, is guide.ErrNotFound;
// one that rests on words which are no longer public is guide.ErrConflict, and
// comes with its question and its place alone.
func (s *Store) ShownTurn(ctx context.Context, museum guide.Museum, turn string, at time.Time) (guide.Turn, error) {
	rows, err := s.pool.Query(ctx, shownSQL, with(livePublic(museum.ID, at), pgx.NamedArgs{"turn": turn}))
	if err != nil {
		return guide.Turn{}, fmt.Errorf("turn %s: %w", turn, unavailable(err))
	}
	var standing bool
	var pinned time.Time
	t, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (guide.Turn, error) {
		t := guide.Turn{Question: guide.Question{Museum: museum, Audience: guide.AudiencePublic}}
		q := &t.Question
		err := row.Scan(&t.ID, &q.Text, &q.Object, &q.Room, &t.At, &t.Lang, &t.Verdict, &t.Mode, &t.Sentences, &t.Citations, &standing, &pinned)
		return t, err
	})
	if err != nil {
		return guide.Turn{}, fmt.Errorf("turn %s: %w", turn, unavailable(err))
	}
	if t.Mode == guide.ModePinned {
		t.Pin = &guide.Pin{Date: pinned}
	}
	if !standing {
		return guide.Turn{Question: t.Question, At: t.At}, fmt.Errorf("turn %s rests on words that are not public any more: %w", turn, guide.ErrConflict)
	}
	return t, nil
}

// relatedSQL chooses a work's neighbours: by the same hand, of the same years
// (15 either way: a working life's half), of the same matter, in the same room;
// and of each kind those that stand nearest. Names that say nobody are no hand.
var relatedSQL = withLive(`
	WITH label AS (
	    SELECT o.id, o.room_id, o.ord, o.inventory, ` + folded(`t.maker`) + ` AS maker, ` + folded(`t.material`) + ` AS material,
	           substring(t.date FROM '[12][0-9]{3}')::int AS year
	    FROM objects o JOIN LATERAL (
	        SELECT * FROM object_texts t WHERE t.object_id = o.id ORDER BY t.lang <> @mainlang, t.lang LIMIT 1) t ON true
	    WHERE o.museum_id = @museum
	), here AS (SELECT * FROM label WHERE id = @object),
	near AS (
	    SELECT l.id, l.inventory,
	           CASE WHEN l.maker <> '' AND l.maker = here.maker
	                     AND l.maker !~ '(desconhecid|anonim|unknown|anonym|autor n|sem autor)' THEN 'maker'
	                WHEN abs(l.year - here.year) <= 15 THEN 'period'
	                WHEN l.material <> '' AND l.material = here.material THEN 'material'
	                WHEN l.room_id = here.room_id THEN 'room' END AS why,
	           (l.room_id = here.room_id) IS TRUE AS together, abs(l.year - here.year) AS years, abs(l.ord - here.ord) AS steps
	    FROM label l, here WHERE l.id <> here.id
	), ranked AS (
	    SELECT *, row_number() OVER (PARTITION BY why ORDER BY
	                  CASE why WHEN 'period' THEN together::int END, -- the room's own are one step away in any case
	                  CASE why WHEN 'period' THEN years END, together DESC, steps, id) AS place
	    FROM near
	    WHERE why IS NOT NULL AND EXISTS (
	        SELECT FROM documents d WHERE d.object_id = near.id AND d.live_revision_id IS NOT NULL AND /* LIVE */)
	)
	SELECT inventory, why FROM ranked WHERE place <= 2
	ORDER BY array_position(ARRAY['maker', 'period', 'material', 'room'], why), place, id LIMIT @limit`)

// Related lists works near one of a museum's: at most limit, those by the same
// hand first, and at most two for each reason.
func (s *Store) Related(ctx context.Context, museum guide.Museum, object int64, lang string, limit int) ([]guide.RelatedObject, error) {
	rows, err := s.pool.Query(ctx, relatedSQL, with(livePublic(museum.ID, time.Now()), pgx.NamedArgs{
		"object": object, "mainlang": museum.Lang, "limit": limit}))
	if err != nil {
		return nil, fmt.Errorf("related works: %w", unavailable(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.RelatedObject, error) {
		var r guide.RelatedObject
		err := row.Scan(&r.Inventory, &r.Why)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("related works: %w", unavailable(err))
	}
	for i := range out {
		found, err := s.Objects(ctx, guide.ObjectQuery{MuseumID: museum.ID, Lang: lang, Inventory: out[i].Inventory, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 { // else it was withdrawn this moment
			out[i].Object = found[0]
		}
	}
	return slices.DeleteFunc(out, func(r guide.RelatedObject) bool { return r.ID == 0 }), nil
}
