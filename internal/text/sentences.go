package text

import (
	"strings"
	"unicode"
)

// Sentences lists the sentences of s in order, without the space around them.
// Together they hold every rune that is not a space. A sentence ends at . ! ? …
// with the quotes and brackets that close it, at a blank line, and at the end of
// a line that stands alone: a list item, or a catalogue's "name: value".
func Sentences(s string) []Span {
	scan := sentenceScan{runes: []rune(s)}
	scan.run()
	return scan.out
}

type sentenceScan struct {
	runes []rune
	out   []Span
	start int // of the sentence being read
}

func (c *sentenceScan) run() {
	for i := 0; i < len(c.runes); i++ {
		switch r := c.runes[i]; {
		case r == '\n':
			if c.lineStandsAlone(i) {
				c.end(i)
			}
		case r == '.' || r == '!' || r == '?' || r == '…':
			if end, ok := c.stopsAt(i); ok {
				c.end(end)
				i = end - 1
			}
		}
	}
	c.end(len(c.runes))
}

// end closes the sentence before rune i.
func (c *sentenceScan) end(i int) {
	start, stop := c.start, i
	for start < stop && unicode.IsSpace(c.runes[start]) {
		start++
	}
	for stop > start && unicode.IsSpace(c.runes[stop-1]) {
		stop--
	}
	if start < stop {
		c.out = append(c.out, Span{start, stop})
	}
	c.start = i
}

// stopsAt reports whether the mark at i ends a sentence, and where: behind the
// marks and closing quotes that follow it.
func (c *sentenceScan) stopsAt(i int) (end int, ok bool) {
	end = i + 1
	for end < len(c.runes) && strings.ContainsRune(".!?…", c.runes[end]) {
		end++
	}
	several := end > i+1
	for end < len(c.runes) && strings.ContainsRune(`"'”’»)]`, c.runes[end]) {
		end++
	}
	if end == len(c.runes) {
		return end, true
	}
	if !unicode.IsSpace(c.runes[end]) {
		return 0, false
	}
	next := end
	for next < len(c.runes) && unicode.IsSpace(c.runes[next]) {
		next++
	}
	if next == len(c.runes) {
		return end, true
	}
	if unicode.IsLower(c.runes[next]) {
		return 0, false
	}
	if c.runes[i] == '.' && !several && c.abbreviates(i, c.runes[next]) {
		return 0, false
	}
	return end, true
}

// abbreviations are words after which a stop does not end a sentence, folded.
var abbreviations = wordSet(`dr dra drs sr sra srs prof profa eng arq d fr st sta sto ste mr mrs ms mme mlle m hr frl jr
	sec secs s ss saec c ca cf p pp pag pags ex vol vols fig figs cap caps art ed eds trad inv nr no num n op cit ibid av al
	tel aprox approx bzw usw jh jhd hl vs sgt rev mons exmo exma`)

// beforeNumber are those that only stand before a number: "n. 12", "p. 5".
var beforeNumber = wordSet(`p pp pag pags n no nr num vol vols fig figs cap caps c ca art`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// abbreviates reports whether the full stop at i belongs to an abbreviation.
// next is the first rune of what follows.
func (c *sentenceScan) abbreviates(i int, next rune) bool {
	start := i
	for start > 0 && (unicode.IsLetter(c.runes[start-1]) || unicode.IsDigit(c.runes[start-1])) && i-start < 20 {
		start--
	}
	word := Fold(string(c.runes[start:i]))
	if word == "" || !unicode.IsLetter(c.runes[start]) {
		return false
	}
	if beforeNumber[word] && unicode.IsDigit(next) {
		return true
	}
	if i-start == 1 {
		return !c.isRegnal(start)
	}
	if start > 0 && c.runes[start-1] == '.' { // the last part of "p.ex." or "e.g."
		return i-start <= 2
	}
	return abbreviations[word] && !beforeNumber[word]
}

// isRegnal reports whether the single letter at i is a Roman number that closes
// a name or a century, "D. João V.", rather than an initial.
func (c *sentenceScan) isRegnal(i int) bool {
	if !strings.ContainsRune("IVX", c.runes[i]) || i < 2 || c.runes[i-1] != ' ' || !unicode.IsLetter(c.runes[i-2]) {
		return false
	}
	start := i - 2
	for start > 0 && unicode.IsLetter(c.runes[start-1]) && i-start < 20 {
		start--
	}
	word := string(c.runes[start : i-1])
	return unicode.IsUpper(c.runes[start]) && len(word) > 1 || strings.HasPrefix(Fold(word), "sec") || Fold(word) == "siglo"
}

// lineStandsAlone reports whether the line end at i ends a sentence.
func (c *sentenceScan) lineStandsAlone(i int) bool {
	next := i + 1
	for next < len(c.runes) && (c.runes[next] == ' ' || c.runes[next] == '\t') {
		next++
	}
	if next == len(c.runes) || c.runes[next] == '\n' {
		return true
	}
	start := i
	for start > c.start && c.runes[start-1] != '\n' {
		start--
	}
	return isLabelLine(c.runes[start:i]) || isLabelLine(c.restOfLine(next)) || isListItem(c.restOfLine(next))
}

// maxLabel is how long the name in a catalogue's "name: value" may be, in runes.
const maxLabel = 40

func (c *sentenceScan) restOfLine(i int) []rune {
	end := i
	for end < len(c.runes) && c.runes[end] != '\n' && end-i <= maxLabel+2 {
		end++
	}
	return c.runes[i:end]
}

// isLabelLine reports whether a line looks like "Material: madeira".
func isLabelLine(line []rune) bool {
	if len(line) == 0 || !unicode.IsUpper(line[0]) {
		return false
	}
	for i, r := range line[:min(len(line), maxLabel)] {
		switch {
		case r == ':':
			return i > 1 && i+1 < len(line) && line[i+1] == ' '
		case strings.ContainsRune(".!?;,", r):
			return false
		}
	}
	return false
}

// isListItem reports whether a line begins with a bullet or "1." or "a)".
func isListItem(line []rune) bool {
	if len(line) < 3 {
		return false
	}
	if strings.ContainsRune("-*•–", line[0]) && line[1] == ' ' {
		return true
	}
	i := 0
	for i < len(line)-2 && i < 3 && unicode.IsDigit(line[i]) {
		i++
	}
	return i > 0 && (line[i] == '.' || line[i] == ')') && line[i+1] == ' '
}
