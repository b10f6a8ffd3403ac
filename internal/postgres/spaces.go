package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// vectorColumns are the columns of passage_vectors, as rows are copied in.
var vectorColumns = []string{"space_id", "passage_id", "revision_id", "museum_id", "embedding", "windows"}

// holdSpace keeps the museum in its space until the transaction ends. One that
// has moved to another meanwhile is guide.ErrConflict.
func holdSpace(ctx context.Context, tx pgx.Tx, museum guide.Museum) error {
	var space int64
	if err := tx.QueryRow(ctx, `SELECT space_id FROM museums WHERE id = $1 FOR SHARE`, museum.ID).Scan(&space); err != nil {
		return fmt.Errorf("hold the embedding space: %w", err)
	}
	if space != museum.Space.ID {
		return fmt.Errorf("museum %s has left space %s: %w", museum.Code, museum.Space.Name, guide.ErrConflict)
	}
	return nil
}
