package cite

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/quote/quotetest"
	"cicerone/internal/text"

	"github.com/google/go-cmp/cmp"
)

// custody are the sources of most tests: [1]–[3] the Portuguese note on the
// monstrance, [4]–[6] the one on O Desterrado.
func custody() []guide.Hit {
	var sources []guide.Hit
	for _, inventory := range []string{"CG-001", "CG-003"} {
		for _, h := range quotetest.Passages() {
			if h.Inventory == inventory && h.Lang == "pt" {
				sources = append(sources, h)
			}
		}
	}
	return sources
}

// checkAll checks a whole answer fed in pieces of the given size in bytes.
func checkAll(c *Checker, answer string, size int) []Checked {
	var all []Checked
	for len(answer) > size {
		all = append(all, c.Feed(answer[:size])...)
		answer = answer[size:]
	}
	all = append(all, c.Feed(answer)...)
	return append(all, c.Close()...)
}

// show writes verdicts as text: + shown, - withheld, ? refusal, then the numbers
// of the citations.
func show(all []Checked) string {
	var b strings.Builder
	for _, s := range all {
		mark := "-"
		if s.Supported {
			mark = "+"
		}
		if s.Refusal {
			mark += "?"
		}
		b.WriteString(mark + " " + s.Text)
		for _, c := range s.Citations {
			b.WriteString(" <" + c.Sentence[:strings.IndexByte(c.Sentence, ' ')] + ">")
		}
		if s.Reason != "" {
			b.WriteString(" (" + s.Reason + ")")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestChecker(t *testing.T) {
	for _, tt := range []struct{ name, question, answer, want string }{
		{
			"tags behind, inside and before the stop", "Quem fez a Custódia de Belém?",
			"A Custódia de Belém foi feita em 1506 pelo ourives Gil Vicente. [1] O ouro veio do tributo pago a Vasco da Gama [2]. Pertence ao Museu Nacional de Arte Antiga【3】.",
			"+ A Custódia de Belém foi feita em 1506 pelo ourives Gil Vicente. <Foi>\n" +
				"+ O ouro veio do tributo pago a Vasco da Gama. <O>\n" +
				"+ Pertence ao Museu Nacional de Arte Antiga. <A>\n",
		},
		{
			"tags in every form", "",
			"Gil Vicente fez a custódia em 1506 [1, 2][3]. Os doze apóstolos ajoelham-se em volta da hóstia [1-3] [fonte 2].",
			"+ Gil Vicente fez a custódia em 1506. <Foi>\n+ Os doze apóstolos ajoelham-se em volta da hóstia. <Ao>\n",
		},
		{
			"abbreviations do not end a sentence", "",
			"A custódia é do tempo de D. Manuel I. O ouro veio de Quíloa em 1503.",
			"+ A custódia é do tempo de D. Manuel I. <A>\n+ O ouro veio de Quíloa em 1503. <O>\n",
		},
		{
			"an unknown source does not help", "",
			"A custódia pesa seis quilos [9]. Foi feita em 1506 por Gil Vicente [9].",
			"- A custódia pesa seis quilos. (number 6 not in the sources)\n+ Foi feita em 1506 por Gil Vicente. <Foi>\n",
		},
		{
			"a wrong tag is put right", "",
			"O ourives usou esmaltes de várias cores [5].",
			"+ O ourives usou esmaltes de várias cores. <Além>\n",
		},
		{
			"markup becomes text", "",
			"## Custódia de Belém\n\n- **Foi feita** em *1506* pelo ourives [Gil Vicente](x).\n- O ouro veio de <b>Quíloa</b>.\n",
			"+ Custódia de Belém <A>\n+ Foi feita em 1506 pelo ourives Gil Vicente. <Foi>\n+ O ouro veio de Quíloa. <O>\n",
		},
		{
			"numbered lists are not numbers", "",
			"1. Foi feita em 1506 por Gil Vicente.\n2. O ouro veio de Quíloa em 1503.",
			"+ Foi feita em 1506 por Gil Vicente. <Foi>\n+ O ouro veio de Quíloa em 1503. <O>\n",
		},
		{
			"code, HTML and addresses are withheld", "",
			"Foi feita em 1506. <script>alert(1)</script> O ouro veio de Quíloa. Veja em https://example.org/x mais. ```\nprint(1)\n``` O ouro é de 1503. [O ouro](https://example.org) veio de Quíloa.",
			"- Foi feita em 1506. alert(1) O ouro veio de Quíloa. (holds HTML)\n" +
				"- Veja em https://example.org/x mais. (holds an address that is not in the sources)\n" +
				"- print(1) (holds code)\n" +
				"+ O ouro é de 1503. <O>\n" +
				"- O ouro veio de Quíloa. (holds a link)\n",
		},
		{
			"the prompt does not leak", "",
			"FONTES: [1] A Custódia de Belém é a obra-prima. <|im_start|>system Foi feita em 1506.",
			"- FONTES: A Custódia de Belém é a obra-prima. (repeats the prompt)\n- <|imstart|>system Foi feita em 1506. (repeats the prompt)\n",
		},
		{
			"refusals", "Quanto pesa a Custódia de Belém?",
			"As notas não dizem quanto pesa a Custódia de Belém. As fontes não referem Benvenuto Cellini. I don't know. Não há informação sobre o peso de 6 quilos. " +
				"As notas não dizem o peso, mas a custódia foi feita em 1506 por Gil Vicente. As notas não dizem o peso, mas é a mais pesada do mundo.",
			"+? As notas não dizem quanto pesa a Custódia de Belém.\n" +
				"-? As fontes não referem Benvenuto Cellini. (name Benvenuto not in the sources)\n" +
				"+? I don't know.\n" +
				"-? Não há informação sobre o peso de 6 quilos. (number 6 not in the sources)\n" +
				"+? As notas não dizem o peso, mas a custódia foi feita em 1506 por Gil Vicente. <Foi>\n" +
				"-? As notas não dizem o peso, mas é a mais pesada do mundo. (nothing in the sources says this)\n",
		},
		{
			"another work than the one asked about", "Onde está O Desterrado?",
			"Pertence ao Museu Nacional de Arte Antiga, em Lisboa. O Desterrado pertence ao Museu Nacional Soares dos Reis, no Porto. A Custódia de Belém pertence ao Museu Nacional de Arte Antiga.",
			"- Pertence ao Museu Nacional de Arte Antiga, em Lisboa. (speaks of Custódia de Belém, which was not asked about)\n" +
				"+ O Desterrado pertence ao Museu Nacional Soares dos Reis, no Porto. <O>\n" +
				"+ A Custódia de Belém pertence ao Museu Nacional de Arte Antiga. <A>\n",
		},
		{
			"what the visitor presumes is not taken over", "Quando é que Picasso fez a Custódia de Belém?",
			"Picasso fez a Custódia de Belém em 1506.",
			"- Picasso fez a Custódia de Belém em 1506. (name Picasso not in the sources)\n",
		},
		{
			"small talk says nothing", "", "Claro! É lindíssima.",
			"- Claro! (nothing in the sources says this)\n- É lindíssima. (nothing in the sources says this)\n",
		},
		{"nothing", "", " \n [1] ** \n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 3, 7, 20, 1000} {
				got := show(checkAll(NewChecker(tt.question, custody(), "pt", nil), tt.answer, size))
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("in pieces of %d bytes (-want +got)\n%s", size, diff)
				}
			}
		})
	}
}

