package main

import (
	"iter"
	"math"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/cmd/trainembed/translate"
	"cicerone/internal/text"
)

const (
	// mostTranslations of a word are taken from the wordnets, and mostSynonyms of
	// its own language.
	mostTranslations, mostSynonyms = 5, 2
	// unseen is the frequency of a word that no list holds, a million.
	unseen = .05
	// phraseShare is what one word of a translation of several counts.
	phraseShare = .5
)

// wordnet are the senses of the wordnets: a word may stand as any word that
// shares a concept with it. Concepts weigh by √ of how frequent the other word
// is, summed, and a sense by √ of its share of the best sense's sum.
func wordnet(synsets iter.Seq2[corpus.Synset, error], frequencies corpus.Frequencies) (senses, error) {
	scores := senses{}
	for s, err := range synsets {
		if err != nil {
			return nil, err
		}
		phrases := map[string][][]string{}
		for lang, lemmas := range s.Lemmas {
			phrases[lang] = contentWords(lemmas)
		}
		for from, sources := range phrases {
			for _, source := range sources {
				if len(source) != 1 {
					continue
				}
				for to, targets := range phrases {
					k := key{source[0], translate.Direction{From: from, To: to}}
					scores.addPhrases(k, targets, frequencies[to])
				}
			}
		}
	}
	all := senses{}
	for k, terms := range scores {
		n := mostTranslations
		if k.From == k.To {
			n = mostSynonyms
		}
		kept := best(terms, n)
		for _, term := range kept {
			all.add(k, term, math.Sqrt(terms[term]/terms[kept[0]]))
		}
	}
	return all, nil
}

// contentWords are the words of each lemma that are no function words; lemmas
// with a word that can be no term are left out.
func contentWords(lemmas []string) [][]string {
	var all [][]string
	for _, lemma := range lemmas {
		var words []string
		for _, w := range text.Words(lemma) {
			switch {
			case text.IsStop(w.Text):
			case isWord(w.Text):
				words = append(words, w.Text)
			}
		}
		if len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// addPhrases adds the score of each target to its terms.
func (s senses) addPhrases(k key, targets [][]string, frequency map[string]float64) {
	for _, target := range targets {
		share := 1.0
		if len(target) > 1 {
			share = phraseShare / float64(len(target)-1)
		}
		for _, word := range target {
			if word == k.word && k.From == k.To {
				continue
			}
			if s[k] == nil {
				s[k] = map[string]float64{}
			}
			s[k][termOf(word)] += share * math.Sqrt(frequency[word]*1e6+unseen)
		}
	}
}
