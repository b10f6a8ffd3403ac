package quote

import (
	"cmp"
	"maps"
	"slices"

	"cicerone/internal/guide"
)

// Options say for whom and how long the answer is.
type Options struct {
	Lang     string // the visitor's language; empty: any
	Max      int    // sentences; 0: 3
	MaxWords int    // of quotation in all; a single longer sentence is still quoted; 0: 60
	Object   string // inventory number of the work at hand; empty: none

	// Alike says how near a sentence, in a language, comes to the question in
	// meaning, 0 to 1; nil: only words count.
	Alike func(sentence, lang string) float64

	// Titled says whether the question says the title of a passage's work; nil: it
	// says none.
	Titled func(guide.Hit) bool
}

// What a visitor reads standing, on a phone: three sentences, 60 words. In prose, a
// further sentence up to 45 words need only be about as good as the best one; else
// it must say something of the question that none says yet.
const (
	defaultMax      = 3
	defaultMaxWords = 60
	comfortable     = 45
)

// Answer picks up to o.Max of the curators' own sentences that answer question,
// in reading order, with one citation each, numbered from 1. hits are the
// passages found, best first; idf gives a term's rarity in the collection (nil:
// all terms weigh the same). Both results are empty when nothing in hits can be
// quoted as an answer. The same arguments always give the same answer.
func Answer(question string, hits []guide.Hit, idf func(term string) float64, o Options) ([]guide.Sentence, []guide.Citation) {
	if o.Max <= 0 {
		o.Max = defaultMax
	}
	if o.MaxWords <= 0 {
		o.MaxWords = defaultMaxWords
	}
	q := read(question, idf)
	all := candidates(hits)
	for _, c := range all {
		q.score(c, o)
	}
	q.compared = compared(all)
	chosen := q.choose(all, o)
	return compose(q, chosen)
}

// The weights of the two choices, set on the questions of testdata and on those of
// FaQuAD whose ids hash even. What they say in words: the work is the one that says
// most of the question, with the search's opinion worth about half of that; the
// sentence is the one that says what the title does not, with its kind worth a bit
// more than half of that. What a sentence leaves to the one before it counts as
// said: wholly when it leans on it ("Ele contribuiu para…"), else a little.
const (
	weightPassage  = 0.5
	weightAlike    = 0.5
	weightAtHand   = 0.2
	weightTitled   = 0.3 // the question says the work's whole title
	weightKind     = 0.2 // of fit, for the work
	weightFit      = 0.6 // of fit, for the sentence
	weightNear     = 0.1 // of the passage, for the sentence
	weightOpening  = 0.05
	weightRepeats  = 0.1 // when works are what the question chooses between
	costDangling   = 0.08
	costLong       = 0.1
	longSentence   = 40  // words
	otherLanguage  = 0.6 // factor: a sentence the visitor may not read must be much better
	textShare      = 0.9 // of a term's weight when the sentence says it and not its title: a work may be mentioned by another's note
	conceptShare   = 0.7 // of a term's weight when the sentence says it in other words
	beforeShare    = 0.3 // when the sentence before says it
	afterShare     = 0.1 // when the sentence behind says it
	costWord       = 0.003
	leastAlike     = 0.4 // likeness from which it says something though it shares no word
	leastRelevance = 0.2 // coverage below which a sentence says nothing to the question
)

// score rates a candidate twice: c.match for the choice of the work, c.score for
// the choice among a work's sentences. Both stay 0 when it does not speak to the
// question.
func (q query) score(c *candidate, o Options) {
	q.cover(c)
	c.fit = q.fit(c)
	alike := 0.0
	if o.Alike != nil {
		alike = o.Alike(c.text, c.hit.Lang)
	}
	atHand := o.Object != "" && c.hit.Inventory == o.Object
	foreign := o.Lang != "" && c.hit.Lang != o.Lang
	if c.coverage < leastRelevance && alike < leastAlike && !(c.fit > fitNot && (atHand || foreign)) {
		return
	}
	c.match = c.coverage + weightPassage*c.passage + weightKind*c.fit + weightAlike*alike
	if atHand {
		c.match += weightAtHand
	}
	if c.hit.Inventory != "" && o.Titled != nil && o.Titled(*c.hit) {
		c.titled = true
		c.match += weightTitled
	}
	c.score = base + c.own + weightFit*c.fit + weightNear*c.passage + weightAlike*alike
	if !q.list {
		c.score -= costWord * float64(len(c.words))
	}
	if c.opensNote {
		c.score += weightOpening
	}
	if c.repeats && q.list {
		c.score += weightRepeats
	}
	if c.dangles != dangleNot {
		c.score -= costDangling
	}
	if len(c.words) > longSentence {
		c.score -= costLong
	}
	if foreign {
		c.match *= otherLanguage
		c.score *= otherLanguage
	}
}

// base keeps the score of a relevant sentence above 0 whatever it costs.
const base = 0.2

// cover weighs the question's terms that a sentence says. c.coverage is its share
// of the whole question, title and all, which tells one work from another; c.own
// its share of what is asked beyond the title, which tells the sentences of one
// work apart.
func (q query) cover(c *candidate) {
	c.covers = map[string]bool{}
	var said, asked, answered float64
	for _, t := range q.terms {
		w := q.weight[t]
		if c.title[t] {
			said += w
			c.repeats = c.repeats || c.terms[t]
			continue
		}
		asked += w
		switch {
		case c.terms[t]:
			c.covers[t] = true
			answered += w
		case q.concepts[t]&c.concepts != 0:
			answered += conceptShare * w
		case c.previous != nil && c.previous.terms[t]:
			answered += c.leaned() * w
		case c.next != nil && c.next.terms[t]:
			answered += afterShare * w
		}
	}
	if q.total > 0 {
		c.coverage = (said + textShare*answered) / q.total
	}
	if asked > 0 {
		c.own = answered / asked
	}
}

