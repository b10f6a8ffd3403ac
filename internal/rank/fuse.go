package rank

import (
	"cmp"
	"maps"
	"slices"

	"cicerone/internal/guide"
)

// How much the vectors count beside the words. Within one language words say
// nearly all there is, and a cosine decides between passages that hold about the
// same of them. A word that no note holds as it was written, in a question of
// another language above all, is at best known by its translations, and there the
// vectors count for more. Chosen on the development halves of seven sets of
// questions in five languages; docs/search.md has the figures around them.
const (
	vectorsHeard   = 0.5
	vectorsUnheard = 1.5
)

// Fuse sets every hit's Score from its two legs' scores and sorts the hits, best
// first, ties by passage id. The scores themselves are kept (the words' scaled to
// their best), because ranks alone throw away the margins. A leg that could not
// judge a hit has scored it 0.
func Fuse(found *guide.Found) {
	best := 0.0
	for _, h := range found.Hits {
		best = max(best, h.LexicalScore)
	}
	share := vectorsHeard + vectorsUnheard*Unheard(found.Words)
	for i := range found.Hits {
		h := &found.Hits[i]
		h.Score = share * h.VectorScore
		if best > 0 {
			h.Score += h.LexicalScore / best
		}
	}
	Sort(found.Hits)
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
