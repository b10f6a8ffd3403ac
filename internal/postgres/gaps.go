package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Gaps lists a museum's open gaps, newest first.
func (s *Store) Gaps(ctx context.Context, museum int64, limit int) ([]guide.Gap, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT g.id, t.public_id, t.question, t.lang, t.inventory, t.asked_at
		FROM gaps g JOIN turns t ON t.id = g.turn_id
		WHERE g.museum_id = $1 AND g.closed_at IS NULL ORDER BY g.created_at DESC, g.id DESC LIMIT $2`, museum, limit)
	if err != nil {
		return nil, fmt.Errorf("list gaps: %w", unavailable(err))
	}
	gaps, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Gap])
	if err != nil {
		return nil, fmt.Errorf("list gaps: %w", unavailable(err))
	}
	return gaps, nil
}

// CloseGaps closes those of the gaps that are open, and returns the name by
// which ReopenGaps opens them again. When none was open it is guide.ErrConflict.
func (s *Store) CloseGaps(ctx context.Context, by guide.User, gaps []int64, how guide.Closing) (closing string, err error) {
	closing = publicID()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		closed, err := tx.Exec(ctx, `
			UPDATE gaps SET closed_at = now(), closing = $3, closed_how = $4
			WHERE museum_id = $1 AND id = ANY($2) AND closed_at IS NULL`, by.Museum.ID, gaps, closing, how)
		switch {
		case err != nil:
			return err
		case closed.RowsAffected() == 0:
			return fmt.Errorf("none of them is open: %w", guide.ErrConflict)
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "gap.close", closing, map[string]any{"how": how, "questions": closed.RowsAffected()})
	})
	if err != nil {
		return "", fmt.Errorf("close gaps: %w", err)
	}
	return closing, nil
}

// Closed is how a closing was done, and how many gaps it still holds closed;
// guide.ErrNotFound when it holds none.
func (s *Store) Closed(ctx context.Context, museum int64, closing string) (how guide.Closing, n int, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT closed_how, count(*) FROM gaps WHERE museum_id = $1 AND closing = $2 GROUP BY closed_how`, museum, closing).Scan(&how, &n)
	if err != nil {
		return "", 0, fmt.Errorf("closing %s: %w", closing, unavailable(err))
	}
	return how, n, nil
}

// ReopenGaps undoes CloseGaps. What is open again already stays so; a name that
// CloseGaps never gave, or whose gaps are gone, is guide.ErrNotFound.
func (s *Store) ReopenGaps(ctx context.Context, by guide.User, closing string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		opened, err := tx.Exec(ctx, `
			UPDATE gaps SET closed_at = NULL, closing = NULL, closed_how = NULL WHERE museum_id = $1 AND closing = $2`, by.Museum.ID, closing)
		if err != nil {
			return err
		}
		if opened.RowsAffected() == 0 { // undone already?
			return tx.QueryRow(ctx, `SELECT FROM audit_log WHERE museum_id = $1 AND subject = $2 AND action = 'gap.reopen' LIMIT 1`, by.Museum.ID, closing).Scan()
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "gap.reopen", closing, nil)
	})
	if err != nil {
		return fmt.Errorf("reopen gaps: %w", err)
	}
	return nil
}
