package rank

import "math"

// BM25's two constants, at the values most of the literature uses
// (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const (
	k1 = 1.2
	b  = 0.75
)

// typicalTerms is the length, in terms, that BM25 holds to be average. The
// splitter aims at passages of about 80 words, half of which are stop words, so
// the average hardly moves from one collection to the next; a constant keeps
// every stored weight valid for ever.
const typicalTerms = 45

// Weight is BM25's share of one term in one passage, before rarity: it rises
// with the term's frequency tf and falls with the passage's length in terms.
// It lies between 0 and k1+1 = 2.2.
func Weight(tf, length int) float64 {
	f := float64(tf)
	return f * (k1 + 1) / (f + k1*(1-b+b*float64(length)/typicalTerms))
}

// Levels is into how many steps a weight is cut, so that an index can hand out
// a term's heaviest passages first. A dozen was measured to be enough.
const Levels = 12

// Level is the step of a weight, from 0 (light) to Levels-1 (heavy).
func Level(weight float64) int {
	return min(Levels-1, max(0, int(weight/(k1+1)*Levels)))
}

// LevelWeight is the heaviest weight a level holds.
func LevelWeight(level int) float64 {
	return float64(level+1) / Levels * (k1 + 1)
}

// fewPassages is how many passages a collection is taken to have at least. In
// one with three notes every word looks common, and says nothing of the world.
const fewPassages = 500

// IDF is the rarity of a term that holding of total passages hold. It is never
// negative, and largest for a term that no passage holds.
func IDF(total, holding int) float64 {
	total = max(total, holding, fewPassages)
	return math.Log(1 + (float64(total)-float64(holding)+0.5)/(float64(holding)+0.5))
}
