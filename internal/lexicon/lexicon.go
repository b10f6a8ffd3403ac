package lexicon

import (
	"cmp"
	_ "embed"
	"slices"

	"cicerone/internal/text"
)

//go:embed lexicon.bin
var data string

// shipped is the lexicon of this program.
var shipped = func() *Table {
	t, err := Open(data)
	if err != nil {
		panic(err) // embedded, and tested
	}
	t.things = readThings()
	return t
}()

// Sense is a term that a word may stand as in a text of another language, or of
// its own.
type Sense struct {
	Term   string  // as text.Terms makes them: folded, five letters at most
	Lang   string  // the language of the texts that it is meant for
	Weight float64 // 0…1; 1 is as good as the word itself
	Part   int     // of a compound, from 1, that it stands for; 0: the whole word
	Kind   bool    // it is of the kind that the word means: horse, for animal
}

// maxSenses is how many senses a word has in one language at most, their other
// forms among them.
const maxSenses = 64

// longestWord bounds what is looked at, in bytes; the longest word of the table
// is shorter.
const longestWord = 64

// What a sense counts when it is that of a word's base form or of one part of a
// compound, and what the word's own other spelling does (kin.go).
const (
	baseWeight     = .8
	compoundWeight = .7
	kinWeight      = .6
)

// Senses lists what a folded, whole word of a question may stand as in texts of
// the languages to; for each of them the best first, maxSenses at most, without
// the word's own term. lang is the question's language; any but the six, such as
// "", means that it is not known, and all are tried. It is nil for function
// words, and for numbers but those of centuries.
func Senses(word, lang string, to []string) []Sense { return shipped.Senses(word, lang, to) }

// Known reports whether the lexicon knows a folded word in any language, itself,
// by a base form or, for German, by its parts.
func Known(word string) bool { return shipped.Known(word) }

// Senses is Senses of this table.
func (t *Table) Senses(word, lang string, to []string) []Sense {
	if len(word) > longestWord || text.IsStop(word) {
		return nil
	}
	first, last := 0, len(languages)-1
	if i := slices.Index(languages[:], lang); i >= 0 {
		first, last = i, i
	}
	var out []Sense
	for _, target := range to {
		into := slices.Index(languages[:], target)
		if into < 0 {
			continue
		}
		start := len(out)
		if n := centuryOf(word); n >= 0 {
			if term := century(n, target); !isTermOf(term, word) {
				out = append(out, Sense{Term: term, Lang: target, Weight: 1})
			}
			continue
		}
		for from := first; from <= last; from++ {
			out = t.translate(out, start, word, from, into)
		}
		out = out[:start+rankSenses(out[start:])]
	}
	return out
}

// translate adds the senses of a word of one language in another to out, whose
// senses of that language begin at start.
func (t *Table) translate(out []Sense, start int, word string, from, into int) []Sense {
	look := func(base string, weight float64) (known bool) {
		for g := group(t.find(base), from, into); g != ""; g = g[senseBytes:] {
			known = true
			term, own := t.sense(g)
			if !isTermOf(term, word) {
				out = addSense(out, start, Sense{Term: term, Lang: languages[into], Weight: weight * own})
			}
			if len(term) < termBytes {
				out = otherForms(out, start, word, term, into, weight*own)
			}
		}
		return known
	}
	out, named := t.name(out, start, word, from, into)
	if look(word, 1) || named {
		return out
	}
	based := false
	for base := range bases(word, from) {
		based = look(base, baseWeight) || len(t.things[from][base]) > 0 || based
	}
	if based {
		return out
	}
	if from == german {
		if plain := withoutUmlauts(word); plain != word {
			if found := t.translate(out, start, plain, from, into); len(found) > len(out) {
				return found
			}
		}
		for i, part := range t.split(word) {
			before := len(out)
			out = t.called(out, start, word, part, from, into, compoundWeight)
			look(part, compoundWeight)
			for n := range out[before:] {
				out[before+n].Part = i + 1
			}
		}
	}
	if kin := kinTerm(word, from, into); kin != "" && !isTermOf(kin, word) {
		out = addSense(out, start, Sense{Term: kin, Lang: languages[into], Weight: kinWeight})
	}
	return out
}

// isTermOf reports whether term is the word's own.
func isTermOf(term, word string) bool {
	return term == word || len(word) > termBytes && term == word[:termBytes]
}

// addSense adds s, or raises the weight of the same term that is there.
func addSense(out []Sense, start int, s Sense) []Sense {
	for i := start; i < len(out); i++ {
		if out[i].Term == s.Term {
			out[i].Weight = max(out[i].Weight, s.Weight)
			return out
		}
	}
	return append(out, s)
}

// rankSenses sorts senses, best first, and returns how many to keep.
func rankSenses(senses []Sense) int {
	slices.SortFunc(senses, func(a, b Sense) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Term, b.Term))
	})
	return min(len(senses), maxSenses)
}

// Known is Known of this table.
func (t *Table) Known(word string) bool {
	if len(word) > longestWord {
		return false
	}
	if text.IsStop(word) || t.find(word) != "" {
		return true
	}
	for from := range languages {
		if t.holds(word, from) {
			return true
		}
		for base := range bases(word, from) {
			if t.holds(base, from) {
				return true
			}
		}
	}
	return len(t.split(word)) > 0
}

// holds reports whether a word of a language has senses, as it is.
func (t *Table) holds(word string, from int) bool {
	return len(t.things[from][word]) > 0 || has(t.find(word), from)
}
