package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cicerone/internal/api"
	"cicerone/internal/guide"
)

// A script is what an Ask does: events, then what it returns.
type script struct {
	events []guide.Event
	turn   guide.Turn
	err    error
}

func (s script) ask(_ context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
	for _, e := range s.events {
		if err := emit(e); err != nil {
			return s.turn, err
		}
	}
	return s.turn, s.err
}

var _ api.Ask = script{}.ask

// The evidence of every script: two passages of one note about a work whose
// inventory number holds what addresses are made of, and one of a note about no
// work.
var (
	noted = time.Date(2026, time.March, 5, 23, 30, 0, 0, time.FixedZone("", -3600)) // the 6th in UTC

	hits = []guide.Hit{
		{Document: "DOCBARCO", Inventory: "CG 1/2#a", Title: "Modelo de barco", Revision: 2, Start: 40, End: 96},
		{Document: "DOCBARCO", Inventory: "CG 1/2#a", Title: "Modelo de barco", Revision: 2, Start: 0, End: 40},
		{Document: "DOC RIO/1?", Title: "O rio e a cidade", Revision: 1, Start: 10, End: 60},
	}
	built = guide.Citation{
		Number: 1, PassageID: 11, Inventory: "CG 1/2#a", Title: "Modelo de barco",
		Sentence: "O modelo foi construído em pinho, à escala de 1:20.",
		Document: "DOCBARCO", Revision: 2, Author: "Serviço de inventário", Date: noted, Lang: "pt", Start: 40, End: 91,
	}
	carried = guide.Citation{
		Number: 2, PassageID: 12, Title: "O rio e a cidade",
		Sentence: "Estes barcos levavam sal \"e pão\" <rio acima>.",
		Document: "DOC RIO/1?", Revision: 1, Lang: "pt", Start: 10, End: 55,
	}
)

func turn(lang string) guide.Turn {
	return guide.Turn{ID: "QUESTION", Conversation: "VISIT", Lang: lang, Mode: guide.ModeQuote, Hits: hits}
}

// story tells a turn in the order in which ask tells it, up to and including
// the citations.
func story(t guide.Turn) []guide.Event {
	known := guide.Turn{ID: t.ID, Conversation: t.Conversation, Lang: t.Lang}
	events := []guide.Event{{Kind: guide.EventSources, Sources: t.Hits, Done: known}}
	for i, s := range t.Sentences {
		events = append(events, guide.Event{Kind: guide.EventSentence, Index: i, Sentence: s})
	}
	if len(t.Citations) > 0 {
		events = append(events, guide.Event{Kind: guide.EventCitations, Citations: t.Citations})
	}
	return events
}

func quoted() script {
	t := turn("pt")
	t.Verdict = guide.Answered
	t.Sentences = []guide.Sentence{
		{Text: built.Sentence, Citations: []int{1}, Quoted: true, Lang: "pt"},
		{Text: carried.Sentence, Citations: []int{2}, Quoted: true, Lang: "pt"},
	}
	t.Citations = []guide.Citation{built, carried}
	t.Degraded = []guide.Degradation{guide.DegradedModel, guide.DegradedSave}
	t.Timings = guide.Timings{"total": 12.3456, "search": 4, "answer": 0.04}
	return script{events: append(story(t), guide.Event{Kind: guide.EventDone, Done: t}), turn: t}
}

func modelled() script {
	t := turn("en")
	t.Verdict, t.Mode, t.Model, t.Prompt = guide.Answered, guide.ModeModel, "amalia", "v1"
	t.Sentences = []guide.Sentence{
		{Text: "The model was built in pine,\nat 1:20.", Citations: []int{1}, Lang: "en"},
		{Text: "Such boats carried salt.", Citations: []int{2, 1}, Lang: "en"},
	}
	t.Citations = []guide.Citation{built, carried}
	t.Withheld = 1
	t.Timings = guide.Timings{"total": 812.25}
	return script{events: story(t), turn: t} // done is left to the stream
}

// waited is modelled for somebody who had to wait for a turn.
func waited() script {
	s := modelled()
	queue := []guide.Event{{Kind: guide.EventWaiting, Place: 2}, {Kind: guide.EventWaiting, Place: 1}}
	s.events = slices.Insert(s.events, 1, queue...)
	return s
}

func pinned() script {
	t := turn("pt")
	t.Verdict, t.Mode, t.Hits = guide.Answered, guide.ModePinned, nil
	t.Pin = &guide.Pin{ID: "never shown", Date: noted}
	t.Sentences = []guide.Sentence{{Text: "Não, não há.", Quoted: true, Lang: "pt"}}
	return script{events: append(story(t), guide.Event{Kind: guide.EventDone, Done: t}), turn: t}
}

func plain() script {
	t := turn("pt")
	t.Verdict, t.Mode, t.Hits, t.Reason = guide.Answered, guide.ModePlain, nil, "never shown"
	t.Sentences = []guide.Sentence{{Text: "De nada!", Lang: "pt"}}
	return script{events: append(story(t), guide.Event{Kind: guide.EventDone, Done: t}), turn: t}
}

func followed() script {
	s := quoted()
	s.turn.Standalone = "De que é feito? [CG-1 Modelo de barco]"
	s.events[len(s.events)-1].Done = s.turn
	return s
}

func notCovered() script {
	t := turn("pt")
	t.Verdict, t.Reason = guide.NotCovered, "never shown"
	t.Sentences = []guide.Sentence{{Text: "As nossas notas não o dizem.", Lang: "pt"}}
	t.Nearby = []guide.Object{
		{Inventory: "CG 1/2#a", Label: guide.Label{Title: "Modelo de barco"}},
		{Inventory: "../3", Label: guide.Label{Title: "Remo"}},
	}
	return script{events: append(story(t), guide.Event{Kind: guide.EventDone, Done: t}), turn: t}
}

func brokenOff() script {
	s := quoted()
	s.events = s.events[:2]
	s.turn.Verdict, s.turn.Reason = guide.Failed, "never shown"
	s.err = errors.New("answer: a secret of the database")
	return s
}

// toldBroken says in an event what brokenOff says by returning.
func toldBroken() script {
	s := brokenOff()
	s.events = append(s.events, guide.Event{Kind: guide.EventError, Err: s.err})
	s.err = nil
	return s
}

func unavailable() script {
	return script{err: fmt.Errorf("search passages: %w: a secret of the database", guide.ErrUnavailable)}
}
