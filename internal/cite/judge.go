package cite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// statement is a sentence of the answer, or a part of one, as it is compared.
type statement struct {
	lang    string
	text    string
	vector  *[]float32 // nil until asked for
	numbers []string
	names   []name
	musts   []word // that have to stand in the source
	rulers  []ruler
	all     []word
	makers  []name // those of the names that are said to have made something
	copula  bool   // it has a verb like "is"
	passive bool   // it says "was painted by"
	content []word // the other words that are no stop words
	words   []word // musts and content, as they follow each other
	denial  denial
}

// meaning is the statement's vector.
func (st statement) meaning() []float32 {
	if *st.vector == nil {
		*st.vector = vectors.Question(st.text)
	}
	return *st.vector
}

// Thresholds, set on the true and false pairs of judge_test.go: at .60 one more
// false sentence passes and three more true ones, at .70 four more true ones are
// withheld and no false one is caught.
const (
	// leastShare is the share of a statement's words that its source must hold.
	leastShare = 0.65
	// leastAlone is the same where no number or name shows that the source is about
	// the same, and its wording is another.
	leastAlone = 0.75
	// mostStrange is how many words in a row may be missing from the source: a
	// word may be said otherwise, two together are a claim of their own.
	// sameWords is the share of all words, small ones too, from which a statement is
	// its source's own wording.
	sameWords   = 0.8
	mostStrange = 1
	// factWeight is what a number or a name counts for in the share, against 1 for
	// a word.
	factWeight = 0.5
	// partWords is how many words of its own a part of a sentence needs to be
	// judged alone; shorter ones ride with their neighbour.
	partWords = 2
	// mostCuts bounds the places where a sentence is tried to be cut.
	mostCuts = 8
)

// finding is how a statement stands against one sentence of the sources.
type finding struct {
	ok     bool
	reason string
	share  float64 // of the statement's words that the source holds, 0…1
	cited  bool
	on     *evidence
}

// better orders findings: those that hold first, then those the model cited, then
// those that share more; between equals the earlier source stays.
func better(a, b finding) bool {
	rank := func(f finding) int {
		n := 0
		if f.ok {
			n += 2
		}
		if f.cited {
			n++
		}
		return n
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.share, b.share)) > 0
}

// judge finds the sentences of the sources that a sentence rests on: one for the
// whole of it or, failing that, one for each of up to three parts. Failing that,
// what semicolons join is judged as sentences of their own.
func (c *Checker) judge(s string, cited map[int]bool) (rests []*evidence, reason string) {
	rests, reason = c.judgeOne(s, cited)
	joined := strings.SplitAfter(s, "; ")
	if reason == "" || len(joined) == 1 {
		return rests, reason
	}
	for _, one := range joined {
		found, reason := c.judgeOne(one, cited)
		switch {
		case reason != "":
			return nil, reason
		case len(rests) > 0 && found[0].work != rests[0].work:
			return nil, fmt.Sprintf(reasonOtherWork, found[0].hit.Title)
		}
		rests = append(rests, found...)
	}
	slices.SortFunc(rests, func(a, b *evidence) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.start, b.start))
	})
	return slices.Compact(rests), ""
}

func (c *Checker) judgeOne(s string, cited map[int]bool) (rests []*evidence, reason string) {
	s = c.withoutOpening(s)
	whole := c.read(s)
	if reason := c.strangers(whole); reason != "" {
		return nil, reason
	}
	if !whole.says() {
		return nil, reasonEmpty
	}
	best := c.find(whole, cited)
	if best.ok {
		rests = []*evidence{best.on}
	} else if rests = c.findParts(s, cited, whole); rests == nil {
		return nil, best.reason
	}
	if reason := c.displaced(whole, rests); reason != "" {
		return nil, reason
	}
	return rests, ""
}

// withoutOpening is a sentence without a beginning that says nothing: "According to
// the notes, ".
func (c *Checker) withoutOpening(s string) string {
	opening, rest, found := strings.Cut(s, ", ")
	if !found {
		return s
	}
	st := c.read(opening)
	if st.says() || st.denial != (denial{}) {
		return s
	}
	return rest
}

