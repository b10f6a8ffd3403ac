package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"cicerone/internal/api"
	"cicerone/internal/guide"
	"cicerone/internal/server"
)

// newEyes is the API with a model that sees, or without.
func newEyes(t *testing.T, see api.Recognise) http.Handler {
	a := api.New(oneMuseum, noAnswer(t), nil)
	a.Recognise = see
	return server.New(server.Options{Log: slog.New(slog.DiscardHandler), RatePerMinute: 30}, a.Routes)
}

func TestPostPicture(t *testing.T) {
	d, _ := readDocument(t)
	picture := &guide.Picture{ID: "PIC", Sizes: []guide.PictureSize{{Width: 480, Height: 320}}, Alts: map[string]string{"en": "A boat"}}
	see := func(_ context.Context, m guide.Museum, lang string, file []byte) ([]guide.Object, error) {
		switch string(file) {
		case "text":
			return nil, guide.Invalidf("image.type", "secret")
		case "down":
			return nil, fmt.Errorf("secret: %w", guide.ErrUnavailable)
		}
		return []guide.Object{{Inventory: "CG 1/2#a", Label: guide.Label{Title: "Boat in " + lang, Maker: "Ana"}, Picture: picture}, {Inventory: "X"}}, nil
	}
	for _, test := range []struct {
		name, target, body string
		see                api.Recognise
		status             int
		schema, want       string
	}{
		{"found", "?name=a.jpg&lang=en", "jpeg", see, 200, "Likenesses",
			`{"works":[{"inventory":"CG 1/2#a","title":"Boat in en","url":"/galeria/o/CG%201/2%23a","maker":"Ana","picture":{"url":"/galeria/images/PIC-480.jpg","width":480,"height":320,"alt":"A boat"}},{"inventory":"X","title":"","url":"/galeria/o/X"}]}`},
		{"the museum's language", "?name=a.jpg&museum=galeria", "jpeg", see, 200, "Likenesses", "Boat in pt"},
		{"no model", "?name=a.jpg&lang=en", "jpeg", nil, 404, "Error", "no vision model is configured"},
		{"no file", "?lang=en", "jpeg", see, 400, "Error", "no file"},
		{"no picture", "?name=a.jpg&lang=en", "text", see, 400, "Error", `"field":"file"`},
		{"too large", "?name=a.jpg&lang=en", strings.Repeat("x", guide.MaxPhotoBytes+1), see, 400, "Error", "8 MB and 50 million pixels at most"},
		{"far too large", "?name=a.jpg&lang=en", strings.Repeat("x", 4*guide.MaxPhotoBytes+1<<20), see, 413, "Error", "too_large"},
		{"no such museum", "?name=a.jpg&museum=outro", "jpeg", see, 404, "Error", "not_found"},
		{"no language", "?name=a.jpg&lang=xx1", "jpeg", see, 400, "Error", `"field":"lang"`},
		{"model down", "?name=a.jpg", "down", see, 503, "Error", "unavailable"},
	} {
		w := send(t, newEyes(t, test.see), "POST", "/api/v1/picture"+test.target, test.body)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: got %d %s, want %d with %s", test.name, w.Code, w.Body, test.status, test.want)
			continue
		}
		d.check(t, test.name, test.schema, w.Body.String())
	}
}

// Photographs count as questions: each costs a model's time.
func TestPicturesAreLimited(t *testing.T) {
	h := newEyes(t, func(context.Context, guide.Museum, string, []byte) ([]guide.Object, error) { return nil, nil })
	codes := map[int]int{}
	for range 33 {
		codes[send(t, h, "POST", "/api/v1/picture?name=a.jpg", "jpeg").Code]++
	}
	if codes[200] != 30 || codes[429] != 3 {
		t.Errorf("answers %v, want 30 of 200 and 3 of 429", codes)
	}
}
