package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Locale is the words of the pages in one language.
type Locale struct {
	Lang     string // as museums name it: "pt"
	Messages map[string]string
}

// T is the message of key, with each {name} replaced by the value that follows
// name in pairs. A missing key shows as itself; tests see to it that none is.
func (l Locale) T(key string, pairs ...any) string {
	message, ok := l.Messages[key]
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

// Word is the message for one of a set of known values, such as the states of
// documents: Word("state", "live").
func (l Locale) Word(set string, value any) string { return l.T(fmt.Sprintf("%s.%v", set, value)) }

// Count is the message of a number of things: key.one where the language has the
// singular (French for nought too), key.many else. {n} is the number as the
// language writes it.
func (l Locale) Count(key string, n int) string {
	form := ".many"
	if plural.Cardinal.MatchPlural(language.Make(l.Tag()), n, 0, 0, 0, 0) == plural.One {
		form = ".one"
	}
	return l.T(key+form, "n", l.Number(n))
}

// Number writes a whole number as the language does: 12.345 in German.
func (l Locale) Number(n int) string {
	if n > -10_000 && n < 10_000 {
		return strconv.Itoa(n) // as Portuguese, Spanish and Italian want it, and no other minds
	}
	return message.NewPrinter(language.Make(l.Tag())).Sprint(number.Decimal(n))
}

// Tag is the language of the page as <html lang> wants it: "pt-PT".
func (l Locale) Tag() string { return l.T("lang.tag") }

// Date writes a day in words, in UTC as it is stored.
func (l Locale) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	months := strings.Split(l.T("date.months"), ",")
	return l.T("date.long", "day", t.Day(), "month", months[int(t.Month()-1)%len(months)], "year", t.Year())
}

// ISODate is the same day for <time datetime>.
func (l Locale) ISODate(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// languageKeys are the languages whose names the pages know in words.
var languageKeys = map[string]string{
	"pt": "language.pt", "en": "language.en", "es": "language.es",
	"fr": "language.fr", "de": "language.de", "it": "language.it",
}

// Language names a language in this one: "inglês". One whose name is not known
// is shown as its code.
func (l Locale) Language(lang string) string {
	if key, ok := languageKeys[lang]; ok {
		return l.T(key)
	}
	return lang
}

// Foreign is the language of something people wrote, for its lang attribute, or
// "" when it is this one or not known.
func (l Locale) Foreign(lang string) string {
	if lang == l.Lang {
		return ""
	}
	return lang
}

// Size writes a number of bytes, from 1 kB up.
func (l Locale) Size(bytes int64) string {
	switch {
	case bytes < 1_000_000:
		return fmt.Sprintf("%d\u00a0kB", max(1, (bytes+500)/1000))
	default:
		return fmt.Sprintf("%d\u00a0MB", (bytes+500_000)/1_000_000)
	}
}
