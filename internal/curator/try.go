package curator

import (
	"context"
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// tryTimeout is how long one answer may take to be tried: a model that is slow
// to begin and slow to end, with some patience.
const tryTimeout = 2 * time.Minute

// trial is a question and what visitors would be answered if the revision shown
// were published.
type trial struct {
	Question string
	Problem  string // what is wrong with the question
	Turn     guide.Turn
	Found    []foundPassage
	Why      string // why it was refused, in words of the page's language
}

// foundPassage is one that the search brought, with where each leg has it.
type foundPassage struct {
	guide.Hit
	Own bool // of this document
}

// try answers a question as if the revision that the form names were published.
func (o *Office) try(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.documentPage(c, person, id, values.Get("revision"))
	if err != nil {
		return err
	}
	p.Trial = &trial{Question: oneLine(truncate(values.Get("question"), guide.MaxQuestionRunes))}
	switch {
	case p.Trial.Question == "":
		p.Trial.Problem = p.T("try.empty")
		return o.render(c, http.StatusUnprocessableEntity, p)
	case p.Shown.State != guide.RevisionReady:
		return o.showProblem(c, person, id, "problem.conflict", guide.ErrConflict)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), tryTimeout)
	defer cancel()
	turn, err := o.Try(ctx, guide.Trial{Revision: p.Shown.ID, Question: guide.Question{
		Museum: person.Museum, Text: p.Trial.Question, Audience: guide.AudiencePublic, At: time.Now(),
	}})
	if err != nil {
		return err
	}
	p.Trial.Turn = turn
	for _, h := range turn.Hits {
		p.Trial.Found = append(p.Trial.Found, foundPassage{h, h.Document == id})
	}
	if reason, detail := turn.Because(); reason != "" {
		p.Trial.Why = p.T("reason."+reason, "detail", detail)
	}
	return o.render(c, http.StatusOK, p)
}

// excerptRunes is how much of a passage tells which one it is.
const excerptRunes = 110

// Excerpt is how a passage begins.
func (p *documentPage) Excerpt(s string) string { return excerpt(s) }

func excerpt(s string) string {
	if short := truncate(oneLine(s), excerptRunes); short != oneLine(s) {
		return short + "…"
	}
	return oneLine(s)
}
