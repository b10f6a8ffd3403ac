package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "cicerone/"

// allowed is the house's floor plan: which packages of our own each may import.
// A package that is not listed fails the test, so that nobody moves in unseen.
// Test files are held to it too, but for the support packages in testSupport.
var allowed = map[string]string{
	"internal/guide": "",

	"internal/text":    "",
	"internal/rank":    "guide",
	"internal/quote":   "guide text",
	"internal/cite":    "guide text embed",
	"internal/embed":   "guide text",
	"internal/index":   "guide text rank lexicon",
	"internal/config":  "",
	"internal/locale":  "web",
	"internal/inbox":   "guide",
	"internal/alike":   "guide text",
	"internal/tour":    "guide",
	"internal/theme":   "guide web",
	"internal/lexicon": "text",

	"internal/postgres": "guide text rank index embed",
	"internal/model":    "guide",
	"internal/blob":     "guide",
	"internal/extract":  "guide text",
	"internal/heritage": "guide text",
	"internal/sandbox":  "guide extract",
	"internal/sheet":    "guide",
	"internal/picture":  "guide",

	"internal/ask":    "guide text rank embed quote cite alike",
	"internal/ingest": "guide text extract heritage",
	"internal/eval":   "guide text",
	"internal/bench":  "",

	"internal/eval/adversary": "guide text extract heritage cite",

	"internal/signin":   "guide",
	"internal/throttle": "",

	"internal/retention": "guide",
	"internal/doctor":    "guide model",

	"internal/site":    "guide inbox locale text theme tour web",
	"internal/api":     "guide inbox text",
	"internal/curator": "guide alike eval inbox locale sheet text theme web throttle",
	"internal/server":  "guide api web",

	"internal/demo":    "guide",
	"internal/localpg": "",
	"internal/dbtest":  "postgres localpg migrations",

	"internal/model/modeltest": "guide",
	"internal/quote/quotetest": "guide text",

	"migrations":     "",
	"web":            "",
	"cmd/cicerone":   "*",
	"cmd/trainembed": "text embed cmd/trainembed/corpus cmd/trainembed/translate",

	"cmd/trainembed/corpus":    "text",
	"cmd/trainembed/translate": "text cmd/trainembed/corpus",
	"cmd/trainembed/lexicon":   "text lexicon cmd/trainembed/corpus cmd/trainembed/translate",
}

// inTests is what a package's tests may import beyond that.
var inTests = map[string]string{
	"internal/api":            "server", // statuses are the server's to choose
	"internal/demo":           "extract",
	"internal/ingest":         "blob", // real files
	"internal/doctor":         "model/modeltest",
	"internal/ask":            "model index",      // the real client against its faulty server
	"internal/postgres":       "retention ingest", // what they do together
	"internal/eval/adversary": "lexicon",
	"internal/cite":           "lexicon",
}

// testSupport may be imported by any test.
var testSupport = []string{"internal/dbtest", "internal/model/modeltest", "internal/quote/quotetest", "internal/demo"}

// outside says which rooms may hold which foreign library.
var outside = map[string][]string{
	"github.com/labstack/echo/":  {"internal/server", "internal/api", "internal/site", "internal/curator", "cmd/cicerone"},
	"github.com/jackc/pgx/":      {"internal/postgres", "migrations", "internal/localpg", "internal/dbtest", "internal/ingest", "cmd/cicerone"},
	"github.com/riverqueue/":     {"internal/ingest", "migrations", "internal/dbtest", "cmd/cicerone"},
	"github.com/alecthomas/kong": {"cmd/cicerone", "cmd/trainembed"},
	"gonum.org/v1/gonum/":        {"cmd/trainembed"},
	"github.com/coreos/go-oidc/": {"internal/signin"},
	"golang.org/x/oauth2":        {"internal/signin"},
	"github.com/evanw/esbuild/":  {"web"},
}

type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestEveryImportFollowsTheFloorPlan(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if name == "internal" {
			continue // this test's own folder
		}
		rooms, known := allowed[name]
		testRooms := rooms + " " + inTests[name]
		if rooms == "*" {
			testRooms = rooms
		}
		if !known {
			t.Errorf("%s is not in the floor plan of layers_test.go", name)
			continue
		}
		for _, imported := range p.Imports {
			checkOwn(t, name, rooms, imported, nil)
			checkOutside(t, name, imported)
		}
		for _, imported := range append(p.TestImports, p.XTestImports...) {
			checkOwn(t, name, testRooms, imported, testSupport)
		}
	}
}

func checkOwn(t *testing.T, name, rooms, imported string, alsoAllowed []string) {
	t.Helper()
	own, found := strings.CutPrefix(imported, module)
	if !found || rooms == "*" || own == name || slices.Contains(alsoAllowed, own) {
		return
	}
	if !slices.Contains(strings.Fields(rooms), strings.TrimPrefix(own, "internal/")) {
		t.Errorf("%s imports %s; the floor plan gives it %q", name, own, rooms)
	}
}

func checkOutside(t *testing.T, name, imported string) {
	t.Helper()
	for library, rooms := range outside {
		if strings.HasPrefix(imported, library) && !slices.Contains(rooms, name) {
			t.Errorf("%s imports %s, which belongs in %s", name, imported, strings.Join(rooms, ", "))
		}
	}
}

// TestEveryPackageSaysWhatItIsFor looks for a doc.go with a package comment.
func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}\t{{.Dir}}\t{{.Doc}}", "cicerone/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		if fields[0] == module+"internal" {
			continue // this test's own folder
		}
		if _, err := os.Stat(filepath.Join(fields[1], "doc.go")); err != nil || fields[2] == "" {
			t.Errorf("%s has no doc.go that says what it is for", fields[0])
		}
	}
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "cicerone/...")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	decoder := json.NewDecoder(out)
	for {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	return all
}
