package text

import (
	"strings"
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
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		foldRune(&b, r)
	}
	return b.String()
}

func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func foldRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteByte(byte(r))
		return
	}
	if r < latinEnd {
		b.WriteString(latin[r-latinStart])
		return
	}
	if unicode.Is(unicode.Mn, r) {
		return
	}
	b.WriteString(slowFold(r))
}

// latin holds the folds of the letters that European languages use, from
// U+0080 to the end of Latin Extended-B.
const latinStart, latinEnd = 0x80, 0x250

var latin = func() (table [latinEnd - latinStart]string) {
	for r := rune(latinStart); r < latinEnd; r++ {
		table[r-latinStart] = slowFold(r)
	}
	return table
}()

// unmarked are letters that decomposition leaves whole.
var unmarked = map[rune]string{'ß': "ss", 'œ': "oe", 'æ': "ae", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i"}

func slowFold(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(string(unicode.ToLower(r))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unmarked[r] != "":
			b.WriteString(unmarked[r])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
