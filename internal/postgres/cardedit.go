package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// AddObject makes an object of the person's museum and returns its id. A number
// that the museum has already, in whatever capitals, is guide.ErrConflict.
func (s *Store) AddObject(ctx context.Context, by guide.User, inventory string) (id int64, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// Two people who add the same number take turns.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('objects', $1))`, by.Museum.ID); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO objects (museum_id, inventory)
			SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM objects WHERE museum_id = $1 AND lower(inventory) = lower($2))
			ON CONFLICT DO NOTHING RETURNING id`, by.Museum.ID, inventory).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("the museum has it: %w", guide.ErrConflict)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "object.create", objectSubject(inventory), nil)
	})
	if err != nil {
		return 0, fmt.Errorf("add object %s: %w", inventory, err)
	}
	return id, nil
}

// SaveCard writes an object of the person's museum as a person has it: what
// differs is from then on by hand, and a label that says nothing leaves its place
// to what the live notes say. A version that is not the newest is
// guide.ErrConflict; an unknown room is guide.ErrInvalid.
func (s *Store) SaveCard(ctx context.Context, by guide.User, card guide.Card) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rooms, before, err := lockCard(ctx, tx, by.Museum.ID, card.ID, card.Version)
		if err != nil {
			return err
		}
		return writeCards(ctx, tx, by, "object.edit", rooms, []cardChange{{before, card}})
	})
	if err != nil {
		return fmt.Errorf("save object %d: %w", card.ID, err)
	}
	return nil
}

// TakeNote gives back to the live notes what a person had written: the label in a
// language, or with "" where the object stands. A version that is not the newest
// is guide.ErrConflict.
func (s *Store) TakeNote(ctx context.Context, by guide.User, object int64, version int, lang string) error {
	open, err := s.Card(ctx, by.Museum.ID, object)
	if err != nil {
		return err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rooms, before, err := lockCard(ctx, tx, by.Museum.ID, object, version)
		if err != nil {
			return err
		}
		after := before.Clone()
		switch {
		case lang != "":
			delete(after.Labels, lang)
		case open.NotePlace != nil:
			after.Room, after.Order, after.Highlight = open.NotePlace.Room, open.NotePlace.Order, open.NotePlace.Highlight
		}
		if err := writeCards(ctx, tx, by, "object.take", rooms, []cardChange{{before, after}}); err != nil || lang != "" {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE objects SET placed_by_hand = false WHERE id = $1`, object)
		return err
	})
	if err != nil {
		return fmt.Errorf("take what notes say of object %d: %w", object, err)
	}
	return nil
}

// DeleteObject deletes an object of the person's museum that no document is
// about. One that has documents, or has changed since version, is
// guide.ErrConflict.
func (s *Store) DeleteObject(ctx context.Context, by guide.User, object int64, version int) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		_, before, err := lockCard(ctx, tx, by.Museum.ID, object, version)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			DELETE FROM objects WHERE id = $1 AND museum_id = $2 AND NOT EXISTS (SELECT FROM documents WHERE object_id = $1)`, object, by.Museum.ID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("documents are about it: %w", guide.ErrConflict)
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "object.delete", objectSubject(before.Inventory), map[string]any{"before": before})
	})
	if err != nil {
		return fmt.Errorf("delete object %d: %w", object, err)
	}
	return nil
}

// ChangeCards lets change say, from all of the museum's objects as they are at
// that moment and stay until it is done, how some of them should be; those whose
// id is 0 are made. All are written, or none.
func (s *Store) ChangeCards(ctx context.Context, by guide.User, change func([]guide.Card) ([]guide.Card, error)) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('objects', $1))`, by.Museum.ID); err != nil {
			return err
		}
		rooms, err := roomIDs(ctx, tx, by.Museum.ID)
		if err != nil {
			return err
		}
		// In the order in which writeLabels takes them.
		rows, err := tx.Query(ctx, selectCards+`WHERE o.museum_id = $1 ORDER BY o.inventory COLLATE "C" FOR UPDATE OF o`, by.Museum.ID)
		if err != nil {
			return err
		}
		cards, err := pgx.CollectRows(rows, scanCard)
		if err != nil {
			return err
		}
		changed, err := change(cards)
		if err != nil {
			return err
		}
		changes, err := pairCards(ctx, tx, by.Museum.ID, cards, changed)
		if err != nil {
			return err
		}
		return writeCards(ctx, tx, by, "object.import", rooms, changes)
	})
	if err != nil {
		return fmt.Errorf("change objects: %w", err)
	}
	return nil
}

// pairCards puts each changed card beside what it was; those that are new are
// made first.
func pairCards(ctx context.Context, tx pgx.Tx, museum int64, cards, changed []guide.Card) ([]cardChange, error) {
	before := make(map[int64]guide.Card, len(cards))
	for _, c := range cards {
		before[c.ID] = c
	}
	var fresh []string
	for _, c := range changed {
		if c.ID == 0 {
			fresh = append(fresh, c.Inventory)
		}
	}
	rows, err := tx.Query(ctx, `INSERT INTO objects (museum_id, inventory) SELECT $1, unnest($2::text[]) RETURNING inventory, id`, museum, fresh)
	if err != nil {
		return nil, err
	}
	ids := map[string]int64{}
	var inventory string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&inventory, &id}, func() error { ids[inventory] = id; return nil }); err != nil {
		return nil, err
	}
	changes := make([]cardChange, 0, len(changed))
	for _, c := range changed {
		if c.ID == 0 {
			c.ID = ids[c.Inventory]
			before[c.ID] = guide.Card{ID: c.ID, Inventory: c.Inventory}
		}
		changes = append(changes, cardChange{before[c.ID], c})
	}
	return changes, nil
}

