package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

// Detect names the language of s by its two-letter code. Function words and
// letters decide where they can, because questions are short; else the trigrams
// of whatlanggo, which also know other languages. sure is false when neither had
// enough to go by, and lang is then a guess that leans to fallback. What stands in
// quotation marks, such as a title, may be in any language and is left out, unless
// little else is said.
func Detect(s, fallback string) (lang string, sure bool) {
	s = s[:byteOffset(s, sampleRunes)]
	if bare := quoted.ReplaceAllLiteralString(s, " "); len(Words(bare)) >= leastBare {
		s = bare
	}
	var v vote
	for r := (wordReader{s: s}); r.next(); {
		v.cast(s[r.start:r.end])
	}
	if strings.ContainsAny(s, "¿¡") {
		v.votes[spanish]++
	}
	winner, lead := v.result()
	if lead >= sureLead && v.plausible(winner) {
		return languages[winner], true
	}
	if other := whatlanggo.Detect(s); other.IsReliable() && other.Lang.Iso6391() != "" {
		return other.Lang.Iso6391(), true
	}
	return v.guess(s, fallback), false
}

// quoted is what stands in quotation marks.
var quoted = regexp.MustCompile(`«[^«»]*»|[“„][^“”„]*[“”]|"[^"]*"`)

// leastBare is how many words outside quotation marks tell a language.
const leastBare = 3

// guess is the best that can be said when nothing is sure. What is next to a tie
// goes to fallback or, when that is not among the first, to the trigrams.
func (v *vote) guess(s, fallback string) string {
	winner, lead := v.result()
	switch {
	case v.foreign > v.words/2: // another script
		if other := whatlanggo.DetectLang(s).Iso6391(); other != "" {
			return other
		}
		return fallback
	case winner == noLanguage:
		return fallback
	case lead >= tieLead:
		return languages[winner]
	}
	for _, better := range []string{fallback, whatlanggo.DetectLangWithOptions(s, amongSix).Iso6391()} {
		if i := slices.Index(languages[:], better); i >= 0 && v.votes[i] > v.votes[winner]-tieLead {
			return better
		}
	}
	return languages[winner]
}

const (
	// sampleRunes is how much of a text is looked at; more changes nothing.
	sampleRunes = 3000

	// By how many votes a language leads to be sure, and below which lead the
	// fallback or the trigrams break what is next to a tie. Of .1, .25, .4 and .6, a
	// tie of .25 got most of 15,000 openings of five words right.
	sureLead = 1.0
	tieLead  = 0.25

	// In 95 of 100 prose texts of the six languages 23 words in 100 and more are
	// function words. Romanian shares many, and half its texts have fewer than 20.
	leastShare = 0.2
	// mostForeign is the share of words with letters that none of the six writes.
	mostForeign = 0.1
)

var amongSix = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Por: true, whatlanggo.Eng: true, whatlanggo.Spa: true, whatlanggo.Fra: true, whatlanggo.Ita: true, whatlanggo.Deu: true,
}}

// vote is what the words of a text say about its language.
type vote struct {
	votes   [len(languages)]float64
	held    [len(languages)]int // how many words the language has among its own
	words   int
	foreign int // words with letters that none of the six writes
}

// cast lets one word speak.
func (v *vote) cast(word string) {
	v.words++
	folded := word
	if !isFolded(word) {
		lower := strings.ToLower(word)
		if set := accentedWords[lower]; set != 0 {
			v.add(set, commonWords[lower])
			return
		}
		folded = Fold(word)
	}
	if set := stopWords[folded]; set != 0 {
		v.add(set, commonWords[folded])
		return
	}
	switch set := writersOf(word); set {
	case everyLanguage:
	case 0:
		v.foreign++
	default:
		v.add(set, 0)
	}
}

// commonWeight is how much more a common word speaks for a language than a rare
// one: "o" is everywhere in Portuguese and seldom in Italian.
const commonWeight = 4

// add shares one vote among the languages of a set, with more for those in
// which the word is common.
func (v *vote) add(set, common languageSet) {
	share := 1 / float64(set.size()+(commonWeight-1)*common.size())
	for i := range v.votes {
		if !set.has(i) {
			continue
		}
		v.held[i]++
		v.votes[i] += share
		if common.has(i) {
			v.votes[i] += share * (commonWeight - 1)
		}
	}
}

// result is the language with most votes, and by how many it leads.
func (v *vote) result() (winner int, lead float64) {
	winner = noLanguage
	votes, second := 0.0, 0.0
	for i, n := range v.votes {
		switch {
		case n > votes:
			winner, votes, second = i, n, votes
		case n > second:
			second = n
		}
	}
	return winner, votes - second
}

// plausible reports whether a text of that language would look like this one.
func (v *vote) plausible(language int) bool {
	words := float64(v.words)
	return float64(v.held[language]) >= leastShare*words && float64(v.foreign) <= mostForeign*words
}

// leading is the language that most of the function words speak for, leaving
// out those in question.
func leading(words []Word) int {
	var v vote
	for _, w := range words {
		if set := stopWords[w.Text]; set != 0 && contentWords[w.Text] == 0 {
			v.add(set, commonWords[w.Text])
		}
	}
	winner, _ := v.result()
	return winner
}

const (
	everyLanguage languageSet = 1<<len(languages) - 1
	spanish                   = 2 // in languages
)

// marked are the letters beyond a to z that each language writes.
var marked = func() map[rune]languageSet {
	sets := map[rune]languageSet{}
	for i, letters := range [len(languages)]string{"ãõâêôáéíóúçà", "", "ñáéíóúü", "çàéèêâôîûëïœùü", "àéèìòù", "äöüß"} {
		for _, r := range letters {
			sets[r] |= 1 << i
		}
	}
	return sets
}()

// writersOf are the languages whose letters suffice to write a word.
func writersOf(word string) languageSet {
	set := everyLanguage
	for _, r := range word {
		if r >= utf8.RuneSelf {
			set &= marked[unicode.ToLower(r)]
		}
	}
	return set
}

// Code is the two-letter code in a language tag ("pt" in "pt-BR" or "por"), or ""
// when the tag is none or its language has no such code.
func Code(tag string) string {
	parsed, err := language.Parse(tag)
	base, confidence := parsed.Base()
	if err != nil || confidence != language.Exact || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}
