package main

import (
	"iter"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/text"
)

const languages = len(corpus.Languages)

// material is everything that is learned from, as numbers of words.
type material struct {
	dict      *dictionary
	parallel  [][languages][]int32 // sentences of two to four languages
	sixfold   [][languages][]int32 // sentences of all six
	pairs     [][2][]int32         // sentences of one language that mean nearly the same
	synsets   []synset
	lemmas    [languages]map[int32]bool // words that are a lemma by themselves
	questions []question
	passages  [][]int32 // what questions are about
	texts     []document
	titled    []int // texts with a title and a body
	long      []int // texts of three sentences and more
}

type synset struct {
	lemmas [languages][][]int32 // a lemma is one word or more
	known  []int                // languages that have one
}

type question struct {
	words   []int32
	passage int // in material.passages
}

type document struct {
	lang      int
	title     []int32
	sentences [][]int32
}

// nearlyTheSame is from which STS-B score (0 to 5) two sentences are a pair.
const nearlyTheSame = 3.8

func readMaterial(data corpus.Data, dict *dictionary) (*material, error) {
	m := &material{dict: dict}
	for _, read := range []func(corpus.Data) error{m.readParallel, m.readPairs, m.readSynsets, m.readQuestions, m.readTexts} {
		if err := read(data); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// each calls do with everything that all streams.
func each[T any](all iter.Seq2[T, error], do func(T)) error {
	for v, err := range all {
		if err != nil {
			return err
		}
		do(v)
	}
	return nil
}

func (m *material) readParallel(data corpus.Data) error {
	return each(data.Parallel(), func(p corpus.Parallel) {
		var all [languages][]int32
		n := 0
		for l, lang := range corpus.Languages {
			if all[l] = m.dict.read(p[lang]); len(all[l]) > 0 {
				n++
			}
		}
		switch {
		case n == languages:
			m.sixfold = append(m.sixfold, all)
		case n > 1:
			m.parallel = append(m.parallel, all)
		}
	})
}

func (m *material) readPairs(data corpus.Data) error {
	return each(data.Pairs(), func(p corpus.Pair) {
		a, b := m.dict.read(p.A), m.dict.read(p.B)
		if p.Score >= nearlyTheSame && len(a) > 0 && len(b) > 0 {
			m.pairs = append(m.pairs, [2][]int32{a, b})
		}
	})
}

func (m *material) readSynsets(data corpus.Data) error {
	for l := range m.lemmas {
		m.lemmas[l] = map[int32]bool{}
	}
	return each(data.Synsets(), func(from corpus.Synset) {
		var s synset
		for l, lang := range corpus.Languages {
			for _, lemma := range from.Lemmas[lang] {
				words := m.dict.read(lemma)
				if len(words) == 0 {
					continue
				}
				for _, id := range words { // a list of words is no text
					m.dict.entries[id].count--
				}
				if len(words) == 1 {
					m.lemmas[l][words[0]] = true
				}
				s.lemmas[l] = append(s.lemmas[l], words)
			}
			if len(s.lemmas[l]) > 0 {
				s.known = append(s.known, l)
			}
		}
		if len(s.known) > 0 {
			m.synsets = append(m.synsets, s)
		}
	})
}

func (m *material) readQuestions(data corpus.Data) error {
	at := map[string]int{}
	return each(data.Questions(), func(q corpus.Question) {
		i, known := at[q.PassageID]
		if !known {
			i = len(m.passages)
			at[q.PassageID] = i
			m.passages = append(m.passages, m.dict.read(q.PassageText))
		}
		if words := m.dict.read(q.Text); len(words) > 0 {
			m.questions = append(m.questions, question{words, i})
		}
	})
}

// fewestWords is how short a sentence may be to be asked with.
const fewestWords = 4

func (m *material) readTexts(data corpus.Data) error {
	return each(data.Texts(), func(t corpus.Text) {
		d := document{title: m.dict.read(t.Title)}
		for l, lang := range corpus.Languages {
			if lang == t.Lang {
				d.lang = l
			}
		}
		for _, span := range text.Sentences(t.Body) {
			if words := m.dict.read(text.Slice(t.Body, span)); len(words) >= fewestWords {
				d.sentences = append(d.sentences, words)
			}
		}
		if len(d.sentences) == 0 {
			return
		}
		if len(d.title) > 0 {
			m.titled = append(m.titled, len(m.texts))
		}
		if len(d.sentences) >= 2 {
			m.long = append(m.long, len(m.texts))
		}
		m.texts = append(m.texts, d)
	})
}
