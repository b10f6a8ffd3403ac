package curator

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/theme"

	"github.com/labstack/echo/v5"
)

const appearancePath = Path + "/appearance"

func (o *Office) appearanceRoutes() []route {
	return []route{
		{http.MethodGet, appearancePath, guide.RoleAdmin, o.appearance},
		{http.MethodPost, appearancePath, guide.RoleAdmin, o.saveAppearance},
	}
}

// Limits on a logo: a mark at the head of a page, on a telephone network.
const (
	maxLogoBytes = 200 << 10
	maxLogoSide  = 1200 // pixels
)

// appearancePage is how the guide looks, where else it may be shown, and how a
// kiosk behaves.
type appearancePage struct {
	page
	Colours  []themeColour
	Type     string
	Types    []string
	Logo     *guide.Logo
	Origins  string // as typed, one a line
	Idle     string // as typed, in seconds
	Guide    string // the museum's address, for visitors
	Done     bool
	Contrast []string // colours that cannot be read, in words
	Problems map[string]string
}

func (*appearancePage) template() string { return "appearance" }

// themeColour is a colour of the form.
type themeColour struct{ Name, Value, House, Problem string }

// LogoURL is where visitors find the museum's mark.
func (p *appearancePage) LogoURL() string {
	return guide.MuseumPath(p.Person.Museum.Code) + "/logo/" + p.Logo.SHA256 + ".png"
}

// IdleMin, IdleMax and OriginsMax are the bounds of what can be set.
func (*appearancePage) IdleMin() int    { return guide.MinKioskSeconds }
func (*appearancePage) IdleMax() int    { return guide.MaxKioskSeconds }
func (*appearancePage) OriginsMax() int { return guide.MaxOrigins }

// colourFields are the colours of a theme by the names that the form has for them.
var colourFields = []struct {
	name, variable string
	dark           bool
	of             func(*guide.Theme) *string
}{
	{"accent", "accent", false, func(t *guide.Theme) *string { return &t.Accent }},
	{"ground", "ground", false, func(t *guide.Theme) *string { return &t.Ground }},
	{"dark_accent", "accent", true, func(t *guide.Theme) *string { return &t.DarkAccent }},
	{"dark_ground", "ground", true, func(t *guide.Theme) *string { return &t.DarkGround }},
}

func (o *Office) newAppearancePage(c *echo.Context, person guide.User, s guide.Settings) *appearancePage {
	p := &appearancePage{page: o.newPage(c, person, "people"), Type: s.Theme.Type, Types: []string{"", guide.TypeSerif, guide.TypeSans}, Logo: s.Theme.Logo,
		Origins: strings.Join(s.Origins, "\n"), Idle: strconv.Itoa(s.Idle()), Problems: map[string]string{}}
	p.Title = p.T("look.title")
	p.Guide = strings.TrimSuffix(o.PublicURL, "/") + guide.MuseumPath(person.Museum.Code)
	light, dark := theme.Palettes(guide.Theme{})
	for _, f := range colourFields {
		house := light
		if f.dark {
			house = dark
		}
		p.Colours = append(p.Colours, themeColour{Name: f.name, Value: *f.of(&s.Theme), House: house[f.variable]})
	}
	return p
}

func (o *Office) appearance(c *echo.Context, person guide.User) error {
	p := o.newAppearancePage(c, person, person.Museum.Settings)
	p.Done = c.QueryParam("done") == "saved"
	return o.render(c, http.StatusOK, p)
}

func (o *Office) saveAppearance(c *echo.Context, person guide.User) error {
	values, err := readFormOf(c, maxFormBytes+maxLogoBytes)
	if err != nil {
		return err
	}
	museum := person.Museum
	p := o.newAppearancePage(c, person, museum.Settings)
	p.read(values, &museum.Settings)
	if err := o.readLogo(c, p, values, &museum.Settings.Theme); err != nil {
		return err
	}
	if len(p.Problems) == 0 {
		for _, problem := range theme.Check(museum.Settings.Theme) {
			p.Contrast = append(p.Contrast, p.unreadable(problem))
		}
	}
	if len(p.Problems) > 0 || len(p.Contrast) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err := o.Settings.SaveMuseum(c.Request().Context(), person, museum); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, appearancePath+"?done=saved")
}

// unreadable says which colours cannot be read, and by how much.
func (p *appearancePage) unreadable(problem theme.Problem) string {
	letters, ground, _ := strings.Cut(problem.Pair, ".")
	scheme := p.T("look.scheme.light")
	if problem.Dark {
		scheme = p.T("look.scheme.dark")
	}
	return p.T("look.unreadable", "scheme", scheme, "letters", p.T("look.colour."+letters), "ground", p.T("look.colour."+ground),
		"ratio", p.decimal(problem.Ratio), "enough", p.decimal(theme.Enough))
}

