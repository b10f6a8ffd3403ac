package site

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"
)

// displayCookie remembers how a visitor wants pages to look. The pages' script
// writes it too, so it is no secret from scripts.
const displayCookie = "cicerone_display"

// setting is one thing about how pages look, and its values; the first is what
// the phone or the style sheet has by itself.
type setting struct {
	Name   string
	Values []string
}

// settings are in the order in which the cookie holds them: "large.dark.more".
var settings = []setting{
	{"size", []string{"normal", "large", "largest"}},
	{"theme", []string{"auto", "light", "dark"}},
	{"contrast", []string{"auto", "more"}},
}

// display is a visitor's choice of each setting, by name.
type display map[string]string

func readDisplay(r *http.Request) display {
	out := display{}
	var chosen []string
	if cookie, err := r.Cookie(displayCookie); err == nil {
		chosen = strings.Split(cookie.Value, ".")
	}
	for i, s := range settings {
		out[s.Name] = s.Values[0]
		if i < len(chosen) && slices.Contains(s.Values, chosen[i]) {
			out[s.Name] = chosen[i]
		}
	}
	return out
}

// Settings are what the form on every page offers.
func (p *page) Settings() []setting { return settings }

// setDisplay remembers what the form says, and leads back to the page it is on.
func (s *Site) setDisplay(c *echo.Context) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	var chosen []string
	for _, s := range settings {
		value := values.Get(s.Name)
		if !slices.Contains(s.Values, value) {
			value = s.Values[0]
		}
		chosen = append(chosen, value)
	}
	http.SetCookie(c.Response(), &http.Cookie{
		Name: displayCookie, Value: strings.Join(chosen, "."), Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: c.IsTLS() || c.Scheme() == "https", SameSite: http.SameSiteLaxMode,
	})
	return c.Redirect(http.StatusSeeOther, ownPath(values.Get("back")))
}

// ownPath is an address of ours, or the front page: never another site's, which
// "//elsewhere" and "/\elsewhere" would be to a browser.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' }) {
		return "/"
	}
	return path
}
