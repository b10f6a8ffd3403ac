package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// maxLivePins bounds what is read for every question: far more than the answers
// that people write by hand.
const maxLivePins = 1000

// selectPins reads pinned answers with the names of the works they are about.
const selectPins = `
	SELECT p.public_id, p.question, p.answer, p.lang, coalesce(o.inventory, ''),
	       CASE WHEN o.id IS NULL THEN '{}' ELSE o.inventory || ARRAY(SELECT t.title FROM object_texts t WHERE t.object_id = o.id ORDER BY t.lang) END,
	       u.name, p.edited_at, p.withdrawn_at
	FROM pinned_answers p JOIN users u ON u.id = p.author_id LEFT JOIN objects o ON o.id = p.object_id
	WHERE p.museum_id = $1 `

// LivePins lists the museum's pinned answers that visitors get, oldest first.
func (s *Store) LivePins(ctx context.Context, museum int64) ([]guide.Pin, error) {
	return s.pins(ctx, selectPins+`AND p.withdrawn_at IS NULL ORDER BY p.id LIMIT $2`, museum, maxLivePins)
}

// Pins lists a page of the museum's pinned answers, live or withdrawn, last
// written first.
func (s *Store) Pins(ctx context.Context, museum int64, offset, limit int) ([]guide.Pin, error) {
	return s.pins(ctx, selectPins+`ORDER BY p.edited_at DESC, p.id DESC OFFSET $2 LIMIT $3`, museum, offset, limit)
}

// Pin is one of the museum's pinned answers, or guide.ErrNotFound.
func (s *Store) Pin(ctx context.Context, museum int64, id string) (guide.Pin, error) {
	pins, err := s.pins(ctx, selectPins+`AND p.public_id = $2`, museum, id)
	if err == nil && len(pins) == 0 {
		err = fmt.Errorf("pinned answer %s: %w", id, guide.ErrNotFound)
	}
	if err != nil {
		return guide.Pin{}, err
	}
	return pins[0], nil
}

func (s *Store) pins(ctx context.Context, sql string, args ...any) ([]guide.Pin, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read pinned answers: %w", unavailable(err))
	}
	pins, err := pgx.CollectRows(rows, scanPin)
	if err != nil {
		return nil, fmt.Errorf("read pinned answers: %w", unavailable(err))
	}
	return pins, nil
}

func scanPin(row pgx.CollectableRow) (guide.Pin, error) {
	var p guide.Pin
	var withdrawn *time.Time
	err := row.Scan(&p.ID, &p.Question, &p.Answer, &p.Lang, &p.Inventory, &p.Names, &p.Author, &p.Date, &withdrawn)
	p.Withdrawn = timeOrZero(withdrawn)
	return p, err
}

// AddPin pins an answer, from the next question on. An inventory number that the
// museum does not have is guide.ErrInvalid.
func (s *Store) AddPin(ctx context.Context, by guide.User, draft guide.DraftPin) (id string, err error) {
	id = publicID()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		object, err := findObject(ctx, tx, by.Museum.ID, draft.Inventory)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO pinned_answers (public_id, museum_id, object_id, question, answer, lang, author_id) VALUES ($1, $2, nullif($3::bigint, 0), $4, $5, $6, $7)`,
			id, by.Museum.ID, object, draft.Question, draft.Answer, draft.Lang, by.ID); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "pin.add", id, map[string]any{"question": draft.Question, "answer": draft.Answer})
	})
	if err != nil {
		return "", fmt.Errorf("pin answer: %w", err)
	}
	return id, nil
}

// EditPin changes a pinned answer of the person's museum, from the next question
// on. One that is withdrawn stays so.
func (s *Store) EditPin(ctx context.Context, by guide.User, id string, draft guide.DraftPin) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		object, err := findObject(ctx, tx, by.Museum.ID, draft.Inventory)
		if err != nil {
			return err
		}
		changed, err := tx.Exec(ctx, `
			UPDATE pinned_answers SET object_id = nullif($3::bigint, 0), question = $4, answer = $5, lang = $6, edited_at = now()
			WHERE museum_id = $1 AND public_id = $2`, by.Museum.ID, id, object, draft.Question, draft.Answer, draft.Lang)
		if err == nil && changed.RowsAffected() == 0 {
			err = guide.ErrNotFound
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "pin.edit", id, map[string]any{"question": draft.Question, "answer": draft.Answer})
	})
	if err != nil {
		return fmt.Errorf("edit pinned answer %s: %w", id, err)
	}
	return nil
}

// WithdrawPin takes a pinned answer from visitors, from the next question on;
// RestorePin gives it back. Doing either twice is doing it once.
func (s *Store) WithdrawPin(ctx context.Context, by guide.User, id string) error {
	return s.turnPin(ctx, by, id, "pin.withdraw", `
		UPDATE pinned_answers SET withdrawn_at = now() WHERE museum_id = $1 AND public_id = $2 AND withdrawn_at IS NULL`)
}

// RestorePin undoes WithdrawPin.
func (s *Store) RestorePin(ctx context.Context, by guide.User, id string) error {
	return s.turnPin(ctx, by, id, "pin.restore", `
		UPDATE pinned_answers SET withdrawn_at = NULL WHERE museum_id = $1 AND public_id = $2 AND withdrawn_at IS NOT NULL`)
}

func (s *Store) turnPin(ctx context.Context, by guide.User, id, action, sql string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		changed, err := tx.Exec(ctx, sql, by.Museum.ID, id)
		if err != nil {
			return err
		}
		if changed.RowsAffected() == 0 { // it is so already, or unknown
			return tx.QueryRow(ctx, `SELECT FROM pinned_answers WHERE museum_id = $1 AND public_id = $2`, by.Museum.ID, id).Scan()
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, action, id, nil)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, id, err)
	}
	return nil
}

// findObject is the id of the museum's object with an inventory number, in any
// case; 0 for no number. An unknown one is guide.ErrInvalid.
func findObject(ctx context.Context, tx pgx.Tx, museum int64, inventory string) (id int64, err error) {
	if inventory == "" {
		return 0, nil
	}
	err = tx.QueryRow(ctx, `
		SELECT id FROM objects WHERE museum_id = $1 AND lower(inventory) = lower($2) ORDER BY inventory <> $2, id LIMIT 1 FOR KEY SHARE`,
		museum, inventory).Scan(&id)
	if err == pgx.ErrNoRows {
		return 0, guide.Invalidf("inventory", "no object of the museum has the number %q", inventory)
	}
	return id, err
}
