package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// everyOdd brings in every odd document, not a twentieth.
var everyOdd = flag.Bool("every-odd", false, "bring every odd document into a running server")

// maxServing is what the server may hold at most while it reads what strangers
// made, in bytes, its readers apart. The race detector takes several times what
// the program itself does.
const maxServing = 1 << 30

// While a server reads documents that other projects keep because they were once
// read wrong, it answers questions as ever, and stays as small. Where there are
// none, the files of a first day are read.
func TestServerAnswersWhileItReadsOddFiles(t *testing.T) {
	t.Parallel()
	files := oddFiles(t)
	data := t.TempDir()
	compilePDFium(t, data)
	p, address, _, database := startServer(t, data)

	// The files go in by another process that works no faster than the server does.
	ingesting := start(t, database, data, append([]string{"ingest", "--draft", "--museum=galeria"}, files...)...)
	ended := make(chan error, 1)
	go func() { ended <- ingesting.Wait() }()
	asked := 0
	for reading := true; reading; asked++ {
		select {
		case <-ended: // with 1, since some failed
			reading = false
		case <-time.After(200 * time.Millisecond):
		}
		answer, err := http.Post(address+"/api/v1/ask", "application/json", strings.NewReader(`{"question":"Quem pintou os Painéis de São Vicente?"}`))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("question %d: status %d", asked, answer.StatusCode)
		}
	}
	peak := peakMemory(t, p.Process.Pid)
	t.Logf("%d files, %d questions, server held %d MB at most\n%s", len(files), asked, peak>>20, tail(ingesting.out.String(), 1))
	if summary := ingesting.out.String(); !strings.Contains(summary, fmt.Sprintf("%d files in", len(files))) {
		t.Errorf("not every file is accounted for:\n%s", tail(summary, 30))
	}
	if peak > maxServing {
		t.Errorf("server held %d MB, want at most %d", peak>>20, maxServing>>20)
	}
}

// oddFiles are those of the shared documents that are at hand.
func oddFiles(t *testing.T) []string {
	t.Helper()
	root := filepath.Join(cmp.Or(os.Getenv("CICERONE_SHARED_DATA"), "../../../shared/data"), "documents")
	var paths []string
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return nil
	})
	if len(paths) == 0 {
		folder := t.TempDir()
		return []string{write(t, folder, "a.docx", docx(t, "# Um", "Um texto.")), write(t, folder, "a.pdf", pdf(t, "Um texto."))}
	}
	if *everyOdd {
		return paths
	}
	var some []string
	for i := 0; i < len(paths); i += 20 {
		some = append(some, paths[i])
	}
	return some
}

// peakMemory is the most a process has held, in bytes; 0 where that is not told.
func peakMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	line, _, _ := bytes.Cut(rest, []byte(" kB"))
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(string(line)), 10, 64)
	if err != nil {
		t.Fatalf("VmHWM: %v", err)
	}
	return kilobytes << 10
}
