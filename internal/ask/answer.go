package ask

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cicerone/internal/cite"
	"cicerone/internal/guide"
	"cicerone/internal/quote"
	"cicerone/internal/text"
)

// errGone says that emit failed or ctx ended: nobody is listening any more.
var errGone = errors.New("the visitor has gone")

// answer puts a turn's answer together and tells the visitor as it grows.
type answer struct {
	guide *Guide
	model *Model // nil: there is none for this language
	turn  *guide.Turn
	watch *watch
	emit  func(guide.Event) error
}

func (a *answer) send(e guide.Event) error {
	if err := a.emit(e); err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}

// compose answers a question that the notes cover: in the model's words when
// there is one and enough of them hold up, else in the curators' own.
func (a *answer) compose(ctx context.Context, asked question, found guide.Found) error {
	if err := a.sources(); err != nil {
		return err
	}
	if a.model != nil {
		refused, err := a.byModel(ctx, asked)
		if errors.Is(err, errGone) {
			return err
		}
		switch {
		case errors.Is(err, guide.ErrCut):
			a.turn.Degraded = append(a.turn.Degraded, guide.DegradedCut)
		case err != nil:
			// The reason is for whoever runs the server, not for the visitor.
			a.guide.Log.Warn("model failed", "turn", a.turn.ID, "error", err)
			a.turn.Degraded = append(a.turn.Degraded, guide.DegradedModel)
		}
		switch {
		case len(a.turn.Sentences) > 0:
			return a.answered()
		case refused:
			return a.sayNotCovered(guide.ReasonModel)
		}
	}
	return a.byQuotation(asked, found)
}

// answered ends an answer that has sentences to show.
func (a *answer) answered() error {
	a.turn.Verdict = guide.Answered
	return a.send(guide.Event{Kind: guide.EventCitations, Citations: a.turn.Citations})
}

// sources tells which notes were found, before a word is written.
func (a *answer) sources() error {
	return a.send(guide.Event{Kind: guide.EventSources, Sources: a.turn.Hits, Done: *a.turn})
}

// byModel streams the model's answer through the check, sentence by sentence.
// refused reports whether it said, in an answer that is whole, that the notes
// don't say. What a failing model had said by then, if it holds up, stays said.
func (a *answer) byModel(ctx context.Context, asked question) (refused bool, err error) {
	m := a.model
	messages, used := prompt(*a.turn, asked, m.Context-m.Answer)
	if len(used) == 0 {
		return false, fmt.Errorf("no passage fits into a context of %d tokens", m.Context)
	}
	a.turn.Model, a.turn.Prompt = m.Name, promptVersion
	checker := cite.NewChecker(a.turn.Question.Text, used, a.turn.Lang, a.guide.Senses)
	say := func(checked []cite.Checked) error {
		for _, c := range checked {
			if a.turn.Lang == "pt" {
				a.turn.Drift = append(a.turn.Drift, text.Brazilian(c.Text)...)
			}
			switch {
			case c.Refusal && len(c.Citations) == 0:
				refused = true
			case !c.Supported:
				a.withhold(c)
			case a.said(c.Text): // small models repeat themselves
			default:
				a.turn.Mode = guide.ModeModel
				if err := a.say(c.Text, a.turn.Lang, false, c.Citations); err != nil {
					return err
				}
			}
		}
		return nil
	}
	failure := a.chat(ctx, messages, func(delta string) error {
		a.watch.mark(firstToken)
		return say(checker.Feed(delta))
	})
	switch {
	case errors.Is(failure, errGone):
		return false, failure
	case failure != nil && ctx.Err() != nil:
		return false, fmt.Errorf("%w: %w", errGone, ctx.Err())
	}
	if err := say(checker.Close()); err != nil {
		return false, err
	}
	return refused && failure == nil, failure
}

// Moments of a question, in milliseconds since it came. They stand among the
// timings of its stages, to be compared.
const (
	firstToken    = "first_token"    // of the model
	firstSentence = "first_sentence" // that the visitor was shown
)

// chat asks the model when it is this visitor's turn. How long that took is the
// stage "queue".
func (a *answer) chat(ctx context.Context, messages []guide.Message, onText func(string) error) error {
	if a.model.Enter != nil {
		leave, err := a.model.Enter(ctx, func(place int) error {
			return a.send(guide.Event{Kind: guide.EventWaiting, Place: place})
		})
		a.watch.lap("queue")
		if err != nil {
			return err
		}
		defer leave()
	}
	return a.model.Chat(ctx, messages, onText)
}

// withhold counts a sentence that no visitor will see and keeps it for the
// curators, as far as there is room.
func (a *answer) withhold(c cite.Checked) {
	a.turn.Withheld++
	if len(a.turn.Kept) < guide.MaxKept {
		words := []rune(c.Text)
		a.turn.Kept = append(a.turn.Kept, guide.Withheld{Text: string(words[:min(len(words), guide.MaxKeptRunes)]), Reason: c.Reason})
	}
}

