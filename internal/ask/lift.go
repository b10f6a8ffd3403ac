package ask

import (
	"cicerone/internal/guide"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// The lifts below are added to a fused score, which tops out between 1.1 and 1.5.
// Each is less than the margin of a clearly better passage, so that standing
// before one work never hides another that was asked for by name.
const (
	liftObject = 0.35 // the work the visitor stands at, or gives the number of
	liftTitle  = 0.30 // a work whose whole title is in the question
	liftRoom   = 0.10 // a work in the room they stand in
	liftLang   = 0.15 // a note in the language they read
	sinkVisit  = 0.30 // the visit note, which names the stars of the collection, when it is not asked about
)

// lift raises the passages about what is at hand or named, and those in the
// visitor's language, and sorts the hits again.
func lift(hits []guide.Hit, asked question, turn guide.Turn) {
	in := distinct(asked)
	for i := range hits {
		h := &hits[i]
		if asked.object != "" && h.Inventory == asked.object {
			h.Score += liftObject
		}
		if namesAll(in, h.Title) {
			h.Score += liftTitle
		}
		if turn.Question.Room != "" && h.Room == turn.Question.Room {
			h.Score += liftRoom
		}
		if h.Lang == turn.Lang {
			h.Score += liftLang
		}
		if h.Level != "" && h.Level == string(turn.Question.Level) {
			h.Score += liftLevel
		}
		if h.Kind == guide.KindVisit && asked.practical == nil {
			h.Score -= sinkVisit
		}
	}
	rank.Sort(hits)
}

// namesAll reports whether every term of a title is in the question.
func namesAll(in map[string]bool, title string) bool {
	terms := text.Terms(title)
	for _, t := range terms {
		if !in[t.Text] {
			return false
		}
	}
	return len(terms) > 0
}
