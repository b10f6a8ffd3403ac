package site

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
)

func TestSharedAnswer(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	w := get(h, http.MethodGet, "/galeria/a/TURN1")
	checkPage(t, w, 200, []string{"Uma resposta do guia, dada a 23 de novembro de 2026", "Quem pintou os Painéis?</h2>", "seis tábuas", `aria-label="Fonte 1: Painéis de São Vicente"`,
		`<meta name="robots" content="noindex">`, `href="/galeria/o/CG-001"`}, []string{`class="rating"`, "Ligação para esta resposta"})
	if got := w.Header().Get("X-Robots-Tag"); got != "noindex" {
		t.Errorf("X-Robots-Tag: got %q", got)
	}
	checkPage(t, get(h, http.MethodGet, "/galeria/a/STALE"), 410,
		[]string{"Esta resposta já não se mostra", "Uma pergunta &lt;antiga&gt;?</textarea>"}, []string{`class="turn-answer"`})
	for _, gone := range []string{"none", strings.Repeat("x", 200), "%3Cscript%3E"} {
		checkPage(t, get(h, http.MethodGet, "/galeria/a/"+gone), 404, []string{"Esta página não existe"}, []string{"<script>"})
	}
	asked := post(h, "/galeria/ask", url.Values{"question": {"Quem pintou os Painéis?"}})
	checkPage(t, asked, 200, []string{`href="/galeria/a/Q1"`}, nil)
}

func TestDisplay(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	tests := []struct {
		name             string
		form             url.Values
		cookie, to       string
		onPage, notThere string
	}{
		{"chosen", url.Values{"size": {"large"}, "theme": {"dark"}, "contrast": {"more"}, "back": {"/galeria/o/CG-001?x=1"}},
			"large.dark.more", "/galeria/o/CG-001?x=1", `data-size="large" data-theme="dark" data-contrast="more"`, ""},
		{"left as it is", url.Values{"back": {"/galeria"}}, "normal.auto.auto", "/galeria", "", ` data-size="`},
		{"nonsense", url.Values{"size": {`"><script>`}, "back": {"//evil.example"}}, "normal.auto.auto", "/", "", ` data-size="`},
		{"to another site", url.Values{"back": {`/\evil.example`}}, "normal.auto.auto", "/", "", ` data-size="`},
		{"to no path", url.Values{"back": {"https://evil.example/"}}, "normal.auto.auto", "/", "", ` data-size="`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := post(h, "/galeria/display", tt.form)
			if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != tt.to {
				t.Errorf("got %d to %q, want 303 to %q", w.Code, got, tt.to)
			}
			cookie := w.Result().Cookies()[0]
			if cookie.Value != tt.cookie {
				t.Errorf("cookie: got %q, want %q", cookie.Value, tt.cookie)
			}
			body := get(h, http.MethodGet, "/galeria", "Cookie", cookie.Name+"="+cookie.Value).Body.String()
			if !strings.Contains(body, tt.onPage) || tt.notThere != "" && strings.Contains(body, tt.notThere) {
				t.Errorf("page begins %q", body[:200])
			}
		})
	}
	hostile := get(h, http.MethodGet, "/galeria", "Cookie", displayCookie+`=x.<script>.more`).Body.String()
	if strings.Contains(hostile, "<script>.") || !strings.Contains(hostile, `data-contrast="more"`) {
		t.Errorf("page begins %q", hostile[:200])
	}
}

