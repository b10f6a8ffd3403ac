package translate

import (
	"cmp"
	"iter"
	"slices"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/text"
)

// Direction is a pair of languages, from one into the other.
type Direction struct{ From, To string }

// Directions are all pairs of the six languages: STS-B has a sentence for each.
func Directions() []Direction {
	var all []Direction
	for _, from := range corpus.Languages {
		for _, to := range corpus.Languages {
			if from != to {
				all = append(all, Direction{from, to})
			}
		}
	}
	return all
}

// Word is a translation: a folded word and its probability given the word that
// it translates.
type Word struct {
	Text string
	P    float64
}

// Table holds the translations of a folded word, the most probable first.
type Table map[string][]Word

const (
	// Longer sentences align badly: at most so many words that are no function
	// words on the side translated from and to.
	longestFrom, longestTo = 34, 38
	rounds                 = 4
	// shrink is added to a word's count, so that what was seen once or twice is
	// not certain.
	shrink = .3
	// What is kept: the most probable few that are probable enough, of words and
	// pairings seen more than once.
	leastP, mostWords, leastSeen = .08, 4, 2
)

// Learn learns one table for each direction. Equal input makes equal tables, to
// the last bit.
func Learn(parallel iter.Seq2[corpus.Parallel, error], directions []Direction) (map[Direction]Table, error) {
	var sentences []map[string][]string // content words by language
	for p, err := range parallel {
		if err != nil {
			return nil, err
		}
		words := map[string][]string{}
		for lang, sentence := range p {
			words[lang] = contentWords(sentence)
		}
		sentences = append(sentences, words)
	}
	tables := map[Direction]Table{}
	for _, d := range directions {
		p := newPairing()
		for _, words := range sentences {
			if from, to := words[d.From], words[d.To]; len(from) > 0 && len(to) > 0 && len(from) <= longestFrom && len(to) <= longestTo {
				p.add(from, to)
			}
		}
		tables[d] = p.learn()
	}
	return tables, nil
}

// contentWords lists the folded words of a sentence that are no function words,
// each once.
func contentWords(sentence string) []string {
	var out []string
	for _, w := range text.Words(sentence) {
		if !text.IsStop(w.Text) && !slices.Contains(out, w.Text) {
			out = append(out, w.Text)
		}
	}
	return out
}

// pairing numbers the words of two languages, and each two that met in a
// sentence.
type pairing struct {
	from, to map[string]int32
	toText   []string
	number   map[uint64]int32 // of two words that met, from in the upper half
	met      [][2]int32       // by that number: from, to
	seen     []int32          // by that number: in how many sentences
	// links holds, for each word to be explained, how many words may explain it
	// and then the numbers of its pairs with them.
	links []int32
}

// null is the word that explains what has no counterpart.
const null = ""

func newPairing() *pairing {
	return &pairing{from: map[string]int32{}, to: map[string]int32{}, number: map[uint64]int32{}}
}

func (p *pairing) add(from, to []string) {
	for _, t := range to {
		p.links = append(p.links, int32(len(from)+1))
		target, known := p.to[t]
		if !known {
			target = int32(len(p.to))
			p.to[t] = target
			p.toText = append(p.toText, t)
		}
		for i := range len(from) + 1 {
			f := null
			if i < len(from) {
				f = from[i]
			}
			source, known := p.from[f]
			if !known {
				source = int32(len(p.from))
				p.from[f] = source
			}
			p.links = append(p.links, p.meet(source, target))
		}
	}
}

// meet is the number of a pair of words that met once more.
func (p *pairing) meet(source, target int32) int32 {
	pair := uint64(source)<<32 | uint64(target)
	n, known := p.number[pair]
	if !known {
		n = int32(len(p.met))
		p.number[pair] = n
		p.met, p.seen = append(p.met, [2]int32{source, target}), append(p.seen, 0)
	}
	p.seen[n]++
	return n
}

// learn is Model 1: in each round every word's one vote is shared among the
// words that may explain it, by the last round's probabilities.
func (p *pairing) learn() Table {
	probability := make([]float64, len(p.met))
	for i := range probability {
		probability[i] = 1
	}
	votes, total := make([]float64, len(p.met)), make([]float64, len(p.from))
	for range rounds {
		clear(votes)
		clear(total)
		for at := 0; at < len(p.links); {
			explaining := p.links[at+1 : at+1+int(p.links[at])]
			sum := 0.0
			for _, n := range explaining {
				sum += probability[n]
			}
			for _, n := range explaining {
				votes[n] += probability[n] / sum
			}
			at += 1 + len(explaining)
		}
		for n, pair := range p.met {
			total[pair[0]] += votes[n]
		}
		for n, pair := range p.met {
			probability[n] = votes[n] / (total[pair[0]] + shrink)
		}
	}
	return p.table(probability)
}

func (p *pairing) table(probability []float64) Table {
	names := make([]string, len(p.from))
	for name, i := range p.from {
		names[i] = name
	}
	table := Table{}
	for n, pair := range p.met {
		if source := names[pair[0]]; source != null && p.seen[n] >= leastSeen && probability[n] > leastP {
			table[source] = append(table[source], Word{p.toText[pair[1]], probability[n]})
		}
	}
	for source, words := range table {
		slices.SortFunc(words, func(a, b Word) int { return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Text, b.Text)) })
		table[source] = slices.Clip(words[:min(len(words), mostWords)])
	}
	return table
}
