package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Sources names a museum's documents: where each came from, by public id.
func (s *Store) Sources(ctx context.Context, museum int64) (map[string]string, error) {
	rows, err := s.pool.Query(ctx, `SELECT public_id, source FROM documents WHERE museum_id = $1 ORDER BY id`, museum)
	if err != nil {
		return nil, fmt.Errorf("name documents: %w", unavailable(err))
	}
	out := map[string]string{}
	var id, source string
	if _, err := pgx.ForEachRow(rows, []any{&id, &source}, func() error {
		out[id] = source
		return nil
	}); err != nil {
		return nil, fmt.Errorf("name documents: %w", unavailable(err))
	}
	return out, nil
}

// RemoveMuseum removes a museum with all that belongs to it, for good. The
// originals of its notes stay where they are.
func (s *Store) RemoveMuseum(ctx context.Context, museum int64) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM museums WHERE id = $1`, museum); err != nil {
		return fmt.Errorf("remove museum: %w", unavailable(err))
	}
	s.words.forget(museum)
	return nil
}
