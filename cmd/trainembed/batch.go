package main

import (
	"math/rand/v2"

	"cicerone/internal/text"
)

// source is one kind of pairs, drawn from the material at random.
type source struct {
	name  string
	share float64 // of all batches
	draw  func() (question, target []int32, key int)
}

// drawer draws the batches.
type drawer struct {
	*material
	translator *translator
	rng        *rand.Rand
	sources    []source
}

const (
	batchSize     = 256
	longestTarget = 120 // words
)

func newDrawer(m *material, t *translator, rng *rand.Rand) *drawer {
	d := &drawer{material: m, translator: t, rng: rng}
	d.sources = []source{
		{"parallel text", .20, func() ([]int32, []int32, int) { return d.sentence(d.parallel) }},
		{"six-way sentences", .20, func() ([]int32, []int32, int) { return d.sentence(d.sixfold) }},
		{"concepts of the wordnets", .20, d.concepts},
		{"questions", .15, d.question},
		{"sentence of a text", .15, d.cloze},
		{"title of a text", .05, d.title},
		{"sentences alike", .05, d.pair},
	}
	return d
}

// batch draws pairs of one source.
func (d *drawer) batch() (int, batch) {
	from, chance := 0, d.rng.Float64()
	for from < len(d.sources)-1 && chance >= d.sources[from].share {
		chance -= d.sources[from].share
		from++
	}
	var b batch
	for len(b.keys) < batchSize {
		question, target, key := d.sources[from].draw()
		question = d.blur(question, .10)
		target = d.blur(target[:min(len(target), longestTarget)], .05)
		if len(question) > 0 && len(target) > 0 {
			b.questions, b.targets, b.keys = append(b.questions, question), append(b.targets, target), append(b.keys, key)
		}
	}
	return from, b
}

const typos = .02

// blur drops words and mistypes some, as visitors do.
func (d *drawer) blur(words []int32, drop float64) []int32 {
	out := make([]int32, 0, len(words))
	for _, id := range words {
		switch chance := d.rng.Float64(); {
		case chance < drop && len(words) > 1:
		case chance < drop+typos:
			out = append(out, d.mistype(id))
		default:
			out = append(out, id)
		}
	}
	return out
}

// mistype swaps two letters of a word, or leaves one out, or doubles one.
func (d *drawer) mistype(id int32) int32 {
	word := []byte(d.dict.entries[id].text)
	if len(word) < 4 {
		return id
	}
	at := 1 + d.rng.IntN(len(word)-2)
	switch d.rng.IntN(3) {
	case 0:
		word[at], word[at+1] = word[at+1], word[at]
	case 1:
		word = append(word[:at], word[at+1:]...)
	default:
		word = append(word[:at+1], word[at:]...)
	}
	return d.dict.id(string(word))
}

// twoOf picks two different numbers below n.
func (d *drawer) twoOf(n int) (int, int) {
	a, b := d.rng.IntN(n), d.rng.IntN(n-1)
	if b >= a {
		b++
	}
	return a, b
}

func (d *drawer) chance(p float64) bool { return d.rng.Float64() < p }

// sentence is one sentence in two languages, the first at times only a few of
// its words; of words that both have, half are mostly taken from the first, so
// that the others are learned.
func (d *drawer) sentence(from [][languages][]int32) (question, target []int32, key int) {
	key = d.rng.IntN(len(from))
	var known []int
	for l, words := range from[key] {
		if len(words) > 0 {
			known = append(known, l)
		}
	}
	a, b := d.twoOf(len(known))
	question, target = from[key][known[a]], from[key][known[b]]
	if d.chance(.3) {
		question = d.keywords(question)
	}
	if d.chance(.7) {
		question = d.withoutShared(question, target)
	}
	return question, target, key
}

// keywords are three to nine content words of a text, in its order.
func (d *drawer) keywords(words []int32) []int32 {
	var content []int32
	for _, id := range words {
		if !text.IsStop(d.dict.entries[id].text) {
			content = append(content, id)
		}
	}
	n := 3 + d.rng.IntN(7)
	if len(content) <= n {
		return content
	}
	start := d.rng.IntN(len(content) - n + 1)
	return content[start : start+n]
}

