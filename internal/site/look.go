package site

import (
	"html/template"
	"io"
	"net/http"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/theme"

	"github.com/labstack/echo/v5"
)

// Theme is the museum's own style sheet; "" when the museum looks as the house does.
func (p *page) Theme() template.CSS {
	css := theme.CSS(p.Museum.Settings.Theme)
	if strings.Contains(css, "<") { // colours and families have none: it would end the style
		return ""
	}
	return template.CSS(css)
}

// Logo is the museum's mark; nil when it has none.
func (p *page) Logo() *guide.Logo { return p.Museum.Settings.Theme.Logo }

// LogoURL is where the museum's mark is.
func (p *page) LogoURL() string { return p.MuseumPath() + "/logo/" + p.Logo().SHA256 + ".png" }

// logo is the museum's mark, as long as it is that.
func (s *Site) logo(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	sha, isPNG := strings.CutSuffix(pathSegment(c, 2), ".png")
	if logo := museum.Settings.Theme.Logo; logo == nil || !isPNG || logo.SHA256 != sha {
		return guide.ErrNotFound
	}
	file, err := s.files.Get(sha)
	if err != nil {
		return err
	}
	defer file.Close()
	header := c.Response().Header()
	header.Set("Cache-Control", imageCache)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Type", "image/png")
	c.Response().WriteHeader(http.StatusOK)
	_, err = io.Copy(c.Response(), file)
	return err
}
