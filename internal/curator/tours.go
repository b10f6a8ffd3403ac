package curator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Tours are a museum's tours, published or not.
type Tours interface {
	OpenTours(ctx context.Context, museum int64) ([]guide.OpenTour, error)
	OpenTour(ctx context.Context, museum int64, id string) (guide.OpenTour, error)
}

// TourEditor makes and changes tours. A form made from an older version than the
// newest is guide.ErrConflict.
type TourEditor interface {
	SaveTour(ctx context.Context, by guide.User, t guide.OpenTour) (string, error)
	MoveTour(ctx context.Context, by guide.User, id string, step int) error
}

// TourPublisher decides which tours there are for visitors.
type TourPublisher interface {
	PublishTour(ctx context.Context, by guide.User, id string, publish bool) error
	DeleteTour(ctx context.Context, by guide.User, id string, deleted bool) error
}

func (o *Office) tourRoutes() []route {
	const tours, tour = Path + "/tours", Path + "/tours/:tour"
	return []route{
		{http.MethodGet, tours, guide.RoleReader, o.tours},
		{http.MethodGet, tours + "/new", guide.RoleCurator, o.newTour},
		{http.MethodPost, tours, guide.RoleCurator, o.saveTour},
		{http.MethodGet, tour, guide.RoleReader, o.tour},
		{http.MethodPost, tour, guide.RoleCurator, o.saveTour},
		{http.MethodPost, tour + "/move", guide.RoleCurator, o.moveTour},
		{http.MethodPost, tour + "/publish", guide.RoleEditor, o.publishTour},
		{http.MethodPost, tour + "/withdraw", guide.RoleEditor, o.withdrawTour},
		{http.MethodPost, tour + "/delete", guide.RoleEditor, o.deleteTour},
		{http.MethodPost, tour + "/undelete", guide.RoleEditor, o.undeleteTour},
	}
}

func toursPath(id string) string { return Path + "/tours/" + url.PathEscape(id) }

// toursPage lists the museum's tours in the order visitors see them.
type toursPage struct {
	page
	Tours []guide.OpenTour
	Moved string // id of the tour just moved
	Done  string // what has just been done, in words
	Undo  string // address that undoes it, or ""
}

func (*toursPage) template() string { return "tours" }

// ObjectsPart is which of the pages about objects this is.
func (*toursPage) ObjectsPart() string { return "tours" }

// Last is the index of the last tour.
func (p *toursPage) Last() int { return len(p.Tours) - 1 }

// TourName is a tour's title in the language of the page or the museum's.
func (p *page) TourName(t guide.OpenTour) string {
	for _, lang := range append([]string{p.Lang, p.Person.Museum.Lang}, slices.Sorted(maps.Keys(t.Titles))...) {
		if t.Titles[lang] != "" {
			return t.Titles[lang]
		}
	}
	return p.T("tours.untitled")
}

// Unseen counts the works of a tour that visitors do not see.
func (p *page) Unseen(t guide.OpenTour) (n int) {
	for _, s := range t.Stops {
		if !s.Live {
			n++
		}
	}
	return n
}

