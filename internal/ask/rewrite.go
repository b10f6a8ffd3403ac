package ask

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// question is what is searched for: the visitor's words, made to stand alone.
type question struct {
	text      string
	lang      string // it is written in
	terms     []text.Term
	object    string     // inventory number of the work at hand, or that the question gives; "" for none
	alone     bool       // it asks about that work and no other
	practical *practical // set when it is about the visit itself; text and terms then hold its words too
}

// historyKept is how many earlier turns a follow-up may lean on.
const historyKept = 3

// rewrite resolves a follow-up. A question that points ("and who painted it?",
// "e quando?") is about the work at hand alone, or else the work the last answer
// cited first. Whatever it resolves to is recorded as turn.Standalone.
// Conversations that cannot be read leave the question as it is.
func (g *Guide) rewrite(ctx context.Context, turn *guide.Turn) question {
	q := turn.Question
	asked := question{text: q.Text, terms: text.Terms(q.Text), object: q.Object}
	asked.lang, _ = text.Detect(q.Text, turn.Lang) // a page in one language is asked in another
	if p := findPractical(asked); p != nil {
		asked.practical, asked.text = p, q.Text+" "+p.words
		asked.terms = text.Terms(asked.text)
		return asked
	}
	if !points(asked) {
		return asked
	}
	if asked.object != "" {
		asked.alone = true
		return asked
	}
	if q.Conversation == "" {
		return asked
	}
	history, err := g.Memory.History(ctx, q.Museum.ID, q.Conversation, historyKept)
	if err != nil {
		g.Log.Warn("conversation not read", "turn", turn.ID, "error", err)
		return asked
	}
	for _, earlier := range slices.Backward(history) {
		if len(earlier.Objects) > 0 {
			asked.object, asked.alone = earlier.Objects[0], true
			turn.Standalone = q.Text + " [" + asked.object + "]"
			return asked
		}
	}
	return asked
}

// settle ends the rewriting with what only a search can tell: how the collection
// writes the number of the work at hand, that a number in the question is a
// work's, and that few words which seemed to lean are another work's title.
func settle(turn *guide.Turn, asked question, hits []guide.Hit) question {
	if number := numbered(asked, hits); number != "" {
		asked.object, asked.alone = number, true
		return asked
	}
	if asked.alone && titles(asked, hits) {
		asked.object, asked.alone, turn.Standalone = turn.Question.Object, false, ""
	}
	for _, h := range hits {
		if h.Inventory != "" && strings.EqualFold(h.Inventory, asked.object) {
			asked.object = h.Inventory
			break
		}
	}
	return asked
}

// numbered is the inventory number that the question names, "" when it names
// none of those found.
func numbered(asked question, hits []guide.Hit) string {
	for _, t := range asked.terms {
		for _, h := range hits {
			if t.Digits && h.Inventory != "" && strings.EqualFold(h.Inventory, text.Slice(asked.text, t.Span)) {
				return h.Inventory
			}
		}
	}
	return ""
}

// titles reports whether the question holds the whole title of a work other than
// the one at hand.
func titles(asked question, hits []guide.Hit) bool {
	in := distinct(asked)
	return slices.ContainsFunc(hits, func(h guide.Hit) bool {
		return h.Inventory != "" && !strings.EqualFold(h.Inventory, asked.object) && namesAll(in, h.Title)
	})
}

// leaning holds, for one language, the words by which a question leans on what
// was said before.
type leaning struct {
	pronouns string // and demonstratives
	works    string // "the work", when one of
	the      string // stands before it
}

// leanings are matched as they are written, in small letters: "está" does not
// point, "esta" does. Left out are words that mostly do something else: articles
// (o, la, il), polite address (Sie), "il" and "es" that stand for nothing ("y
// a-t-il", "gibt es"), "that" for "which".
var leanings = map[string]leaning{
	"pt": {"ele ela eles elas este esta estes estas isto esse essa esses essas isso dele dela deles delas deste desta disto desse dessa disso nele nela neste nesta nisto nesse nessa nisso seu sua seus suas",
		"obra peça peca quadro pintura escultura objeto", "a o da do na no à ao pela pelo"},
	"en": {"it its he she him her his they them their this these", "work piece painting picture sculpture object", "the"},
	"es": {"él ella ello ellos ellas este esta estos estas esto ese esa eso lo su sus suyo suya", "obra pieza cuadro pintura escultura objeto", "el la del al"},
	"fr": {"elle elles cet cette ces celui celle son sa ses", "œuvre oeuvre pièce piece tableau peinture sculpture objet", "l le la ce du au"},
	"it": {"lui lei questo questa questi queste quello quella suo sua suoi sue", "opera pezzo quadro dipinto scultura oggetto", "l il la lo del dell della al nel nell"},
	"de": {"er ihn ihm dieser diese dieses diesem diesen sein seine seiner", "werk stück bild gemälde skulptur objekt", "das dem des"},
}

// leans reports whether a question holds a leaning word of its language.
func leans(q question) bool {
	l := leanings[q.lang]
	before := ""
	for _, w := range text.Words(q.text) {
		word := strings.ToLower(text.Slice(q.text, w.Span))
		if slices.Contains(strings.Fields(l.pronouns), word) ||
			slices.Contains(strings.Fields(l.works), word) && slices.Contains(strings.Fields(l.the), before) {
			return true
		}
		before = word
	}
	return false
}

// points reports whether a question cannot stand alone: it has next to nothing
// to search for, or it leans on what was said, and it names nothing itself.
func points(q question) bool {
	if named(q) {
		return false
	}
	folded := text.Fold(q.text)
	return len(q.terms) <= 1 || leans(q) || strings.HasPrefix(folded, "e ") || strings.HasPrefix(folded, "and ")
}

// named reports whether the question names something.
func named(q question) bool {
	for _, t := range q.terms {
		if names(q, t) {
			return true
		}
	}
	return false
}

// names reports whether a term of the question is a name: a number, or a word
// with a capital that does not merely begin a sentence. German writes every noun
// so, and some visitors write every letter so; there a capital says nothing.
func names(q question, t text.Term) bool {
	return t.Digits || t.Capital && q.lang != "de" && q.text != strings.ToUpper(q.text) && !opens(q.text, t.Span.Start)
}

// opens reports whether the word at rune offset start begins a sentence, so that
// a capital there means nothing.
func opens(s string, start int) bool {
	for _, sentence := range text.Sentences(s) {
		if start < sentence.End {
			before := text.Slice(s, text.Span{Start: sentence.Start, End: start})
			return !strings.ContainsFunc(before, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		}
	}
	return true
}
