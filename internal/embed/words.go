package embed

import (
	"unicode"
	"unicode/utf8"

	"cicerone/internal/text"
)

// Words yields the words of s, folded: runs of letters and digits. Unlike those
// of a word index they are parted by every mark, and function words stay in. A
// word is only valid until the next.
func Words(s string) func(yield func(word []byte) bool) {
	return func(yield func([]byte) bool) {
		folded := text.AppendFold(nil, s)
		for at := 0; ; {
			start, end := nextWord(folded, at)
			if start == end || !yield(folded[start:end]) {
				return
			}
			at = end
		}
	}
}

// nextWord is where the next word at or after a byte stands; start equals end
// when there is none.
func nextWord(folded []byte, at int) (start, end int) {
	start = -1
	for at < len(folded) {
		r, size := rune(folded[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(folded[at:])
		}
		switch in := isWordRune(r); {
		case in && start < 0:
			start = at
		case !in && start >= 0:
			return start, at
		}
		at += size
	}
	if start < 0 {
		return at, at
	}
	return start, at
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// hash is FNV-1a, with a kind so that a word and a part of the same letters
// differ, finished as in MurmurHash3 because FNV's low bits are weak on short
// input.
func hash(kind byte, s []byte) uint64 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(kind)) * 1099511628211
	for _, c := range s {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Key is the number that a word is found by in the vocabulary. Two words of one
// vocabulary never share one (see Table), and an unknown word has a known one's
// by chance once in some 50,000.
func Key(word []byte) uint32 { return uint32(hash('w', word) >> 32) }

const (
	// longestParted is how many bytes of a word are parted.
	longestParted = 26
	// prefixBytes is how long the beginning is that counts as a part.
	prefixBytes = 5
)

// Parts appends the buckets of a word's parts: its runs of 3 to 5 bytes, the
// word marked at both ends, and the beginning of a long one. A number has only
// itself: 1755 and 1756 are no more alike than 1755 and 1910.
func Parts(dst []uint32, word []byte, buckets int) []uint32 {
	if isNumber(word) {
		return append(dst, uint32(hash('n', word)%uint64(buckets)))
	}
	var marked [longestParted + 2]byte
	m := append(marked[:0], '<')
	m = append(m, word[:min(len(word), longestParted)]...)
	m = append(m, '>')
	for size := 3; size <= 5; size++ {
		for i := 0; i+size <= len(m); i++ {
			dst = append(dst, uint32(hash('0'+byte(size), m[i:i+size])%uint64(buckets)))
		}
	}
	if len(word) >= prefixBytes {
		dst = append(dst, uint32(hash('p', word[:prefixBytes])%uint64(buckets)))
	}
	return dst
}

func isNumber(word []byte) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
