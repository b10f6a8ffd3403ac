package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	wordType  = `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	sheetType = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
)

// officeZip is a Word file with this main part and more parts.
func officeZip(t testing.TB, document string, more ...string) string {
	return zipped(t, append([]string{"[Content_Types].xml", wordType, "word/document.xml", document}, more...)...)
}

const wordStyleSheet = `<w:styles xmlns:w="w">
<w:style w:type="paragraph" w:styleId="Ttulo"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Cab2"><w:name w:val="Título 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Casa"><w:name w:val="Da casa"/><w:basedOn w:val="Cab2"/></w:style>
<w:style w:type="paragraph" w:styleId="Corpo"><w:name w:val="Corpo"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ndice1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Oculto"><w:name w:val="Oculto"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
</w:styles>`

const wordNotes = `<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Inventário de 1858.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="3"><w:p><w:r><w:t>Nunca citada.</w:t></w:r></w:p></w:footnote></w:footnotes>`

// docxOf is a Word file with this body, styles, notes and facts.
func docxOf(t testing.TB, body string) string {
	return officeZip(t, `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="mc" xmlns:wps="wps" xmlns:m="m"><w:body>`+body+`<w:sectPr/></w:body></w:document>`,
		"_rels/.rels", `<Relationships><Relationship Type="http://x/officeDocument" Target="word/document.xml"/><Relationship Type="http://y/core-properties" Target="/docProps/core.xml"/></Relationships>`,
		"word/_rels/document.xml.rels", `<Relationships><Relationship Type="http://x/styles" Target="styles.xml"/><Relationship Type="http://x/footnotes" Target="footnotes.xml"/></Relationships>`,
		"word/styles.xml", wordStyleSheet, "word/footnotes.xml", wordNotes, "word/header1.xml", "<w:hdr><w:p><w:r><w:t>Museu</w:t></w:r></w:p></w:hdr>",
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>A custódia</dc:title><dc:creator>Equipa de inventário</dc:creator></cp:coreProperties>`)
}

