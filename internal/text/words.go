package text

import (
	"unicode"
	"unicode/utf8"
)

// Word is a run of letters and digits.
type Word struct {
	Text    string // folded
	Span    Span   // runes in the original
	Capital bool   // the original begins with a capital
	Digits  bool   // it holds a digit
}

// Words lists the words of s. Numbers and inventory numbers stay whole with
// what joins them (1.500, 42.86, MVM-0111, 83.109/030.288, 2004.14.1-3). Spans
// of years are two words (1495-1505), since a visitor asks for one of them.
// Letters are parted by every mark, so that l'azulejo is two words.
func Words(s string) []Word {
	out := make([]Word, 0, len(s)/6+1)
	for r := (wordReader{s: s}); r.next(); {
		w := Word{Span: Span{r.startRune, r.endRune}, Capital: r.capital, Digits: r.digits > 0, Text: Fold(s[r.start:r.end])}
		if w.Text != "" { // marks without a letter
			out = append(out, w)
		}
	}
	return out
}

// wordReader reads one word after another. Its fields describe the last word.
type wordReader struct {
	s                  string
	start, end         int // bytes
	startRune, endRune int
	capital            bool
	lower              bool // holds a letter that is no capital
	letters, digits    int  // how many
	marks              int  // that join its parts
}

// next reads the next word and reports whether there was one.
func (w *wordReader) next() bool {
	i, n := w.end, w.endRune
	for i < len(w.s) {
		r, size := utf8.DecodeRuneInString(w.s[i:])
		if isWordRune(r) {
			*w = wordReader{s: w.s, start: i, end: i, startRune: n, endRune: n, capital: unicode.IsUpper(r)}
			w.read()
			return true
		}
		i, n = i+size, n+1
	}
	return false
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	if r == 'º' || r == 'ª' { // 1.º, n.º, Sr.ª: no part of the number or word
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// read takes in the word that begins at w.start.
func (w *wordReader) read() {
	for w.end < len(w.s) {
		r, size := utf8.DecodeRuneInString(w.s[w.end:])
		switch {
		case !isWordRune(r):
			if !w.joins(r) {
				return
			}
			w.marks++
		case unicode.IsDigit(r):
			w.digits++
		default:
			w.letters++
			w.lower = w.lower || !unicode.IsUpper(r)
		}
		w.end, w.endRune = w.end+size, w.endRune+1
	}
}

// joins reports whether the mark at w.end holds the word and what follows
// together, as the marks of inventory numbers and figures do.
func (w *wordReader) joins(mark rune) bool {
	rest := w.s[w.end:]
	if len(rest) < 2 || w.end == w.start {
		return false
	}
	digitBefore, digitAfter := isDigit(w.s[w.end-1]), isDigit(rest[1])
	bare := w.letters == 0 && w.marks == 0 // a plain number so far
	switch mark {
	case '.':
		return w.digits > 0 && digitAfter
	case ',':
		return digitBefore && digitAfter
	case '/':
		return digitBefore && digitAfter && !(bare && w.digits >= 3) // 1853/1856 are two years
	case '_':
		return digitAfter
	case '-':
		if w.digits == 0 {
			return digitAfter && w.isCode(rest[1:])
		}
		return digitAfter && !bare || isSingleLetter(rest[1:])
	}
	return false
}

// codeLetters is how many letters an inventory number may begin with when they
// are written small: cg-001, covid-19.
const codeLetters = 5

// isCode reports whether the letters read and the digits that rest begins with
// are an inventory number (CG-001), not words beside a number (mid-19th,
// pre-1844, janeiro-1965).
func (w *wordReader) isCode(rest string) bool {
	if !w.lower {
		return true
	}
	if w.letters > codeLetters || IsStop(Fold(w.s[w.start:w.end])) {
		return false
	}
	n := 0
	for n < len(rest) && n <= codeLetters && isDigit(rest[n]) {
		n++
	}
	isYear := n == 4 && (rest[0] == '1' || rest[0] == '2')
	return !isYear && (n == len(rest) || !isASCIILetter(rest[n]))
}

// isSingleLetter reports whether rest begins with a letter by itself: 1928.238-a.
func isSingleLetter(rest string) bool {
	if !isASCIILetter(rest[0]) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(rest[1:])
	return len(rest) == 1 || !isWordRune(after)
}

func isDigit(c byte) bool       { return '0' <= c && c <= '9' }
func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
