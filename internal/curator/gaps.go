package curator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"cicerone/internal/alike"
	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// GapBook is where gaps are closed, a group at a time, and opened again by the
// name of the closing. Closing nothing is guide.ErrConflict.
type GapBook interface {
	CloseGaps(ctx context.Context, by guide.User, gaps []int64, how guide.Closing) (closing string, err error)
	ReopenGaps(ctx context.Context, by guide.User, closing string) error
	Closed(ctx context.Context, museum int64, closing string) (guide.Closing, int, error)
}

const (
	// maxGaps is how many of the newest gaps are grouped: comparing each with
	// each takes a third of a second at worst.
	maxGaps       = 1000
	groupsPerPage = 50
	// groupShows is how many of a group's other wordings are shown.
	groupShows = 8
	// maxNote is the longest note that can be written in the form, in characters;
	// the form takes about four times as many bytes.
	maxNote  = 10_000
	maxTitle = 200
)

// gapsPage lists what visitors asked in vain.
type gapsPage struct {
	page
	Groups   []gapGroup
	More     int           // groups that are not shown
	Done     guide.Closing // what has just been done to a group
	Closed   int           // to how many questions
	Closing  string        // by which it is undone
	Document string        // public id of the draft that was begun, or ""
}

func (*gapsPage) template() string { return "gaps" }

// View is which of the pages about questions this is.
func (*gapsPage) View() string { return "gaps" }

// DocumentPath is the address of a document's page.
func (*gapsPage) DocumentPath(id string) string { return documentPath(id) }

// gapGroup is a group as the page shows it.
type gapGroup struct{ alike.Group }

// Path is where what is done to the group begins.
func (g gapGroup) Path() string { return gapPath(g.Newest().Turn) }

// PinPath is where an answer is pinned to it.
func (g gapGroup) PinPath() string {
	return Path + "/questions/pins/new?" + url.Values{"gap": {g.Newest().Turn}}.Encode()
}

// Wordings are the other ways the question was put, each once.
func (g gapGroup) Wordings() []string {
	var out []string
	for _, gap := range g.Gaps {
		if !slices.Contains(out, gap.Question) && gap.Question != g.Newest().Question && len(out) < groupShows {
			out = append(out, gap.Question)
		}
	}
	return out
}

// gapGroups groups a museum's newest open gaps.
func (o *Office) gapGroups(ctx context.Context, museum guide.Museum) ([]gapGroup, error) {
	gaps, err := o.Desk.Gaps(ctx, museum.ID, maxGaps)
	if err != nil {
		return nil, err
	}
	var vectors [][]float32
	if o.Embed != nil {
		questions := make([]string, len(gaps))
		for i, g := range gaps {
			questions[i] = g.Question
		}
		vectors = o.Embed(museum, questions)
	}
	var out []gapGroup
	for _, g := range alike.Groups(gaps, vectors) {
		out = append(out, gapGroup{g})
	}
	return out, nil
}

// gapGroup is the group that holds the gap an address names. One that somebody
// has closed in the meantime is guide.ErrConflict.
func (o *Office) gapGroup(ctx context.Context, museum guide.Museum, turn string) (gapGroup, error) {
	groups, err := o.gapGroups(ctx, museum)
	if err != nil {
		return gapGroup{}, err
	}
	for _, g := range groups {
		if slices.ContainsFunc(g.Gaps, func(gap guide.Gap) bool { return gap.Turn == turn }) {
			return g, nil
		}
	}
	return gapGroup{}, fmt.Errorf("gap %.80q is not open: %w", turn, guide.ErrConflict)
}

func (o *Office) gaps(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	groups, err := o.gapGroups(ctx, person.Museum)
	if err != nil {
		return err
	}
	p := &gapsPage{page: o.newPage(c, person, "questions"), Groups: groups[:min(len(groups), groupsPerPage)]}
	p.Title, p.More = p.T("questions.gaps.title"), len(groups)-len(p.Groups)
	if closing := c.QueryParam("closing"); closing != "" && len(closing) <= guide.MaxRefRunes {
		// Said only while it is true, so an address that somebody made up says nothing.
		how, n, err := o.GapBook.Closed(ctx, person.Museum.ID, closing)
		if err != nil && !errors.Is(err, guide.ErrNotFound) {
			return err
		}
		p.Done, p.Closed, p.Closing = how, n, closing
		p.Document = truncate(c.QueryParam("document"), guide.MaxRefRunes)
	}
	return o.render(c, http.StatusOK, p)
}

