package curator

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

func withLog(house *fakeHouse, n int) *fakeHouse {
	for i := n; i > 0; i-- {
		house.staff.entries = append(house.staff.entries, guide.LogEntry{ID: int64(i), Who: "Ana", Action: "user.rename", Subject: "ana@museu.pt",
			At: time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC)})
	}
	return house
}

func TestLog(t *testing.T) {
	house := newFakeHouse()
	at := time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC)
	house.staff.entries = []guide.LogEntry{
		{ID: 4, Who: "Ana", Action: "document.publish", Subject: "live", Title: "Painéis", Detail: map[string]any{"revision": 2.0}, At: at},
		{ID: 3, Who: hostile, Action: "user.role", Subject: "b@museu.pt", Detail: map[string]any{"role": "editor", "was": "reader"}, At: at},
		{ID: 2, Who: "", Action: "museum.dreamt", Subject: hostile, Detail: map[string]any{"role": 7}, At: at},
		{ID: 2, Who: "Ana", Action: "room.move", Subject: "room 3", At: at},
		{ID: 1, Who: "", Action: "user.invite", Detail: map[string]any{"role": "admin"}, At: at},
	}
	b := signedIn(t, house, guide.RoleAdmin)
	checkPage(t, b.get("/curator/log"), 200, []string{"<h1>Registo</h1>", `<a href="/curator/documents/live">Painéis</a>`, "(revisão 2)", "mudou o papel de",
		"(edição; antes, leitura)", "museum.dreamt", "No servidor", "mudou a ordem da sala\n      3", "(administração)", `datetime="2026-11-23T10:05:00Z"`, "10:05 UTC",
		`href="/curator/log.csv?"`, `<option value="document">documentos</option>`}, []string{"Anteriores", "Mais recentes"})

	b.get("/curator/log?by=3&kind=document&before=77&museum=2")
	if want := (guide.LogQuery{MuseumID: 1, Person: 3, Kind: "document", Before: 77, Limit: logPerPage + 1}); house.staff.asked != want {
		t.Errorf("asked: got %+v, want %+v", house.staff.asked, want)
	}
	b.get("/curator/log?by=-7&kind=%27+OR+1&before=-1")
	if want := (guide.LogQuery{MuseumID: 1, Limit: logPerPage + 1}); house.staff.asked != want {
		t.Errorf("asked nonsense: got %+v, want %+v", house.staff.asked, want)
	}
	checkPage(t, b.get("/curator/log?by=-1&kind=token"), 200, []string{"Nada no registo corresponde", `<option value="-1" selected>No servidor`, "Ver tudo"}, nil)
}

func TestLogPages(t *testing.T) {
	b := signedIn(t, withLog(newFakeHouse(), 2*logPerPage), guide.RoleAdmin)
	checkPage(t, b.get("/curator/log?kind=user"), 200, []string{`href="/curator/log?before=51&amp;kind=user" rel="next">Anteriores`}, []string{"Mais recentes"})
	w := b.get("/curator/log?before=51&kind=user")
	checkPage(t, w, 200, []string{`>Mais recentes</a>`}, []string{"Anteriores"})
	if got := strings.Count(w.Body.String(), `class="log-at"`); got != logPerPage {
		t.Errorf("entries on the last page: got %d, want %d", got, logPerPage)
	}
}

func TestLogCSV(t *testing.T) {
	house := withLog(newFakeHouse(), 2*logAtOnce+1)
	house.staff.entries[0].Who, house.staff.entries[0].Subject = `=HYPERLINK("x")`, "a;\"b\"\n,c"
	house.staff.entries[0].Detail = map[string]any{"role": "editor", "scopes": []any{"a", "b"}}
	b := signedIn(t, house, guide.RoleAdmin)
	w := b.get("/curator/log.csv")
	if got := w.Header().Get("Content-Type"); w.Code != 200 || got != "text/csv; charset=utf-8" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("got %d, %s, %s", w.Code, got, w.Header().Get("Content-Disposition"))
	}
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != 2*logAtOnce+2 {
		t.Fatalf("rows: got %d, %v, want %d", len(rows), err, 2*logAtOnce+2)
	}
	want := []string{"2001", "2026-11-23T10:05:00Z", `'=HYPERLINK("x")`, "user.rename", "a;\"b\"\n,c", "", `role: editor; scopes: ["a","b"]`}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if got := rows[len(rows)-1][0]; got != "1" {
		t.Errorf("last row: got %s, want 1", got)
	}
	b.get("/curator/log.csv?by=3&kind=document")
	if got := house.staff.asked; got.Person != 3 || got.Kind != "document" || got.MuseumID != gallery.ID {
		t.Errorf("asked: got %+v", got)
	}
}

// Everything that is written to the audit log has words, and so has its kind.
// An act without any is shown as it is: see TestLog.
func TestLogWords(t *testing.T) {
	set, err := readLocales()
	if err != nil {
		t.Fatal(err)
	}
	actions := audited(t)
	if len(actions) < 10 {
		t.Fatalf("actions: got %v, want more", actions)
	}
	for lang, l := range set.Locales() {
		for _, action := range actions {
			kind, _, _ := strings.Cut(action, ".")
			for _, key := range []string{"log.act." + action, "log.kind." + kind} {
				if strings.TrimSpace(l.Messages[key]) == "" {
					t.Errorf("%s has no words for %s: add %q to an area's locale", lang, action, key)
				}
			}
		}
	}
}

// audited are the actions that internal/postgres writes: its string literals
// that look like one, two words or more joined by dots. SQL stands in backquotes.
func audited(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../postgres/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("postgres: %v, %d files", err, len(files))
	}
	shape := regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)
	var actions []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && lit.Value[0] == '"' {
				if s, _ := strconv.Unquote(lit.Value); shape.MatchString(s) && !strings.HasSuffix(s, ".sql") {
					actions = append(actions, s)
				}
			}
			return true
		})
	}
	return actions
}
