package curator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// PinBoard is where pinned answers are looked at.
type PinBoard interface {
	Pins(ctx context.Context, museum int64, offset, limit int) ([]guide.Pin, error)
	Pin(ctx context.Context, museum int64, id string) (guide.Pin, error)
}

// Pinner changes what visitors are told in the museum's own words, from the
// next question on. An inventory number that no object has is guide.ErrInvalid.
type Pinner interface {
	AddPin(ctx context.Context, by guide.User, draft guide.DraftPin) (id string, err error)
	EditPin(ctx context.Context, by guide.User, id string, draft guide.DraftPin) error
}

// PinSwitch takes a pinned answer from visitors and gives it back.
type PinSwitch interface {
	WithdrawPin(ctx context.Context, by guide.User, id string) error
	RestorePin(ctx context.Context, by guide.User, id string) error
}

const pinsPerPage = 50

// pinsPage lists pinned answers.
type pinsPage struct {
	page
	Pins           []guide.Pin
	Number         int
	Earlier, Later string    // addresses of the pages before and after, or ""
	Withdrawn      guide.Pin // the one just withdrawn, if any
}

func (*pinsPage) template() string { return "pins" }

// View is which of the pages about questions this is.
func (*pinsPage) View() string { return "pins" }

// Path is where a pinned answer is looked after.
func (*pinsPage) Path(id string) string { return pinPath(id) }

func (o *Office) pins(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	p := &pinsPage{page: o.newPage(c, person, "questions"), Number: pageNumber(c.QueryParam("page"))}
	p.Title = p.T("questions.pins.title")
	pins, err := o.PinBoard.Pins(ctx, person.Museum.ID, (p.Number-1)*pinsPerPage, pinsPerPage+1)
	if err != nil {
		return err
	}
	p.Pins = pins[:min(len(pins), pinsPerPage)]
	pagePath := func(number int) string { return Path + "/questions/pins?page=" + strconv.Itoa(number) }
	if p.Number > 1 {
		p.Earlier = pagePath(p.Number - 1)
	}
	if len(pins) > pinsPerPage {
		p.Later = pagePath(p.Number + 1)
	}
	if id := c.QueryParam("withdrawn"); id != "" && len(id) <= guide.MaxRefRunes {
		pin, err := o.PinBoard.Pin(ctx, person.Museum.ID, id)
		if err != nil && !errors.Is(err, guide.ErrNotFound) {
			return err
		}
		if !pin.Withdrawn.IsZero() {
			p.Withdrawn = pin
		}
	}
	return o.render(c, http.StatusOK, p)
}

// pinFormPage is the form of a pinned answer, new or not.
type pinFormPage struct {
	page
	langChoice
	Pin      guide.Pin // the zero Pin for a new one
	Draft    guide.DraftPin
	Gap      string            // public id of the turn whose gap it closes, or ""
	Asked    int               // how many questions that gap's group holds
	Problems map[string]string // by field
}

func (*pinFormPage) template() string { return "pin" }

// Action is where the form goes.
func (p *pinFormPage) Action() string {
	switch {
	case p.Pin.ID != "":
		return pinPath(p.Pin.ID)
	case p.Gap != "":
		return Path + "/questions/pins/new?" + url.Values{"gap": {p.Gap}}.Encode()
	}
	return Path + "/questions/pins/new"
}

// FormLang and FormInventory are what the form's fields of that name hold.
func (p *pinFormPage) FormLang() string      { return p.Draft.Lang }
func (p *pinFormPage) FormInventory() string { return p.Draft.Inventory }

// MaxQuestion and MaxAnswer are the longest question and answer, in characters.
func (*pinFormPage) MaxQuestion() int { return guide.MaxQuestionRunes }
func (*pinFormPage) MaxAnswer() int   { return guide.MaxPinRunes }

// newPinPage is the form as it is before anything is typed: for a gap's
// question, when the address names one.
func (o *Office) newPinPage(c *echo.Context, person guide.User) (*pinFormPage, gapGroup, error) {
	p := &pinFormPage{page: o.newPage(c, person, "questions"), Gap: c.QueryParam("gap"), Problems: map[string]string{}}
	p.Title, p.Draft.Lang = p.T("questions.pin.new"), person.Museum.Lang
	var group gapGroup
	if p.Gap != "" {
		var err error
		if group, err = o.gapGroup(c.Request().Context(), person.Museum, p.Gap); err != nil {
			return nil, group, err
		}
		gap := group.Newest()
		p.Draft = guide.DraftPin{Question: gap.Question, Lang: gap.Lang, Inventory: gap.Inventory}
		p.Asked = len(group.Gaps)
	}
	p.langChoice = newLangChoice(person.Museum, p.Draft.Lang)
	return p, group, nil
}

