package curator

import (
	"fmt"
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
