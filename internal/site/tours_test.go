package site

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTourPages(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	tests := []struct {
		name, target, accept string
		status               int
		want, not            []string
	}{
		{"list", "/galeria/tours", "pt", 200, []string{"O ouro e o mar", "De uma ponta à outra.", "2 obras · 1 sala · cerca de 25 minutos", `name="m" value="45" checked`, "Ouro, prata e azulejo"}, nil},
		{"list in English", "/galeria/tours", "en", 200, []string{"Gold and the sea", "about 25 minutes"}, nil},
		{"tour", "/galeria/tours/OURO", "pt", 200, []string{"<h1>O ouro e o mar</h1>", `href="/galeria/tours/OURO/o/CG-002">Começar`, `<li value="2">`, "<svg", "Sala 1 · Pintura antes de 1600"}, []string{`name="drop"`}},
		{"first stop", "/galeria/tours/OURO/o/CG-002", "pt", 200, []string{"Obra 1 de 2", "Comece ao fundo.", `value="1" max="2"`, `rel="next"`, "nesta sala", `name="object" value="CG-002"`}, []string{`rel="prev"`}},
		{"last stop", "/galeria/tours/OURO/o/CG-003", "pt", 200, []string{"Obra 2 de 2", "Era a última obra", `rel="prev"`}, []string{`rel="next"`}},
		{"hostile", "/galeria/tours/XSS", "pt", 200, nil, nil},
		{"hostile stop", "/galeria/tours/XSS/o/CG-666", "pt", 200, nil, nil},
		{"a work that is not on it", "/galeria/tours/OURO/o/CG-001", "pt", 303, nil, nil},
		{"unknown", "/galeria/tours/NOPE", "pt", 404, nil, nil},
		{"unknown museum", "/nada/tours", "pt", 404, nil, nil},
		{"made", "/galeria/tours/made?m=20&w=CG-001&w=CG-010", "pt", 200, []string{"Um percurso à sua medida", `name="up" value="CG-010"`, `name="drop" value="CG-001"`, "↕ Piso 1", `name="add"`, `href="/galeria/tours/made/o/CG-001?m=20&amp;w=CG-001&amp;w=CG-010"`}, []string{"a mais do que tem"}},
		{"made, over its time", "/galeria/tours/made?m=10&w=CG-001&w=CG-010", "pt", 200, []string{"Leva cerca de 1 minuto a mais"}, nil},
		{"made, with works gone and interests unmet", "/galeria/tours/made?m=20&want=ouro+e+tomates&none=1&none=7&w=CG-001&w=GONE", "pt", 200, []string{"já não está à vista", "<q>tomates</q>"}, []string{"<q>ouro</q>"}},
		{"made of nothing", "/galeria/tours/made?w=GONE", "pt", 303, nil, nil},
		{"made, on the way", "/galeria/tours/made/o/CG-001?m=20&w=CG-001&w=CG-010", "pt", 200, []string{"Obra 1 de 2", "para a Sala 2, Ouro, prata e azulejo (Piso 1)", `href="/galeria/tours/made/o/CG-010?m=20&amp;w=CG-001&amp;w=CG-010"`}, nil},
		{"reloaded", "/galeria/tours/compose", "pt", 303, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, http.MethodGet, tt.target, "Accept-Language", tt.accept)
			body := w.Body.String()
			if w.Code != tt.status {
				t.Errorf("got %d, want %d", w.Code, tt.status)
			}
			for _, s := range tt.want {
				if !strings.Contains(body, s) {
					t.Errorf("no %q in %s", s, body)
				}
			}
			for _, s := range append(tt.not, "<script>alert", "<img src=x", "<b onclick", "style=") {
				if strings.Contains(body, s) {
					t.Errorf("page holds %q", s)
				}
			}
		})
	}
}

