package lexicon

import (
	"slices"
	"strings"
	"testing"

	"cicerone/internal/text"
)

// What the files of words add to the learned table.
func TestWordsOfMuseums(t *testing.T) {
	for _, test := range []struct{ word, from, to, want string }{
		{"paravents", "fr", "pt", "biomb"},
		{"tiles", "en", "pt", "azule"},
		{"fliesen", "de", "en", "tiles"}, // in its plural too
		{"rameurs", "fr", "en", "oarsm"},
		{"schieferplatten", "de", "pt", "xisto"}, // a compound of two things
		{"schieferplatten", "de", "pt", "placa"},

		// Names, in the bearer's language too.
		{"agustin", "es", "en", "augus"},
		{"agostino", "it", "en", "augus"},
		{"hieronymus", "de", "pt", "jeron"},
		{"karl", "de", "en", "carlo"},
		{"sant", "it", "pt", "santo"},

		// Irregular forms, from and to.
		{"wore", "en", "pt", "vesti"},
		{"umgebracht", "de", "en", "kille"},
		{"played", "en", "pt", "tocad"},

		// Centuries.
		{"17th", "en", "pt", "xvii"},
		{"xvii", "pt", "en", "17th"},
		{"xviie", "fr", "en", "17th"},
		{"17", "de", "pt", "xvii"},

		// Things of a kind.
		{"weapons", "en", "pt", "espad"},
		{"animais", "pt", "pt", "caval"},
		{"schmuck", "de", "en", "neckl"},
	} {
		got := Senses(test.word, test.from, []string{test.to})
		if !slices.ContainsFunc(got, func(s Sense) bool { return s.Term == test.want && s.Lang == test.to }) {
			t.Errorf("%s from %q to %s: %v, want %s among them", test.word, test.from, test.to, got, test.want)
		}
	}
	for _, s := range Senses("weapons", "en", []string{"pt"}) {
		if want := s.Term != "arma" && s.Term != "armas"; s.Kind != want {
			t.Errorf("%v: of the kind %v, want %v", s, s.Kind, want)
		}
	}
}

func TestNames(t *testing.T) {
	if got := Names("agostino"); !slices.Contains(got, "agostinho") || !slices.Contains(got, "augustine") || slices.Contains(got, "agostino") {
		t.Errorf("agostino is also %v", got)
	}
	for _, word := range []string{"ouro", "xqvjw", ""} {
		if got := Names(word); got != nil {
			t.Errorf("%q is also %v", word, got)
		}
	}
}

func TestForms(t *testing.T) {
	for _, test := range []struct {
		word, lang string
		want       []string
	}{
		{"ship", "en", []string{"ships"}},
		{"tiles", "en", []string{"tile"}},
		{"wore", "en", []string{"wear", "worn"}},
		{"toca", "pt", []string{"tocar", "tocad", "tocou"}},
		{"ovos", "pt", []string{"ovo"}},
		{"peints", "fr", []string{"peind", "peign"}},
	} {
		got := Forms(test.word, test.lang)
		for _, want := range test.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s in %s: %v, want %s among them", test.word, test.lang, got, want)
			}
		}
		if slices.Contains(got, cut(test.word)) {
			t.Errorf("%s in %s: %v holds its own term", test.word, test.lang, got)
		}
	}
	for _, word := range []string{"the", "painting", "xqvjw", "1506", ""} {
		for _, form := range Forms(word, "en") {
			if len(form) > termBytes || form == cut(word) {
				t.Errorf("%q has the form %q", word, form)
			}
		}
	}
	if got := Forms("ship", ""); got != nil {
		t.Errorf("forms of no language: %v", got)
	}
}

// Each line of the files is whole, and names only what the others know.
func TestFilesOfWords(t *testing.T) {
	for _, name := range []string{"museum", "names"} {
		seen := map[string]bool{}
		for line := range fileLines(name) {
			if columns := strings.Split(line, "|"); len(columns) != len(languages) {
				t.Errorf("%s: %q has %d columns, want %d", name, line, len(columns), len(languages))
			} else if slices.ContainsFunc(columns, func(s string) bool { return strings.TrimSpace(s) == "" }) {
				t.Errorf("%s: %q says nothing in a language", name, line)
			}
			if seen[line] {
				t.Errorf("%s: %q is there twice", name, line)
			}
			seen[line] = true
		}
	}
	for line := range fileLines("forms") {
		words := strings.Fields(line)
		if len(words) < 3 || !slices.Contains(languages[:], words[0]) {
			t.Errorf("forms: %q", line)
		}
	}
	for line := range fileLines("kinds") {
		for word := range strings.FieldsSeq(strings.ReplaceAll(line, ":", " ")) {
			if len(shipped.things[portuguese][text.Fold(word)]) == 0 {
				t.Errorf("kinds: %s is not in museum.txt", word)
			}
		}
	}
}