func (o *Office) tours(c *echo.Context, person guide.User) error {
	tours, err := o.Tours.OpenTours(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	p := &toursPage{page: o.newPage(c, person, "objects"), Tours: tours, Moved: c.QueryParam("moved")}
	p.Title = p.T("tours.title")
	if id := c.QueryParam("deleted"); id != "" {
		t, err := o.Tours.OpenTour(c.Request().Context(), person.Museum.ID, id)
		if err == nil && !t.Deleted.IsZero() {
			p.Done = p.T("tours.deleted", "title", p.TourName(t))
			if p.May(guide.RoleEditor) {
				p.Undo = toursPath(id) + "/undelete"
			}
		} else if err != nil && !errors.Is(err, guide.ErrNotFound) {
			return err
		}
	}
	return o.render(c, http.StatusOK, p)
}

// tourPage is one tour as a form.
type tourPage struct {
	page
	Saved    guide.OpenTour // as it is; zero when it is new
	Version  int
	Texts    []tourText
	Others   []tourText // of languages that nobody has written in yet
	Minutes  string     // as typed
	Stops    []tourStop
	Add      string             // a work to add, as typed
	Found    []guide.ListedCard // several that it may mean
	Problems map[string]string
	Stale    bool
	Done     string
	Moved    string // inventory number of the work just moved
}

func (*tourPage) template() string { return "tour" }

// ObjectsPart is which of the pages about objects this is.
func (*tourPage) ObjectsPart() string { return "tours" }

// Editable reports whether the person may change the tour.
func (p *tourPage) Editable() bool { return p.May(guide.RoleCurator) && p.Saved.Deleted.IsZero() }

// Path is where the form is sent.
func (p *tourPage) Path() string {
	if p.Saved.ID == "" {
		return Path + "/tours"
	}
	return toursPath(p.Saved.ID)
}

// VisitorPath is the visitor's page of the tour.
func (p *tourPage) VisitorPath() string { return guide.TourPath(p.Person.Museum.Code, p.Saved.ID) }

// With is what the parts of the form are given: the page, and the text they are of.
func (p *tourPage) With(text any) map[string]any { return map[string]any{"Page": p, "Text": text} }

// MaxMinutes is the longest tour.
func (*tourPage) MaxMinutes() int { return guide.MaxTourMinutes }

// tourText is what a tour is called and what is said of it in one language.
type tourText struct{ Lang, Title, Intro, TitleProblem, IntroProblem string }

// tourStop is a work of the form.
type tourStop struct {
	guide.OpenStop
	Number      int
	First, Last bool
	Texts       []stopText
	Others      []stopText // of languages that nobody has written in yet
}

// stopText is what is said on the way to a work, in one language.
type stopText struct{ Name, Lang, Words, Problem string }

func (o *Office) tour(c *echo.Context, person guide.User) error {
	t, err := o.Tours.OpenTour(c.Request().Context(), person.Museum.ID, c.Param("tour"))
	if err != nil {
		return err
	}
	p := o.newTourPage(c, person, t, t, nil)
	switch c.QueryParam("done") {
	case "saved":
		p.Done = p.T("tours.saved")
	case "published":
		p.Done = p.T("tours.published")
	case "withdrawn":
		p.Done = p.T("tours.withdrawn")
	case "undeleted":
		p.Done = p.T("tours.undeleted")
	}
	p.Moved = c.QueryParam("moved")
	return o.render(c, http.StatusOK, p)
}

func (o *Office) newTour(c *echo.Context, person guide.User) error {
	return o.render(c, http.StatusOK, o.newTourPage(c, person, guide.OpenTour{}, guide.OpenTour{}, nil))
}

// newTourPage is the form of a tour as it is, with what was typed and what is
// wrong with that.
func (o *Office) newTourPage(c *echo.Context, person guide.User, saved, typed guide.OpenTour, problems map[string]fieldProblem) *tourPage {
	p := &tourPage{page: o.newPage(c, person, "objects"), Saved: saved, Version: saved.Version, Stale: saved.Version != typed.Version}
	p.Problems = p.inWords(problems)
	p.Title = p.T("tours.new.title")
	if saved.ID != "" {
		p.Title = p.TourName(saved)
	}
	if typed.Minutes > 0 {
		p.Minutes = strconv.Itoa(typed.Minutes)
	}
	for _, lang := range person.Museum.Langs {
		text := tourText{lang, typed.Titles[lang], typed.Intros[lang], p.Problems["title_"+lang], p.Problems["intro_"+lang]}
		if folded(person.Museum, lang, text.Title+text.Intro+text.TitleProblem+text.IntroProblem) {
			p.Others = append(p.Others, text)
		} else {
			p.Texts = append(p.Texts, text)
		}
	}
	known := map[string]guide.OpenStop{}
	for _, s := range saved.Stops {
		known[s.Inventory] = s
	}
	for i, s := range typed.Stops {
		if k, ok := known[s.Inventory]; ok {
			s.Title, s.Live = k.Title, k.Live
		}
		stop := tourStop{OpenStop: s, Number: i + 1, First: i == 0, Last: i == len(typed.Stops)-1}
		for _, lang := range person.Museum.Langs {
			name := fmt.Sprintf("words_%d_%s", i, lang)
			text := stopText{name, lang, s.Words[lang], p.Problems[name]}
			if folded(person.Museum, lang, text.Words+text.Problem) {
				stop.Others = append(stop.Others, text)
			} else {
				stop.Texts = append(stop.Texts, text)
			}
		}
		p.Stops = append(p.Stops, stop)
	}
	return p
}

// folded reports whether a language's fields stand behind a fold: those of the
// museum's first two languages, and those that hold something, never do.
func folded(m guide.Museum, lang, holds string) bool {
	return holds == "" && slices.Index(m.Langs, lang) > 1
}

// saveTour makes a tour or changes the one that the address names. The button
// that was pressed may also move a work, drop it, or add one: everything typed is
// saved with it.
func (o *Office) saveTour(c *echo.Context, person guide.User) error {
	values, err := readFormOf(c, maxTourForm)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	var saved guide.OpenTour
	if id := c.Param("tour"); id != "" {
		if saved, err = o.Tours.OpenTour(ctx, person.Museum.ID, id); err != nil {
			return err
		}
	}
	typed, problems := readTour(values, saved, person.Museum.Langs)
	moved := arrange(&typed, values)
	found, err := o.addWork(ctx, person, &typed, values, problems)
	if err != nil {
		return err
	}
	if len(problems) == 0 && len(found) == 0 {
		id, err := o.TourEditor.SaveTour(ctx, person, typed)
		switch {
		case err == nil:
			query := url.Values{"done": {"saved"}}
			if moved != "" {
				query = url.Values{"moved": {moved}}
			}
			return c.Redirect(http.StatusSeeOther, toursPath(id)+"?"+query.Encode())
		case errors.Is(err, guide.ErrInvalid):
			problems["add"] = fieldProblem{"tours.refused", guide.MaxTourStops}
		case !errors.Is(err, guide.ErrConflict):
			return err
		default:
			if saved, err = o.Tours.OpenTour(ctx, person.Museum.ID, saved.ID); err != nil {
				return err
			}
		}
	}
	p := o.newTourPage(c, person, saved, typed, problems)
	p.Minutes, p.Add, p.Found = truncate(oneLine(values.Get("minutes")), maxFilter), truncate(oneLine(values.Get("add")), maxName), found
	status := http.StatusUnprocessableEntity
	if p.Stale {
		status = http.StatusConflict
	}
	return o.render(c, status, p)
}

// maxTourForm is room for as many works as a tour may have, with words in four
// languages at their longest.
const maxTourForm = guide.MaxTourStops*4*guide.MaxStopWords*4 + maxFormBytes

// readTour is the tour as a form has it, and what is wrong with that.
func readTour(values url.Values, saved guide.OpenTour, langs []string) (guide.OpenTour, map[string]fieldProblem) {
	problems := map[string]fieldProblem{}
	typed := saved
	typed.Version, _ = strconv.Atoi(values.Get("version"))
	fields := textFields{values, langs, problems}
	typed.Titles = fields.read("title_", saved.Titles, guide.MaxTourTitle, oneLine)
	typed.Intros = fields.read("intro_", saved.Intros, guide.MaxTourIntro, someLines)
	if len(typed.Titles) == 0 && len(langs) > 0 {
		problems["title_"+langs[0]] = fieldProblem{"tours.title.empty", 0}
	}
	typed.Minutes = 0
	if s := oneLine(values.Get("minutes")); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > guide.MaxTourMinutes {
			problems["minutes"] = fieldProblem{"tours.minutes.wrong", guide.MaxTourMinutes}
		} else {
			typed.Minutes = n
		}
	}
	typed.Stops = nil
	for i, inventory := range values["stop"] {
		if i == guide.MaxTourStops {
			break
		}
		stop := guide.OpenStop{Inventory: oneLine(inventory)}
		for _, s := range saved.Stops {
			if s.Inventory == stop.Inventory {
				stop = s
			}
		}
		stop.Words = fields.read(fmt.Sprintf("words_%d_", i), stop.Words, guide.MaxStopWords, someLines)
		typed.Stops = append(typed.Stops, stop)
	}
	return typed, problems
}

