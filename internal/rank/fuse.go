package rank

import (
	"cmp"
	"slices"

	"cicerone/internal/guide"
)

// vectorShare is λ: how much the vector score counts beside the lexical one.
// RETRIEVAL measured .25–.5 for a trained model; the hashed embedding knows
// little that words do not, so it gets the lower end.
const vectorShare = 0.25

// Fuse sets every hit's Score from its two legs' scores and sorts the hits,
// best first, ties by passage id. The scores themselves are kept (each scaled
// to its own best), because ranks alone throw away the margins. A leg that could
// not judge a hit has scored it 0.
func Fuse(hits []guide.Hit) {
	var best, top, sum float64
	for _, h := range hits {
		best = max(best, h.LexicalScore)
		top = max(top, h.VectorScore)
		sum += h.VectorScore
	}
	mean := 0.0
	if len(hits) > 0 {
		mean = sum / float64(len(hits))
	}
	for i := range hits {
		h := &hits[i]
		h.Score = 0
		if best > 0 {
			h.Score = h.LexicalScore / best
		}
		if top > mean {
			h.Score += vectorShare * (h.VectorScore - mean) / (top - mean)
		}
	}
	Sort(hits)
}

// Sort orders hits by score, best first, ties by passage id.
func Sort(hits []guide.Hit) {
	slices.SortFunc(hits, func(a, b guide.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
}