func (d *drawer) withoutShared(words, other []int32) []int32 {
	there := make(map[int32]bool, len(other))
	for _, id := range other {
		there[id] = true
	}
	out := make([]int32, 0, len(words))
	for _, id := range words {
		if !there[id] || d.chance(.5) {
			out = append(out, id)
		}
	}
	return out
}

// concepts are one to three concepts in two languages, mostly different ones.
// Each language is drawn as often, though the wordnets know least German.
func (d *drawer) concepts() (question, target []int32, key int) {
	n := 1
	if d.chance(.5) {
		n = 2 + d.rng.IntN(2)
	}
	from, to := d.twoOf(languages)
	if !d.chance(.85) {
		to = from
	}
	for range n {
		var a, b []int32
		for tries := 1; a == nil; tries++ { // drawn until a concept has words for both
			if tries%mostTries == 0 {
				from, to = d.twoOf(languages)
			}
			key = d.rng.IntN(len(d.synsets))
			a, b = d.wordsFor(d.synsets[key], from, to)
		}
		question, target = append(question, a...), append(target, b...)
		if n > 1 {
			key += len(d.synsets) * (1 + d.rng.IntN(1<<20)) // joined concepts are their own
		}
	}
	return question, target, key
}

// mostTries is after how many concepts without words for two languages others
// are tried; the wordnets never need it.
const mostTries = 1000

// wordsFor is a concept in two languages, or in one with two words for it;
// nothing when it has none.
func (d *drawer) wordsFor(s synset, from, to int) (a, b []int32) {
	if len(s.lemmas[from]) == 0 || len(s.lemmas[to]) == 0 || from == to && len(s.lemmas[from]) < 2 {
		return nil, nil
	}
	i, j := d.rng.IntN(len(s.lemmas[from])), d.rng.IntN(len(s.lemmas[to]))
	if from == to {
		i, j = d.twoOf(len(s.lemmas[from]))
	}
	return s.lemmas[from][i], s.lemmas[to][j]
}

// foreign says a text in a random other language, or leaves it, evenly.
func (d *drawer) foreign(words []int32, from int) []int32 {
	if d.chance(.5) {
		return words
	}
	to := d.rng.IntN(languages - 1)
	if to >= from {
		to++
	}
	return d.translator.say(d.rng, words, from, to)
}

const portuguese = 0 // in corpus.Languages

// question is a question and the paragraph that answers it, or a stretch of it.
func (d *drawer) question() (question, target []int32, key int) {
	q := d.questions[d.rng.IntN(len(d.questions))]
	return d.foreign(q.words, portuguese), d.passages[q.passage], q.passage
}

// cloze is a sentence and the sentences around it.
func (d *drawer) cloze() (question, target []int32, key int) {
	key = d.long[d.rng.IntN(len(d.long))]
	t := d.texts[key]
	at := d.rng.IntN(len(t.sentences))
	first := max(0, at-1-d.rng.IntN(3))
	last := min(len(t.sentences)-1, at+1+d.rng.IntN(3))
	for i := first; i <= last; i++ {
		if i != at {
			target = append(target, t.sentences[i]...)
		}
	}
	question = t.sentences[at]
	question = question[:min(len(question), 40)]
	if d.chance(.5) {
		question = d.keywords(question)
	}
	return d.foreign(question, t.lang), target, key
}

// title is a text's title and its beginning.
func (d *drawer) title() (question, target []int32, key int) {
	key = d.titled[d.rng.IntN(len(d.titled))]
	t := d.texts[key]
	for _, sentence := range t.sentences[:min(len(t.sentences), 4)] {
		target = append(target, sentence...)
	}
	return d.foreign(t.title, t.lang), target, key
}

func (d *drawer) pair() (question, target []int32, key int) {
	key = d.rng.IntN(len(d.pairs))
	return d.pairs[key][0], d.pairs[key][1], key
}
