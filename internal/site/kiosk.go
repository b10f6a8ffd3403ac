package site

import (
	"net/http"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// A kiosk is a device of the museum's own that many people use one after the
// other. It is one as long as it has this cookie, which names its museum: pages
// are set larger, and begin anew when nobody touches them for a while.
const (
	kioskCookie = "cicerone_kiosk"
	kioskParam  = "kiosk" // in an address: 1 makes this device a kiosk, 0 no longer
	kioskKept   = 365 * 24 * 60 * 60
)

// kioskPage is what a kiosk shows while nobody is there.
type kioskPage struct{ page }

func (*kioskPage) template() string { return "kiosk" }

// kiosk makes the device a kiosk, and waits for somebody to touch it.
func (s *Site) kiosk(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := &kioskPage{page: s.newPage(c, museum)}
	if p.kioskChange == "" && !p.Kiosk {
		p.Kiosk, p.kioskChange = true, "1"
	}
	return s.render(c, http.StatusOK, p)
}

// KioskPath is where a kiosk begins anew.
func (p *page) KioskPath() string { return p.MuseumPath() + "/kiosk" }

// readKiosk is whether the device is a kiosk of the museum, and the change that
// the address asks for: "1", "0" or "".
func readKiosk(c *echo.Context, museum guide.Museum) (is bool, change string) {
	switch change := c.QueryParam(kioskParam); {
	case museum.Code == "":
		return false, ""
	case change == "1" || change == "0":
		return change == "1", change
	}
	cookie, err := c.Request().Cookie(kioskCookie)
	return err == nil && cookie.Value == museum.Code, ""
}

func rememberKiosk(c *echo.Context, museum guide.Museum, change string) {
	cookie := &http.Cookie{Name: kioskCookie, Value: museum.Code, Path: "/", MaxAge: kioskKept,
		HttpOnly: true, Secure: c.IsTLS() || c.Scheme() == "https", SameSite: http.SameSiteLaxMode}
	if change == "0" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Response(), cookie)
}
