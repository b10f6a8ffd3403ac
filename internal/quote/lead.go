package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// dangle says whether a sentence leans on the one before it.
type dangle int

const (
	dangleNot      dangle = iota
	dangleWork            // on the work: "It was made…", "Esta obra…", "Foi feita…"
	danglePrevious        // on what was just said: "Ele toca…", "The artist…", "Por isso…"
)

// leaning lists, by language, the openings that lean, folded; commas divide them.
// Portuguese, Spanish and Italian drop their pronouns, so a verb in front leans
// as well.
var leaning = map[string][]struct {
	on       dangle
	openings string
}{
	"pt": {
		{danglePrevious, "ele, ela, o artista, o pintor, o escultor, o autor, a artista, a pintora, o mestre, nasceu, morreu, estudou, pintou, viveu, trabalhou, fez, " +
			"por isso, assim, no entanto, porem, contudo, alem disso"},
		{dangleWork, "eles, elas, esta, este, estas, estes, essa, esse, essas, esses, aquela, aquele, isto, isso, aqui, ali, nele, nela, neles, nelas, dele, dela, deles, delas, " +
			"foi, foram, e, era, eram, sao, estao, tem, mede, medem, pesa, pertence, pertenceu, veio, chegou, entrou, data, mostra, representa, encontra se, conserva se, " +
			"a obra, o quadro, a pintura, a escultura, a peca, o objeto, a tela, a tabua, o painel, o conjunto, a composicao, " +
			"tambem, depois, mais tarde, o seu, a sua, os seus, as suas, seu, sua, ambos, ambas, ai"},
	},
	"en": {
		{danglePrevious, "he, she, his, her, the artist, the painter, the sculptor, the maker, therefore, so, however, yet, moreover, for this reason"},
		{dangleWork, "it, its, they, their, this, these, that, those, here, there, both, the work, the painting, the picture, the sculpture, the piece, the object, the panel, the set, the pair, the whole, " +
			"also, then, later"},
	},
	"es": {
		{danglePrevious, "ella, el artista, el pintor, el escultor, nacio, murio, pinto, por eso, sin embargo, ademas"},
		{dangleWork, "ellos, ellas, este, esta, estos, estas, esto, ese, esa, eso, aqui, fue, fueron, es, son, era, tambien, la obra, el cuadro, la pintura, la pieza, su, sus, despues"},
	},
	"fr": {
		{danglePrevious, "il, elle, l artiste, le peintre, le sculpteur, c est pourquoi, cependant"},
		{dangleWork, "ils, elles, ce, cet, cette, ces, c, l oeuvre, le tableau, la piece, son, sa, ses, leur, aussi, ensuite, ici"},
	},
	"it": {
		{danglePrevious, "egli, lui, lei, l artista, il pittore, lo scultore, nacque, mori, dipinse"},
		{dangleWork, "loro, questo, questa, questi, queste, quest, fu, furono, e, l opera, il quadro, il dipinto, anche, poi, il suo, la sua, suo, sua, qui"},
	},
	"de": {
		{danglePrevious, "er, seine, ihr, ihre, der kunstler, der maler, der bildhauer"},
		{dangleWork, "es, sie, dieser, diese, dieses, das werk, das bild, das gemalde, die skulptur, auch, dann, spater, sein, hier"},
	},
}

// leanWords is the length of the longest opening, in words.
const leanWords = 3

// dangling looks at how a sentence opens. In Portuguese "e" is also "é": folded,
// both lean.
func dangling(c *candidate) dangle {
	opening := strings.Join(c.words[:min(len(c.words), leanWords)], " ") + " "
	for _, l := range leaning[c.hit.Lang] {
		for o := range strings.SplitSeq(l.openings, ", ") {
			if strings.HasPrefix(opening, o+" ") {
				return l.on
			}
		}
	}
	return dangleNot
}

// leaned is how much of what the sentence before says counts as said by c.
func (c *candidate) leaned() float64 {
	if c.dangles != dangleNot {
		return 1
	}
	return beforeShare
}

// antecedent is the sentence before c when c leans on what only that sentence
// says, and nil when the title in front is enough or that sentence leans as well.
func (c *candidate) antecedent() *candidate {
	if c.dangles != danglePrevious || c.previous == nil || c.previous.dangles != dangleNot {
		return nil
	}
	return c.previous
}

// compose turns the chosen sentences, in reading order, into the answer.
func compose(q query, chosen []*candidate) ([]guide.Sentence, []guide.Citation) {
	var sentences []guide.Sentence
	var citations []guide.Citation
	said := map[string]bool{} // works already named
	for i, c := range chosen {
		n := i + 1
		sentences = append(sentences, guide.Sentence{
			Text: q.lead(c, said) + stopped(c.text), Citations: []int{n}, Quoted: true, Lang: c.hit.Lang,
		})
		citations = append(citations, c.citation(n))
		said[c.work] = true
	}
	return sentences, citations
}

// lead is the title to put in front of a sentence, or "". A catalogue line is
// always led. Prose is led when it is the first of its work and neither names
// the work nor opens with something the visitor asked about.
func (q query) lead(c *candidate, said map[string]bool) string {
	title := strings.TrimRight(strings.TrimSpace(c.hit.Title), ".:;")
	switch {
	case title == "":
		return ""
	case c.field != "":
		return title + " — "
	case said[c.work] || c.names(title):
		return ""
	case c.dangles != dangleNot:
		return title + ": "
	case !q.list && (c.hit.Inventory == "" || q.opens(c)):
		return ""
	}
	return title + ": "
}

// names reports whether the sentence holds at least two thirds of the title's
// words: "Fernando Pessoa" names "Retrato de Fernando Pessoa".
func (c *candidate) names(title string) bool {
	terms := termSet(title)
	found := c.found(terms)
	return found > 0 && 3*found >= 2*len(terms)
}

// openingWords is where a sentence has its subject.
const openingWords = 4

// opens reports whether the sentence begins with a word of the question, so that
// the visitor knows what it speaks of.
func (q query) opens(c *candidate) bool {
	for _, w := range c.words[:min(len(c.words), openingWords)] {
		for _, t := range termsOf(w) {
			if q.weight[t] > 0 {
				return true
			}
		}
	}
	return false
}

// stopped adds a full stop to a line that ends in none, so that sentences joined
// by a space still read as sentences.
func stopped(s string) string {
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsLetter(last) || unicode.IsDigit(last) || last == ')' {
		return s + "."
	}
	return s
}
