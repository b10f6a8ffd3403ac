package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// PurgeTurns removes a museum's oldest turns from before a time, at most limit
// of them, with their evidence, ratings and gaps, and adds them to the figures
// of their days. What is left of a conversation goes with its last turn. It
// returns how much it removed; no turns means that there are no more.
//
// A day's figures keep the work at hand only when it is one of the museum's:
// programs may send anything as an inventory number, and words must not outlive
// their time in one.
func (s *Store) PurgeTurns(ctx context.Context, museum int64, before time.Time, limit int) (guide.Purged, error) {
	var out guide.Purged
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			WITH old AS (
			    SELECT id FROM turns WHERE museum_id = $1 AND asked_at < $2 ORDER BY asked_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
			), gone AS (
			    DELETE FROM turns t USING old WHERE t.id = old.id RETURNING t.id, t.asked_at, t.lang, t.inventory, t.verdict
			), days AS (
			    INSERT INTO question_days AS d (museum_id, day, lang, inventory, asked, answered, not_covered, failed, helpful, unhelpful)
			    SELECT $1, (g.asked_at AT TIME ZONE 'UTC')::date, g.lang, coalesce(o.inventory, ''), count(*),
			           count(*) FILTER (WHERE g.verdict = 'answered'), count(*) FILTER (WHERE g.verdict = 'not_covered'),
			           count(*) FILTER (WHERE g.verdict = 'failed'), count(*) FILTER (WHERE f.helpful), count(*) FILTER (WHERE NOT f.helpful)
			    FROM gone g LEFT JOIN feedback f ON f.turn_id = g.id
			         LEFT JOIN LATERAL (SELECT inventory FROM objects WHERE museum_id = $1 AND lower(inventory) = lower(g.inventory) ORDER BY id LIMIT 1) o ON true
			    GROUP BY 2, 3, 4
			    ON CONFLICT (museum_id, day, lang, inventory) DO UPDATE
			    SET asked = d.asked + EXCLUDED.asked, answered = d.answered + EXCLUDED.answered, not_covered = d.not_covered + EXCLUDED.not_covered,
			        failed = d.failed + EXCLUDED.failed, helpful = d.helpful + EXCLUDED.helpful, unhelpful = d.unhelpful + EXCLUDED.unhelpful
			)
			SELECT count(*) FROM gone`, museum, before, limit).Scan(&out.Turns)
		if err != nil {
			return err
		}
		out.Conversations, err = purgeConversations(ctx, tx, museum, before, limit)
		return err
	})
	if err != nil {
		return guide.Purged{}, fmt.Errorf("remove old turns: %w", err)
	}
	return out, nil
}

// purgeConversations removes conversations that have no turn any more. They are
// locked first, so that a visitor who comes back to one at this very moment
// either finds it or begins anew, and no new turn goes with the old.
func purgeConversations(ctx context.Context, tx pgx.Tx, museum int64, before time.Time, limit int) (int, error) {
	rows, err := tx.Query(ctx, `
		SELECT id FROM conversations c WHERE museum_id = $1 AND created_at < $2
		  AND NOT EXISTS (SELECT FROM turns WHERE conversation_id = c.id) ORDER BY created_at, id LIMIT $3 FOR UPDATE SKIP LOCKED`, museum, before, limit)
	if err != nil {
		return 0, err
	}
	empty, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	gone, err := tx.Exec(ctx, `
		DELETE FROM conversations c WHERE museum_id = $1 AND id = ANY($2)
		  AND NOT EXISTS (SELECT FROM turns WHERE conversation_id = c.id)`, museum, empty)
	return int(gone.RowsAffected()), err
}

// PurgeDoor removes the sessions that have expired, and the invitations that
// were used or expired before a time.
func (s *Store) PurgeDoor(ctx context.Context, before time.Time) (guide.Purged, error) {
	var out guide.Purged
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		sessions, err := tx.Exec(ctx, `DELETE FROM sessions WHERE expiry < now()`)
		if err != nil {
			return err
		}
		invitations, err := tx.Exec(ctx, `DELETE FROM invitations WHERE expires_at < $1 OR used_at < $1`, before)
		out.Sessions, out.Invitations = int(sessions.RowsAffected()), int(invitations.RowsAffected())
		return err
	})
	if err != nil {
		return guide.Purged{}, fmt.Errorf("remove expired sessions and invitations: %w", err)
	}
	return out, nil
}
