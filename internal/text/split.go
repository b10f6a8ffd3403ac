package text

import (
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
	Heading string // the nearest heading above it
	Span    Span
}

// Passages aim at targetWords and never pass maxWords, save for a tail shorter
// than tailWords, which joins the passage before it. A word longer than
// maxWordRunes is no word and is cut.
const (
	targetWords  = 80
	maxWords     = 120
	tailWords    = 25
	maxWordRunes = 400
)

// Split cuts a clean text into passages: in order, not overlapping, never
// across a heading, never inside a sentence unless that is longer than a
// passage. Together they hold every rune that is neither space nor heading.
// Headings must be in order.
func Split(s string, headings []Heading) []Piece {
	runes := []rune(s)
	var out []Piece
	from, title := 0, ""
	for _, h := range headings {
		if h.Offset < from || h.Offset >= len(runes) {
			continue
		}
		out = append(out, splitSection(runes, from, h.Offset, title)...)
		title, from = h.Text, lineEnd(runes, h.Offset)
	}
	return append(out, splitSection(runes, from, len(runes), title)...)
}

func lineEnd(runes []rune, i int) int {
	for i < len(runes) && runes[i] != '\n' {
		i++
	}
	return i
}

// splitSection packs the sentences between two headings into passages.
func splitSection(runes []rune, from, to int, title string) []Piece {
	var out []Piece
	words := 0 // in the last piece
	for _, sentence := range Sentences(string(runes[from:to])) {
		sentence.Start, sentence.End = sentence.Start+from, sentence.End+from
		for _, part := range cutLong(runes, sentence) {
			n := countWords(runes[part.Start:part.End])
			if len(out) > 0 && words < targetWords && words+n <= maxWords {
				out[len(out)-1].Span.End, words = part.End, words+n
				continue
			}
			out, words = append(out, Piece{Heading: title, Span: part}), n
		}
	}
	if last := len(out) - 1; last > 0 && words < tailWords {
		out[last-1].Span.End = out[last].Span.End
		out = out[:last]
	}
	return out
}

// cutLong cuts a sentence longer than a passage: at the last clause mark before
// the limit, else between words, else (for what is no word) anywhere.
func cutLong(runes []rune, s Span) []Span {
	var out []Span
	start, words, clause := s.Start, 0, 0
	inWord, wordStart := false, 0
	for i := s.Start; i < s.End; i++ {
		letter := !unicode.IsSpace(runes[i])
		if letter && !inWord {
			wordStart = i
			words++
		}
		inWord = letter
		tooLong := inWord && i-wordStart >= maxWordRunes
		if words > maxWords || tooLong {
			cut := wordStart
			if clause > start {
				cut = clause
			}
			if tooLong {
				cut = i
			}
			out = appendTrimmed(out, runes, Span{start, cut})
			start, clause = cut, 0
			words, wordStart = countWords(runes[start:i+1]), max(wordStart, start)
		}
		if (runes[i] == ',' || runes[i] == ';' || runes[i] == ':') && words > targetWords/2 && i+1 < s.End && unicode.IsSpace(runes[i+1]) {
			clause = i + 1
		}
	}
	return appendTrimmed(out, runes, Span{start, s.End})
}

func appendTrimmed(out []Span, runes []rune, s Span) []Span {
	for s.Start < s.End && unicode.IsSpace(runes[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && unicode.IsSpace(runes[s.End-1]) {
		s.End--
	}
	if s.Start == s.End {
		return out
	}
	return append(out, s)
}

// countWords counts runs of anything but space.
func countWords(runes []rune) int {
	n, inWord := 0, false
	for _, r := range runes {
		letter := !unicode.IsSpace(r)
		if letter && !inWord {
			n++
		}
		inWord = letter
	}
	return n
}
