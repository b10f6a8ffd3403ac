package curator

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"

	"github.com/labstack/echo/v5"
)

// Settings changes what a museum decides for itself: names, languages, rules.
type Settings interface {
	SaveMuseum(ctx context.Context, by guide.User, m guide.Museum) error
}

func (o *Office) settingsRoutes() []route {
	return []route{
		{http.MethodGet, settingsPath, guide.RoleAdmin, o.settings},
		{http.MethodPost, settingsPath, guide.RoleAdmin, o.saveSettings},
	}
}

const settingsPath = Path + "/settings"

// settingsPage is what the museum decides for itself.
type settingsPage struct {
	page
	Languages []offeredLanguage // that pages could be offered in, those that are first
	First     string            // the language shown to whoever speaks none of them
	FourEyes  bool
	KeepDays  string // as typed
	Voice     string
	Contact   string
	Done      bool
	Problems  map[string]string
}

func (*settingsPage) template() string { return "settings" }

// MaxVoice is the longest that a museum may say of its voice, in characters.
func (*settingsPage) MaxVoice() int { return guide.MaxVoiceRunes }

// MaxContact is the longest contact, in characters.
func (*settingsPage) MaxContact() int { return guide.MaxContactRunes }

// MaxKeepDays is the longest that conversations are kept.
func (*settingsPage) MaxKeepDays() int { return guide.MaxKeepDays }

// offeredLanguage is a language that a museum's pages may be offered in.
type offeredLanguage struct {
	Code, Name string // the museum's name in it, as typed
	Offered    bool
	Own        bool // the museum's own, in which it must have a name
}

func (o *Office) settings(c *echo.Context, person guide.User) error {
	p := o.newSettingsPage(c, person)
	m := person.Museum
	for i := range p.Languages {
		l := &p.Languages[i]
		l.Name, l.Offered = m.Names[l.Code], slices.Contains(m.Langs, l.Code)
	}
	p.First, p.FourEyes, p.KeepDays = m.Langs[0], m.Settings.FourEyes, strconv.Itoa(m.Settings.KeepDays)
	p.Voice, p.Contact = m.Settings.Voice, m.Settings.Contact
	p.Done = c.QueryParam("done") == "saved"
	return o.render(c, http.StatusOK, p)
}

// newSettingsPage is the form with nothing filled in. Languages are those that
// the pages have words in, and those the museum has already.
func (o *Office) newSettingsPage(c *echo.Context, person guide.User) *settingsPage {
	p := &settingsPage{page: o.newPage(c, person, "people"), Problems: map[string]string{}}
	p.Title = p.T("settings.title")
	codes := slices.Clone(person.Museum.Langs)
	if !slices.Contains(codes, person.Museum.Lang) {
		codes = append(codes, person.Museum.Lang)
	}
	for _, code := range o.Languages {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, code := range codes {
		p.Languages = append(p.Languages, offeredLanguage{Code: code, Own: code == person.Museum.Lang})
	}
	return p
}

func (o *Office) saveSettings(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p := o.newSettingsPage(c, person)
	p.First, p.FourEyes, p.KeepDays = values.Get("first"), values.Get("four_eyes") != "", truncate(oneLine(values.Get("keep_days")), 10)
	p.Voice, p.Contact = truncate(strings.TrimSpace(text.Clean(values.Get("voice"))), 2*guide.MaxVoiceRunes), truncate(oneLine(values.Get("contact")), 2*guide.MaxContactRunes)
	for i := range p.Languages {
		l := &p.Languages[i]
		l.Name, l.Offered = truncate(oneLine(values.Get("name."+l.Code)), 2*maxName), slices.Contains(values["lang"], l.Code)
	}
	m := p.museum(person.Museum)
	if len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err := o.Settings.SaveMuseum(c.Request().Context(), person, m); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, settingsPath+"?done=saved")
}

// museum is m as the form would have it. It notes what is wrong with the form.
func (p *settingsPage) museum(m guide.Museum) guide.Museum {
	out := m
	out.Names, out.Langs = maps.Clone(m.Names), nil
	for _, l := range p.Languages {
		delete(out.Names, l.Code)
		switch {
		case l.Name == "" && l.Own:
			p.Problems["name."+l.Code] = p.T("settings.name.empty")
		case utf8.RuneCountInString(l.Name) > maxName:
			p.Problems["name."+l.Code] = p.T("join.name.long", "max", maxName)
		case l.Name != "":
			out.Names[l.Code] = l.Name
		}
		if l.Offered {
			out.Langs = append(out.Langs, l.Code)
		}
	}
	switch i := slices.Index(out.Langs, p.First); {
	case len(out.Langs) == 0:
		p.Problems["lang"] = p.T("settings.lang.none")
	case i < 0:
		p.Problems["first"] = p.T("settings.first.wrong")
	default: // it leads, the others follow in their order
		out.Langs = slices.Concat([]string{p.First}, slices.Delete(out.Langs, i, i+1))
	}
	days, err := strconv.Atoi(p.KeepDays)
	if err != nil || days < 1 || days > guide.MaxKeepDays {
		p.Problems["keep_days"] = p.T("settings.keep.wrong", "max", guide.MaxKeepDays)
	}
	if utf8.RuneCountInString(p.Voice) > guide.MaxVoiceRunes {
		p.Problems["voice"] = p.T("settings.voice.long", "max", guide.MaxVoiceRunes)
	}
	if utf8.RuneCountInString(p.Contact) > guide.MaxContactRunes {
		p.Problems["contact"] = p.T("settings.contact.long", "max", guide.MaxContactRunes)
	}
	out.Settings.FourEyes, out.Settings.KeepDays, out.Settings.Voice, out.Settings.Contact = p.FourEyes, days, p.Voice, p.Contact
	return out
}
