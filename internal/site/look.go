package site

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/theme"

	"github.com/labstack/echo/v5"
)

// ThemeURL is the address of the museum's own style sheet, which holds a hash of
// what it says; "" when the museum looks as the house does.
func (p *page) ThemeURL() string {
	css := theme.CSS(p.Museum.Settings.Theme)
	if css == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(css))
	return p.MuseumPath() + "/theme.css?v=" + hex.EncodeToString(sum[:6])
}

// Logo is the museum's mark; nil when it has none.
func (p *page) Logo() *guide.Logo { return p.Museum.Settings.Theme.Logo }

// LogoURL is where the museum's mark is.
func (p *page) LogoURL() string { return p.MuseumPath() + "/logo/" + p.Logo().SHA256 + ".png" }

// themeCSS is the museum's own style sheet. An address with another hash than its
// own is answered with what there is now.
func (s *Site) themeCSS(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", imageCache)
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", []byte(theme.CSS(museum.Settings.Theme)))
}

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
