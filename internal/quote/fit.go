package quote

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The shapes that a question's kind makes us look for in a sentence. They are
// matched against the sentence as written, not folded.
var (
	yearShape    = regexp.MustCompile(`\b(1[0-9]{3}|20[0-9]{2})\b`)
	ageShape     = regexp.MustCompile(`(?i)[0-9]\s?(mil|milh(ões|ão)( de)?|thousand|million|millones( de)?|millions?( d)?|milioni( di)?|Millionen)?\s?(anos|years|años|ans|anni|Jahre)`)
	centuryShape = regexp.MustCompile(`(?i)\b(s[ée]c\.|s[ée]culos?|centur(y|ies)|siglos?|si[èe]cles?|secol[oi]|jahrhunderts?)`)
	clockShape   = regexp.MustCompile(`\b[0-9]{1,2}\s?([h:.][0-9]{2}|h|am|pm|Uhr)\b`)
	sizeShape    = regexp.MustCompile(`(?i)[0-9]\s?(cm|mm|m|km|kg|g|metros?|met(re|er)s?|cent[ií]metros?|centimet(re|er)s?|quilos?|kilos?|m[èe]tres?|metri|zentimeter)\b`)
	numberShape  = regexp.MustCompile(`[0-9]`)
	nameShape    = regexp.MustCompile(`\p{Lu}\p{Ll}+`)
	reasonShape  = regexp.MustCompile(`(?i)\b(por isso|pois|já que|uma vez que|devido a|para (o|a|os|as|que)?\s?\pL+r\b|due to|in order to|so that|therefore|por eso|debido a|c'est pourquoi|afin de|deshalb|damit)\b`)
	placeShape   = regexp.MustCompile(`\b([Ee]m|[Nn][oa]s?|[Ii]n|[Aa]t|en|au|a|nel|nella|im)\s+(o |a |the |el |la |le |il |der |die )?\p{Lu}`)
	originShape  = regexp.MustCompile(`\b(d[eoa]s?|from|du|des|dal|dalla|aus|von)\s+(o |a |the |el |la |le |il |der |die )?\p{Lu}`)
)

// numberWords are the small numbers as words, folded: from two, because "um" and
// "one" are mostly articles.
var numberWords = setOf(`
	dois duas tres quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta sessenta cem mil
	two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty fourteen hundred thousand
	dos cuatro siete ocho nueve diez deux trois quatre cinq sept huit neuf dix due tre quattro cinque sette otto dieci
	zwei drei vier funf sechs sieben acht neun zehn`)

// fieldKinds says which kind of question a catalogue line answers, by the first
// word of its field name, folded.
var fieldKinds = map[string]kind{
	"autor": kindWho, "autoria": kindWho, "artista": kindWho, "fabricante": kindWho, "maker": kindWho, "artist": kindWho, "author": kindWho, "creator": kindWho,
	"data": kindWhen, "datacao": kindWhen, "periodo": kindWhen, "epoca": kindWhen, "seculo": kindWhen, "ano": kindWhen, "date": kindWhen, "period": kindWhen,
	"origem": kindWhere, "local": kindWhere, "localizacao": kindWhere, "procedencia": kindWhere, "proveniencia": kindWhere, "place": kindWhere, "origin": kindWhere, "provenance": kindWhere,
	"material": kindMaterial, "materiais": kindMaterial, "tecnica": kindMaterial, "suporte": kindMaterial, "materials": kindMaterial, "medium": kindMaterial, "technique": kindMaterial,
	"dimensoes": kindSize, "altura": kindSize, "largura": kindSize, "comprimento": kindSize, "profundidade": kindSize, "peso": kindSize,
	"dimensions": kindSize, "height": kindSize, "width": kindSize, "length": kindSize, "depth": kindSize, "weight": kindSize,
	"denominacao": kindWhat, "descricao": kindWhat, "description": kindWhat, "titulo": kindWhat, "title": kindWhat, "classificacao": kindWhat,
}

// How well a sentence may fit the kind of a question.
const (
	fitFully  = 1.0 // it says just what was asked
	fitLikely = 0.6 // it has the shape of an answer
	fitNot    = 0.0
)

// fit says how well a sentence has the shape of an answer to q.
func (q query) fit(c *candidate) float64 {
	if c.field != "" {
		if fieldKinds[c.field] == q.kind {
			return fitFully
		}
		return fitNot
	}
	switch q.kind {
	case kindWho:
		return q.fitWho(c)
	case kindWhen:
		return q.fitWhen(c)
	case kindWhere:
		return q.fitWhere(c)
	case kindSize:
		return likely(sizeShape.MatchString(c.text) || c.concepts&measuring != 0 && c.counts())
	case kindCount:
		return likely(c.counts())
	case kindMaterial:
		return q.fitMaterial(c)
	case kindWhy:
		return likely(c.concepts&reasons != 0 || reasonShape.MatchString(c.text))
	case kindWhat:
		if c.opensNote && q.onlyOf(c) {
			return fitFully
		}
	case kindShow:
		return fitShow(c)
	}
	return fitNot
}

