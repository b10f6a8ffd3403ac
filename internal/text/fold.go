package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is a word as it is compared: lower case, without marks, ligatures
// undone. "Conceição" and "CONCEICAO" fold to the same.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var word [64]byte // most words fit, and then only the result is allocated
	return string(AppendFold(word[:0], s))
}

// isFolded reports whether s is ASCII without capitals.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// AppendFold appends the fold of s to b.
func AppendFold(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			b = append(b, byte(r)|0x20)
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r < latinEnd:
			b = append(b, latin[r-utf8.RuneSelf]...)
		default:
			b = appendFoldRune(b, r)
		}
	}
	return b
}

// latin holds the folds of U+0080 to the end of Latin Extended-B, which are the
// letters of nearly every text that Cicerone reads.
const latinEnd = 0x250

var latin = func() (table [latinEnd - utf8.RuneSelf]string) {
	for i := range table {
		table[i] = string(appendFoldRune(nil, rune(i+utf8.RuneSelf)))
	}
	return table
}()

// undone are the letters that canonical decomposition leaves whole. The
// typographic ligatures come from PDF files.
var undone = map[rune]string{
	'ß': "ss", 'œ': "oe", 'æ': "ae", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ſ': "s",
	'ª': "a", 'º': "o", 'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl",
}

func appendFoldRune(b []byte, r rune) []byte {
	if unicode.Is(unicode.Mn, r) {
		return b
	}
	r = unicode.ToLower(r)
	var encoded [utf8.UTFMax]byte
	parts := norm.NFD.Properties(utf8.AppendRune(encoded[:0], r)).Decomposition()
	if parts == nil {
		return appendUndone(b, r)
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if !unicode.Is(unicode.Mn, part) {
			b = appendUndone(b, part)
		}
	}
	return b
}

func appendUndone(b []byte, r rune) []byte {
	if s, ok := undone[r]; ok {
		return append(b, s...)
	}
	return utf8.AppendRune(b, r)
}
