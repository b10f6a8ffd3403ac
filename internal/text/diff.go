package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Change says whether a piece of text stands in both of two texts, in the older
// alone, or in the newer alone.
type Change int

const (
	Same Change = iota
	Deleted
	Inserted
)

// Part is a run of text that changed in one way.
type Part struct {
	Change Change
	Text   string
}

// Compare shows how an older text became a newer one, paragraph by paragraph. A
// paragraph of which enough was kept is shown once, with the words that went and
// came; another as one that went and one that came. The parts that are the same
// or deleted make up the older text, those the same or inserted the newer.
//
// However long and different the texts are, it takes a bounded time: what is
// beyond the bound is shown less finely, as whole paragraphs.
func Compare(older, newer string) [][]Part {
	d := differ{steps: maxSteps}
	a, b := paragraphsOf(older), paragraphsOf(newer)
	var out [][]Part
	var gone, come []string // of the run of changes we are in
	flush := func() {
		out = append(out, d.changed(gone, come)...)
		gone, come = nil, nil
	}
	i, j := 0, 0
	for _, c := range d.script(a, b) {
		switch c {
		case Same:
			flush()
			out = append(out, []Part{{Same, b[j]}})
			i, j = i+1, j+1
		case Deleted:
			gone = append(gone, a[i])
			i++
		case Inserted:
			come = append(come, b[j])
			j++
		}
	}
	flush()
	return out
}

func paragraphsOf(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// leastKept is how much of the longer of two paragraphs must stand in both for
// the one to be shown as a change of the other.
const leastKept = 0.3

// changed shows paragraphs that took the place of others, each beside the one in
// its place.
func (d *differ) changed(gone, come []string) [][]Part {
	var out [][]Part
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			out = append(out, []Part{{Inserted, come[i]}})
		case i >= len(come):
			out = append(out, []Part{{Deleted, gone[i]}})
		default:
			parts, kept := d.words(gone[i], come[i])
			if kept < leastKept {
				out = append(out, []Part{{Deleted, gone[i]}}, []Part{{Inserted, come[i]}})
				continue
			}
			out = append(out, parts)
		}
	}
	return out
}

// token is what a paragraph is compared by: a word, a run of spaces, or a sign.
var token = regexp.MustCompile(`[\pL\pM\pN]+|\s+|.`)

// words compares two paragraphs, and says how much of the longer was kept.
func (d *differ) words(older, newer string) (parts []Part, kept float64) {
	if d.steps <= 0 {
		return nil, 0
	}
	a, b := token.FindAllString(older, -1), token.FindAllString(newer, -1)
	same := 0
	i, j := 0, 0
	script := d.script(a, b)
	for k, n := 0, 0; k < len(script); k += n {
		for n = 1; k+n < len(script) && script[k+n] == script[k]; n++ { // a run
		}
		switch script[k] {
		case Same:
			run := strings.Join(b[j:j+n], "")
			same += utf8.RuneCountInString(run)
			parts = append(parts, Part{Same, run})
			i, j = i+n, j+n
		case Deleted:
			parts = append(parts, Part{Deleted, strings.Join(a[i:i+n], "")})
			i += n
		case Inserted:
			parts = append(parts, Part{Inserted, strings.Join(b[j:j+n], "")})
			j += n
		}
	}
	longer := max(utf8.RuneCountInString(older), utf8.RuneCountInString(newer))
	return parts, float64(same) / float64(max(longer, 1))
}

// differ compares sequences as Myers does (An O(ND) difference algorithm, 1986),
// within so many steps in all.
type differ struct{ steps int }

// Bounds on comparing two texts: enough steps for any edit of a book, and as many
// changes in one sequence as take 8 MB to trace. Texts of 4 MB with a word
// changed in each paragraph take three quarters of a second in all.
const (
	maxSteps   = 4_000_000
	maxChanges = 1_000
)

// script is the shortest way from a to b; beyond the bounds, all that lies
// between what they begin and end with alike is deleted and inserted.
func (d *differ) script(a, b []string) []Change {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := repeat(nil, Same, head)
	out = append(out, d.middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return repeat(out, Same, tail)
}

func repeat(out []Change, c Change, n int) []Change {
	for range n {
		out = append(out, c)
	}
	return out
}

// middle compares what begins and ends differently.
func (d *differ) middle(a, b []string) []Change {
	var trace [][]int // how far each diagonal had come, before each round
	bound := min(len(a)+len(b), maxChanges)
	v := make([]int, 2*bound+2) // the furthest x on diagonal k is v[k+bound]
	for changes := 0; changes <= bound; changes++ {
		trace = append(trace, append([]int(nil), v[bound-changes:bound+changes+1]...))
		for k := -changes; k <= changes; k += 2 {
			x := 0
			switch {
			case changes == 0:
			case k == -changes || k != changes && v[k-1+bound] < v[k+1+bound]:
				x = v[k+1+bound]
			default:
				x = v[k-1+bound] + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
				d.steps--
			}
			v[k+bound] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(trace, len(a), len(b))
			}
			d.steps--
		}
		if d.steps <= 0 {
			break
		}
	}
	return repeat(repeat(nil, Deleted, len(a)), Inserted, len(b))
}

// walkBack reads the way off the rounds it took, from its end.
func walkBack(trace [][]int, x, y int) []Change {
	var back []Change
	for changes := len(trace) - 1; changes > 0; changes-- {
		before := trace[changes] // diagonal k is at k+changes
		k := x - y
		at := func(k int) int { return before[k+changes] }
		from := k - 1
		if k == -changes || k != changes && at(k-1) < at(k+1) {
			from = k + 1
		}
		change, after := Deleted, at(from)+1
		if from > k {
			change, after = Inserted, at(from)
		}
		back = append(repeat(back, Same, x-after), change)
		x, y = at(from), at(from)-from
	}
	back = repeat(back, Same, x)
	slices.Reverse(back)
	return back
}
