package site

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// The page about the guide says which model answers, what is kept and for how
// long, and whom to ask, as the museum has it.
func TestAbout(t *testing.T) {
	c := newFakeCollection()
	for i := range c.museums {
		c.museums[i].Settings = guide.Settings{KeepDays: 90, Contact: "Receção <b>piso 0</b>"}
	}
	s, err := New(c, fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	page := func(lang string) string {
		e := echo.New()
		s.Routes(e)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/galeria/about?lang="+lang, nil))
		return w.Body.String()
	}
	for _, test := range []struct {
		name, lang        string
		models, searchers []string
		want, not         []string
	}{
		{"without a model", "pt", nil, nil, []string{"nenhum modelo de linguagem redige respostas", "durante 90 dias", "Receção &lt;b&gt;piso 0&lt;/b&gt;", "artigo 50.º"}, []string{"Modelo em uso", "fotografia", "dada também"}},
		{"with models", "en", []string{"amalia", "<other>"}, []string{"bge-m3", "<r>"}, []string{"also given to: bge-m3, &lt;r&gt;.", "the others of the same visit", "Model in use: amalia, &lt;other&gt;.", "for 90 days", "Article 50"}, []string{"no language model writes"}},
	} {
		s.Models, s.Searchers = test.models, test.searchers
		body := page(test.lang)
		for _, want := range test.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: lacks %q:\n%s", test.name, want, body)
			}
		}
		for _, not := range test.not {
			if strings.Contains(body, not) {
				t.Errorf("%s: holds %q", test.name, not)
			}
		}
	}
}
