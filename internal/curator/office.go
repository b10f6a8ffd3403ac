package curator

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
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
	signIns   *throttle
	locales   locale.Set
	pages     map[string]*template.Template
}

// New reads the templates and the words of the pages, and fails when any of
// them does not parse.
func New(o Options) (*Office, error) {
	locales, err := locale.Load("locales", "locales/curator") // the words that all pages share, and the back office's own
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
		Options: o, sessions: newSessions(o.Sessions, o.HTTPS), passwords: passwords, signIns: newThrottle(),
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
	return []route{
		{http.MethodGet, Path + "/join/:token", anyone, o.joinPage},
		{http.MethodPost, Path + "/join/:token", anyone, o.join},
		{http.MethodGet, Path + "/signin", anyone, o.signInPage},
		{http.MethodPost, Path + "/signin", anyone, o.signIn},
		{http.MethodPost, Path + "/signout", anyone, o.signOut},

		{http.MethodGet, Path, guide.RoleReader, o.home},
		{http.MethodGet, Path + "/documents", guide.RoleReader, o.documents},
		{http.MethodGet, Path + "/documents/:document", guide.RoleReader, o.document},
		{http.MethodPost, Path + "/documents/:document/withdraw", guide.RoleEditor, o.withdraw},
		{http.MethodPost, Path + "/documents/:document/publish", guide.RoleEditor, o.publish},
	}
}

// Routes adds the back office's addresses to e.
func (o *Office) Routes(e *echo.Echo) {
	for _, r := range o.routes() {
		e.Add(r.method, r.path, o.guard(r))
	}
}

// pageNames are the files of web/templates/curator, but for the layout and its
// parts.
var pageNames = []string{"join", "joined", "signin", "home", "documents", "document", "error"}

func parsePages() (map[string]*template.Template, error) {
	shared, err := template.New("layout").Funcs(template.FuncMap{"static": web.URL}).
		ParseFS(web.Files, "templates/curator/layout.html", "templates/curator/parts.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range pageNames {
		page, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if pages[name], err = page.ParseFS(web.Files, "templates/curator/"+name+".html"); err != nil {
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

func (p *page) base() *page { return p }

// A view is a page ready to be shown.
type view interface {
	base() *page
	template() string // one of pageNames
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
	http.StatusForbidden:          {"error.403.title", "error.403.text"},
	http.StatusNotFound:           {"error.404.title", "error.404.text"},
	http.StatusConflict:           {"error.409.title", "error.409.text"},
	http.StatusServiceUnavailable: {"error.503.title", "error.503.text"},
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
