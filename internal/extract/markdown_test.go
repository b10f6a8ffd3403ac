package extract

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

func TestMarkdownNote(t *testing.T) {
	const file = "---\r\ninventory: CG-028\r\ntitle: \"Custódia: de Belém\"\r\nmaker: Gil Vicente\r\ndate: 1506\r\nroom: 4\r\norder: 1\r\n" +
		"language: pt-PT\r\nhighlight: sim\r\naudience: staff\r\nembargo: 2027-01-31\r\nauthor: Ana\r\n---\r\n" +
		"# A peça\r\n\r\nÉ de *ouro* e [esmalte](http://x.example).\r\nMede ![foto](x.png) <b>pouco</b> &amp; brilha.\r\n\r\n- um\r\n- dois\r\n\r\n## Ficha\r\n\r\n| Peso | Ouro |\r\n|---|---|\r\n| 3 kg | sim |\r\n\r\n<script>x</script>\r\n"
	got, err := Read("nota.md", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Note{
		Inventory: "CG-028", Label: guide.Label{Title: "Custódia: de Belém", Maker: "Gil Vicente", Date: "1506"}, Room: "4", Order: 1,
		Lang: "pt", Highlight: true, Audience: guide.AudienceStaff, Embargo: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), Author: "Ana",
		Text:     "A peça\n\nÉ de ouro e esmalte. Mede pouco & brilha.\n\num\n\ndois\n\nFicha\n\nPeso | Ouro\n\n3 kg | sim",
		Headings: []guide.Heading{{Offset: 0, Level: 1, Text: "A peça"}, {Offset: 61, Level: 2, Text: "Ficha"}},
		Encoding: "UTF-8",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	checkHeadings(t, got)
}

// TestMarkdownText writes a blank line as ¶.
func TestMarkdownText(t *testing.T) {
	for source, want := range map[string]string{
		// Paragraphs and breaks
		"a\nb\n\nc":                        "a b¶c",
		"a  \nb\\\nc\n\nd":                 "a\nb\nc¶d",
		"a<br>b<BR />c":                    "a\nb\nc",
		"a\n\n***\n\nb":                    "a¶b",
		"\u200b# a\u00a0b\u202e\n\n\u2028": "a b",

		// Emphasis, code, references
		"*a* **b** ***c*** _d_ __e__":                 "a b c d e",
		"snake_case and 2*3*4":                        "snake_case and 234",
		"São V*i*cente":                               "São Vicente",
		"Pintado em ~~1500~~ 1506.":                   "Pintado em 1506.",
		"`a\\*b &amp; *c*` d":                         "a\\*b &amp; *c* d",
		"`a\nb`":                                      "a b",
		"\\*a\\* \\&amp; 1\\. C:\\Temp":               "*a* &amp; 1. C:\\Temp",
		"&eacute; &#233; &#xe9; &mdash; &copy; &copy": "é é é — © &copy",
		"&amp;lt; &#38;lt;":                           "&lt; &lt;",
		"a&#8238;b&#0;c&#8203;d&shy;e&nbsp;f":         "ab\uFFFDcde f",
		"Conceic&#807;a&#771;o":                       "Conceição",
		"3 < 4 && 5 > 4":                              "3 < 4 && 5 > 4",

		// Links and images
		"[a *b*](http://x.example \"c\") d":                    "a b d",
		"[a][r] [r] <http://x.example>\n\n[r]: http://y \"t\"": "a r http://x.example",
		"a ![retrato](x.png) b":                                "a b",
		"![retrato](x.png)":                                    "",
		"[![foto](x.png)](http://x.example)":                   "",
		"a[^1] b.[^nota]\n\n[^1]: c d":                         "a b.¶c d",
		"[a](javascript:alert(1)) [b] (c)":                     "a [b] (c)",

		// Lists, quotations, code
		"Materiais:\n- carvalho\n- ouro\n  - fino": "Materiais:¶carvalho¶ouro¶fino",
		"1. um\n\n   mais\n2. dois":                "um¶mais¶dois",
		"* a\n\n* b\n+ c":                          "a¶b¶c",
		"> a\nb\n>> c\n> - d":                      "a b¶c¶d",
		"> a\n>\n> > c":                            "a¶c",
		"```go\nx := *p\n\ny <b>\n```\nz":          "x := *p¶y <b>¶z",
		"\tx *y*\n\n\tz":                           "x *y*¶z",

		// Tables
		"| a | b |\n|---|:-:|\n| c | *d* |\n| e |\n\nf": "a | b¶c | d¶e¶f",
		"a | b\n-|-\nterça | 10h\n":                     "a | b¶terça | 10h",
		"Horário\nDia | Hora\n---|---\nterça | 10h":     "Horário¶Dia | Hora¶terça | 10h",
		"| a |\n|---|\n| |\n- x":                        "a¶x",
		"- | a |\n  |---|\n  | b |":                     "a¶b",
		"a | b\nc | d":                                  "a | b c | d",
		"a | b\n- | c":                                  "a | b¶| c",

		// HTML
		"<div>\nO <b>Des</b>terrado\nde Soares<p>dos Reis</div>\n\nfim": "O Desterrado de Soares¶dos Reis¶fim",
		"<table><tr><td>a</td><td>b &amp; c</td></tr></table>":          "a¶b & c",
		"<!-- só\n\npara nós -->\n\na <!-- e isto --> b":                "a b",
		"<!-- nunca acaba\n\na":                                         "",
		"<script>alert(1)</script>\n\n<style>p {}</style>\n\na":         "a",
		"<div><script>x</script>a<!-- b --><style>c</style></div>":      "a",
		"a <i class=\"x\">b</i> <unknown>c":                             "a b c",
		"<p align=\"center\">\n\n# a\n\n</p>":                           "a",
	} {
		got, err := markdown([]byte(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
			continue
		}
		if got := strings.ReplaceAll(got.Text, "\n\n", "¶"); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
		checkHeadings(t, got)
	}
}

func TestMarkdownHeadings(t *testing.T) {
	for source, want := range map[string][]guide.Heading{
		"a":                               nil,
		"# São *João* `x` [y](z) #":       {{Offset: 0, Level: 1, Text: "São João x y"}},
		"ação\n\n## B\n\nc\n\n###### d\n": {{Offset: 6, Level: 2, Text: "B"}, {Offset: 12, Level: 6, Text: "d"}},
		"# A\n## B\nc":                    {{Offset: 0, Level: 1, Text: "A"}, {Offset: 3, Level: 2, Text: "B"}},
		"Um\ntítulo\n===\n\nb\n---\n":     {{Offset: 0, Level: 1, Text: "Um título"}, {Offset: 11, Level: 2, Text: "b"}},
		"#\n\n# ![x](y)\n\n# &#8203;":     nil,
		"#a\n\n    # b":                   nil,
		"> # A\n\n- # B":                  {{Offset: 0, Level: 1, Text: "A"}, {Offset: 3, Level: 1, Text: "B"}},
		"# a&nbsp;&nbsp;b&#8232;c":        {{Offset: 0, Level: 1, Text: "a b c"}},
		"<h1>A</h1>":                      nil,
		"😀\n\n# B":                        {{Offset: 3, Level: 1, Text: "B"}},
	} {
		got, err := markdown([]byte(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
		}
		if diff := cmp.Diff(want, got.Headings); diff != "" {
			t.Errorf("%q: -want +got\n%s", source, diff)
		}
		checkHeadings(t, got)
	}
}

func TestMarkdownTitleIsItsFirstHeading(t *testing.T) {
	long := strings.Repeat("ã", guide.MaxLabelRunes+1)
	for source, want := range map[string]string{
		"a\n\n## B\n\n# C":           "B",
		"---\ntitle: Vaso\n---\n# B": "Vaso",
		"a":                          "",
		"# " + long + "\n\n# B":      "", // a label, not a text
		"# " + long[:len("ã")*guide.MaxLabelRunes]: long[:len("ã")*guide.MaxLabelRunes],
	} {
		got, err := markdown([]byte(source))
		if err != nil || got.Label.Title != want {
			t.Errorf("%.40q: title %q, %v; want %q", source, got.Label.Title, err, want)
		}
	}
}

// TestMarkdownBlocksAreSentences holds that text.Sentences parts what Markdown
// parts, however the blocks begin and end.
func TestMarkdownBlocksAreSentences(t *testing.T) {
	got, err := markdown([]byte("# técnica\nóleo sobre\ntela,\n\nassinado\n- carvalho;\n- ouro:\n- prata\n\n| sala | obra |\n|---|---|\n| 1 | painéis |\n| dois | custódia |\n"))
	if err != nil {
		t.Fatal(err)
	}
	var sentences []string
	for _, s := range text.Sentences(got.Text) {
		sentences = append(sentences, text.Slice(got.Text, s))
	}
	want := []string{"técnica", "óleo sobre tela,", "assinado", "carvalho;", "ouro:", "prata", "sala | obra", "1 | painéis", "dois | custódia"}
	if diff := cmp.Diff(want, sentences); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestMarkdownDoesNotFillTables reads a table of 2,000 columns in whose 18,000
// rows there is one cell each. Filled up, it takes gigabytes.
func TestMarkdownDoesNotFillTables(t *testing.T) {
	got, err := markdown([]byte(strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|a\n", 18000)))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(got.Text, "a"); got != 20000 {
		t.Errorf("%d cells, want 20000", got)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("---\ntitle: a\n---\n# b\n\nc\n\n> 1. d\n\n| e |\n|---|\n| f |\n")
	f.Add("# a\n\n## b `c` &#0; \\* \n\n\tcode\n")
	f.Add("<div>\n# a\n</div>\n\n<!-- b\n\nc")
	f.Add("ação  \n&#8232;&#807;b\n=\n\n- - > ```\n")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Read("n.md", strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, guide.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if text.Clean(n.Text) != n.Text || strings.TrimSpace(n.Text) != n.Text {
			t.Fatalf("not clean text: %q", n.Text)
		}
		checkHeadings(t, n)
	})
}

// checkHeadings holds every heading to the line it says it stands at.
func checkHeadings(t *testing.T, n guide.Note) {
	t.Helper()
	if !utf8.ValidString(n.Text) {
		t.Fatalf("not UTF-8: %q", n.Text)
	}
	previous := -1
	for _, h := range n.Headings {
		end := h.Offset + utf8.RuneCountInString(h.Text)
		if got := text.Slice(n.Text, text.Span{Start: h.Offset, End: end}); got != h.Text || h.Text == "" || h.Offset <= previous {
			t.Fatalf("heading %q at %d (after %d): there stands %q", h.Text, h.Offset, previous, got)
		}
		for _, next := range []string{
			text.Slice(n.Text, text.Span{Start: h.Offset - 1, End: h.Offset}), text.Slice(n.Text, text.Span{Start: end, End: end + 1}),
		} {
			if h.Offset > 0 && next != "" && next != "\n" {
				t.Fatalf("heading %q at %d does not fill its line: %q beside it", h.Text, h.Offset, next)
			}
		}
		previous = h.Offset
	}
}
