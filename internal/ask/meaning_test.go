package ask

import (
	"testing"

	"cicerone/internal/guide"
)

// A sentence says what was asked in words that stand for it, of its own language
// or of any; the very words are counted elsewhere.
func TestNearness(t *testing.T) {
	found := guide.Found{Words: map[string]guide.Word{
		"shipw": {IDF: 3, Senses: []guide.Sense{{Term: "naufr", Lang: "pt", Weight: .8}, {Term: "wreck", Weight: .5}}},
		"real":  {IDF: 1, Held: true},
	}}
	near := nearness(asked("is it a real shipwreck?", "en"), found)
	for _, test := range []struct {
		sentence, lang string
		want           float64
	}{
		{"O naufrágio foi em 1810.", "pt", .6}, {"O naufrágio foi em 1810.", "es", 0}, // Portuguese alone
		{"The wreck lies off the coast.", "en", .375}, {"A real shipwreck.", "en", 0}, {"A nau é de madeira.", "pt", 0},
	} {
		if got := near(test.sentence, test.lang); got < test.want-.001 || got > test.want+.001 {
			t.Errorf("%s (%s): got %.3f, want %.3f", test.sentence, test.lang, got, test.want)
		}
	}
	if nearness(asked("is it?", "en"), guide.Found{}) != nil {
		t.Error("nothing is known of the words: want no opinion")
	}
}

// A sentence of the visit notes speaks of a topic also where only its heading does.
func TestNearnessUnderAHeading(t *testing.T) {
	q := asked("Is there a lift for a wheelchair?", "en")
	q.practical = findPractical(q)
	sentence := "The pages are made for screen readers."
	for heading, want := range map[string]float64{"Accessibility": speaksEnough, "Tickets": 0} {
		found := guide.Found{Hits: []guide.Hit{{Kind: guide.KindVisit, Heading: heading, Text: sentence + " And for keyboards."}}}
		if got := nearness(q, found)(sentence, "en"); got != want {
			t.Errorf("under %s: got %v, want %v", heading, got, want)
		}
	}
}