// says reports whether a statement has anything that can be checked.
func (st statement) says() bool {
	return len(st.content)+len(st.musts)+len(st.numbers)+len(st.names) > 0
}

// findParts finds sentences for the parts of a sentence, in the first way to divide
// it that has them.
func (c *Checker) findParts(s string, cited map[int]bool, whole statement) []*evidence {
	found := map[part]*evidence{}
	find := func(p part) *evidence {
		on, known := found[p]
		if !known {
			if st := c.readPart(p); st.standsAlone() {
				if f := c.find(st, cited); f.ok {
					on = f.on
				}
			}
			found[p] = on
		}
		return on
	}
	for _, parts := range partitions(s) {
		if rests := findEach(parts, find, whole); rests != nil {
			return rests
		}
	}
	return nil
}

// findEach finds a sentence for every part, all about one work, or none. That one
// sentence alone carries every part of what it does not carry whole would be chance.
func findEach(parts []part, find func(part) *evidence, whole statement) []*evidence {
	var rests []*evidence
	for _, p := range parts {
		on := find(p)
		if on == nil || len(rests) > 0 && on.work != rests[0].work {
			return nil
		}
		switch {
		case !slices.Contains(rests, on):
			rests = append(rests, on)
		case reversed(whole, on): // each part names one, and the other's deed
			return nil
		}
	}
	if len(rests) == 1 {
		return nil
	}
	return rests
}

// standsAlone reports whether a part of a sentence says enough to be judged by
// itself. A bare name ("in Lisbon") would find a source everywhere.
func (st statement) standsAlone() bool {
	n := len(st.content) + len(st.musts) + len(st.numbers) + count(st.copula)
	if n == 0 || len(st.numbers) > 0 && len(st.content)+len(st.musts)+len(st.makers) == 0 {
		return false // "made in 1916" would find a source wherever 1916 stands
	}
	for _, run := range st.names {
		n += len(run.words)
	}
	return n >= partWords
}

// find holds a statement against every sentence of the sources.
func (c *Checker) find(st statement, cited map[int]bool) finding {
	best := finding{reason: reasonUnsaid}
	for _, e := range c.evidence {
		f := c.hold(st, e)
		f.cited, f.on = cited[e.source], e
		if best.on == nil || better(f, best) {
			best = f
		}
	}
	return best
}

// hold compares a statement with one sentence of the sources.
func (c *Checker) hold(st statement, e *evidence) finding {
	var f finding
	if st.lang != e.hit.Lang {
		f.reason, f.share = c.holdAcross(st, e)
	} else {
		o := c.overlapOf(st, e)
		f.reason, f.share = c.barred(st, e), o.share()
		if f.reason == "" && !o.enough() {
			f.reason = reasonUnsaid
		}
	}
	f.ok = f.reason == ""
	return f
}

// barred says why a sentence of the sources cannot carry a statement, however
// many words they share; "" when it may.
func (c *Checker) barred(st statement, e *evidence) string {
	foreign := st.lang != e.hit.Lang
	for _, n := range st.numbers {
		if !e.hasNumber(n) {
			return fmt.Sprintf(reasonNumber, n)
		}
	}
	for _, run := range st.names {
		if missing := c.unsaid(run, st, e); missing != "" {
			return fmt.Sprintf(reasonName, missing)
		}
	}
	for _, w := range st.musts {
		means := mustMean(st.lang, w)
		if !foreign && !e.has(w, means) && !e.title.has(w, means) {
			return fmt.Sprintf(reasonWord, w.written)
		}
	}
	if who := miscredits(st, e); who != "" {
		return fmt.Sprintf(reasonMaker, who)
	}
	switch {
	case reversed(st, e):
		return reasonReversed
	case crossed(st, e):
		return reasonCrossed
	case !c.deniesAlike(st, e):
		return reasonDenied
	case foreign && c.speaks[e.work][st.lang]:
		return reasonOtherNote
	case !c.topical(e):
		return fmt.Sprintf(reasonOtherWork, e.hit.Title)
	}
	return ""
}
