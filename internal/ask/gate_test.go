package ask

import (
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// What the gate lets through, and for which reason it refuses, on the notes of
// collection_test.go.
func TestGate(t *testing.T) {
	for _, test := range []struct {
		question, object string
		want             string // "yes", or words of the reason why not
	}{
		{"Quem fez a Custódia de Belém?", "", "yes"},
		{"Who made the Belém Monstrance?", "", "yes"},
		{"Quem pintou O Fado?", "", "yes"},
		{"quem pintou o fado", "", "yes"},
		{"o que é o fado", "", "yes"},
		{"Quantas figuras estão nos Painéis de São Vicente?", "", "yes"},
		{"When were the Saint Vincent Panels painted?", "", "yes"},
		{"De que é a candeia?", "", "yes"},
		{"Who measured the height of the Sun with an astrolabe?", "", "yes"},
		{"GM-004", "", "yes"},
		{"o que é a obra gm-004?", "", "yes"},
		{"A que horas abre?", "", "yes"},
		{"How much is a ticket?", "", "yes"},

		// At the work: it need not be named, but what is asked must be about it.
		{"Who made this?", "GM-001", "yes"},
		{"De que material?", "GM-004", "yes"},
		{"o que fazem os apóstolos ao centro", "GM-001", "yes"},
		{"Quem fez a Custódia de Belém?", "GM-003", "yes"}, // another one is named
		{"Who won the football match yesterday?", "GM-001", "far_off"},
		{"Quem pintou a Guernica?", "GM-003", "unknown_name: Guernica"},
		{"Who made this?", "GM-999", "no_passage"},

		// Names and numbers that no note holds.
		{"Quem pintou a Guernica?", "", "unknown_name: Guernica"},
		{"Há alguma obra de Picasso ou de Rodin?", "", "unknown_name: Picasso, Rodin"},
		{"O que aconteceu em 1755?", "", "unknown_name: 1755"},
		{"o que é a obra GM-999?", "", "unknown_name: GM-999"},

		// What is asked has too little to do with any note.
		{"Who won the football match yesterday?", "", "far_off"},
		{"Como funciona um motor elétrico?", "", "far_off"},
		{"Is there a painting of a siamese cat?", "", "far_off"},
		{"Qual é a capital da França?", "", "unknown_name: França"},
		{"quem é o rei do mundo", "", "far_off"},
		{"o que é?", "", "no_words"},
		{"?!", "", "no_words"},
	} {
		m := openMuseum(t, nil)
		events, turn := m.ask(t, guide.Question{Text: test.question, Object: test.object})
		got := "yes"
		if turn.Verdict != guide.Answered {
			got = turn.Reason
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s [%s] → %s; want %s\n%s", test.question, test.object, got, test.want, transcript(turn, events))
		}
	}
}

// What decides, each from both sides. The question holds a rare word and a common
// one: "astrolábio" and "latão".
func TestGateThresholds(t *testing.T) {
	for _, test := range []struct {
		name   string
		hit    guide.Hit
		latao  float64 // rarity of the common word; the rare one's and the most is 1
		object string
		found  guide.Found
		want   bool
	}{
		{name: "all held in one sentence", hit: guide.Hit{Text: "O astrolábio é de latão."}, latao: 1, want: true},
		{name: "all held, not in one sentence", hit: guide.Hit{Text: "Um astrolábio. E latão."}, latao: 1, want: false},
		{name: "all held, not in one sentence, but near", hit: guide.Hit{Text: "Um astrolábio. E latão.", VectorScore: 0.2}, latao: 1, want: true},
		{name: "all held in the title", hit: guide.Hit{Title: "Astrolábio de latão", Text: "Pesa dois quilos."}, latao: 1, want: true},
		{name: "half held", hit: guide.Hit{Text: "O astrolábio é de cobre.", VectorScore: 0.3}, latao: 1, want: false},
		{name: "half held, near", hit: guide.Hit{Text: "O astrolábio é de cobre.", VectorScore: 0.4}, latao: 1, want: true},
		{name: "near in meaning, little held", hit: guide.Hit{Text: "De latão.", VectorScore: 0.4}, latao: 0.2, want: false},
		{name: "at hand, some held", hit: guide.Hit{Inventory: "GM-005", Text: "De latão."}, object: "GM-005", latao: 0.43, want: true},
		{name: "at hand, less held", hit: guide.Hit{Inventory: "GM-005", Text: "De latão."}, object: "GM-005", latao: 0.42, want: false},
		{name: "another at hand", hit: guide.Hit{Inventory: "GM-004", Text: "De latão."}, object: "GM-005", latao: 0.43, want: false},
		{name: "no vectors, all held", hit: guide.Hit{Text: "O astrolábio é de latão."}, latao: 1,
			found: guide.Found{Degraded: []guide.Degradation{guide.DegradedVector}}, want: true},
		{name: "no vectors, half held", hit: guide.Hit{Text: "O astrolábio é de cobre."}, latao: 1,
			found: guide.Found{Degraded: []guide.Degradation{guide.DegradedVector}}, want: false},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := asked("o astrolábio é de latão?", "pt")
			q.object = test.object
			found := test.found
			found.Hits, found.MaxIDF = []guide.Hit{test.hit}, 1
			found.Words = map[string]guide.Word{"astro": {IDF: 1, Held: true}, "latao": {IDF: test.latao, Held: true}}
			expect(t, judge(q, found), test.want)
		})
	}
}

func expect(t *testing.T, got verdict, want bool) {
	t.Helper()
	if got.covered != want || got.covered != (got.reason == "") {
		t.Errorf("covered %v (%s), want %v", got.covered, got.reason, want)
	}
}

// A passage that lacks a name that was asked about must hold more of the rest.
func TestGateWeighsNames(t *testing.T) {
	q := asked("Que cruz levou Vasco para Goa?", "pt")
	found := guide.Found{MaxIDF: 1, Words: map[string]guide.Word{}}
	for _, term := range q.terms {
		found.Words[term.Text] = guide.Word{IDF: 0.5, Held: true}
	}
	e := weighHit(q, found, guide.Hit{Text: "Vasco levou uma cruz."})
	if e.namesHeld != 1 || e.namesMissing != 1 {
		t.Errorf("got %d names held and %d missing, want 1 and 1", e.namesHeld, e.namesMissing)
	}
	all := e
	all.namesHeld, all.namesMissing = 2, 0
	if byWordsAndMeaning.odds(all) <= byWordsAndMeaning.odds(e) {
		t.Error("a passage with both names is no likelier than one with one")
	}
}

// The best passages may cover a question, those further down may not.
func TestGateJudgesTheBestPassages(t *testing.T) {
	q := asked("o astrolábio é de latão?", "pt")
	found := guide.Found{Hits: make([]guide.Hit, passagesJudged+1), MaxIDF: 1,
		Words: map[string]guide.Word{"astro": {IDF: 1, Held: true}, "latao": {IDF: 1, Held: true}}}
	found.Hits[passagesJudged].Title = "Astrolábio de latão"
	if judge(q, found).covered {
		t.Errorf("passage %d covers the question, want none but the first %d", passagesJudged+1, passagesJudged)
	}
	found.Hits[passagesJudged-1].Title = "Astrolábio de latão"
	if got := judge(q, found); !got.covered {
		t.Errorf("passage %d does not cover the question: %s", passagesJudged, got.reason)
	}
}