// arrange moves or drops the work that a button names: "up 3" is the fourth. It
// gives the inventory number of one that was moved.
func arrange(t *guide.OpenTour, values url.Values) string {
	what, number, _ := strings.Cut(values.Get("do"), " ")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(t.Stops) {
		return ""
	}
	switch j := i + steps[what]; {
	case what == "drop":
		t.Stops = slices.Delete(t.Stops, i, i+1)
	case j != i && j >= 0 && j < len(t.Stops):
		t.Stops[i], t.Stops[j] = t.Stops[j], t.Stops[i]
		return t.Stops[j].Inventory
	}
	return ""
}

// maxFound is how many works a word may mean before it has to be said better.
const maxFound = 12

// addWork adds the work that was typed, by its number or by words of its label.
// Several that it may mean are given back, to choose from.
func (o *Office) addWork(ctx context.Context, person guide.User, t *guide.OpenTour, values url.Values, problems map[string]fieldProblem) ([]guide.ListedCard, error) {
	typed := oneLine(values.Get("choose"))
	if typed == "" {
		typed = truncate(oneLine(values.Get("add")), maxName)
	}
	if typed == "" {
		return nil, nil
	}
	list, err := o.Objects.Cards(ctx, guide.CardQuery{MuseumID: person.Museum.ID, Lang: person.Museum.Lang, Text: typed, Limit: maxFound})
	if err != nil {
		return nil, err
	}
	found := list.Cards
	if i := slices.IndexFunc(found, func(c guide.ListedCard) bool { return strings.EqualFold(c.Inventory, typed) }); i >= 0 {
		found = found[i : i+1]
	}
	switch {
	case len(found) == 0:
		problems["add"] = fieldProblem{"tours.add.none", 0}
	case len(found) > 1:
		return found, nil
	case slices.ContainsFunc(t.Stops, func(s guide.OpenStop) bool { return s.Inventory == found[0].Inventory }):
		problems["add"] = fieldProblem{"tours.add.twice", 0}
	case len(t.Stops) == guide.MaxTourStops:
		problems["add"] = fieldProblem{"tours.refused", guide.MaxTourStops}
	default:
		t.Stops = append(t.Stops, guide.OpenStop{Inventory: found[0].Inventory, Title: found[0].Title, Live: found[0].Live})
	}
	return nil, nil
}

