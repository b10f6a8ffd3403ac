package site

import (
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// feedbackPage thanks for a rating sent by the plain form, and lets it be
// changed.
type feedbackPage struct {
	page
	Rated   string // public id of the turn
	Helpful bool
	Reason  string // typed before
	Problem string // what is wrong with it
	Back    string // address of the page the question was asked on
	Object  string // inventory number it was asked at, or ""
	Room    string // room code it was asked in, or ""
}

func (*feedbackPage) template() string { return "feedback" }

// MaxReason is the longest reason, in runes.
func (*feedbackPage) MaxReason() int { return guide.MaxReasonRunes }

// rate takes note of whether an answer helped.
func (s *Site) rate(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	turn, answer := values.Get("turn"), values.Get("helpful")
	if turn == "" || len(turn) > guide.MaxRefRunes || answer != "yes" && answer != "no" {
		return guide.Invalidf("helpful", "must be yes or no, for a turn")
	}
	p := &feedbackPage{page: s.newPage(c, museum), Rated: turn, Helpful: answer == "yes", Reason: strings.TrimSpace(values.Get("reason")),
		Object: values.Get("object"), Room: values.Get("room")}
	p.Title, p.Back = p.T("rate.title"), askedAt(museum.Code, p.Object, p.Room)
	status := http.StatusOK
	if problem := s.reasonProblem(p); problem != "" {
		p.Problem, status = problem, http.StatusUnprocessableEntity
	} else if err := s.collection.Rate(c.Request().Context(), turn, p.Helpful, p.Reason, time.Now()); errors.Is(err, guide.ErrInvalid) {
		p.Problem, status = p.T("rate.invalid"), http.StatusUnprocessableEntity
	} else if err != nil {
		return err
	}
	return s.render(c, status, p)
}

func (s *Site) reasonProblem(p *feedbackPage) string {
	switch {
	case !utf8.ValidString(p.Reason):
		return p.T("rate.invalid")
	case utf8.RuneCountInString(p.Reason) > guide.MaxReasonRunes:
		return p.T("rate.too_long", "max", guide.MaxReasonRunes)
	}
	return ""
}

// askedAt is the address of the page a question was asked on.
func askedAt(museum, object, room string) string {
	switch {
	case object != "":
		return guide.ObjectPath(museum, object)
	case room != "":
		return guide.RoomPath(museum, room)
	}
	return guide.MuseumPath(museum)
}
