package cite

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// evidence is one sentence of a source, with what can be compared.
type evidence struct {
	hit        *guide.Hit
	source     int    // number of the source in the prompt, from 1
	work       string // what it is about: inventory number, else the document
	text       string // exactly as it stands in the revision
	start, end int    // rune offsets in the revision

	vocabulary             // of the sentence
	clauses    []clause    // its parts, one when it cannot be divided
	title      vocabulary  // of the title
	titleWords []titleWord // the title's words, without stop words
	makers     []name      // who is said to have made something
	label      vocabulary  // of the label's maker
	meant      vocabulary  // of those it speaks of without their names
	ofMaker    bool        // it says "the artist" or names the label's maker
	called     vocabulary  // what kind of thing its note says that the work is
	words      []word
	content    []word    // those that say something beside names, numbers and the title
	vector     []float32 // nil: not asked for yet
	voice      bool      // passive: "was painted by"
}

// titleWord is one word of a title.
type titleWord struct {
	vocabulary
	vector []float32
}

// meaning is the sentence's vector.
func (e *evidence) meaning() []float32 {
	if e.vector == nil {
		e.vector = vectors.Question(e.text)
	}
	return e.vector
}

// clause is a part of a sentence between commas and conjunctions.
type clause struct {
	vocabulary
	denial denial
}

// clausesOf divides a sentence, whose words are ws. Of the numbers that its parts
// seem to have, those count that the sentence has: "twenty" and "three" are parts of
// "vinte e três".
func clausesOf(s, lang string, ws []word) []clause {
	numbers := numbersOf(s, lang, ws)
	var out []clause
	for _, part := range cuts.Split(s, -1) {
		words := split(part)
		c := clause{comparableWords(part, lang, words), denialIn(words, lang)}
		maps.DeleteFunc(c.numbers, func(n string, _ int) bool { return !hasNumber(numbers, n) })
		out = append(out, c)
	}
	return out
}

// plurals are the endings of plurals and of their singulars, folded, the first
// that fits: "versões", "painéis", "marfins", "screens". What they make of other
// words does no harm, as both sides go through them.
var plurals = []struct{ plural, singular string }{
	{"oes", "ao"}, {"aes", "ao"}, {"ais", "al"}, {"eis", "el"}, {"ns", "m"}, {"s", ""},
}

func singular(folded string) string {
	for _, p := range plurals {
		if stem, ok := strings.CutSuffix(folded, p.plural); ok && len(stem) > 1 {
			return stem + p.singular
		}
	}
	return folded
}

// says reports whether the vocabulary has a word or a near form of it: one that
// begins with the same five letters or, for short words, lengthens it by a few
// ("toca", "tocar").
func (v vocabulary) says(w word, means []meaning) bool {
	if v.has(w, means) || v.terms[w.term] {
		return true
	}
	for other := range v.folded {
		if lengthens(other, w.folded) || lengthens(w.folded, other) {
			return true
		}
	}
	return false
}

// shortWord is the least length of a word that may be lengthened, inflection how
// much longer it may get.
const (
	shortWord  = 4
	inflection = 3
)

func lengthens(long, short string) bool {
	return len(short) >= shortWord && len(long)-len(short) <= inflection && strings.HasPrefix(long, short)
}

// vocabulary is what a text has to compare with: its words in every form.
type vocabulary struct {
	folded   map[string]bool  // words, without a plural s
	terms    map[string]bool  // text.Terms
	meanings map[meaning]bool // of all sections
	numbers  map[string]int
}

// comparable reads s into what can be compared.
func comparable(s, lang string) vocabulary { return comparableWords(s, lang, split(s)) }

