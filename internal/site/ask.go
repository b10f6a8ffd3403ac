package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/locale"

	"github.com/labstack/echo/v5"
)

// form is the question form of a page.
type form struct {
	Label        string // "Ask about this work"
	Object       string // inventory number the question is about, or ""
	Room         string // room code the question is asked in, or ""
	Conversation string // public id of the visit's conversation, or ""
	Question     string // typed before, when it has to be mended
	Problem      string // what is wrong with it
	Level        string // for whom answers are written; empty: for everyone
	Examples     []string
}

// MaxQuestion is the longest question, in runes.
func (form) MaxQuestion() int { return guide.MaxQuestionRunes }

// turn is a question and its answer as the page shows them.
type turn struct {
	ID         string // public id, to rate the answer by; empty when it can't be
	Question   string
	Understood string // what a follow-up was taken for
	Lang       string // of the answer, when it is not the page's
	Verdict    guide.Verdict
	Quoted     bool     // in the curators' own words
	Pinned     string   // the day, when it is the museum team's own answer to this question
	Plain      bool     // in the guide's own words, with no note behind them
	NoModel    bool     // because the language model did not answer
	Originals  []string // names of the languages, other than the answer's, that sentences stand in
	Sentences  []sentence
	Sources    []source
	Nearby     []workLink
	Shared     string // address that opens this answer again; empty: it is not kept
	Follow     *follow
}

// Failed and NotCovered are asked by the template.
func (t turn) Failed() bool     { return t.Verdict == guide.Failed }
func (t turn) NotCovered() bool { return t.Verdict == guide.NotCovered }

type sentence struct {
	Text      string
	Lang      string // when it is not the answer's
	Citations []citation
}

type citation struct {
	guide.Citation
	URL string
}

// source is a note that an answer rests on, with the numbers of all its cited
// sentences; it leads to the first of them.
type source struct {
	citation
	Numbers string // "1, 3"
}

func newSources(citations []citation) []source {
	var out []source
	for _, c := range citations {
		i := slices.IndexFunc(out, func(s source) bool { return s.Document == c.Document && s.Revision == c.Revision })
		if i < 0 {
			out = append(out, source{c, strconv.Itoa(c.Number)})
		} else {
			out[i].Numbers += ", " + strconv.Itoa(c.Number)
		}
	}
	return out
}

// maxFormBytes is room for the longest question, percent-encoded at its worst
// (4 bytes a rune, 3 characters a byte), and the other fields.
const maxFormBytes = guide.MaxQuestionRunes*4*3 + 4096

// readForm reads a form that a page of ours sent.
func readForm(c *echo.Context) (url.Values, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxFormBytes)
	values, err := c.FormValues()
	if err != nil {
		return nil, fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err)
	}
	return values, nil
}

// askForm answers a question sent by the plain form. The page it was asked on
// is shown again, with the answer in it.
func (s *Site) askForm(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	q := guide.Question{
		Museum:       museum,
		Conversation: values.Get("conversation"),
		Text:         strings.TrimSpace(values.Get("question")),
		Lang:         values.Get("lang"),
		Object:       values.Get("object"),
		Room:         values.Get("room"),
		Level:        guide.Level(values.Get("level")),
		Audience:     guide.AudiencePublic,
		At:           time.Now(),
	}
	v, err := s.askedOn(c, q)
	if err != nil {
		return err
	}
	status := s.answer(c, v.base(), q)
	return s.render(c, status, v)
}

// askedOn is the page a question was asked on.
func (s *Site) askedOn(c *echo.Context, q guide.Question) (view, error) {
	switch {
	case q.Object != "":
		return s.objectPage(c, q.Museum, q.Object)
	case q.Room != "":
		return s.roomPage(c, q.Museum, q.Room)
	default:
		return s.museumPage(c, q.Museum)
	}
}

// answer asks q and puts the turn, or what was wrong with the question, on the
// page. It gives the status the page deserves. What failed is logged here,
// because the page is shown all the same.
func (s *Site) answer(c *echo.Context, p *page, q guide.Question) int {
	p.Form.Conversation, p.Form.Level = q.Conversation, c.FormValue("level")
	if problem := questionProblem(p.Locale, q.Text); problem != "" {
		p.Form.Question, p.Form.Problem = q.Text, problem
		return http.StatusUnprocessableEntity
	}
	answered, err := s.ask(c.Request().Context(), q, func(guide.Event) error { return nil })
	switch {
	case errors.Is(err, guide.ErrInvalid):
		p.Form.Question, p.Form.Problem = q.Text, p.T("ask.invalid")
		return http.StatusUnprocessableEntity
	case err != nil:
		if !errors.Is(err, context.Canceled) {
			c.Logger().Error("question failed", "err", err)
		}
		answered.Verdict = guide.Failed
	}
	if answered.Conversation != "" {
		p.Form.Conversation = answered.Conversation
	}
	p.Turn = newTurn(p, q.Text, answered)
	if p.Turn.Failed() {
		p.Form.Question = q.Text // to ask again in one tap
		return http.StatusServiceUnavailable
	}
	if follow, err := s.following(c.Request().Context(), p, about(answered), []string{q.Text}); err != nil {
		c.Logger().Error("no questions to go on with", "err", err) // the answer is there
	} else {
		p.Turn.Follow = follow
	}
	return http.StatusOK
}

// about is the inventory number of the work that an answer is about first, or "".
func about(t guide.Turn) string {
	if t.Verdict == guide.Answered && len(t.Citations) > 0 {
		return t.Citations[0].Inventory
	}
	return ""
}

func questionProblem(l locale.Locale, text string) string {
	switch {
	case text == "":
		return l.T("ask.empty")
	case !utf8.ValidString(text):
		return l.T("ask.invalid")
	case utf8.RuneCountInString(text) > guide.MaxQuestionRunes:
		return l.T("ask.too_long", "max", guide.MaxQuestionRunes)
	}
	return ""
}

func newTurn(p *page, question string, t guide.Turn) *turn {
	out := &turn{
		Question:   question,
		Understood: t.Standalone,
		Verdict:    t.Verdict,
		Quoted:     t.Mode == guide.ModeQuote,
		Plain:      t.Mode == guide.ModePlain,
		NoModel:    slices.Contains(t.Degraded, guide.DegradedModel),
	}
	if t.Verdict == guide.Answered && !out.Plain && !slices.Contains(t.Degraded, guide.DegradedSave) {
		out.ID = t.ID
	}
	if (t.Verdict == guide.Answered || t.Verdict == guide.NotCovered) && !slices.Contains(t.Degraded, guide.DegradedSave) {
		out.Shared = guide.AnswerPath(p.Museum.Code, t.ID)
	}
	if t.Pin != nil {
		out.Pinned = p.Date(t.Pin.Date)
	}
	if t.Lang != p.Lang {
		out.Lang = t.Lang
	}
	var citations []citation
	for _, c := range t.Citations {
		citations = append(citations, citation{c, guide.NotePath(p.Museum.Code, c)})
	}
	out.Sources = newSources(citations)
	for _, x := range t.Sentences {
		shown := sentence{Text: x.Text}
		if x.Lang != "" && x.Lang != t.Lang {
			shown.Lang = x.Lang
			if name := p.Language(x.Lang); !slices.Contains(out.Originals, name) {
				out.Originals = append(out.Originals, name)
			}
		}
		for _, c := range citations {
			if slices.Contains(x.Citations, c.Number) {
				shown.Citations = append(shown.Citations, c)
			}
		}
		out.Sentences = append(out.Sentences, shown)
	}
	out.Nearby = newWorkLinks(*p, t.Nearby)
	return out
}
