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
	lang      string
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
	asked := question{text: q.Text, lang: turn.Lang, terms: text.Terms(q.Text), object: q.Object}
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

// pointers are words by which a question leans on what was said before, folded:
// pronouns, demonstratives and "the work" in the six languages. Words that are also plain
// articles (o, a, la, die) are left out.
var pointers = map[string]bool{
	"ele": true, "ela": true, "eles": true, "elas": true, "este": true, "esta": true, "isto": true, "esse": true, "essa": true, "isso": true,
	"dele": true, "dela": true, "deste": true, "desta": true, "nele": true, "nela": true, "neste": true, "nesta": true,
	"it": true, "its": true, "he": true, "she": true, "him": true, "her": true, "his": true, "they": true, "them": true, "this": true, "that": true, "these": true,
	"ello": true, "eso": true, "esto": true, "suyo": true, "lo": true, "il": true, "elle": true, "ce": true, "cette": true, "celui": true, "celle": true, "son": true, "sa": true,
	"questo": true, "questa": true, "quello": true, "lui": true, "lei": true, "suo": true, "sua": true, "seu": true,
	"obra": true, "peca": true, "quadro": true, "work": true, "piece": true, "painting": true, "oeuvre": true, "tableau": true, "opera": true, "werk": true, "bild": true,
	"er": true, "sie": true, "es": true, "dieser": true, "diese": true, "dieses": true, "sein": true, "seine": true, "ihn": true,
}

// points reports whether a question cannot stand alone: it has next to nothing
// to search for, or it holds a pointing word and names nothing itself.
func points(q question) bool {
	if len(q.terms) <= 1 && !named(q) {
		return true
	}
	if named(q) {
		return false
	}
	for _, w := range text.Words(q.text) {
		if pointers[w.Text] {
			return true
		}
	}
	return strings.HasPrefix(text.Fold(q.text), "e ") || strings.HasPrefix(text.Fold(q.text), "and ")
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
// with a capital that does not merely begin the sentence. German writes every
// noun so; there a capital says nothing.
func names(q question, t text.Term) bool {
	return t.Digits || t.Capital && q.lang != "de" && !opens(q.text, t.Span.Start)
}

// opens reports whether only punctuation stands before rune offset start, so
// that a capital there means nothing.
func opens(s string, start int) bool {
	for i, r := range []rune(s) {
		if i == start {
			return true
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
