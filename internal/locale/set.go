package locale

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"cicerone/web"

	"golang.org/x/text/language"
)

// Default is spoken to a person none of whose languages is offered.
const Default = "pt"

// Param chooses a page's language in its address.
const Param = "lang"

// Cookie remembers the choice, for visitors' and curators' pages alike.
const Cookie = "cicerone_lang"

const (
	kept = 365 * 24 * time.Hour
	// maxAccept bounds what is parsed of an Accept-Language header; browsers
	// send under 100 bytes.
	maxAccept = 500
)

// Set is the locales of some pages. It is safe for concurrent use.
type Set struct {
	locales map[string]Locale
	langs   []string // the default first
}

// Load reads the locales in folders of web/, in which each language has a file of
// its name: those that the last folder has, each with the words of all folders.
func Load(folders ...string) (Set, error) {
	last := folders[len(folders)-1]
	names, err := fs.Glob(web.Files, last+"/*.json")
	if err != nil {
		return Set{}, err
	}
	s := Set{locales: map[string]Locale{}}
	for _, name := range names {
		l := Locale{Lang: strings.TrimSuffix(path.Base(name), ".json"), Messages: map[string]string{}}
		for _, folder := range folders {
			words, err := Read(folder + "/" + path.Base(name))
			if err != nil {
				return Set{}, err
			}
			maps.Copy(l.Messages, words)
		}
		s.locales[l.Lang] = l
	}
	if _, ok := s.locales[Default]; !ok {
		return Set{}, fmt.Errorf("%s/%s.json is missing", last, Default)
	}
	s.langs = slices.Sorted(maps.Keys(s.locales))
	s.langs = slices.DeleteFunc(s.langs, func(lang string) bool { return lang == Default })
	s.langs = append([]string{Default}, s.langs...)
	return s, nil
}

// Extend adds a museum's own words to the set: a file in which folder names a
// language ("pt.json") changes some of its words, and one of another language
// brings that, whose missing words are the default's. Words that no page asks
// for, or whose {placeholders} are others, are an error.
func (s Set) Extend(folder fs.FS) (Set, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return Set{}, err
	}
	out := Set{locales: maps.Clone(s.locales), langs: slices.Clone(s.langs)}
	for _, name := range names {
		words, err := readWords(folder, name)
		if err != nil {
			return Set{}, err
		}
		lang := strings.TrimSuffix(name, ".json")
		if !oneLanguage.MatchString(lang) {
			return Set{}, fmt.Errorf("%s: its name is not a language's, as in nl.json", name)
		}
		l := Locale{Lang: lang, Messages: maps.Clone(s.locales[Default].Messages)}
		if have, ok := s.locales[lang]; ok {
			l.Messages = maps.Clone(have.Messages)
		} else {
			out.langs = append(out.langs, lang)
			l.Messages["lang.tag"], l.Messages["lang.name"] = lang, lang
		}
		for key, said := range words {
			if want, ok := s.locales[Default].Messages[key]; !ok || !slices.Equal(Placeholders(want), Placeholders(said)) {
				return Set{}, fmt.Errorf("%s: %q is no message of the pages, or its {placeholders} are not %v", name, key, Placeholders(want))
			}
		}
		maps.Copy(l.Messages, words)
		out.locales[lang] = l
	}
	return out, nil
}

var (
	oneLanguage = regexp.MustCompile(`^[a-z]{2,3}$`)
	placeholder = regexp.MustCompile(`\{[a-z]+\}`)
)

// Placeholders are what is filled into a message, sorted: "{code}", "{date}".
func Placeholders(message string) []string {
	return slices.Sorted(slices.Values(placeholder.FindAllString(message, -1)))
}

// Read reads the words in one file of web/.
func Read(name string) (map[string]string, error) { return readWords(web.Files, name) }

func readWords(folder fs.FS, name string) (map[string]string, error) {
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	var words map[string]string
	if err := json.Unmarshal(data, &words); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return words, nil
}

// Languages are those of the set, the default first.
func (s Set) Languages() []string { return slices.Clone(s.langs) }

// Locales are those of the set by language.
func (s Set) Locales() map[string]Locale { return s.locales }

// spoken are the languages of the set among those offered, or all of them when
// none is.
func (s Set) spoken(offered []string) []string {
	out := slices.DeleteFunc(slices.Clone(offered), func(lang string) bool {
		_, ok := s.locales[lang]
		return !ok
	})
	if len(out) == 0 {
		return s.langs
	}
	return out
}

// Choose chooses the language of a page among those offered, or of all there are
// for nil: the address first, then what was chosen before, then the browser's
// wish. The second result is the choice to Remember, or "".
func (s Set) Choose(r *http.Request, offered []string) (Locale, string) {
	offered = s.spoken(offered)
	if lang := r.URL.Query().Get(Param); slices.Contains(offered, lang) {
		return s.locales[lang], lang
	}
	if cookie, err := r.Cookie(Cookie); err == nil && slices.Contains(offered, cookie.Value) {
		return s.locales[cookie.Value], ""
	}
	return s.locales[preferred(r.Header.Get("Accept-Language"), offered)], ""
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

// Link is one choice of the language switch. Its address is relative, so a
// hostile path ("//elsewhere") is never written into a page.
type Link struct {
	Lang, Name, URL string
	Current         bool
}

// Links are the choices of the language switch on a page, of all languages there
// are for nil.
func (s Set) Links(r *http.Request, current Locale, offered []string) []Link {
	if len(offered) == 0 {
		offered = s.langs
	}
	var links []Link
	for _, lang := range offered {
		l, ok := s.locales[lang]
		if !ok {
			continue
		}
		query := r.URL.Query()
		query.Set(Param, lang)
		links = append(links, Link{
			Lang: l.Tag(), Name: l.T("lang.name"), URL: "?" + query.Encode(), Current: lang == current.Lang,
		})
	}
	return links
}

// Remember keeps a chosen language for a year.
func Remember(w http.ResponseWriter, lang string, secure bool) {
	http.SetCookie(w, &http.Cookie{
		Name: Cookie, Value: lang, Path: "/", MaxAge: int(kept / time.Second),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}
