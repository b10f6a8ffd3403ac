package locale

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cicerone/web"
)

// Why a file could not be read is written once, in English, by whichever reader
// gave it up, and kept with the revision. Each language but English has a file
// in web/locales/reasons that says the same for each of those sentences, in the
// form in which the program has them: "larger than %d MB; split it".

// Reason says a reader's sentence in the page's language, and in English as long
// as there is no such sentence in it.
func (l Locale) Reason(english string) string {
	where, what := l.part(english)
	for _, r := range reasons()[l.Lang] {
		if values := r.english.FindStringSubmatch(what); values != nil {
			return where + r.say(values[1:])
		}
	}
	return where + what
}

// part cuts off where in the file the trouble is, which readers write before
// what it is ("row 12: ", "front matter: ").
func (l Locale) part(reason string) (where, what string) {
	place, what, found := strings.Cut(reason, ": ")
	for _, r := range reasons()[l.Lang] {
		if !found || !r.place {
			continue
		}
		if values := r.english.FindStringSubmatch(place); values != nil {
			deeper, what := l.part(what)
			return r.say(values[1:]) + ": " + deeper, what
		}
	}
	if found && field.MatchString(place) {
		return place + ": ", what // named as the file names it
	}
	return "", reason
}

// field is the name of a field of a note.
var field = regexp.MustCompile(`^[a-z_]+$`)

// reason is one sentence in two languages, or one place.
type reason struct {
	english *regexp.Regexp // its values are the groups
	other   string         // with %s where the values stand, in the same order
	place   bool           // it says where, not what
}

func (r reason) say(values []string) string {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return fmt.Sprintf(r.other, args...)
}

// places are the forms that say where.
var places = []string{"front matter", "row %d", "line %d"}

var (
	verb    = regexp.MustCompile(`%[a-z]`)
	reasons = sync.OnceValue(readReasons)
)

// readReasons reads web/locales/reasons, by language.
func readReasons() map[string][]reason {
	files, err := fs.Glob(web.Files, "locales/reasons/*.json")
	if err != nil {
		panic("locale: " + err.Error()) // impossible: the pattern is good
	}
	out := map[string][]reason{}
	for _, file := range files {
		forms, err := Read(file)
		if err != nil {
			panic("locale: reading embedded files: " + err.Error()) // a test reads them too
		}
		lang := strings.TrimSuffix(file[strings.LastIndexByte(file, '/')+1:], ".json")
		for english, other := range forms {
			out[lang] = append(out[lang], reason{pattern(english), verb.ReplaceAllString(other, "%s"), slices.Contains(places, english)})
		}
		// The longest first: a form may be the beginning of another, or little
		// more than a value.
		slices.SortFunc(out[lang], func(a, b reason) int {
			return cmp.Or(cmp.Compare(len(b.english.String()), len(a.english.String())), cmp.Compare(a.other, b.other))
		})
	}
	return out
}

// pattern finds the sentences that a form makes, and their values.
func pattern(form string) *regexp.Regexp {
	literal := verb.Split(form, -1)
	for i := range literal {
		literal[i] = regexp.QuoteMeta(literal[i])
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(literal, `(.+)`) + `$`)
}
