package locale

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"cicerone/web"
)

// misprints are what no language sets so, or not this one: straight quotation
// marks and apostrophes, dots for an ellipsis, a number that a line's end may
// part from its unit; and in a language, another's marks.
var misprints = map[string]*regexp.Regexp{
	"":   regexp.MustCompile(`['"]|\.\.\.|  |[0-9}] (kB|MB|ko|Mo)\b`),
	"pt": regexp.MustCompile(`[“”„]|\b(você|usuário|arquivo|tela|celular|deletar|salvar)s?\b`),
	"en": regexp.MustCompile(`[«»„]`),
	"es": regexp.MustCompile(`[“”„]`),
	"fr": regexp.MustCompile(`[“”„]|[^\x{202f}][;:!?»]|«[^\x{202f}]`), // a narrow space, which no line ends at
	"de": regexp.MustCompile(`[«»”]|\pL…`),
	"it": regexp.MustCompile(`[“”„]`),
}

// Every word of the pages is set as its language sets it. (The reasons, made to
// be put together with what a program says, are not.)
func TestTypography(t *testing.T) {
	files := 0
	err := fs.WalkDir(web.Files, "locales", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(name, "/reasons/") {
			return err
		}
		files++
		words, err := Read(name)
		for key, said := range words {
			for _, lang := range []string{"", strings.TrimSuffix(path.Base(name), ".json")} {
				if marks := misprints[lang]; marks == nil || marks.MatchString(said) {
					t.Errorf("%s: %s: %q, of %s", name, key, said, marks)
				}
			}
		}
		return err
	})
	if err != nil || files < 6 {
		t.Fatalf("%d files read, %v", files, err)
	}
}
