package quote

import (
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// candidate is one sentence of a passage that might be quoted.
type candidate struct {
	hit        *guide.Hit
	work       string     // what it is about: inventory number, else the document
	text       string     // exactly as it stands in the revision
	start, end int        // rune offsets in the revision
	previous   *candidate // the sentence before it in the passage, nil for the first
	next       *candidate // the sentence behind it, nil for the last
	words      []string   // folded
	terms      map[string]bool
	title      map[string]bool // terms of the title and the label
	concepts   concept
	field      string // of a catalogue line, folded; empty for prose
	dangles    dangle
	opensNote  bool    // the first sentence of its note
	passage    float64 // the search's opinion of its passage, 0…1

	// Set by score:
	titled   bool            // the question says its work's whole title
	covers   map[string]bool // terms of the question that it says and its title does not
	repeats  bool            // it says a term of the question that its title has as well
	coverage float64         // share of the question that it and its title say, 0…1
	own      float64         // share that it says of what the title does not, 0…1
	fit      float64         // how well it has the shape of an answer, 0…1
	match    float64         // how much its work is the one asked about
	score    float64         // how good an answer it is among its work's sentences; 0: none
}

// candidates cuts the hits into sentences, in hit order then offset. A sentence
// that two overlapping passages share is taken once.
func candidates(hits []guide.Hit) []*candidate {
	type place struct {
		document   string
		revision   int
		start, end int
	}
	seen := map[place]bool{}
	best := bestScore(hits)
	var all []*candidate
	for i := range hits {
		h := &hits[i]
		title := termSet(h.Title + " " + h.Label.Title + " " + h.Label.Maker + " " + h.Inventory)
		var previous *candidate
		for _, span := range text.Sentences(h.Text) {
			s := text.Slice(h.Text, span)
			p := place{h.Document, h.Revision, h.Start + span.Start, h.Start + span.End}
			if seen[p] || isHeading(s) || text.IsOrder(s) {
				continue
			}
			seen[p] = true
			c := &candidate{
				hit: h, work: workOf(h), text: s, start: p.start, end: p.end, previous: previous,
				words: foldedWords(s), terms: termSet(s), title: title, field: fieldOf(s),
				opensNote: h.Start == 0 && previous == nil, passage: opinion(h, i, best),
			}
			for _, w := range c.words {
				c.concepts |= conceptOf(w)
			}
			c.dangles = dangling(c)
			all = append(all, c)
			if previous != nil {
				previous.next = c
			}
			previous = c
		}
	}
	return all
}

// headingWords is how long a line that stands for a heading may be.
const headingWords = 6

// isHeading reports whether a sentence is a short line without a stop, a number
// or a value: it answers nothing by itself.
func isHeading(s string) bool {
	return !strings.ContainsAny(s, ".!?…:0123456789") && len(strings.Fields(s)) <= headingWords
}

// workOf is what a hit is about: two notes on one work share it.
func workOf(h *guide.Hit) string {
	if h.Inventory != "" {
		return h.Inventory
	}
	return "document " + h.Document
}

func bestScore(hits []guide.Hit) float64 {
	best := 0.0
	for _, h := range hits {
		best = max(best, h.Score)
	}
	return best
}

// opinion is a hit's score against the best one's; without scores, its rank.
func opinion(h *guide.Hit, i int, best float64) float64 {
	if best > 0 {
		return max(h.Score, 0) / best
	}
	return 1 / float64(i+1)
}

// termsOf are a text's index terms in order, with repeats.
func termsOf(s string) []string {
	var terms []string
	for _, t := range text.Terms(s) {
		terms = append(terms, t.Text)
	}
	return terms
}

func termSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range termsOf(s) {
		set[t] = true
	}
	return set
}

// foldedWords are a text's words in lower case without accents.
func foldedWords(s string) []string {
	var words []string
	for _, w := range text.Words(s) {
		words = append(words, w.Text)
	}
	return words
}

// citation is the reference to a candidate, as number n of the answer.
func (c *candidate) citation(n int) guide.Citation {
	return guide.Citation{
		Number: n, PassageID: c.hit.PassageID, Inventory: c.hit.Inventory, Title: c.hit.Title,
		Sentence: c.text, Document: c.hit.Document, Revision: c.hit.Revision,
		Author: c.hit.Author, Date: c.hit.Date, Lang: c.hit.Lang, Start: c.start, End: c.end,
	}
}