// choose takes the best sentence of the best work and then those that add to it:
// from other works when several were asked for, else from the same work in the
// same language.
func (q query) choose(all []*candidate, o Options) []*candidate {
	var chosen []*candidate
	total := 0
	take := func(c *candidate) {
		chosen = append(chosen, c)
		total += len(c.words)
	}
	for _, c := range byWork(all) {
		if len(chosen) == o.Max {
			break
		}
		if c.score <= 0 || len(chosen) > 0 && (total+len(c.words) > o.MaxWords || !q.adds(c, chosen)) {
			continue
		}
		take(c)
		if p := c.antecedent(); p != nil && !slices.Contains(chosen, p) && len(chosen) < o.Max && total+len(p.words) <= o.MaxWords {
			take(p)
		}
	}
	return inReadingOrder(chosen)
}

// compared are the works that a question names side by side: those of which it says
// the whole title, when no word of it is a longer one's. Of each a sentence is quoted.
func compared(all []*candidate) map[string]bool {
	titles := map[string]map[string]bool{}
	for _, c := range all {
		if c.titled && c.score > 0 {
			titles[c.work] = termSet(c.hit.Title)
		}
	}
	longestFirst := slices.SortedFunc(maps.Keys(titles), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(titles[b]), len(titles[a])), cmp.Compare(a, b))
	})
	named := map[string]bool{}
	for _, work := range longestFirst {
		apart := true
		for other := range named {
			apart = apart && overlap(titles[work], titles[other]) == 0
		}
		if apart {
			named[work] = true
		}
	}
	if len(named) < 2 {
		return nil
	}
	return named
}

// byWork ranks the candidates: works by their best match, sentences of one work by
// score, ties as they came.
func byWork(all []*candidate) []*candidate {
	best := map[string]float64{}
	for _, c := range all {
		best[c.work] = max(best[c.work], c.match)
	}
	ranked := slices.Clone(all)
	slices.SortStableFunc(ranked, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(best[b.work], best[a.work]), cmp.Compare(b.score, a.score))
	})
	return ranked
}

// How good a further sentence must be.
const (
	furtherScore  = 0.5  // of the best one's score
	furtherWork   = 0.7  // of the best one's coverage, when several works were asked for
	furtherNote   = 0.7  // of the best one's match and score, for a note about no work
	furtherTerm   = 0.15 // of the question's weight that it says and no other does
	nearDuplicate = 0.6  // Jaccard index of the two sentences' terms, from which one is enough
)

// adds reports whether c belongs beside the sentences already chosen.
func (q query) adds(c *candidate, chosen []*candidate) bool {
	best := chosen[0]
	for _, d := range chosen {
		if c == d || overlap(c.terms, d.terms) >= nearDuplicate {
			return false
		}
		if (q.list || q.compared[c.work]) && c.work == d.work {
			return false
		}
	}
	if q.compared[c.work] && q.compared[best.work] {
		return c.hit.Lang == best.hit.Lang
	}
	if q.list {
		return c.coverage >= furtherWork*best.coverage
	}
	fits := c.prose() && best.prose() && words(chosen)+len(c.words) <= comfortable
	if fits && c.work != best.work && c.hit.Lang == best.hit.Lang {
		return c.match >= furtherNote*best.match && c.score >= furtherNote*best.score
	}
	if c.work != best.work || c.hit.Lang != best.hit.Lang {
		return false
	}
	switch {
	case q.kind == kindWhat && best.opensNote:
		return c.previous == best
	case q.kind == kindWhy && c.fit > fitNot && c.previous == best:
		return true // "… Por isso o Inferno é uma das primeiras imagens…"
	}
	return c.score >= furtherScore*best.score && (fits || q.saysMore(c, chosen))
}

// prose reports whether a sentence is of a note that is neither a work's nor about
// the visit. There, what stands beside the answer belongs to it more often than
// not; a visitor who asked who painted a work, or what a ticket costs, is told that.
func (c *candidate) prose() bool {
	return c.hit.Inventory == "" && c.hit.Kind != guide.KindVisit
}

// words counts the words of the sentences chosen.
func words(chosen []*candidate) int {
	n := 0
	for _, c := range chosen {
		n += len(c.words)
	}
	return n
}

// saysMore reports whether c says enough of the question that no chosen sentence
// says.
func (q query) saysMore(c *candidate, chosen []*candidate) bool {
	more := 0.0
	for t := range c.covers {
		said := slices.ContainsFunc(chosen, func(d *candidate) bool { return d.covers[t] })
		if !said {
			more += q.weight[t]
		}
	}
	return more >= furtherTerm*q.total
}

// inReadingOrder keeps works in the order they were chosen and puts the
// sentences of one work as its notes have them.
func inReadingOrder(chosen []*candidate) []*candidate {
	order := map[string]int{}
	for _, c := range chosen {
		for _, key := range []string{c.work, c.hit.Document} {
			if _, seen := order[key]; !seen {
				order[key] = len(order)
			}
		}
	}
	slices.SortStableFunc(chosen, func(a, b *candidate) int {
		return cmp.Or(
			cmp.Compare(order[a.work], order[b.work]),
			cmp.Compare(order[a.hit.Document], order[b.hit.Document]),
			cmp.Compare(a.start, b.start),
		)
	})
	return chosen
}

func overlap(a, b map[string]bool) float64 {
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	if either := len(a) + len(b) - both; either > 0 {
		return float64(both) / float64(either)
	}
	return 1
}
