package extract

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWebPageText(t *testing.T) {
	for source, want := range map[string]string{
		// Blocks and lines
		"<p>Um\n  só.<p>Outro.":                                     "Um só.¶Outro.",
		"<div>a<div>b</div>c</div>":                                 "a¶b¶c",
		"São V<b>i</b>cente <a href=x>aqui</a>":                     "São Vicente aqui",
		"a<br>b<br/>c":                                              "a\nb\nc",
		"a<hr>b":                                                    "a¶b",
		"<pre>um\n  dois</pre>":                                     "um\ndois",
		"<ul><li>ouro<ul><li>fino</ul><li>prata":                    "ouro¶fino¶prata",
		"<dl><dt>Autor:<dd>Gil<dd>?<dt>Peso<dd>3 kg":                "Autor: Gil¶?¶Peso: 3 kg",
		"<dl><dt>Autor<dt>Peso<dd><table><td>3 kg</table></dl><p>a": "Autor¶Peso¶3 kg¶a",
		"<dl><dt><dd>a</dl><dt>b":                                   "a¶b",
		"<dl><dt>Autor</dl><p>a":                                    "Autor¶a",
		"<blockquote><p>a</blockquote>":                             "a",
		"<custom-tag>a</custom-tag>b":                               "ab",
		"<picture><img alt='foto'></picture>a":                      "a",

		// Tables
		"<table><caption>Horário</caption><tr><th>Dia<th>Hora<tbody><tr><td>terça<td><p>10h<p>18h<tr><td><td>x</table>": "Horário¶Dia | Hora¶terça | 10h / 18h¶x",
		"<table><tr><td><table><tr><td>a<td>b</table><td>c</table>":                                                     "a | b | c",
		"<table><tr><td><h2>A peça</h2><p>É de ouro.<td>menu</table>":                                                   "A peça¶É de ouro.¶menu",

		// What no reader sees
		"<nav>menu</nav><script>x</script><style>y</style><template>z</template><noscript>n</noscript>a": "a",
		"<!-- a --><p hidden>b<p style='display: none'>c<p>d":                                            "d",
		"<form><input value=x><select><option>x</select><button>y</button></form>a":                      "a",
		"<form><p>página</form>":                             "página",
		"<del>1500</del> <s>1501</s> 1506":                   "1506",
		"<svg><title>foto</title><text>x</text></svg>a":      "a",
		"Pesa<sup><a href='#n1'>1</a></sup> 3 m<sup>2</sup>": "Pesa 3 m2",

		// References
		"&eacute; &amp;lt; a&shy;b&nbsp;c&#8238;d": "é &lt; ab cd",
	} {
		got, err := Read("a.html", strings.NewReader(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
			continue
		}
		if got := paragraphs(got); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}

func TestWebPageHeadingsAndFacts(t *testing.T) {
	const page = `<!DOCTYPE html><html><head><title> A custódia
</title><meta name="Author" content="Equipa de inventário"></head><body><h1>A <i>peça</i> 😀</h1><p>É de ouro.</p><h3>Técnica</h3>Esmalte<h2></h2></body></html>`
	got, err := Read("a.htm", strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 A peça 😀", "3 Técnica"}, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "A custódia" || got.Author != "Equipa de inventário" {
		t.Errorf("title %q, author %q", got.Label.Title, got.Author)
	}
}

func TestWebPageEncodings(t *testing.T) {
	for data, want := range map[string][2]string{
		"<p>ação":                                  {"ação", "UTF-8"},
		"<meta charset=iso-8859-1><p>ação":         {"ação", "UTF-8"}, // saved again since
		"<p>a\xe7\xe3o":                            {"ação", "windows-1252"},
		"<meta charset=utf-8><p>a\xe7\xe3o":        {"ação", "windows-1252"},
		"<meta charset='windows-1251'><p>\xcc\xe8": {"Ми", "windows-1251"},
		"\xff\xfe<\x00p\x00>\x00\xe9\x00":          {"é", "UTF-16 LE"},
	} {
		got, err := Read("a.html", strings.NewReader(data))
		if err != nil || got.Text != want[0] || got.Encoding != want[1] {
			t.Errorf("%q: %q as %q, %v; want %v", data, got.Text, got.Encoding, err, want)
		}
	}
}

func TestWebPageIsBounded(t *testing.T) {
	refused(t, "a.html", strings.Repeat("<div>", 600)+"a", "nested too deeply")
	refused(t, "a.html", strings.Repeat("<p>a", maxTags+1), "more than 500000 tags")
	refused(t, "a.html", "<p>"+strings.Repeat("palavra ", maxText/8+1), "longer than 4 MB")
	refused(t, "a.html", "<img src='"+strings.Repeat("x", maxPage)+"'>a", "larger than 16 MB")
	refused(t, "a.html", "<p> <script>x</script>", "there is no text")
}

// TestWebPageTakesNoTime reads what other parsers of HTML took minutes over.
func TestWebPageTakesNoTime(t *testing.T) {
	for name, source := range map[string]string{
		"formats":     strings.Repeat("<p><font><b><i>", 120) + strings.Repeat("<p>a", 20_000),
		"links":       strings.Repeat("<a><b></a>", 100_000),
		"tables":      strings.Repeat("<table><td>", 120) + strings.Repeat("<td>a", 50_000),
		"attributes":  "<p " + strings.Repeat("a=1 ", 500_000) + ">a",
		"open":        strings.Repeat("<", 400_000) + "a",
		"ends":        "<p>a" + strings.Repeat("</b>", 400_000),
		"one comment": "<!--" + strings.Repeat("<!-", 400_000) + "a",
	} {
		done := make(chan error, 1)
		go func() { _, err := Read("a.html", strings.NewReader(source)); done <- err }()
		select {
		case <-done:
		case <-time.After(time.Minute): // only so that the test ends
			t.Errorf("%s: not done", name)
		}
	}
}

func FuzzWebPage(f *testing.F) {
	f.Add([]byte("<h1>a</h1><table><tr><td>b<td><dl><dt>c<dd>d</table><pre>e\n\nf"))
	f.Add([]byte("<meta charset=utf-16><title>\xe7</title><svg><title><p>a</svg><dt>b"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzRead(t, "a.html", string(data)) })
}

func BenchmarkWebPage(b *testing.B) {
	page := "<html><body>" + strings.Repeat("<h2>A custódia</h2><p>Feita com o primeiro ouro de <b>Quíloa</b>, por <a href='x'>Gil Vicente</a>, em 1506.</p><ul><li>ouro<li>esmalte</ul><table><tr><td>Peso<td>3 kg</table>\n", 5000) + "</body></html>"
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := webPage([]byte(page)); err != nil {
			b.Fatal(err)
		}
	}
}
