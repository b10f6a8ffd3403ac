package rank

import "math"

// BM25's two constants, at the values most of the literature uses
// (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const (
	K1      = 1.2
	K1Plus1 = K1 + 1
	b       = 0.75
)

// LengthNorm gives what BM25 adds to a term's frequency in its denominator, K1 × (1 − b
// + b × length / average), as base + slope × length, for passages of an average
// length in terms.
func LengthNorm(average float64) (base, slope float32) {
	return float32(K1 * (1 - b)), float32(K1 * b / average)
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