func TestDocxText(t *testing.T) {
	const p, q = `<w:p><w:r><w:t xml:space="preserve">`, `</w:t></w:r></w:p>`
	const r, s = `<w:r><w:t xml:space="preserve">`, `</w:t></w:r>`
	cell := func(inner string) string { return "<w:tc><w:tcPr/>" + inner + "</w:tc>" }
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":        {p + "Um  só." + q + "<w:p/>" + p + "Outro." + q, "Um só.¶Outro."},
		"runs":              {"<w:p>" + r + "São V" + s + r + "icente" + s + "</w:p>", "São Vicente"},
		"breaks":            {`<w:p>` + r + "a" + s + "<w:r><w:br/></w:r>" + r + "b" + s + "<w:r><w:tab/></w:r>" + r + "c" + s + "</w:p>", "a\nb c"},
		"tab stops":         {`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>` + r + "a" + s + "</w:p>", "a"},
		"hyphens":           {`<w:p>` + r + "guarda" + s + "<w:r><w:noBreakHyphen/></w:r>" + r + "joias do con" + s + "<w:r><w:softHyphen/></w:r>" + r + "vento" + s + "</w:p>", "guarda-joias do convento"},
		"link":              {`<w:p>` + r + "ver " + s + `<w:hyperlink r:id="x">` + r + "aqui" + s + "</w:hyperlink></w:p>", "ver aqui"},
		"field":             {`<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>` + r + "12" + s + "</w:p>", "12"},
		"insertion":         {`<w:p>` + r + "de " + s + "<w:ins>" + r + "ouro" + s + "</w:ins><w:del><w:r><w:delText>prata</w:delText></w:r></w:del></w:p>", "de ouro"},
		"move":              {`<w:p><w:moveFrom>` + r + "daqui" + s + "</w:moveFrom><w:moveTo>" + r + "para aqui" + s + "</w:moveTo></w:p>", "para aqui"},
		"deleted end":       {`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + r + "um " + s + "</w:p>" + p + "só" + q, "um só"},
		"deleted last end":  {`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + r + "um " + s + "</w:p>", "um"},
		"deleted row":       {`<w:tbl><w:tr><w:trPr><w:del/></w:trPr>` + cell(p+"a"+q) + "</w:tr><w:tr>" + cell(p+"b"+q) + "</w:tr></w:tbl>", "b"},
		"large letter":      {`<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>` + r + "E" + s + "</w:p>" + p + "ra uma vez" + q, "Era uma vez"},
		"frame":             {`<w:p><w:pPr><w:framePr w:hAnchor="page"/></w:pPr>` + r + "a" + s + "</w:p>" + p + "b" + q, "a¶b"},
		"hidden":            {`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>cofre</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>vaso</w:t></w:r></w:p>`, "vaso"},
		"hidden by a style": {`<w:p><w:r><w:rPr><w:rStyle w:val="Oculto"/></w:rPr><w:t>cofre</w:t></w:r>` + r + "vaso" + s + "</w:p>", "vaso"},
		"struck out":        {`<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>1500 </w:t></w:r>` + r + "1506" + s + "</w:p>", "1506"},
		"hidden mark":       {`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>` + r + "a" + s + "</w:p>", "a"},
		"contents":          {`<w:p><w:pPr><w:pStyle w:val="ndice1"/></w:pPr>` + r + "A peça 3" + s + "</w:p>" + p + "a" + q, "a"},
		"comment":           {`<w:p>` + r + "a" + s + `<w:r><w:commentReference w:id="1"/></w:r></w:p>`, "a"},
		"footnote":          {`<w:p>` + r + "Pesa" + s + `<w:r><w:footnoteReference w:id="2"/></w:r>` + r + " 3 kg." + s + `<w:r><w:footnoteReference w:id="2"/></w:r></w:p>` + p + "Fim." + q, "Pesa 3 kg.¶Fim.¶Inventário de 1858."},
		"deleted footnote":  {`<w:p>` + r + "a" + s + `<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del></w:p>`, "a"},
		"symbols":           {`<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Symbol" w:char="0062"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="X" w:char="2192"/></w:r></w:p>`, "αβ→"},
		"control":           {`<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>` + p + "a" + q + "</w:sdtContent></w:sdt>", "a"},
		"ruby":              {`<w:p><w:r><w:ruby><w:rt>` + r + "かん" + s + `</w:rt><w:rubyBase>` + r + "漢" + s + `</w:rubyBase></w:ruby></w:r></w:p>`, "漢"},
		"formula":           {`<w:p>` + r + "x = " + s + `<m:oMath><m:r><m:t>a</m:t></m:r></m:oMath></w:p>`, "x = a"},
		"text box": {`<w:p>` + r + "antes" + s + `<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>` + p + "caixa" + q +
			`</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + p + "caixa" + q + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>` + r + " depois" + s + "</w:p>", "antes depois¶caixa"},
		"second form": {`<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback>` + r + "a" + s + `</mc:Fallback></mc:AlternateContent></w:r></w:p>`, "a"},

		"table": {`<w:tbl><w:tblPr/><w:tr>` + cell(p+"Sala"+q) + cell(p+"Obra"+q) + "</w:tr><w:tr>" + cell(p+"1"+q) + cell("<w:p/>") + cell(p+"Painéis"+q+p+"de óleo."+q+p+"Grandes"+q) + "</w:tr></w:tbl>",
			"Sala | Obra¶1 | Painéis / de óleo. Grandes"},
		"table in a table": {`<w:tbl><w:tr>` + cell("<w:tbl><w:tr>"+cell(p+"a"+q)+cell(p+"b"+q)+"</w:tr></w:tbl><w:p/>") + cell(p+"c"+q) + "</w:tr></w:tbl>", "a | b | c"},
		"table for layout": {`<w:tbl><w:tr>` + cell(p+"Uma."+q+p+"Duas."+q+p+"Três."+q+p+"Quatro."+q) + cell(p+"Ao lado."+q) + "</w:tr></w:tbl>", "Uma.¶Duas.¶Três.¶Quatro.¶Ao lado."},
		"row in a control": {`<w:tbl><w:sdt><w:sdtContent><w:tr>` + cell(p+"a"+q) + "<w:sdt><w:sdtContent>" + cell(p+"b"+q) + `</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>`, "a | b"},
	} {
		got, err := Read("nota.docx", strings.NewReader(docxOf(t, c.body)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := paragraphs(got); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestDocxHeadingsAndFacts(t *testing.T) {
	para := func(style, s string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + s + `</w:t></w:r></w:p>`
	}
	headings := para("Ttulo1", "A peça") + para("Corpo", "É de ouro.") + para("Cab2", "Técnica") + para("Casa", "Esmalte 😀") + para("A", "voltas") +
		`<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Restauro</w:t></w:r></w:p>` + para("Ttulo1", "")
	got, err := Read("nota.docx", strings.NewReader(docxOf(t, headings)))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 A peça", "2 Técnica", "2 Esmalte 😀", "3 Restauro"}
	if diff := cmp.Diff(want, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "A custódia" || got.Author != "Equipa de inventário" || got.Encoding != "" {
		t.Errorf("title %q, author %q, encoding %q", got.Label.Title, got.Author, got.Encoding)
	}
	got, err = Read("nota.docx", strings.NewReader(docxOf(t, para("Ttulo", "A Custódia de Belém")+headings)))
	if err != nil || got.Label.Title != "A Custódia de Belém" || headingsOf(t, got)[0] != "1 A Custódia de Belém" {
		t.Errorf("title %q, %v; want the one written on it", got.Label.Title, err)
	}
}

// TestDocxOfAnotherMaker has its main part elsewhere, in UTF-16, with capitals.
func TestDocxOfAnotherMaker(t *testing.T) {
	document := `<?xml version="1.0" encoding="UTF-16"?><document><body><p><r><t>ação</t></r></p></body></document>`
	wide := "\xff\xfe"
	for _, c := range document {
		wide += string([]byte{byte(c), byte(c >> 8)})
	}
	got, err := Read("a.docx", strings.NewReader(zipped(t, "[content_types].xml", wordType, "_rels/.rels",
		`<r><Relationship Type="x/officeDocument" Target="Outro\Texto.xml"/></r>`, "outro/texto.xml", wide)))
	if err != nil || got.Text != "ação" {
		t.Errorf("%q, %v", got.Text, err)
	}
}

func FuzzDocx(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>a</w:t></w:r></w:p>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:p><w:pPr><w:pStyle w:val="Ttulo1"/></w:pPr><w:r><w:t>a</w:t><w:sym w:char="FFFFFFFF"/></w:r></w:p></w:tc></w:tr></w:tbl>`)
	f.Add(`<w:p><w:r><w:footnoteReference w:id="2"/><mc:AlternateContent><w:txbxContent><w:p/></w:txbxContent></mc:AlternateContent></w:r></w:p></w:body><w:p>`)
	f.Fuzz(func(t *testing.T, body string) { fuzzRead(t, "a.docx", docxOf(t, body)) })
}

// BenchmarkDocx counts the bytes of the unpacked main part.
func BenchmarkDocx(b *testing.B) {
	body := strings.Repeat(`<w:p><w:pPr><w:pStyle w:val="Corpo"/><w:spacing w:after="200"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Garamond"/><w:sz w:val="24"/></w:rPr><w:t xml:space="preserve">Feita com o primeiro ouro de Quíloa, por Gil Vicente, </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>em 1506.</w:t></w:r></w:p>`, 10_000)
	data := []byte(docxOf(b, body))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := wordDocument(data); err != nil {
			b.Fatal(err)
		}
	}
}
