package ask

import (
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// plain is something said to the guide that no note could answer: a greeting,
// abuse, a cry for help. It is met with the guide's own words, without a search
// or a model.
type plain struct {
	kind string // guide.PlainGreeting and the like
	lang string // it was said in
}

// findPlain returns what was said when it is nothing to search for, else nil. A
// question behind a greeting is a question. The languages thought likely are
// tried first, since "ciao" is said in German too; the last of them is the one it
// seems to be written in.
func findPlain(said string, likely ...string) *plain {
	words := wordsOf(said)
	names := named(question{text: said, terms: text.Terms(said), lang: likely[len(likely)-1]})
	langs := slices.DeleteFunc(likely, func(lang string) bool { return courtesies[lang].greeting == nil })
	for _, lang := range append(langs, spoken...) {
		if kind := courtesies[lang].kindOf(words, names); kind != "" {
			return &plain{kind, lang}
		}
	}
	return nil
}

// spoken are the languages that the guide speaks itself.
var spoken = []string{"pt", "en", "es", "fr", "it", "de"}

// phrases are folded words in a row, "w1 w2"; a last word ending in * is the
// beginning of one.
type phrases []string

// courtesy is how one language says what is met plainly.
type courtesy struct {
	greeting, thanks, goodbye, about phrases
	fillers                          phrases // may stand beside those without making a question of them

	self    phrases // the speaker is in despair
	persons phrases // "my son"
	lost    phrases // what makes of persons a search for them
	urgent  phrases // illness or fire, here and now
	asks    phrases // how a question begins that only asks about such things

	insults phrases
	how     phrases // "how can I", before
	harm    phrases // something that harms
	tricks  phrases // orders to the program instead of a question to the guide
}

// kindOf is the kind of plain answer that the words want, "" for none. Words that
// name something may be its title: "The Idiot".
func (c courtesy) kindOf(words []string, names bool) string {
	switch {
	case c.self.in(words), c.persons.in(words) && c.lost.in(words),
		c.urgent.in(words) && !c.asks.begin(words):
		return guide.PlainHelp
	case c.tricks.in(words), c.how.in(words) && c.harm.in(words),
		c.insults.in(words) && !names:
		return guide.PlainUnsafe
	}
	rest, kind := words, ""
	for _, k := range []struct {
		name    string
		phrases phrases
	}{{guide.PlainThanks, c.thanks}, {guide.PlainAbout, c.about}, {guide.PlainGoodbye, c.goodbye}, {guide.PlainGreeting, c.greeting}} {
		without := k.phrases.out(rest)
		if len(without) < len(rest) && kind == "" {
			kind = k.name
		}
		rest = without
	}
	if kind == "" || len(c.fillers.out(rest)) > 0 {
		return ""
	}
	return kind
}

// afterGreeting is a question without the greeting that it begins with.
func afterGreeting(said, lang string) string {
	words, folded, c := text.Words(said), wordsOf(said), courtesies[lang]
	n := 0
	for n < len(words) {
		step := c.greeting.length(folded[n:])
		if step == 0 {
			break
		}
		n += step
	}
	if n == 0 || n == len(words) {
		return said
	}
	return text.Slice(said, text.Span{Start: words[n].Span.Start, End: len([]rune(said))})
}

// in reports whether any of the phrases is among the words.
func (p phrases) in(words []string) bool {
	for i := range words {
		if p.length(words[i:]) > 0 {
			return true
		}
	}
	return false
}

// begin reports whether the words begin with one of the phrases.
func (p phrases) begin(words []string) bool { return p.length(words) > 0 }

// length is how many words the longest phrase at the beginning of words has, 0
// when there is none.
func (p phrases) length(words []string) int {
	longest := 0
	for _, phrase := range p {
		want := strings.Fields(phrase)
		if len(want) > longest && len(want) <= len(words) && slices.EqualFunc(want, words[:len(want)], isWord) {
			longest = len(want)
		}
	}
	return longest
}

// isWord reports whether a word is the one wanted, or begins so when a * ends it.
func isWord(want, word string) bool {
	if beginning, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(word, beginning)
	}
	return want == word
}

// out is words without the phrases.
func (p phrases) out(words []string) []string {
	var rest []string
	for i := 0; i < len(words); {
		if n := p.length(words[i:]); n > 0 {
			i += n
			continue
		}
		rest = append(rest, words[i])
		i++
	}
	return rest
}

// wordsOf are the words of what was said, folded.
func wordsOf(said string) []string {
	var out []string
	for _, w := range text.Words(said) {
		out = append(out, w.Text)
	}
	return out
}

// plainly answers in the guide's own words.
func (a *answer) plainly(p *plain) error {
	a.turn.Mode, a.turn.Reason = guide.ModePlain, p.kind
	if a.turn.Question.Lang == "" { // not the page's: the words themselves say which
		a.turn.Lang = p.lang
	}
	if err := a.sources(); err != nil {
		return err
	}
	lang := wordsLang(a.turn.Lang)
	if err := a.say(plainWords[lang][p.kind], lang, false, nil); err != nil {
		return err
	}
	return a.answered()
}
