package heritage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCSV(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"nothing":     {"", nil},
		"blank lines": {"\n\r\n\n", nil},
		"header only": {"title,text\n", nil},
		"comma":       {"title,text\nVase,red; blue\n", []string{"row 2|title=Vase|text=red; blue"}},
		"semicolon":   {"Título;Material\nVaso;barro, ouro\n", []string{"row 2|Título=Vaso|Material=barro, ouro"}},
		"tab":         {"title\ttext\nVase\ta, b; c\n", []string{"row 2|title=Vase|text=a, b; c"}},
		"one column":  {"title\nVase\n", []string{"row 2|title=Vase"}},

		"delimiter in a quoted name": {"\"Data, local, dia\";Título\n1506;Vaso\n", []string{"row 2|Data, local, dia=1506|Título=Vaso"}},
		"name on two lines":          {"\"a,b,\nc\";d;e\n1;2;3\n", []string{"row 3|a,b, c=1|d=2|e=3"}},
		"no final newline":           {"title,text\nVase,x", []string{"row 2|title=Vase|text=x"}},
		"CRLF, mark":                 {"\ufeff\"title\",text\r\nVase,x\r\n", []string{"row 2|title=Vase|text=x"}},
		"blank lines between":        {"\n\ntitle,text\n\n\nVase,x\n\nJar,y\n", []string{"row 6|title=Vase|text=x", "row 8|title=Jar|text=y"}},
		"empty rows":                 {"title,text\n,\n\" \",\nVase,x\n", []string{"row 4|title=Vase|text=x"}},
		"unclean":                    {"ti\u200btle,text\n Va\u202ese ,a\u00a0b\n", []string{"row 2|title=Vase|text=a b"}},

		"short and long rows": {"title,text\nVase\nJar,y,z,\n", []string{"row 2|title=Vase", "row 3|title=Jar|text=y|column 3=z"}},
		"nameless columns":    {"title,, \nVase,x,y\n", []string{"row 2|title=Vase|column 2=x|column 3=y"}},
		"names twice":         {"title,text,text\nVase,x,y\n", []string{"row 2|title=Vase|text=x|text=y"}},

		"quotes":           {"title,text\n\"Vase, the \"\"blue\"\"\",\"two\n\nlines\"\nJar,x\n", []string{"row 2|title=Vase, the \"blue\"|text=two\n\nlines", "row 5|title=Jar|text=x"}},
		"quotes inside":    {"title,text\nVase,a \"b\" c\nJar,5\" x 7\"\n", []string{"row 2|title=Vase|text=a \"b\" c", "row 3|title=Jar|text=5\" x 7\""}},
		"quoted beginning": {"title;text\n\"Retrato\" de homem;\"x\"\nVaso;y\n", []string{"row 2|title=\"Retrato\" de homem|text=x", "row 3|title=Vaso|text=y"}},
		"quotes and comma": {"title,text\n\"a, b\",5\" high\n", []string{"row 2|title=a, b|text=5\" high"}},
		"open quote":       {"title,text\n\"Vase,x\nJar,y\nPot,z\n", []string{"row 2|title=\"Vase|text=x", "row 3|title=Jar|text=y", "row 4|title=Pot|text=z"}},
		"open to the end":  {"title,text\nJar,y\n\n\"Vase,x", []string{"row 2|title=Jar|text=y", "row 4|title=\"Vase|text=x"}},
		"beyond repair": {"title,text\n\"Vase,a \"b\" c, d,x\nJar,y\n", []string{
			"row 2: its quotation marks do not pair; double those inside a value, and put the value in quotation marks", "row 3|title=Jar|text=y",
		}},
		"header with a quote": {"title,5\" high\nVase,x\n", []string{"row 2|title=Vase|5\" high=x"}},

		"called by number": {"N.º de inventário;Título\nA  1;Vaso\ns/n;Jarra\n", []string{"A 1|N.º de inventário=A  1|Título=Vaso", "row 3|N.º de inventário=s/n|Título=Jarra"}},
		"called by id":     {"id,inventory,title\n7,A 1,Vase\n8,,Jar\n,,Pot\n", []string{"A 1|id=7|inventory=A 1|title=Vase", "8|id=8|title=Jar", "row 4|title=Pot"}},
		"same number":      {"inventory,title\n1,a\n1,b\n", []string{"1|inventory=1|title=a", "1|inventory=1|title=b"}},
	} {
		var got []string
		for r, err := range CSV(c.file) {
			got = append(got, listed(t, r, err))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestCSVIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ row, want string }{
		"many columns": {strings.Repeat("x,", maxFields) + "x", "row 2: more than 300 fields"},
		"long":         {"Vase," + strings.Repeat("x", maxLine), "row 2: longer than 1024 kB"},
	} {
		var got []string
		for r, err := range CSV("title,text\n" + c.row + "\nJar,y\n") {
			got = append(got, listed(t, r, err))
		}
		if diff := cmp.Diff([]string{c.want, "row 3|title=Jar|text=y"}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestCSVReadsOnFromEachBrokenRow has a row to repair in every other line, by the
// thousand: no row is lost, and each is known by its line.
func TestCSVReadsOnFromEachBrokenRow(t *testing.T) {
	const rows = 20_000
	file := "title,text\n" + strings.Repeat("\"Vase\" blue,x\nJar,y\n", rows/2)
	n := 0
	for r, err := range CSV(file) {
		n++
		want := map[bool]string{true: `"Vase" blue`, false: "Jar"}[n%2 == 1]
		if err != nil || r.Fields[0].Value != want {
			t.Fatalf("row %d: %v, %v", n, r, err)
		}
	}
	if n != rows {
		t.Errorf("%d rows, want %d", n, rows)
	}
}

func TestCSVStops(t *testing.T) {
	for r := range CSV("title\na\nb\n") {
		if r.ID != "row 2" {
			t.Error("read on after the loop was left")
		}
		break
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("inventory;title\n1;\"a\nb\";c\n")
	f.Add("title,text\n\"a\" b,c\n\n\"d,e")
	f.Fuzz(func(t *testing.T, s string) {
		for r, err := range CSV(strings.ToValidUTF8(s, "?")) { // what extract.UTF8 leaves
			checkRecord(t, r, err)
		}
	})
}

// TestRows holds that a catalogue in a spreadsheet is read like one in CSV.
func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]string
		want []string
	}{
		"nothing":      {nil, nil},
		"header only":  {[][]string{{"title"}}, nil},
		"only blanks":  {[][]string{nil, {}}, nil},
		"rows":         {[][]string{nil, {"N.º de inventário", "", "Título"}, nil, {"A 1", "x", " Vaso "}, {"", "", "Jarra"}}, []string{"A 1|N.º de inventário=A 1|column 2=x|Título=Vaso", "row 5|Título=Jarra"}},
		"beyond names": {[][]string{{"title"}, {"Vase", "x"}}, []string{"row 2|title=Vase|column 2=x"}},
		"too long":     {[][]string{{"title"}, {strings.Repeat("x", maxLine+1)}, {"Jar"}}, []string{"row 2: longer than 1024 kB", "row 3|title=Jar"}},
	} {
		var got []string
		for r, err := range Rows(c.rows) {
			got = append(got, listed(t, r, err))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	for range Rows([][]string{{"title"}, {"a"}, {"b"}}) {
		break // and it stops
	}
}

func TestIsCatalogue(t *testing.T) {
	for header, want := range map[string]bool{
		"N.º de inventário;Título;Autor": true, "Accession_No.;Description": true, "id;name": true, "Número de registo;Denominação": true,
		"Dia;Hora": false, "id;data": false, "Título;Descrição": false, "": false,
	} {
		if got := IsCatalogue(strings.Split(header, ";")); got != want {
			t.Errorf("%s: %t, want %t", header, got, want)
		}
	}
}
