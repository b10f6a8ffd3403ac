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

// Legs are the ways a search by vector may go, by name, in a snapshot.
func Legs(ctx context.Context, s *Store, q guide.Search) (map[string]func() ([]int64, error), func(), error) {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, nil, err
	}
	filter := pgx.NamedArgs{"museum": q.Museum.ID, "audiences": audiences(q.Audience), "at": q.At}
	return map[string]func() ([]int64, error){
		"chosen": func() ([]int64, error) { return s.vectorLeg(ctx, tx, q, filter) },
		"exact":  func() ([]int64, error) { return searchVector(ctx, tx, q, filter) },
		"near": func() ([]int64, error) {
			size, err := s.sizes.of(ctx, tx, q.Museum)
			if err != nil {
				return nil, err
			}
			return nearest(ctx, tx, q.Museum.Space, size, vectorArgs(q, filter))
		},
	}, func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }, nil
}
