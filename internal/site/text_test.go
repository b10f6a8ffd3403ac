package site

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/web"

	"github.com/google/go-cmp/cmp"
)

// Every message that a page asks for is in every language, with the same
// placeholders, and none is there for nothing.
func TestLocales(t *testing.T) {
	locales := loadLocales(t)
	used := messagesInTemplates(t)
	literals := literalsInGo(t)
	reference := locales[locale.Default].Messages
	for key := range used {
		if _, ok := reference[key]; !ok {
			t.Errorf("templates ask for %q, which is in no locale", key)
		}
	}
	for key := range reference {
		counted := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".many") // see locale.Count
		if !used[key] && !literals[key] && !literals[counted] {
			t.Errorf("message %q is not used", key)
		}
	}
	for lang, l := range locales {
		if diff := cmp.Diff(slices.Sorted(maps.Keys(reference)), slices.Sorted(maps.Keys(l.Messages))); diff != "" {
			t.Errorf("keys of %s (-%s +%s):\n%s", lang, locale.Default, lang, diff)
		}
		for key, message := range l.Messages {
			want, got := locale.Placeholders(reference[key]), locale.Placeholders(message)
			if !slices.Equal(got, want) {
				t.Errorf("placeholders of %s in %s: got %v, want %v", key, lang, got, want)
			}
			if strings.TrimSpace(message) == "" {
				t.Errorf("message %s is empty in %s", key, lang)
			}
		}
		if months := strings.Split(l.T("date.months"), ","); len(months) != 12 {
			t.Errorf("%s has %d months", lang, len(months))
		}
	}
}

// A message that Go code asks for by a literal key must exist; T shows a
// missing one as its key.
func TestKeysInGo(t *testing.T) {
	locales := loadLocales(t)
	key := regexp.MustCompile(`^(ask|answer|about|error|example|foot|guide|language|museum|museums|nav|note|object|room|date|lang|tour|kiosk|offline|embed)\.[a-z0-9_.]+$`)
	for literal := range literalsInGo(t) {
		_, ok := locales[locale.Default].Messages[literal]
		if _, counted := locales[locale.Default].Messages[literal+".one"]; key.MatchString(literal) && !ok && !counted {
			t.Errorf("Go code asks for %q, which is in no locale", literal)
		}
	}
}

func messagesInTemplates(t *testing.T) map[string]bool {
	t.Helper()
	call, count := regexp.MustCompile(`\.T "([^"]+)"`), regexp.MustCompile(`\.Count "([^"]+)"`)
	used := map[string]bool{}
	for _, folder := range []string{"layout", "parts", "visitor"} {
		names, err := fs.Glob(web.Files, "templates/"+folder+"/*.html")
		if err != nil || len(names) == 0 {
			t.Fatalf("templates/%s: %v, %d files", folder, err, len(names))
		}
		for _, name := range names {
			data, err := fs.ReadFile(web.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range call.FindAllStringSubmatch(string(data), -1) {
				used[match[1]] = true
			}
			for _, match := range count.FindAllStringSubmatch(string(data), -1) {
				used[match[1]+".one"], used[match[1]+".many"] = true, true
			}
		}
	}
	return used
}

func literalsInGo(t *testing.T) map[string]bool {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Glob("../locale/*.go") // which names languages and writes dates
	if err != nil || len(shared) == 0 {
		t.Fatalf("%v, %d files", err, len(shared))
	}
	names = append(names, shared...)
	literals := map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					literals[s] = true
				}
			}
			return true
		})
	}
	return literals
}

func TestParagraphs(t *testing.T) {
	const text = "Um açafrão. Dois.\n\nTrês 🐟 peixes.\n\n\n\nQuatro."
	plain := func(s string) segment { return segment{Text: s} }
	mark := func(s string, first bool) segment { return segment{Text: s, Marked: true, First: first} }
	tests := []struct {
		name     string
		from, to int
		want     []paragraph
	}{
		{"nothing", 0, 0, []paragraph{{plain("Um açafrão. Dois.\n\n")}, {plain("Três 🐟 peixes.\n\n")}, {plain("Quatro.")}}},
		{"a sentence", 0, 11, []paragraph{{mark("Um açafrão.", true), plain(" Dois.\n\n")}, {plain("Três 🐟 peixes.\n\n")}, {plain("Quatro.")}}},
		{"beyond the first plane", 24, 25, []paragraph{{plain("Um açafrão. Dois.\n\n")}, {plain("Três "), mark("🐟", true), plain(" peixes.\n\n")}, {plain("Quatro.")}}},
		{"across paragraphs", 12, 23, []paragraph{{plain("Um açafrão. "), mark("Dois.\n\n", true)}, {mark("Três", false), plain(" 🐟 peixes.\n\n")}, {plain("Quatro.")}}},
		{"to beyond the end", 36, 900, []paragraph{{plain("Um açafrão. Dois.\n\n")}, {plain("Três 🐟 peixes.\n\n")}, {mark("Quatro.", true)}}},
		{"the wrong way round", 9, 3, []paragraph{{plain("Um açafrã"), plain("o. Dois.\n\n")}, {plain("Três 🐟 peixes.\n\n")}, {plain("Quatro.")}}},
	}
	for _, tt := range tests {
		got := paragraphs(text, tt.from, tt.to)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if got := paragraphs("", 0, 5); got != nil {
		t.Errorf("paragraphs of nothing: got %v", got)
	}
}

// The marked text is what stands between the offsets, wherever they fall.
func FuzzParagraphs(f *testing.F) {
	f.Add("Um.\n\nDois.", 1, 6)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		text = strings.ToValidUTF8(text, "")
		var all, marked strings.Builder
		for _, p := range paragraphs(text, from, to) {
			for _, s := range p {
				all.WriteString(s.Text)
				if s.Marked {
					marked.WriteString(s.Text)
				}
			}
		}
		runes := []rune(text)
		start := min(max(from, 0), len(runes))
		end := min(max(to, start), len(runes))
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(all.String()), squeeze(text); got != want {
			t.Errorf("text: got %q, want %q", got, want)
		}
		if got, want := squeeze(marked.String()), squeeze(string(runes[start:end])); got != want {
			t.Errorf("mark: got %q, want %q", got, want)
		}
	})
}

func TestExamples(t *testing.T) {
	locales := loadLocales(t)
	objects := []guide.Object{
		{Label: guide.Label{Title: "A", Maker: "m", Date: "d"}},
		{Label: guide.Label{Title: "B"}},
		{Label: guide.Label{Maker: "m"}},
		{Label: guide.Label{Title: "C", Maker: "m", Date: "d"}},
		{Label: guide.Label{Title: "D", Date: "d"}},
		{Label: guide.Label{Title: "E", Maker: "m"}},
	}
	want := []string{"Who made “A”?", "When was “C” made?", "When was “D” made?"}
	if diff := cmp.Diff(want, examples(locales["en"], objects)); diff != "" {
		t.Errorf("examples (-want +got):\n%s", diff)
	}
}

func loadLocales(t *testing.T) map[string]locale.Locale {
	t.Helper()
	set, err := locale.Load("locales")
	if err != nil {
		t.Fatal(err)
	}
	return set.Locales()
}
