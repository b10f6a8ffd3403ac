package site

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"cicerone/web"

	"golang.org/x/text/language"
)

// A locale is the words of the pages in one language.
type locale struct {
	Lang     string // as museums name it: "pt"
	messages map[string]string
}

// defaultLang is spoken to a visitor none of whose languages is offered.
const defaultLang = "pt"

const (
	langParam  = "lang"
	langCookie = "cicerone_lang"
	langKept   = 365 * 24 * time.Hour
	// maxAccept bounds what is parsed of an Accept-Language header; browsers
	// send under 100 bytes.
	maxAccept = 500
)

func loadLocales() (map[string]locale, error) {
	names, err := fs.Glob(web.Files, "locales/*.json")
	if err != nil {
		return nil, err
	}
	locales := map[string]locale{}
	for _, name := range names {
		data, err := fs.ReadFile(web.Files, name)
		if err != nil {
			return nil, err
		}
		l := locale{Lang: strings.TrimSuffix(path.Base(name), ".json")}
		if err := json.Unmarshal(data, &l.messages); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		locales[l.Lang] = l
	}
	if _, ok := locales[defaultLang]; !ok {
		return nil, fmt.Errorf("locales/%s.json is missing", defaultLang)
	}
	return locales, nil
}

// T is the message of key, with each {name} replaced by the value that follows
// name in pairs. A missing key shows as itself; a test sees to it that none is.
func (l locale) T(key string, pairs ...any) string {
	message, ok := l.messages[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return message
	}
	replacements := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		replacements = append(replacements, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(replacements...).Replace(message)
}

// Tag is the language of the page as <html lang> wants it: "pt-PT".
func (l locale) Tag() string { return l.T("lang.tag") }

// Date writes a day in words, in UTC as it is stored.
func (l locale) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	months := strings.Split(l.T("date.months"), ",")
	return l.T("date.long", "day", t.Day(), "month", months[int(t.Month()-1)%len(months)], "year", t.Year())
}

// ISODate is the same day for <time datetime>.
func (l locale) ISODate(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// languageKeys are the languages whose names the pages know in words.
var languageKeys = map[string]string{
	"pt": "language.pt", "en": "language.en", "es": "language.es",
	"fr": "language.fr", "de": "language.de", "it": "language.it",
}

// Language names a language in this one: "inglês".
func (l locale) Language(lang string) string {
	if key, ok := languageKeys[lang]; ok {
		return l.T(key)
	}
	return lang
}

// locale chooses the language of a page among those offered: the address first,
// then what was chosen before, then the browser's wish. The second result is
// the choice to remember, or "".
func (s *Site) locale(r *http.Request, offered []string) (locale, string) {
	offered = slices.DeleteFunc(slices.Clone(offered), func(lang string) bool {
		_, spoken := s.locales[lang]
		return !spoken
	})
	if len(offered) == 0 {
		offered = s.langs
	}
	if lang := r.URL.Query().Get(langParam); slices.Contains(offered, lang) {
		return s.locales[lang], lang
	}
	if cookie, err := r.Cookie(langCookie); err == nil && slices.Contains(offered, cookie.Value) {
		return s.locales[cookie.Value], ""
	}
	return s.locales[offered[preferred(r.Header.Get("Accept-Language"), offered)]], ""
}

// preferred is the index of the offered language that an Accept-Language header
// asks for; 0 when it asks for none of them.
func preferred(accept string, offered []string) int {
	if len(accept) > maxAccept {
		return 0
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return 0
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		if i := slices.Index(offered, base.String()); i >= 0 {
			return i
		}
	}
	return 0
}

// langLink is one choice of the language switch. Its address is relative, so a
// hostile path ("//elsewhere") is never written into a page.
type langLink struct {
	Lang, Name, URL string
	Current         bool
}

func (s *Site) langLinks(r *http.Request, current locale, offered []string) []langLink {
	var links []langLink
	for _, lang := range offered {
		l, ok := s.locales[lang]
		if !ok {
			continue
		}
		query := r.URL.Query()
		query.Set(langParam, lang)
		links = append(links, langLink{
			Lang: l.Tag(), Name: l.T("lang.name"), URL: "?" + query.Encode(), Current: lang == current.Lang,
		})
	}
	return links
}

func rememberLang(w http.ResponseWriter, lang string, secure bool) {
	http.SetCookie(w, &http.Cookie{
		Name: langCookie, Value: lang, Path: "/", MaxAge: int(langKept / time.Second),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}
