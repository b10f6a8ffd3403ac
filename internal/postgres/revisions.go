package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/guide"
)

// Stored returns those of the given revisions that still wait to be prepared,
// by id.
func (s *Store) Stored(ctx context.Context, ids []int64) ([]guide.Revision, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, document_id, museum_id, number, sha256, file_name, media_type, size, record, edited, author, state, publish, created_at
		FROM revisions WHERE id = ANY($1) AND state = 'stored' ORDER BY id`, ids)
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", unavailable(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.Revision, error) {
		var r guide.Revision
		err := row.Scan(&r.ID, &r.DocumentID, &r.MuseumID, &r.Number, &r.Original.SHA256, &r.Original.Name,
			&r.Original.Type, &r.Original.Size, &r.Record, &r.Edited, &r.Author, &r.State, &r.Publish, &r.CreatedAt)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", unavailable(err))
	}
	return out, nil
}

// Finish writes prepared revisions of one museum in one transaction, with their
// passages and vectors, and publishes those that were to be published as soon
// as they are ready. A museum that has moved to another space since they were
// embedded is guide.ErrConflict: they are to be prepared again. Revisions that another worker finished meanwhile are left
// alone, so the same call may be made twice.
func (s *Store) Finish(ctx context.Context, museum guide.Museum, prepared []guide.Prepared) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := holdSpace(ctx, tx, museum); err != nil {
			return err
		}
		waiting, publish, err := lockStored(ctx, tx, museum.ID, prepared)
		if err != nil {
			return fmt.Errorf("lock revisions: %w", err)
		}
		var ready, failed []guide.Prepared
		for _, p := range prepared {
			switch {
			case !waiting[p.RevisionID]:
			case p.Failure != "":
				failed = append(failed, p)
			default:
				ready = append(ready, p)
			}
		}
		if err := markFailed(ctx, tx, failed); err != nil {
			return fmt.Errorf("mark failures: %w", err)
		}
		if err := writePassages(ctx, tx, museum, ready); err != nil {
			return fmt.Errorf("write passages: %w", err)
		}
		if err := markReady(ctx, tx, ready); err != nil {
			return fmt.Errorf("mark ready: %w", err)
		}
		if err := publishRevisions(ctx, tx, museum.ID, publish); err != nil {
			return err
		}
		return relistRevisions(ctx, tx, slices.Sorted(maps.Keys(waiting)))
	})
	if err != nil {
		return fmt.Errorf("finish %d revisions: %w", len(prepared), err)
	}
	return nil
}

// lockStored locks the museum's revisions that still wait, and lists those of
// them that are to be published. Where the four-eyes rule is kept, what a person
// sent waits for another.
func lockStored(ctx context.Context, tx pgx.Tx, museum int64, prepared []guide.Prepared) (waiting map[int64]bool, publish []int64, err error) {
	var ids []int64
	failed := map[int64]bool{}
	for _, p := range prepared {
		ids = append(ids, p.RevisionID)
		failed[p.RevisionID] = p.Failure != ""
	}
	rows, err := tx.Query(ctx, `
		SELECT r.id, r.publish AND (r.created_by IS NULL OR NOT coalesce((m.settings->>'four_eyes')::boolean, false))
		FROM revisions r JOIN museums m ON m.id = r.museum_id
		WHERE r.id = ANY($1) AND r.museum_id = $2 AND r.state = 'stored' ORDER BY r.id FOR UPDATE OF r`, ids, museum)
	if err != nil {
		return nil, nil, err
	}
	waiting = map[int64]bool{}
	var id int64
	var wanted bool
	_, err = pgx.ForEachRow(rows, []any{&id, &wanted}, func() error {
		waiting[id] = true
		if wanted && !failed[id] {
			publish = append(publish, id)
		}
		return nil
	})
	return waiting, publish, err
}

func markFailed(ctx context.Context, tx pgx.Tx, failed []guide.Prepared) error {
	for _, p := range failed {
		if _, err := tx.Exec(ctx, `UPDATE revisions SET state = 'failed', failure = $2 WHERE id = $1`, p.RevisionID, p.Failure); err != nil {
			return err
		}
	}
	return nil
}

func markReady(ctx context.Context, tx pgx.Tx, ready []guide.Prepared) error {
	var batch pgx.Batch
	for _, p := range ready {
		text := p.Note.Text
		p.Note.Text = "" // kept in its own column
		facts, err := json.Marshal(p.Note)
		if err != nil {
			return err
		}
		batch.Queue(`
			UPDATE revisions SET state = 'ready', ready_at = now(), text = $2, note = $3,
			       author = CASE WHEN $4 <> '' THEN $4 ELSE author END
			WHERE id = $1`, p.RevisionID, text, facts, p.Note.Author)
	}
	return tx.SendBatch(ctx, &batch).Close()
}

func writePassages(ctx context.Context, tx pgx.Tx, museum guide.Museum, ready []guide.Prepared) error {
	total := 0
	for _, p := range ready {
		total += len(p.Passages)
	}
	ids, err := reserveIDs(ctx, tx, total)
	if err != nil {
		return err
	}
	passages, vectors := make([][]any, 0, total), make([][]any, 0, total)
	for _, p := range ready {
		for _, x := range p.Passages {
			if x.Vector != nil && len(x.Vector) != museum.Space.Dims { // one such row would fail every search of the museum
				return fmt.Errorf("revision %d has a vector of %d dimensions, space %s has %d: %w",
					p.RevisionID, len(x.Vector), museum.Space.Name, museum.Space.Dims, guide.ErrConflict)
			}
			id := ids[len(passages)]
			passages = append(passages, []any{id, p.RevisionID, museum.ID, x.Ordinal, x.Heading, x.Start, x.End, x.Text})
			if x.Vector != nil {
				vectors = append(vectors, []any{museum.Space.ID, id, p.RevisionID, museum.ID, pgvector.NewHalfVector(x.Vector), x.Windows})
			}
		}
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"passages"},
		[]string{"id", "revision_id", "museum_id", "ordinal", "heading", "start_rune", "end_rune", "text"},
		pgx.CopyFromRows(passages)); err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"passage_vectors"}, vectorColumns, pgx.CopyFromRows(vectors))
	return err
}

func reserveIDs(ctx context.Context, tx pgx.Tx, n int) ([]int64, error) {
	rows, err := tx.Query(ctx, `SELECT nextval(pg_get_serial_sequence('passages', 'id')) FROM generate_series(1, $1)`, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// publishRevisions makes ready revisions the live ones of their documents: what
// visitors see changes for all of them when the transaction commits. A revision
// older than the live one is left alone. What is withdrawn stays so.
func publishRevisions(ctx context.Context, tx pgx.Tx, museum int64, ids []int64) error {
	publications, err := lockPublications(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("lock documents: %w", err)
	}
	return goLive(ctx, tx, museum, publications)
}

// goLive makes revisions live, whose documents are locked.
func goLive(ctx context.Context, tx pgx.Tx, museum int64, publications []publication) error {
	if len(publications) == 0 {
		return nil
	}
	if err := writeLabels(ctx, tx, museum, publications); err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	if err := pointDocuments(ctx, tx, museum, publications); err != nil {
		return fmt.Errorf("move documents: %w", err)
	}
	return nil
}

// publication is a revision about to become live.
type publication struct {
	revision, document int64
	note               guide.Note
}

// lockPublications locks the documents of revisions and lists what there is to
// publish, one revision a document. The documents are read once they are locked:
// while waiting, another transaction may have moved them.
func lockPublications(ctx context.Context, tx pgx.Tx, revisions []int64) ([]publication, error) {
	if _, err := tx.Exec(ctx, `
		SELECT FROM documents WHERE id IN (SELECT document_id FROM revisions WHERE id = ANY($1))
		ORDER BY id FOR UPDATE`, revisions); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT r.id, d.id, r.note
		FROM revisions r JOIN documents d ON d.id = r.document_id
		LEFT JOIN revisions live ON live.id = d.live_revision_id
		WHERE r.id = ANY($1) AND r.state = 'ready' AND r.number > coalesce(live.number, 0)
		ORDER BY d.id, r.number`, revisions)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (publication, error) {
		var p publication
		err := row.Scan(&p.revision, &p.document, &p.note)
		return p, err
	})
	return newestOfEach(all), err
}

