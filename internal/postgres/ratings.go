package postgres

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// Rate keeps whether an answer helped, and why not, in place of what was said of
// it before. The turn is known by its public id, which only its visitor was told.
// A turn that is unknown, older than guide.RateWithin at the given time, or that
// answered nothing is guide.ErrNotFound.
func (s *Store) Rate(ctx context.Context, turn string, helpful bool, reason string, at time.Time) error {
	if utf8.RuneCountInString(reason) > guide.MaxReasonRunes {
		return guide.Invalidf("reason", "is longer than %d characters", guide.MaxReasonRunes)
	}
	if helpful {
		reason = ""
	}
	var id int64
	err := s.pool.QueryRow(ctx, `
		INSERT INTO feedback (turn_id, helpful, reason)
		SELECT id, $3, $4 FROM turns WHERE public_id = $1 AND asked_at >= $2 AND verdict = 'answered'
		ON CONFLICT (turn_id) DO UPDATE SET helpful = EXCLUDED.helpful, reason = EXCLUDED.reason, created_at = now()
		RETURNING turn_id`, turn, at.Add(-guide.RateWithin), helpful, reason).Scan(&id)
	if err != nil {
		return fmt.Errorf("rate: %w", unavailable(err))
	}
	return nil
}
