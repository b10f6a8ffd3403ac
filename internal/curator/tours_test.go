package curator

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// fakeTours is one tour that is published and one that is deleted, in memory.
type fakeTours struct {
	tours map[string]guide.OpenTour
	did   []string
}

func newFakeTours() *fakeTours {
	return &fakeTours{tours: map[string]guide.OpenTour{
		"sea": {ID: "sea", Version: 3, Titles: map[string]string{"pt": "O mar", "fr": "La mer"}, Intros: map[string]string{}, Minutes: 30, Published: time.Unix(1, 0),
			Stops: []guide.OpenStop{{Inventory: "CG-001", Title: "Painéis", Live: true, Words: map[string]string{"pt": "Comece aqui.", "fr": "Ici."}}, {Inventory: "CG-002", Words: map[string]string{}}}},
		"gone": {ID: "gone", Version: 1, Titles: map[string]string{"pt": hostile}, Deleted: time.Unix(1, 0)},
	}}
}

func (f *fakeTours) OpenTours(_ context.Context, museum int64) ([]guide.OpenTour, error) {
	return []guide.OpenTour{f.tours["sea"]}, nil
}

func (f *fakeTours) OpenTour(_ context.Context, museum int64, id string) (guide.OpenTour, error) {
	t, ok := f.tours[id]
	if !ok || museum != gallery.ID {
		return t, guide.ErrNotFound
	}
	return t, nil
}

func (f *fakeTours) SaveTour(_ context.Context, by guide.User, t guide.OpenTour) (string, error) {
	switch {
	case t.ID == "":
		t.ID = "new"
	case f.tours[t.ID].Version != t.Version:
		return "", guide.ErrConflict
	}
	f.did = append(f.did, string(by.Role)+" saves "+t.ID)
	t.Version++
	f.tours[t.ID] = t
	return t.ID, nil
}

func (f *fakeTours) MoveTour(_ context.Context, by guide.User, id string, step int) error {
	f.did = append(f.did, fmt.Sprint(by.Role, " moves ", id, " ", step))
	return nil
}

func (f *fakeTours) PublishTour(_ context.Context, by guide.User, id string, publish bool) error {
	f.did = append(f.did, fmt.Sprint(by.Role, " publishes ", id, " ", publish))
	return nil
}

func (f *fakeTours) DeleteTour(_ context.Context, by guide.User, id string, deleted bool) error {
	f.did = append(f.did, fmt.Sprint(by.Role, " deletes ", id, " ", deleted))
	return nil
}

// tourRoles are the least roles of the routes about tours.
var tourRoles = map[string]guide.Role{
	"GET /curator/tours":               guide.RoleReader,
	"GET /curator/tours/new":           guide.RoleCurator,
	"POST /curator/tours":              guide.RoleCurator,
	"GET /curator/tours/sea":           guide.RoleReader,
	"POST /curator/tours/sea":          guide.RoleCurator,
	"POST /curator/tours/sea/move":     guide.RoleCurator,
	"POST /curator/tours/sea/publish":  guide.RoleEditor,
	"POST /curator/tours/sea/withdraw": guide.RoleEditor,
	"POST /curator/tours/sea/delete":   guide.RoleEditor,
	"POST /curator/tours/sea/undelete": guide.RoleEditor,
}