// Only what the guide answers from the work's own notes is offered, each answer
// once, in the order of kinds, and nothing that was asked already.
func TestQuestionsAreTried(t *testing.T) {
	answers := map[string]guide.Turn{
		"O que representa?":    said("CG-001", "O painel mostra seis tábuas."),
		"Quem a encomendou?":   said("CG-001", "O painel mostra seis tábuas."), // to another question
		"Para que servia?":     said("CG-002", "Servia para moer."),            // of another work
		"Onde foi encontrada?": said("CG-001", "Foi encontrada em São Vicente de Fora."),
		"Como foi feita?":      said("CG-001", "Atribui-se a Nuno Gonçalves."), // no answer to this either
		"De onde veio?":        {Verdict: guide.NotCovered},
		"Quem fez esta obra?":  said("CG-001", "Atribui-se a Nuno Gonçalves."),
		"De quando data?":      said("CG-001", "Data de cerca de 1470."),
		"De que material é?":   said("CG-001", "Pertence ao museu."), // which names no material
	}
	asked := 0
	s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	s.Probe(func(_ context.Context, q guide.Question, _ func(guide.Event) error) (guide.Turn, error) {
		asked++
		if q.Object != "CG-001" || q.Lang != "pt" || q.Audience != guide.AudiencePublic {
			t.Errorf("asked %+v", q)
		}
		return answers[q.Text], nil
	})
	e := echo.New()
	s.Routes(e)
	page := get(e, http.MethodGet, "/galeria/o/CG-001").Body.String()
	for _, want := range []string{`value="O que representa?"`, `value="Onde foi encontrada?"`, `value="Quem fez esta obra?"`} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if strings.Contains(page, "Quem a encomendou?") || strings.Contains(page, "Para que servia?") {
		t.Error("page offers what is not answered")
	}
	w := get(e, http.MethodGet, "/galeria/next?object=CG-001&asked="+url.QueryEscape("O que representa?"))
	want := `{"object":"CG-001","title":"Painéis de São Vicente","lang":"pt","questions":["Onde foi encontrada?","Quem fez esta obra?","De quando data?"]}`
	if diff := cmp.Diff(want, strings.TrimSpace(w.Body.String())); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
	if want := len(kinds); asked != want {
		t.Errorf("asked %d times, want each of %d kinds once", asked, want)
	}
	for _, target := range []string{"/galeria/next", "/galeria/next?object=nada"} {
		if got := strings.TrimSpace(get(e, http.MethodGet, target).Body.String()); !strings.Contains(got, `"questions":[]`) {
			t.Errorf("%s: got %s", target, got)
		}
	}
}

func said(inventory, sentence string) guide.Turn {
	return guide.Turn{Verdict: guide.Answered, Sentences: []guide.Sentence{{Text: sentence, Citations: []int{1}}}, Citations: []guide.Citation{{Number: 1, Inventory: inventory}}}
}

func TestVisitPage(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	checkPage(t, get(h, http.MethodGet, "/galeria/visit"), 200, []string{"<h1>A minha visita</h1>", `id="visit" data-museum="galeria"`, "<noscript>"}, nil)
}

// The page of patterns is there for who asked for it, and shows every verdict.
func TestPatterns(t *testing.T) {
	checkPage(t, get(newServer(t, newFakeCollection(), fakeAsk), http.MethodGet, "/patterns"), 404, nil, nil)
	s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	s.ShowPatterns()
	e := echo.New()
	s.Routes(e)
	checkPage(t, get(e, http.MethodGet, "/patterns"), 200, []string{"turn, pinned", "As nossas notas não o dizem.", "Não foi possível responder agora.", "1 de março de 2026", `<mark id="quote">`}, nil)
}

// A work's notes for other readers are offered beside the one for everyone, and
// only when curators wrote them.
func TestLevels(t *testing.T) {
	locales := loadLocales(t)
	note := func(level, text string) guide.LiveNote { return guide.LiveNote{Lang: "pt", Level: level, Text: text} }
	all := []guide.LiveNote{note("", "A nota."), note("easy", "Fácil."), note("", "Outra nota.")}
	tests := []struct {
		wanted string
		notes  []guide.LiveNote
		text   string
		levels int
	}{
		{"", all, "A nota.", 2}, {"easy", all, "Fácil.", 2}, {"child", all, "A nota.", 2}, {"<x>", all, "A nota.", 2},
		{"", all[1:2], "Fácil.", 0}, {"easy", all[:1], "A nota.", 0}, {"easy", nil, "", 0},
	}
	for _, tt := range tests {
		p := &objectPage{page: page{Locale: locales["pt"]}}
		got := p.atLevel(tt.notes, tt.wanted)
		if (tt.levels > 0) != (len(p.Readers) == 2) {
			t.Errorf("%q: answers can be written for %v", tt.wanted, p.Readers)
		}
		if len(p.Levels) != tt.levels || tt.text != "" && got[0].Text != tt.text {
			t.Errorf("%q: got %v, %v, want %q and %d levels", tt.wanted, got, p.Levels, tt.text, tt.levels)
		}
	}
}

// For whom answers are written is asked only where a model can write, or the work
// has notes for several readers.
func TestLevelsOfAnswers(t *testing.T) {
	s, err := New(newFakeCollection(), fakeAsk, fakeFind, fakeFiles{})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	s.Routes(e)
	if body := get(e, http.MethodGet, "/galeria").Body.String(); strings.Contains(body, `name="level"`) {
		t.Error("levels are offered without a model")
	}
	s.Models = []string{"a model"}
	checkPage(t, get(e, http.MethodGet, "/galeria"), 200, []string{`<option value="child">Para crianças`}, []string{" selected"})
	asked := post(e, "/galeria/ask", url.Values{"question": {"Quem?"}, "level": {"child"}})
	checkPage(t, asked, 200, []string{`<option value="child" selected>`}, []string{`value="easy" selected`})
}
