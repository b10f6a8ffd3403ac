package cite

import (
	"slices"
)

// reversed reports whether a statement names two that its source names in the
// other order, with the verb in the same voice: "A painted B" for "B painted A".
// "B was painted by A" is the same again. Rulers have to keep their numbers.
func reversed(st statement, e *evidence) bool {
	if swappedNumbers(st, e) {
		return true
	}
	for i, later := range st.names {
		at := e.find(later, st.lang)
		for _, earlier := range st.names[:i] {
			if at >= 0 && at < e.find(earlier, st.lang) && st.passive == e.voice && !e.workAndMaker(earlier, later, st.lang) {
				return true
			}
		}
	}
	return false
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
			if singular(v.folded) == singular(w.folded) || meansSame(w, lang, v, e.hit.Lang) {
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

func meansSame(a word, langA string, b word, langB string) bool {
	if langA == langB || !a.capital() || !b.capital() {
		return false
	}
	theirs := namesIn(langB, b)
	return slices.ContainsFunc(namesIn(langA, a), func(m meaning) bool { return slices.Contains(theirs, m) })
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

// isPassive reports whether something is said to be done by somebody.
func isPassive(ws []word) bool {
	return slices.ContainsFunc(ws, func(w word) bool { return madeBy[w.folded] })
}
