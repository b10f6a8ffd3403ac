package index

import (
	"cmp"
	"slices"

	"cicerone/internal/guide"
	"cicerone/internal/lexicon"
	"cicerone/internal/text"
)

// A word that neither the notes nor the lexicon know may be a slip of the pen: it
// then stands as the words of the notes that are one letter away. Both must be
// rare for that: in a word that is known nothing is corrected, but for names, which
// languages write in their own ways (Agostino, Agostinho).
const (
	slipLetters = 5  // shorter words have too many neighbours
	slipName    = 6  // and shorter names too many namesakes: Monet is not Manet
	slipLongest = 24 // bytes
	slipWeight  = .8 // a guess is worth less than what was written
	slipsKept   = 3
)

// slips are the terms of words in the notes that a word may be misspelt from.
func (x *Index) slips(t text.Term, v *view) []member {
	if t.Digits || len(t.Word) < slipLetters || len(t.Word) > slipLongest || t.Capital && len(t.Word) < slipName || !t.Capital && lexicon.Known(t.Word) {
		return nil
	}
	type slip struct {
		term string
		held int
	}
	var found []slip
	for word := range neighbours(t.Word) {
		if !x.holds(wordHash(word)) {
			continue
		}
		for _, term := range text.Terms(word) {
			if n := v.holding(term.Text); n > 0 && term.Text != t.Text && !slices.ContainsFunc(found, func(s slip) bool { return s.term == term.Text }) {
				found = append(found, slip{term.Text, n})
			}
		}
	}
	slices.SortFunc(found, func(a, b slip) int { return cmp.Or(cmp.Compare(b.held, a.held), cmp.Compare(a.term, b.term)) })
	var out []member
	for _, s := range found[:min(slipsKept, len(found))] {
		out = append(out, member{sense: guide.Sense{Term: s.term, Weight: slipWeight}})
	}
	return out
}

// endings are what one form of a name has and another has not: Stradivari,
// Stradivarius; Dürer, Dürers.
var endings = []string{"s", "es", "us", "a", "o", "i", "e", "n"}

// endingLetters is the longest of them, and stemLetters what must be left before it.
const (
	endingLetters = 2
	stemLetters   = 5
)

// holdsWord reports whether a word stands in the notes, as it is or with another
// ending.
func (x *Index) holdsWord(word string) bool {
	if x.holds(wordHash(word)) {
		return true
	}
	for cut := 0; cut <= endingLetters && len(word)-cut >= stemLetters; cut++ {
		stem := word[:len(word)-cut]
		if cut > 0 && x.holds(wordHash(stem)) {
			return true
		}
		for _, e := range endings {
			if x.holds(wordHash(stem + e)) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a whole word stands in the notes.
func (x *Index) holds(hash uint32) bool {
	return slices.ContainsFunc(x.segments, func(s *segment) bool { _, held := s.wholes[hash]; return held })
}

// neighbours are the words one letter away: one left out, put in, or written as
// another, or two that have changed places (Damerau 1964).
func neighbours(word string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		b := make([]byte, 0, len(word)+1)
		for i := range len(word) + 1 {
			head, tail := word[:i], word[i:]
			if tail != "" && !yield(string(append(append(b[:0], head...), tail[1:]...))) {
				return
			}
			if len(tail) > 1 && tail[0] != tail[1] && !yield(string(append(append(b[:0], head...), tail[1], tail[0]))+tail[2:]) {
				return
			}
			for c := byte('a'); c <= 'z'; c++ {
				if !yield(string(append(append(append(b[:0], head...), c), tail...))) {
					return
				}
				if tail != "" && tail[0] != c && !yield(string(append(append(append(b[:0], head...), c), tail[1:]...))) {
					return
				}
			}
		}
	}
}
