package curator

import (
	"net/http"
	"net/url"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// What the first page shows.
const (
	questionsOver = 7 * 24 * time.Hour
	homeFailures  = 5
	homeGaps      = 8
)

// homePage is the desk in the morning: what there is, what failed, and what
// visitors asked in vain.
type homePage struct {
	page
	Overview guide.Overview
	States   []stateCount
	Failures []guide.ListedDocument
	Gaps     []gapGroup
}

func (*homePage) template() string { return "home" }

// stateCount is how many documents are in a state, and where they are listed.
type stateCount struct {
	State guide.DocumentState
	N     int
	URL   string
}

func (o *Office) home(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	overview, err := o.Desk.Overview(ctx, person.Museum.ID, time.Now().Add(-questionsOver))
	if err != nil {
		return err
	}
	failed, err := o.Documents.Documents(ctx, guide.DocumentQuery{
		MuseumID: person.Museum.ID, State: guide.DocumentFailed, Limit: homeFailures,
	})
	if err != nil {
		return err
	}
	gaps, err := o.gapGroups(ctx, person.Museum)
	if err != nil {
		return err
	}
	p := &homePage{page: o.newPage(c, person, ""), Overview: overview, Failures: failed.Documents, Gaps: gaps[:min(len(gaps), homeGaps)]}
	p.Title = p.Museum
	for _, state := range states {
		if state == guide.DocumentDeleted {
			continue
		}
		p.States = append(p.States, stateCount{state, overview.Documents[state], documentsPath(url.Values{"state": {string(state)}})})
	}
	return o.render(c, http.StatusOK, p)
}
