package ask

import (
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Catalogues are full of twins: forty coins whose records differ in a number. An
// answer may draw on two of them; the rest make way for other works.
const (
	twinShare = 0.8 // of the terms of both together that two passages have in common (Jaccard)
	twinsKept = 2
)

// spread puts hits that say what enough better ones of other works say already
// behind all others, and returns the first n.
func spread(hits []guide.Hit, n int) []guide.Hit {
	var kept, twins []guide.Hit
	var terms []map[string]bool // of kept
	for _, h := range hits {
		if len(kept) == n {
			break
		}
		in, alike := heldTerms(h.Text), 0
		for i, k := range kept {
			if k.DocumentID != h.DocumentID && areTwins(in, terms[i]) {
				alike++
			}
		}
		if alike >= twinsKept {
			twins = append(twins, h)
			continue
		}
		kept, terms = append(kept, h), append(terms, in)
	}
	return append(kept, twins[:min(len(twins), n-len(kept))]...)
}

func areTwins(a, b map[string]bool) bool {
	if len(b) < len(a) {
		a, b = b, a
	}
	if float64(len(a)) < twinShare*float64(len(b)) {
		return false // the most that they can have in common is not enough
	}
	common := 0
	for term := range a {
		if b[term] {
			common++
		}
	}
	return float64(common) >= twinShare*float64(len(a)+len(b)-common)
}

func heldTerms(s string) map[string]bool {
	out := map[string]bool{}
	for _, t := range text.Terms(s) {
		out[t.Text] = true
	}
	return out
}
