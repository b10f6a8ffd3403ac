package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Find searches as for an answer and gives none. It has the shape of ask.Guide's
// Find method.
type Find func(ctx context.Context, q guide.Question) (guide.Found, error)

// How many hits a search gives.
const (
	usualHits = 10
	mostHits  = 50 // as many as either way of searching proposes
)

// found is what a search finds, as programs read it.
type found struct {
	Museum   string   `json:"museum"`
	Hits     []hit    `json:"hits"`
	Degraded []string `json:"degraded"`
}

// hit is a passage found.
type hit struct {
	Inventory    string  `json:"inventory"`
	Title        string  `json:"title"`
	Heading      string  `json:"heading"`
	Text         string  `json:"text"`
	Lang         string  `json:"lang"`
	Document     string  `json:"document"`
	Revision     int     `json:"revision"`
	Start        int     `json:"start"` // runes
	End          int     `json:"end"`
	Score        float64 `json:"score"`
	LexicalScore float64 `json:"lexical_score"`
	VectorScore  float64 `json:"vector_score"`
	URL          string  `json:"url"`
}

// getSearch finds the public passages that answer a question best.
func (a *API) getSearch(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store") // a note may be withdrawn at any time
	q := guide.Question{Audience: guide.AudiencePublic, At: time.Now(),
		Text: strings.TrimSpace(c.QueryParam("q")), Lang: c.QueryParam("lang")}
	q.Museum.Code = strings.TrimSpace(c.QueryParam("museum"))
	speak(c, q.Lang)
	w := wordsFor(c)
	if !utf8.ValidString(q.Text + q.Museum.Code) {
		return guide.Invalidf("q", "%s", w.notUTF8)
	}
	if err := checkQuestion(q, "q", w); err != nil {
		return err
	}
	limit, err := hitsParam(c.QueryParam("limit"), w)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if q.Museum, err = a.museum(ctx, q.Museum.Code, w); err != nil {
		return err
	}
	what, err := a.find(ctx, q)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return writeJSON(c, http.StatusOK, newFound(q.Museum, what, limit))
}

// hitsParam is how many hits are asked for.
func hitsParam(text string, w words) (int, error) {
	if text == "" {
		return usualHits, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > mostHits {
		return 0, guide.Invalidf("limit", w.notLimit, mostHits)
	}
	return limit, nil
}

func newFound(m guide.Museum, what guide.Found, limit int) found {
	out := found{Museum: m.Code, Hits: []hit{}, Degraded: []string{}}
	for _, h := range what.Hits[:min(limit, len(what.Hits))] {
		passage := guide.Citation{Document: h.Document, Revision: h.Revision, Start: h.Start, End: h.End}
		out.Hits = append(out.Hits, hit{
			Inventory: h.Inventory, Title: h.Title, Heading: h.Heading, Text: h.Text, Lang: h.Lang,
			Document: h.Document, Revision: h.Revision, Start: h.Start, End: h.End,
			Score: h.Score, LexicalScore: h.LexicalScore, VectorScore: h.VectorScore,
			URL: guide.NotePath(m.Code, passage),
		})
	}
	for _, d := range what.Degraded {
		out.Degraded = append(out.Degraded, string(d))
	}
	return out
}
