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
// what joins them (1.500, 42.86, MVM-0111, 83.109/030.288); letters are parted
// by every other mark, so that l'azulejo is two words.
func Words(s string) []Word {
	out := make([]Word, 0, len(s)/6+1)
	for i, runes := 0, 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isWordRune(r) {
			i, runes = i+size, runes+1
			continue
		}
		w, end, endRunes := scanWord(s, i, runes)
		if w.Text != "" {
			out = append(out, w)
		}
		i, runes = end, endRunes
	}
	return out
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// scanWord reads the word that begins at byte i, rune n.
func scanWord(s string, i, n int) (w Word, end, endRunes int) {
	first, _ := utf8.DecodeRuneInString(s[i:])
	w = Word{Capital: unicode.IsUpper(first), Span: Span{Start: n, End: n}}
	end, endRunes = i, n
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !isWordRune(r) {
			if !joins(s, end, size, r, w.Digits) {
				break
			}
		} else if unicode.IsDigit(r) {
			w.Digits = true
		}
		end, endRunes = end+size, endRunes+1
	}
	w.Text, w.Span.End = Fold(s[i:end]), endRunes
	return w, end, endRunes
}

// joins reports whether the mark r at byte i holds two parts of a number
// together: a digit must stand on one side at least, and a letter or digit on
// the other. A comma or slash wants digits on both sides.
func joins(s string, i, size int, r rune, digitsBefore bool) bool {
	before, after := s[i-1], byte(0)
	if i+size < len(s) {
		after = s[i+size]
	}
	switch r {
	case '.', '/', ',':
		return isDigit(before) && isDigit(after) || r == '.' && digitsBefore && isDigit(after)
	case '-', '_':
		return isDigit(after) || digitsBefore && isDigit(before) && isASCIILetter(after)
	}
	return false
}

func isDigit(c byte) bool       { return '0' <= c && c <= '9' }
func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
