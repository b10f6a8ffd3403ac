package site

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cicerone/web"

	"github.com/google/go-cmp/cmp"
)

// A pack names the pages and pictures of a room, with the notes in the visitor's
// language; asked for again, it costs nothing while nothing has changed.
func TestRoomPack(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	w := get(h, http.MethodGet, "/galeria/rooms/1/pack.json", "Accept-Language", "pt")
	var got pack
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
		t.Fatalf("got %d, %v", w.Code, err)
	}
	want := []string{"/galeria/rooms/1", "/galeria/o/CG-001", "/galeria/images/painel-480.jpg", "/galeria/o/CG-002", "/galeria/o/CG-003"}
	if diff := cmp.Diff(want, got.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(got.Works) != 3 || got.Works[0].Title != "Painéis de São Vicente" || got.Works[0].By != "Nuno Gonçalves (atribuição), c. 1470" ||
		len(got.Works[0].Notes) != 1 || got.Works[0].Notes[0].Lang != "pt" || !strings.Contains(got.Works[0].Notes[0].Text, "sessenta figuras") {
		t.Errorf("works: %+v", got.Works)
	}
	tag := w.Header().Get("ETag")
	if again := get(h, http.MethodGet, "/galeria/rooms/1/pack.json", "Accept-Language", "pt", "If-None-Match", tag); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("unchanged: got %d, %d bytes", again.Code, again.Body.Len())
	}
	if other := get(h, http.MethodGet, "/galeria/rooms/1/pack.json", "Accept-Language", "en", "If-None-Match", tag); other.Code != 200 {
		t.Errorf("in another language: got %d", other.Code)
	}
	if w := get(h, http.MethodGet, "/galeria/rooms/99/pack.json"); w.Code != 404 {
		t.Errorf("unknown room: got %d", w.Code)
	}
}

// A page that a phone keeps is not sent again as long as it says the same.
func TestUnchangedPage(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	first := get(h, http.MethodGet, "/galeria/o/CG-001", "Accept-Language", "pt")
	if again := get(h, http.MethodGet, "/galeria/o/CG-001", "Accept-Language", "pt", "If-None-Match", first.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("unchanged: got %d", again.Code)
	}
	if other := get(h, http.MethodGet, "/galeria/o/CG-002", "Accept-Language", "pt", "If-None-Match", first.Header().Get("ETag")); other.Code != 200 {
		t.Errorf("another page: got %d", other.Code)
	}
}

func TestServiceWorker(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	w := get(h, http.MethodGet, "/sw.js")
	body := w.Body.String()
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" || !strings.HasPrefix(body, "self.release = {") {
		t.Errorf("got %d: %.80s", w.Code, body)
	}
	for _, name := range shell {
		if !strings.Contains(body, web.URL(name)) {
			t.Errorf("it does not name %s", name)
		}
		if file := get(h, http.MethodGet, web.URL(name)); file.Code != 200 {
			t.Errorf("%s: got %d, and nothing would be kept", name, file.Code)
		}
	}
}
