package curator

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/sheet"

	"github.com/labstack/echo/v5"
)

// SetBook is where a museum's own sets of questions are looked at.
type SetBook interface {
	Sets(ctx context.Context, museum int64) ([]guide.QuestionSet, error)
	Set(ctx context.Context, museum int64, id string) (guide.QuestionSet, error)
	SetQuestions(ctx context.Context, museum int64, set string) ([]guide.SetQuestion, error)
}

// SetEditor makes sets, and changes them as a whole. A name that is taken is
// guide.ErrConflict, one set too many guide.ErrInvalid.
type SetEditor interface {
	AddSet(ctx context.Context, by guide.User, name string, questions []guide.SetQuestion) (id string, err error)
	RenameSet(ctx context.Context, by guide.User, set, name string) error
	RemoveSet(ctx context.Context, by guide.User, set string) error
}

// SetWriter changes the questions of a set. Too many are guide.ErrInvalid.
type SetWriter interface {
	AddSetQuestions(ctx context.Context, by guide.User, set string, questions []guide.SetQuestion) error
	EditSetQuestion(ctx context.Context, by guide.User, set string, q guide.SetQuestion) error
	RemoveSetQuestion(ctx context.Context, by guide.User, set string, question int64) error
}

// WantedFunc says how the museum writes what may be wanted of an answer; what it
// does not have is not among it.
type WantedFunc func(ctx context.Context, museum int64, wants []string) (map[string]string, error)

const setsPath = Path + "/sets"

func setPath(set string) string { return setsPath + "/" + url.PathEscape(set) }

// setRoutes are the museum's own sets of questions, and what came of asking them.
func (o *Office) setRoutes() []route {
	const set, run = setsPath + "/:set", setsPath + "/:set/runs/:run"
	return []route{
		{http.MethodGet, setsPath, guide.RoleReader, o.sets},
		{http.MethodPost, setsPath, guide.RoleCurator, o.addSet},
		{http.MethodGet, set, guide.RoleReader, o.set},
		{http.MethodPost, set, guide.RoleCurator, o.renameSet},
		{http.MethodPost, set + "/remove", guide.RoleCurator, o.removeSet},
		{http.MethodGet, set + "/questions.csv", guide.RoleReader, o.setCSV},
		{http.MethodPost, set + "/questions", guide.RoleCurator, o.addSetQuestion},
		{http.MethodPost, set + "/table", guide.RoleCurator, o.addSetTable},
		{http.MethodGet, set + "/questions/:question", guide.RoleCurator, o.setQuestion},
		{http.MethodPost, set + "/questions/:question", guide.RoleCurator, o.editSetQuestion},
		{http.MethodPost, set + "/questions/:question/remove", guide.RoleCurator, o.removeSetQuestion},
		{http.MethodPost, set + "/run", guide.RoleCurator, o.runSet},
		{http.MethodGet, run, guide.RoleReader, o.setRun},
		{http.MethodPost, run + "/stop", guide.RoleCurator, o.stopRun},
		{http.MethodPost, run + "/try", guide.RoleCurator, o.tryAgain},
	}
}

// setWords are what the pages about sets share.
type setWords struct{ page }

// View is which of the pages about questions these are.
func (setWords) View() string { return "sets" }

// SetPath and RunPath are where a set and a run are looked at.
func (setWords) SetPath(set string) string      { return setPath(set) }
func (setWords) RunPath(set, run string) string { return runPath(set, run) }

// A want is what may be wanted of an answer, in words, with the document's page
// where it is a document.
type want struct{ Text, Path string }

// Wants says what is wanted in words of the page's language.
func (p *setWords) Wants(wants []string) []want {
	var out []want
	for _, w := range wants {
		switch {
		case isDocumentID(w):
			out = append(out, want{p.T("sets.document"), documentPath(w)})
		case p.Messages["sets.got."+w] != "":
			out = append(out, want{p.T("sets.got." + w), ""})
		default:
			out = append(out, want{w, ""})
		}
	}
	return out
}

// List is what came, as Wants has it.
func (setWords) List(got string) []string { return []string{got} }

