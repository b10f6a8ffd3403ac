package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cicerone/internal/text"
)

// read takes a sentence of the answer, or a part of one, apart.
func (c *Checker) read(s string) statement {
	lang := c.languageOf(s)
	ws := split(s)
	st := statement{lang: lang, text: s, vector: new([]float32), all: ws, denial: denialIn(ws, lang)}
	for n := range numbersOf(s, lang, ws) {
		st.numbers = append(st.numbers, n)
	}
	slices.Sort(st.numbers)
	st.names = namesOf(lang, ws, func(w word) bool { return c.ordinary(w, lang) })
	st.makers = makersIn(ws, st.names)
	st.rulers = rulersIn(ws)
	st.passive = isPassive(ws)
	st.copula = slices.ContainsFunc(ws, func(w word) bool { return copulas[w.folded] })
	named := map[int]bool{}
	for _, run := range st.names {
		for _, w := range run.words {
			named[w.start] = true
		}
	}
	for _, w := range ws {
		switch {
		case w.number() || named[w.start] || romanOrdinal(w.written) > 0:
			st.words = append(st.words, word{}) // the words on its two sides are no run
		case len(words.in("must", lang).of(w.folded)) > 0:
			w.must = true
			st.musts = append(st.musts, w)
			st.words = append(st.words, w)
		case centuryAfter[w.folded] || centuryBefore[w.folded]:
		case !text.IsStop(w.folded) && !generic[w.folded] && !isNumberWord(lang, w.folded):
			st.content = append(st.content, w)
			st.words = append(st.words, w)
		}
	}
	return st
}

func (c *Checker) languageOf(s string) string {
	if c.lang != "" {
		return c.lang
	}
	lang, _ := text.Detect(s, "pt")
	return lang
}

func isNumberWord(lang, folded string) bool {
	_, ok := words.number("numbers", lang, folded)
	return ok
}

// ordinary reports whether a word that begins a sentence with a capital is
// written in small letters somewhere in the question or the sources, or can be
// said in another of their languages and is no name there.
func (c *Checker) ordinary(w word, lang string) bool {
	return c.small[w.folded] || !c.names[w.term] && slices.ContainsFunc(c.evidence, func(e *evidence) bool {
		others := c.otherWords(w, lang, e.hit.Lang)
		return len(others) > 0 && !slices.ContainsFunc(others, func(t string) bool { return c.names[t] })
	})
}

// cuts are where a sentence that says several things may be divided.
var cuts = regexp.MustCompile(`[,;:–—(]\s+|\s+[–—(]|,?\s+(?:e|and|y|et|und|ed?|que|who|which|where|while|onde|enquanto|mas|but|sendo|tendo|having|being|donde|dove|où|qui|wo|der|die|das)\s+`)

// partitions returns the ways to divide s into two parts and into three, in
// reading order.
func partitions(s string) [][]string {
	at := cuts.FindAllStringIndex(s, mostCuts)
	var all [][]string
	for _, a := range at {
		all = append(all, []string{s[:a[0]], s[a[1]:]})
	}
	for i, a := range at {
		for _, b := range at[i+1:] {
			all = append(all, []string{s[:a[0]], s[a[1]:max(a[1], b[0])], s[b[1]:]})
		}
	}
	return all
}

// strangers names a number or a name of the statement that no source has at all,
// which is the plainest reason to withhold it.
func (c *Checker) strangers(st statement) string {
	for _, n := range st.numbers {
		if !slices.ContainsFunc(c.evidence, func(e *evidence) bool {
			return e.hasNumber(n)
		}) {
			return fmt.Sprintf(reasonNoNumber, n)
		}
	}
	for _, run := range st.names {
		for _, w := range run.words {
			if !anyMuseum[w.folded] && !c.inSources(w, st.lang) && !c.mayBe(run, w, st.lang) {
				return fmt.Sprintf(reasonNoName, w.written)
			}
		}
	}
	return ""
}

// withoutAsked is a statement without the numbers and names that the visitor
// used: a refusal may repeat them.
func (c *Checker) withoutAsked(st statement) statement {
	st.numbers = slices.DeleteFunc(st.numbers, func(n string) bool { return hasNumber(c.asked.numbers, n) })
	st.names = slices.DeleteFunc(st.names, func(run name) bool { return c.asked.hasName(run, st.lang) })
	return st
}

// hasNumber reports whether a number stands in a source's sentence, in its title
// or in the name of the ruler it means.
func (e *evidence) hasNumber(n string) bool {
	return hasNumber(e.numbers, n) || hasNumber(e.title.numbers, n) || hasNumber(e.meant.numbers, n)
}

// inSources reports whether any source has a name's word.
func (c *Checker) inSources(w word, lang string) bool {
	means := namesIn(lang, w)
	return slices.ContainsFunc(c.evidence, func(e *evidence) bool {
		return e.has(w, means) || e.title.has(w, means) || e.meant.has(w, means) || c.stands(w, lang, e, e.vocabulary) || c.stands(w, lang, e, e.title)
	})
}