// decimal writes a ratio with one digit, never rounded up to what it is not.
func (p *appearancePage) decimal(x float64) string {
	tenths := int(x * 10)
	return fmt.Sprintf("%d%s%d", tenths/10, p.T("look.decimal"), tenths%10)
}

// read takes the form into settings, and notes what is wrong with it.
func (p *appearancePage) read(values url.Values, s *guide.Settings) {
	for i, f := range colourFields {
		typed := truncate(oneLine(values.Get(f.name)), 20)
		p.Colours[i].Value = typed
		colour := theme.Colour(typed)
		if typed != "" && colour == "" {
			p.Problems[f.name] = p.T("look.colour.wrong")
			p.Colours[i].Problem = p.Problems[f.name]
		}
		*f.of(&s.Theme) = colour
	}
	p.Type = values.Get("type")
	if slices.Contains(p.Types, p.Type) {
		s.Theme.Type = p.Type
	}
	p.Idle = truncate(oneLine(values.Get("idle")), 10)
	seconds, err := strconv.Atoi(p.Idle)
	if err != nil || seconds < guide.MinKioskSeconds || seconds > guide.MaxKioskSeconds {
		p.Problems["idle"] = p.T("look.idle.wrong", "min", guide.MinKioskSeconds, "max", guide.MaxKioskSeconds)
	}
	s.KioskSeconds = seconds
	p.Origins = truncate(strings.TrimSpace(strings.ToValidUTF8(values.Get("origins"), "")), 100*guide.MaxOrigins)
	s.Origins = nil
	for _, typed := range strings.Fields(p.Origins) {
		switch origin, ok := readOrigin(typed); {
		case !ok:
			p.Problems["origins"] = p.T("look.origins.wrong", "origin", truncate(typed, 80))
		case !slices.Contains(s.Origins, origin):
			s.Origins = append(s.Origins, origin)
		}
	}
	if len(s.Origins) > guide.MaxOrigins {
		p.Problems["origins"] = p.T("look.origins.many", "max", guide.MaxOrigins)
	}
}

// readOrigin is the origin of a site that may show the guide, as browsers write
// it: https, a host and, if it is not the usual one, a port. To try things out,
// this machine's own pages need no https.
func readOrigin(s string) (string, bool) {
	u, err := url.Parse(strings.ToLower(s))
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" || u.Hostname() == "" {
		return "", false
	}
	host := u.Hostname()
	local := host == "localhost" || host == "127.0.0.1"
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return "", false
	}
	for _, r := range host { // also keeps * and ; out of the policy that the origin goes into
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' {
			return "", false
		}
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return "", false
		}
		if u.Scheme == "https" && n != 443 || u.Scheme == "http" && n != 80 {
			host += ":" + strconv.Itoa(n)
		}
	}
	return u.Scheme + "://" + host, true
}

// readLogo keeps the logo that was sent, or takes it off. It is drawn anew, so
// that nothing is kept but its pixels.
func (o *Office) readLogo(c *echo.Context, p *appearancePage, values url.Values, t *guide.Theme) error {
	if values.Get("no_logo") != "" {
		t.Logo = nil
	}
	header, err := c.FormFile("logo")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && header.Size == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: read logo: %w", guide.ErrInvalid, err)
	}
	file, err := header.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	drawn, logo, err := drawLogo(file)
	if err != nil {
		p.Problems["logo"] = p.T("look.logo.wrong", "kb", maxLogoBytes>>10, "side", maxLogoSide)
		return nil
	}
	if logo.SHA256, _, err = o.Originals.Put(c.Request().Context(), bytes.NewReader(drawn), 4*maxLogoBytes); err != nil {
		return err
	}
	t.Logo = &logo
	return nil
}

func drawLogo(r io.Reader) ([]byte, guide.Logo, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxLogoBytes+1))
	if err != nil || len(data) > maxLogoBytes {
		return nil, guide.Logo{}, guide.Invalidf("logo", "too large")
	}
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width < 1 || config.Height < 1 || config.Width > maxLogoSide || config.Height > maxLogoSide {
		return nil, guide.Logo{}, guide.Invalidf("logo", "no PNG of at most %d pixels", maxLogoSide)
	}
	var img image.Image
	if img, err = png.Decode(bytes.NewReader(data)); err != nil {
		return nil, guide.Logo{}, guide.Invalidf("logo", "damaged")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, guide.Logo{}, err
	}
	return out.Bytes(), guide.Logo{Width: config.Width, Height: config.Height}, nil
}
