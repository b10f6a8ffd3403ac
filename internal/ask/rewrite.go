package ask

import (
	"context"
	"slices"
	"strings"

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
	plain     *plain     // set when there is nothing to search for
}

// historyKept is how many earlier turns a follow-up may lean on.
const historyKept = 3

// rewrite makes a question stand alone. One that points ("and who painted it?",
// "e quando?") is about the work at hand alone, or else the work the last answer
// cited first, or the one of those that it counts off ("the second one"). One
// that merely names nothing, or leans and then names something ("was it really
// from China?"), may be about that work: it is lifted and hides no other.
// Whatever a follow-up resolves to is recorded as turn.Standalone. Conversations
// that cannot be read leave the question as it is.
func (g *Guide) rewrite(ctx context.Context, turn *guide.Turn) question {
	asked := read(turn)
	if asked.plain != nil || asked.practical != nil || named(asked) && !leansFirst(asked) {
		return asked
	}
	if asked.object != "" {
		asked.alone = points(asked)
		return asked
	}
	if turn.Conversation == "" || !points(asked) && !wonders(asked) && !leansFirst(asked) {
		return asked
	}
	history, err := g.Memory.History(ctx, turn.Question.Museum.ID, turn.Conversation, historyKept)
	if err != nil {
		g.Log.Warn("conversation not read", "turn", turn.ID, "error", err)
		return asked
	}
	work, ok := meant(asked, history)
	if !ok {
		return asked
	}
	asked.object, asked.alone = work.Inventory, points(asked)
	if !asked.alone {
		return asked
	}
	turn.Standalone = turn.Question.Text + " [" + strings.TrimSpace(work.Inventory+" "+text.OneLine(work.Title)) + "]"
	if words := g.reword(ctx, turn, asked, history); words != "" {
		asked.text, asked.terms, asked.alone = words, text.TermsIn(words, asked.lang), false
		turn.Standalone = words
	}
	return asked
}

// read takes a question as it stands: what is nothing to search for, and what is
// about the visit, is known by its words.
func read(turn *guide.Turn) question {
	q := turn.Question
	asked := question{text: q.Text, object: q.Object}
	asked.lang, _ = text.Detect(q.Text, turn.Lang) // a page in one language is asked in another
	if asked.plain = findPlain(q.Text, turn.Lang, asked.lang); asked.plain == nil {
		asked.text = afterGreeting(q.Text, asked.lang)
	}
	asked.terms = text.TermsIn(asked.text, asked.lang)
	if asked.plain != nil {
		return asked
	}
	if p := findPractical(asked); p != nil {
		asked.practical = p
		asked.text += " " + p.words
		asked.terms = text.TermsIn(asked.text, asked.lang)
	}
	return asked
}

// meant is the work of the conversation that a question without a name is about.
// One that counts off a work that was not cited is about none.
func meant(asked question, history []guide.Exchange) (guide.CitedWork, bool) {
	for _, earlier := range slices.Backward(history) {
		works := len(earlier.Works)
		if works == 0 {
			continue
		}
		n := counted(asked)
		switch {
		case n == nobodyCounts:
			n = 0
		case n < 0:
			n = works - 1
		case n >= works:
			return guide.CitedWork{}, false
		}
		return earlier.Works[n], true
	}
	return guide.CitedWork{}, false
}

// settle ends the rewriting with what only a search can tell: how the collection
// writes the number of the work at hand, that a number in the question is a
// work's, and that few words which seemed to lean are another work's title.
func settle(turn *guide.Turn, asked question, hits []guide.Hit) question {
	if number := numbered(asked, hits); number != "" {
		asked.object, asked.alone = number, true
		return asked
	}
	if asked.alone && (titles(asked, hits) || turn.Standalone != "" && elsewhere(asked, hits)) {
		asked.object, asked.alone, turn.Standalone = turn.Question.Object, false, ""
	}
	at := slices.IndexFunc(hits, func(h guide.Hit) bool { return h.Inventory != "" && strings.EqualFold(h.Inventory, asked.object) })
	if at < 0 {
		turn.Standalone = "" // it would name a work that no note the visitor may read is about any more
		return asked
	}
	asked.object = hits[at].Inventory
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

// elsewhere reports whether the subject has changed: the work that the
// conversation was about holds no word of the question, and another note holds
// several.
func elsewhere(asked question, hits []guide.Hit) bool {
	terms := distinct(asked)
	here, there := 0, 0
	for _, h := range hits {
		held := 0
		for term := range heldTerms(h.Title + "\n" + h.Heading + "\n" + h.Label.Maker + "\n" + h.Text) {
			if terms[term] {
				held++
			}
		}
		if strings.EqualFold(h.Inventory, asked.object) {
			here = max(here, held)
		} else {
			there = max(there, held)
		}
	}
	return here == 0 && there >= wordsElsewhere
}

// wordsElsewhere is how many words of a question another note must hold: one is
// chance.
const wordsElsewhere = 2
