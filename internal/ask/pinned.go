package ask

import (
	"context"
	"slices"
	"strings"

	"cicerone/internal/alike"
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Pinned are the curators' own answers: those of a museum that are live, oldest
// first.
type Pinned interface {
	LivePins(ctx context.Context, museum int64) ([]guide.Pin, error)
}

// pinned is the curators' own answer to the question, or nil. Answers that
// cannot be read are as good as none: the notes are still there.
func (g *Guide) pinned(ctx context.Context, turn *guide.Turn, asked question) *guide.Pin {
	if g.Pinned == nil {
		return nil
	}
	pins, err := g.Pinned.LivePins(ctx, turn.Question.Museum.ID)
	if err != nil {
		g.Log.Warn("pinned answers not read", "turn", turn.ID, "error", err)
		turn.Degraded = append(turn.Degraded, guide.DegradedPinned)
		return nil
	}
	pins = slices.DeleteFunc(pins, func(p guide.Pin) bool { return !answers(p, turn.Question.Text, asked) })
	if len(pins) == 0 {
		return nil
	}
	// The same question may have an answer in several languages.
	for _, lang := range []string{turn.Lang, turn.Question.Museum.Lang} {
		if i := slices.IndexFunc(pins, func(p guide.Pin) bool { return p.Lang == lang }); i >= 0 {
			return &pins[i]
		}
	}
	return &pins[0]
}

// answers reports whether a pinned answer is one to what was said. One about a
// work needs that work at hand, or named; one about none does not answer a
// question that points at a work.
func answers(p guide.Pin, said string, asked question) bool {
	if p.Inventory == "" {
		return (asked.practical != nil || !leans(asked)) && alike.Same(p.Question, said)
	}
	about := asked.object != "" && strings.EqualFold(p.Inventory, asked.object) ||
		slices.ContainsFunc(p.Names, func(name string) bool { return alike.Mentions(said, name) })
	return about && alike.SameAbout(p.Question, said, p.Names)
}

// byPin answers in the words that the curators wrote for this question. They
// need no note to rest on.
func (a *answer) byPin(p *guide.Pin) error {
	a.turn.Pin, a.turn.Mode = p, guide.ModePinned
	if err := a.sources(); err != nil {
		return err
	}
	for _, span := range text.Sentences(p.Answer) {
		if words := text.OneLine(text.Slice(p.Answer, span)); words != "" {
			if err := a.say(words, p.Lang, true, nil); err != nil {
				return err
			}
		}
	}
	return a.answered()
}
