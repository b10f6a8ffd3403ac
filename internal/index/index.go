package index

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// Passage is a live passage as an index takes it in.
type Passage struct {
	ID       int64
	Document int64
	Lang     string
	Staff    bool      // only the museum's own people are answered from it
	Embargo  time.Time // nobody is answered from it before; zero: none
	Text     string
	Heading  string
	Label    string // what is known of the work beside the text: title, maker, inventory number
}

// Index holds the passages of one museum. The zero value holds none.
type Index struct {
	segments []*segment // each at least twice as large as the next
	passages int        // live
	terms    int        // of those, in all
	langs    []string   // they are written in, sorted
}

// Len is how many passages there are.
func (x *Index) Len() int { return x.passages }

// Langs are the languages that the passages are written in, sorted.
func (x *Index) Langs() []string { return x.langs }

// With is x after documents have changed: all their passages are taken out, and
// those of now put in. Passages must come in the order of their ids.
func (x *Index) With(documents []int64, now iter.Seq2[Passage, error]) (*Index, error) {
	built := newBuilder()
	for p, err := range now {
		if err != nil {
			return nil, err
		}
		built.add(p)
	}
	gone := make(map[int64]bool, len(documents))
	for _, d := range documents {
		gone[d] = true
	}
	next := &Index{}
	for _, s := range x.segments {
		if s = s.without(gone); s.live > 0 {
			next.segments = append(next.segments, s)
		}
	}
	if s := built.done(); s.live > 0 {
		next.segments = append(next.segments, s)
	}
	next.settle()
	next.count()
	return next, nil
}

// settle merges segments until each is at least twice as large as the next and
// none is mostly dead, so that there are few of them however often notes change,
// and each passage is moved only as often as the collection doubles.
func (x *Index) settle() {
	for i, s := range x.segments {
		if s.live < len(s.ids)/2 {
			x.segments[i] = merge(s)
		}
	}
	for {
		slices.SortStableFunc(x.segments, func(a, b *segment) int { return cmp.Compare(b.live, a.live) })
		i := len(x.segments) - 1
		for i > 0 && x.segments[i-1].live >= 2*x.segments[i].live {
			i--
		}
		if i <= 0 {
			return
		}
		merged := merge(x.segments[i-1], x.segments[i])
		x.segments = append(append(x.segments[:i-1:i-1], merged), x.segments[i+1:]...)
	}
}

func (x *Index) count() {
	langs := map[string]bool{}
	for _, s := range x.segments {
		x.passages += s.live
		for i := range s.ids {
			if !s.isDead(i) {
				x.terms += int(s.lengths[i])
				langs[s.languages[s.langs[i]]] = true
			}
		}
	}
	x.langs = slices.Sorted(maps.Keys(langs))
}
