package text

import (
	"strings"
	"unicode"
)

// block is a run of lines without a blank one.
type block struct {
	end   int // where it ends
	width int // runes of its longest line
}

// narrow is a width to which nobody wraps prose: in a block of shorter lines,
// each line was ended on purpose.
const narrow = 45

// lineStandsAlone reports whether the line end at i also ends a sentence.
func (c *sentenceCutter) lineStandsAlone(i int) bool {
	next := i + 1
	for c.at(next) == ' ' || c.at(next) == '\t' {
		next++
	}
	if next >= len(c.runes) || c.runes[next] == '\n' {
		return true
	}
	below := c.lineFrom(next)
	if isListItem(below) || isLabel(below) {
		return true
	}
	if last := c.at(i - 1); last == ',' || last == ';' || last == ':' {
		return false
	}
	if unicode.IsLower(c.at(c.opening(next))) {
		return false
	}
	width := c.blockWidth(i)
	return width < narrow || i-c.line+1+firstWord(below) <= width
}

// blockWidth is how long the longest line is of the block that holds rune i. A
// line much shorter than that, whose successor's first word would have fitted,
// was ended by whoever wrote it and not by wrapping.
func (c *sentenceCutter) blockWidth(i int) int {
	if i < c.block.end {
		return c.block.width
	}
	c.block.width = 0
	line := c.line
	for i = c.line; i <= len(c.runes); i++ {
		if c.at(i) != '\n' && i < len(c.runes) {
			continue
		}
		if i == line && i > c.line { // a blank line
			break
		}
		c.block.width, line = max(c.block.width, i-line), i+1
	}
	c.block.end = i
	return c.block.width
}

// peeked is how much of a line is looked at: more than its label or first word.
const peeked = 80

func (c *sentenceCutter) lineFrom(i int) []rune {
	end := i
	for end < len(c.runes) && c.runes[end] != '\n' && end-i < peeked {
		end++
	}
	return c.runes[i:end]
}

func firstWord(line []rune) int {
	n := 0
	for n < len(line) && !unicode.IsSpace(line[n]) {
		n++
	}
	return n
}

// The name in a catalogue's "name: value" is short, so that a colon in a
// sentence is not taken for one ("N.º de inventário no livro de tombo:").
const (
	labelRunes = 40
	labelWords = 6
)

// isLabel reports whether a line looks like "Material: madeira".
func isLabel(line []rune) bool {
	if len(line) == 0 || !unicode.IsUpper(line[0]) {
		return false
	}
	words := 1
	for i, r := range line[:min(len(line), labelRunes)] {
		switch {
		case r == ':':
			return i > 1 && (i+1 == len(line) || line[i+1] == ' ')
		case r == ' ':
			words++
		}
		if words > labelWords || strings.ContainsRune("!?;,", r) {
			return false
		}
	}
	return false
}

// isListItem reports whether a line begins with a bullet, a table's bar, a
// dialogue's dash, "1." or "a)".
func isListItem(line []rune) bool {
	if len(line) < 3 {
		return false
	}
	if strings.ContainsRune("-*+•·▪◦‣–—", line[0]) && line[1] == ' ' || line[0] == '|' {
		return true
	}
	if unicode.IsLetter(line[0]) {
		return line[1] == ')' && line[2] == ' '
	}
	digits := 0
	for digits < 3 && unicode.IsDigit(line[digits]) {
		digits++
	}
	return digits > 0 && digits+1 < len(line) && (line[digits] == '.' || line[digits] == ')') && line[digits+1] == ' '
}
