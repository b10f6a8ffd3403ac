package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Log reads a museum's audit log, newest first, at most q.Limit entries.
func (s *Store) Log(ctx context.Context, q guide.LogQuery) ([]guide.LogEntry, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT a.id, coalesce(u.name, ''), a.action, a.subject, coalesce(nullif(d.title, ''), d.source, ''), a.detail, a.at
		FROM audit_log a
		LEFT JOIN users u ON u.id = a.user_id
		LEFT JOIN documents d ON d.museum_id = a.museum_id AND d.public_id = a.subject AND a.action LIKE 'document.%'
		WHERE a.museum_id = $1
		  AND ($2::bigint = 0 OR a.user_id = $2 OR ($2 = -1 AND a.user_id IS NULL))
		  AND ($3::text = '' OR split_part(a.action, '.', 1) = $3)
		  AND ($4::bigint = 0 OR a.id < $4)
		ORDER BY a.id DESC LIMIT $5`, q.MuseumID, q.Person, q.Kind, q.Before, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", unavailable(err))
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.LogEntry])
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", unavailable(err))
	}
	return entries, nil
}
