package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// sendPhoto sends a photograph as a browser's form does.
func sendPhoto(t *testing.T, h http.Handler, lang string, file []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if file != nil {
		part, err := form.CreateFormFile("file", "IMG_0001.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/galeria/picture?lang="+lang, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPicture(t *testing.T) {
	for _, test := range []struct {
		name   string
		file   []byte
		err    error
		works  []guide.Object
		status int
		want   string
	}{
		{"found", []byte("jpeg"), nil, []guide.Object{{Inventory: "CG-002", Label: guide.Label{Title: "<b>Tentações</b>", Maker: "Bosch"}}}, 200, `<a href="/galeria/o/CG-002" lang="">&lt;b&gt;Tenta`},
		{"nothing like it", []byte("jpeg"), nil, nil, 200, "Nenhuma obra das nossas notas"},
		{"no file", nil, nil, nil, 422, "Escolha primeiro uma fotografia"},
		{"too large", make([]byte, guide.MaxPhotoBytes+1), nil, nil, 422, "o máximo são 8\u00a0MB"},
		{"too many pixels", []byte("jpeg"), guide.Invalidf("image.pixels", "secret"), nil, 422, "o máximo são 8\u00a0MB"},
		{"no picture", []byte("text"), guide.Invalidf("image.type", "secret"), nil, 422, "Não foi possível ler esta imagem"},
		{"no model", []byte("jpeg"), fmt.Errorf("look: %w", guide.ErrUnavailable), nil, 503, "Escreva a sua pergunta"},
	} {
		s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
		if err != nil {
			t.Fatal(err)
		}
		s.Recognise = func(_ context.Context, m guide.Museum, lang string, file []byte) ([]guide.Object, error) {
			if m.Code != "galeria" || lang != "pt" || !bytes.Equal(file, test.file) {
				t.Errorf("%s: asked of %s in %s with %d bytes", test.name, m.Code, lang, len(file))
			}
			return test.works, test.err
		}
		e := echo.New()
		s.Routes(e)
		w := sendPhoto(t, e, "pt", test.file)
		body := w.Body.String()
		want := strings.Replace(test.want, ` lang=""`, "", 1)
		if w.Code != test.status || !strings.Contains(body, want) || strings.Contains(body, "secret") || strings.Contains(body, "<b>") {
			t.Errorf("%s: %d, want %d with %q:\n%s", test.name, w.Code, test.status, want, body)
		}
		if !strings.Contains(body, `action="/galeria/picture"`) {
			t.Errorf("%s: no way to try again", test.name)
		}
	}
}

// Without a model that sees, there is no button, and no answer.
func TestNoPicture(t *testing.T) {
	s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	gone := errors.New("unset")
	e.HTTPErrorHandler = func(_ *echo.Context, err error) { gone = err }
	s.Routes(e)
	page := func() string {
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/galeria", nil))
		return w.Body.String()
	}
	if strings.Contains(page(), "/picture") {
		t.Error("a camera without a model")
	}
	if sendPhoto(t, e, "pt", []byte("jpeg")); !errors.Is(gone, guide.ErrNotFound) {
		t.Errorf("sent all the same: %v, want %v", gone, guide.ErrNotFound)
	}
	s.Recognise = func(context.Context, guide.Museum, string, []byte) ([]guide.Object, error) { return nil, nil }
	if body := page(); !strings.Contains(body, `action="/galeria/picture"`) || !strings.Contains(body, `capture="environment"`) {
		t.Errorf("no camera with a model:\n%s", body)
	}
}
