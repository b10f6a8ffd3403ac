package ask

import (
	"slices"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

func asked(s, lang string) question {
	q := question{text: s, terms: text.Terms(s)}
	q.lang, _ = text.Detect(s, lang)
	return q
}

// Questions that cannot stand alone, and some that only look so.
func TestPoints(t *testing.T) {
	for _, test := range []struct {
		lang, text string
		want       bool
	}{
		{"pt", "e quando?", true},
		{"pt", "Quem pintou?", true},
		{"pt", "De que material?", true},
		{"pt", "Quem era o pai dele?", true},
		{"pt", "Quem encomendou esta peça em ouro?", true},
		{"pt", "Que pessoas estão no quadro?", true},
		{"pt", "O que está guardado no mosteiro?", false}, // "está" is no "esta"
		{"pt", "Há algum quadro com um gato siamês?", false},
		{"pt", "Quem pintou os Painéis de São Vicente?", false},
		{"pt", "E o Nuno Gonçalves, quem era?", false},
		{"en", "and when?", true},
		{"en", "Who made it?", true},
		{"en", "What did she paint with these brushes?", true},
		{"en", "How heavy is the painting with its frame?", true},
		{"en", "Is there a painting of a harbour?", false},
		{"en", "Which painting shows a siamese cat?", false},
		{"en", "What did he do in 1506?", false}, // a number names
		{"es", "¿y cuándo?", true},
		{"es", "¿Quién encargó este retablo dorado?", true},
		{"es", "¿Cuál es la tabla más antigua?", false},
		{"fr", "et quand ?", true},
		{"fr", "Qui a commandé cette peinture sur bois ?", true},
		{"fr", "Qu'est-ce que le trésor de la cathédrale ?", false},
		{"fr", "Y a-t-il des carreaux très anciens ?", false},
		{"it", "e quando?", true},
		{"it", "Chi ha ordinato questa pala dorata?", true},
		{"it", "Qual è il dipinto fiammingo più antico?", true}, // "il dipinto" may be the one at hand
		{"it", "Chi suonava il violino e la chitarra?", false},
		{"de", "und wann?", true},
		{"de", "Wer hat dieses Bild bestellt und bezahlt?", true},
		{"de", "Haben Sie alte Fliesen aus Lissabon?", false},
		{"de", "Gibt es alte Kutschen aus Portugal?", false},
	} {
		if got := points(asked(test.text, test.lang)); got != test.want {
			t.Errorf("points(%s) = %v, want %v", test.text, got, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		lang, text string
		want       []string
	}{
		{"pt", "Quem pintou a Guernica?", []string{"Guernica"}},
		{"pt", "Guernica foi pintada quando?", nil}, // it only begins the sentence
		{"pt", "Bom dia! Gostava de saber quem pintou isto.", nil},
		{"pt", "Gostava de saber: foi D. Manuel?", []string{"Manuel"}},
		{"pt", "«Guernica» é de quem?", nil},
		{"pt", "O que aconteceu em 1506?", []string{"1506"}},
		{"pt", "QUEM PINTOU A GUERNICA?", nil},
		{"pt", "quem pintou a guernica?", nil},
		{"en", "Do you have anything by Van Gogh?", []string{"Van", "Gogh"}},
		{"en", "Tell me about GM-001, please", []string{"GM-001"}},
		{"de", "Wie alt ist die Vase aus Lissabon?", nil}, // every noun has a capital
		{"de", "Was geschah im Jahr 1506?", []string{"1506"}},
	} {
		q := asked(test.text, test.lang)
		var got []string
		for _, term := range q.terms {
			if names(q, term) {
				got = append(got, text.Slice(q.text, term.Span))
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("names in %q: %q, want %q", test.text, got, test.want)
		}
	}
}

// The language of the page is not always that of the question: capitals are read
// by the question's own.
func TestQuestionInAnotherLanguageThanThePage(t *testing.T) {
	for _, test := range []struct{ text, lang, want string }{
		{"Aus welchem Material ist die Custódia de Belém?", "pt", ""},
		{"Quem pintou a Guernica?", "de", "unknown_name: Guernica"},
	} {
		m := openMuseum(t, nil)
		_, turn := m.ask(t, guide.Question{Text: test.text, Lang: test.lang})
		if turn.Reason != test.want || turn.Lang != test.lang {
			t.Errorf("%s → %s in %s because %q, want %q in %s", test.text, turn.Verdict, turn.Lang, turn.Reason, test.want, test.lang)
		}
	}
}

func TestPracticalQuestions(t *testing.T) {
	for s, want := range map[string]bool{
		"A que horas abre?": true, "Quanto custa o bilhete?": true, "Where are the toilets?": true, "¿Hay cafetería?": true, "Wann öffnet das Museum?": true,
		"C'è un bar?": true, "Can I take photos?": true,
		"What time does it close?": true, "Quais são os preços?": true,
		"What time of day does it show?": false, "What is the opening in the wall?": false, "Qual foi o preço da custódia?": false,
		"Quem pintou O Fado?": false, "A que horas morreu D. Carlos?": false, "O que é a porta que se abre?": false,
	} {
		if got := findPractical(asked(s, "pt")) != nil; got != want {
			t.Errorf("findPractical(%s) = %v, want %v", s, got, want)
		}
	}
	if q := asked("A que horas abre?", "pt"); findPractical(question{text: q.text, terms: q.terms, object: "GM-001"}) != nil {
		t.Error("a question about the work at hand is not about the visit")
	}
}
