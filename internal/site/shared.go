package site

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// sharedPage is one answer as it was given, opened by whoever was sent its link.
type sharedPage struct {
	page
	Given    time.Time
	Question string
	Stale    bool  // what it rested on is not public any more as it was: only the question is shown
	Place    *link // the page it was asked on
}

func (*sharedPage) template() string { return "shared" }

// shared shows an answer again. What a curator has changed or withdrawn since is
// not shown to anybody, and the question can be asked anew.
func (s *Site) shared(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	id := pathSegment(c, 2)
	if len(id) > guide.MaxRefRunes {
		return fmt.Errorf("answer: %w", guide.ErrNotFound)
	}
	t, err := s.collection.ShownTurn(c.Request().Context(), museum, id, time.Now())
	stale := errors.Is(err, guide.ErrConflict)
	if err != nil && !stale {
		return err
	}
	q := t.Question
	p := &sharedPage{page: s.newPage(c, museum), Given: t.At, Question: q.Text, Stale: stale}
	p.Title, p.NoIndex = q.Text, true
	p.Form = form{Label: p.T("ask.museum"), Object: q.Object, Room: q.Room}
	p.Place = &link{askedAt(museum.Code, q.Object, q.Room), p.T("shared.place")}
	status := http.StatusOK
	if stale {
		p.Form.Question, status = q.Text, http.StatusGone
	} else {
		p.Turn = newTurn(&p.page, q.Text, t)
		p.Turn.ID, p.Turn.Shared = "", "" // it is the asker's to rate
	}
	c.Response().Header().Set("X-Robots-Tag", "noindex")
	return s.render(c, status, p)
}

// visitPage is what was asked in this visit, which the phone alone knows.
type visitPage struct{ page }

func (*visitPage) template() string { return "visit" }

func (s *Site) visit(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := &visitPage{s.newPage(c, museum)}
	p.Title = p.T("visit.title")
	return s.render(c, http.StatusOK, p)
}

// next tells the pages' script what to ask after an answer.
func (s *Site) next(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	query := c.Request().URL.Query()
	inventory := query.Get("object")
	if len(inventory) > guide.MaxRefRunes*4 || len(query["asked"]) > 100 {
		return guide.Invalidf("object", "is too long")
	}
	p := s.newPage(c, museum)
	found, err := s.following(c.Request().Context(), &p, inventory, query["asked"])
	if err != nil {
		return err
	}
	if found == nil {
		found = &follow{Questions: []string{}}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, found)
}