func (o *Office) moveTour(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	step, err := readStep(values.Get("to"))
	if err != nil {
		return err
	}
	id := c.Param("tour")
	if err := o.TourEditor.MoveTour(c.Request().Context(), person, id, step); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/tours?"+url.Values{"moved": {id}}.Encode())
}

func (o *Office) publishTour(c *echo.Context, person guide.User) error {
	id := c.Param("tour")
	return o.afterTour(c, o.TourPublisher.PublishTour(c.Request().Context(), person, id, true), toursPath(id)+"?done=published")
}

func (o *Office) withdrawTour(c *echo.Context, person guide.User) error {
	id := c.Param("tour")
	return o.afterTour(c, o.TourPublisher.PublishTour(c.Request().Context(), person, id, false), toursPath(id)+"?done=withdrawn")
}

func (o *Office) deleteTour(c *echo.Context, person guide.User) error {
	id := c.Param("tour")
	return o.afterTour(c, o.TourPublisher.DeleteTour(c.Request().Context(), person, id, true), Path+"/tours?"+url.Values{"deleted": {id}}.Encode())
}

func (o *Office) undeleteTour(c *echo.Context, person guide.User) error {
	id := c.Param("tour")
	return o.afterTour(c, o.TourPublisher.DeleteTour(c.Request().Context(), person, id, false), toursPath(id)+"?done=undeleted")
}

func (*Office) afterTour(c *echo.Context, err error, next string) error {
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}
