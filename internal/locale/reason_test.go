package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestReason(t *testing.T) {
	pt, en := Locale{Lang: "pt"}, Locale{Lang: "en"}
	tests := []struct{ english, want string }{
		{"there is no text in it", "não tem texto"},
		{"larger than 64 MB; split it", "tem mais de 64 MB; divida-o"},
		{`row 12: its quotation marks do not pair; double those inside a value, and put the value in quotation marks`,
			"linha 12: as aspas não formam pares; duplique as que estão dentro de um valor e ponha o valor entre aspas"},
		{`front matter: line 3: order "x: 9" is not a number from 0 to 1000000`, `cabeçalho: linha 3: a ordem "x: 9" não é um número de 0 a 1000000`},
		{`audience: "wen" is neither public nor staff`, `audience: "wen" não é public nem staff`},
		{"line 7: longer than 1024 kB", "linha 7: tem mais de 1024 kB"},
		{"a sentence that nobody has said in Portuguese: yet", "a sentence that nobody has said in Portuguese: yet"},
		{"", ""},
		{"100%d", "100%d"},
	}
	for _, tt := range tests {
		if got := pt.Reason(tt.english); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.english, got, tt.want)
		}
		if got := en.Reason(tt.english); got != tt.english {
			t.Errorf("%q in English: got %q", tt.english, got)
		}
	}
}

// readers are the packages that say why a file could not be read.
var readers = []string{"extract", "heritage", "ingest", "sandbox"}

// wrappers are the files whose errors.New and fmt.Errorf end up in a sentence for
// curators, those of others being for whoever runs the server.
var wrappers = regexp.MustCompile(`/(heritage/|extract/frontmatter)`)

// Every sentence that a reader has for a curator is said in every language, with
// the same values in the same order, and no other.
func TestEveryReasonIsSaid(t *testing.T) {
	english := formsInGo(t)
	forms, err := Read("locales/reasons/pt.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range english {
		if other, ok := forms[form]; !ok {
			t.Errorf("reasons/pt.json lacks %q", form)
		} else if got, want := len(verb.FindAllString(other, -1)), len(verb.FindAllString(form, -1)); got != want {
			t.Errorf("%q in Portuguese: got %d values, want %d", form, got, want)
		}
	}
	for form := range maps.Keys(forms) {
		if !slices.Contains(english, form) && !slices.Contains(places, form) {
			t.Errorf("reasons/pt.json says %q, which no reader does", form)
		}
	}
}

// formsInGo are the forms given to guide.Invalidf in the readers, those of the
// errors it wraps, and whatever is put into a Failure or a Problem.
func formsInGo(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, reader := range readers {
		files, err := filepath.Glob("../" + reader + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %d files", reader, err, len(files))
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			wraps := wrappers.MatchString(file)
			ast.Inspect(parsed, func(n ast.Node) bool {
				if form := sentence(n, wraps); form != "" {
					out = append(out, form)
				}
				return true
			})
		}
	}
	out = append(out, constants(t, "../cite/reasons.go")...)
	slices.Sort(out)
	return slices.Compact(out)
}

// constants are the strings that a file names: why a model's sentence is
// withheld.
func constants(t *testing.T, file string) (out []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			out = append(out, form(spec.Values[0]))
		}
		return true
	})
	return out
}

// ours begins what is for whoever runs the server, not for a curator.
var ours = regexp.MustCompile(`^(read|revision|decode|job queue|queue|resume|start|stop|this program)\b.*%`)

// sentence is the form that a node of a reader's program has for a curator, or "".
func sentence(n ast.Node, wraps bool) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		if selector, ok := n.Fun.(*ast.SelectorExpr); ok {
			name = selector.Sel.Name
		}
		switch {
		case name == "Invalidf" && len(n.Args) > 1:
			return form(n.Args[1])
		case wraps && (name == "New" || name == "Errorf") && len(n.Args) > 0:
			return form(n.Args[0])
		}
	case *ast.KeyValueExpr:
		if said := form(n.Value); strings.HasPrefix(said, "this is a") { // advice, in a table
			return said
		}
		if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Failure" || key.Name == "Problem") {
			return form(n.Value)
		}
	}
	return ""
}

func form(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	s = strings.TrimPrefix(s, "line %d: ") // a place
	if ours.MatchString(s) || verb.ReplaceAllString(s, "") == "" {
		return ""
	}
	return s
}
