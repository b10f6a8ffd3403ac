package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// odtOf is an OpenDocument text with this body.
func odtOf(t testing.TB, body string) string {
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"styles.xml", `<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:text="t"><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Heading_20_2" style:family="paragraph" style:default-outline-level="2"/>
</office:styles><office:master-styles><style:header><text:p>Museu</text:p></style:header></office:master-styles></office:document-styles>`,
		"content.xml", `<office:document-content xmlns:office="o" xmlns:style="s" xmlns:text="t" xmlns:table="b" xmlns:fo="f" xmlns:draw="d"><office:automatic-styles>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Heading_20_2"/>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles><office:body><office:text>`+body+`</office:text></office:body></office:document-content>`,
		"meta.xml", `<office:document-meta xmlns:office="o" xmlns:dc="dc" xmlns:meta="m"><office:meta><dc:title>A custódia</dc:title><dc:creator>Revisor</dc:creator><meta:initial-creator>Equipa de inventário</meta:initial-creator></office:meta></office:document-meta>`)
}

func TestOdtText(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":    {"<text:p>Um\n só.</text:p><text:p/><text:p>Outro.</text:p>", "Um só.¶Outro."},
		"spaces":        {`<text:p>a<text:s text:c="1000000000"/>b<text:tab/>c<text:line-break/>d</text:p>`, "a b c\nd"},
		"spans, link":   {`<text:p>São <text:span text:style-name="X">Vi</text:span>cente, <text:a>aqui</text:a></text:p>`, "São Vicente, aqui"},
		"hidden":        {`<text:p>vaso<text:span text:style-name="T1"> cofre</text:span><text:hidden-text text:is-hidden="true">x</text:hidden-text></text:p>`, "vaso"},
		"struck out":    {`<text:p><text:span text:style-name="T2">1500 </text:span>1506</text:p>`, "1506"},
		"deletion":      {`<text:tracked-changes><text:changed-region><text:deletion><text:p>prata</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>de <text:change-start/>ouro<text:change-end/></text:p>`, "de ouro"},
		"list":          {`<text:list><text:list-header><text:p>Materiais</text:p></text:list-header><text:list-item><text:p>ouro</text:p><text:list><text:list-item><text:p>fino</text:p></text:list-item></text:list></text:list-item></text:list>`, "Materiais¶ouro¶fino"},
		"note":          {`<text:p>Pesa<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Inventário.</text:p></text:note-body></text:note> 3 kg.</text:p><text:p>Fim.</text:p>`, "Pesa 3 kg.¶Fim.¶Inventário."},
		"comment":       {`<text:p>a<office:annotation><text:p>rever</text:p></office:annotation>b</text:p>`, "ab"},
		"contents":      {`<text:table-of-content><text:index-body><text:p>A peça 3</text:p></text:index-body></text:table-of-content><text:p>a</text:p>`, "a"},
		"text box":      {`<text:p>antes<draw:frame><draw:text-box><text:p>caixa</text:p></draw:text-box></draw:frame> depois</text:p>`, "antes depois¶caixa"},
		"section":       {`<text:section><text:p>a</text:p></text:section><text:section text:display="none"><text:p>b</text:p></text:section>`, "a"},
		"table":         {`<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell><text:p>Sala</text:p></table:table-cell><table:table-cell><text:p>Obra</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row table:number-rows-repeated="1000000000"><table:table-cell><text:p>1</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Painéis</text:p><text:p>Grandes</text:p></table:table-cell></table:table-row></table:table>`, "Sala | Obra¶1 | Painéis / Grandes"},
		"picture title": {`<text:p>a<draw:frame><svg:title xmlns:svg="v">foto</svg:title></draw:frame></text:p>`, "a"},
	} {
		got, err := Read("nota.odt", strings.NewReader(odtOf(t, c.body)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := paragraphs(got); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestOdtHeadingsAndFacts(t *testing.T) {
	body := `<text:h text:outline-level="1">A peça 😀</text:h><text:p>É de ouro.</text:p><text:p text:style-name="P2">Técnica</text:p><text:h>Sem nível</text:h><text:h text:outline-level="99">Fundo</text:h>`
	got, err := Read("nota.odt", strings.NewReader(odtOf(t, body)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 A peça 😀", "2 Técnica", "1 Sem nível", "6 Fundo"}, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "A custódia" || got.Author != "Equipa de inventário" {
		t.Errorf("title %q, author %q", got.Label.Title, got.Author)
	}
	got, err = Read("nota.odt", strings.NewReader(odtOf(t, `<text:p text:style-name="P1">A Custódia de Belém</text:p>`+body)))
	if err != nil || got.Label.Title != "A Custódia de Belém" {
		t.Errorf("title %q, %v", got.Label.Title, err)
	}
}

func FuzzOdt(f *testing.F) {
	f.Add(`<text:h>a</text:h><text:p>b<text:note><text:note-body><text:p>c</text:p></text:note-body></text:note></text:p>`)
	f.Add(`<table:table><table:table-row><table:table-cell><text:list><text:p text:style-name="T1">a`)
	f.Fuzz(func(t *testing.T, body string) { fuzzRead(t, "a.odt", odtOf(t, body)) })
}
