package site

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// themed is the museum with a theme, a logo and one site of its own.
func themed() fakeCollection {
	m := fakeMuseum
	m.Settings = guide.Settings{KioskSeconds: 90, Origins: []string{"https://museu.example"},
		Theme: guide.Theme{Accent: "#7a1020", Logo: &guide.Logo{SHA256: "mark", Width: 40, Height: 20}}}
	return fakeCollection{[]guide.Museum{m}}
}

func TestTheme(t *testing.T) {
	h := newServer(t, themed(), fakeAsk)
	body := get(h, http.MethodGet, "/galeria/o/CG-001").Body.String()
	for _, want := range []string{"<style>:root", `<img src="/galeria/logo/mark.png" alt="Galeria Cicerone" width="40" height="20">`} {
		if !strings.Contains(body, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if !strings.Contains(body, "--accent: #7a1020") {
		t.Error("page lacks the museum's accent")
	}
	if w := get(h, http.MethodGet, "/galeria/logo/mark.png"); w.Code != 200 || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("logo: got %d, %s", w.Code, w.Header())
	}
	if w := get(h, http.MethodGet, "/galeria/logo/small.png"); w.Code != 404 {
		t.Errorf("another file as the logo: got %d", w.Code)
	}
	plain := newServer(t, newFakeCollection(), fakeAsk)
	if strings.Count(get(plain, http.MethodGet, "/galeria").Body.String(), "<style>") != 1 {
		t.Error("the house's own look has a second style sheet")
	}
}

func TestEmbed(t *testing.T) {
	h := newServer(t, themed(), fakeAsk)
	ancestors := func(target string) string {
		_, policy, _ := strings.Cut(get(h, http.MethodGet, target).Header().Get("Content-Security-Policy"), "frame-ancestors ")
		policy, _, _ = strings.Cut(policy, ";")
		return policy
	}
	for target, want := range map[string]string{"/galeria/embed": "https://museu.example", "/galeria": "'none'", "/galeria/o/CG-001": "'none'", "/galeria/kiosk": "'none'"} {
		if got := ancestors(target); got != want {
			t.Errorf("%s may stand in frames of %s, want %s", target, got, want)
		}
	}
	plain := newServer(t, newFakeCollection(), fakeAsk)
	if got := get(plain, http.MethodGet, "/galeria/embed").Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("by default: %s", got)
	}
	for origin, allowed := range map[string]bool{"https://museu.example": true, "https://museu.example.evil": false, "null": false, "": false} {
		w := get(h, http.MethodGet, "/galeria/embed.json?lang=en", "Origin", origin)
		if got := w.Header().Get("Access-Control-Allow-Origin"); allowed != (got == origin && w.Code == 200) || !allowed && got != "" {
			t.Errorf("%q: got %d for %q", origin, w.Code, got)
		}
		var facts struct{ Ask, Frame string }
		if allowed && (json.Unmarshal(w.Body.Bytes(), &facts) != nil || facts.Ask != "Ask the museum" || facts.Frame != "/galeria/embed?lang=en") {
			t.Errorf("facts: %s", w.Body)
		}
	}
	script := get(h, http.MethodGet, "/galeria/widget.js")
	if n := script.Body.Len(); script.Code != 200 || n == 0 || n > 15<<10 {
		t.Errorf("widget: %d, %d bytes of at most 15 kB", script.Code, n)
	}
}

func TestKiosk(t *testing.T) {
	h := newServer(t, themed(), fakeAsk)
	w := get(h, http.MethodGet, "/galeria/kiosk")
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != kioskCookie || cookies[0].Value != "galeria" || !strings.Contains(w.Body.String(), "Toque para começar") {
		t.Fatalf("got %d with %v: %s", w.Code, cookies, w.Body)
	}
	is := func(target, cookie string) bool {
		body := get(h, http.MethodGet, target, "Cookie", kioskCookie+"="+cookie).Body.String()
		on := strings.Contains(body, `<body class="kiosk">`)
		if on != strings.Contains(body, `content="90;url=/galeria/kiosk"`) || on != strings.Contains(body, `data-idle="90"`) {
			t.Errorf("%s: a kiosk by halves", target)
		}
		return on
	}
	for _, tt := range []struct {
		target, cookie string
		want           bool
	}{{"/galeria", "galeria", true}, {"/galeria/o/CG-001", "galeria", true}, {"/galeria", "outro", false}, {"/galeria", "", false}, {"/galeria?kiosk=1", "", true}, {"/galeria?kiosk=0", "galeria", false}, {"/galeria/embed", "galeria", false}} {
		if got := is(tt.target, tt.cookie); got != tt.want {
			t.Errorf("%s with %q: kiosk %v, want %v", tt.target, tt.cookie, got, tt.want)
		}
	}
	if c := get(h, http.MethodGet, "/galeria?kiosk=0").Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("no longer a kiosk: %v", c)
	}
}
