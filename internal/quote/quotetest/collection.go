package quotetest

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// collection.txt: a line "== inventory | language | title | maker | date |
// material | held by" and the note's text, down to the next such line.
//
//go:embed collection.txt
var source string

// Passages returns every passage of the collection, one a paragraph, in order.
func Passages() []guide.Hit { return slices.Clone(collection()) }

var collection = sync.OnceValue(func() []guide.Hit {
	var all []guide.Hit
	for n, note := range strings.Split(source, "== ")[1:] {
		head, body, _ := strings.Cut(note, "\n")
		f := strings.Split(head, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		h := guide.Hit{
			Document: fmt.Sprintf("doc%02d", n+1), DocumentID: int64(n + 1), Kind: guide.KindObject, Inventory: f[0], Lang: f[1], Title: f[2],
			Label:  guide.Label{Lang: f[1], Title: f[2], Maker: f[3], Date: f[4], Material: f[5], HeldBy: f[6]},
			Author: "Equipa da Galeria", Revision: 1, Date: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		}
		if f[0] == "VISITA" {
			h.Kind, h.Inventory = guide.KindVisit, ""
		}
		all = append(all, passages(h, strings.TrimSpace(body), int64(len(all)))...)
	}
	return all
})

func passages(h guide.Hit, body string, id int64) []guide.Hit {
	var all []guide.Hit
	offset := 0
	for _, paragraph := range strings.Split(body, "\n\n") {
		id++
		h.PassageID, h.Text = id, paragraph
		h.Start, h.End = offset, offset+utf8.RuneCountInString(paragraph)
		all = append(all, h)
		offset = h.End + 2
	}
	return all
}

// IDF is the rarity of a term among the passages.
func IDF(term string) float64 {
	all, n := float64(len(collection())), frequencies()[term]
	return math.Log(1 + (all-n+0.5)/(n+0.5))
}

var frequencies = sync.OnceValue(func() map[string]float64 {
	n := map[string]float64{}
	for _, h := range collection() {
		for t := range terms(h) {
			n[t]++
		}
	}
	return n
})

// atHand is what standing before a work adds to its passages' scores.
const atHand = 3

// Search returns the n best passages for a question asked in lang before the work
// object (empty: none), best first.
func Search(question, lang, object string, n int) []guide.Hit {
	var found []guide.Hit
	for _, h := range Passages() {
		has := terms(h)
		for _, t := range text.Terms(question) {
			h.Score += has[t.Text] * IDF(t.Text)
		}
		if object != "" && h.Inventory == object {
			h.Score += atHand
		}
		if h.Lang == lang {
			h.Score *= 1.2
		}
		if h.Score > 0 {
			found = append(found, h)
		}
	}
	slices.SortStableFunc(found, func(a, b guide.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return found[:min(n, len(found))]
}

// terms are what a passage is found by: its words, and for less its title's.
func terms(h guide.Hit) map[string]float64 {
	has := map[string]float64{}
	for _, t := range text.Terms(h.Title + " " + h.Label.Maker) {
		has[t.Text] = 0.6
	}
	for _, t := range text.Terms(h.Text) {
		has[t.Text] = 1
	}
	return has
}
