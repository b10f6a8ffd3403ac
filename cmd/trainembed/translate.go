package main

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/cmd/trainembed/translate"
)

// translator says words in other languages, as the wordnets and the table of
// word translations have them.
type translator struct {
	m       *material
	holding [languages]map[int32][]int32 // word: the synsets it is a lemma of
	stems   [languages]map[string]int32  // beginning: the commonest lemma that has it
	learned [languages][languages]map[int32][]choice
	cache   map[translation][]choice
}

type translation struct {
	word     int32
	from, to int
}

// choice is a word and how likely it is the right one; choices sum to 1.
type choice struct {
	word  int32
	share float64
}

const (
	shortestStem = 4
	longestStrip = 3 // letters of an inflected word that its lemma may lack
	longestAdd   = 2 // letters that its lemma may have instead
	mostChoices  = 5
)

func newTranslator(m *material) *translator {
	t := &translator{m: m, cache: map[translation][]choice{}}
	for l := range languages {
		t.holding[l], t.stems[l] = map[int32][]int32{}, map[string]int32{}
	}
	for i, s := range m.synsets {
		for l, lemmas := range s.lemmas {
			for _, lemma := range lemmas {
				if len(lemma) == 1 {
					t.holding[l][lemma[0]] = append(t.holding[l][lemma[0]], int32(i))
				}
			}
		}
	}
	for l := range languages {
		for id := range m.dict.entries { // in order, so that ties are always broken alike
			if t.holding[l][int32(id)] != nil {
				t.addStems(l, int32(id))
			}
		}
	}
	return t
}

// learn adds the translations that parallel texts show.
func (t *translator) learn(data corpus.Data) error {
	directions := translate.Directions()
	tables, err := translate.Learn(data.Parallel(), directions)
	if err != nil {
		return err
	}
	for from := range languages {
		for to := range languages {
			t.learned[from][to] = map[int32][]choice{}
			table := tables[translate.Direction{From: corpus.Languages[from], To: corpus.Languages[to]}]
			for _, word := range slices.Sorted(maps.Keys(table)) {
				scores := map[int32]float64{}
				for _, w := range table[word] {
					scores[t.m.dict.id(w.Text)] += w.P
				}
				t.learned[from][to][t.m.dict.id(word)] = likeliest(scores)
			}
		}
	}
	return nil
}

func (t *translator) addStems(l int, id int32) {
	text := t.m.dict.entries[id].text
	for end := max(shortestStem, len(text)-longestAdd); end <= len(text); end++ {
		other, taken := t.stems[l][text[:end]]
		if !taken || t.frequency(l, id) > t.frequency(l, other) {
			t.stems[l][text[:end]] = id
		}
	}
}

func (t *translator) frequency(l int, id int32) float64 {
	return t.m.dict.frequencies[corpus.Languages[l]][t.m.dict.entries[id].text]
}

// lemma is the word itself when it is a lemma, else one it may be a form of.
func (t *translator) lemma(l int, id int32) (int32, bool) {
	if t.holding[l][id] != nil {
		return id, true
	}
	text := t.m.dict.entries[id].text
	for cut := 1; cut <= longestStrip && len(text)-cut >= shortestStem; cut++ {
		if lemma, ok := t.stems[l][text[:len(text)-cut]]; ok {
			return lemma, true
		}
	}
	return 0, false
}

// choices are the likeliest words for a word in another language, best first.
func (t *translator) choices(id int32, from, to int) []choice {
	key := translation{id, from, to}
	if known, ok := t.cache[key]; ok {
		return known
	}
	best := t.fromSynsets(id, from, to)
	if learned := t.learned[from][to][id]; learned != nil {
		best = merge(best, learned)
	}
	t.cache[key] = best
	return best
}

func (t *translator) fromSynsets(id int32, from, to int) []choice {
	lemma, known := t.lemma(from, id)
	if !known {
		return nil
	}
	scores := map[int32]float64{}
	for _, s := range t.holding[from][lemma] {
		for _, words := range t.m.synsets[s].lemmas[to] {
			if len(words) == 1 {
				scores[words[0]] += math.Sqrt(t.frequency(to, words[0]) + 1e-8)
			}
		}
	}
	return likeliest(scores)
}

// likeliest makes shares of the highest scores.
func likeliest(scores map[int32]float64) []choice {
	all := make([]choice, 0, len(scores))
	for word, score := range scores {
		all = append(all, choice{word, score})
	}
	slices.SortFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.word, b.word))
	})
	all = all[:min(len(all), mostChoices)]
	sum := 0.0
	for _, c := range all {
		sum += c.share
	}
	for i := range all {
		all[i].share /= sum
	}
	return all
}

// merge gives both lists the same say.
func merge(a, b []choice) []choice {
	scores := map[int32]float64{}
	for _, list := range [][]choice{a, b} {
		for _, c := range list {
			scores[c.word] += c.share
		}
	}
	return likeliest(scores)
}

// say says a text word by word in another language; words without a
// translation stay.
func (t *translator) say(rng *rand.Rand, words []int32, from, to int) []int32 {
	said := make([]int32, len(words))
	for i, id := range words {
		said[i] = id
		chance := rng.Float64()
		for _, c := range t.choices(id, from, to) {
			said[i] = c.word
			if chance -= c.share; chance < 0 {
				break
			}
		}
	}
	return said
}