func (o *Office) newPin(c *echo.Context, person guide.User) error {
	p, _, err := o.newPinPage(c, person)
	if err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

// addPin pins an answer, and closes the gaps it is for.
func (o *Office) addPin(c *echo.Context, person guide.User) error {
	p, group, err := o.newPinPage(c, person)
	if err != nil {
		return err
	}
	if err := p.read(c); err != nil {
		return err
	}
	if len(p.Problems) == 0 {
		_, err = o.Pinner.AddPin(c.Request().Context(), person, p.Draft)
	}
	switch {
	case p.refused(err):
		return o.render(c, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	case p.Gap != "":
		return o.closeGroup(c, person, group, guide.ClosedPinned, "")
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/pins")
}

func (o *Office) pinPage(c *echo.Context, person guide.User) (*pinFormPage, error) {
	pin, err := o.PinBoard.Pin(c.Request().Context(), person.Museum.ID, c.Param("pin"))
	if err != nil {
		return nil, err
	}
	p := &pinFormPage{page: o.newPage(c, person, "questions"), langChoice: newLangChoice(person.Museum, pin.Lang), Pin: pin, Problems: map[string]string{},
		Draft: guide.DraftPin{Question: pin.Question, Answer: pin.Answer, Lang: pin.Lang, Inventory: pin.Inventory}}
	p.Title = p.T("questions.pin.edit")
	return p, nil
}

func (o *Office) pin(c *echo.Context, person guide.User) error {
	p, err := o.pinPage(c, person)
	if err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) editPin(c *echo.Context, person guide.User) error {
	p, err := o.pinPage(c, person)
	if err != nil {
		return err
	}
	if err := p.read(c); err != nil {
		return err
	}
	if len(p.Problems) == 0 {
		err = o.Pinner.EditPin(c.Request().Context(), person, p.Pin.ID, p.Draft)
	}
	switch {
	case p.refused(err):
		return o.render(c, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/pins")
}

// read takes what was typed, and says what is wrong with it.
func (p *pinFormPage) read(c *echo.Context) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p.Draft = guide.DraftPin{Question: oneLine(values.Get("question")), Answer: someLines(values.Get("answer")),
		Lang: values.Get("language"), Inventory: oneLine(values.Get("inventory"))}
	if n := utf8.RuneCountInString(p.Draft.Question); n == 0 {
		p.Problems["question"] = p.T("questions.form.question.empty")
	} else if n > guide.MaxQuestionRunes {
		p.Problems["question"] = p.T("questions.form.long", "max", guide.MaxQuestionRunes)
	}
	if n := utf8.RuneCountInString(p.Draft.Answer); n == 0 || !isText(p.Draft.Answer) {
		p.Problems["answer"] = p.T("questions.form.answer.empty")
	} else if n > guide.MaxPinRunes {
		p.Problems["answer"] = p.T("questions.form.long", "max", guide.MaxPinRunes)
	}
	if !p.offers(p.Draft.Lang) {
		p.Problems["language"] = p.T("questions.form.language.wrong")
	}
	return nil
}

// refused reports whether the form has to be mended. An inventory number is
// known to be wrong only when it is saved.
func (p *pinFormPage) refused(err error) bool {
	var invalid *guide.InvalidError
	if errors.As(err, &invalid) && invalid.Field == "inventory" {
		p.Problems["inventory"] = p.T("questions.form.inventory.wrong")
	}
	return len(p.Problems) > 0
}

func (o *Office) withdrawPin(c *echo.Context, person guide.User) error {
	id := c.Param("pin")
	if err := o.PinSwitch.WithdrawPin(c.Request().Context(), person, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/pins?"+url.Values{"withdrawn": {id}}.Encode())
}

func (o *Office) restorePin(c *echo.Context, person guide.User) error {
	if err := o.PinSwitch.RestorePin(c.Request().Context(), person, c.Param("pin")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/pins")
}

func pinPath(id string) string { return Path + "/questions/pins/" + url.PathEscape(id) }

// langChoice is the languages that a form offers: those the guide reads, the
// museum's first, and whatever the visitor wrote in.
type langChoice struct{ FormLangs []string }

// guideLangs are those in which the guide tells words apart.
var guideLangs = []string{"pt", "en", "es", "fr", "it", "de"}

func newLangChoice(m guide.Museum, asked string) langChoice {
	var out langChoice
	for _, lang := range slices.Concat(m.Langs, guideLangs, []string{asked}) {
		if lang != "" && !out.offers(lang) {
			out.FormLangs = append(out.FormLangs, lang)
		}
	}
	return out
}

func (l langChoice) offers(lang string) bool { return slices.Contains(l.FormLangs, lang) }

// isText reports whether s is text of several lines, as people type it.
func isText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
