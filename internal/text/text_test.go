package text

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Conceição": "conceicao", "CONCEICAO": "conceicao", "Straße": "strasse", "Œuvre": "oeuvre",
		"Łódź": "lodz", "É": "e", "abc": "abc", "e\u0301": "e", "Ὀ": "ο", "": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc":               "a\nb\nc",
		"a\u00a0b \t\nc":          "a b\nc",
		"a\u200bb\u202ec\x00\x1b": "abc",
		"e\u0301":                 "é",
		"a\xffb":                  "a\uFFFDb",
		"a\u2028b":                "a\nb",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{
		"A Custódia de Belém, 1506.":            {"a", "custodia", "de", "belem", "1506"},
		"l'azulejo d’Água":                      {"l", "azulejo", "d", "agua"},
		"inv. 42.86, MVM-0111 e 83.109/030.288": {"inv", "42.86", "mvm-0111", "e", "83.109/030.288"},
		"2004.14.1-3":                           {"2004.14.1-3"},
		"1,82 m; 1.500 peças":                   {"1,82", "m", "1.500", "pecas"},
		"tragico-maritima":                      {"tragico", "maritima"},
		"CG-001":                                {"cg-001"},
		"século XVI.":                           {"seculo", "xvi"},
		"…":                                     {},
	} {
		got := []string{}
		for _, w := range Words(in) {
			got = append(got, w.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	for in, want := range map[string]string{
		"Quem pintou os Painéis de São Vicente?":      "pinto paine vicen",
		"Who painted the Panels of Saint Vincent?":    "paint panel saint vince",
		"Por favor, diga-me: o que é isto?":           "",
		"¿Quién hizo la custodia? inv. CG-028, 1506.": "hizo custo inv cg-028 1506",
	} {
		var got []string
		for _, term := range Terms(in) {
			got = append(got, term.Text)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("Terms(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, want := range [][]string{
		{"O coche foi feito em Roma em 1716.", "Pertenceu a D. João V.", "Está em Lisboa."},
		{"O painel é do séc. XVI.", "Mede c. 1,5 m (p. ex. a moldura)."},
		{"Turner, J. M. W. Turner, painted it.", "Dr. Silva bought it in St. Ives.", "Why?", "Nobody knows!"},
		{"«Que é isto?» perguntou o rei.", "Ninguém respondeu… Depois, silêncio."},
		{"Autor: Fábrica Pleyel", "Material: madeira | marfim", "Procedência: Serro (MG)"},
		{"Uma linha\nque continua aqui.", "Outra."},
		{"- um item", "- outro item"},
		{"O n.º 12 da lista, fig. 3, é de S. Vicente.", "O rei D. Afonso V morreu."},
		{"Ver p. 12.", "No século V. A", "B."},
	} {
		s := strings.Join(want, " ")
		if strings.Contains(want[0], ": ") || strings.HasPrefix(want[0], "- ") {
			s = strings.Join(want, "\n")
		}
		var got []string
		for _, sp := range Sentences(s) {
			got = append(got, Slice(s, sp))
		}
		if want[0] == "Ver p. 12." {
			want = []string{"Ver p. 12.", "No século V.", "A B."}
		}
		if want[1] == "Ninguém respondeu… Depois, silêncio." {
			want = []string{want[0], "Ninguém respondeu…", "Depois, silêncio."}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Sentences(%q): -want +got\n%s", s, diff)
		}
	}
}

func TestDetect(t *testing.T) {
	for s, want := range map[string]string{
		"Quem pintou isto?":                        "pt",
		"Onde fica a casa de banho?":               "pt",
		"Who painted this?":                        "en",
		"When was it made?":                        "en",
		"¿Quién pintó este cuadro?":                "es",
		"Qui a peint ce tableau ?":                 "fr",
		"Chi ha dipinto questo quadro?":            "it",
		"Wer hat dieses Bild gemalt?":              "de",
		"Quem fez a custódia?":                     "pt",
		"What is the Belém Monstrance made of?":    "en",
		"De que é feita a Custódia de Belém?":      "pt",
		"Which works here show the sea?":           "en",
		"Where is the Custódia de Belém from?":     "en",
		"Em que ano foi descoberto?":               "pt",
		"O que representa o painel do Infante?":    "pt",
		"Tell me about the coach of Philip II":     "en",
		"Fala-me do coche dos oceanos":             "pt",
		"In welchem Jahr wurde die Kutsche gebaut": "de",
	} {
		if got, _ := Detect(s, "xx"); got != want {
			t.Errorf("Detect(%q) = %s, want %s", s, got, want)
		}
	}
	if got, sure := Detect("Guernica", "pt"); got == "" || sure {
		t.Errorf("Detect of a name = %q, sure %v", got, sure)
	}
}

func TestSplitKeepsToHeadingsAndSentences(t *testing.T) {
	sentence := "Esta frase tem exatamente dez palavras para contar até dez agora. "
	body := strings.Repeat(sentence, 20)
	s := "Título\n\n" + body + "\n\nHorário\n\nAbre às dez."
	headings := []Heading{{Offset: 0, Level: 1, Text: "Título"}, {Offset: len([]rune("Título\n\n" + body + "\n\n")), Level: 2, Text: "Horário"}}
	pieces := Split(s, headings)
	for i, p := range pieces {
		got := Slice(s, p.Span)
		if n := len(strings.Fields(got)); n > maxWords+tailWords {
			t.Errorf("passage %d has %d words", i, n)
		}
		if !strings.HasSuffix(got, ".") || strings.Contains(got, "Horário") {
			t.Errorf("passage %d cuts a sentence or crosses a heading: %q", i, got)
		}
	}
	last := pieces[len(pieces)-1]
	if got := Slice(s, last.Span); got != "Abre às dez." || last.Heading != "Horário" {
		t.Errorf("last passage %q under %q", got, last.Heading)
	}
	if len(pieces) < 3 || pieces[0].Heading != "Título" {
		t.Errorf("%d passages, first under %q", len(pieces), pieces[0].Heading)
	}
}

func TestSplitIsBoundedOnHostileText(t *testing.T) {
	for name, s := range map[string]string{
		"one word":        strings.Repeat("a", 1<<20),
		"no stop":         strings.Repeat("palavra ", 1<<16),
		"newlines":        strings.Repeat("\n", 1<<20) + "fim",
		"combining marks": "a" + strings.Repeat("\u0301", 1<<18),
		"label lines":     strings.Repeat("A: b\n", 1<<16),
		"stops":           strings.Repeat(". ", 1<<18),
	} {
		for _, p := range Split(Clean(s), nil) {
			if n := p.Span.End - p.Span.Start; n > (maxWords+tailWords)*(maxWordRunes+1) {
				t.Errorf("%s: a passage of %d runes", name, n)
			}
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Um.\n\nDois. Três", 4)
	f.Add(strings.Repeat("ã, ", 400), 30)
	f.Add(strings.Repeat("x", 1000)+" "+strings.Repeat("palavra ", 300), 3)
	f.Fuzz(func(t *testing.T, s string, at int) {
		s = Clean(s)
		runes := []rune(s)
		var headings []Heading
		covered := make([]bool, len(runes))
		if at > 0 && at < len(runes) && runes[at-1] == '\n' {
			headings = append(headings, Heading{Offset: at, Level: 1, Text: "h"})
			for i := at; i < lineEnd(runes, at); i++ {
				covered[i] = true
			}
		}
		previous := 0
		for _, p := range Split(s, headings) {
			if p.Span.Start < previous || p.Span.End <= p.Span.Start || p.Span.End > len(runes) {
				t.Fatalf("span %v after %d in %d runes", p.Span, previous, len(runes))
			}
			if got, want := Slice(s, p.Span), string(runes[p.Span.Start:p.Span.End]); got != want {
				t.Fatalf("Slice = %q, want %q", got, want)
			}
			for i := p.Span.Start; i < p.Span.End; i++ {
				covered[i] = true
			}
			previous = p.Span.End
		}
		for i, r := range runes {
			if !covered[i] && !unicode.IsSpace(r) {
				t.Fatalf("rune %d %q of %q is in no passage", i, r, s)
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("a\r\n\u200b\u0301e \n")
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if twice := Clean(once); twice != once {
			t.Fatalf("Clean(%q) = %q, again %q", s, once, twice)
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Add("L’Água 83.109/030.288-a")
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s)
		for _, w := range Words(s) {
			if got := Fold(Slice(s, w.Span)); got != w.Text {
				t.Fatalf("span %v of %q folds to %q, want %q", w.Span, s, got, w.Text)
			}
		}
	})
}

var passage = strings.Repeat("A Custódia de Belém, mandada fazer por D. Manuel I em 1506, é atribuída a Gil Vicente. ", 6)

func BenchmarkTerms(b *testing.B) {
	for b.Loop() {
		Terms(passage)
	}
}

func BenchmarkSplit(b *testing.B) {
	for b.Loop() {
		Split(passage, nil)
	}
}

func BenchmarkDetectQuestion(b *testing.B) {
	for b.Loop() {
		Detect("Quem pintou os Painéis de São Vicente?", "pt")
	}
}