// isOrdinary reports whether a word of a name can be said in a source's language:
// "Fine" of an Academy of Fine Arts.
func (c *Checker) isOrdinary(w word, lang string, e *evidence) bool {
	return !w.listed && len(c.otherWords(w, lang, e.hit.Lang)) > 0
}

// mayBe reports whether a source in another language may have a name whose word is
// in none: it is ordinary and two thirds of the name are there, or the name is the
// title.
func (c *Checker) mayBe(run name, w word, lang string) bool {
	found := 0
	for _, v := range run.words {
		found += count(c.inSources(v, lang))
	}
	return slices.ContainsFunc(c.evidence, func(e *evidence) bool {
		return e.hit.Lang != lang && (3*found >= 2*len(run.words) && c.isOrdinary(w, lang, e) || e.title.hasName(run, lang) || c.isTitledAcross(run, lang, e))
	})
}

func namesIn(lang string, w word) []meaning {
	return slices.Concat(words.in("names", lang).of(w.folded), words.in("must", lang).of(w.folded), words.in("related", lang).of(w.folded))
}

// unsaid returns the first word of a name that neither the sentence nor its title
// has. A name the visitor used is let through when another source has
// it. Across languages titles are translated: of a run that shares words with the
// title, as many may be new.
func (c *Checker) unsaid(run name, lang string, e *evidence, foreign bool) string {
	var missing word
	found, titled, lost := 0, 0, 0
	for _, w := range run.words {
		means := namesIn(lang, w)
		switch {
		case anyMuseum[w.folded]:
		case e.isTitled(run, lang) && (e.title.folded[singular(w.folded)] || foreign && (e.title.has(w, means) || c.stands(w, lang, e, e.title))):
			titled++
			found++
		case e.has(w, means) || c.stands(w, lang, e, e.vocabulary) || e.meant.has(w, means) || c.asked.has(w, means) && c.inSources(w, lang):
			found++
		default:
			lost++
			if lost == 1 {
				missing = w
			}
		}
	}
	if foreign && (lost == 1 && 3*found >= 2*len(run.words) && c.isOrdinary(missing, lang, e) || c.isTitledAcross(run, lang, e)) {
		return ""
	}
	if foreign && titled > 0 && lost <= found {
		return ""
	}
	return missing.written
}

// isTitled reports whether a name is the title's: it has the title's first word or
// half of all. "Lisbon" is not "Great View of Lisbon".
func (e *evidence) isTitled(run name, lang string) bool {
	n := 0
	for i, t := range e.titleWords {
		same := slices.ContainsFunc(run.words, func(w word) bool { return t.has(w, namesIn(lang, w)) })
		if same && i == 0 {
			return true
		}
		n += count(same)
	}
	return n > 0 && 2*n >= len(e.titleWords)
}

// miscredits returns a maker that the statement names and the source does not:
// neither as the label's maker nor as making something in this sentence.
func miscredits(st statement, e *evidence) string {
	if len(e.label.folded) == 0 {
		return ""
	}
	for _, run := range st.makers {
		if len(run.words) == 1 && len(words.in("names", st.lang).of(run.words[0].folded)) > 0 {
			if w := run.words[0].folded; !slices.ContainsFunc(st.rulers, func(r ruler) bool { return r.name.folded == w }) {
				continue // "by a Portuguese master"
			}
		}
		credited := func(w word) bool {
			if e.label.has(w, namesIn(st.lang, w)) {
				return true
			}
			return slices.ContainsFunc(e.makers, func(m name) bool {
				return slices.ContainsFunc(m.words, func(v word) bool { return v.folded == w.folded })
			})
		}
		if !slices.ContainsFunc(run.words, credited) {
			return run.words[0].written
		}
	}
	return ""
}

// hasName reports whether the vocabulary has at least half of a name's words.
func (v vocabulary) hasName(run name, lang string) bool {
	found := 0
	for _, w := range run.words {
		if v.has(w, namesIn(lang, w)) {
			found++
		}
	}
	return 2*found >= len(run.words)
}

// overlap is how much of what a statement says stands in a source. What the title
// has does not count: every sentence about the work repeats it.
type overlap struct {
	said, held int     // words beside names and numbers
	alike      float64 // the part of all its words, small ones too, that stand there
	must       int     // of the words held, those of the must-stand list
	facts      int     // numbers and names; the source has them all
	strange    int     // the longest run of words that the source does not hold
}

