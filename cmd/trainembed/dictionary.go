package main

import (
	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/embed"
)

// entry is a word that training has seen.
type entry struct {
	text   string
	parts  []uint32
	row    int32   // in the vocabulary, or -1
	weight float32 // a/(a+p): how much its commonness leaves of it
	count  int32   // in the training texts
}

// dictionary numbers words in the order in which they are first seen.
type dictionary struct {
	ids         map[string]int32
	entries     []entry
	buckets     int
	frequencies corpus.Frequencies
	commonness  float64 // a of a/(a+p)
}

// id is the number of a folded word, a new one if need be.
func (d *dictionary) id(word string) int32 {
	if id, seen := d.ids[word]; seen {
		return id
	}
	id := int32(len(d.entries))
	d.ids[word] = id
	d.entries = append(d.entries, entry{
		text:   word,
		parts:  embed.Parts(nil, []byte(word), d.buckets),
		row:    -1,
		weight: float32(d.commonness / (d.commonness + d.frequency(word))),
	})
	return id
}

// frequency is the word's share of all words, in the language where it is the
// commonest.
func (d *dictionary) frequency(word string) float64 {
	most := 0.0
	for _, lang := range corpus.Languages {
		most = max(most, d.frequencies[lang][word])
	}
	return most
}

// isGerman reports whether a word is about as common in German as it is in the
// language where it is the commonest.
func (d *dictionary) isGerman(word string) bool {
	german := d.frequencies["de"][word]
	return german >= knownEnough && german >= d.frequency(word)/4
}

// read is the words of a text.
func (d *dictionary) read(s string) []int32 {
	var ids []int32
	for word := range embed.Words(s) {
		id := d.id(string(word))
		d.entries[id].count++
		ids = append(ids, id)
	}
	return ids
}

const (
	seenEnough  = 4    // times, for a word of the texts to get a row
	knownEnough = 1e-6 // share of all words, for a lemma of the wordnets
)

// chooseVocabulary gives a row to each word that is worth one and returns how
// many there are. Lemmas are by language.
func (d *dictionary) chooseVocabulary(lemmas [len(corpus.Languages)]map[int32]bool) int {
	rows := int32(0)
	for id := range d.entries {
		e := &d.entries[id]
		worth := e.count >= seenEnough
		for l, lang := range corpus.Languages {
			worth = worth || lemmas[l][int32(id)] && d.frequencies[lang][e.text] >= knownEnough
		}
		if worth {
			e.row = rows
			rows++
		}
	}
	return int(rows)
}
