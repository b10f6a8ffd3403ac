package cite

import (
	"fmt"
	"slices"
	"strings"

	"cicerone/internal/text"
)

// reversed reports whether a statement names two that its source names in the
// other order, with the verb in the same voice: "A painted B" for "B painted A".
// "B was painted by A" is the same again. Rulers have to keep their numbers.
func reversed(st statement, e *evidence) bool {
	if swappedNumbers(st, e) || swappedYears(st, e) {
		return true
	}
	for i, later := range st.names {
		if slices.ContainsFunc(st.names[:i], later.same) {
			continue // its first place tells
		}
		at := e.find(later, st.lang)
		for _, earlier := range st.names[:i] {
			if at >= 0 && at < e.find(earlier, st.lang) && st.passive == e.voice && !e.workAndMaker(earlier, later, st.lang) {
				return true
			}
		}
	}
	return false
}

// same reports whether two names are one.
func (n name) same(other name) bool {
	return slices.EqualFunc(n.words, other.words, func(a, b word) bool { return a.folded == b.folded })
}

// workAndMaker reports whether one of two names is the work's and the other its
// maker's: "a painting by Malhoa" and "Malhoa painted" say the same, and who made
// a work is looked at apart.
func (e *evidence) workAndMaker(a, b name, lang string) bool {
	return e.title.hasName(a, lang) && e.label.hasName(b, lang) || e.title.hasName(b, lang) && e.label.hasName(a, lang)
}

// find returns the place of a name among the words of a sentence: that of its
// first word that stands there once. It is -1 when a word of it is missing, or
// none stands there once.
func (e *evidence) find(run name, lang string) int {
	at := -1
	for _, w := range run.words {
		first, n := -1, 0
		for i, v := range e.words {
			if singular(v.folded) == singular(w.folded) || meansSame(w, lang, v, e.hit.Lang) || spelledAlike(w, lang, v, e.hit.Lang) {
				n++
				if first < 0 {
					first = i
				}
			}
		}
		if n == 0 {
			return -1
		}
		if n == 1 && at < 0 {
			at = first
		}
	}
	return at
}

// spelledAlike reports whether two long names of two languages begin alike:
// "Calvary", "Calvário".
func spelledAlike(a word, langA string, b word, langB string) bool {
	return langA != langB && a.capital() && b.capital() && len(a.folded) >= longName && a.term != "" && a.term == b.term
}

func meansSame(a word, langA string, b word, langB string) bool {
	if langA == langB || !a.capital() || !b.capital() {
		return false
	}
	theirs := namesIn(langB, b)
	return slices.ContainsFunc(namesIn(langA, a), func(m meaning) bool { return slices.Contains(theirs, m) })
}

// swappedYears reports whether two years stand in the other order in a source of
// another language, where words cannot tell which year is whose.
func swappedYears(st statement, e *evidence) bool {
	if st.lang == e.hit.Lang {
		return false
	}
	last := -1
	for _, w := range st.all {
		if !w.number() || len(w.written) != 4 {
			continue
		}
		if at, found := e.numbers[oneForm(w.written)]; found {
			if at < last {
				return true
			}
			last = at
		}
	}
	return false
}

// swappedNumbers reports whether a ruler has the number of another: "Clement V"
// where the source has Clement XI.
func swappedNumbers(st statement, e *evidence) bool {
	for _, r := range st.rulers {
		for _, other := range rulersIn(e.words) {
			if (r.name.folded == other.name.folded || meansSame(r.name, st.lang, other.name, e.hit.Lang)) && r.number != other.number {
				return !slices.ContainsFunc(rulersIn(e.words), func(o ruler) bool {
					return o.number == r.number && (r.name.folded == o.name.folded || meansSame(r.name, st.lang, o.name, e.hit.Lang))
				})
			}
		}
	}
	return false
}

// ruler is a name with its number: João V.
type ruler struct {
	name   word
	number int
}

func rulersIn(ws []word) []ruler {
	var out []ruler
	for i, w := range ws {
		if n := roman(w.written); n > 0 && i > 0 && ws[i-1].capital() {
			out = append(out, ruler{ws[i-1], n})
		}
	}
	return out
}

// participles are the endings of what something is when it is done to it, by
// language, folded.
var participles = map[string][]string{
	"pt": strings.Fields("ado ada ados adas ido ida idos idas to ta tos tas"), "es": strings.Fields("ado ada ados adas ido ida idos idas to ta tos tas cho cha"),
	"en": strings.Fields("ed en wn de lt ung ght aid"), "fr": strings.Fields("e ee es ees i ie is ies u ue us ues t te ts tes"),
	"it": strings.Fields("to ta ti te so sa si se"), "de": strings.Fields("t en"),
}