// lockCard is an object that nobody else changes before the transaction ends,
// and the rooms it may stand in. Rooms are taken first, as everywhere.
func lockCard(ctx context.Context, tx pgx.Tx, museum, id int64, version int) (map[string]int64, guide.Card, error) {
	rooms, err := roomIDs(ctx, tx, museum)
	if err != nil {
		return nil, guide.Card{}, err
	}
	// Read once it is locked: while waiting, another transaction may have changed it.
	var found int
	err = tx.QueryRow(ctx, `SELECT version FROM objects WHERE museum_id = $1 AND id = $2 FOR UPDATE`, museum, id).Scan(&found)
	if err != nil {
		return nil, guide.Card{}, err
	}
	if found != version {
		return nil, guide.Card{}, fmt.Errorf("it is at version %d, not %d: %w", found, version, guide.ErrConflict)
	}
	rows, err := tx.Query(ctx, selectCards+`WHERE o.museum_id = $1 AND o.id = $2`, museum, id)
	if err != nil {
		return nil, guide.Card{}, err
	}
	card, err := pgx.CollectExactlyOneRow(rows, scanCard)
	return rooms, card, err
}

// cardChange is what an object was and is to be. Both have its id.
type cardChange struct{ before, after guide.Card }

// cardsAtOnce is how many objects are sent to the database in one batch.
const cardsAtOnce = 1000

// writeCards writes what has changed about objects, whose rows are locked, and
// notes each in the log with what it was.
func writeCards(ctx context.Context, tx pgx.Tx, by guide.User, action string, rooms map[string]int64, changes []cardChange) error {
	for some := range slices.Chunk(changes, cardsAtOnce) {
		var batch pgx.Batch
		for _, c := range some {
			room, known := rooms[c.after.Room]
			if !known && c.after.Room != "" {
				return guide.Invalidf("room", "there is no room %q", c.after.Room)
			}
			queueCard(&batch, by.Museum.ID, c, room)
			batch.Queue(`INSERT INTO audit_log (museum_id, user_id, action, subject, detail) VALUES ($1, nullif($2::bigint, 0), $3, $4, $5)`,
				by.Museum.ID, by.ID, action, objectSubject(c.before.Inventory), map[string]any{"before": c.before})
		}
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
	}
	return nil
}

// queueCard queues the statements that make an object what it is to be.
func queueCard(batch *pgx.Batch, museum int64, c cardChange, room int64) {
	before, after := c.before, c.after
	moved := before.Place() != after.Place()
	batch.Queue(`
		UPDATE objects SET room_id = nullif($3::bigint, 0), ord = $4, highlight = $5, placed_by_hand = placed_by_hand OR $6, version = version + 1
		WHERE id = $1 AND museum_id = $2`, after.ID, museum, room, after.Order, after.Highlight, moved)
	for _, lang := range langsOf(before.Labels, after.Labels) {
		label, written := after.Labels[lang]
		switch {
		case label == before.Labels[lang]:
		case !written:
			batch.Queue(`DELETE FROM object_texts WHERE object_id = $1 AND lang = $2`, after.ID, lang)
			batch.Queue(`
				INSERT INTO object_texts (object_id, lang, title, maker, date, material, held_by)
				SELECT $2, d.lang, l->>'title', coalesce(l->>'maker', ''), coalesce(l->>'date', ''), coalesce(l->>'material', ''), coalesce(l->>'held_by', '')
				FROM (SELECT d.lang, r.note->'Label' AS l`+liveLabelNotes+`AND d.kind = 'object' AND d.lang = $3
				      ORDER BY r.published_at DESC, d.id DESC LIMIT 1) d`, museum, after.ID, lang)
		default:
			batch.Queue(`
				INSERT INTO object_texts (object_id, lang, title, maker, date, material, held_by, by_hand) VALUES ($1, $2, $3, $4, $5, $6, $7, true)
				ON CONFLICT (object_id, lang) DO UPDATE
				SET title = EXCLUDED.title, maker = EXCLUDED.maker, date = EXCLUDED.date,
				    material = EXCLUDED.material, held_by = EXCLUDED.held_by, by_hand = true`,
				after.ID, lang, label.Title, label.Maker, label.Date, label.Material, label.HeldBy)
		}
	}
	if !maps.Equal(before.Alts(), after.Alts()) {
		batch.Queue(`UPDATE pictures SET alts = $3 WHERE object_id = $1 AND museum_id = $2 AND removed_at IS NULL`, after.ID, museum, after.Alts())
	}
}

func langsOf(a, b map[string]guide.Label) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]guide.Label{}
	}
	maps.Copy(all, b)
	return slices.SortedFunc(maps.Keys(all), cmp.Compare)
}

// roomIDs are the ids of a museum's rooms by their codes. No room is deleted
// before the transaction ends.
func roomIDs(ctx context.Context, tx pgx.Tx, museum int64) (map[string]int64, error) {
	rows, err := tx.Query(ctx, `SELECT code, id FROM rooms WHERE museum_id = $1 ORDER BY id FOR KEY SHARE`, museum)
	if err != nil {
		return nil, err
	}
	ids := map[string]int64{}
	var code string
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&code, &id}, func() error { ids[code] = id; return nil })
	return ids, err
}
