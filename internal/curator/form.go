package curator

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// maxFormBytes is the largest form of the back office: a few fields of people's
// own typing.
const maxFormBytes = 64 << 10

// Longest fields, in characters: what the users table takes of a name, and what
// RFC 5321 lets an address have.
const (
	maxName  = 120
	maxEmail = 254
)

func readForm(c *echo.Context) (url.Values, error) {
	return readFormOf(c, maxFormBytes)
}

// readFormOf reads a form of so many bytes at most, however it is encoded.
func readFormOf(c *echo.Context, limit int64) (url.Values, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
	values, err := c.FormValues()
	if err != nil {
		return nil, fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err)
	}
	return values, nil
}

// oneLine tidies a field that people type on one line; what is not text, or
// holds control characters, is as good as nothing.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	return s
}

// someLines tidies a field that people type on as many lines as they like.
func someLines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// textFields reads fields that a form has once for each language.
type textFields struct {
	values   url.Values
	langs    []string
	problems map[string]fieldProblem // by field: what is wrong is added
}

// read is what the fields whose names begin with prefix hold, beside what there is
// in languages that the form does not have.
func (f textFields) read(prefix string, have map[string]string, most int, tidy func(string) string) map[string]string {
	out := maps.Clone(have)
	if out == nil {
		out = map[string]string{}
	}
	for _, lang := range f.langs {
		text := tidy(f.values.Get(prefix + lang))
		if !isText(text) || utf8.RuneCountInString(text) > most {
			f.problems[prefix+lang] = fieldProblem{"objects.field.long", most}
		}
		if out[lang] = text; text == "" || !isText(text) {
			delete(out, lang)
		}
	}
	return out
}

// steps are the ways in which a list's entry is moved.
var steps = map[string]int{"up": -1, "down": 1}

func readStep(to string) (int, error) {
	if step := steps[to]; step != 0 {
		return step, nil
	}
	return 0, guide.Invalidf("to", "%q is neither up nor down", to)
}

// cleanEmail is an address as accounts know it, or "" when it is none. Whether
// it receives anything, nobody can tell by looking at it.
func cleanEmail(s string) string {
	s = strings.ToLower(oneLine(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.Contains(s, " ") || utf8.RuneCountInString(s) > maxEmail {
		return ""
	}
	return s
}

// truncate keeps the first n characters.
func truncate(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}
