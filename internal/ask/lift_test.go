package ask

import (
	"slices"
	"testing"

	"cicerone/internal/guide"
)

// Each lift moves a passage past an equal one, and none past one that is clearly
// better.
func TestLift(t *testing.T) {
	turn := guide.Turn{Lang: "pt", Question: guide.Question{Room: "4"}}
	q := asked("quem pintou o fado?", "pt")
	q.object = "GM-001"
	equal := guide.Hit{PassageID: 1, Score: 0.5}
	for _, test := range []struct {
		name string
		hit  guide.Hit
	}{
		{"at hand", guide.Hit{Inventory: "GM-001"}},
		{"title in full", guide.Hit{Title: "O Fado"}},
		{"in the room", guide.Hit{Room: "4"}},
		{"in the visitor's language", guide.Hit{Lang: "pt"}},
	} {
		test.hit.PassageID, test.hit.Score = 2, 0.5
		hits := []guide.Hit{equal, test.hit}
		lift(guide.Found{Hits: hits}, q, turn)
		if hits[0].PassageID != 2 {
			t.Errorf("%s: not lifted past an equal passage", test.name)
		}
		hits = []guide.Hit{{PassageID: 1, Score: 1}, test.hit}
		lift(guide.Found{Hits: hits}, q, turn)
		if hits[0].PassageID != 1 {
			t.Errorf("%s: lifted past a much better passage", test.name)
		}
	}
}

// The visit notes sink below equals unless the visit is what is asked about.
func TestLiftSinksTheVisitNotes(t *testing.T) {
	order := func(q question) []int64 {
		hits := []guide.Hit{{PassageID: 1, Score: 0.5, Kind: guide.KindVisit}, {PassageID: 2, Score: 0.5}}
		lift(guide.Found{Hits: hits}, q, guide.Turn{})
		return []int64{hits[0].PassageID, hits[1].PassageID}
	}
	if got := order(asked("há retratos?", "pt")); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("order %v, want the visit note last", got)
	}
	q := asked("a que horas abre?", "pt")
	if q.practical = findPractical(q); !slices.Equal(order(q), []int64{1, 2}) {
		t.Error("the visit note sank under a question about the visit")
	}
}

// A title is said also in the words of another language, of the note's own.
func TestSaysTitle(t *testing.T) {
	says := saysTitle(asked("Wer hat den heiligen Hieronymus gemalt?", "de"), guide.Found{Words: map[string]guide.Word{
		"heili": {Senses: []guide.Sense{{Term: "saint", Lang: "en", Weight: .8}}},
		"hiero": {Held: true, Senses: []guide.Sense{{Term: "jerom", Lang: "en", Weight: .8}, {Term: "bosch", Lang: "en", Weight: .4}}},
	}})
	for _, test := range []struct {
		title, lang string
		want        bool
	}{
		{"Saint Jerome", "en", true}, {"Hieronymus", "pt", true}, {"Saint Jerome", "pt", false},
		{"Saint Peter", "en", false}, {"Bosch", "en", false}, {"", "en", false},
	} {
		if got := says(guide.Hit{Title: test.title, Lang: test.lang}); got != test.want {
			t.Errorf("%q in %s: %v, want %v", test.title, test.lang, got, test.want)
		}
	}
}