// dismissGaps closes a group that the notes need not speak of.
func (o *Office) dismissGaps(c *echo.Context, person guide.User) error {
	group, err := o.gapGroup(c.Request().Context(), person.Museum, c.Param("gap"))
	if err != nil {
		return err
	}
	return o.closeGroup(c, person, group, guide.ClosedDismissed, "")
}

// closeGroup closes a group's gaps and goes back to the list, which offers to
// undo it.
func (o *Office) closeGroup(c *echo.Context, person guide.User, group gapGroup, how guide.Closing, document string) error {
	ids := make([]int64, len(group.Gaps))
	for i, gap := range group.Gaps {
		ids[i] = gap.ID
	}
	closing, err := o.GapBook.CloseGaps(c.Request().Context(), person, ids, how)
	if errors.Is(err, guide.ErrConflict) { // somebody else has just closed them: nothing is left to undo
		return c.Redirect(http.StatusSeeOther, Path+"/questions/gaps")
	}
	if err != nil {
		return err
	}
	query := url.Values{"closing": {closing}}
	if document != "" {
		query.Set("document", document)
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/gaps?"+query.Encode())
}

// reopenGaps undoes a closing.
func (o *Office) reopenGaps(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	if err := o.GapBook.ReopenGaps(c.Request().Context(), person, truncate(values.Get("closing"), guide.MaxRefRunes)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/questions/gaps")
}

// noteFormPage is the form for a note that a gap calls for.
type noteFormPage struct {
	page
	langChoice
	Group    gapGroup
	Note     guide.DraftNote
	Problems map[string]string // by field
}

func (*noteFormPage) template() string { return "gap_note" }

// FormLang and FormInventory are what the form's fields of that name hold.
func (p *noteFormPage) FormLang() string      { return p.Note.Lang }
func (p *noteFormPage) FormInventory() string { return p.Note.Inventory }

// MaxTitle and MaxNote are the longest title and text, in characters.
func (*noteFormPage) MaxTitle() int { return maxTitle }
func (*noteFormPage) MaxNote() int  { return maxNote }

func (o *Office) newNotePage(c *echo.Context, person guide.User) (*noteFormPage, error) {
	group, err := o.gapGroup(c.Request().Context(), person.Museum, c.Param("gap"))
	if err != nil {
		return nil, err
	}
	gap := group.Newest()
	p := &noteFormPage{page: o.newPage(c, person, "questions"), langChoice: newLangChoice(person.Museum, gap.Lang), Group: group,
		Note: guide.DraftNote{Lang: gap.Lang, Inventory: gap.Inventory}, Problems: map[string]string{}}
	p.Title = p.T("questions.note.title")
	return p, nil
}

func (o *Office) notePage(c *echo.Context, person guide.User) error {
	p, err := o.newNotePage(c, person)
	if err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

// addNote makes a draft of the note, and closes the gaps it is for: should it
// never be published, the question comes back with the next visitor who asks it.
func (o *Office) addNote(c *echo.Context, person guide.User) error {
	p, err := o.newNotePage(c, person)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p.Note = guide.DraftNote{Title: oneLine(values.Get("title")), Text: someLines(values.Get("text")),
		Lang: values.Get("language"), Inventory: oneLine(values.Get("inventory"))}
	p.check()
	if len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	document, err := o.AddNote(c.Request().Context(), person, p.Note)
	if errors.Is(err, guide.ErrConflict) {
		p.Problems["text"] = p.T("questions.note.same")
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return o.closeGroup(c, person, p.Group, guide.ClosedNote, document)
}

func (p *noteFormPage) check() {
	long := func(field, value string, most int) {
		if utf8.RuneCountInString(value) > most {
			p.Problems[field] = p.T("questions.form.long", "max", most)
		}
	}
	long("title", p.Note.Title, maxTitle)
	long("text", p.Note.Text, maxNote)
	long("inventory", p.Note.Inventory, guide.MaxRefRunes)
	if p.Note.Title == "" {
		p.Problems["title"] = p.T("questions.form.title.empty")
	}
	if p.Note.Text == "" || !isText(p.Note.Text) {
		p.Problems["text"] = p.T("questions.form.text.empty")
	}
	if !p.offers(p.Note.Lang) {
		p.Problems["language"] = p.T("questions.form.language.wrong")
	}
}

func gapPath(turn string) string { return Path + "/questions/gaps/" + url.PathEscape(turn) }
