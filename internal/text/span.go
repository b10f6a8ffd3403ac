package text

import "unicode/utf8"

// Span is a half-open range of rune offsets.
type Span struct{ Start, End int }

// Slice is the part of s that sp spans. Offsets outside s are its ends.
func Slice(s string, sp Span) string {
	sp.Start = max(0, sp.Start)
	from := byteOffset(s, sp.Start)
	return s[from : from+byteOffset(s[from:], sp.End-sp.Start)]
}

// byteOffset is where rune n of s begins, or len(s).
func byteOffset(s string, n int) int {
	offset := 0
	for ; n > 0 && offset < len(s); n-- {
		if s[offset] < utf8.RuneSelf {
			offset++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[offset:])
		offset += size
	}
	return offset
}
