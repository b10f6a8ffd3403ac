package heritage

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

func TestJSONLinesReadsOnPastBrokenLines(t *testing.T) {
	const file = `{"id":"a","title":"Vaso","altura":12,"museu":{"nome":"MNAA"},"temas":["barro","luz"],"vazio":null}
{"id":"b",
[1,2]
{"id":"c"} {"id":"d"}

{"title":"sem id"}`
	var got []string
	for r, err := range JSONLines(strings.NewReader(file)) {
		line := r.ID
		for _, f := range r.Fields {
			line += " " + f.Name + "=" + f.Value
		}
		if err != nil {
			if !errors.Is(err, guide.ErrInvalid) {
				t.Fatal(err)
			}
			line = err.Error()[:6]
		}
		got = append(got, line)
	}
	want := []string{"a id=a title=Vaso altura=12 nome=MNAA temas=barro temas=luz", "line 2", "line 3", "line 4", "line 6 title=sem id"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONLinesIsBounded(t *testing.T) {
	for name, line := range map[string]string{
		"long":   `{"id":"` + strings.Repeat("x", maxLine) + `"}`,
		"deep":   strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100),
		"many":   `{` + strings.Repeat(`"a":1,`, maxFields+5) + `"b":1}`,
		"no end": `{"a":"b`,
	} {
		n := 0
		for _, err := range JSONLines(strings.NewReader(line + "\n" + `{"id":"next"}`)) {
			if n++; n == 1 && !errors.Is(err, guide.ErrInvalid) || n == 2 && err != nil {
				t.Errorf("%s: record %d: %v", name, n, err)
			}
		}
		if n != 2 {
			t.Errorf("%s: %d records, want 2", name, n)
		}
	}
}

func TestCSV(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"semicolons":   {"N.º de inventário;Título;Material\nA 1;Vaso;barro\n", "A 1|Título=Vaso|Material=barro"},
		"tabs, ragged": {"id\ttitle\n7\tVase\textra\n", "7|title=Vase|column 3=extra"},
		"no number":    {"title,text\nVase,\"two\nlines, quoted\"\n", "row 2|title=Vase|text=two\nlines, quoted"},
		"placeholder":  {"inventory,title\ns/n,Vase\n", "row 2|inventory=s/n|title=Vase"},
		"mark":         {"\ufefftitle,text\nVase,x\n", "row 2|title=Vase|text=x"},
		"lazy quotes":  {"title,text\nVase,a \"b\" c\n", "row 2|title=Vase|text=a \"b\" c"},
		"empty row":    {"title,text\n,\nVase,x\n", "row 3|title=Vase|text=x"},
		"header only":  {"title,text\n", ""},
		"nothing":      {"", ""},
	} {
		var got []string
		for r, err := range CSV(c.file) {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			got = append(got, r.ID)
			for _, f := range r.Fields {
				if meaningOf(f.Name) != isID && !(meaningOf(f.Name) == isInventory && f.Value == r.ID) {
					got = append(got, f.Name+"="+f.Value)
				}
			}
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNote(t *testing.T) {
	r := Record{ID: "1", Fields: []Field{
		{"id", "1"}, {"lang", "pt-BR"}, {"inventory", "500"}, {"title", "Piano Pleyel"}, {"museum", "Museu de Ensaio"},
		{"text", "Autor: Fábrica Pleyel\nMaterial: madeira | marfim"}, {"Autor", "Fábrica Pleyel"}, {"Altura (cm)", "1,82 m"},
		{"Link do Item", "http://x.example/1"}, {"Ver", "http://x.example/2"}, {"Document", "37243"},
	}}
	got, err := Note(r, "en")
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Note{
		Kind: guide.KindObject, Lang: "pt", Inventory: "500", Audience: guide.AudiencePublic,
		Label: guide.Label{Lang: "pt", Title: "Piano Pleyel", Maker: "Fábrica Pleyel", HeldBy: "Museu de Ensaio"},
		Text:  "Autor: Fábrica Pleyel\nMaterial: madeira | marfim\nMuseu: Museu de Ensaio\nAltura (cm): 1,82 m",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoteSaysWhatIsMissing(t *testing.T) {
	for words, fields := range map[string][]Field{
		"has no title": {{"text", "A vase."}},
		"says nothing": {{"title", "Vase"}, {"url", "http://x.example"}},
		"80 at most":   {{"title", "Vase"}, {"text", "x"}, {"inventory", strings.Repeat("1", 81)}},
	} {
		if _, err := Note(Record{Fields: fields}, "pt"); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) {
			t.Errorf("%v: %v, want %q", fields, err, words)
		}
	}
	n, err := Note(Record{Fields: []Field{{"title", "Vaso"}, {"text", "De barro."}, {"inventory", "Sem registro"}}}, "pt")
	if err != nil || n.Inventory != "" || n.Kind != guide.KindTheme || n.Lang != "pt" {
		t.Errorf("a placeholder for a number: %+v, %v", n, err)
	}
}

func FuzzJSONLines(f *testing.F) {
	f.Add(`{"id":"a","title":"b","fields":{"c":[1,{"d":null}]}}` + "\n{")
	f.Fuzz(func(t *testing.T, s string) {
		for r, err := range JSONLines(strings.NewReader(s)) {
			checkRecord(t, r, err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("inventory;title\n1;\"a\nb\";c\n")
	f.Fuzz(func(t *testing.T, s string) {
		for r, err := range CSV(strings.ToValidUTF8(s, "?")) { // what extract.UTF8 leaves
			checkRecord(t, r, err)
		}
	})
}

func checkRecord(t *testing.T, r Record, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, guide.ErrInvalid) {
			t.Fatal(err)
		}
		return
	}
	n, err := Note(r, "pt")
	if err != nil {
		if !errors.Is(err, guide.ErrInvalid) {
			t.Fatal(err)
		}
		return
	}
	if !utf8.ValidString(n.Text) || !utf8.ValidString(n.Label.Title) || strings.TrimSpace(n.Text) == "" || n.Label.Title == "" {
		t.Fatalf("a note that is not text: %+v", n)
	}
}
