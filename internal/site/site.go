package site

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// Site makes the visitor's pages. It is safe for concurrent use.
type Site struct {
	// Models are the language models that answers may be written by, as visitors
	// are told.
	Models []string
	// Searchers are the models on other servers that find passages and put them in
	// order, and so are given the question too.
	Searchers []string
	// Recognise describes and searches a photograph; nil: nobody can.
	Recognise RecogniseFunc

	collection Collection
	ask        AskFunc
	find       FindFunc
	files      Files
	locales    locale.Set
	questions  *questions // nil: works are not asked about beforehand
	patterns   bool       // show every part in every state at /patterns
	pages      map[string]*template.Template
}

// New reads the templates and the words of the pages, and fails when any of
// them does not parse.
func New(collection Collection, ask AskFunc, find FindFunc, files Files) (*Site, error) {
	locales, err := locale.Load("locales")
	if err != nil {
		return nil, fmt.Errorf("read locales: %w", err)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	return &Site{collection: collection, ask: ask, find: find, files: files, locales: locales, pages: pages}, nil
}

// RecogniseFunc finds the works of a museum that a photograph may show, the most
// likely first, labelled in lang. A file that is no picture is guide.ErrInvalid; a
// model that does not answer guide.ErrUnavailable.
type RecogniseFunc func(ctx context.Context, museum guide.Museum, lang string, file []byte) ([]guide.Object, error)

// Speak adds a museum's own words to the pages': see locale.Set.Extend.
func (s *Site) Speak(own fs.FS) (err error) {
	s.locales, err = s.locales.Extend(own)
	return err
}

// Probe has questions about works tried before they are offered, by an ask that
// keeps no turn and needs no model.
func (s *Site) Probe(ask AskFunc) { s.questions = newQuestions(ask) }

// ShowPatterns adds a page of every part in every state, for those who work on
// the pages. Call it before Routes.
func (s *Site) ShowPatterns() { s.patterns = true }

// Languages are those that the pages have words in.
func (s *Site) Languages() []string { return s.locales.Languages() }

// Routes is every address a visitor may open.
func (s *Site) Routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) {
		e.GET(path, h)
		e.HEAD(path, h)
	}
	get("/", s.front)
	get("/:museum", s.museum)
	get("/:museum/", backToMuseum)
	get("/:museum/about", s.about)
	get("/:museum/rooms/:room", s.room)
	get("/:museum/o/*", s.object) // an inventory number may hold slashes
	get("/:museum/notes/:document", s.note)
	get("/sw.js", s.serviceWorker)
	get("/:museum/offline", s.offline)
	get("/:museum/rooms/:room/pack.json", s.roomPack)
	get("/:museum/tours", s.tours)
	get("/:museum/kiosk", s.kiosk)
	get("/:museum/logo/:file", s.logo)
	get("/:museum/embed", s.embed)
	get("/:museum/embed.json", s.embedFacts)
	get("/:museum/widget.js", s.widget)
	get("/:museum/tours/:tour", s.tour)
	get("/:museum/tours/:tour/o/*", s.tourStop)
	get("/:museum/tours/compose", s.backToTours) // the form's address, opened again
	e.POST("/:museum/tours/compose", s.compose)
	get("/:museum/tours/"+guide.MadeTour, s.made)
	get("/:museum/tours/"+guide.MadeTour+"/o/*", s.madeStop)
	get("/:museum/images/:file", s.image)
	get("/:museum/signs/:file", s.signs)
	get("/:museum/a/:turn", s.shared)
	get("/:museum/visit", s.visit)
	get("/:museum/next", s.next)
	get("/:museum/display", backToMuseum)
	e.POST("/:museum/display", s.setDisplay)
	get("/:museum/ask", backToMuseum) // the answer's address, opened again
	e.POST("/:museum/ask", s.askForm)
	get("/:museum/picture", backToMuseum)
	e.POST("/:museum/picture", s.picture)
	get("/:museum/feedback", backToMuseum) // the thanks' address, opened again
	e.POST("/:museum/feedback", s.rate)

	if s.patterns {
		get("/patterns", s.showPatterns)
	}
	get(web.StaticPrefix+"*", echo.WrapHandler(web.StaticHandler()))
}

// backToMuseum leads from an address that is no page to the museum's, keeping a
// change of language.
func backToMuseum(c *echo.Context) error {
	target := guide.MuseumPath(c.Param("museum"))
	if lang := c.QueryParam(locale.Param); lang != "" {
		target += "?" + locale.Param + "=" + template.URLQueryEscaper(lang)
	}
	return c.Redirect(http.StatusSeeOther, target)
}

// pageNames are the files of web/templates/visitor.
var pageNames = []string{"museums", "museum", "room", "object", "note", "feedback", "shared", "visit", "patterns", "about", "picture", "error", "tours", "tour", "stop", "kiosk", "embed", "offline"}

