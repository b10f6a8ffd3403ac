package postgres

import (
	"context"

	"cicerone/internal/guide"
)

// Relist is relist, for tests that write documents by themselves.
var Relist = relist

// GraphFrom is graphFrom.
const GraphFrom = graphFrom

// ByWay is a vectorLeg in a snapshot of its own that walks the graph, or
// compares all passages, or does what it would in a search.
func (s *Store) ByWay(ctx context.Context, q guide.Search, way string) (found []int64, err error) {
	return s.nearest(ctx, q, func(l *vectorLeg) {
		switch way {
		case "graph":
			l.graph = true
		case "exact":
			l.graph = false
		}
	})
}
