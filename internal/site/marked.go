package site

import (
	"strings"
	"unicode/utf8"
)

// paragraph is a stretch of a note between blank lines, cut where the cited
// sentence begins and ends.
type paragraph []segment

// segment is text that is, or is not, part of the cited sentence.
type segment struct {
	Text   string
	Marked bool
	First  bool // the first marked one of the note: where the page scrolls to
}

// paragraphs cuts text at its blank lines and marks the runes from ≤ i < to.
// Offsets outside the text, or the wrong way round, mark what there is of them,
// which may be nothing.
func paragraphs(text string, from, to int) []paragraph {
	var out []paragraph
	first := true
	offset := 0 // in runes, where block begins
	for block := range strings.SplitAfterSeq(text, "\n\n") {
		runes := []rune(block)
		// The mark, counted from the beginning of this block.
		start := min(max(from-offset, 0), len(runes))
		end := min(max(to-offset, start), len(runes))
		offset += utf8.RuneCountInString(block)

		var p paragraph
		for _, s := range []segment{
			{Text: string(runes[:start])},
			{Text: string(runes[start:end]), Marked: true},
			{Text: string(runes[end:])},
		} {
			if strings.TrimSpace(s.Text) == "" {
				continue
			}
			if s.Marked {
				s.First, first = first, false
			}
			p = append(p, s)
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}