// newestOfEach keeps the last of each document's publications; they come
// ordered by document and number.
func newestOfEach(all []publication) []publication {
	var out []publication
	for _, p := range all {
		if n := len(out); n > 0 && out[n-1].document == p.document {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}

// writeLabels makes the rooms and objects that the notes name and writes their
// labels, but for what a person placed or wrote by hand: that stays. Rows are taken in the order of their keys, so that two workers cannot
// deadlock.
func writeLabels(ctx context.Context, tx pgx.Tx, museum int64, publications []publication) error {
	ordered := slices.Clone(publications)
	slices.SortStableFunc(ordered, func(a, b publication) int {
		return strings.Compare(a.note.Inventory, b.note.Inventory)
	})
	var batch pgx.Batch
	for _, room := range roomCodes(publications) {
		batch.Queue(`INSERT INTO rooms (museum_id, code) VALUES ($1, $2) ON CONFLICT DO NOTHING`, museum, room)
	}
	for _, p := range ordered {
		n := p.note
		if n.Inventory == "" {
			continue
		}
		batch.Queue(`
			INSERT INTO objects (museum_id, inventory, room_id, ord, highlight)
			VALUES ($1, $2, (SELECT id FROM rooms WHERE museum_id = $1 AND code = $3), $4, $5)
			ON CONFLICT (museum_id, inventory) DO UPDATE
			SET room_id = CASE WHEN objects.placed_by_hand THEN objects.room_id ELSE coalesce(EXCLUDED.room_id, objects.room_id) END,
			    ord = CASE WHEN EXCLUDED.ord <> 0 AND NOT objects.placed_by_hand THEN EXCLUDED.ord ELSE objects.ord END,
			    highlight = objects.highlight OR EXCLUDED.highlight AND NOT objects.placed_by_hand,
			    version = objects.version + 1`,
			museum, n.Inventory, n.Room, n.Order, n.Highlight)
		if n.Kind == guide.KindObject {
			batch.Queue(`
				INSERT INTO object_texts (object_id, lang, title, maker, date, material, held_by)
				SELECT id, $3, $4, $5, $6, $7, $8 FROM objects WHERE museum_id = $1 AND inventory = $2
				ON CONFLICT (object_id, lang) DO UPDATE
				SET title = EXCLUDED.title, maker = EXCLUDED.maker, date = EXCLUDED.date,
				    material = EXCLUDED.material, held_by = EXCLUDED.held_by
				WHERE NOT object_texts.by_hand`,
				museum, n.Inventory, n.Lang, n.Label.Title, n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy)
		}
	}
	return tx.SendBatch(ctx, &batch).Close()
}

func roomCodes(publications []publication) []string {
	var out []string
	for _, p := range publications {
		if p.note.Room != "" {
			out = append(out, p.note.Room)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func pointDocuments(ctx context.Context, tx pgx.Tx, museum int64, publications []publication) error {
	var batch pgx.Batch
	for _, p := range publications {
		n := p.note
		// A person who had it published on arrival approved it.
		batch.Queue(`UPDATE revisions SET published_at = now(), approved_by = coalesce(approved_by, created_by) WHERE id = $1`, p.revision)
		// Terms that a person set are never made milder by a file, only stricter.
		batch.Queue(`
			UPDATE documents SET live_revision_id = $2, kind = $3, lang = $4, title = $5,
			       audience = CASE WHEN terms_by_hand AND audience = 'staff' THEN audience ELSE $6 END,
			       embargo_until = CASE WHEN terms_by_hand THEN greatest(embargo_until, $7) ELSE $7 END,
			       object_id = (SELECT id FROM objects WHERE museum_id = $8 AND inventory = $9),
			       room_id = (SELECT id FROM rooms WHERE museum_id = $8 AND code = $10)
			WHERE id = $1`,
			p.document, p.revision, n.Kind, n.Lang, n.Label.Title, n.Audience, timeOrNil(n.Embargo),
			museum, n.Inventory, n.Room)
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// timeOrNil is how a time that may be unset goes into a column that may be NULL.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
