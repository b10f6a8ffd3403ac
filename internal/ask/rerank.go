package ask

import (
	"context"
	"slices"

	"cicerone/internal/guide"
)

// Reranker scores texts by how well they answer a question, in their order; more
// is better, and only the order means anything.
type Reranker interface {
	Rerank(ctx context.Context, question string, texts []string) ([]float64, error)
}

// reranked is how many hits are put in a new order: as many as may end up among
// the evidence, and their rivals.
const reranked = 30

// rerank puts the best hits in the order of the reranker's scores; where these
// are equal, or do not come in time, the order stays as it is. It comes after the
// gate, which was fitted to the search's own order, and so is never asked about
// questions that are refused.
func (g *Guide) rerank(ctx context.Context, turn *guide.Turn, asked question, hits []guide.Hit) {
	best := hits[:min(reranked, len(hits))]
	if len(best) < 2 {
		return
	}
	texts := make([]string, len(best))
	for i, h := range best {
		texts[i] = h.Title + "\n" + h.Text
	}
	scores, err := g.Reranker.Rerank(ctx, asked.text, texts)
	if err != nil {
		g.Log.Warn("passages not reranked", "turn", turn.ID, "error", err)
		turn.Degraded = append(turn.Degraded, guide.DegradedRerank)
		return
	}
	order := make([]int, len(best))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	was := slices.Clone(best)
	for place, i := range order {
		best[place] = was[i]
	}
}
