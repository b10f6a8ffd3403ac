package site

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/web"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
)

// newServer is the site on the fake museum, with the error pages that
// internal/server would choose.
func newServer(t *testing.T, collection Collection, ask AskFunc) http.Handler {
	t.Helper()
	s, err := New(collection, ask, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	e.HTTPErrorHandler = func(c *echo.Context, err error) {
		status := http.StatusInternalServerError
		var coder echo.HTTPStatusCoder
		if errors.As(err, &coder) {
			status = coder.StatusCode()
		}
		switch {
		case errors.Is(err, guide.ErrNotFound):
			status = http.StatusNotFound
		case errors.Is(err, guide.ErrInvalid):
			status = http.StatusBadRequest
		}
		if err := s.ErrorPage(c, status); err != nil {
			t.Errorf("error page %d: %v", status, err)
		}
	}
	s.Routes(e)
	return e
}

func get(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(h http.Handler, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	tests := []struct {
		name   string
		target string
		accept string
		status int
		want   []string
		not    []string
	}{
		{"front page of the only museum", "/", "", 200,
			[]string{`<html lang="pt-PT">`, "<h1>Galeria Cicerone</h1>", `action="/galeria/ask#answer"`, "Quem fez «Painéis de São Vicente»?", `href="/galeria/rooms/1"`, `href="/galeria/o/CG-001"`}, nil},
		{"in English because the browser asks", "/galeria", "en-US,en;q=0.9,pt;q=0.5", 200,
			[]string{`<html lang="en-GB">`, "<h1>Cicerone Gallery</h1>", "Who made “Panels of Saint Vincent”?", "When was “Belém Monstrance” made?"}, nil},
		{"in the first language offered to anyone else", "/galeria", "ja", 200, []string{`<html lang="pt-PT">`}, nil},
		{"in the language of the address", "/galeria?lang=en", "pt", 200, []string{`<html lang="en-GB">`}, nil},
		{"never in a language that is not offered", "/galeria?lang=%3Cscript%3E", "en", 200, []string{`<html lang="en-GB">`}, []string{"<script>"}},
		{"with an Accept-Language beyond reason", "/galeria", strings.Repeat("en-", 5000), 200, []string{`<html lang="pt-PT">`}, nil},
		{"room", "/galeria/rooms/1", "", 200,
			[]string{"<h1>Pintura antes de 1600</h1>", "Sala 1 · Piso 0", `name="room" value="1"`, "São Jerónimo", "Sala seguinte", `href="/galeria/rooms/2"`}, []string{"Sala anterior", "Custódia de Belém"}},
		{"room that is not", "/galeria/rooms/99", "", 404, []string{"Esta página não existe"}, nil},
		{"object", "/galeria/o/CG-002", "", 200,
			[]string{"<h1>As Tentações de Santo Antão</h1>", "<dd>Hieronymus Bosch</dd>", "<dd>c. 1500</dd>", "<dd>Óleo sobre madeira de carvalho</dd>", "<dd>CG-002</dd>", `name="object" value="CG-002"`, "meio peixe", "23 de novembro de 2026", "revisão 1", "Obra anterior", "Obra seguinte"}, []string{"half fish"}},
		{"object in English", "/galeria/o/CG-002?lang=en", "", 200, []string{"half fish", "23 November 2026"}, []string{"meio peixe"}},
		{"object whose number has a slash and a space", "/galeria/o/AZ%2012/3", "", 200, []string{"<dd>AZ 12/3</dd>", `value="AZ 12/3"`}, nil},
		{"the same, its slash escaped", "/galeria/o/AZ%2012%2F3", "", 200, []string{"<dd>AZ 12/3</dd>"}, nil},
		{"object with no note in the page's language", "/galeria/o/AZ%2012/3?lang=en", "", 200,
			[]string{`<h1 lang="pt">Grande Panorama de Lisboa</h1>`, "This note exists only in Portuguese.", `<div class="prose" lang="pt">`}, nil},
		{"hostile title", "/galeria/o/CG-666", "", 200,
			[]string{"&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;", "Um &lt;b&gt;título&lt;/b&gt; hostil."}, []string{"<script>alert", "<img", "<b>"}},
		{"object that is not", "/galeria/o/CG-404", "en", 404, []string{"There is no such page", `href="/"`}, nil},
		{"no object at all", "/galeria/o/", "", 404, []string{"Esta página não existe"}, nil},
		{"note at its sentence", "/galeria/notes/NOTE103en?r=1&from=0&to=21&lang=en", "", 200,
			[]string{`<mark id="quote">Albrecht Dürer painte</mark>d this`, "<h1 class=\"work-title\">Saint Jerome</h1>", "CG-003", "Cicerone Gallery team", `<time datetime="2026-11-23">23 November 2026</time>`, "revision 1", `href="/galeria/o/CG-003"`}, nil},
		{"note in another language", "/galeria/notes/NOTE103en?r=1", "pt", 200, []string{"Original em inglês.", `lang="en"`}, []string{"<mark"}},
		{"note with nonsense for a place", "/galeria/notes/NOTE103en?r=1&from=-5&to=99999999999999999999", "", 200, []string{"<h1"}, []string{"<mark"}},
		{"note withdrawn since", "/galeria/notes/NOTE103en?r=2", "", 410, []string{"Esta nota já não está à vista"}, nil},
		{"about", "/galeria/about", "", 200, []string{"<h1>Como funciona este guia</h1>", "O que fica guardado"}, nil},
		{"museum that is not", "/nenhum", "", 404, []string{"Esta página não existe", `href="/"`}, nil},
		{"hostile address", "/%3Cscript%3Ealert(1)%3C/script%3E", "", 404, nil, []string{"<script>alert"}},
		{"address that would be another site's", "//evil.example/x/y/z", "", 404, nil, []string{"evil.example"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, http.MethodGet, tt.target, "Accept-Language", tt.accept)
			checkPage(t, w, tt.status, tt.want, tt.not)
		})
	}
}

// inTemplate is what a page holds for its scripts and does not show.
var inTemplate = regexp.MustCompile(`(?s)<template.*?</template>`)

// checkPage checks a page's status, what it shows and does not show, and what
// is true of every page.
func checkPage(t *testing.T, w *httptest.ResponseRecorder, status int, want, not []string) {
	t.Helper()
	body := inTemplate.ReplaceAllString(w.Body.String(), "")
	if w.Code != status {
		t.Errorf("status: got %d, want %d", w.Code, status)
	}
	for _, s := range want {
		if !strings.Contains(body, s) {
			t.Errorf("page lacks %q", s)
		}
	}
	for _, s := range not {
		if strings.Contains(body, s) {
			t.Errorf("page holds %q", s)
		}
	}
	if got, want := w.Header().Get("Content-Security-Policy"), web.StylePolicy(web.Style()); got != want {
		t.Errorf("Content-Security-Policy: got %q, want %q", got, want)
	}
	body = strings.Replace(body, "<style>"+string(web.Style())+"</style>", "", 1)
	for _, s := range []string{"<style", "style=", "onclick", "http://", "https://"} {
		if strings.Contains(body, s) {
			t.Errorf("page holds %q, which the content security policy forbids or which leads elsewhere", s)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestAskForm(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	tests := []struct {
		name   string
		form   url.Values
		status int
		want   []string
		not    []string
	}{
		{"answered with quotations", url.Values{"question": {"Quem pintou os Painéis?"}}, 200,
			[]string{`id="answer" tabindex="-1">Quem pintou os Painéis?</h2>`, "Os Painéis de São Vicente são seis tábuas", `href="/galeria/notes/NOTE101pt?r=1&amp;from=0&amp;to=150#quote"`, `aria-label="Fonte 1: Painéis de São Vicente"`, "Nas palavras dos curadores.", `name="conversation" value="CONV1"`}, nil},
		{"about the work at hand", url.Values{"question": {"Quem fez?"}, "object": {"CG-010"}}, 200,
			[]string{"<h1>Custódia de Belém</h1>", "A Custódia de Belém foi acabada em 1506"}, nil},
		{"in the room at hand", url.Values{"question": {"Quem fez?"}, "room": {"2"}}, 200, []string{"<h1>Ouro, prata e azulejo</h1>", "Nas palavras dos curadores."}, nil},
		{"by a model", url.Values{"question": {"model?"}}, 200, []string{"Redigido por um modelo de linguagem"}, []string{"Nas palavras dos curadores"}},
		{"by quotation for want of a model", url.Values{"question": {"degraded"}}, 200, []string{"o modelo de linguagem não está disponível"}, nil},
		{"in the language of the question", url.Values{"question": {"Who painted the Panels?"}}, 200, []string{`<article class="turn" lang="en">`, `<html lang="pt-PT">`}, nil},
		{"from notes in two languages", url.Values{"question": {"What is mixed here?"}}, 200, []string{`<span lang="pt">O Grande Panorama`, "Original em português."}, nil},
		{"not covered", url.Values{"question": {"Quem inventou o tomate?"}}, 200,
			[]string{"As nossas notas não o dizem.", `href="/galeria/o/CG-001"`, "A pergunta fica guardada"}, nil},
		{"not answered", url.Values{"question": {"Is it down?"}}, 503,
			[]string{"Não foi possível responder agora.", ">Is it down?</textarea>"}, nil},
		{"empty", url.Values{"question": {"  "}}, 422, []string{"Escreva primeiro a sua pergunta.", `aria-invalid="true"`}, []string{`class="turn"`}},
		{"too long", url.Values{"question": {strings.Repeat("ã", guide.MaxQuestionRunes+1)}}, 422, []string{"O limite são 500 caracteres."}, nil},
		{"just long enough", url.Values{"question": {strings.Repeat("ã", guide.MaxQuestionRunes)}}, 200, nil, []string{"O limite são"}},
		{"not text", url.Values{"question": {"\xff\xfe"}}, 422, []string{"Não foi possível ler esta pergunta."}, nil},
		{"hostile", url.Values{"question": {`<script>alert(1)</script>`}, "conversation": {`"><script>`}}, 200, []string{"&lt;script&gt;alert(1)&lt;/script&gt;"}, []string{"<script>alert", `"><script>`}},
		{"about a work that is not", url.Values{"question": {"Quem?"}, "object": {"CG-404"}}, 404, []string{"Esta página não existe"}, nil},
		{"larger than any form of ours", url.Values{"question": {strings.Repeat("a", maxFormBytes)}}, 400, []string{"Este pedido não se percebe"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := post(h, "/galeria/ask", tt.form)
			checkPage(t, w, tt.status, tt.want, tt.not)
			if strings.Contains(w.Body.String(), `class="turn"`) && w.Header().Get("Cache-Control") != "no-store" && w.Code == 200 {
				t.Errorf("Cache-Control of an answer: got %q, want no-store", w.Header().Get("Cache-Control"))
			}
		})
	}
}

// What the form sends is what is asked, for the public and in the museum of the address.
func TestAskFormQuestion(t *testing.T) {
	var got guide.Question
	h := newServer(t, newFakeCollection(), func(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		got = q
		return fakeAsk(ctx, q, emit)
	})
	post(h, "/galeria/ask", url.Values{"question": {" Quem fez? "}, "object": {"AZ 12/3"}, "conversation": {"C9"}})
	if got.At.IsZero() {
		t.Error("question has no time")
	}
	got.At = guide.Question{}.At
	want := guide.Question{Museum: fakeMuseum, Conversation: "C9", Text: "Quem fez?", Object: "AZ 12/3", Audience: guide.AudiencePublic}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("question (-want +got):\n%s", diff)
	}
}

func TestInvalidQuestionKeepsItsText(t *testing.T) {
	h := newServer(t, newFakeCollection(), func(context.Context, guide.Question, func(guide.Event) error) (guide.Turn, error) {
		return guide.Turn{}, guide.Invalidf("conversation", "unknown")
	})
	w := post(h, "/galeria/ask", url.Values{"question": {"Quem fez?"}})
	checkPage(t, w, 422, []string{">Quem fez?</textarea>", "Não foi possível ler esta pergunta."}, nil)
}

func TestLanguageIsRemembered(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	w := get(h, http.MethodGet, "/galeria?lang=en", "Accept-Language", "pt")
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("cookies: got %v", cookies)
	}
	w = get(h, http.MethodGet, "/galeria", "Accept-Language", "pt", "Cookie", cookies[0].String())
	checkPage(t, w, 200, []string{`<html lang="en-GB">`}, nil)
	if got := w.Result().Cookies(); len(got) != 0 {
		t.Errorf("a page that changes nothing set %v", got)
	}
	w = get(h, http.MethodGet, "/galeria", "Accept-Language", "pt", "Cookie", locale.Cookie+"=xx")
	checkPage(t, w, 200, []string{`<html lang="pt-PT">`}, nil)
}

func TestSeveralMuseums(t *testing.T) {
	second := fakeMuseum
	second.ID, second.Code, second.Names = 2, "casa da moeda", map[string]string{"pt": "Casa da Moeda"}
	h := newServer(t, fakeCollection{[]guide.Museum{fakeMuseum, second}}, fakeAsk)
	checkPage(t, get(h, http.MethodGet, "/"), 200,
		[]string{"<h1>Museus</h1>", `<a href="/galeria">Galeria Cicerone</a>`, `<a href="/casa%20da%20moeda">Casa da Moeda</a>`}, []string{"<form class"})
	checkPage(t, get(h, http.MethodGet, "/casa%20da%20moeda"), 200, []string{"<h1>Casa da Moeda</h1>"}, nil)
}

func TestHeadAndRedirects(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	tests := []struct {
		method, target string
		status         int
		location       string
	}{
		{http.MethodHead, "/", 200, ""},
		{http.MethodHead, "/galeria/o/AZ%2012/3", 200, ""},
		{http.MethodHead, "/galeria/o/CG-404", 404, ""},
		{http.MethodHead, web.URL("css/visitor.css"), 200, ""},
		{http.MethodGet, "/galeria/", 303, "/galeria"},
		{http.MethodGet, "/galeria/ask", 303, "/galeria"},
		{http.MethodGet, "/galeria/ask?lang=en", 303, "/galeria?lang=en"},
		{http.MethodPost, "/galeria", 405, ""},
	}
	for _, tt := range tests {
		w := get(h, tt.method, tt.target)
		if w.Code != tt.status || w.Header().Get("Location") != tt.location {
			t.Errorf("%s %s: got %d %q, want %d %q", tt.method, tt.target, w.Code, w.Header().Get("Location"), tt.status, tt.location)
		}
	}
}

func TestErrorPages(t *testing.T) {
	h := newServer(t, brokenCollection{newFakeCollection()}, fakeAsk)
	checkPage(t, get(h, http.MethodGet, "/galeria"), 500, []string{"Algo correu mal", `href="/"`}, []string{"connection refused"})

	s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]string{
		400: "This request makes no sense to us", 404: "There is no such page", 405: "This request makes no sense to us",
		410: "This note is no longer on view", 429: "Many questions at once", 500: "Something went wrong", 503: "The guide is resting",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/galeria?lang=en", nil)
		if err := s.ErrorPage(echo.New().NewContext(r, w), status); err != nil {
			t.Fatal(err)
		}
		checkPage(t, w, status, []string{want}, nil)
	}
}

type brokenCollection struct{ fakeCollection }

func (brokenCollection) Museum(context.Context, string) (guide.Museum, error) {
	return guide.Museum{}, errors.New("connection refused")
}