// isPassive reports whether something is said to be done by somebody: a participle
// stands before "by".
func isPassive(ws []word, lang string) bool {
	for i, w := range ws {
		if madeBy[w.folded] && slices.ContainsFunc(ws[:i], func(v word) bool {
			return slices.ContainsFunc(participles[lang], func(ending string) bool { return strings.HasSuffix(v.folded, ending) && !text.IsStop(v.folded) })
		}) {
			return true
		}
	}
	return false
}

// contextReach is how many words beside a number or a name tell what it is said
// of: up to the first that is no stop word, else that many.
const contextReach = 3

// displaced says that a number or a name of a statement stands, in the same words,
// where the sources of its work have another: "in 1925" of "dissolved in 1925"
// where they say "dissolved in 1834". It is "" when they don't.
func (c *Checker) displaced(st statement, rests []*evidence) string {
	rests = slices.DeleteFunc(slices.Clone(rests), func(e *evidence) bool { return e.hit.Lang != st.lang })
	for i, w := range st.all {
		if w.number() && c.takesPlace(st.all, i, i, rests, sameNumber) {
			return fmt.Sprintf(reasonNumber, w.written)
		}
	}
	at := map[int]int{}
	for i, w := range st.all {
		at[w.start] = i
	}
	for _, run := range st.names {
		first, last := at[run.words[0].start], at[run.words[len(run.words)-1].start]
		if c.takesPlace(st.all, first, last, rests, sameName) {
			return fmt.Sprintf(reasonName, run.words[0].written)
		}
	}
	return ""
}

// comparison compares what a statement has in a place, words, with what a source
// has there, the words from place at on in direction step. about is false where
// the source has nothing of the kind there.
type comparison func(words []word, source []word, at, step int) (about, same bool)

func sameNumber(words []word, source []word, at, _ int) (about, same bool) {
	w, v := words[0], source[at]
	if !v.number() || len(w.written) != len(v.written) {
		return false, false
	}
	return true, w.written == v.written
}

func sameName(words []word, source []word, at, step int) (about, same bool) {
	for ; at >= 0 && at < len(source); at += step {
		v := source[at]
		switch {
		case about && step > 0 && v.opens:
			return about, same
		case v.capital():
			about = true
			same = same || slices.ContainsFunc(words, func(w word) bool { return singular(w.folded) == singular(v.folded) })
		case !particles[v.folded] || !about:
			return about, same
		}
	}
	return about, same
}

// takesPlace reports whether the words before ws[first:last+1], or those behind,
// stand in the sources of the same work beside another number or name, and nowhere
// beside this one.
func (c *Checker) takesPlace(ws []word, first, last int, rests []*evidence, compare comparison) bool {
	for _, side := range [][]word{before(ws[:first]), behind(ws[last+1:])} {
		about, same := false, false
		for _, e := range c.evidence {
			if len(side) == 0 || !slices.ContainsFunc(rests, func(r *evidence) bool { return r.work == e.work && r.hit.Lang == e.hit.Lang }) {
				continue
			}
			for at := 0; at+len(side) <= len(e.words); at++ {
				if !slices.EqualFunc(side, e.words[at:at+len(side)], func(a, b word) bool { return a.folded == b.folded }) {
					continue
				}
				next, step := at+len(side), 1
				if side[0].start > ws[first].start {
					next, step = at-1, -1
				}
				if next >= 0 && next < len(e.words) {
					a, s := compare(ws[first:last+1], e.words, next, step)
					about, same = about || a, same || a && s
				}
			}
		}
		if about && !same {
			return true
		}
	}
	return false
}

// before are the words in front of a place that tell what it is said of; nil where
// there are too few.
func before(ws []word) []word {
	for n := 1; n <= min(contextReach, len(ws)); n++ {
		if n == contextReach || tells(ws[len(ws)-n]) {
			return ws[len(ws)-n:]
		}
	}
	return nil
}

// behind is the same on the other side.
func behind(ws []word) []word {
	for n := 1; n <= min(contextReach, len(ws)); n++ {
		if n == contextReach || tells(ws[n-1]) {
			return ws[:n]
		}
	}
	return nil
}

// tells reports whether a word says what stands beside it.
func tells(w word) bool { return !text.IsStop(w.folded) && !w.number() }