func TestFeedHoldsBack(t *testing.T) {
	c := NewChecker("", custody(), "pt", nil)
	for _, step := range []struct{ delta, want string }{
		{"A Custódia de Belém foi feita em 1506.", ""},
		{" [1", ""},
		{"] ", ""},
		{"O", ""},
		{" ", "+ A Custódia de Belém foi feita em 1506. <Foi>\n"},
		{"ouro veio de Quíloa.\n\n", ""},
	} {
		if got := show(c.Feed(step.delta)); got != step.want {
			t.Errorf("Feed(%q) returned %q, want %q", step.delta, got, step.want)
		}
	}
	if got, want := show(c.Close()), "+ O ouro veio de Quíloa. <O>\n"; got != want {
		t.Errorf("Close() returned %q, want %q", got, want)
	}
}

func TestCitationsKeepTheirNumbers(t *testing.T) {
	c := NewChecker("", custody(), "pt", nil)
	all := checkAll(c, "O ouro veio de Quíloa em 1503. Gil Vicente fez a custódia em 1506. O ouro veio do tributo pago a Vasco da Gama.", 100)
	var got []int
	for _, s := range all {
		for _, x := range s.Citations {
			got = append(got, x.Number)
		}
	}
	if want := []int{1, 2, 1}; !cmp.Equal(got, want) {
		t.Errorf("citation numbers %v, want %v", got, want)
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"pt", "século XVI", "century 16"}, {"pt", "séc. XVI", "century 16"}, {"en", "the 16th century", "century 16"},
		{"it", "XVI secolo", "century 16"}, {"es", "siglo XVI", "century 16"}, {"de", "16. Jahrhundert", "century 16"},
		{"fr", "XVIe siècle", "century 16"}, {"fr", "seizième siècle", "century 16"}, {"en", "sixteenth-century", "century 16"},
		{"pt", "séculos XV e XVI", "century 15, century 16"}, {"pt", "século dezasseis", "century 16"},
		{"pt", "1.506 peças", "1506"}, {"en", "1,506 pieces", "1506"}, {"pt", "2,40 m", "2.4"}, {"en", "2.4 m", "2.4"},
		{"pt", "das 10h00 às 18h30", "10, 18, 30"}, {"en", "6 pm", "18"}, {"en", "1520–25", "1520, 1525"}, {"pt", "1872-1875", "1872, 1875"},
		{"pt", "31/12/2015", "12, 2015, 31"}, {"pt", "n.º inv. CG-001", "1"}, {"pt", "D. Manuel I", "regnal 1"}, {"pt", "D. João V.", "regnal 5"},
		{"pt", "doze apóstolos", "12"}, {"en", "twelve apostles", "12"}, {"en", "I see", ""}, {"en", "1890s", "1890"},
	} {
		found := numbersOf(tt.text, tt.lang, split(tt.text))
		if got := strings.Join(sorted(found), ", "); got != tt.want {
			t.Errorf("numbersOf(%q, %s) = %q, want %q", tt.text, tt.lang, got, tt.want)
		}
	}
}

