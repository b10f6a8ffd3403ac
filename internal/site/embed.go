package site

import (
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/theme"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// embedPage is the question form alone, to stand in a frame of the museum's own
// site. Links out of it open in a window of their own.
type embedPage struct {
	page
	Full string // address of the whole guide
}

func (*embedPage) template() string { return "embed" }

// embed is the page for a frame. Only the sites that the museum names may show it
// in one: a browser refuses all others.
func (s *Site) embed(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	full, err := s.museumPage(c, museum)
	if err != nil {
		return err
	}
	p := &embedPage{page: full.page, Full: guide.MuseumPath(museum.Code)}
	p.Embedded, p.Kiosk = true, false
	p.frames = museum.Settings.Origins
	return s.render(c, http.StatusOK, p)
}

// framePolicy is the content policy of a page: what stands in it, and which sites
// may show it in a frame.
func framePolicy(p *page) string {
	sheets := []template.CSS{web.Style()}
	if own := p.Theme(); own != "" {
		sheets = append(sheets, own)
	}
	policy := web.StylePolicy(sheets...)
	if len(p.frames) == 0 {
		return policy
	}
	return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(p.frames, " "), 1)
}

// widget is the script that a museum's own site loads. It is the same for all: who
// may use it, embedFacts decides.
func (s *Site) widget(c *echo.Context) error {
	if _, err := s.findMuseum(c); err != nil {
		return err
	}
	script, err := fs.ReadFile(web.Files, "static/js/widget.js")
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=3600")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", script)
}

// embedFacts tells the widget what it says and looks like, if the page that it
// stands in is of a site that the museum names: to all others a browser hides it.
func (s *Site) embedFacts(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Add("Vary", "Origin")
	header.Set("Cache-Control", "no-cache")
	origin := c.Request().Header.Get("Origin")
	if !slices.Contains(museum.Settings.Origins, origin) {
		return guide.ErrForbidden
	}
	header.Set("Access-Control-Allow-Origin", origin)
	l, _ := s.locales.Choose(c.Request(), museum.Langs)
	light, dark := theme.Palettes(museum.Settings.Theme)
	return c.JSON(http.StatusOK, map[string]any{
		"lang": l.Tag(), "ask": l.T("embed.ask"), "close": l.T("embed.close"), "title": l.T("embed.title", "museum", museum.Name(l.Lang)),
		"frame": guide.MuseumPath(museum.Code) + "/embed?lang=" + l.Lang,
		"light": map[string]string{"accent": light["accent"], "letters": light["on-accent"], "ground": light["ground"]},
		"dark":  map[string]string{"accent": dark["accent"], "letters": dark["on-accent"], "ground": dark["ground"]},
	})
}
