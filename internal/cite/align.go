package cite

import (
	"fmt"
	"slices"

	"cicerone/internal/text"
)

// alignment lays a statement and a source's sentence of another language beside
// each other, word by word. Counterparts are the same word, one that the lexicon
// or words.txt gives for it, or one whose vector lies near.
type alignment struct {
	said, held int     // words of the statement; those with a counterpart
	facts      int     // numbers and names; the source has them all
	near       float64 // cosine of the two sentences
	strange    int     // the longest run of lost words
	clash      string  // a lost word that the source contradicts; "" for none
	must       string  // a lost word of the must-stand lists; "" for none

	// Words without a counterpart: of the statement lost, of the source spare; in
	// all, before the first counterpart and behind the last.
	lost, lostBefore, lostBehind    int
	spare, spareBefore, spareBehind int
}

const (
	// leastBoth is the least sum of the share of a statement's words that have a
	// counterpart and the cosine of the two sentences. It is set on the development
	// half of the demonstration; docs/eval/grounding.md has the curve.
	leastBoth = 0.9
	// leastSentence is the least cosine of two sentences that say the same.
	leastSentence = 0.3
	// leastWhole is the same where every word has a counterpart: a short sentence that
	// says a part of a long one.
	leastWhole = 0.2
	// leastEnd is the least cosine of a clause without any counterpart, that begins or
	// ends a statement, and the source. On the development half most claims that were
	// added are at .11 and below, the few true clauses at -.08 to .18; what a visitor
	// must not read weighs more.
	leastEnd = 0.2
	// mostLost is how many words in a row may be lost.
	mostLost = 4
	// mostAdded is how many more words may be lost than are spare.
	mostAdded = 2
	// mostAddedAtAnEnd is the same before the first counterpart and behind the last,
	// where claims are added.
	mostAddedAtAnEnd = 1
	// alikeSentence is the cosine from which on one shared word is enough.
	alikeSentence = 0.5
)

// holdAcross compares a statement with a sentence of another language. Without a
// reason it holds.
func (c *Checker) holdAcross(st statement, e *evidence) (reason string, share float64) {
	if reason := c.barred(st, e); reason != "" {
		return reason, 0
	}
	a := c.align(st, e)
	switch {
	case a.clash != "":
		return fmt.Sprintf(reasonWord, a.clash), a.share()
	case a.must != "":
		return fmt.Sprintf(reasonWord, a.must), a.share()
	case !a.enough() || c.addsAnEnd(st, e):
		return reasonUnsaid, a.share()
	}
	return "", a.share()
}

// addsAnEnd reports whether the first or the last clause of a statement has nothing
// of the source: two words or more without any counterpart, and a meaning far from
// the source's.
func (c *Checker) addsAnEnd(st statement, e *evidence) bool {
	clauses := cuts.Split(st.text, -1)
	if len(clauses) == 1 {
		return false
	}
	return c.isStrange(part{clauses[0], true}, e) || c.isStrange(part{clauses[len(clauses)-1], false}, e)
}

func (c *Checker) isStrange(p part, e *evidence) bool {
	st := c.readPart(p)
	a := c.align(st, e)
	return a.said >= 2 && a.held == 0 && len(st.numbers)+len(st.names) == 0 && a.near < leastEnd
}

// share is overlap.share of what has counterparts.
func (a alignment) share() float64 {
	return overlap{said: a.said, held: a.held, facts: a.facts}.share()
}

// enough reports whether the source carries the statement.
func (a alignment) enough() bool {
	return a.meets() && a.fits() && a.strange <= mostLost && a.share()+a.near >= leastBoth
}

// meets reports whether the two share enough to be about the same.
func (a alignment) meets() bool {
	if a.held == 0 && a.facts <= a.said {
		return false
	}
	if a.near < leastSentence && (a.near < leastWhole || a.lost > 0 || a.held < 2) {
		return false
	}
	return a.held+a.facts > 1 || a.near >= alikeSentence
}

// fits reports whether the lost words have a place in the source: spare words that
// they may stand for. A claim that is added to a true sentence has none.
func (a alignment) fits() bool {
	return a.lost <= a.spare+mostAdded &&
		(a.lostBefore < 2 || a.lostBefore <= a.spareBefore+mostAddedAtAnEnd) &&
		(a.lostBehind < 2 || a.lostBehind <= a.spareBehind+mostAddedAtAnEnd)
}

