package ask

import (
	"slices"

	"cicerone/internal/guide"
)

// liftLevel raises a note written for readers such as the one who asks: as much as
// one about the work at hand, of which it is most often the other note.
const liftLevel = 0.35

// subject is what a note is about: notes that have it in common are written for
// different readers, or in different languages.
type subject struct {
	kind   guide.Kind
	object int64
	room   int64
}

func subjectOf(h guide.Hit) subject {
	if h.ObjectID != 0 {
		return subject{object: h.ObjectID}
	}
	return subject{kind: h.Kind, room: h.RoomID}
}

// forOthers reports whether a note is written for other readers than everyone and
// those who ask.
func forOthers(h guide.Hit, level guide.Level) bool {
	return h.Level != "" && h.Level != string(level)
}

// fitting leaves out what is written for other readers, where a note on the same
// subject is not: a children's note answers a grown-up who has no other.
func fitting(hits []guide.Hit, level guide.Level) []guide.Hit {
	others := map[subject]bool{}
	for _, h := range hits {
		if !forOthers(h, level) {
			others[subjectOf(h)] = true
		}
	}
	return slices.DeleteFunc(hits, func(h guide.Hit) bool { return forOthers(h, level) && others[subjectOf(h)] })
}
