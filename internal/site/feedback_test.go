package site

import (
	"net/url"
	"strings"
	"testing"
)

func TestRate(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	form := func(pairs ...string) url.Values {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return values
	}
	tests := []struct {
		name   string
		form   url.Values
		status int
		want   []string
		not    []string
		rated  string
	}{
		{"it helped", form("turn", "Q1", "helpful", "yes", "object", "CG-001", "reason", ""), 200,
			[]string{"Obrigado.", `href="/galeria/o/CG-001"`, "Afinal, não ajudou"}, []string{"<textarea"}, "Q1 true "},
		{"it did not", form("turn", "Q1", "helpful", "no", "room", "2"), 200,
			[]string{"conte o que faltou", `href="/galeria/rooms/2"`, `name="turn" value="Q1"`, "<textarea"}, nil, "Q1 false "},
		{"and why", form("turn", "Q1", "helpful", "no", "reason", " <b>a data</b> "), 200, []string{"&lt;b&gt;a data&lt;/b&gt;", `href="/galeria"`}, []string{"<b>a"}, "Q1 false <b>a data</b>"},
		{"at length", form("turn", "Q1", "helpful", "no", "reason", strings.Repeat("ã", 501)), 422, []string{"O limite são 500 caracteres.", strings.Repeat("ã", 501), `aria-invalid="true"`}, nil, ""},
		{"in no text", form("turn", "Q1", "helpful", "no", "reason", "\xff"), 422, []string{"Não foi possível ler este texto."}, nil, ""},
		{"of an answer long gone", form("turn", "GONE", "helpful", "yes"), 404, nil, nil, ""},
		{"of none", form("helpful", "yes"), 400, nil, nil, ""},
		{"neither", form("turn", "Q1"), 400, nil, nil, ""},
		{"of hostile names", form("turn", `"><script>`, "helpful", "yes", "object", `//evil.example"><script>`), 200, []string{`href="/galeria/o/`}, []string{"<script>\"", `href="//`}, `"><script> true `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rated = ""
			w := post(h, "/galeria/feedback", tt.form)
			if w.Code != tt.status {
				t.Fatalf("status: got %d, want %d", w.Code, tt.status)
			}
			for _, s := range tt.want {
				if !strings.Contains(w.Body.String(), s) {
					t.Errorf("lacks %q", s)
				}
			}
			for _, s := range tt.not {
				if strings.Contains(w.Body.String(), s) {
					t.Errorf("holds %q", s)
				}
			}
			if rated != tt.rated {
				t.Errorf("rated: got %q, want %q", rated, tt.rated)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: %q", got)
			}
		})
	}
}

// Only an answer that was found is asked about.
func TestRatingIsOffered(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	for question, want := range map[string]bool{"Quem os pintou?": true, "pinned": true, "thanks": false, "Tomate?": false, "down": false} {
		body := post(h, "/galeria/ask", url.Values{"question": {question}}).Body.String()
		shown, _, _ := strings.Cut(body, `<template id="turn-shell">`)
		if got := strings.Contains(shown, `name="turn" value="Q1"`); got != want {
			t.Errorf("%s: offered %v, want %v", question, got, want)
		}
	}
}

func TestPinnedAnswer(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	body := post(h, "/galeria/ask", url.Values{"question": {"pinned"}}).Body.String()
	for _, want := range []string{"Não, não há.", "Resposta da própria equipa do museu, escrita a 23 de novembro de 2026."} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q", want)
		}
	}
}

// The guide's own words have no note behind them, and nothing is said of who
// wrote them.
func TestPlainAnswer(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	body := post(h, "/galeria/ask", url.Values{"question": {"thanks"}}).Body.String()
	shown, _, _ := strings.Cut(body, `<template id="turn-shell">`)
	if !strings.Contains(shown, "De nada!") || strings.Contains(shown, `class="turn-notice"`) || strings.Contains(shown, `class="turn-sources"`) {
		t.Errorf("want the words alone:\n%s", shown)
	}
}
