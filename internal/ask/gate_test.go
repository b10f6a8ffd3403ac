package ask

import (
	"fmt"
	"math"
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

		// Names as other languages write them, and what is worn, played or built.
		{"¿Quién pintó los Paneles de San Vicente?", "", "yes"},
		{"Chi ha dipinto il Fado?", "", "yes"},
		{"Wer malte die Tafeln des heiligen Vinzenz?", "", "yes"},

		// The world at large.
		{"Qual é a capital de Lisboa?", "", "far_off"},
		{"Wer ist der König von Lissabon?", "", "far_off"},

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
	const whole = wordsCould // what the passage scores by words that holds all of the question
	for _, test := range []struct {
		name   string
		hit    guide.Hit
		latao  float64 // rarity of the common word; the rare one's and the most is 1
		object string
		want   bool
	}{
		{name: "all held", hit: guide.Hit{Text: "O astrolábio é de latão.", LexicalScore: 1.2 * whole}, latao: 1, want: true},
		{name: "all held in the title", hit: guide.Hit{Title: "Astrolábio de latão", Text: "Pesa dois quilos.", LexicalScore: 1.2 * whole}, latao: 1, want: true},
		{name: "half held of two words", hit: guide.Hit{Text: "O astrolábio é de cobre.", LexicalScore: 1.2 * whole}, latao: 1, want: false},
		{name: "most held of two words", hit: guide.Hit{Text: "O astrolábio é de cobre.", LexicalScore: 1.2 * whole}, latao: 0.5, want: true},
		{name: "near in meaning alone", hit: guide.Hit{Text: "De bronze.", VectorScore: 0.9}, latao: 1, want: false},
		{name: "at hand, some held", hit: guide.Hit{Inventory: "GM-005", Text: "De latão."}, object: "GM-005", latao: 0.43, want: true},
		{name: "at hand, less held", hit: guide.Hit{Inventory: "GM-005", Text: "De latão."}, object: "GM-005", latao: 0.42, want: false},
		{name: "another at hand", hit: guide.Hit{Inventory: "GM-004", Text: "De latão."}, object: "GM-005", latao: 0.43, want: false},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := asked("o astrolábio é de latão?", "pt")
			q.object = test.object
			found := guide.Found{Hits: []guide.Hit{test.hit}, MaxIDF: 1,
				Words: map[string]guide.Word{"astro": {IDF: 1, Held: true}, "latao": {IDF: test.latao, Held: true}}}
			expect(t, judge(q, found), test.want)
		})
	}
}

