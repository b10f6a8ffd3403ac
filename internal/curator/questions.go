package curator

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// questionRoutes are what visitors asked, the questions asked in vain, and the
// answers pinned to them.
func (o *Office) questionRoutes() []route {
	const questions = Path + "/questions"
	return []route{
		{http.MethodGet, questions, guide.RoleReader, o.questions},
		{http.MethodGet, questions + "/why/:question", guide.RoleReader, o.why},
		{http.MethodGet, questions + "/gaps", guide.RoleReader, o.gaps},
		{http.MethodPost, questions + "/gaps/reopen", guide.RoleCurator, o.reopenGaps},
		{http.MethodPost, questions + "/gaps/:gap/dismiss", guide.RoleCurator, o.dismissGaps},
		{http.MethodGet, questions + "/gaps/:gap/note", guide.RoleCurator, o.notePage},
		{http.MethodPost, questions + "/gaps/:gap/note", guide.RoleCurator, o.addNote},
		{http.MethodGet, questions + "/pins", guide.RoleReader, o.pins},
		{http.MethodGet, questions + "/pins/new", guide.RoleEditor, o.newPin},
		{http.MethodPost, questions + "/pins/new", guide.RoleEditor, o.addPin},
		{http.MethodGet, questions + "/pins/:pin", guide.RoleEditor, o.pin},
		{http.MethodPost, questions + "/pins/:pin", guide.RoleEditor, o.editPin},
		{http.MethodPost, questions + "/pins/:pin/withdraw", guide.RoleEditor, o.withdrawPin},
		{http.MethodPost, questions + "/pins/:pin/restore", guide.RoleEditor, o.restorePin},
	}
}

// Asked is what visitors asked.
type Asked interface {
	AskedReport(ctx context.Context, q guide.AskedQuery) (guide.AskedReport, error)
	AskedTurns(ctx context.Context, q guide.AskedQuery, offset, limit int) ([]guide.AskedTurn, error)
}

// Spans of days that can be looked at. The first is the one shown unasked: what
// museums keep by default.
var daySpans = []int{30, 7, 90}

const turnsPerPage = 20

// questionsPage adds up what visitors asked, and lists it.
type questionsPage struct {
	page
	Days                  int
	InLang, Work, Verdict string // as filtered
	Report                guide.AskedReport
	Chart                 chart
	Turns                 []guide.AskedTurn
	Earlier, Later        string // addresses of the pages before and after, or ""
	Number, From, Until   int    // of the page, and of the questions on it
}

func (*questionsPage) template() string { return "questions" }

// View is which of the pages about questions this is.
func (*questionsPage) View() string { return "asked" }

// Spans are the numbers of days to choose from, shortest first.
func (*questionsPage) Spans() []int { return slices.Sorted(slices.Values(daySpans)) }

// Verdicts are what can be filtered by.
func (*questionsPage) Verdicts() []guide.Verdict {
	return []guide.Verdict{guide.Answered, guide.NotCovered, guide.Failed}
}

// Filtered reports whether not all questions of those days are asked for.
func (p *questionsPage) Filtered() bool { return p.InLang != "" || p.Work != "" || p.Verdict != "" }

// Helpful is the share of rated answers that helped, "" when none is rated.
func (p *questionsPage) Helpful() string {
	rated := p.Report.Total.Helpful + p.Report.Total.Unhelpful
	if rated == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f\u00a0%%", 100*float64(p.Report.Total.Helpful)/float64(rated))
}

// Rated is how many answers somebody rated.
func (p *questionsPage) Rated() int { return p.Report.Total.Helpful + p.Report.Total.Unhelpful }

// Seconds writes milliseconds as people say them: "80 ms", "1,4 s".
func (p *questionsPage) Seconds(ms float64) string {
	if ms < 1000 {
		return fmt.Sprintf("%.0f\u00a0ms", math.Ceil(ms))
	}
	return strings.Replace(fmt.Sprintf("%.1f\u00a0s", ms/1000), ".", p.T("questions.decimal"), 1)
}

// WorkPath is this page for one work.
func (p *questionsPage) WorkPath(inventory string) string {
	one := *p
	one.Work = inventory
	return one.pagePath(1)
}

// Sources are the documents an answer rests on, each once.
func (p *questionsPage) Sources(t guide.AskedTurn) []guide.Citation {
	var out []guide.Citation
	for _, c := range t.Citations {
		if !slices.ContainsFunc(out, func(have guide.Citation) bool { return have.Document == c.Document }) {
			out = append(out, c)
		}
	}
	return out
}

func (o *Office) questions(c *echo.Context, person guide.User) error {
	p := &questionsPage{page: o.newPage(c, person, "questions"), Days: daySpans[0], InLang: oneLine(truncate(c.QueryParam("in"), guide.MaxRefRunes)),
		Work: oneLine(truncate(c.QueryParam("work"), guide.MaxRefRunes)), Number: pageNumber(c.QueryParam("page"))}
	p.Title = p.T("questions.title")
	if days, err := strconv.Atoi(c.QueryParam("days")); err == nil && slices.Contains(daySpans, days) {
		p.Days = days
	}
	if verdict := guide.Verdict(c.QueryParam("verdict")); slices.Contains(p.Verdicts(), verdict) {
		p.Verdict = string(verdict)
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	query := guide.AskedQuery{MuseumID: person.Museum.ID, Since: today.AddDate(0, 0, 1-p.Days), Lang: p.InLang, Inventory: p.Work, Verdict: guide.Verdict(p.Verdict)}
	var err error
	if p.Report, err = o.Asked.AskedReport(c.Request().Context(), query); err != nil {
		return err
	}
	p.Chart = newChart(p.Report.Days, query.Since, p.Days)
	offset := (p.Number - 1) * turnsPerPage
	if p.Turns, err = o.Asked.AskedTurns(c.Request().Context(), query, offset, turnsPerPage); err != nil {
		return err
	}
	p.From, p.Until = offset+1, offset+len(p.Turns)
	if p.Number > 1 {
		p.Earlier = p.pagePath(p.Number - 1)
	}
	if p.Until < p.Report.Kept {
		p.Later = p.pagePath(p.Number + 1)
	}
	return o.render(c, http.StatusOK, p)
}

// pagePath is the address of another page of the same questions.
func (p *questionsPage) pagePath(number int) string {
	query := url.Values{}
	for name, value := range map[string]string{"in": p.InLang, "work": p.Work, "verdict": p.Verdict} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if p.Days != daySpans[0] {
		query.Set("days", strconv.Itoa(p.Days))
	}
	if number > 1 {
		query.Set("page", strconv.Itoa(number))
	}
	if len(query) == 0 {
		return Path + "/questions"
	}
	return Path + "/questions?" + query.Encode()
}