func TestCompose(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	compose := func(form string) (int, string) {
		values, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		w := post(h, "/galeria/tours/compose", values)
		return w.Code, w.Header().Get("Location")
	}
	const made = "/galeria/tours/made?"
	tests := []struct {
		name, form string
		status     int
		want       string
	}{
		{"ten minutes: what is not to be missed", "m=10", 303, made + "m=10&w=CG-001&w=CG-002"},
		{"with children", "m=10&children=1", 303, made + "children=1&m=10&w=CG-001&w=CG-002&w=CG-003"},
		{"what was asked for first", "m=10&want=ouro", 303, made + "m=10&w=CG-001&w=CG-003&want=ouro"},
		{"an interest that nothing meets is said", "m=10&want=tomates+e+ouro", 303, made + "m=10&none=0&w=CG-001&w=CG-003&want=tomates+e+ouro"},
		{"a room that was chosen", "m=11&room=2", 303, made + "m=11&room=2&w=CG-010&w=AZ+12%2F3"},
		{"works are never the form's", "m=10&w=CG-666", 303, made + "m=10&w=CG-001&w=CG-002"},
		{"the search is down", "m=10&want=down", 500, ""},
	}
	for _, tt := range tests {
		status, location := compose(tt.form)
		if status != tt.status || location != tt.want {
			t.Errorf("%s: got %d to %s, want %d to %s", tt.name, status, location, tt.status, tt.want)
		}
	}
}

func TestEditMade(t *testing.T) {
	h := newServer(t, newFakeCollection(), fakeAsk)
	for query, want := range map[string]string{
		"w=CG-001&w=CG-002&drop=CG-001":         "m=45&w=CG-002",
		"w=CG-001&w=CG-002&down=CG-001":         "m=45&w=CG-002&w=CG-001",
		"m=9999&w=CG-001&w=CG-002&up=CG-002":    "m=240&w=CG-002&w=CG-001",
		"m=30&children=yes&w=CG-001&add=CG-010": "children=1&m=30&w=CG-001&w=CG-010",
	} {
		w := get(h, http.MethodGet, "/galeria/tours/made?"+query)
		if got := w.Header().Get("Location"); w.Code != 303 || got != "/galeria/tours/made?"+want+"#works" {
			t.Errorf("%s: got %d to %s, want %s", query, w.Code, got, want)
		}
	}
	for _, query := range []string{"w=CG-001&up=CG-001", "w=CG-001&down=CG-001", "w=CG-001&add=CG-001", "w=CG-001&drop=X", "w=CG-001&up=X&add="} {
		if w := get(h, http.MethodGet, "/galeria/tours/made?"+query); w.Code != 200 {
			t.Errorf("%s: got %d, want the page as it is", query, w.Code)
		}
	}
}

func TestWish(t *testing.T) {
	w := wish{Want: "azulejos, o mar e  ouro; prata and silver & x"}
	if diff := cmp.Diff([]string{"azulejos", "o mar", "ouro", "prata"}, w.interests()); diff != "" {
		t.Errorf("interests (-want +got):\n%s", diff)
	}
	for spansOf, want := range map[string][]int{"": nil, "4": {4}, "1–3, 7": {1, 2, 3, 7}} {
		if got := spans(want); got != spansOf {
			t.Errorf("spans of %v: got %q, want %q", want, got, spansOf)
		}
	}
}

// Whatever an address holds, a wish stays within its bounds and says itself again.
func FuzzWish(f *testing.F) {
	f.Add("m=45&want=azulejos+e+o+mar&room=1&w=CG-001&w=CG-001&none=3&none=0")
	f.Add("m=-1&w=%00&w=%ff&want=%0a%ff")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		w := readWish(values)
		if len(w.Works) > 60 || len(w.Rooms) > maxWishRooms || len(w.interests()) > maxInterests || len([]rune(w.Want)) > maxWant {
			t.Fatalf("out of bounds: %+v", w)
		}
		again := readWish(w.query())
		if diff := cmp.Diff(w, again); diff != "" {
			t.Fatalf("another wish (-written +read):\n%s", diff)
		}
	})
}
