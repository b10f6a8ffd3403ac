package curator

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"cicerone/internal/eval"
	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// RunBook is where runs of sets are looked at; those listed come newest first.
type RunBook interface {
	Runs(ctx context.Context, museum int64, set string) ([]guide.SetRun, error)
	Judged(ctx context.Context, museum int64, run string) ([]guide.Judged, error)
}

// Runner begins and ends runs. A set that is being run is guide.ErrConflict, one
// without questions guide.ErrInvalid.
type Runner interface {
	StartRun(ctx context.Context, by guide.User, set string) (run string, err error)
	StopRun(ctx context.Context, by guide.User, run string) error
}

// AskUnseen puts a question as a visitor would, and keeps nothing of it.
type AskUnseen func(ctx context.Context, museum guide.Museum, question string) (guide.Turn, error)

func runPath(set, run string) string { return setPath(set) + "/runs/" + url.PathEscape(run) }

func (o *Office) runSet(c *echo.Context, person guide.User) error {
	run, err := o.Runner.StartRun(c.Request().Context(), person, c.Param("set"))
	if errors.Is(err, guide.ErrConflict) || errors.Is(err, guide.ErrInvalid) { // the page shows why
		return c.Redirect(http.StatusSeeOther, setPath(c.Param("set")))
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, runPath(c.Param("set"), run))
}

func (o *Office) stopRun(c *echo.Context, person guide.User) error {
	if err := o.Runner.StopRun(c.Request().Context(), person, c.Param("run")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, runPath(c.Param("set"), c.Param("run")))
}

// runPage is a run: how far it is or, once it has ended, what came of it.
type runPage struct {
	setWords
	Set      guide.QuestionSet
	Run      guide.SetRun
	Before   guide.SetRun // the zero run when there is none to compare with
	Report   eval.SetReport
	Outcomes []outcome // what went wrong first
	Again    *again
}

func (*runPage) template() string { return "set-run" }

// outcome is what became of a question, with its place in the run.
type outcome struct {
	guide.Judged
	N int // from 1
}

// Manner is how it went: right, verdict (that alone) or wrong.
func (j outcome) Manner() string {
	switch {
	case j.First:
		return "right"
	case j.Right:
		return "verdict"
	}
	return "wrong"
}

// again is a question of a run, asked once more.
type again struct {
	outcome
	Turn guide.Turn
	Why  string // why it was refused, in words of the page's language
}

// Share is how much of something: "83 %".
func (*runPage) Share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return strconv.Itoa((100*n+of/2)/of) + "\u00a0%"
}

// ReadAs is the language a question was taken for, or "" when that is its own.
func (*runPage) ReadAs(j outcome) string {
	if j.Read == j.Lang {
		return ""
	}
	return j.Read
}

// Why says in words what the guide gave as its reason.
func (p *setWords) Why(j outcome) string { return p.why(guide.Turn{Reason: j.Reason}) }

func (p *setWords) why(t guide.Turn) string {
	reason, detail := t.Because()
	if p.Messages["reason."+reason] == "" {
		return ""
	}
	return p.T("reason."+reason, "detail", detail)
}

func (o *Office) newRunPage(c *echo.Context, person guide.User) (*runPage, error) {
	ctx, museum := c.Request().Context(), person.Museum.ID
	p := &runPage{setWords: setWords{o.newPage(c, person, "questions")}}
	var err error
	if p.Set, err = o.SetBook.Set(ctx, museum, c.Param("set")); err != nil {
		return nil, err
	}
	runs, err := o.RunBook.Runs(ctx, museum, p.Set.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(runs, func(r guide.SetRun) bool { return r.ID == c.Param("run") })
	if i < 0 {
		return nil, guide.ErrNotFound
	}
	p.Run, p.Title = runs[i], p.T("sets.run.title", "name", p.Set.Name)
	judged, err := o.RunBook.Judged(ctx, museum, p.Run.ID)
	if err != nil {
		return nil, err
	}
	var before []guide.Judged
	p.Before, _ = guide.RunBefore(runs, p.Run.ID)
	if p.Before.ID != "" {
		if before, err = o.RunBook.Judged(ctx, museum, p.Before.ID); err != nil {
			return nil, err
		}
	}
	p.Report = eval.ReportSet(p.Set.Name, judged, before)
	for n, j := range judged {
		p.Outcomes = append(p.Outcomes, outcome{j, n + 1})
	}
	return p, nil
}

// show lists what was asked, what went wrong first.
func (p *runPage) show() {
	p.Outcomes = slices.DeleteFunc(p.Outcomes, func(j outcome) bool { return j.Got == "" })
	order := []string{"wrong", "verdict", "right"}
	slices.SortStableFunc(p.Outcomes, func(a, b outcome) int {
		return cmp.Compare(slices.Index(order, a.Manner()), slices.Index(order, b.Manner()))
	})
}

func (o *Office) setRun(c *echo.Context, person guide.User) error {
	p, err := o.newRunPage(c, person)
	if err != nil {
		return err
	}
	p.show()
	return o.render(c, http.StatusOK, p)
}

// tryAgain asks a question of a run as a visitor would now, and shows the answer.
func (o *Office) tryAgain(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newRunPage(c, person)
	if err != nil {
		return err
	}
	n := idOf(values.Get("n"))
	if n < 1 || n > int64(len(p.Outcomes)) {
		return guide.ErrNotFound
	}
	p.Again = &again{outcome: p.Outcomes[n-1]}
	ctx, cancel := context.WithTimeout(c.Request().Context(), tryTimeout)
	defer cancel()
	if p.Again.Turn, err = o.AskUnseen(ctx, person.Museum, p.Again.Question); err != nil {
		return err
	}
	p.Again.Why = p.why(p.Again.Turn)
	p.show()
	return o.render(c, http.StatusOK, p)
}
