package api

import (
	"net/http"

	"github.com/labstack/echo/v5"
	"golang.org/x/text/language"
)

// words are all that the API says to people in one language. The words of the
// pages are in web/locales; these are here because programs need them without
// any page.
type words struct {
	// What is wrong with a question.
	empty, tooLong, notText, notLanguage, notLevel, whichMuseum string
	notUTF8, notJSON, unknownField, notString, notWhole         string
	notLimit                                                    string

	// What is wrong with files that were sent.
	noFile, notTrueFalse string

	// What is wrong with a photograph, or with showing one.
	noEyes, notPhoto, largePhoto string

	// What is wrong with a rating.
	noTurn string

	// What became of a request, by status. Other statuses have the words of 500
	// or, below 500, those of 400.
	statuses map[int]string
}

// status says what became of a request.
func (w words) status(status int) string {
	if said, ok := w.statuses[status]; ok {
		return said
	}
	if status < http.StatusInternalServerError {
		return w.statuses[http.StatusBadRequest]
	}
	return w.statuses[http.StatusInternalServerError]
}

// spoken are the languages of words, in the order of spokenMatcher; the first is
// for those who speak none.
var (
	spoken        = []words{portuguese, english, spanish, french, german, italian}
	spokenMatcher = language.NewMatcher([]language.Tag{
		language.EuropeanPortuguese, language.English, language.Spanish, language.French, language.German, language.Italian,
	})
)

// askedLang is where speak keeps the language of a question.
const askedLang = "api.lang"

// maxAccept bounds what is parsed of an Accept-Language header, in bytes;
// browsers send under 100.
const maxAccept = 500

// speak remembers the language that the sender of a request wants answers in.
func speak(c *echo.Context, lang string) { c.Set(askedLang, lang) }

// wordsFor chooses the language of whoever sent a request: the one they asked
// in, else what their browser prefers.
func wordsFor(c *echo.Context) words {
	asked, err := echo.ContextGet[string](c, askedLang)
	if err != nil {
		asked = "" // the question has not been read, or could not be
	}
	accept := c.Request().Header.Get("Accept-Language")
	_, i := language.MatchStrings(spokenMatcher, asked, accept[:min(len(accept), maxAccept)])
	return spoken[i]
}
