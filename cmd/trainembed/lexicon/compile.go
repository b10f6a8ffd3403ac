package main

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/cmd/trainembed/translate"
	"cicerone/internal/lexicon"
	"cicerone/internal/text"
)

// key is a folded word and the direction in which it is translated.
type key struct {
	word string
	translate.Direction
}

// senses are the terms that words may stand as, with weights.
type senses map[key]map[string]float64

// add notes a sense, or raises its weight.
func (s senses) add(k key, term string, weight float64) {
	if s[k] == nil {
		s[k] = map[string]float64{}
	}
	s[k][term] = max(s[k][term], weight)
}

// merge adds the senses of other.
func (s senses) merge(other senses) {
	for k, terms := range other {
		for term, weight := range terms {
			s.add(k, term, weight)
		}
	}
}

const (
	// mostSenses of a word are kept in each language, the best; fewer when neither
	// language is Portuguese or English, which is what nearly all notes are in.
	mostSenses, mostElsewhere = 5, 3
	// leastWeight leaves out senses that find more wrong passages than right.
	leastWeight = .4
	// leastSynonym does so for words of the same language, whose own form finds
	// most of what there is.
	leastSynonym = .5
	// longestWord is what the run time looks at, in bytes.
	longestWord = 30
)

// entries are the senses as the table takes them.
func (s senses) entries() []lexicon.Entry {
	var all []lexicon.Entry
	for k, terms := range s {
		e := lexicon.Entry{Word: k.word, From: k.From, To: k.To}
		n, least := mostElsewhere, leastWeight
		switch {
		case k.From == k.To:
			least = leastSynonym
		case k.From == "pt" || k.From == "en" || k.To == "pt" || k.To == "en":
			n = mostSenses
		}
		for _, term := range best(terms, n) {
			if terms[term] >= least {
				e.Senses = append(e.Senses, lexicon.Sense{Term: term, Lang: k.To, Weight: terms[term]})
			}
		}
		if len(e.Senses) > 0 {
			all = append(all, e)
		}
	}
	return all
}

// best lists up to n keys of the highest values, the highest first.
func best(values map[string]float64, n int) []string {
	keys := slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b))
	})
	return keys[:min(len(keys), n)]
}

// isWord reports whether a folded word can be looked up or be a term: ASCII
// letters, and no function word.
func isWord(folded string) bool {
	for i := range len(folded) {
		if folded[i] < 'a' || folded[i] > 'z' {
			return false
		}
	}
	return len(folded) > 1 && len(folded) <= longestWord && !text.IsStop(folded)
}

// termOf is the term of a word that isWord.
func termOf(word string) string { return word[:min(len(word), 5)] }

// learned are the senses of translations learned from parallel sentences.
func learned(tables map[translate.Direction]translate.Table) senses {
	all := senses{}
	for d, table := range tables {
		for word, translations := range table {
			for _, t := range translations {
				if isWord(word) && isWord(t.Text) {
					all.add(key{word, d}, termOf(t.Text), min(1, learnedScale*math.Sqrt(t.P)))
				}
			}
		}
	}
	return all
}

// learnedScale turns √P into a weight.
const learnedScale = 1.1

// compile joins the sources into a table.
func compile(d corpus.Data) ([]byte, error) {
	frequencies, err := d.Frequencies()
	if err != nil {
		return nil, err
	}
	all, err := wordnet(d.Synsets(), frequencies)
	if err != nil {
		return nil, err
	}
	tables, err := translate.Learn(d.Parallel(), translate.Directions())
	if err != nil {
		return nil, err
	}
	all.merge(learned(tables))
	return lexicon.Encode(all.entries())
}