func (a *answer) said(words string) bool {
	return slices.ContainsFunc(a.turn.Sentences, func(s guide.Sentence) bool { return s.Text == words })
}

// byQuotation answers in the curators' own sentences.
func (a *answer) byQuotation(asked question, found guide.Found) error {
	silent := heldTerms(asked.text)
	for _, t := range telling(asked.terms) {
		delete(silent, t.Text)
	}
	rarity := func(term string) float64 {
		switch w, known := found.Words[term]; {
		case silent[term]:
			return 0
		case known:
			return w.IDF
		}
		return found.MaxIDF
	}
	words := quotable(asked, a.turn.Hits)
	options := quote.Options{Lang: a.turn.Lang, Object: asked.object, Alike: nearness(asked, found), Titled: saysTitle(asked, found)}
	sentences, citations := quote.Answer(words, a.turn.Hits, rarity, options)
	if len(sentences) == 0 {
		return a.sayNotCovered(guide.ReasonNoSentence)
	}
	byNumber := map[int]guide.Citation{}
	for _, c := range citations {
		byNumber[c.Number] = c
	}
	if words := noteIsIn(a.turn.Lang, sentences[0].Lang); words != "" {
		if err := a.say(words, wordsLang(a.turn.Lang), false, nil); err != nil {
			return err
		}
	}
	work := ""
	for _, s := range sentences {
		var rests []guide.Citation
		for _, n := range s.Citations {
			rests = append(rests, byNumber[n])
		}
		if of := rests[0].Inventory; work != "" && of != "" && of != work {
			if err := a.say(anotherWork[wordsLang(a.turn.Lang)], wordsLang(a.turn.Lang), false, nil); err != nil {
				return err
			}
		}
		work = rests[0].Inventory
		if err := a.say(s.Text, s.Lang, true, rests); err != nil {
			return err
		}
	}
	return a.answered()
}

// quotable is the question as quotations are chosen by. The work's title stands
// for its number, which no sentence holds.
func quotable(asked question, hits []guide.Hit) string {
	words := asked.text
	for _, t := range asked.terms {
		if number := text.Slice(asked.text, t.Span); asked.alone && strings.EqualFold(number, asked.object) {
			words = strings.ReplaceAll(words, number, hits[0].Title)
		}
	}
	return words
}

// say shows one sentence and numbers what it rests on.
func (a *answer) say(words, lang string, quoted bool, rests []guide.Citation) error {
	s := guide.Sentence{Text: words, Lang: lang, Quoted: quoted}
	for _, c := range rests {
		s.Citations = append(s.Citations, a.number(c))
	}
	a.turn.Sentences = append(a.turn.Sentences, s)
	a.watch.mark(firstSentence)
	return a.send(guide.Event{Kind: guide.EventSentence, Sentence: s, Index: len(a.turn.Sentences) - 1})
}

// number gives a citation its number in this answer; the same sentence of the
// same note has the same number throughout.
func (a *answer) number(c guide.Citation) int {
	for _, have := range a.turn.Citations {
		if have.Document == c.Document && have.Start == c.Start && have.End == c.End {
			return have.Number
		}
	}
	c.Number = len(a.turn.Citations) + 1
	a.turn.Citations = append(a.turn.Citations, c)
	return c.Number
}

// notCovered ends a turn that the gate refused.
func (a *answer) notCovered(reason string) error {
	if err := a.sources(); err != nil {
		return err
	}
	return a.sayNotCovered(reason)
}

// sayNotCovered says that the notes don't say, and offers what is near.
func (a *answer) sayNotCovered(reason string) error {
	a.turn.Verdict, a.turn.Reason = guide.NotCovered, reason
	a.turn.Sentences, a.turn.Citations = nil, nil
	a.turn.Nearby = nearby(a.turn.Hits, a.turn.Lang)
	return a.say(notesDontSay(a.turn.Lang, len(a.turn.Nearby) > 0), wordsLang(a.turn.Lang), false, nil)
}

// nearbyOffered is how many works are offered when the notes don't say.
const nearbyOffered = 3

// nearby lists the works of the best hits, each once.
func nearby(hits []guide.Hit, lang string) []guide.Object {
	var out []guide.Object
	seen := map[string]bool{}
	for _, h := range hits {
		if h.Inventory == "" || seen[h.Inventory] || len(out) == nearbyOffered {
			continue
		}
		seen[h.Inventory] = true
		label := h.Label
		if label.Title == "" {
			label = guide.Label{Lang: h.Lang, Title: h.Title}
		}
		if h.Here != "" {
			label = guide.Label{Lang: lang, Title: h.Here}
		}
		out = append(out, guide.Object{ID: h.ObjectID, Inventory: h.Inventory, RoomID: h.RoomID, Label: label})
	}
	return out
}