func parsePages() (map[string]*template.Template, error) {
	shared, err := template.New("layout").
		Funcs(template.FuncMap{"static": web.URL, "style": web.Style}).
		ParseFS(web.Files, "templates/layout/visitor.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range pageNames {
		page, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if pages[name], err = page.ParseFS(web.Files, "templates/visitor/"+name+".html"); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// page is what every template is given; the pages of rooms, works and notes
// embed it and add their own.
type page struct {
	locale.Locale
	Title  string // of the window, and the page's heading
	Museum guide.Museum
	Langs  []locale.Link
	Form   form
	Camera bool  // photographs can be shown to the guide
	Turn   *turn // what was asked through the form, when something was

	Readers []choice // for whom answers can be written; none: it is not asked

	Display display
	Here    string // address of this page, to come back to
	NoIndex bool   // not for search engines

	Kiosk    bool // on a device that many people use
	Embedded bool // in a frame of another site

	remember    string   // language chosen in this request
	kioskChange string   // see readKiosk
	frames      []string // origins of the sites that may show the page in a frame
}

// MuseumName is the museum's name in the language of the page.
func (p *page) MuseumName() string { return p.Museum.Name(p.Lang) }

// MuseumPath is the way back to the museum's page.
func (p *page) MuseumPath() string { return guide.MuseumPath(p.Museum.Code) }

// base makes *page and all that embed it a view.
func (p *page) base() *page { return p }

// A view is a page ready to be shown.
type view interface {
	base() *page
	template() string // one of pageNames
}

func (s *Site) newPage(c *echo.Context, museum guide.Museum) page {
	l, chosen := s.locales.Choose(c.Request(), museum.Langs)
	kiosk, change := readKiosk(c, museum)
	return page{
		Kiosk: kiosk, kioskChange: change,
		Locale: l, Title: museum.Name(l.Lang), Museum: museum,
		Langs: s.locales.Links(c.Request(), l, museum.Langs), Camera: s.Recognise != nil, remember: chosen,
		Readers: s.readers(l), Display: readDisplay(c.Request()), Here: here(c.Request()),
	}
}

// readers are those whom a model can write for: all, when there is one.
func (s *Site) readers(l locale.Locale) []choice {
	if len(s.Models) == 0 {
		return nil
	}
	return []choice{everyone(l), {Value: "easy", Text: l.T("level.easy")}, {Value: "child", Text: l.T("level.child")}, {Value: "expert", Text: l.T("level.expert")}}
}

func everyone(l locale.Locale) choice {
	return choice{Value: string(guide.LevelEveryone), Text: l.T("level.answer.everyone")}
}

// here is the address of a page, without what only one request wanted. The
// answer to a form is on a page that cannot be asked for again: its museum's.
func here(r *http.Request) string {
	if r.Method == http.MethodPost {
		museum, _, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
		return "/" + museum
	}
	query := r.URL.Query()
	query.Del(locale.Param)
	if len(query) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + query.Encode()
}

// render shows a view. The page is made whole before a byte is sent, so that a
// failing template still becomes an error page.
func (s *Site) render(c *echo.Context, status int, v view) error {
	var html bytes.Buffer
	if err := s.pages[v.template()].ExecuteTemplate(&html, "layout", v); err != nil {
		return fmt.Errorf("render page %s: %w", v.template(), err)
	}
	p := v.base()
	if p.remember != "" {
		locale.Remember(c.Response(), p.remember, c.IsTLS() || c.Scheme() == "https")
	}
	if p.kioskChange != "" {
		rememberKiosk(c, p.Museum, p.kioskChange)
	}
	header := c.Response().Header()
	header.Set("Content-Security-Policy", framePolicy(p))
	header.Set("Content-Language", p.Tag())
	header.Add("Vary", "Accept-Language, Cookie")
	// An answer is the asker's own, a failure may be over, and whatever a note
	// says, or a list names, may be withdrawn at any time.
	header.Set("Cache-Control", "no-store")
	if status == http.StatusOK && c.Request().Method != http.MethodPost && unchanged(c, html.Bytes()) { // a phone that keeps the page asks
		return c.NoContent(http.StatusNotModified)
	}
	return c.HTMLBlob(status, html.Bytes())
}

type errorPage struct {
	page
	Explanation string
}

func (*errorPage) template() string { return "error" }

// errorTexts are the statuses that have words of their own.
var errorTexts = map[int]struct{ title, explanation string }{
	http.StatusNotFound:           {"error.404.title", "error.404.text"},
	http.StatusGone:               {"error.410.title", "error.410.text"},
	http.StatusTooManyRequests:    {"error.429.title", "error.429.text"},
	http.StatusServiceUnavailable: {"error.503.title", "error.503.text"},
}

// ErrorPage shows what a status means to a visitor, and a way back. It reads
// nothing, so that it can be shown when nothing works.
func (s *Site) ErrorPage(c *echo.Context, status int) error {
	text, ok := errorTexts[status]
	switch {
	case ok:
	case status < http.StatusInternalServerError:
		text.title, text.explanation = "error.400.title", "error.400.text"
	default:
		text.title, text.explanation = "error.500.title", "error.500.text"
	}
	p := &errorPage{page: s.newPage(c, guide.Museum{})}
	p.Title, p.Explanation = p.T(text.title), p.T(text.explanation)
	return s.render(c, status, p)
}
