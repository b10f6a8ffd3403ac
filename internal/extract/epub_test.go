package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// epubOf is a book whose second page has this body.
func epubOf(t testing.TB, body string, more ...string) string {
	return zipped(t, append([]string{"mimetype", "application/epub+zip\n",
		"META-INF/container.xml", `<container><rootfiles><rootfile full-path="OPS/livro.opf"/></rootfiles></container>`,
		"OPS/livro.opf", `<package xmlns:dc="dc"><metadata><dc:title>O livro</dc:title><dc:creator>Museu</dc:creator><dc:language>pt-PT</dc:language></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="b" href="um.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="sub/capa%20um.xhtml" media-type="application/xhtml+xml"/><item id="s" href="x.css" media-type="text/css"/><item id="z" href="falta.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="b"/><itemref idref="s"/><itemref idref="z"/></spine></package>`,
		"OPS/nav.xhtml", "<html><body><p>Índice</p></body></html>",
		"OPS/sub/capa um.xhtml", `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "x">]><html><head><title/><script src="x"/></head><body><h1>Capa</h1></body></html>`,
		"OPS/um.xhtml", `<html><head><title>Página</title></head><body>` + body + `</body></html>`}, more...)...)
}

func TestEpub(t *testing.T) {
	got, err := Read("livro.epub", strings.NewReader(epubOf(t, `<section><h2>Ouro</h2><p>Pesa<a epub:type="noteref" href="#n">1</a> 3 kg.<a id="x"/></p></section><aside epub:type="footnote"><p>Inventário.</p></aside>`)))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Capa¶Ouro¶Pesa 3 kg.¶Inventário."; paragraphs(got) != want {
		t.Errorf("%q, want %q", paragraphs(got), want)
	}
	if diff := cmp.Diff([]string{"1 Capa", "2 Ouro"}, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "O livro" || got.Author != "Museu" || got.Lang != "pt" {
		t.Errorf("title %q, author %q, language %q", got.Label.Title, got.Author, got.Lang)
	}
}

func TestEpubWithLockedFontsIsRead(t *testing.T) {
	got, err := Read("a.epub", strings.NewReader(epubOf(t, "<p>a</p>", "META-INF/encryption.xml", `<e><CipherReference URI="OPS/letra.otf"/></e>`)))
	if err != nil || paragraphs(got) != "Capa¶a" {
		t.Errorf("%q, %v", got.Text, err)
	}
}

func TestEpubIsBounded(t *testing.T) {
	var items, refs strings.Builder
	for i := range maxPages + 1 {
		id := strings.Repeat("a", i%70) + "-" + strings.Repeat("b", i/70)
		items.WriteString(`<item id="` + id + `" href="a.xhtml" media-type="application/xhtml+xml"/>`)
		refs.WriteString(`<itemref idref="` + id + `"/>`)
	}
	book := func(opf string) string {
		return zipped(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<c><rootfile full-path="a.opf"/></c>`, "a.opf", opf, "a.xhtml", "<p>a")
	}
	refused(t, "a.epub", book("<package>"+items.String()+refs.String()+"</package>"), "more than 3000 pages")
	refused(t, "a.epub", book("<package/>"), "there is no text")
	refused(t, "a.epub", zipped(t, "mimetype", "application/epub+zip"), "damaged")
}

func FuzzEpub(f *testing.F) {
	f.Add("<h1>a</h1><p>b", "<package><item id='a' href='um.xhtml' media-type='html'/><itemref idref='a'/></package>")
	f.Add("<title/><table><td><h1>x", "<package><metadata><dc:title>")
	f.Fuzz(func(t *testing.T, body, opf string) {
		fuzzRead(t, "a.epub", zipped(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<c><rootfile full-path="a.opf"/></c>`, "a.opf", opf, "um.xhtml", body))
	})
}