func (c *Checker) overlapOf(st statement, e *evidence) overlap {
	var o overlap
	run := 0
	for _, w := range st.words {
		if w.folded == "" {
			run = 0
			continue
		}
		means := namesIn(st.lang, w)
		if e.title.says(w, means) || c.stands(w, st.lang, e, e.title) || !w.must && (e.called.says(w, means) || c.stands(w, st.lang, e, e.called)) {
			continue
		}
		o.said++
		if e.says(w, means) || c.stands(w, st.lang, e, e.vocabulary) || e.ofMaker && meansMaker(means) {
			o.held++
			o.must += count(w.must)
			run = 0
			continue
		}
		run++
		o.strange = max(o.strange, run)
	}
	for _, n := range st.numbers {
		o.facts += count(!hasNumber(e.title.numbers, n))
	}
	for _, run := range st.names {
		o.facts += count(!e.title.hasName(run, st.lang) && (len(run.words) > 1 || !anyMuseum[run.words[0].folded]))
	}
	if len(st.all) > 0 {
		same := 0
		for _, w := range st.all {
			same += count(e.folded[singular(w.folded)])
		}
		o.alike = float64(same) / float64(len(st.all))
	}
	return o
}

func meansMaker(means []meaning) bool {
	return slices.ContainsFunc(means, func(m meaning) bool { return slices.Contains(makerMeanings, m) })
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// share is the part that the source holds, 0…1. A number or a name counts for
// less than a word: it shows that the right sentence was found, not that it says
// the same.
func (o overlap) share() float64 {
	facts := factWeight * float64(o.facts)
	if float64(o.said)+facts == 0 {
		return 1
	}
	return (float64(o.held) + facts) / (float64(o.said) + facts)
}

// enough reports whether a source in the statement's language carries it.
func (o overlap) enough() bool {
	return o.share() >= leastShare && o.strange <= mostStrange && o.says()
}

// says reports whether the source holds enough to tell that it speaks of the
// same: one word alone stands in many sentences.
func (o overlap) says() bool {
	return o.said == 0 || o.held > 0 && (o.held+o.facts > 1 || o.must > 0 || o.alike >= sameWords)
}

// termOf is a folded word as text.Terms has it, "" for a stop word.
func termOf(folded string) string {
	terms := text.Terms(folded)
	if len(terms) == 0 {
		return ""
	}
	return terms[0].Text
}

// crossed reports whether a statement joins a number of one clause to a word of
// another that has a number of its own: of "born in 1847 and died in 1889" it says
// "died in 1847".
func crossed(st statement, e *evidence) bool {
	for _, n := range st.numbers {
		for _, here := range e.clauses {
			if _, ok := here.numbers[n]; !ok || strings.HasPrefix(n, regnalPrefix) { // rulers keep their numbers: reversed
				continue
			}
			for _, there := range e.clauses {
				if len(there.numbers) > 0 && !sharesNumber(st, there.vocabulary) && slices.ContainsFunc(slices.Concat(st.content, st.musts), func(w word) bool {
					means := namesIn(st.lang, w)
					return there.has(w, means) && !here.has(w, means)
				}) {
					return true
				}
			}
		}
	}
	return false
}

// deniesAlike reports whether a statement says no where its source does: in the
// clauses that the statement speaks of. One that is left out may deny what it
// likes.
func (c *Checker) deniesAlike(st statement, e *evidence) bool {
	var spoken denial
	for _, part := range e.clauses {
		if len(e.clauses) == 1 || sharesNumber(st, part.vocabulary) || c.sharesWord(st, e, part.vocabulary) {
			spoken = spoken.or(part.denial)
		}
	}
	return st.denial.agrees(spoken)
}

func (c *Checker) sharesWord(st statement, e *evidence, v vocabulary) bool {
	return slices.ContainsFunc(slices.Concat(st.content, st.musts), func(w word) bool {
		return v.says(w, namesIn(st.lang, w)) || c.stands(w, st.lang, e, v)
	})
}

func sharesNumber(st statement, v vocabulary) bool {
	return slices.ContainsFunc(st.numbers, func(n string) bool { return hasNumber(v.numbers, n) })
}

// topical reports whether a sentence is about one of the works that the question
// or the answer so far named. While none is named, all are.
func (c *Checker) topical(e *evidence) bool {
	return len(c.about) == 0 || e.hit.Inventory == "" || c.about[e.work]
}

// named returns the works whose title s names: at least two thirds of its words.
func (c *Checker) named(s string) map[string]bool {
	works := map[string]bool{}
	have := comparable(s, c.languageOf(s))
	for _, e := range c.evidence {
		terms := text.Terms(e.hit.Title)
		found := 0
		for _, t := range terms {
			if have.terms[t.Text] {
				found++
			}
		}
		if e.hit.Inventory != "" && found > 0 && 3*found >= 2*len(terms) {
			works[e.work] = true
		}
	}
	return works
}

// isRefusal reports whether a sentence says that the notes do not say.
func isRefusal(s string) bool {
	var folded []string
	for _, w := range split(s) {
		folded = append(folded, w.folded)
	}
	all := " " + strings.Join(folded, " ") + " "
	for _, r := range refusals {
		if strings.Contains(all, " "+r+" ") {
			return true
		}
	}
	return false
}
