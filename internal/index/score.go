package index

import (
	"cmp"
	"slices"
	"sync"

	"cicerone/internal/guide"
	"cicerone/internal/rank"
)

// Scores are what the passages in view are worth for a question, by its words.
// Close gives back what they are kept in.
type Scores struct {
	Words  map[string]guide.Word // of the question, by term
	MaxIDF float64               // rarity of a word that no passage holds

	view   *view
	groups []group
	sums   [][]float32 // by segment and passage: BM25
	terms  []*segmentTerms
	whole  map[int64]float64 // scores of the passages that Top has looked at closely

	// Kept from one passage to the next.
	marks        []marked
	worth, times []float64 // by group
}

// Hit is a passage with its score.
type Hit struct {
	Passage int64
	Score   float64
}

// Score scores every passage for a question. Equal questions of equal indexes
// have equal scores, however the indexes came about.
func (x *Index) Score(q Query) *Scores {
	v := x.view(q)
	s := &Scores{view: v, groups: x.groups(q, v), Words: map[string]guide.Word{}, MaxIDF: rank.IDF(v.passages, 0)}
	for i := range s.groups {
		s.Words[s.groups[i].term] = s.groups[i].word
	}
	for _, seg := range x.segments {
		s.sums = append(s.sums, s.sum(seg))
	}
	return s
}

// buffers are kept from one question to the next: a million passages' scores are
// four megabytes.
var (
	buffers = sync.Pool{New: func() any { return new([]float32) }}
	lists   = sync.Pool{New: func() any { return new([]uint32) }}
)

func buffer(n int) []float32 {
	b := *buffers.Get().(*[]float32)
	if cap(b) < n {
		return make([]float32, n)
	}
	b = b[:n]
	clear(b)
	return b
}

// Close ends the use of s.
func (s *Scores) Close() {
	for i := range s.sums {
		buffers.Put(&s.sums[i])
	}
	s.sums = nil
}

// sum is the BM25 of a segment's passages: for each group the best of its
// members, over all groups the sum.
func (s *Scores) sum(seg *segment) []float32 {
	sums, best := buffer(len(seg.ids)), buffer(len(seg.ids))
	defer buffers.Put(&best)
	base, slope := rank.LengthNorm(s.view.average)
	list := lists.Get().(*[]uint32)
	defer lists.Put(list)
	for i := range s.groups {
		touched := (*list)[:0]
		for _, m := range s.groups[i].members {
			t, known := seg.numbers[m.sense.Term]
			if !known {
				continue
			}
			lang, only := slices.Index(seg.languages, m.sense.Lang), m.sense.Lang != ""
			worth := float32(s.groups[i].score(m))
			for at := seg.starts[t]; at < seg.starts[t+1]; at++ {
				p := seg.holders[at]
				if only && int(seg.langs[p]) != lang {
					continue
				}
				tf := float32(seg.times[at])
				w := worth * tf * rank.K1Plus1 / (tf + base + slope*float32(seg.lengths[p]))
				if best[p] == 0 {
					touched = append(touched, p)
				}
				best[p] = max(best[p], w)
			}
		}
		for _, p := range touched {
			sums[p] += best[p]
			best[p] = 0
		}
		*list = touched
	}
	return sums
}

// refined is how many times as many passages as are asked for are looked at more
// closely: by their pairs of words, and by where the words stand.
const refined = 4

// Top lists the best n passages, best first, ties by passage id.
func (s *Scores) Top(n int) []Hit {
	type place struct {
		segment, i int
		sum        float32
		id         int64
	}
	better := func(a, b place) int { return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.id, b.id)) }
	var found []place
	floor := float32(0)
	for k, seg := range s.view.index.segments {
		hidden := s.view.hidden[k]
		for i, sum := range s.sums[k] {
			if sum <= floor || hidden != nil && bit(hidden, i) == 1 {
				continue
			}
			found = append(found, place{k, i, sum, seg.ids[i]})
			if len(found) == 2*refined*n {
				slices.SortFunc(found, better)
				found = found[:refined*n]
				// What equals the worst of these may yet come before it by its id.
				floor = max(0, found[len(found)-1].sum-1e-6)
			}
		}
	}
	slices.SortFunc(found, better)
	found = found[:min(refined*n, len(found))]
	var hits []Hit
	s.whole = make(map[int64]float64, len(found))
	for _, p := range found {
		s.whole[p.id] = s.refine(p.segment, p.i)
		hits = append(hits, Hit{p.id, s.whole[p.id]})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Passage, b.Passage))
	})
	return hits[:min(n, len(hits))]
}

// Of is the score of one passage, 0 when it is not in view.
func (s *Scores) Of(passage int64) float64 {
	if score, known := s.whole[passage]; known {
		return score
	}
	for k, seg := range s.view.index.segments {
		i, found := seg.find(passage)
		if found && (s.view.hidden[k] == nil || bit(s.view.hidden[k], i) == 0) {
			return s.refine(k, i)
		}
	}
	return 0
}