// comparableWords is comparable of a text whose words are ws.
func comparableWords(s, lang string, ws []word) vocabulary {
	v := vocabulary{folded: map[string]bool{}, terms: map[string]bool{}, meanings: map[meaning]bool{}}
	v.numbers = numbersOf(s, lang, ws)
	for _, w := range ws {
		if twos[lang][w.folded] {
			v.numbers["2"] = w.start
		}
		v.folded[singular(w.folded)] = true
		for _, sectionName := range []string{"must", "names", "related"} {
			if sectionName == "names" && !w.capital() && text.IsStopIn(w.folded, lang) {
				continue // "se" is no cathedral, "são" no saint
			}
			for _, m := range words.in(sectionName, lang).of(w.folded) {
				v.meanings[m] = true
			}
		}
	}
	for _, t := range text.Terms(s) {
		v.terms[t.Text] = true
	}
	return v
}

// evidenceOf cuts the sources into sentences. A sentence that two overlapping
// passages share is taken once, under the first.
func evidenceOf(sources []guide.Hit) []*evidence {
	type place struct {
		document             string
		revision, start, end int
	}
	seen := map[place]bool{}
	called := kindsOf(sources)
	var all []*evidence
	for i := range sources {
		h := &sources[i]
		title := comparable(h.Title+"\n"+h.Label.Title, h.Lang)
		var titleWords []titleWord
		for _, w := range split(h.Title) {
			if !text.IsStop(w.folded) {
				titleWords = append(titleWords, titleWord{comparable(w.written, h.Lang), vectors.Question(w.written)})
			}
		}
		maker := comparable(h.Label.Maker, h.Lang)
		previous := ""
		for _, span := range text.Sentences(h.Text) {
			s := text.Slice(h.Text, span)
			p := place{h.Document, h.Revision, h.Start + span.Start, h.Start + span.End}
			if strings.TrimSpace(s) == "" || seen[p] || text.IsOrder(s) {
				continue
			}
			seen[p] = true
			ws := split(s)
			e := &evidence{
				hit: h, source: i + 1, work: workOf(h), text: s, start: p.start, end: p.end,
				vocabulary: comparableWords(s, h.Lang, ws), title: title, titleWords: titleWords, label: maker,
			}
			e.content = contentOf(ws, h.Lang, title)
			e.words, e.called, e.voice = ws, called[workOf(h)+h.Lang], isPassive(ws, h.Lang)
			e.makers = makersIn(ws, namesOf(h.Lang, ws, func(w word) bool { return false }))
			e.ofMaker = e.meansAny(makerMeanings) || holdsAny(e.folded, maker.folded)
			e.meant = comparable(whoIsMeant(e, previous), h.Lang)
			previous = s
			e.clauses = clausesOf(s, h.Lang, ws)
			all = append(all, e)
		}
	}
	return all
}

// contentOf are the words of a sentence that say something beside its names, its
// numbers and the title.
func contentOf(ws []word, lang string, title vocabulary) []word {
	var out []word
	for _, w := range ws {
		switch {
		case len(words.in("must", lang).of(w.folded)) > 0: // such as "left", a stop word too
			out = append(out, w)
		case w.number(), roman(w.written) > 0, w.capital() && !w.opens, title.folded[singular(w.folded)]:
		case text.IsStop(w.folded), generic[w.folded], ones[w.folded], isNumberWord(lang, w.folded):
		default:
			out = append(out, w)
		}
	}
	return out
}

// kindShape is how notes begin to say what a work is: "is a triptych in oil",
// "são seis pinturas".
var kindShape = regexp.MustCompile(`(?:^|\s)(?:is|are|é|são|es|son|est|sont|è|sono|ist|sind)\s((?:[\p{L}-]+\s?){1,4})`)

// kindsOf returns, for a work and a language, the words that the work is called
// by: those of the first sentence that says what it is. "The triptych came from
// the palace" speaks of the work whose note begins "X is a triptych".
func kindsOf(sources []guide.Hit) map[string]vocabulary {
	kinds := map[string]vocabulary{}
	for i := range sources {
		h := &sources[i]
		key := workOf(h) + h.Lang
		if _, known := kinds[key]; known || h.Start > 0 {
			continue
		}
		if m := kindShape.FindStringSubmatch(h.Text); m != nil {
			kinds[key] = comparable(m[1], h.Lang)
		}
	}
	return kinds
}