// isDocumentID reports whether s is written as documents' public ids are, which
// crypto/rand.Text makes.
func isDocumentID(s string) bool {
	const length = 26
	return len(s) == length && !bytes.ContainsFunc([]byte(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') })
}

// setsPage lists a museum's sets.
type setsPage struct {
	setWords
	Sets    []guide.QuestionSet
	Name    string // of a new one, as typed
	Problem string // with it
}

func (*setsPage) template() string { return "sets" }

// MaxName is the longest name of a set, in characters.
func (*setsPage) MaxName() int { return guide.MaxSetName }

func (o *Office) sets(c *echo.Context, person guide.User) error {
	p, err := o.newSetsPage(c, person)
	if err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) newSetsPage(c *echo.Context, person guide.User) (*setsPage, error) {
	p := &setsPage{setWords: setWords{o.newPage(c, person, "questions")}}
	p.Title = p.T("sets.title")
	var err error
	p.Sets, err = o.SetBook.Sets(c.Request().Context(), person.Museum.ID)
	return p, err
}

func (o *Office) addSet(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newSetsPage(c, person)
	if err != nil {
		return err
	}
	p.Name = oneLine(values.Get("name"))
	if p.Problem = p.nameProblem(p.Name); p.Problem == "" {
		var id string
		id, err = o.SetEditor.AddSet(c.Request().Context(), person, p.Name, nil)
		switch {
		case errors.Is(err, guide.ErrConflict):
			p.Problem = p.T("sets.name.taken")
		case errors.Is(err, guide.ErrInvalid):
			p.Problem = p.T("sets.many", "max", guide.MaxSets)
		case err != nil:
			return err
		default:
			return c.Redirect(http.StatusSeeOther, setPath(id))
		}
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// nameProblem is what is wrong with a set's name, or "".
func (p *page) nameProblem(name string) string {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return p.T("sets.name.none")
	case n > guide.MaxSetName:
		return p.T("questions.form.long", "max", guide.MaxSetName)
	}
	return ""
}

// setPage is a set: its questions, the ways to add more, and its runs.
type setPage struct {
	setWords
	Set       guide.QuestionSet
	Questions []guide.SetQuestion
	Runs      []guide.SetRun
	Form      setForm    // a question to be added
	Gaps      []gapGroup // questions that visitors asked in vain, to take one from
	Name      string     // as typed
	NameWrong string
	Table     string // as typed or sent, where something is wrong with it
	Wrong     string // with the table as a whole
	Rows      []rowProblem
	MoreRows  int // problems that are not shown
}

func (*setPage) template() string { return "set" }

// MaxName is the longest name of a set, in characters; MaxQuestions how many
// questions it holds; MaxKB how long a table may be.
func (*setPage) MaxName() int      { return guide.MaxSetName }
func (*setPage) MaxQuestions() int { return guide.MaxSetQuestions }
func (*setPage) MaxKB() int        { return maxSetTable >> 10 }

// Columns are those of a table of questions.
func (*setPage) Columns() []string { return sheet.QuestionColumns }

// Running is the run under way, or the zero run.
func (p *setPage) Running() guide.SetRun {
	if len(p.Runs) > 0 && p.Runs[0].Running() {
		return p.Runs[0]
	}
	return guide.SetRun{}
}

// gapsToTake is how many groups of visitors' questions a set's page offers.
const gapsToTake = 10

func (o *Office) newSetPage(c *echo.Context, person guide.User) (*setPage, error) {
	ctx, museum := c.Request().Context(), person.Museum
	p := &setPage{setWords: setWords{o.newPage(c, person, "questions")}}
	var err error
	if p.Set, err = o.SetBook.Set(ctx, museum.ID, c.Param("set")); err != nil {
		return nil, err
	}
	if p.Questions, err = o.SetBook.SetQuestions(ctx, museum.ID, p.Set.ID); err != nil {
		return nil, err
	}
	if p.Runs, err = o.RunBook.Runs(ctx, museum.ID, p.Set.ID); err != nil {
		return nil, err
	}
	p.Title, p.Name = p.Set.Name, p.Set.Name
	p.Form = newSetForm(&p.page, setPath(p.Set.ID)+"/questions", guide.SetQuestion{Lang: museum.Lang})
	if !p.May(guide.RoleCurator) {
		return p, nil
	}
	groups, err := o.gapGroups(ctx, museum)
	p.Gaps = groups[:min(len(groups), gapsToTake)]
	return p, err
}

// set shows a set. The address may name a gap, whose question is then in the form
// for a new one.
func (o *Office) set(c *echo.Context, person guide.User) error {
	p, err := o.newSetPage(c, person)
	if err != nil {
		return err
	}
	for _, g := range p.Gaps {
		if gap := g.Newest(); gap.Turn == c.QueryParam("gap") {
			p.Form = newSetForm(&p.page, p.Form.Action, guide.SetQuestion{Question: gap.Question, Lang: gap.Lang})
			p.Form.Taken = true
		}
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) renameSet(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newSetPage(c, person)
	if err != nil {
		return err
	}
	p.Name = oneLine(values.Get("name"))
	if p.NameWrong = p.nameProblem(p.Name); p.NameWrong == "" {
		err = o.SetEditor.RenameSet(c.Request().Context(), person, p.Set.ID, p.Name)
		switch {
		case errors.Is(err, guide.ErrConflict):
			p.NameWrong = p.T("sets.name.taken")
		case err != nil:
			return err
		default:
			return c.Redirect(http.StatusSeeOther, setPath(p.Set.ID))
		}
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

func (o *Office) removeSet(c *echo.Context, person guide.User) error {
	if err := o.SetEditor.RemoveSet(c.Request().Context(), person, c.Param("set")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, setsPath)
}

func (o *Office) setCSV(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	set, err := o.SetBook.Set(ctx, person.Museum.ID, c.Param("set"))
	if err != nil {
		return err
	}
	questions, err := o.SetBook.SetQuestions(ctx, person.Museum.ID, set.ID)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.WriteQuestions(&out, questions); err != nil {
		return err
	}
	return sendFile(c, person.Museum.Code+"-questions.csv", "text/csv; charset=utf-8", out.Bytes())
}

// spell writes what is wanted as the museum writes it, and returns what it does
// not have.
func spell(wants []string, known map[string]string) (spelled, unknown []string) {
	for _, w := range wants {
		if k, ok := known[w]; ok {
			if !slices.Contains(spelled, k) {
				spelled = append(spelled, k)
			}
		} else {
			unknown = append(unknown, w)
		}
	}
	return spelled, unknown
}
