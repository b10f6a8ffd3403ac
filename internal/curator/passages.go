package curator

import (
	"strings"

	"cicerone/internal/guide"
)

// block is a stretch of a revision's text that is one passage, or what stands
// between two: headings, which are found but never quoted.
type block struct {
	Number     int // of the passage, from 1; 0: between passages
	Paragraphs []string
}

// cut lays a text out in its passages. Together the blocks hold every character
// that is not space, once, in order, wherever the passages claim to stand.
func cut(text string, passages []guide.Passage) []block {
	runes := []rune(text)
	var out []block
	add := func(number, from, to int) {
		if p := paragraphs(string(runes[from:to])); p != nil {
			out = append(out, block{number, p})
		}
	}
	at := 0
	for _, p := range passages {
		start := min(max(p.Start, at), len(runes))
		end := min(max(p.End, start), len(runes))
		add(0, at, start)
		add(p.Ordinal+1, start, end)
		at = end
	}
	add(0, at, len(runes))
	return out
}

// paragraphs are the stretches between blank lines that are not all space.
func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
