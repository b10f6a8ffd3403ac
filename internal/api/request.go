package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"

	"github.com/labstack/echo/v5"
	"golang.org/x/text/language"
)

// maxBody is the longest body of a question, in bytes: guide.MaxQuestionRunes
// runes at 12 bytes each (a surrogate pair of \u escapes) and 2 kB for the other
// fields, rounded up.
const maxBody = 8 << 10

// readQuestion takes a question out of a request. Whatever is wrong with it is
// said in the language of the sender.
func (a *API) readQuestion(c *echo.Context) (guide.Question, error) {
	r := c.Request()
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, maxBody))
	if err != nil {
		return guide.Question{}, fmt.Errorf("%w: read body: %w", guide.ErrInvalid, err)
	}
	q := guide.Question{Audience: guide.AudiencePublic, At: time.Now()}
	fields := map[string]*string{
		"level":        (*string)(&q.Level),
		"museum":       &q.Museum.Code,
		"question":     &q.Text,
		"lang":         &q.Lang,
		"object":       &q.Object,
		"room":         &q.Room,
		"conversation": &q.Conversation,
	}
	if err := decodeFields(body, fields, wordsFor(c)); err != nil {
		return q, err
	}
	for _, value := range fields {
		*value = strings.TrimSpace(*value)
	}
	speak(c, q.Lang)
	if err := checkQuestion(q, "question", wordsFor(c)); err != nil {
		return q, err
	}
	q.Museum, err = a.museum(r.Context(), q.Museum.Code, wordsFor(c))
	return q, err
}

// decodeFields reads a JSON object of nothing but strings with known names. It
// is stricter than encoding/json on a struct, which takes "QUESTION" for
// "question" and null for "".
func decodeFields(body []byte, fields map[string]*string, w words) error {
	if !utf8.Valid(body) {
		return guide.Invalidf("body", "%s", w.notUTF8)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return guide.Invalidf("body", "%s", w.notJSON)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		field, known := fields[name]
		if !known {
			return guide.Invalidf(shorten(name), "%s", w.unknownField)
		}
		if values[name][0] != '"' || json.Unmarshal(values[name], field) != nil {
			return guide.Invalidf(name, "%s", w.notString)
		}
	}
	return nil
}

// shorten keeps the name of an unknown field short enough to be told back.
func shorten(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), guide.MaxRefRunes)])
}

// checkQuestion refuses what no visitor's page would send; name is what the sender
// calls the question's text.
func checkQuestion(q guide.Question, name string, w words) error {
	if text.OneLine(text.Clean(q.Text)) == "" { // marks of direction and the like are nothing to read
		return guide.Invalidf(name, "%s", w.empty)
	}
	if q.Lang != "" && !isLanguage(q.Lang) {
		return guide.Invalidf("lang", "%s", w.notLanguage)
	}
	if q.Level != "" && !slices.Contains(guide.Levels, q.Level) {
		return guide.Invalidf("level", "%s", w.notLevel)
	}
	for _, field := range []struct {
		name, value string
		max         int
	}{
		{name, q.Text, guide.MaxQuestionRunes},
		{"museum", q.Museum.Code, guide.MaxRefRunes},
		{"object", q.Object, guide.MaxRefRunes},
		{"room", q.Room, guide.MaxRefRunes},
		{"conversation", q.Conversation, guide.MaxRefRunes},
	} {
		if utf8.RuneCountInString(field.value) > field.max {
			return guide.Invalidf(field.name, w.tooLong, field.max)
		}
		if strings.ContainsFunc(field.value, isControl) {
			return guide.Invalidf(field.name, "%s", w.notText)
		}
	}
	return nil
}

// isControl reports whether r is one of the control characters that neither
// keyboards nor catalogues produce and Postgres may refuse to store.
func isControl(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }

// isLanguage reports whether code is a two-letter language code of ISO 639-1.
// Which languages the guide answers well in is for the guide to know.
func isLanguage(code string) bool {
	if len(code) != 2 {
		return false
	}
	base, err := language.ParseBase(code)
	return err == nil && base.String() == code
}

// museum finds the museum a question is put to: the one named, or the only one
// there is.
func (a *API) museum(ctx context.Context, code string, w words) (guide.Museum, error) {
	if code != "" {
		museum, err := a.collection.Museum(ctx, code)
		if err != nil {
			return guide.Museum{}, fmt.Errorf("find museum: %w", err)
		}
		return museum, nil
	}
	museums, err := a.collection.Museums(ctx)
	if err != nil {
		return guide.Museum{}, fmt.Errorf("list museums: %w", err)
	}
	switch len(museums) {
	case 0:
		return guide.Museum{}, fmt.Errorf("there is no museum yet: %w", guide.ErrNotFound)
	case 1:
		return museums[0], nil
	default:
		return guide.Museum{}, guide.Invalidf("museum", "%s", w.whichMuseum)
	}
}
