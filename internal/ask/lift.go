package ask

import (
	"slices"

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
func lift(found guide.Found, asked question, turn guide.Turn) {
	says := saysTitle(asked, found)
	for i := range found.Hits {
		h := &found.Hits[i]
		if asked.object != "" && h.Inventory == asked.object {
			h.Score += liftObject
		}
		if says(*h) {
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
	rank.Sort(found.Hits)
}

// titleSense is what a sense must be worth to stand for a word of a title.
const titleSense = 0.5

// saysTitle tells of a passage whether the question says the whole title of what it
// is about, be it in another language.
func saysTitle(asked question, found guide.Found) func(guide.Hit) bool {
	in := distinct(asked)
	said := map[guide.Sense]bool{}
	for term := range in {
		for _, s := range found.Words[term].Senses {
			if s.Weight >= titleSense {
				said[guide.Sense{Term: s.Term, Lang: s.Lang}] = true
			}
		}
	}
	return func(h guide.Hit) bool {
		terms := text.Terms(h.Title)
		return len(terms) > 0 && !slices.ContainsFunc(terms, func(t text.Term) bool {
			return !in[t.Text] && !said[guide.Sense{Term: t.Text, Lang: h.Lang}] && !said[guide.Sense{Term: t.Text}]
		})
	}
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
