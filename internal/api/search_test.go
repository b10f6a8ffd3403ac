package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"cicerone/internal/api"
	"cicerone/internal/guide"
	"cicerone/internal/server"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
)

// newSearchServer is the API with a search of its own, three questions a minute.
func newSearchServer(t *testing.T, c collection, find api.Find) *echo.Echo {
	return server.New(server.Options{Log: slog.New(slog.DiscardHandler), RatePerMinute: 3}, api.New(c, noAnswer(t), find).Routes)
}

func TestSearch(t *testing.T) {
	var asked guide.Question
	h := newSearchServer(t, oneMuseum, func(_ context.Context, q guide.Question) (guide.Found, error) {
		asked = q
		return guide.Found{Degraded: []guide.Degradation{guide.DegradedVector}, Hits: []guide.Hit{
			{PassageID: 3, Document: "DOCBARCO", Inventory: "CG 1/2#a", Title: "Modelo <de> barco", Lang: "pt", Revision: 2,
				Heading: "Uso", Text: "Ia ao mar & voltava.", Start: 4, End: 24, Score: 1.25, LexicalScore: 7.5, VectorScore: .5},
			{PassageID: 9, Document: "DOCRIO", Title: "O rio", Lang: "pt", Revision: 1, Text: "O rio.", End: 6, Score: .5},
		}}, nil
	})
	golden(t, "search.json.golden", transcript(send(t, h, "GET", "/api/v1/search?q=+Onde+ia%3F+&lang=pt", "")))
	if asked.Text != "Onde ia?" || asked.Lang != "pt" || asked.Audience != guide.AudiencePublic || asked.At.IsZero() || asked.Museum.ID != galeria.ID {
		t.Errorf("asked %+v", asked)
	}
	if got := send(t, h, "GET", "/api/v1/search?q=barco&limit=1", "").Body.String(); strings.Count(got, `"inventory"`) != 1 {
		t.Errorf("limit=1: %s", got)
	}
	send(t, h, "GET", "/api/v1/search?q=barco", "")
	if w := send(t, h, "GET", "/api/v1/search?q=barco", ""); w.Code != 429 {
		t.Errorf("the fourth search in a minute: %d, want 429", w.Code)
	}
}

func TestRefusedSearches(t *testing.T) {
	two := collection{museums: []guide.Museum{galeria, {ID: 8, Code: "castelo"}}}
	for query, want := range map[string]string{
		"":                         "400 q",
		"q=+":                      "400 q",
		"q=%ff":                    "400 q",
		"q=a%00b&museum=galeria":   "400 q",
		"q=barco":                  "400 museum",
		"q=barco&museum=nowhere":   "404 ",
		"q=barco&lang=xx":          "400 lang",
		"q=barco&limit=0":          "400 limit",
		"q=barco&limit=51":         "400 limit",
		"q=barco&limit=ten":        "400 limit",
		"q=barco&limit=9999999999": "400 limit",
		"q=" + url.QueryEscape(strings.Repeat("é", guide.MaxQuestionRunes+1)): "400 q",
		"q=barco&museum=" + strings.Repeat("a", guide.MaxRefRunes+1):          "400 museum",
	} {
		h := newSearchServer(t, two, func(context.Context, guide.Question) (guide.Found, error) {
			t.Errorf("%.60s was searched", query)
			return guide.Found{}, nil
		})
		w := send(t, h, "GET", "/api/v1/search?"+query, "")
		if got := fmt.Sprint(w.Code, " ", decodeFailure(t, w.Body.String()).Field); got != want {
			t.Errorf("%.60s: got %s, want %s", query, got, want)
		}
	}
	h := newSearchServer(t, oneMuseum, func(context.Context, guide.Question) (guide.Found, error) {
		return guide.Found{}, fmt.Errorf("search: %w: a secret of the database", guide.ErrUnavailable)
	})
	w := send(t, h, "GET", "/api/v1/search?q=barco", "", "Accept-Language", "en")
	want := failure{"unavailable", "", "The guide is not available right now. Please try again in a moment."}
	if diff := cmp.Diff(want, decodeFailure(t, w.Body.String())); w.Code != 503 || diff != "" {
		t.Errorf("%d (-want +got):\n%s", w.Code, diff)
	}
}
