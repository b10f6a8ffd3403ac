package cite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cicerone/internal/text"
)

// read takes a sentence of the answer apart.
func (c *Checker) read(s string) statement { return c.readPart(part{s, true}) }

// readPart takes a part of a sentence apart.
func (c *Checker) readPart(p part) statement {
	s := p.text
	lang := c.languageOf(s)
	ws := split(s)
	if len(ws) > 0 {
		ws[0].opens = ws[0].opens && p.opens
	}
	st := statement{lang: lang, text: s, vector: new([]float32), all: ws, denial: denialIn(ws, lang)}
	for n := range numbersOf(s, lang, ws) {
		st.numbers = append(st.numbers, n)
	}
	slices.Sort(st.numbers)
	st.names = namesOf(lang, ws, func(w word) bool { return c.ordinary(w, lang) })
	st.makers = makersIn(ws, st.names)
	st.rulers = rulersIn(ws)
	st.passive = isPassive(ws, lang)
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
		case len(mustMean(lang, w)) > 0:
			w.must = true
			st.musts = append(st.musts, w)
			st.words = append(st.words, w)
		case centuryAfter[w.folded] || centuryBefore[w.folded]:
		case !text.IsStop(w.folded) && !generic[w.folded] && !ones[w.folded] && !isNumberWord(lang, w.folded):
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

// mustMean are the meanings for which a word has to stand in its source: those of
// the must-stand lists, and the month that it is.
func mustMean(lang string, w word) []meaning {
	means := words.in("must", lang).of(w.folded)
	if !w.capital() && w.written != "marco" && smallMonths[lang] {
		for _, m := range words.in("names", lang).whole[w.folded] {
			if isMonth(m) {
				means = slices.Concat(means, []meaning{m})
			}
		}
	}
	return means
}

// smallMonths are the languages that write months in small letters; in the others
// they are names.
var smallMonths = map[string]bool{"pt": true, "es": true, "fr": true, "it": true}

var monthKind = words.kind[words.in("names", "en").whole["january"][0]]

func isMonth(m meaning) bool { return words.kind[m] == monthKind }

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

// part is a part of a sentence.
type part struct {
	text  string
	opens bool // a capital at its beginning need not be a name
}

// partitions returns the ways to divide s into two parts and into three, in
// reading order. Where there are too many places the commas of lists give way.
func partitions(s string) [][]part {
	at := cuts.FindAllStringIndex(s, -1)
	if len(at) > mostCuts {
		at = slices.DeleteFunc(at, func(a []int) bool { return strings.TrimSpace(s[a[0]:a[1]]) == "," })
		at = at[:min(len(at), mostCuts)]
	}
	between := func(from, to int) part {
		return part{s[from:max(from, to)], from == 0 || strings.ContainsAny(s[:from][max(0, from-2):], ";:")}
	}
	var all [][]part
	for _, a := range at {
		all = append(all, []part{between(0, a[0]), between(a[1], len(s))})
	}
	for i, a := range at {
		for _, b := range at[i+1:] {
			all = append(all, []part{between(0, a[0]), between(a[1], b[0]), between(b[1], len(s))})
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
		return e.has(w, means) || e.title.has(w, means) || e.meant.has(w, means) || e.label.has(w, means) || c.stands(w, lang, e, e.vocabulary) || c.stands(w, lang, e, e.title)
	})
}

// isOrdinary reports whether a word of a name can be said in a source's language:
// "Fine" of an Academy of Fine Arts.
func (c *Checker) isOrdinary(w word, lang string, e *evidence) bool {
	return !w.listed && len(words.in("names", lang).of(w.folded)) == 0 && len(c.otherWords(w, lang, e.hit.Lang)) > 0
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
// title, as many may be new. The name of one who is said to have made something may
// be the label's.
func (c *Checker) unsaid(run name, st statement, e *evidence) string {
	lang, foreign := st.lang, st.lang != e.hit.Lang
	made := e.meansAny(makingMeanings) && slices.ContainsFunc(st.makers, func(m name) bool { return m.words[0].start == run.words[0].start })
	var missing word
	found, titled, lost := 0, 0, 0
	known := false // a lost word is a name by itself
	for _, w := range run.words {
		means := namesIn(lang, w)
		switch {
		case anyMuseum[w.folded]:
		case e.isTitled(run, lang) && (e.title.folded[singular(w.folded)] || foreign && (e.title.has(w, means) || c.stands(w, lang, e, e.title))):
			titled++
			found++
		case e.has(w, means) || c.stands(w, lang, e, e.vocabulary) || e.meant.has(w, means) || made && e.label.has(w, means) || c.asked.has(w, means) && c.inSources(w, lang):
			found++
		default:
			lost++
			if lost == 1 {
				missing = w
			}
			known = known || len(words.in("names", lang).of(w.folded)) > 0
		}
	}
	if foreign && (lost == 1 && 3*found >= 2*len(run.words) && c.isOrdinary(missing, lang, e) || c.isTitledAcross(run, lang, e)) {
		return ""
	}
	if foreign && titled > 0 && lost <= found && !known {
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
	o := overlap{facts: st.factsBeside(e)}
	run := 0
	for i, w := range st.words {
		if w.folded == "" {
			run = 0
			continue
		}
		means := namesIn(st.lang, w)
		if e.title.says(w, means) || c.stands(w, st.lang, e, e.title) || !w.must && (e.called.says(w, means) || c.stands(w, st.lang, e, e.called)) {
			continue
		}
		o.said++
		if st.repeats(i, e) {
			run++
			o.strange = max(o.strange, run)
			continue
		}
		if e.says(w, means) || c.stands(w, st.lang, e, e.vocabulary) || e.ofMaker && meansMaker(means) {
			o.held++
			o.must += count(w.must)
			run = 0
			continue
		}
		run++
		o.strange = max(o.strange, run)
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

// repeats reports whether the word at place i of a statement's words stands in the
// statement more often than in a source that has it: "hidden during the war" takes
// the war of another clause.
func (st statement) repeats(i int, e *evidence) bool {
	w := st.words[i]
	said := 0
	for _, v := range st.all {
		said += count(v.start <= w.start && singular(v.folded) == singular(w.folded))
	}
	if said < 2 {
		return false
	}
	for _, v := range e.words {
		said -= count(singular(v.folded) == singular(w.folded))
	}
	return said > 0 && e.folded[singular(w.folded)]
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
	least := leastShare
	if o.facts == 0 && o.alike < sameWords {
		least = leastAlone
	}
	return o.share() >= least && o.strange <= mostStrange && o.says()
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
				if there.counts() && !sharesNumber(st, there.vocabulary) && slices.ContainsFunc(slices.Concat(st.content, st.musts), func(w word) bool {
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

// counts reports whether a clause has a number but a ruler's.
func (cl clause) counts() bool {
	for n := range cl.numbers {
		if !strings.HasPrefix(n, regnalPrefix) {
			return true
		}
	}
	return false
}

// deniesAlike reports whether a statement says no where its source does: in the
// clauses that the statement speaks of. One that is left out may deny what it
// likes.
func (c *Checker) deniesAlike(st statement, e *evidence) bool {
	var spoken, all denial
	shared := false
	for _, part := range e.clauses {
		all = all.or(part.denial)
		if sharesNumber(st, part.vocabulary) || c.sharesWord(st, e, part.vocabulary) || st.repeatsMost(part.vocabulary) {
			shared = true
			spoken = spoken.or(part.denial)
		}
	}
	if !shared && st.denial.unknown {
		spoken = all
	}
	return st.denial.agrees(spoken)
}

// sharesWord reports whether a clause of a source has a word of the statement, in
// this form or, where no clause has it in this form, in another.
func (c *Checker) sharesWord(st statement, e *evidence, v vocabulary) bool {
	return slices.ContainsFunc(slices.Concat(st.content, st.musts), func(w word) bool {
		form := singular(w.folded)
		if e.folded[form] {
			return v.folded[form]
		}
		return v.says(w, namesIn(st.lang, w)) || c.stands(w, st.lang, e, v)
	})
}

// repeatsMost reports whether a statement has most words of a clause, small ones too.
func (st statement) repeatsMost(v vocabulary) bool {
	same := map[string]bool{}
	for _, w := range st.all {
		if form := singular(w.folded); v.folded[form] {
			same[form] = true
		}
	}
	return float64(len(same)) >= sameWords*float64(len(v.folded))
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
