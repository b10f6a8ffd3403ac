package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Relist is relist, for tests that write documents by themselves.
var Relist = relist

// GraphFrom is graphFrom.
const GraphFrom = graphFrom

// ByWay is a vectorLeg in a snapshot of its own that walks the graph, or
// compares all passages, or does what it would in a search.
func (s *Store) ByWay(ctx context.Context, q guide.Search, way string) (found []int64, err error) {
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		leg := s.vectorLeg(q, pgx.NamedArgs{"museum": q.Museum.ID, "audiences": audiences(q.Audience), "at": q.At})
		switch way {
		case "graph":
			leg.graph = true
		case "exact":
			leg.graph = false
		}
		var batch pgx.Batch
		leg.queue(&batch)
		results := tx.SendBatch(ctx, &batch)
		if found, err = leg.read(results); err != nil {
			return firstError(err, results.Close())
		}
		if err := results.Close(); err != nil {
			return err
		}
		found, err = leg.filled(ctx, tx, found)
		return err
	})
	return found, err
}
