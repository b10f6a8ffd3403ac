package site

import (
	"cicerone/internal/guide"
	"cicerone/internal/locale"
)

// maxExamples are shown beside a question field: enough to see what may be
// asked, few enough to read standing.
const maxExamples = 3

// examples are questions about works, each asking for something that its label
// says, so that the notes can answer it.
func examples(l locale.Locale, objects []guide.Object) []string {
	var out []string
	for _, o := range eachRoomFirst(objects) {
		if len(out) == maxExamples {
			break
		}
		if o.Label.Title == "" {
			continue
		}
		title := o.Label.Title
		// Each work begins with another kind of question, so that three works
		// do not give the same question three times.
		questions := []string{}
		if o.Label.Maker != "" {
			questions = append(questions, l.T("example.maker", "title", title))
		}
		if o.Label.Date != "" {
			questions = append(questions, l.T("example.date", "title", title))
		}
		if o.Label.Material != "" {
			questions = append(questions, l.T("example.material", "title", title))
		}
		if len(questions) > 0 {
			out = append(out, questions[len(out)%len(questions)])
		}
	}
	return out
}

// eachRoomFirst puts the first work of every room before the others, so that
// examples come from all over the museum.
func eachRoomFirst(objects []guide.Object) []guide.Object {
	var first, rest []guide.Object
	seen := map[int64]bool{}
	for _, o := range objects {
		if seen[o.RoomID] {
			rest = append(rest, o)
		} else {
			first = append(first, o)
		}
		seen[o.RoomID] = true
	}
	return append(first, rest...)
}

// labelExamples are questions about the one work that the visitor stands at,
// which its label answers.
func labelExamples(l locale.Locale, o guide.Object) []string {
	var out []string
	if o.Label.Maker != "" {
		out = append(out, l.T("example.object.maker"))
	}
	if o.Label.Date != "" {
		out = append(out, l.T("example.object.date"))
	}
	if o.Label.Material != "" {
		out = append(out, l.T("example.object.material"))
	}
	return out
}
