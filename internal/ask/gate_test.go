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

// The thresholds, each from both sides. The question holds a rare word and a
// common one: "astrolábio" and "latão".
func TestGateThresholds(t *testing.T) {
	for _, test := range []struct {
		name        string
		hit         guide.Hit
		latao       float64 // rarity of the common word; the rare one's and the most is 1
		object      string
		want        bool
		wordsUnread bool
	}{
		{name: "title in full, half held", hit: guide.Hit{Title: "Astrolábio"}, latao: 1, want: true},
		{name: "title in full, less held", hit: guide.Hit{Title: "Astrolábio"}, latao: 1.01, want: false},
		{name: "rare enough in the title", hit: guide.Hit{Title: "Latão antigo", Text: "astrolábio"}, latao: 0.55, want: true},
		{name: "too common in the title", hit: guide.Hit{Title: "Latão antigo", Text: "astrolábio"}, latao: 0.54, want: false},
		{name: "rare enough in the maker", hit: guide.Hit{Label: guide.Label{Maker: "Mestre do Latão"}, Text: "astrolábio"}, latao: 0.55, want: true},
		{name: "unnamed, near in meaning", hit: guide.Hit{Text: "astrolábio de latão", VectorScore: 0.4}, latao: 1, want: true},
		{name: "unnamed, less near", hit: guide.Hit{Text: "astrolábio de latão", VectorScore: 0.39}, latao: 1, want: false},
		{name: "near in meaning, little held", hit: guide.Hit{Text: "de latão", VectorScore: 0.9}, latao: 0.9, want: false},
		{name: "at hand, some held", hit: guide.Hit{Inventory: "GM-005", Text: "de latão"}, object: "GM-005", latao: 0.43, want: true},
		{name: "at hand, less held", hit: guide.Hit{Inventory: "GM-005", Text: "de latão"}, object: "GM-005", latao: 0.42, want: false},
		{name: "another at hand", hit: guide.Hit{Inventory: "GM-004", Text: "de latão"}, object: "GM-005", latao: 0.43, want: false},
		{name: "words unread, near", hit: guide.Hit{VectorScore: 0.4}, want: true, wordsUnread: true},
		{name: "words unread, less near", hit: guide.Hit{VectorScore: 0.39}, want: false, wordsUnread: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := asked("o astrolábio é de latão?", "pt")
			q.object = test.object
			found := guide.Found{Hits: []guide.Hit{test.hit}, MaxIDF: 1, IDF: map[string]float64{"astro": 1, "latao": test.latao},
				Known: map[string]bool{"astro": true, "latao": true}}
			if test.wordsUnread {
				found.MaxIDF, found.IDF, found.Known = 0, nil, nil
			}
			got := judge(q, found)
			if got.covered != test.want || got.covered != (got.reason == "") {
				t.Errorf("covered %v (%s), want %v", got.covered, got.reason, test.want)
			}
		})
	}
}

// The best passages may cover a question, those further down may not.
func TestGateJudgesTheBestPassages(t *testing.T) {
	q := asked("o astrolábio é de latão?", "pt")
	found := guide.Found{Hits: make([]guide.Hit, passagesJudged+1), MaxIDF: 1, IDF: map[string]float64{"astro": 1, "latao": 1},
		Known: map[string]bool{"astro": true, "latao": true}}
	found.Hits[passagesJudged].Title = "Astrolábio de latão"
	if judge(q, found).covered {
		t.Errorf("passage %d covers the question, want none but the first %d", passagesJudged+1, passagesJudged)
	}
	found.Hits[passagesJudged-1].Title = "Astrolábio de latão"
	if got := judge(q, found); !got.covered {
		t.Errorf("passage %d does not cover the question: %s", passagesJudged, got.reason)
	}
}
