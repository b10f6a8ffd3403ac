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

var portuguese = words{
	empty:        "Escreva uma pergunta.",
	tooLong:      "É demasiado longo: o máximo são %d caracteres.",
	notText:      "Contém caracteres que não são texto.",
	notLanguage:  "Não é um código de língua de duas letras, como pt ou en.",
	notLevel:     "Escolha everyone, child, easy ou expert.",
	whichMuseum:  "Há mais do que um museu: indique qual.",
	notUTF8:      "O pedido não é texto em UTF-8.",
	notJSON:      "O pedido não é um objeto JSON.",
	unknownField: "Este campo não existe.",
	notString:    "Este campo tem de ser texto.",
	notWhole:     "Não é um número de revisão.",
	noFile:       "O pedido não traz nenhum ficheiro com nome.",
	notTrueFalse: "Tem de ser true ou false.",
	noEyes:       "Este guia não vê fotografias: não há nenhum modelo de imagem configurado.",
	notPhoto:     "Não foi possível ler esta imagem: envie uma fotografia em JPEG, PNG ou WebP.",
	largePhoto:   "A imagem é demasiado grande: o máximo são 8 MB.",
	noTurn:       "Indique a resposta: o question_id que veio com ela.",
	statuses: map[int]string{
		http.StatusBadRequest:            "Não foi possível compreender o pedido.",
		http.StatusUnauthorized:          "É preciso uma chave válida.",
		http.StatusForbidden:             "Este pedido não é permitido.",
		http.StatusNotFound:              "Não existe ou já não está publicado.",
		http.StatusMethodNotAllowed:      "Este endereço não aceita esse método.",
		http.StatusConflict:              "Entretanto houve uma alteração. Atualize e tente de novo.",
		http.StatusRequestEntityTooLarge: "O pedido é demasiado grande.",
		http.StatusTooManyRequests:       "Recebemos demasiados pedidos deste endereço. Aguarde um momento e tente de novo.",
		http.StatusInternalServerError:   "Algo correu mal do nosso lado.",
		http.StatusServiceUnavailable:    "O guia não está disponível de momento. Tente de novo dentro de instantes.",
		http.StatusInsufficientStorage:   "Já não há espaço em disco no servidor. Avise quem o administra.",
	},
}

var english = words{
	empty:        "Please write a question.",
	tooLong:      "This is too long: %d characters at most.",
	notText:      "This holds characters that are not text.",
	notLanguage:  "This is not a two-letter language code such as pt or en.",
	notLevel:     "Choose everyone, child, easy or expert.",
	whichMuseum:  "There is more than one museum: say which.",
	notUTF8:      "The request is not UTF-8 text.",
	notJSON:      "The request is not a JSON object.",
	unknownField: "There is no such field.",
	notString:    "This field must be a string.",
	notWhole:     "This is not a revision number.",
	noFile:       "The request brings no file with a name.",
	notTrueFalse: "This must be true or false.",
	noEyes:       "This guide cannot see photographs: no vision model is configured.",
	notPhoto:     "This image could not be read: send a photograph as JPEG, PNG or WebP.",
	largePhoto:   "The image is too large: 8 MB at most.",
	noTurn:       "Say which answer: the question_id that came with it.",
	statuses: map[int]string{
		http.StatusBadRequest:            "The request could not be understood.",
		http.StatusUnauthorized:          "A valid token is needed.",
		http.StatusForbidden:             "This request is not allowed.",
		http.StatusNotFound:              "It does not exist or is no longer published.",
		http.StatusMethodNotAllowed:      "This address does not accept that method.",
		http.StatusConflict:              "Something changed in the meantime. Reload and try again.",
		http.StatusRequestEntityTooLarge: "The request is too large.",
		http.StatusTooManyRequests:       "Too many requests have come from your address. Please wait a moment and try again.",
		http.StatusInternalServerError:   "Something went wrong on our side.",
		http.StatusServiceUnavailable:    "The guide is not available right now. Please try again in a moment.",
		http.StatusInsufficientStorage:   "The server's disk is full. Tell whoever runs it.",
	},
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
// for those who speak neither.
var (
	spoken        = []words{portuguese, english}
	spokenMatcher = language.NewMatcher([]language.Tag{language.EuropeanPortuguese, language.English})
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
