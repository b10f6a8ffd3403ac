package main

import "math"

const (
	startRounds   = 2
	conceptsCount = 1.5 // how much concepts count against a word's own vector
)

// start gives every row of the vocabulary a random direction and then draws the
// words of one concept together, each language of the concept counting the same.
func (n *net) start(t *translator) {
	d := n.dims
	for i := range n.words.values {
		n.words.values[i] = float32(n.rng.NormFloat64())
	}
	for i := range n.words.squares {
		unit(rowOf(n.words.values, i, d))
	}
	own := append([]float32(nil), n.words.values...)
	for range startRounds {
		n.drawTogether(t, own)
	}
}

func (n *net) drawTogether(t *translator, own []float32) {
	d := n.dims
	centres := make([]float32, len(t.m.synsets)*d)
	for i, s := range t.m.synsets {
		centre := rowOf(centres, i, d)
		for _, l := range s.known {
			inLang := make([]float32, d)
			for _, words := range s.lemmas[l] {
				for _, id := range words {
					if row := n.dict.entries[id].row; row >= 0 && len(words) == 1 {
						axpy(1, rowOf(n.words.values, int(row), d), inLang)
					}
				}
			}
			unit(inLang)
			axpy(1, inLang, centre)
		}
		unit(centre)
	}
	next := append([]float32(nil), own...)
	for id := range n.dict.entries {
		row := n.dict.entries[id].row
		if row < 0 {
			continue
		}
		sum := make([]float32, d)
		for l := range languages {
			lemma, known := t.lemma(l, int32(id))
			if !known || (lemma != int32(id) && t.isLemma(int32(id))) {
				continue
			}
			for _, s := range t.holding[l][lemma] {
				axpy(1, rowOf(centres, int(s), d), sum)
			}
		}
		unit(sum)
		v := rowOf(next, int(row), d)
		axpy(conceptsCount, sum, v)
		n.addLearned(t, int32(id), v)
		unit(v)
	}
	copy(n.words.values, next)
}

// isLemma reports whether a word is a lemma of any language: then it is not
// taken for a form of another.
func (t *translator) isLemma(id int32) bool {
	for l := range languages {
		if t.holding[l][id] != nil {
			return true
		}
	}
	return false
}

// addLearned adds the direction of the words that parallel texts translate a
// word with.
func (n *net) addLearned(t *translator, id int32, v []float32) {
	sum := make([]float32, n.dims)
	for from := range languages {
		for to := range languages {
			for _, c := range t.learned[from][to][id] {
				if row := n.dict.entries[c.word].row; row >= 0 {
					axpy(float32(c.share), rowOf(n.words.values, int(row), n.dims), sum)
				}
			}
		}
	}
	unit(sum)
	axpy(conceptsCount, sum, v)
}

func unit(v []float32) {
	if norm := math.Sqrt(float64(dot(v, v))); norm > 0 {
		blas.Sscal(len(v), float32(1/norm), v, 1)
	}
}
