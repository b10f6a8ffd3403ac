package main

import (
	"bufio"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cicerone/internal/dbtest"
	"cicerone/internal/extract"
)

var screens = flag.Bool("screens", false, "renew the pages' pictures in docs/screens")

const browserFolder = "../../tools/browser"

// TestBrowserVisitor runs the browser's tests of the visitors' pages against the
// demonstration collection. It waits for pages more than it works, and so do the
// two below: they run side by side.
func TestBrowserVisitor(t *testing.T) {
	t.Parallel()
	address, _, _ := startDemo(t, t.TempDir())
	node(t, address, nil, "--test", "visitor.test.mjs")
}

// TestBrowserOffice runs those of the back office, one after another: the first
// makes the account that most of the others sign in with.
func TestBrowserOffice(t *testing.T) {
	t.Parallel()
	address, join, database := startDemo(t, t.TempDir())
	node(t, address, []string{"JOIN=" + join, "JOIN_CURATOR=" + address + invite(t, database), "JOIN_SETS=" + address + invite(t, database)},
		"--test", "--test-concurrency=1", "curator.test.mjs", "documents.test.mjs", "objects.test.mjs", "people.test.mjs", "upload.test.mjs", "sets.test.mjs")
}

// TestBrowserTours runs those of tours, kiosk, pages without a signal and the
// guide on another site.
func TestBrowserTours(t *testing.T) {
	t.Parallel()
	address, join, _ := startDemo(t, t.TempDir())
	node(t, address, []string{"JOIN=" + join}, "--test", "--test-concurrency=1", "tours.test.mjs")
}

// TestFirstDay is a new curator's, on an installation of its own: files as Word,
// a printer to PDF and a spreadsheet write them become answers.
func TestFirstDay(t *testing.T) {
	t.Parallel()
	files := t.TempDir()
	write(t, files, "lamparina.docx", docx(t, "# A lamparina dos ofícios",
		"A lamparina de prata foi feita na oficina da Rua do Ouro em 1731.", "Esteve acesa dia e noite diante do altar até ao século XIX."))
	write(t, files, "oficina.pdf", pdf(t, "A oficina de restauro", "",
		"A oficina de restauro abre aos visitantes na primeira quinta-feira de cada mês.", "A entrada é livre e não precisa de marcação."))
	write(t, files, "inventario.xlsx", xlsx(t, []string{"Inventário", "Título", "Descrição"},
		[]string{"XL-1", "Candeia de latão", "A candeia de latão foi achada em Mértola em 1968."},
		[]string{"XL-2", "Bilha de barro", "A bilha de barro vidrado serviu para guardar azeite."}))
	data := t.TempDir()
	compilePDFium(t, data)
	address, join, _ := startDemo(t, data)
	node(t, address, []string{"JOIN=" + join, "FILES=" + files}, "--test", "firstday.mjs")
}

// TestScreens renews the pages' pictures: make screens.
func TestScreens(t *testing.T) {
	if *screens {
		address, join, _ := startDemo(t, t.TempDir())
		node(t, address, []string{"JOIN=" + join}, "screens.mjs")
	}
}

// invite makes a one-time link for another curator, without its host.
func invite(t *testing.T, database string) string {
	t.Helper()
	out, code := run(t, database, t.TempDir(), "user", "add")
	at := strings.Index(out, "/curator/join/")
	if code != 0 || at < 0 {
		t.Fatalf("user add: exit %d:\n%s", code, out)
	}
	return strings.TrimSpace(out[at:])
}

// compilePDFium has PDFium compiled into a data folder here, where memory is not
// bounded: with the race detector it takes more of it than a reader is allowed.
// What comes of it is kept from run to run.
func compilePDFium(t *testing.T, data string) {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	kept := filepath.Join(cache, "cicerone-test", "pdfium")
	for _, folder := range []string{kept, filepath.Join(data, "cache")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(kept, filepath.Join(data, "cache", "pdfium")); err != nil {
		t.Fatal(err)
	}
	extract.CachePDFium(kept)
	if _, err := extract.Read("a.pdf", strings.NewReader(pdf(t, "Uma nota."))); err != nil {
		t.Fatal(err)
	}
}

// startDemo starts `cicerone demo` on a free port and returns its address and
// the link for the first curator once it says that it is ready, and the database
// it is on.
func startDemo(t *testing.T, data string) (address, join, database string) {
	t.Helper()
	_, address, join, database = startServer(t, data)
	return address, join, database
}

// startServer is startDemo with the process.
func startServer(t *testing.T, data string) (p *program, address, join, database string) {
	t.Helper()
	database = dbtest.URL(t)
	p = &program{Cmd: exec.Command(os.Args[0], "demo")}
	p.Env = append(os.Environ(), "CICERONE_TEST_BE_MAIN=1", "DATABASE_URL="+database, "CICERONE_DATA="+data,
		"PORT=0", "CICERONE_ADDRESS=127.0.0.1", "CICERONE_RATE=10000")
	p.Stderr = &p.out
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Signal(os.Interrupt) // as Ctrl-C would
		if err := p.Wait(); err != nil {
			t.Errorf("demo ended with %v:\n%s", err, p.out.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() && join == "" {
		line := strings.TrimSpace(lines.Text())
		if rest, found := strings.CutPrefix(line, "Visitors"); found {
			address = strings.TrimSuffix(strings.TrimSpace(rest), "/")
		}
		if strings.Contains(line, "/curator/join/") {
			join = line[strings.Index(line, "http"):]
		}
	}
	if join == "" {
		t.Fatalf("demo did not start:\n%s", p.out.String())
	}
	go drain(lines)
	waitReady(t, address)
	return p, address, join, database
}

func drain(lines *bufio.Scanner) {
	for lines.Scan() {
	}
}

func waitReady(t *testing.T, address string) {
	t.Helper()
	for range 300 {
		response, err := http.Get(address + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s never became ready", address)
}

// node runs one of the browser scripts and fails with what it said.
func node(t *testing.T, address string, env []string, args ...string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(browserFolder, "node_modules")); err != nil {
		t.Fatalf("the browser tests need their packages: run `make test`, or tools/setup.sh test (%v)", err)
	}
	command := exec.Command("node", args...)
	command.Dir = browserFolder
	command.Env = append(append(os.Environ(), "BASE_URL="+address), env...)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	t.Logf("%s", tail(string(out), 12))
}

func tail(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
