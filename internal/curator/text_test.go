package curator

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
// placeholders, and none of the back office's own is there for nothing.
func TestLocales(t *testing.T) {
	set, err := readLocales()
	if err != nil {
		t.Fatal(err)
	}
	locales := set.Locales()
	used := messagesUsed(t)
	for lang, l := range locales {
		for key := range used {
			if strings.TrimSpace(l.Messages[key]) == "" {
				t.Errorf("pages ask for %q, which %s lacks", key, lang)
			}
		}
		for key := range ownWords(t, lang) {
			if !used[key] && !strings.HasPrefix(key, "log.act.") && !strings.HasPrefix(key, "log.kind.") { // see TestLogWords
				t.Errorf("message %q of %s is not used", key, lang)
			}
		}
	}
	placeholder := regexp.MustCompile(`\{[a-z]+\}`)
	for lang, l := range locales {
		if diff := cmp.Diff(slices.Sorted(maps.Keys(locales[locale.Default].Messages)), slices.Sorted(maps.Keys(l.Messages))); diff != "" {
			t.Errorf("keys of %s (-%s +%s):\n%s", lang, locale.Default, lang, diff)
		}
		for key, message := range l.Messages {
			want, got := placeholder.FindAllString(locales[locale.Default].Messages[key], -1), placeholder.FindAllString(message, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) && !strings.HasSuffix(key, ".one") {
				t.Errorf("placeholders of %s in %s: got %v, want %v", key, lang, got, want)
			}
		}
	}
}

// ownWords are the back office's own messages. No two areas may have the same.
func ownWords(t *testing.T, lang string) map[string]string {
	t.Helper()
	files, err := fs.Glob(web.Files, "locales/curator/*/"+lang+".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("locales: %v, %d files", err, len(files))
	}
	all := map[string]string{}
	for _, file := range files {
		words, err := locale.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		for key, message := range words {
			if _, twice := all[key]; twice {
				t.Errorf("message %q of %s is in two files", key, lang)
			}
			all[key] = message
		}
	}
	return all
}

// messagesUsed are the keys that templates and Go code ask for, those of sets
// of values included.
func messagesUsed(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{"lang.tag": true, "lang.name": true, "date.months": true, "date.long": true}
	for set, values := range map[string][]string{
		"state": nil, "count": nil,
		"role": {string(guide.RoleAdmin), string(guide.RoleEditor), string(guide.RoleCurator), string(guide.RoleReader)},
		"kind": {string(guide.KindObject), string(guide.KindRoom), string(guide.KindTheme), string(guide.KindVisit)},
		"done": {"withdrawn", "published", "submitted", "takenback", "sentback", "edited", "restored", "retried", "terms", "deleted", "undeleted"},
		"act": {"document.withdraw", "document.publish", "document.submit", "document.takeback", "document.sendback", "document.terms",
			"document.edit", "document.restore", "document.retry", "document.delete", "document.undelete", "document.upload"},
		"verdict":  {string(guide.Answered), string(guide.NotCovered), string(guide.Failed)},
		"degraded": {string(guide.DegradedVector), string(guide.DegradedModel), string(guide.DegradedCut), string(guide.DegradedPinned)},
		"reason": {guide.ReasonNoPassage, guide.ReasonUnknownName, guide.ReasonNoWords, guide.ReasonFarOff,
			guide.ReasonNoSentence, guide.ReasonModel, guide.ReasonLeft},
		"upload.state": {string(guide.UploadQueued), string(guide.UploadReading), string(guide.UploadReady), string(guide.UploadUnchanged),
			string(guide.UploadFailed), string(guide.UploadRefused)},

		"people.may":   {string(guide.RoleAdmin), string(guide.RoleEditor), string(guide.RoleCurator), string(guide.RoleReader)},
		"people.done":  {"disabled", "enabled", "signedout", "role", "withdrawn"},
		"account.done": {"name", "password", "sessions"},
		"look.field":   {"accent", "ground", "dark_accent", "dark_ground"},
		"look.colour":  {"ink", "quiet", "problem", "accent", "on-accent", "ground", "raised", "tint"},
		"look.type":    {"house", guide.TypeSerif, guide.TypeSans},
		"scope":        {string(guide.ScopeRead), string(guide.ScopeWrite), string(guide.ScopePublish), string(guide.ScopeQuestions)},

		"why.mode":  {string(guide.ModeModel), string(guide.ModeQuote), string(guide.ModePinned)},
		"why.level": {string(guide.LevelEveryone), string(guide.LevelChild), string(guide.LevelEasy), string(guide.LevelExpert)},

		"questions.verdict": {string(guide.Answered), string(guide.NotCovered), string(guide.Failed)},
		"questions.count":   {string(guide.Answered), string(guide.NotCovered), string(guide.Failed)},
		"sets.failure":      {string(guide.RunStopped), string(guide.RunBroken)},
		"sets.ended":        {string(guide.RunStopped), string(guide.RunBroken)},
		"sets.manner":       {"right", "verdict", "wrong"},
		"sets.got":          {guide.WantNothing, guide.WantVisit, "courtesy", "refusal", "help"}, // see eval's outcome
		"sets.question":     {"none", "long", "again"},                                           // these and the next are sheet's
		"sets.lang":         {"unknown"},
		"sets.verdict":      {"unknown"},
		"sets.expect":       {"none", "both", "many", "long"},
		"sets":              {"json"},
		"questions.closed":  {string(guide.ClosedDismissed), string(guide.ClosedNote), string(guide.ClosedPinned)},
	} {
		if values == nil {
			for _, s := range states {
				values = append(values, string(s))
			}
		}
		for _, v := range values {
			used[set+"."+v] = true
		}
	}
	for _, d := range bulkDeeds {
		used["deed."+d.Name], used["bulk."+d.Name+".one"], used["bulk."+d.Name+".many"] = true, true, true
	}
	delete(used, "count.deleted") // the first page does not count them
	names, err := fs.Glob(web.Files, "templates/curator/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("templates: %v, %d files", err, len(names))
	}
	call, count := regexp.MustCompile(`\.T "([^"]+)"`), regexp.MustCompile(`\.Count "([^"]+)"`)
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
	maps.Copy(used, keysInGo(t))
	return used
}

