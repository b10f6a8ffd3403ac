package api_test

import (
	"fmt"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

func noteCollection() collection {
	return collection{
		museums: []guide.Museum{galeria, {ID: 8, Code: "castelo"}},
		notes: map[string]guide.LiveNote{
			"galeria/DOCBARCO": {
				Document: "DOCBARCO", Kind: guide.KindObject, Inventory: "CG 1/2#a", Title: "Modelo de barco", Lang: "pt",
				Author: "Serviço de inventário", Revision: 2, Date: noted, Text: "Primeiro parágrafo.\n\nSegundo <parágrafo>.",
			},
			"galeria/DOCRIO": {Document: "DOCRIO", Kind: guide.KindTheme, Title: "O rio e a cidade", Sensitivity: "Fala de quem se afogou.", Lang: "pt", Revision: 1, Text: "Texto."},
		},
	}
}

func TestNote(t *testing.T) {
	h := newServer(noteCollection(), noAnswer(t))
	for name, target := range map[string]string{
		"note":       "/api/v1/museums/galeria/notes/DOCBARCO?r=2",
		"note_theme": "/api/v1/museums/galeria/notes/DOCRIO",
	} {
		golden(t, name+".json.golden", transcript(send(t, h, "GET", target, "")))
	}
	if w := send(t, h, "GET", "/api/v1/museums/galer%69a/notes/DOCRI%4F", ""); w.Code != 200 {
		t.Errorf("escaped address: status %d, want 200", w.Code)
	}
}

// A withdrawn note is answered like one that never existed, byte for byte.
func TestNoteNotFound(t *testing.T) {
	h := newServer(noteCollection(), noAnswer(t))
	want := transcript(send(t, h, "GET", "/api/v1/museums/galeria/notes/NEVER", ""))
	if !strings.HasPrefix(want, "404\n") {
		t.Fatalf("got %s, want 404", want)
	}
	for _, target := range []string{
		"/api/v1/museums/galeria/notes/DOCBARCO?r=1",
		"/api/v1/museums/galeria/notes/DOCBARCO?r=3",
		"/api/v1/museums/castelo/notes/DOCBARCO",
		"/api/v1/museums/nowhere/notes/DOCBARCO",
		"/api/v1/museums//notes/DOCBARCO",
		"/api/v1/museums/galeria/notes/",
		"/api/v1/museums/galeria/notes/DOC%00BARCO",
		"/api/v1/museums/galeria/notes/DOC%ffBARCO",
		"/api/v1/museums/galeria/notes/..%2f..%2fDOCBARCO",
		"/api/v1/museums/galeria/notes/DOCBARCO/",
		"/api/v1/museums/galeria/notes/" + strings.Repeat("A", 4000),
		"/api/v2/ask",
	} {
		if got := transcript(send(t, h, "GET", target, "")); got != want {
			t.Errorf("%.60s:\n%s\nwant\n%s", target, got, want)
		}
	}
}

func TestNoteRevision(t *testing.T) {
	h := newServer(noteCollection(), noAnswer(t))
	for _, r := range []string{"0", "-1", "x", "1.5", "2abc", "99999999999999999999"} {
		w := send(t, h, "GET", "/api/v1/museums/galeria/notes/DOCBARCO?r="+r, "", "Accept-Language", "en")
		want := failure{"invalid", "r", "This is not a revision number."}
		if got := decodeFailure(t, w.Body.String()); w.Code != 400 || got != want {
			t.Errorf("r=%s: %d %+v, want 400 %+v", r, w.Code, got, want)
		}
	}
}

func TestNoteUnavailable(t *testing.T) {
	c := noteCollection()
	c.err = fmt.Errorf("read note: %w: a secret of the database", guide.ErrUnavailable)
	w := send(t, newServer(c, noAnswer(t)), "GET", "/api/v1/museums/galeria/notes/DOCBARCO", "")
	if w.Code != 503 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s, want 503 and no secret", w.Code, w.Body)
	}
}

func TestMethods(t *testing.T) {
	h := newServer(noteCollection(), noAnswer(t))
	for target, method := range map[string]string{
		"/api/v1/ask":                            "GET",
		"/api/v1/museums/galeria/notes/DOCBARCO": "DELETE",
		"/api/openapi.json":                      "PUT",
	} {
		w := send(t, h, method, target, "")
		if got := decodeFailure(t, w.Body.String()); w.Code != 405 || got.Error != "method_not_allowed" || w.Header().Get("Allow") == "" {
			t.Errorf("%s %s: %d %+v Allow %q, want 405", method, target, w.Code, got, w.Header().Get("Allow"))
		}
	}
}
