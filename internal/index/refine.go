package index

import "cicerone/internal/rank"

// termGroup is a group that a term of a segment belongs to.
type termGroup struct {
	group int
	lang  string
	worth float64
}

// The stretch of a passage that holds most of a question, in terms: about two
// sentences, looked for every ten terms (RETRIEVAL measured both).
const (
	windowTerms  = 20
	windowStride = 10
)

// refine is a passage's score by all that its words say: BM25, the very words,
// the question's pairs of words side by side, and the best stretch.
func (s *Scores) refine(k, i int) float64 {
	seg := s.view.index.segments[k]
	terms := s.termGroups(k)
	at := s.mark(seg, i, terms)
	return float64(s.sums[k][i]) + tuned.word*s.verbatim(seg, i, at) + tuned.pairs*s.adjacent(seg, i, at) + tuned.window*s.stretch(seg, i, at)
}

// segmentTerms are a segment's terms that belong to the question.
type segmentTerms struct {
	groups map[uint32][]termGroup // by the term's number
	maybe  [16]uint64             // a bit for each of their numbers, modulo 1,024: most other terms are told by it at once
}

// of is the groups of a term.
func (t *segmentTerms) of(number uint32) []termGroup {
	if t.maybe[number/64%16]>>(number%64)&1 == 0 {
		return nil
	}
	return t.groups[number]
}

// termGroups are the groups by a segment's term numbers.
func (s *Scores) termGroups(k int) *segmentTerms {
	if s.terms == nil {
		s.terms = make([]*segmentTerms, len(s.sums))
	}
	if s.terms[k] == nil {
		terms := &segmentTerms{groups: map[uint32][]termGroup{}}
		for g := range s.groups {
			for _, m := range s.groups[g].members {
				if t, known := s.view.index.segments[k].numbers[m.sense.Term]; known {
					terms.groups[t] = append(terms.groups[t], termGroup{g, m.sense.Lang, s.groups[g].score(m)})
					terms.maybe[t/64%16] |= 1 << (t % 64)
				}
			}
		}
		s.terms[k] = terms
	}
	return s.terms[k]
}

// marked is a term of a passage that belongs to a group of the question.
type marked struct {
	at    int // from the passage's first term
	group int
	worth float64
	word  uint32
}

// mark lists the terms of a passage that belong to the question, in order, until
// it is called again.
func (s *Scores) mark(seg *segment, i int, terms *segmentTerms) []marked {
	out := s.marks[:0]
	begin, end := seg.begins[i], seg.begins[i+1]
	for at := begin; at < end; at++ {
		for _, g := range terms.of(seg.sequence[at]) {
			if g.lang == "" || g.lang == seg.languages[seg.langs[i]] {
				out = append(out, marked{int(at - begin), g.group, g.worth, seg.words[at]})
			}
		}
	}
	s.marks = out
	return out
}

// verbatim adds up the words that stand as the visitor wrote them, ending and all.
func (s *Scores) verbatim(_ *segment, _ int, at []marked) float64 {
	sum := 0.0
	for g := range s.groups {
		for _, m := range at {
			if m.group == g && m.word == s.groups[g].hash {
				sum += s.groups[g].idf
				break
			}
		}
	}
	return sum
}

// adjacent is the BM25 of the pairs of neighbouring words of the question that
// are neighbours in the passage too, in either order: other languages turn them.
func (s *Scores) adjacent(seg *segment, i int, at []marked) float64 {
	sum := 0.0
	base, slope := rank.LengthNorm(s.view.average)
	for g := range len(s.groups) - 1 {
		times, worth := 0.0, 0.0
		for n, a := range at {
			for _, b := range at[n+1:] {
				if b.at > a.at+1 {
					break
				}
				if b.at == a.at+1 && (a.group == g && b.group == g+1 || a.group == g+1 && b.group == g) {
					times++
					worth = max(worth, a.worth+b.worth)
				}
			}
		}
		if times > 0 {
			sum += worth * times * rank.K1Plus1 / (times + float64(base) + float64(slope)*float64(seg.lengths[i]))
		}
	}
	return sum
}

// stretch is the best window's score: each group once and a little more for
// each repetition, whatever the passage's length. Heading and label count as
// part of every window, since they say what each sentence is about.
func (s *Scores) stretch(seg *segment, i int, at []marked) float64 {
	body := int(seg.lengths[i]) - int(seg.labels[i])
	best := 0.0
	if s.worth == nil {
		s.worth, s.times = make([]float64, len(s.groups)), make([]float64, len(s.groups))
	}
	worth, times := s.worth, s.times
	for start := 0; start == 0 || start+windowStride < body; start += windowStride {
		clear(worth)
		clear(times)
		for _, m := range at {
			if m.at >= start && m.at < start+windowTerms || m.at >= body {
				worth[m.group] = max(worth[m.group], m.worth)
				times[m.group]++
			}
		}
		sum := 0.0
		for g := range worth {
			sum += worth[g] * times[g] * rank.K1Plus1 / (times[g] + rank.K1)
		}
		best = max(best, sum)
	}
	return best
}