// What a word stands as in the note's language counts as the word, as far as it
// is worth; in a note of another language it does not.
func TestGateCountsTranslations(t *testing.T) {
	q := asked("brass astrolabe", "en")
	found := guide.Found{MaxIDF: 1, Words: map[string]guide.Word{
		"brass": {IDF: 1, Senses: []guide.Sense{{Term: "latao", Lang: "pt", Weight: .8}}}, "astro": {IDF: 1, Held: true}}}
	for lang, want := range map[string]float64{"pt": .9, "es": .5} {
		if got := weighHit(q, found, guide.Hit{Lang: lang, Text: "Astrolábio de latão."}).share; got != want {
			t.Errorf("in a note in %s: share %v, want %v", lang, got, want)
		}
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
	if e.missing != 1 {
		t.Errorf("got %d names missing, want 1", e.missing)
	}
	all := e
	all.missing = 0
	if all.odds() <= e.odds() {
		t.Error("a passage with both names is no likelier than one with one")
	}
}

// A name that no note holds is told so, unless all else says what is meant.
func TestGateForgivesNames(t *testing.T) {
	q := asked("Que astrolábio de latão dourado pesado levou Beriods para a Índia?", "pt")
	for _, test := range []struct {
		text  string
		words float64 // its score by words, as a share of what holding one word whole gives
		want  bool
	}{
		{"O astrolábio de latão dourado, pesado, foi levado para a Índia.", 3, true},
		{"O astrolábio é de latão.", 1, false},
	} {
		found := guide.Found{MaxIDF: 1, Words: map[string]guide.Word{}}
		for _, term := range q.terms {
			known := term.Word != "beriods"
			found.Words[term.Text] = guide.Word{IDF: .8, Held: known, Whole: known}
		}
		found.Hits = []guide.Hit{{Text: test.text, LexicalScore: test.words * wordsCould}}
		if got := judge(q, found); got.covered != test.want || !test.want && got.reason != guide.ReasonUnknownName+": Beriods" {
			t.Errorf("%s: %+v, want %v", test.text, got, test.want)
		}
	}
}

// A question that names two works that are here is about both.
func TestGateKnowsWorksNamedSideBySide(t *testing.T) {
	for question, want := range map[string]bool{
		"O que têm em comum o Biombo Namban e a Custódia de Belém?": true,
		"O que tem em comum o Biombo Namban e o elefante?":          false,
		"O que há na Custódia de Belém?":                            false, // "Belém" is no work named beside it
	} {
		q := asked(question, "pt")
		found := guide.Found{MaxIDF: 1, Words: map[string]guide.Word{}}
		for _, term := range q.terms {
			found.Words[term.Text] = guide.Word{IDF: 1, Held: true, Whole: true}
		}
		found.Hits = []guide.Hit{{Inventory: "A", Title: "Biombo Namban"}, {Inventory: "B", Title: "Custódia de Belém"}, {Inventory: "C", Title: "Belém"}}
		if got := namesTwo(q, found); got != want {
			t.Errorf("%s: %v, want %v", question, got, want)
		}
	}
}

// Passages that are about one work speak for it.
func TestGateWeighsAgreement(t *testing.T) {
	q := asked("o astrolábio é de latão?", "pt")
	found := guide.Found{MaxIDF: 1, Words: map[string]guide.Word{"astro": {IDF: 1, Held: true}, "latao": {IDF: 1, Held: true}},
		Hits: []guide.Hit{
			{Inventory: "GM-005", Text: "De cobre."}, {Inventory: "GM-005", Text: "Pesado."},
			{Inventory: "GM-004", Text: "De latão."}, {Inventory: "GM-005", Text: "Redondo."},
		}}
	one, _ := weighBest(q, found)
	if want := 3.0 / passagesJudged; math.Abs(one.agreed-want) > 1e-9 {
		t.Errorf("agreed %v, want %v", one.agreed, want)
	}
	for i := range found.Hits {
		found.Hits[i].Inventory = fmt.Sprint(i)
	}
	if several, _ := weighBest(q, found); several.odds() >= one.odds() {
		t.Errorf("passages of several works are no less likely: %+v, %+v", several, one)
	}
}

// A question for works of some kind is answered by a passage that holds the kind,
// one about the world at large only by one that says all of it together.
func TestGateKnowsWhatIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		question string
		lexical  float64 // as a share of what a passage can score
		want     bool
	}{
		{"que obras são de latão?", .1, true},
		{"que obras são de latão ou de bronze?", .1, true},
		{"que obras são de latão e de bronze?", .1, false},
		{"e o latão, o que é?", .1, false},
		{"qual é a capital do latão?", worldlyWords - .01, false},
		{"qual é a capital do latão?", worldlyWords + .01, true},
		{"esta é a mais cara, a do latão?", worldlyWords - .01, true},
	} {
		q := asked(test.question, "pt")
		found := guide.Found{MaxIDF: 2, Words: map[string]guide.Word{}}
		for _, term := range telling(q.terms) {
			found.Words[term.Text] = guide.Word{IDF: 1, Held: true}
		}
		found.Hits = []guide.Hit{{Text: "De latão. Capital cara.", LexicalScore: test.lexical * max(wordsCould, wordsCould*float64(len(found.Words)))}}
		if got := judge(q, found); got.covered != test.want {
			t.Errorf("%s at %v: %+v, want %v", test.question, test.lexical, got, test.want)
		}
	}
}

func TestAsksOfTheWorld(t *testing.T) {
	for question, want := range map[string]bool{
		"Quem é o presidente de França?": true, "Who's the prime minister of Spain?": true, "¿Cuántos habitantes tiene Roma?": true,
		"Quelle est la capitale du Japon ?": true, "Qual è la montagna più alta del mondo?": true, "Wer ist Bundeskanzlerin?": true, "Como se chama o presidente do Brasil?": true, "Wer ist Bürgermeister von Köln?": true,
		"Quem era o rei que mandou fazer a custódia?": false, "Who was the prime minister that owned it?": false, "¿Quién pintó el cuadro?": false,
		"Qui est ce roi ?": false, "Chi è il re nel quadro?": false, "Wer ist der König auf dem Bild?": false,
	} {
		if got := asksOfTheWorld(asked(question, "")); got != want {
			t.Errorf("%s: %v, want %v", question, got, want)
		}
	}
}

// The best passages may cover a question, those further down may not.
func TestGateJudgesTheBestPassages(t *testing.T) {
	q := asked("o astrolábio é de latão?", "pt")
	found := guide.Found{Hits: make([]guide.Hit, passagesJudged+1), MaxIDF: 1,
		Words: map[string]guide.Word{"astro": {IDF: 1, Held: true}, "latao": {IDF: 1, Held: true}}}
	found.Hits[0].LexicalScore = 0.8 * wordsCould // enough, if a passage that is judged holds the words
	found.Hits[passagesJudged].Title = "Astrolábio de latão"
	if judge(q, found).covered {
		t.Errorf("passage %d covers the question, want none but the first %d", passagesJudged+1, passagesJudged)
	}
	found.Hits[passagesJudged-1].Title = "Astrolábio de latão"
	if got := judge(q, found); !got.covered {
		t.Errorf("passage %d does not cover the question: %s", passagesJudged, got.reason)
	}
}