// align finds the counterparts of a statement's words.
func (c *Checker) align(st statement, e *evidence) alignment {
	a := alignment{near: dot(st.meaning(), e.meaning()), facts: st.factsBeside(e)}
	taken := make([]bool, len(e.content))
	first, last := e.span(st)
	var lost []word
	run, begun := 0, false
	for _, w := range st.words {
		if w.folded == "" || c.isTitle(w, st.lang, e) {
			run, begun = 0, true
			continue
		}
		a.said++
		at := c.counterpart(w, st.lang, e, taken)
		if at >= 0 {
			taken[at] = true
			first, last = min(first, e.content[at].start), max(last, e.content[at].start)
		}
		if at >= 0 || c.impliedBy(w, st.lang, e) {
			a.held++
			run, begun = 0, true
			continue
		}
		lost = append(lost, w)
		run++
		a.strange = max(a.strange, run)
		a.lostBefore += count(!begun)
	}
	a.lost = len(lost)
	if begun {
		a.lostBehind = run
	}
	var spare []meaning
	for i, w := range e.content {
		if !taken[i] {
			a.spare++
			a.spareBefore += count(w.start < first)
			a.spareBehind += count(w.start > last)
			spare = append(spare, words.in("must", e.hit.Lang).of(w.folded)...)
		}
	}
	a.clash, a.must = clash(lost, st.lang, spare)
	return a
}

// isTitle reports whether a word speaks of the work by its title, or by the kind of
// thing it is; a word of the must-stand lists never does.
func (c *Checker) isTitle(w word, lang string, e *evidence) bool {
	means := namesIn(lang, w)
	return !w.must && (e.title.says(w, means) || c.stands(w, lang, e, e.title) || e.called.says(w, means) || c.stands(w, lang, e, e.called))
}

// impliedBy reports whether a word that has no counterpart of its own stands in the
// source all the same: in its title, among its names, or as a word for its maker.
func (c *Checker) impliedBy(w word, lang string, e *evidence) bool {
	means := namesIn(lang, w)
	return c.stands(w, lang, e, e.vocabulary) || e.ofMaker && meansMaker(means) || w.must && e.title.has(w, means)
}

// counterpart returns which word of the source stands for w, one that is not taken
// where there is a choice; -1 for none.
func (c *Checker) counterpart(w word, lang string, e *evidence, taken []bool) int {
	at := -1
	for i, v := range e.content {
		if (at < 0 || taken[at] && !taken[i]) && c.translates(w, lang, v, e.hit.Lang) {
			at = i
		}
	}
	return at
}

// translates reports whether v, of language to, may stand for w.
func (c *Checker) translates(w word, lang string, v word, to string) bool {
	if singular(w.folded) == singular(v.folded) || len(w.folded) >= longName && !text.IsStop(w.folded) && w.term == v.term {
		return true
	}
	theirs := namesIn(to, v)
	if slices.ContainsFunc(namesIn(lang, w), func(m meaning) bool { return slices.Contains(theirs, m) }) {
		return true
	}
	return slices.Contains(c.otherWords(w, lang, to), v.term) || slices.Contains(c.near(w, to), singular(v.folded)) ||
		!w.must && len(mustMean(to, v)) == 0 && slices.Contains(c.otherWords(v, to, lang), w.term)
}

// factsBeside is how many numbers and names a statement has that the title of the
// source has not.
func (st statement) factsBeside(e *evidence) int {
	n := 0
	for _, number := range st.numbers {
		n += count(!hasNumber(e.title.numbers, number))
	}
	for _, run := range st.names {
		n += count(!e.title.hasName(run, st.lang) && (len(run.words) > 1 || !anyMuseum[run.words[0].folded]))
	}
	return n
}

// span is where the first and the last of a statement's numbers and names stand in
// a source's sentence, as byte offsets; its end and -1 where there are none.
func (e *evidence) span(st statement) (first, last int) {
	first, last = len(e.text), -1
	for _, n := range st.numbers {
		if at, ok := e.numbers[n]; ok {
			first, last = min(first, at), max(last, at)
		}
	}
	for _, run := range st.names {
		if i := e.find(run, st.lang); i >= 0 {
			first, last = min(first, e.words[i].start), max(last, e.words[i].start)
		}
	}
	return first, last
}

// clash returns a lost word that the source contradicts: one of the must-stand
// lists where another of its kind is spare, a month or a name. must is one of the
// must-stand lists that is lost, whether contradicted or not.
func clash(lost []word, lang string, spare []meaning) (contradicted, must string) {
	for _, w := range lost {
		if w.capital() && len(words.in("names", lang).of(w.folded)) > 0 {
			contradicted = w.written
		}
		for _, m := range mustMean(lang, w) {
			must = w.written
			if isMonth(m) || slices.ContainsFunc(spare, func(s meaning) bool { return words.kind[s] == words.kind[m] }) {
				contradicted = w.written
			}
		}
	}
	return contradicted, must
}