// fitWho prefers the sentence that names the label's maker when a maker is asked
// for. Asked who somebody is, the sentence has to speak of them; else any with a
// name in it will do.
func (q query) fitWho(c *candidate) float64 {
	if q.asksOf(c, making) && c.holds(c.hit.Label.Maker) {
		return fitFully
	}
	if q.acts == 0 && !q.onlyPersons() && !slices.ContainsFunc(q.terms, func(t string) bool { return c.terms[t] }) {
		return fitNot
	}
	return likely(nameShape.MatchString(afterFirstWord(c.text)))
}

// onlyPersons reports whether a question names nobody: "Who are the people there?"
// is answered by any name in the note of the work at hand.
func (q query) onlyPersons() bool {
	return len(q.terms) > 0 && !slices.ContainsFunc(q.terms, func(t string) bool { return !personTerms[t] })
}

func (q query) fitWhen(c *candidate) float64 {
	if q.acts&opening != 0 {
		return likely(clockShape.MatchString(c.text) || c.concepts&opening != 0)
	}
	if q.age && ageShape.MatchString(c.text) {
		return fitFully
	}
	dated := yearShape.MatchString(c.text) || centuryShape.MatchString(c.text)
	year := yearShape.FindString(c.hit.Label.Date)
	if q.asksOf(c, making) && dated && year != "" && strings.Contains(c.text, year) {
		return fitFully
	}
	return likely(dated)
}

// fitShow likes a sentence that says that something is shown, and then one that
// tells neither dates nor where the work is kept: that is how notes describe.
func fitShow(c *candidate) float64 {
	if c.concepts&showing != 0 {
		return fitFully
	}
	return likely(!yearShape.MatchString(c.text) && c.concepts&holding == 0)
}

// fitWhere prefers the sentence that names the label's museum, unless the
// question is about another move: where it was found, came from or was made.
func (q query) fitWhere(c *candidate) float64 {
	if q.asksOf(c, holding) && c.holds(c.hit.Label.HeldBy) {
		return fitFully
	}
	if q.acts&^holding != 0 && c.concepts&holding != 0 && c.concepts&q.acts == 0 {
		return fitNot // where it is kept, when something else was asked
	}
	return likely(placeShape.MatchString(c.text) || q.acts&coming != 0 && originShape.MatchString(c.text))
}

func (q query) fitMaterial(c *candidate) float64 {
	if c.concepts&materials == 0 {
		return fitNot
	}
	if c.holds(c.hit.Label.Material) {
		return fitFully
	}
	return fitLikely
}

// asksOf reports whether the question is about act, or about the work and no
// act at all ("Who is the artist of …?", "Where is …?").
func (q query) asksOf(c *candidate, act concept) bool {
	if q.acts&act != 0 {
		return true
	}
	if q.acts != 0 {
		return false
	}
	return q.onlyOf(c)
}

// onlyOf reports whether the question names nothing but the work.
func (q query) onlyOf(c *candidate) bool {
	for _, t := range q.terms {
		if !c.title[t] {
			return false
		}
	}
	return true
}

// holds reports whether at least half of a label's words stand in the sentence.
func (c *candidate) holds(label string) bool {
	terms := termSet(label)
	found := c.found(terms)
	return found > 0 && 2*found >= len(terms)
}

// found counts the terms that stand in the sentence.
func (c *candidate) found(terms map[string]bool) int {
	n := 0
	for t := range terms {
		if c.terms[t] {
			n++
		}
	}
	return n
}

func (c *candidate) counts() bool {
	if numberShape.MatchString(c.text) {
		return true
	}
	for _, w := range c.words {
		if numberWords[w] {
			return true
		}
	}
	return false
}

func likely(ok bool) float64 {
	if ok {
		return fitLikely
	}
	return fitNot
}

func afterFirstWord(s string) string {
	_, rest, _ := strings.Cut(s, " ")
	return rest
}

// A catalogue line's field name is at most this long, in runes and in words;
// "Condições de reprodução" has 23 and 3.
const (
	longestField = 30
	fieldWords   = 4
)

// fieldOf returns the first word, folded, of the field name of a catalogue line
// ("Autor: Fábrica Pleyel"), or "" when the line is prose.
func fieldOf(line string) string {
	name, value, ok := strings.Cut(line, ":")
	if !ok || strings.TrimSpace(value) == "" || utf8.RuneCountInString(name) > longestField {
		return ""
	}
	if strings.ContainsAny(line[len(line)-1:], ".!?") {
		return ""
	}
	words := foldedWords(name)
	if len(words) == 0 || len(words) > fieldWords {
		return ""
	}
	return words[0]
}
