package text

import (
	"strings"
	"unicode"
)

// Sentences lists the sentences of s in order, without the space around them.
// Together they hold every rune that is not a space. A sentence ends at . ! ? …
// with the quotes and brackets that close it, at a blank line, and at the end of
// a line that stands alone: a heading, a list item, a catalogue's "name: value".
func Sentences(s string) []Span {
	return sentencesOf([]rune(s))
}

func sentencesOf(runes []rune) []Span {
	c := sentenceCutter{runes: runes}
	c.run()
	return c.out
}

// sentenceCutter walks over the runes once and looks a few of them back or ahead
// where it finds a mark or a line end.
type sentenceCutter struct {
	runes    []rune
	out      []Span
	start    int   // of the sentence being read
	begun    bool  // the sentence has a letter or digit
	brackets int   // opened inside the sentence and not closed
	line     int   // where the line being read begins
	block    block // the lines around, up to blank ones
}

func (c *sentenceCutter) run() {
	for i := 0; i < len(c.runes); i++ {
		switch r := c.runes[i]; {
		case r == '\n':
			if c.lineStandsAlone(i) {
				c.cut(i)
			}
			c.line = i + 1
		case isStopMark(r):
			i = c.stop(i) - 1
		case r == '(' || r == '[':
			if c.begun {
				c.brackets++
			}
		case r == ')' || r == ']':
			c.brackets = max(0, c.brackets-1)
		case !c.begun:
			c.begun = unicode.IsLetter(r) || unicode.IsDigit(r)
		}
	}
	c.cut(len(c.runes))
}

// cut ends the sentence before rune i.
func (c *sentenceCutter) cut(i int) {
	if s := trimmed(c.runes, Span{c.start, i}); s.Start < s.End {
		c.out = append(c.out, s)
	}
	c.start, c.begun, c.brackets = i, false, 0
}

// trimmed is s without the spaces at its ends.
func trimmed(runes []rune, s Span) Span {
	for s.Start < s.End && unicode.IsSpace(runes[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && unicode.IsSpace(runes[s.End-1]) {
		s.End--
	}
	return s
}

func isStopMark(r rune) bool {
	return r == '.' || r == '!' || r == '?' || r == '…'
}

// stop reads the run of marks that begins at i ("?!", "..."), ends the sentence
// behind it if it does, and returns where to read on.
func (c *sentenceCutter) stop(i int) int {
	marks := i
	for marks < len(c.runes) && isStopMark(c.runes[marks]) {
		marks++
	}
	end := c.closing(marks)
	if !c.begun || c.at(i-1) == '(' || c.at(i-1) == '[' { // "… e depois", "[…]", "(?)"
		return marks
	}
	if end < len(c.runes) && !unicode.IsSpace(c.runes[end]) { // 1.500, museu.pt
		return marks
	}
	if c.brackets > 0 && strings.ContainsRune(")]", c.at(end-1)) { // the sentence goes on behind the bracket
		return marks
	}
	if isStopMark(c.at(c.behindSpace(end))) { // ". . ."
		return marks
	}
	next := c.opening(end)
	if unicode.IsLower(c.at(next)) {
		return marks
	}
	if c.runes[i] == '.' && marks == i+1 && c.abbreviates(i, next) {
		return marks
	}
	c.cut(end)
	return end
}

// at is rune i, or 0 outside the text.
func (c *sentenceCutter) at(i int) rune {
	if i < 0 || i >= len(c.runes) {
		return 0
	}
	return c.runes[i]
}

// closing is where the quotes, brackets and note numbers that follow a mark end.
// The German “ closes; the French » has a space before it and another behind.
func (c *sentenceCutter) closing(i int) int {
	for {
		switch r := c.at(i); {
		case r == 0:
			return i
		case strings.ContainsRune("\"'”’“»›)]¹²³⁰⁴⁵⁶⁷⁸⁹", r):
			i++
		case r == ' ' && c.at(i+1) == '»' && !unicode.IsLetter(c.at(i+2)):
			i += 2
		case r == '[' && c.noteEnd(i) > 0:
			i = c.noteEnd(i)
		default:
			return i
		}
	}
}

// noteEnd is where a note reference such as [12] ends, or 0.
func (c *sentenceCutter) noteEnd(i int) int {
	digits := 0
	for unicode.IsDigit(c.at(i+1+digits)) && digits < 3 {
		digits++
	}
	if digits == 0 || c.at(i+1+digits) != ']' {
		return 0
	}
	return i + digits + 2
}

// mostOpening is how many quotes, brackets and dashes may stand before a
// sentence's first letter.
const mostOpening = 8

// opening is where the first letter, digit or other rune stands behind spaces
// and the marks that may open a sentence.
func (c *sentenceCutter) opening(i int) int {
	i = c.behindSpace(i)
	for limit := i + mostOpening; i < limit && strings.ContainsRune("\"'“”‘’„«»‹›([¿¡—–- ", c.at(i)); {
		i++
	}
	return i
}

func (c *sentenceCutter) behindSpace(i int) int {
	for unicode.IsSpace(c.at(i)) {
		i++
	}
	return i
}
