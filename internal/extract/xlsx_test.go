package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// sheet is one sheet of a spreadsheet in the making, row by row from the first.
type sheet struct {
	name string
	rows [][]any
}

func xlsxOf(t testing.TB, sheets ...sheet) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for i, row := range s.rows {
			if err := f.SetSheetRow(s.name, fmt.Sprint("A", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	return f
}

func bytesOf(t testing.TB, f *excelize.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestXlsxText(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]any
		want string
	}{
		"names and values":    {[][]any{{"Dia", "Hora "}, {"terça", "10h–18h"}, {"domingo", "fechado!"}}, "Dia: terça. Hora: 10h–18h.¶Dia: domingo. Hora: fechado!"},
		"a title above":       {[][]any{{"Horário de 2026"}, {}, {"Dia:", "Hora", "Nota"}, {"terça", "10h"}}, "Horário de 2026¶Dia: | Hora | Nota¶terça | 10h"},
		"a title, then names": {[][]any{{"Horário de 2026"}, {}, {"Dia", "Hora", "Nota"}, {"terça", "", "grátis"}}, "Horário de 2026¶Dia: terça. Nota: grátis."},
		"a crowded title":     {[][]any{{"Horário", "2026"}, {"Dia", "Hora", "Preço", "Nota"}, {"terça", "10h", "5 €", "–"}}, "Horário | 2026¶Dia: terça. Hora: 10h. Preço: 5 €. Nota: –."},
		"no names":            {[][]any{{1, 2, 3}, {4, 5, 6}}, "1 | 2 | 3¶4 | 5 | 6"},
		"names only":          {[][]any{{"Dia", "Hora"}}, "Dia | Hora"},
		"one column":          {[][]any{{"um"}, {"dois"}}, "um¶dois"},
		"beyond the names":    {[][]any{{"Dia", "Hora"}, {"terça", "10h", "?"}}, "Dia: terça. Hora: 10h. ?"},
		"lines in a cell":     {[][]any{{"Obra", "Texto"}, {"Vaso", "De ouro.\nDe Quíloa."}}, "Obra: Vaso. Texto: De ouro. De Quíloa."},
		"kinds of value":      {[][]any{{"a", "b", "c"}, {1.5, true, "…"}}, "a: 1.5. b: TRUE. c: …"},
	} {
		got, err := Read("a.xlsx", strings.NewReader(bytesOf(t, xlsxOf(t, sheet{"Visita", c.rows}))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, want := paragraphs(got), "Visita¶"+c.want; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestXlsxSheetsAndFacts(t *testing.T) {
	rows := [][]any{{"Dia", "Hora"}, {"terça", "10h"}}
	f := xlsxOf(t, sheet{"Folha1", nil}, sheet{"Horário 😀", rows}, sheet{"Seguro", rows}, sheet{"Preços", rows})
	if err := f.SetSheetVisible("Seguro", false); err != nil {
		t.Fatal(err)
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: "A visita", Creator: "Equipa"}); err != nil {
		t.Fatal(err)
	}
	got, err := Read("a.xlsx", strings.NewReader(bytesOf(t, f)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 Horário 😀", "1 Preços"}, headingsOf(t, got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got.Label.Title != "A visita" || got.Author != "Equipa" || strings.Count(got.Text, "terça") != 2 {
		t.Errorf("title %q, author %q, text %q", got.Label.Title, got.Author, got.Text)
	}
}

func TestXlsxOfNoNameHasNoTitle(t *testing.T) {
	got, err := Read("a.xlsx", strings.NewReader(bytesOf(t, xlsxOf(t, sheet{"Folha1", [][]any{{"a"}}}))))
	if err != nil || got.Label.Title != "" {
		t.Errorf("title %q, %v", got.Label.Title, err)
	}
}

func TestTable(t *testing.T) {
	f := xlsxOf(t, sheet{"Vazia", nil}, sheet{"Inventário", [][]any{{}, {"N.º de inventário", "Título"}, {}, {"CG-028", "Custódia", ""}}}, sheet{"Outra", [][]any{{"x"}}})
	if err := f.SetCellValue("Inventário", "A5", time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Inventário", "A5", "A5", short); err != nil {
		t.Fatal(err)
	}
	got, err := Table("a.xlsx", strings.NewReader(bytesOf(t, f)))
	want := [][]string{nil, {"N.º de inventário", "Título"}, nil, {"CG-028", "Custódia"}, {"2026-11-03"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
}

func TestTableRefusesWithAReason(t *testing.T) {
	far := xlsxOf(t, sheet{"a", nil})
	if err := far.SetCellValue("a", "A100001", "x"); err != nil {
		t.Fatal(err)
	}
	broad := xlsxOf(t, sheet{"a", [][]any{{"x"}}})
	if err := broad.SetCellValue("a", "KO2", "x"); err != nil { // column 301
		t.Fatal(err)
	}
	for words, data := range map[string]string{
		"more than 100000 rows":           bytesOf(t, far),
		"row 2 of the sheet":              bytesOf(t, broad),
		"there are no rows":               bytesOf(t, xlsxOf(t, sheet{"a", nil})),
		"not a spreadsheet that can be":   "a;b\n1;2",
		"damaged or was cut off":          bytesOf(t, broad)[:2000],
		"protected by a password":         magicOLE + wide("EncryptedPackage"),
		"it is empty":                     zipped(t),
		"was cut off; open it in the pro": zipped(t, "[Content_Types].xml", sheetType, "xl/workbook.xml", "<workbook"),
	} {
		if got, err := Table("a.xlsx", strings.NewReader(data)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v, %v; want %q", got, err, words)
		}
	}
}

// TestXlsxTakesNoMoreThanItSays has one long text in very many cells.
func TestXlsxTakesNoMoreThanItSays(t *testing.T) {
	var rows strings.Builder
	for i := range 500 {
		fmt.Fprintf(&rows, `<row r="%d">%s</row>`, i+1, strings.Repeat(`<c t="s"><v>0</v></c>`, 100))
	}
	refused(t, "a.xlsx", workbookOf(t, rows.String(), strings.Repeat("x", 30_000)), "longer than 4 MB")
}

// TestXlsxWithTheLastColumn has little in it, but very many empty cells.
func TestXlsxWithTheLastColumn(t *testing.T) {
	var rows strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, i*i)
	}
	refused(t, "a.xlsx", workbookOf(t, rows.String(), ""), "more cells than can be read")
}

// workbookOf is a spreadsheet with these rows and one shared text.
func workbookOf(t testing.TB, rows, shared string) string {
	return zipped(t, "[Content_Types].xml", sheetType,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+rows+`</sheetData></worksheet>`,
		"xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>`+shared+`</t></si></sst>`)
}

func FuzzXlsx(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>1</v></c></row><row r="1048576"><c t="d"><v>x</v></c></row>`, "a")
	f.Add(`<row><c r="ZZZZ9" t="s"><v>-1</v></c><c s="9"><f>A1</f><v>1e999</v></c>`, "<r><t>")
	f.Fuzz(func(t *testing.T, rows, shared string) { fuzzRead(t, "a.xlsx", workbookOf(t, rows, shared)) })
}