// keysInGo are the literals of the package that look like keys: two words or
// more joined by dots, the first of which begins a message of ours. One that
// names a message by its number (see locale.Count) stands for its two forms.
func keysInGo(t *testing.T) map[string]bool {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	own := ownWords(t, locale.Default)
	begins := map[string]bool{}
	for key := range own {
		first, _, _ := strings.Cut(key, ".")
		begins[first] = true
	}
	shape := regexp.MustCompile(`^([a-z]+)(\.[a-z0-9_]+)+$`)
	keys := map[string]bool{}
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
				s, _ := strconv.Unquote(lit.Value)
				match := shape.FindStringSubmatch(s)
				switch {
				case match == nil || !begins[match[1]]:
				case own[s+".one"] != "":
					keys[s+".one"], keys[s+".many"] = true, true
				default:
					keys[s] = true
				}
			}
			return true
		})
	}
	return keys
}

func TestCut(t *testing.T) {
	const text = "Título\n\nUm açafrão. Dois.\n\nTrês 🐟 peixes.\n\nFim"
	p := func(ordinal, start, end int) guide.Passage {
		return guide.Passage{Ordinal: ordinal, Start: start, End: end}
	}
	tests := []struct {
		name     string
		passages []guide.Passage
		want     []block
	}{
		{"none", nil, []block{{0, []string{"Título", "Um açafrão. Dois.", "Três 🐟 peixes.", "Fim"}}}},
		{"two, with a heading before and a line after", []guide.Passage{p(0, 8, 19), p(1, 20, 42)},
			[]block{{0, []string{"Título"}}, {1, []string{"Um açafrão."}}, {2, []string{"Dois.", "Três 🐟 peixes."}}, {0, []string{"Fim"}}}},
		{"overlapping, reversed and beyond the end", []guide.Passage{p(0, 0, 19), p(1, 8, 25), p(2, 43, 30), p(3, 43, 900)},
			[]block{{1, []string{"Título", "Um açafrão."}}, {2, []string{"Dois."}}, {0, []string{"Três 🐟 peixes."}}, {4, []string{"Fim"}}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, cut(text, tt.passages)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Wherever passages claim to stand, every character is shown, once, in order.
func FuzzCut(f *testing.F) {
	f.Add("Um.\n\nDois.", 1, 6, 3, 8)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		text = strings.ToValidUTF8(text, "")
		var all strings.Builder
		for _, b := range cut(text, []guide.Passage{{Ordinal: 0, Start: a, End: b}, {Ordinal: 1, Start: c, End: d}}) {
			for _, p := range b.Paragraphs {
				all.WriteString(p)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(all.String()), squeeze(text); got != want {
			t.Errorf("text: got %q, want %q", got, want)
		}
	})
}
