package curator

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"cicerone/web"

	"golang.org/x/text/language"
)

// A locale is the words of the pages in one language: those that all pages
// share, and the back office's own.
type locale struct {
	Lang     string // as museums name it: "pt"
	messages map[string]string
}

// defaultLang is spoken to a person none of whose languages is offered.
const defaultLang = "pt"

// The choice of language is shared with the visitor's pages.
const (
	langParam  = "lang"
	langCookie = "cicerone_lang"
	langKept   = 365 * 24 * time.Hour
	// maxAccept bounds what is parsed of an Accept-Language header; browsers
	// send under 100 bytes.
	maxAccept = 500
)

func loadLocales() (map[string]locale, error) {
	names, err := fs.Glob(web.Files, "locales/curator/*.json")
	if err != nil {
		return nil, err
	}
	locales := map[string]locale{}
	for _, name := range names {
		l := locale{Lang: strings.TrimSuffix(path.Base(name), ".json"), messages: map[string]string{}}
		for _, file := range []string{"locales/" + path.Base(name), name} {
			own, err := readMessages(file)
			if err != nil {
				return nil, err
			}
			maps.Copy(l.messages, own)
		}
		locales[l.Lang] = l
	}
	if _, ok := locales[defaultLang]; !ok {
		return nil, fmt.Errorf("locales/curator/%s.json is missing", defaultLang)
	}
	return locales, nil
}

func readMessages(name string) (map[string]string, error) {
	data, err := fs.ReadFile(web.Files, name)
	if err != nil {
		return nil, err
	}
	var messages map[string]string
	if err := json.Unmarshal(data, &messages); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return messages, nil
}

// T is the message of key, with each {name} replaced by the value that follows
// name in pairs. A missing key shows as itself; a test sees to it that none is.
func (l locale) T(key string, pairs ...any) string {
	message, ok := l.messages[key]
	if !ok {
		return key
	}
	replacements := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		replacements = append(replacements, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(replacements...).Replace(message)
}

// Word is the message for one of a set of known values, such as the states of
// documents: Word("state", "live").
func (l locale) Word(set string, value any) string { return l.T(fmt.Sprintf("%s.%v", set, value)) }

// Count is the message of a number of things: key.one for one, key.many else.
func (l locale) Count(key string, n int) string {
	if n == 1 {
		return l.T(key+".one", "n", n)
	}
	return l.T(key+".many", "n", n)
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

// Language names a language in this one: "inglês". One whose name is not known
// is shown as its code.
func (l locale) Language(lang string) string {
	if name, ok := l.messages["language."+lang]; ok {
		return name
	}
	return lang
}

// Foreign is the language of something people wrote, for its lang attribute, or
// "" when it is this one or not known.
func (l locale) Foreign(lang string) string {
	if lang == l.Lang {
		return ""
	}
	return lang
}

// Size writes a number of bytes, from 1 kB up.
func (l locale) Size(bytes int64) string {
	switch {
	case bytes < 1_000_000:
		return fmt.Sprintf("%d\u00a0kB", max(1, (bytes+500)/1000))
	default:
		return fmt.Sprintf("%d\u00a0MB", (bytes+500_000)/1_000_000)
	}
}

// locale chooses the language of a page: the address first, then what was chosen
// before, then the browser's wish. The second result is the choice to remember,
// or "".
func (o *Office) locale(r *http.Request) (locale, string) {
	if lang := r.URL.Query().Get(langParam); slices.Contains(o.langs, lang) {
		return o.locales[lang], lang
	}
	if cookie, err := r.Cookie(langCookie); err == nil && slices.Contains(o.langs, cookie.Value) {
		return o.locales[cookie.Value], ""
	}
	return o.locales[preferred(r.Header.Get("Accept-Language"), o.langs)], ""
}

// preferred is the offered language that an Accept-Language header asks for; the
// first when it asks for none of them.
func preferred(accept string, offered []string) string {
	if len(accept) > maxAccept {
		return offered[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return offered[0]
	}
	for _, tag := range wanted {
		if base, _ := tag.Base(); slices.Contains(offered, base.String()) {
			return base.String()
		}
	}
	return offered[0]
}

// langLink is one choice of the language switch. Its address is relative, so a
// hostile path ("//elsewhere") is never written into a page.
type langLink struct {
	Lang, Name, URL string
	Current         bool
}

func (o *Office) langLinks(r *http.Request, current locale) []langLink {
	var links []langLink
	for _, lang := range o.langs {
		l, query := o.locales[lang], r.URL.Query()
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
