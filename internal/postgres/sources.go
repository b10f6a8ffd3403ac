package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// ReadSources are the sources that begin with prefix of a museum's documents
// that have been read, at whatever revision they are by now.
func (s *Store) ReadSources(ctx context.Context, museum guide.Museum, prefix string) (map[string]bool, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT d.source FROM documents d
		WHERE d.museum_id = $1 AND starts_with(d.source, $2)
		  AND EXISTS (SELECT FROM revisions r WHERE r.document_id = d.id AND r.state = 'ready') ORDER BY d.id`, museum.ID, prefix)
	if err != nil {
		return nil, fmt.Errorf("list sources: %w", unavailable(err))
	}
	sources, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list sources: %w", unavailable(err))
	}
	out := make(map[string]bool, len(sources))
	for _, source := range sources {
		out[source] = true
	}
	return out, nil
}
