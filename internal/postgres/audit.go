package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// audit notes in the log who did what, in the transaction that does it. A user
// of 0 is whoever runs the program; detail may be nil.
func audit(ctx context.Context, tx pgx.Tx, museum, user int64, action, subject string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_log (museum_id, user_id, action, subject, detail) VALUES ($1, nullif($2, 0), $3, $4, $5)`,
		museum, user, action, subject, detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	return nil
}

// acts lists what was done to a subject, newest first.
func (s *Store) acts(ctx context.Context, museum int64, subject string, limit int) ([]guide.Act, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT coalesce(u.name, ''), a.action, a.at
		FROM audit_log a LEFT JOIN users u ON u.id = a.user_id
		WHERE a.museum_id = $1 AND a.subject = $2 ORDER BY a.at DESC, a.id DESC LIMIT $3`, museum, subject, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Act])
}