func TestTourRoles(t *testing.T) {
	for _, role := range []guide.Role{"", guide.RoleReader, guide.RoleCurator, guide.RoleEditor} {
		house := newFakeHouse()
		b := newBrowser(t, house)
		if role != "" {
			b.signIn(string(role)+"@museu.pt", goodPassword)
		}
		for request, least := range tourRoles {
			house.tours.did = nil
			method, target, _ := strings.Cut(request, " ")
			r := httptest.NewRequest(method, target, strings.NewReader("version=3&title_pt=T&to=up"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := b.do(r)
			allowed := allows(role, least)
			switch {
			case role == "" && !strings.HasPrefix(w.Header().Get("Location"), "/curator/signin"):
				t.Errorf("%s, signed out: got %d to %q, want to sign in", request, w.Code, w.Header().Get("Location"))
			case role != "" && allowed == (w.Code == http.StatusForbidden):
				t.Errorf("%s as %s: got %d, allowed: %v", request, role, w.Code, allowed)
			case !allowed && house.tours.did != nil:
				t.Errorf("%s as %s: done all the same: %v", request, role, house.tours.did)
			}
		}
	}
}

func TestOfficeTourPages(t *testing.T) {
	tests := []struct {
		name, target string
		status       int
		want, not    []string
	}{
		{"list", "/curator/tours", 200, []string{"<h1>Percursos</h1>", "O mar", "publicado · 2 obras · 1 que os visitantes não veem"}, nil},
		{"list, after a deletion", "/curator/tours?deleted=gone", 200, []string{"foi eliminado", `action="/curator/tours/gone/undelete"`}, nil},
		{"list, after no deletion", "/curator/tours?deleted=sea", 200, nil, []string{"foi eliminado"}},
		{"new", "/curator/tours/new", 200, []string{`name="title_pt" value=""`, "Ainda não há obras"}, []string{"/publish", "/delete"}},
		{"tour", "/curator/tours/sea", 200, []string{`value="O mar"`, `name="stop" value="CG-001"`, "Comece aqui.", `name="do" value="down 0"`, `name="do" value="drop 1"`, "não tem nota publicada", "/withdraw", `href="/galeria/tours/sea"`}, []string{`value="up 0"`, `value="down 1"`, "/publish"}},
		{"deleted", "/curator/tours/gone", 200, []string{"eliminado", "/undelete"}, []string{`name="add"`, "/publish"}},
		{"unknown", "/curator/tours/nope", 404, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkPage(t, signedIn(t, newFakeHouse(), guide.RoleEditor).get(tt.target), tt.status, tt.want, append(tt.not, "<script>alert", "onerror=alert(1)>"))
		})
	}
	checkPage(t, signedIn(t, newFakeHouse(), guide.RoleCurator).get("/curator/tours/sea"), 200, []string{"cabe à edição"}, []string{"/withdraw"})
}

// What is typed is saved with whatever the button does, and languages that the
// form does not have are left alone.
func TestSaveTour(t *testing.T) {
	form := func(changes ...string) url.Values {
		v := url.Values{"version": {"3"}, "title_pt": {"O mar"}, "title_en": {"The sea"}, "minutes": {"40"}, "stop": {"CG-001", "CG-002"},
			"words_0_pt": {"Um."}, "words_1_en": {"Two."}}
		for i := 0; i+1 < len(changes); i += 2 {
			v.Set(changes[i], changes[i+1])
		}
		return v
	}
	tests := []struct {
		name   string
		form   url.Values
		status int
		to     string   // where it leads
		stops  []string // afterwards
		want   string   // on the page, when it leads nowhere
	}{
		{"saved", form(), 303, "sea?done=saved", []string{"CG-001", "CG-002"}, ""},
		{"moved down", form("do", "down 0"), 303, "sea?moved=CG-001", []string{"CG-002", "CG-001"}, ""},
		{"moved up", form("do", "up 1"), 303, "sea?moved=CG-002", []string{"CG-002", "CG-001"}, ""},
		{"moved beyond", form("do", "up 0"), 303, "sea?done=saved", []string{"CG-001", "CG-002"}, ""},
		{"dropped", form("do", "drop 0"), 303, "sea?done=saved", []string{"CG-002"}, ""},
		{"strange", form("do", "drop 9"), 303, "sea?done=saved", []string{"CG-001", "CG-002"}, ""},
		{"added twice", form("do", "add", "add", "cg-002"), 422, "", nil, "já está no percurso"},
		{"several to add", form("do", "add", "add", "CG"), 422, "", nil, "Qual?"},
		{"no minutes", form("minutes", "9999"), 422, "", nil, "Escreva um número de 1 a 240"},
		{"too long", form("words_0_pt", strings.Repeat("x", guide.MaxStopWords+1)), 422, "", nil, `id="words_0_pt-problem"`},
		{"stale", form("version", "2"), 409, "", nil, "ainda não foi guardado"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house := newFakeHouse()
			w := signedIn(t, house, guide.RoleCurator).post("/curator/tours/sea", tt.form)
			if tt.to == "" {
				checkPage(t, w, tt.status, []string{tt.want, `value="The sea"`}, nil)
				if house.tours.did != nil {
					t.Errorf("saved all the same")
				}
				return
			}
			if w.Code != tt.status || w.Header().Get("Location") != "/curator/tours/"+tt.to {
				t.Fatalf("got %d to %s", w.Code, w.Header().Get("Location"))
			}
			saved := house.tours.tours["sea"]
			var stops []string
			for _, s := range saved.Stops {
				stops = append(stops, s.Inventory)
			}
			if diff := cmp.Diff(tt.stops, stops); diff != "" {
				t.Errorf("stops (-want +got):\n%s", diff)
			}
			if i := slices.Index(stops, "CG-001"); i >= 0 {
				if diff := cmp.Diff(map[string]string{"pt": "Um.", "fr": "Ici."}, saved.Stops[i].Words); diff != "" {
					t.Errorf("words (-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(map[string]string{"pt": "O mar", "en": "The sea", "fr": "La mer"}, saved.Titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
		})
	}
}

// A new tour needs a title, and is then one.
func TestNewTour(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkPage(t, b.post("/curator/tours", url.Values{"add": {"CG-001"}, "do": {"add"}}), 422, []string{"Escreva um título", "CG-001"}, nil)
	w := b.post("/curator/tours", url.Values{"title_pt": {"Volta"}, "add": {"CG-001"}, "do": {"add"}})
	if w.Header().Get("Location") != "/curator/tours/new?done=saved" || len(house.tours.tours["new"].Stops) != 1 {
		t.Errorf("got %d to %s with %+v", w.Code, w.Header().Get("Location"), house.tours.tours["new"])
	}
}
