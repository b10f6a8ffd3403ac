package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cicerone/internal/api"
	"cicerone/internal/guide"
	"cicerone/internal/server"

	"github.com/labstack/echo/v5"
)

var galeria = guide.Museum{ID: 7, Code: "galeria", Names: map[string]string{"pt": "Galeria"}, Lang: "pt"}

// collection is a Collection in memory.
type collection struct {
	museums []guide.Museum
	notes   map[string]guide.LiveNote // by museum code and document, "galeria/DOC"
	turns   map[string]guide.Turn     // saved, by public id
	err     error                     // what every method fails with
}

func (f collection) ShownTurn(_ context.Context, _ guide.Museum, turn string, _ time.Time) (guide.Turn, error) {
	if t, ok := f.turns[turn]; ok {
		return t, f.err
	}
	return guide.Turn{}, guide.ErrNotFound
}

func (f collection) Museums(context.Context) ([]guide.Museum, error) { return f.museums, f.err }

func (f collection) Museum(_ context.Context, code string) (guide.Museum, error) {
	for _, m := range f.museums {
		if m.Code == code {
			return m, f.err
		}
	}
	return guide.Museum{}, guide.ErrNotFound
}

func (f collection) Note(_ context.Context, museumID int64, document string, _ time.Time) (guide.LiveNote, error) {
	for _, m := range f.museums {
		if n, ok := f.notes[m.Code+"/"+document]; ok && m.ID == museumID {
			return n, f.err
		}
	}
	return guide.LiveNote{}, guide.ErrNotFound
}

func (f collection) Rate(context.Context, string, bool, string, time.Time) error { return f.err }

// newServer is the API behind the real middleware.
func newServer(c api.Collection, ask api.Ask) *echo.Echo {
	return server.New(server.Options{Log: slog.New(slog.DiscardHandler)}, api.New(c, ask, nil).Routes)
}

// send has a request answered and returns the whole response.
func send(t *testing.T, h http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// noAnswer is an Ask that must not be reached.
func noAnswer(t *testing.T) api.Ask {
	return func(context.Context, guide.Question, func(guide.Event) error) (guide.Turn, error) {
		t.Error("a question was asked")
		return guide.Turn{}, nil
	}
}
