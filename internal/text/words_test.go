package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"A Custódia de Belém, 1506.":            "a custodia de belem 1506",
		"l'azulejo d’Água, don’t, Vicente's":    "l azulejo d agua don t vicente s",
		"diga-me, trágico-marítima":             "diga me tragico maritima",
		"inv. 42.86, MVM0111 e 83.109/030.288":  "inv 42.86 mvm0111 e 83.109/030.288",
		"(2004.14.1-3), 1928.238a-b; 12.225-A.": "2004.14.1-3 1928.238a-b 12.225-a",
		"CG-001, cg-001, MNAA-12-3":             "cg-001 cg-001 mnaa-12-3",
		"1495-1505, 1853/1856, 1884-86":         "1495 1505 1853 1856 1884 86",
		"mid-19th-century, pre-1844, ca-1505":   "mid 19th century pre 1844 ca 1505",
		"apollo-11, 24-foot, 1756-present":      "apollo 11 24 foot 1756 present",
		"1,82 m; 1.500 peças; 3/4; 12/05/1890":  "1,82 m 1.500 pecas 3/4 12/05/1890",
		"séc. XVI, n.º 12, 1.ª, 20 m²":          "sec xvi n 12 1 20 m",
		"fim.Outro 3.Outro":                     "fim outro 3 outro",
		"IMG_0111 snake_case":                   "img_0111 snake case",
		"-1-, .5., 7-, a--1":                    "1 5 7 a 1",
		"Москва 東京 \u0301":                      "москва 東京",
		"…":                                     "",
		"":                                      "",
	} {
		var got []string
		for _, w := range Words(in) {
			got = append(got, w.Text)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWordsSayWhereAndHow(t *testing.T) {
	want := []Word{
		{Text: "a", Span: Span{0, 1}, Capital: true},
		{Text: "agua", Span: Span{2, 6}},
		{Text: "evora", Span: Span{9, 14}, Capital: true},
		{Text: "cg-7", Span: Span{15, 19}, Capital: true, Digits: true},
	}
	if diff := cmp.Diff(want, Words("À água — Évora CG-7")); diff != "" {
		t.Error(diff)
	}
}

func TestTerms(t *testing.T) {
	for in, want := range map[string]string{
		"Quem pintou os Painéis de São Vicente?":      "pinto paine vicen",
		"Who painted the Panels of Saint Vincent?":    "paint panel saint vince",
		"Por favor, diga-me: o que é isto?":           "",
		"Please tell me about it":                     "",
		"Fale-me do museu":                            "museu",
		"¿Quién hizo la custodia? inv. CG-028, 1506.": "custo inv cg028 1506",
		"cg028, CG-028 e 1.500, 1500, 1,500":          "cg028 cg028 1500 1500 1500",
		"42.86 e 83.109/030.288":                      "42.86 83109/030288",
		"D. João V, século X":                         "joao v secul x",
		"Wer war der Maler?":                          "maler",
		"Which works show the war of 1640?":           "works war 1640",
		"When did he die?":                            "die",
		"Son chapeau est en os":                       "chape os",
		"A lei do ouro fino":                          "lei ouro fino",
		"O que é a Cruz de Cristo?":                   "cruz crist",
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

func TestIsStop(t *testing.T) {
	for _, w := range strings.Fields("quem who quien qui chi wer quando when o a the de em no nas sobre about please diga tell me i e y como") {
		if !IsStop(w) {
			t.Errorf("%q is a function word", w)
		}
	}
	for _, w := range strings.Fields("museu museum museo musee obra work pintor painting santo v x 7 1506 azul weiss") {
		if IsStop(w) {
			t.Errorf("%q is no function word", w)
		}
	}
}

// A word can only be an exception to the list if it is on it.
func TestContentWordsAreStopWords(t *testing.T) {
	if len(contentWords) == 0 {
		t.Fatal("no content words")
	}
	for w, in := range contentWords {
		if !IsStop(w) || in == 0 {
			t.Errorf("%q: function word %v, meaningful in %b", w, IsStop(w), in)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("L’Água 83.109/030.288-a")
	f.Add("CG-001 mid-19th 1-2_3 \u0301a\u0301 ½")
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s)
		end := 0
		for _, w := range Words(s) {
			if w.Span.Start < end || w.Span.End <= w.Span.Start {
				t.Fatalf("span %v after %d in %q", w.Span, end, s)
			}
			end = w.Span.End
			if got := Fold(Slice(s, w.Span)); got != w.Text {
				t.Fatalf("span %v of %q folds to %q, want %q", w.Span, s, got, w.Text)
			}
		}
		for _, term := range Terms(s) {
			if term.Text == "" {
				t.Fatalf("empty term in %q", s)
			}
		}
	})
}

// In a language that is known a word is a function word or none.
func TestTermsIn(t *testing.T) {
	for _, test := range []struct{ s, lang, want string }{
		{"Was bedeuten die Platten?", "de", "bedeu platt"},
		{"When did they die?", "en", "die"},
		{"le fils dos", "fr", "fils dos"},
		{"o filho dos reis", "pt", "filho reis"},
	} {
		var got []string
		for _, term := range TermsIn(test.s, test.lang) {
			got = append(got, term.Text)
		}
		if joined := strings.Join(got, " "); joined != test.want {
			t.Errorf("%q in %q: %q, want %q", test.s, test.lang, joined, test.want)
		}
	}
}
