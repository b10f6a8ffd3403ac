package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean makes outside text safe to store, count in and show: valid UTF-8 in
// NFC, lines ended by \n, no control, zero-width or direction-changing
// characters, every odd space a plain one, no spaces at line ends. It is
// idempotent. Every reader applies it before anything has offsets.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(cleanRune, s)
	s = norm.NFC.String(s)
	return trimLines(s)
}

func cleanRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return '\n'
	case r < 0x7f:
		if r < ' ' {
			return -1
		}
		return r
	case unicode.Is(unicode.Zs, r):
		return ' '
	case r == '\u00ad' || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
		return -1 // soft hyphens, zero-width joiners, bidirectional overrides, tags
	}
	return r
}

// trimLines removes spaces and tabs before line ends and at the very end.
func trimLines(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for line := range strings.Lines(s) {
		body, ended := strings.CutSuffix(line, "\n")
		b.WriteString(strings.TrimRight(body, " \t"))
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
