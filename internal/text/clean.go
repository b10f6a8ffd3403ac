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
	case r == '\n' || r == '\t' || ' ' <= r && r < 0x7f || 0xc0 <= r && r < 0x250:
		return r // the characters that texts are made of, first
	case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return -1 // controls, soft hyphens, zero-width joiners, bidirectional overrides, private use
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
