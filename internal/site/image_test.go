package site

import (
	"net/http"
	"strings"
	"testing"
)

// Pages show a picture where there is one, with words in the language nearest
// to theirs.
func TestPicturesOnPages(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	const alt = `alt="Seis tábuas &amp; um &#34;santo&#34;"`
	const srcset = `srcset="/galeria/images/painel-480.jpg 480w, /galeria/images/painel-1280.jpg 1280w"`
	tests := []struct {
		name, target string
		want, not    []string
	}{
		{"work", "/galeria/o/CG-001", []string{alt, srcset, `src="/galeria/images/painel-480.jpg"`, `width="480" height="320"`, "<figcaption>Fotografia da casa</figcaption>"}, []string{"loading="}},
		{"work in a language without words", "/galeria/o/CG-001?lang=en", []string{alt + ` lang="pt"`}, nil},
		{"work without a picture", "/galeria/o/CG-002", nil, []string{"<img", "<figure"}},
		{"highlights", "/galeria", []string{alt, `class="pictured"`, `width="480" height="320"`}, []string{"srcset"}},
		{"room", "/galeria/rooms/1", []string{alt}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := get(h, http.MethodGet, tt.target, "Accept-Language", "pt").Body.String()
			for _, s := range tt.want {
				if !strings.Contains(body, s) {
					t.Errorf("page lacks %q", s)
				}
			}
			for _, s := range tt.not {
				if strings.Contains(body, s) {
					t.Errorf("page holds %q", s)
				}
			}
		})
	}
}

func TestImage(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	w := get(h, http.MethodGet, "/galeria/images/painel-1280.jpg")
	if got, want := w.Body.String(), "jpeg of large"; w.Code != 200 || got != want {
		t.Errorf("got %d, %q, want 200, %q", w.Code, got, want)
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "ETag": `"large"`, "Cache-Control": "public, max-age=86400"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if w := get(h, http.MethodGet, "/galeria/images/painel-1280.jpg", "If-None-Match", `"large"`); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("kept by the phone: got %d and %d bytes, want 304 and none", w.Code, w.Body.Len())
	}
	if w := get(h, http.MethodHead, "/galeria/images/painel-1280.jpg"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: got %d and %d bytes, want 200 and none", w.Code, w.Body.Len())
	}
	for _, name := range []string{"painel-640.jpg", "painel-0.jpg", "painel--480.jpg", "painel.jpg", "-480.jpg", "painel-480.png", "painel-480", "outro-480.jpg", "..%2Fpainel-480.jpg", strings.Repeat("a", 200) + "-480.jpg"} {
		if w := get(h, http.MethodGet, "/galeria/images/"+name); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", name, w.Code)
		}
	}
}
