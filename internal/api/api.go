package api

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Ask answers a question, start to end, telling each step to emit on the way.
// It has the shape of ask.Guide's Ask method. An error from emit means that
// nobody listens any more.
type Ask func(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error)

// Collection is what the API reads and, with Rate, writes. What is not there, or not public, is
// guide.ErrNotFound.
type Collection interface {
	// Museum finds a museum by its code.
	Museum(ctx context.Context, code string) (guide.Museum, error)
	// Museums lists every museum.
	Museums(ctx context.Context) ([]guide.Museum, error)
	// Note finds the live revision of a public document by its public id.
	// Embargoes are judged at the given time.
	Note(ctx context.Context, museumID int64, document string, at time.Time) (guide.LiveNote, error)
	// ShownTurn finds an answer as it was shown, by its public id.
	// guide.ErrConflict: what it rests on is not public any more as it was.
	ShownTurn(ctx context.Context, museum guide.Museum, turn string, at time.Time) (guide.Turn, error)
	// Rate keeps whether the answer of a turn, known by its public id, helped, and
	// why not. Turns are rated within guide.RateWithin.
	Rate(ctx context.Context, turn string, helpful bool, reason string, at time.Time) error
}

// API answers programs. It is safe for concurrent use.
type API struct {
	Recognise Recognise // nil: nobody can

	collection Collection
	ask        Ask
	find       Find
	records    records
}

// New makes an API over a collection and whatever answers questions and finds
// passages.
func New(collection Collection, ask Ask, find Find) *API {
	return &API{collection: collection, ask: ask, find: find}
}

// Routes is every address of the API.
func (a *API) Routes(e *echo.Echo) {
	e.GET("/api/openapi.json", openAPI)
	e.POST("/api/v1/ask", a.postQuestion)
	e.POST("/api/v1/picture", a.postPicture)
	e.GET("/api/v1/search", a.getSearch)
	e.GET("/api/v1/museums/:museum/questions/:question", a.getQuestion)
	e.POST("/api/v1/feedback", a.postFeedback)
	e.GET("/api/v1/museums/:museum/notes/:document", a.getNote)
}

//go:embed openapi.json
var openAPIDocument []byte

func openAPI(c *echo.Context) error {
	return c.JSONBlob(http.StatusOK, openAPIDocument)
}

// postQuestion answers a question in the form the client prefers: as a stream
// of events, or whole.
func (a *API) postQuestion(c *echo.Context) error {
	q, err := a.readQuestion(c)
	if err != nil {
		return err
	}
	if wantsEvents(c.Request()) {
		return a.streamAnswer(c, q)
	}
	return a.wholeAnswer(c, q)
}

// wantsEvents reports whether the Accept header names server-sent events.
func wantsEvents(r *http.Request) bool {
	for _, accept := range r.Header.Values(echo.HeaderAccept) {
		for offer := range strings.SplitSeq(accept, ",") {
			if kind, _, err := mime.ParseMediaType(offer); err == nil && kind == eventStream {
				return true
			}
		}
	}
	return false
}

// wholeAnswer answers once everything is known.
func (a *API) wholeAnswer(c *echo.Context, q guide.Question) error {
	var failure error
	turn, err := a.ask(c.Request().Context(), q, func(e guide.Event) error {
		if e.Kind == guide.EventError {
			failure = e.Err
		}
		return nil
	})
	if err == nil {
		err = failure
	}
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store") // an answer is the asker's own
	return writeJSON(c, http.StatusOK, newAnswer(q.Museum, turn))
}

func writeJSON(c *echo.Context, status int, v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	return c.JSONBlob(status, data)
}

// encode writes v as JSON on one line. Addresses keep their "&": nothing here
// is ever put inside a page unescaped, so escaping for HTML only makes them
// hard to read.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
