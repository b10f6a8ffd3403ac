package heritage

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// listed writes a record as "id|name=value|name=value", or the words of what was
// wrong with it.
func listed(t *testing.T, r Record, err error) string {
	t.Helper()
	if err != nil {
		if !errors.Is(err, guide.ErrInvalid) {
			t.Fatal(err)
		}
		return err.Error()
	}
	out := r.ID
	for _, f := range r.Fields {
		out += "|" + f.Name + "=" + f.Value
	}
	return out
}

func TestJSONLines(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"nothing":          {"", nil},
		"blank lines":      {"\n \n\r\n", nil},
		"order":            {`{"z":"1","a":"2","m":"3"}`, []string{"line 1|z=1|a=2|m=3"}},
		"no final newline": {"{\"id\":\"a\"}\n{\"id\":\"b\"}", []string{"a|id=a", "b|id=b"}},
		"CRLF, mark":       {"\ufeff{\"id\":\"a\"}\r\n{\"id\":\"b\"}\r\n", []string{"a|id=a", "b|id=b"}},
		"numbers, bools":   {`{"a":12,"b":1.50,"c":1e3,"d":123456789012345678901,"e":true,"f":false}`, []string{"line 1|a=12|b=1.50|c=1e3|d=123456789012345678901|e=true|f=false"}},
		"null and empty":   {`{"a":null,"b":"","c":[],"d":{},"e":" ","f":[null],"g":"x"}`, []string{"line 1|g=x"}},
		"lists":            {`{"temas":["barro","luz",[1,2]],"a":"x"}`, []string{"line 1|temas=barro|temas=luz|temas=1|temas=2|a=x"}},
		"nested":           {`{"id":7,"fields":{"Título":"Vaso","Medidas":{"Altura":"3","Peso":null}}}`, []string{"7|id=7|Título=Vaso|Altura=3"}},
		"named inside":     {`{"artist":{"id":9,"name":"Rosa","born":1615},"title":"Vaso"}`, []string{"line 1|id=9|artist=Rosa|born=1615|title=Vaso"}},
		"named in a list":  {`{"makers":[{"name":"A"},{"name":"B"}],"data":{"attributes":{"title":"Vaso"}}}`, []string{"line 1|makers=A|makers=B|title=Vaso"}},
		"same key twice":   {`{"a":"1","a":"2"}`, []string{"line 1|a=1|a=2"}},
		"same id twice":    {"{\"id\":\"a\",\"n\":1}\n{\"id\":\"a\",\"n\":2}", []string{"a|id=a|n=1", "a|id=a|n=2"}},
		"called by number": {`{"inventory":"CG 1","title":"x"}` + "\n" + `{"inventory":"s/n"}`, []string{"CG 1|inventory=CG 1|title=x", "line 2|inventory=s/n"}},
		"unclean":          {`{"i\u0000d":"a\u0000\u202eb","id":" 1\n2\u0000 ","":"x","t":"a\r\nb"}`, []string{"1 2|id=ab|id=1\n2|=x|t=a\nb"}},
		"lone surrogate":   {`{"a":"x\ud800y"}`, []string{"line 1|a=x\uFFFDy"}},
		"broken": {
			"{\"id\":\"a\"}\n{\"id\":\"b\",\n[1,2]\nnull\n\"x\"\n12\n{\"id\":\"c\"} {\"id\":\"d\"}\n{\"id\":\"e\"}x\n\n{id:1}\n{\"a\":\"b\xe9\"}\n{\"a\":[1}\n{\"a\" 1}\n{\"id\":\"f\"}",
			[]string{
				"a|id=a",
				"line 2: not JSON: it ends too early",
				"line 3: not a JSON object",
				"line 4: not a JSON object",
				"line 5: not a JSON object",
				"line 6: not a JSON object",
				"line 7: more than one JSON object on the line",
				"line 8: more than one JSON object on the line",
				"line 10: not JSON: invalid character 'i'",
				"line 11: not UTF-8; save the file in that encoding",
				"line 12: not JSON: invalid character '}' after array element",
				"line 13: not JSON: invalid character '1' after object key",
				"f|id=f",
			},
		},
	} {
		var got []string
		for r, err := range JSONLines(strings.NewReader(c.file)) {
			got = append(got, listed(t, r, err))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestJSONLinesIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"long":      {`{"id":"` + strings.Repeat("x", maxLine) + `"}`, "line 1: longer than 1024 kB"},
		"deep":      {strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), "line 1: nested deeper than 8"},
		"deep list": {`{"a":` + strings.Repeat("[", 400_000), "line 1: nested deeper than 8"},
		"many":      {`{` + strings.Repeat(`"a":1,`, maxFields) + `"b":1}`, "line 1: more than 300 fields"},
		"no end":    {`{"a":"b`, "line 1: not JSON: invalid character '\\n' in string literal"},
	} {
		var got []string
		for r, err := range JSONLines(strings.NewReader(c.line + "\n" + `{"id":"next"}`)) {
			got = append(got, listed(t, r, err))
		}
		if diff := cmp.Diff([]string{c.want, "next|id=next"}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	for r, err := range JSONLines(strings.NewReader(`{` + strings.Repeat(`"a":1,`, maxFields-1) + `"` + strings.Repeat("ã", 200) + `":1}`)) {
		if err != nil || len(r.Fields) != maxFields || len([]rune(r.Fields[maxFields-1].Name)) != maxName {
			t.Errorf("a record at the limit: %d fields, %v", len(r.Fields), err)
		}
	}
}

func TestJSONLinesStops(t *testing.T) {
	broken := errors.New("the disk is gone")
	var got []string
	for r, err := range JSONLines(io.MultiReader(strings.NewReader("{\"id\":\"a\"}\n{\"id\":\"b\"}"), iotest.ErrReader(broken))) {
		if err != nil {
			if !errors.Is(err, broken) || errors.Is(err, guide.ErrInvalid) {
				t.Errorf("got %v, want %v, which is not the file's fault", err, broken)
			}
			continue
		}
		got = append(got, r.ID)
	}
	if diff := cmp.Diff([]string{"a"}, got); diff != "" { // who knows how the second goes on
		t.Error(diff)
	}
	for r := range JSONLines(strings.NewReader("{\"id\":\"a\"}\n{\"id\":\"b\"}")) {
		if r.ID != "a" {
			t.Error("read on after the loop was left")
		}
		break
	}
}

// TestJSONLinesInAnySteps reads the same records however the bytes come.
func TestJSONLinesInAnySteps(t *testing.T) {
	var file strings.Builder
	for i := range 50 {
		fmt.Fprintf(&file, "{\"id\":%d,\"texto\":\"%s\"}\n", i, strings.Repeat("ação ", i*i*10))
	}
	read := func(r io.Reader) (out []string) {
		for r, err := range JSONLines(r) {
			out = append(out, listed(t, r, err))
		}
		return out
	}
	whole := read(strings.NewReader(file.String()))
	if len(whole) != 50 {
		t.Fatalf("%d records, want 50", len(whole))
	}
	if diff := cmp.Diff(whole, read(iotest.HalfReader(strings.NewReader(file.String())))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole, read(iotest.DataErrReader(strings.NewReader(file.String())))); diff != "" {
		t.Error(diff)
	}
}

func FuzzJSONLines(f *testing.F) {
	f.Add(`{"id":"a","title":"b","fields":{"c":[1,{"d":null}]}}` + "\n{")
	f.Add("\ufeff{\"title\":\"Vaso\",\"text\":\"Autor: A\\nb\",\"Autor\":\"A\",\"creator\":[\"B\",\"C\"]}")
	f.Fuzz(func(t *testing.T, s string) {
		for r, err := range JSONLines(strings.NewReader(s)) {
			checkRecord(t, r, err)
		}
	})
}

// checkRecord holds what is true of every record and of the note made of it.
func checkRecord(t *testing.T, r Record, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, guide.ErrInvalid) {
			t.Fatal(err)
		}
		return
	}
	if r.ID == "" || strings.ContainsAny(r.ID, "\n\x00") || len(r.Fields) > maxFields {
		t.Fatalf("record %q of %d fields", r.ID, len(r.Fields))
	}
	for _, f := range r.Fields {
		if f.Value == "" || text.Clean(f.Value) != f.Value || text.Clean(f.Name) != f.Name {
			t.Fatalf("an unclean field %q = %q", f.Name, f.Value)
		}
	}
	n, err := Note(r, "pt")
	if err != nil {
		if !errors.Is(err, guide.ErrInvalid) {
			t.Fatal(err)
		}
		return
	}
	if text.Clean(n.Text) != n.Text || strings.TrimSpace(n.Text) != n.Text || n.Text == "" || n.Label.Title == "" || len(n.Lang) != 2 {
		t.Fatalf("no note: %+v", n)
	}
	for _, label := range []string{n.Label.Title, n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy, n.Author, n.Room, n.Inventory} {
		if text.Clean(label) != label || len([]rune(label)) > guide.MaxLabelRunes || strings.Contains(label, "\n") {
			t.Fatalf("no label: %q", label)
		}
	}
}
