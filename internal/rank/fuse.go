package rank

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"cicerone/internal/guide"
)

// How much the vectors count beside the words: what a passage gains when its cosine
// lies one standard deviation above the mean of what was found. Cosines are
// measured so because every embedding has a scale of its own: those of the built-in
// one lie between 0 and .7, those of others between .7 and .9.
//
// Within one language words say nearly all there is, and a cosine decides between
// passages that hold about the same of them. A word that no note holds as it was
// written, in a question of another language above all, is at best known by its
// translations, and there the vectors count for more. Chosen on the development
// halves of 27 sets of questions in five languages; docs/search.md has the figures
// around them.
const (
	vectorsHeard   = 0.045
	vectorsUnheard = 0.135
)

// Fuse sets every hit's Score from its two legs' scores and sorts the hits, best
// first, ties by passage id. The margins are kept (the words' as shares of their
// best, the vectors' by their spread), because ranks alone throw them away. A leg
// that could not judge a hit has scored it 0, and counts it neither up nor down.
func Fuse(found *guide.Found) {
	best := 0.0
	for _, h := range found.Hits {
		best = max(best, h.LexicalScore)
	}
	share := vectorsHeard + vectorsUnheard*Unheard(found.Words)
	mean, deviation := spread(found.Hits)
	for i := range found.Hits {
		h := &found.Hits[i]
		h.Score = 0
		if best > 0 {
			h.Score = h.LexicalScore / best
		}
		if deviation > 0 && h.VectorScore != 0 {
			h.Score += share * (h.VectorScore - mean) / deviation
		}
	}
	Sort(found.Hits)
}

// spread is the mean of the vectors' scores and their standard deviation; 0 where
// fewer than two hits have one, or all have the same.
func spread(hits []guide.Hit) (mean, deviation float64) {
	n, squares := 0.0, 0.0
	for _, h := range hits {
		if h.VectorScore == 0 {
			continue
		}
		n++
		from := h.VectorScore - mean // Welford 1962
		mean += from / n
		squares += from * (h.VectorScore - mean)
	}
	if n < 2 {
		return mean, 0
	}
	return mean, math.Sqrt(squares / n)
}

// Unheard is the share of a question's rarity, from 0 to 1, that lies in words
// which no note holds as they were written.
func Unheard(words map[string]guide.Word) float64 {
	all, not := 0.0, 0.0
	for _, term := range slices.Sorted(maps.Keys(words)) { // sums of floats depend on their order
		all += words[term].IDF
		if !words[term].Held {
			not += words[term].IDF
		}
	}
	if all == 0 {
		return 0
	}
	return not / all
}

// Sort orders hits by score, best first, ties by passage id.
func Sort(hits []guide.Hit) {
	slices.SortFunc(hits, func(a, b guide.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
}
