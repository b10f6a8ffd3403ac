package curator

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/internal/throttle"
	"cicerone/web"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v5"
)

// Path is the address of the back office. No museum may have its name for a code.
const Path = "/curator"

// Office makes the back office's pages. It is safe for concurrent use.
type Office struct {
	Options
	sessions  *scs.SessionManager
	passwords *passwords
	failures  *throttle.Failures // to sign in, and to guess links
	attempts  attemptKey
	locales   locale.Set
	pages     map[string]*template.Template
}

// New reads the templates and the words of the pages, and fails when any of
// them does not parse.
func New(o Options) (*Office, error) {
	locales, err := readLocales()
	if err != nil {
		return nil, fmt.Errorf("read locales: %w", err)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	passwords, err := newPasswords()
	if err != nil {
		return nil, fmt.Errorf("passwords: %w", err)
	}
	return &Office{
		Options: o, sessions: newSessions(o.Sessions, o.HTTPS), passwords: passwords, failures: throttle.New(), attempts: newAttemptKey(),
		locales: locales, pages: pages,
	}, nil
}

// A route is an address of the back office, with the least role that may use
// it. The person is the one signed in; with role anyone there may be none.
type route struct {
	method, path string
	least        guide.Role
	handle       func(c *echo.Context, person guide.User) error
}

// anyone is the least role of pages for those who have not signed in.
const anyone guide.Role = ""

// routes is every address of the back office.
func (o *Office) routes() []route {
	return slices.Concat(
		o.doorRoutes(),
		o.documentRoutes(),
		o.uploadRoutes(),
		o.objectRoutes(),
		o.roomRoutes(),
		o.tourRoutes(),
		o.questionRoutes(),
		o.setRoutes(),
		o.peopleRoutes(),
		o.appearanceRoutes(),
	)
}

// doorRoutes are the ways in and out, and the first page behind the door.
func (o *Office) doorRoutes() []route {
	return []route{
		{http.MethodGet, Path + "/join/:token", anyone, o.joinPage},
		{http.MethodPost, Path + "/join/:token", anyone, o.join},
		{http.MethodGet, Path + "/signin", anyone, o.signInPage},
		{http.MethodPost, Path + "/signin", anyone, o.signIn},
		{http.MethodPost, Path + "/signout", anyone, o.signOut},
		{http.MethodGet, Path, guide.RoleReader, o.home},
	}
}

// A tab is a part of the back office that every page leads to.
type tab struct {
	Name  string // also what page.Room says of the pages in it
	Title string // key of its words
	least guide.Role
}

// tabs are shown in this order to those who may open them.
var tabs = []tab{
	{"documents", "documents.title", guide.RoleReader},
	{"upload", "upload.title", guide.RoleCurator},
	{"objects", "objects.title", guide.RoleReader},
	{"questions", "questions.title", guide.RoleReader},
	{"people", "people.tab", guide.RoleAdmin},
}

// Routes adds the back office's addresses to e.
func (o *Office) Routes(e *echo.Echo) {
	for _, r := range o.routes() {
		e.Add(r.method, r.path, o.guard(r))
	}
}

// readLocales reads the words that all pages share, and the back office's own,
// of which each area has a folder.
func readLocales() (locale.Set, error) {
	areas, err := fs.Glob(web.Files, "locales/curator/*")
	if err != nil {
		return locale.Set{}, err
	}
	return locale.Load(append([]string{"locales"}, areas...)...)
}

// parsePages reads web/templates/curator: the layout and its parts, and each
// other file as a page of its own.
func parsePages() (map[string]*template.Template, error) {
	shared, err := template.New("layout").Funcs(template.FuncMap{"static": web.URL}).
		ParseFS(web.Files, "templates/curator/layout.html", "templates/curator/parts.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(web.Files, "templates/curator/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		page, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if pages[strings.TrimSuffix(path.Base(file), ".html")], err = page.ParseFS(web.Files, file); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// page is what every template is given; each page embeds it and adds its own.
type page struct {
	locale.Locale
	Title  string     // of the window, and the page's heading
	Museum string     // its name; empty before signing in
	Room   string     // which part of the back office this is: "documents", or ""
	Person guide.User // zero before signing in
	Langs  []locale.Link

	remember string // language chosen in this request
}

// SignedIn reports whether the page has a person to show things to.
func (p *page) SignedIn() bool { return p.Person.ID != 0 }

// May reports whether the person may do what asks for a role.
func (p *page) May(least guide.Role) bool { return allows(p.Person.Role, least) }

// Tabs are those the person may open.
func (p *page) Tabs() []tab {
	return slices.DeleteFunc(slices.Clone(tabs), func(t tab) bool { return !p.May(t.least) })
}

// Path is where the tab's first page is.
func (t tab) Path() string { return Path + "/" + t.Name }

func (p *page) base() *page { return p }

// A view is a page ready to be shown.
type view interface {
	base() *page
	template() string // a file of web/templates/curator, without .html
}

func (o *Office) newPage(c *echo.Context, person guide.User, room string) page {
	l, chosen := o.locales.Choose(c.Request(), nil)
	return page{Locale: l, Museum: person.Museum.Name(l.Lang), Person: person, Room: room, Langs: o.locales.Links(c.Request(), l, nil), remember: chosen}
}

// render shows a view. The page is made whole before a byte is sent, so that a
// failing template still becomes an error page. No page of the back office is
// kept by a browser: the next person at the desk may be another.
func (o *Office) render(c *echo.Context, status int, v view) error {
	var html bytes.Buffer
	if err := o.pages[v.template()].ExecuteTemplate(&html, "layout", v); err != nil {
		return fmt.Errorf("render page %s: %w", v.template(), err)
	}
	p := v.base()
	if p.remember != "" {
		locale.Remember(c.Response(), p.remember, o.HTTPS)
	}
	header := c.Response().Header()
	header.Set("Content-Security-Policy", web.ContentSecurityPolicy)
	header.Set("Content-Language", p.Tag())
	header.Set("Cache-Control", "no-store")
	return c.HTMLBlob(status, html.Bytes())
}

type errorPage struct {
	page
	Explanation string
}

func (*errorPage) template() string { return "error" }

// errorTexts are the statuses that have words of their own.
var errorTexts = map[int]struct{ title, explanation string }{
	http.StatusForbidden:           {"error.403.title", "error.403.text"},
	http.StatusNotFound:            {"error.404.title", "error.404.text"},
	http.StatusConflict:            {"error.409.title", "error.409.text"},
	http.StatusTooManyRequests:     {"patience.title", "patience.text"},
	http.StatusServiceUnavailable:  {"error.503.title", "error.503.text"},
	http.StatusInsufficientStorage: {"upload.full.title", "upload.full.text"},
}

// ErrorPage shows what a status means to the museum's people, and a way back. It
// reads nothing, so that it can be shown when nothing works.
func (o *Office) ErrorPage(c *echo.Context, status int) error {
	text, ok := errorTexts[status]
	switch {
	case ok:
	case status < http.StatusInternalServerError:
		text.title, text.explanation = "error.400.title", "error.400.text"
	default:
		text.title, text.explanation = "error.500.title", "error.500.text"
	}
	p := &errorPage{page: o.newPage(c, guide.User{}, "")}
	p.Title, p.Explanation = p.T(text.title), p.T(text.explanation)
	return o.render(c, status, p)
}