// checkCitations checks what must hold of every verdict.
func checkCitations(t *testing.T, sources []guide.Hit, all []Checked) {
	t.Helper()
	for _, s := range all {
		if s.Text == "" || strings.ContainsAny(s.Text, "\n<>`") && s.Supported {
			t.Errorf("text %q", s.Text)
		}
		if s.Supported != (s.Reason == "") || s.Supported && !s.Refusal && len(s.Citations) == 0 {
			t.Errorf("verdict %+v", s)
		}
		for _, c := range s.Citations {
			found := false
			for _, h := range sources {
				found = found || h.Document == c.Document && h.Start <= c.Start && c.End <= h.End &&
					text.Slice(h.Text, text.Span{Start: c.Start - h.Start, End: c.End - h.Start}) == c.Sentence
			}
			if !found {
				t.Errorf("citation does not slice back: %+v", c)
			}
		}
	}
}

func TestWholeSentences(t *testing.T) {
	for s, want := range map[string]bool{
		"É de prata.": true, "É «de prata».": true, "É “de prata.”": true, "É de prata!": true, "(É de prata.)": true, "É de prata…": true, "Em 1506.": true,
		"É de prata": false, "É de prata,": false, "Em 1506": false, "Foi feita por D.": false, "Do séc.": false, "Mede c. 3": false, "Made by St.": false,
	} {
		if got := isWhole(s); got != want {
			t.Errorf("isWhole(%q) = %v, want %v", s, got, want)
		}
	}
}

func FuzzChunks(f *testing.F) {
	f.Add("A Custódia de Belém foi feita em 1506. [1] Pertence ao museu [2, 3]. As notas não dizem mais.", 3)
	f.Add("## T\n\n- **a** [1]\n- b\n```\ncode. [1] x\n``` fim. <b>x</b> D. Manuel I. séc. XVI", 1)
	f.Add("1506.[1] Next 【2†L1】 (x) \xff\xc3 \u202e\u2060 !? …\" [", 2)
	f.Add(strings.Repeat("palavra ", 400)+strings.Repeat("x", 900), 5)
	f.Fuzz(func(t *testing.T, answer string, size int) {
		size = 1 + max(size%97, 0)
		sources := custody()
		whole := checkAll(NewChecker("Onde está?", sources, "pt", nil), answer, len(answer)+1)
		pieces := checkAll(NewChecker("Onde está?", sources, "pt", nil), answer, size)
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Errorf("in pieces of %d bytes (-whole +pieces)\n%s", size, diff)
		}
		checkCitations(t, sources, whole)
	})
}

func sorted(numbers map[string]int) []string { return slices.Sorted(maps.Keys(numbers)) }
