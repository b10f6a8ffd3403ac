package ask

import (
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// A note for other readers answers only where there is no other on its subject.
func TestFitting(t *testing.T) {
	hit := func(document string, object int64, level string) guide.Hit {
		return guide.Hit{Document: document, ObjectID: object, Level: level}
	}
	hits := []guide.Hit{hit("fado for children", 1, "child"), hit("fado", 1, ""), hit("fado made easy", 1, "easy"), hit("coach for children", 2, "child"), hit("panels made easy", 3, "easy"), hit("panels for children", 3, "child")}
	tests := map[guide.Level][]string{
		guide.LevelEveryone: {"fado", "coach for children", "panels made easy", "panels for children"},
		guide.LevelExpert:   {"fado", "coach for children", "panels made easy", "panels for children"},
		guide.LevelChild:    {"fado for children", "fado", "coach for children", "panels for children"},
		guide.LevelEasy:     {"fado", "fado made easy", "coach for children", "panels made easy"},
	}
	for level, want := range tests {
		var got []string
		for _, h := range fitting(append([]guide.Hit(nil), hits...), level) {
			got = append(got, h.Document)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", level, diff)
		}
	}
}

// What is written for the readers who ask comes before the other note on its work.
func TestLiftLevel(t *testing.T) {
	for level, want := range map[guide.Level]string{guide.LevelEveryone: "fado", guide.LevelEasy: "fado made easy"} {
		hits := []guide.Hit{{Document: "fado", ObjectID: 1, Score: 1, PassageID: 1}, {Document: "fado made easy", ObjectID: 1, Level: "easy", Score: 0.8, PassageID: 2}}
		lift(guide.Found{Hits: hits}, question{}, guide.Turn{Question: guide.Question{Level: level}})
		if hits[0].Document != want {
			t.Errorf("%s: %s comes first, want %s", level, hits[0].Document, want)
		}
	}
}