// whoIsMeant returns the names that a sentence leaves to its surroundings: the
// label's maker when it says "the painter", the king of the sentence before when
// it says "the king".
func whoIsMeant(e *evidence, previous string) string {
	meant := ""
	if e.meansAny(makerMeanings) {
		meant = e.hit.Label.Maker
	}
	if e.meansAny(rulerMeanings) {
		for _, m := range rulerShape.FindAllStringSubmatch(previous, -1) {
			meant += "\n" + m[1]
		}
	}
	return meant
}

var rulerMeanings = slices.Concat(words.in("must", "en").of("king"), words.in("must", "en").of("queen"), words.in("must", "en").of("pope"))

// rulerShape is a ruler's name behind a title: "D. Manuel I", "Pope Clement XI".
var rulerShape = regexp.MustCompile(`(?:D\.|[Dd]om|[Dd]on|[Dd]ona|[Rr]ei|[Rr]ainha|[Rr]eina|[Rr]ey|[Kk]ing|[Qq]ueen|[Rr]oi|[Rr]eine|[Rr]e|König|Königin|[Pp]apa|[Pp]ope|[Pp]ape|Papst)\s+(\p{Lu}\p{L}+(?:\s+[IVX]+\b)?)`)

func holdsAny(set, of map[string]bool) bool {
	for w := range of {
		if len(w) > 2 && !text.IsStop(w) && set[w] {
			return true
		}
	}
	return false
}

// makerMeanings are the words for those who make works: a sentence with one of
// them speaks of the label's maker without the name.
var makerMeanings = slices.Concat(
	words.in("related", "en").whole["painter"], words.in("related", "en").beginning["goldsmith"],
	words.in("related", "en").whole["artist"], words.in("related", "en").whole["sculptor"],
)

// makingMeanings are the words for making: with one of them a sentence speaks of
// what the label's maker made.
var makingMeanings = slices.Concat(words.in("related", "en").of("painted"), words.in("related", "en").of("carved"), words.in("related", "en").of("made"))

// workOf is what a source is about: two notes on one work share it.
func workOf(h *guide.Hit) string {
	if h.Inventory != "" {
		return h.Inventory
	}
	return "document " + h.Document
}

// denial is whether a sentence says no, and whether it says that something is not
// known, which is another thing: "it is not known who painted it" agrees with
// "painted by an unknown master".
type denial struct {
	no        bool
	unknown   bool // as a phrase: "não se sabe", "is not known"
	anonymous bool // as a word: "desconhecido", "unknown"
}

func denialIn(ws []word, lang string) denial {
	var d denial
	folded := " "
	for _, w := range ws {
		folded += w.folded + " "
		for _, m := range words.in("must", lang).of(w.folded) {
			d.anonymous = d.anonymous || m == unknownMeaning
		}
	}
	for _, phrase := range notKnown {
		if before, after, ok := strings.Cut(folded, " "+phrase+" "); ok {
			d.unknown = true
			folded = before + " " + after
		}
	}
	for _, n := range negations[lang] {
		d.no = d.no || strings.Contains(folded, " "+n+" ")
	}
	return d
}

var unknownMeaning = words.in("must", "en").of("unknown")[0]

// or joins what several clauses deny.
func (d denial) or(other denial) denial {
	return denial{d.no || other.no, d.unknown || other.unknown, d.anonymous || other.anonymous}
}

// agrees reports whether a statement and its source say no together and leave
// open the same.
func (d denial) agrees(source denial) bool {
	switch {
	case d.no != source.no:
		return false
	case d.unknown:
		return source.unknown || source.anonymous
	case source.unknown:
		return d.anonymous
	}
	return true
}

// has reports whether the vocabulary has a word, in this form, in the plural or
// by another word that means the same.
func (v vocabulary) has(w word, means []meaning) bool {
	if v.folded[singular(w.folded)] {
		return true
	}
	return v.meansAny(means)
}

func (v vocabulary) meansAny(means []meaning) bool {
	for _, m := range means {
		if v.meanings[m] {
			return true
		}
	}
	return false
}
