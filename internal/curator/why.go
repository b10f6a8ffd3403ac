package curator

import (
	"context"
	"net/http"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Evidence reads a turn with all that its answer rests on.
type Evidence interface {
	Turn(ctx context.Context, museum int64, publicID string) (guide.Turn, error)
}

// whyPage tells why a visitor was answered so.
type whyPage struct {
	page
	Turn guide.Turn
	Why  string // it was not covered, or failed
}

func (*whyPage) template() string { return "why" }

// Excerpt is how a passage begins.
func (*whyPage) Excerpt(s string) string { return excerpt(s) }

// Milliseconds rounds a time as it is shown.
func (*whyPage) Milliseconds(ms float64) int { return int(ms + .5) }

func (o *Office) why(c *echo.Context, person guide.User) error {
	turn, err := o.Evidence.Turn(c.Request().Context(), person.Museum.ID, c.Param("question"))
	if err != nil {
		return err
	}
	p := &whyPage{page: o.newPage(c, person, "questions"), Turn: turn}
	p.Title = p.T("why.title")
	if reason, detail := turn.Because(); reason != "" {
		p.Why = p.T("reason."+reason, "detail", detail)
	}
	return o.render(c, http.StatusOK, p)
}
