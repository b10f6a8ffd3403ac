package text

import (
	"slices"
	"strings"
	"unicode"
)

// Heading is a heading line of a text.
type Heading struct {
	Offset int // runes, where its line begins
	Level  int
	Text   string
}

// Piece is a passage to be: small enough to quote, large enough to be found.
type Piece struct {
	Heading string // the headings above it, outermost first: "Visita › Horário"
	Span    Span
}

// A passage aims at targetWords words and never has more than maxWords.
const (
	targetWords = 80
	maxWords    = 120
)

// wordRunes is how long a word can be. What is longer (an address, a script
// without spaces, noise) counts as several and may be cut.
const wordRunes = 30

// Split cuts a clean text into passages: in order, not overlapping, never
// across a heading, never inside a sentence unless that is longer than a
// passage. Together they hold every rune that is neither space nor heading.
// Headings stand in order; one that does not is ignored.
func Split(s string, headings []Heading) []Piece {
	runes := []rune(s)
	var out []Piece
	var above []Heading
	from := 0
	for _, h := range headings {
		if h.Offset < from || h.Offset >= len(runes) {
			continue
		}
		out = appendPieces(out, runes, Span{from, h.Offset}, above)
		above, from = under(above, h), lineEnd(runes, h.Offset)
	}
	return appendPieces(out, runes, Span{from, len(runes)}, above)
}

// Limits of a passage's heading, so that no input makes it long.
const (
	headingLevels = 3
	headingRunes  = 120
)

// under is the path to h: those above it that it stands under, and itself.
func under(above []Heading, h Heading) []Heading {
	for len(above) > 0 && above[len(above)-1].Level >= h.Level {
		above = above[:len(above)-1]
	}
	h.Text = h.Text[:byteOffset(h.Text, headingRunes)]
	above = append(slices.Clip(above), h)
	return above[max(0, len(above)-headingLevels):]
}

func lineEnd(runes []rune, i int) int {
	for i < len(runes) && runes[i] != '\n' {
		i++
	}
	return i
}

// appendPieces cuts the section between two headings.
func appendPieces(out []Piece, runes []rune, section Span, above []Heading) []Piece {
	titles := make([]string, len(above))
	for i, h := range above {
		titles[i] = h.Text
	}
	heading := strings.Join(titles, " › ")
	for _, span := range pack(unitsOf(runes, section)) {
		out = append(out, Piece{Heading: heading, Span: span})
	}
	return out
}

// unit is what a passage is made of: a sentence, or a part of one too long.
type unit struct {
	span  Span
	words int
	ends  bool // a paragraph
}

func unitsOf(runes []rune, section Span) []unit {
	var units []unit
	for _, s := range sentencesOf(runes[section.Start:section.End]) {
		s = Span{s.Start + section.Start, s.End + section.Start}
		units = appendCut(units, runes, s)
		units[len(units)-1].ends = endsParagraph(runes[s.End:section.End])
	}
	return units
}

// endsParagraph reports whether a blank line, or nothing, follows.
func endsParagraph(rest []rune) bool {
	newlines := 0
	for _, r := range rest {
		switch {
		case r == '\n':
			newlines++
		case !unicode.IsSpace(r):
			return newlines >= 2
		}
	}
	return true
}

// appendCut appends a sentence, cut where it is longer than a passage: behind
// the last clause that leaves half a passage, else between words.
func appendCut(units []unit, runes []rune, s Span) []unit {
	words, wordStart := 0, -1 // so far, and where the last began
	var clause clauseEnd
	for i := s.Start; i < s.End; i++ {
		if unicode.IsSpace(runes[i]) {
			if words >= targetWords/2 && wordStart >= 0 {
				clause.see(runes[i-1], i, words)
			}
			wordStart = -1
			continue
		}
		if wordStart >= 0 && i-wordStart < wordRunes {
			continue
		}
		if words == maxWords {
			if clause.mark == 0 {
				clause.at, clause.words = i, words
			}
			units = append(units, unit{span: trimmed(runes, Span{s.Start, clause.at}), words: clause.words})
			s.Start, words, clause = clause.at, words-clause.words, clauseEnd{}
		}
		wordStart, words = i, words+1
	}
	return append(units, unit{span: trimmed(runes, s), words: words})
}

// clauseEnd is the best place to cut a long sentence so far.
type clauseEnd struct {
	mark  rune // 0: none
	at    int
	words int // up to it
}

// see takes the place behind a mark for the better one, unless that is a comma
// and a semicolon or colon was seen.
func (c *clauseEnd) see(mark rune, at, words int) {
	if mark == ';' || mark == ':' || mark == ',' && (c.mark == 0 || c.mark == ',') {
		*c = clauseEnd{mark, at, words}
	}
}

// midParagraph is what ending a passage inside a paragraph costs: as much as
// being 15 words off the target.
const midParagraph = 15 * 15

// pack joins units to passages as a typesetter breaks lines (Knuth and Plass,
// 1981): of all the ways it takes the one with the least sum of squared distances
// from the target, so that no passage is left with a short tail.
func pack(units []unit) []Span {
	cost := make([]int, len(units)+1) // of the best way to pack units[:i]
	last := make([]int, len(units)+1) // where that way's last passage begins
	for end := 1; end <= len(units); end++ {
		words := 0
		for begin := end - 1; begin >= 0; begin-- {
			if words += units[begin].words; words > maxWords && begin < end-1 {
				break
			}
			c := cost[begin] + (words-targetWords)*(words-targetWords)
			if !units[end-1].ends {
				c += midParagraph
			}
			if begin == end-1 || c < cost[end] {
				cost[end], last[end] = c, begin
			}
		}
	}
	var out []Span
	for end := len(units); end > 0; end = last[end] {
		out = append(out, Span{units[last[end]].span.Start, units[end-1].span.End})
	}
	slices.Reverse(out)
	return out
}
