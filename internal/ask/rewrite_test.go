package ask

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// What people say of the work just spoken of, in the ways that each language has.
func TestPointsByNeighbours(t *testing.T) {
	for _, test := range []struct {
		lang, text string
		want       bool
	}{
		{"pt", "quem a desenhou e construiu?", true}, {"pt", "quem o vendeu ao museu?", true}, {"pt", "como se chamava o pintor naquela altura?", true}, {"pt", "o que mostra a segunda?", true},
		{"en", "what does the second one show?", true}, {"en", "how old was the painter then?", true}, {"en", "is it going to rain tomorrow morning?", false},
		{"es", "¿quién lo vendió al museo?", true}, {"es", "¿quién la compró para el museo?", true},
		{"fr", "qui les a peints à Kyoto ?", false}, // it names something
		{"fr", "qui les a vendus au musée ?", true}, {"fr", "il date de quelle année ?", true}, {"fr", "y a-t-il des tableaux avec la mer ?", false}, {"fr", "est-ce que les chiens sont admis ?", false},
		{"it", "chi l'ha venduto al museo?", true}, {"it", "com'è fatta la seconda?", true},
		{"de", "Wann wurde sie gebaut und von wem?", true}, {"de", "Können Sie mir alte Fliesen zeigen?", false}, {"de", "wie groß ist es in Metern?", true}, {"de", "Gibt es Bilder vom Meer?", false},
	} {
		if got := points(asked(test.text, test.lang)); got != test.want {
			t.Errorf("points(%s) = %v, want %v", test.text, got, test.want)
		}
	}
}

func TestLeansFirst(t *testing.T) {
	for s, want := range map[string]bool{"and was it really from China?": true, "Did he ever see Lisbon?": true, "And Nuno Gonçalves, who was he?": false, "Who made it?": false, "Who painted the Fado?": false} {
		if got := leansFirst(asked(s, "en")); got != want {
			t.Errorf("%s: got %v, want %v", s, got, want)
		}
	}
}

func TestMeant(t *testing.T) {
	works := func(all ...string) (out []guide.CitedWork) {
		for _, w := range all {
			out = append(out, guide.CitedWork{Inventory: w})
		}
		return out
	}
	history := []guide.Exchange{{Works: works("A", "B", "C")}, {Works: works("D", "E")}, {}}
	for _, test := range []struct {
		lang, text, want string
		history          []guide.Exchange
	}{
		{"en", "who made it?", "D", history},
		{"en", "who made the second one?", "E", history},
		{"pt", "e a outra?", "E", history},
		{"de", "wer hat das dritte gemacht?", "", history}, // there are two
		{"fr", "et le dernier ?", "E", history},
		{"it", "e il terzo?", "C", history[:1]},
		{"es", "¿y la última?", "C", history[:1]},
		{"en", "and the other one?", "", nil},
		{"en", "and the last?", "", history[2:]},
	} {
		got, ok := meant(asked(test.text, test.lang), test.history)
		if got.Inventory != test.want || ok != (test.want != "") {
			t.Errorf("%s: got %q, %v; want %q", test.text, got.Inventory, ok, test.want)
		}
	}
}

func TestReliable(t *testing.T) {
	history := []guide.Exchange{{Question: "Who made the Belém Monstrance?", Answer: "It was made by Gil Vicente.", Works: []guide.CitedWork{{Inventory: "GM-001", Title: "Belém Monstrance"}}}}
	for words, want := range map[string]bool{
		"When was the Belém Monstrance made?": true, "When did Gil Vicente make the monstrance?": true,
		"When did Picasso make the monstrance?": false, "When was GM-002 made?": false, // invented
		"The monstrance was made in 1506.": false, "": false, "When was it made? And by whom?": false, "Quando foi feita a custódia de Belém?": false,
	} {
		if got := reliable(words, asked("and when?", "en"), history); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}

// A model's rewording is what is searched for and told; without one, or one that
// cannot be relied on, the rules' result stands.
func TestReword(t *testing.T) {
	for _, test := range []struct {
		says, standalone string
		err              error
	}{
		{"When was the Belém Monstrance made?", "When was the Belém Monstrance made?", nil},
		{"When did Picasso paint it?", "and when? [GM-001 Belém Monstrance]", nil},
		{strings.Repeat("When was the Belém Monstrance made? ", 20), "and when? [GM-001 Belém Monstrance]", nil},
		{"When was the Belém Monstrance made?", "and when? [GM-001 Belém Monstrance]", errors.New("down")},
	} {
		m := openMuseum(t, nil)
		_, first := m.ask(t, guide.Question{Text: "Who made the Belém Monstrance?"})
		var prompts []guide.Message
		m.Model = &Model{Name: "m", Context: 4000, Answer: 100, Chat: func(_ context.Context, messages []guide.Message, onText func(string) error) error {
			if messages[0].Content != rewordSystem {
				return errors.New("not now")
			}
			prompts = messages
			if err := onText(test.says); err != nil {
				return err
			}
			return test.err
		}}
		_, turn := m.ask(t, guide.Question{Text: "and when?", Conversation: first.Conversation})
		if turn.Standalone != test.standalone || turn.Verdict != guide.Answered || turn.Citations[0].Inventory != "GM-001" {
			t.Errorf("%.40q, %v: got %q, %s, want %q", test.says, test.err, turn.Standalone, turn.Verdict, test.standalone)
		}
		if len(prompts) != 2 || !strings.Contains(prompts[1].Content, "Last question: and when?") || !strings.Contains(prompts[1].Content, "Visitor: Who made the Belém Monstrance?") {
			t.Errorf("the model was told %q", prompts)
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
		"Há wifi?": true, "Where can I park?": true, "¿Puedo entrar con mi perro?": true, "Y a-t-il des visites guidées ?": true, "Wo kann ich meinen Rucksack abgeben?": true, "Da dove comincio?": true,
		"Is there a painting of a dog?": false, "Wer parkte die Kutsche?": false, "O que está guardado no cofre?": false,
		"What time does it close?": true, "Quais são os preços?": true,
		"What time of day does it show?": false, "What is the opening in the wall?": false, "Qual foi o preço da custódia?": false,
		"Quem pintou O Fado?": false, "A que horas morreu D. Carlos?": false, "O que é a porta que se abre?": false,
	} {
		if got := findPractical(asked(s, "pt")) != nil; got != want {
			t.Errorf("findPractical(%s) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{"Onde é a casa de banho?": true, "Posso tirar fotos?": true, "A que horas abre?": true, "Quanto tempo demora a visita?": false, "A que horas foi morto?": false} {
		q := asked(s, "pt")
		q.object = "GM-001"
		if got := findPractical(q) != nil; got != want {
			t.Errorf("at a work: findPractical(%s) = %v, want %v", s, got, want)
		}
	}
}
