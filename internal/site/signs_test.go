package site

import (
	"net/http"
	"strings"
	"testing"
)

func TestSigns(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	const video = `<video controls playsinline preload="none" aria-label="Língua gestual, LGP: Painéis de São Vicente"><source src="/galeria/signs/gesto.mp4" type="video/mp4"></video>`
	if body := get(h, http.MethodGet, "/galeria/o/CG-001", "Accept-Language", "pt").Body.String(); !strings.Contains(body, video) {
		t.Errorf("page lacks %q", video)
	}
	if body := get(h, http.MethodGet, "/galeria/o/CG-002").Body.String(); strings.Contains(body, "<video") {
		t.Error("a work without a video has one")
	}
	w := get(h, http.MethodGet, "/galeria/signs/gesto.mp4")
	if got, want := w.Body.String(), "jpeg of signs"; w.Code != 200 || got != want {
		t.Errorf("got %d, %q, want 200, %q", w.Code, got, want)
	}
	for name, want := range map[string]string{"Content-Type": "video/mp4", "X-Content-Type-Options": "nosniff", "ETag": `"signs"`, "Cache-Control": imageCache, "Accept-Ranges": "bytes"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	part := get(h, http.MethodGet, "/galeria/signs/gesto.mp4", "Range", "bytes=8-")
	if got, want := part.Body.String(), "signs"; part.Code != http.StatusPartialContent || got != want || part.Header().Get("Content-Range") != "bytes 8-12/13" {
		t.Errorf("a part: got %d, %q of %q, want 206, %q", part.Code, got, part.Header().Get("Content-Range"), want)
	}
	if w := get(h, http.MethodGet, "/galeria/signs/gesto.mp4", "Range", "bytes=99-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("beyond its end: got %d, want 416", w.Code)
	}
	if w := get(h, http.MethodGet, "/galeria/signs/gesto.mp4", "If-None-Match", `"signs"`); w.Code != http.StatusNotModified {
		t.Errorf("kept by the phone: got %d, want 304", w.Code)
	}
	for _, name := range []string{"gesto.webm", "gesto", "outro.mp4", ".mp4", "..%2Fgesto.mp4", strings.Repeat("a", 200) + ".mp4"} {
		if w := get(h, http.MethodGet, "/galeria/signs/"+name); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", name, w.Code)
		}
	}
}

// A follow-up is answered under what it was taken for; other questions are not.
func TestUnderstood(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	const line = `<p class="turn-understood" lang="pt-PT">Entendi: `
	for question, want := range map[string]string{"followed": line + "followed [CG-001 Painéis de São Vicente]</p>", "Quem?": ""} {
		body := post(h, "/galeria/ask", map[string][]string{"question": {question}}).Body.String()
		if strings.Contains(body, line) != (want != "") || !strings.Contains(body, want) {
			t.Errorf("%s: want %q", question, want)
		}
	}
}
