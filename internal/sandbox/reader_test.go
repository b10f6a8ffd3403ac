package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"cicerone/internal/guide"
)

// newReader makes a reader with children of some kind and smaller limits than
// New's, so that what exceeds them does so soon.
func newReader(t *testing.T, kind string, children int) *Reader {
	t.Helper()
	r := New(command(t, kind), children, slog.New(slog.DiscardHandler))
	r.memory = 256 << 20
	r.patience = func(string) time.Duration { return 5 * time.Second }
	t.Cleanup(r.Close)
	return r
}

func TestReadReadsLikeExtract(t *testing.T) {
	r := newReader(t, "real", 1)
	r.patience = func(string) time.Duration { return time.Minute } // PDFium may have to be compiled
	note, err := r.Read(t.Context(), "n.md", strings.NewReader("---\naudience: staff\n---\n# Vaso\n\nUm vaso.\n"))
	if err != nil || note.Text != "Vaso\n\nUm vaso." || note.Audience != guide.AudienceStaff || len(note.Headings) != 1 {
		t.Errorf("%+v, %v", note, err)
	}
	_, err = r.Read(t.Context(), "n.md", strings.NewReader("---\naudiense: staff\n---\nUm vaso.\n"))
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) || invalid.Field != "front matter" {
		t.Errorf("%v, want what is wrong with the front matter", err)
	}
	if _, err := r.Read(t.Context(), "n.exe", strings.NewReader(strings.Repeat("MZ", 1<<20))); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("%v, want it refused", err)
	}
	if _, err := r.Read(t.Context(), "n.txt", io.MultiReader(strings.NewReader("Um"), strings.NewReader(" vaso."))); err != nil {
		t.Error(err)
	}
	if len(r.idle) != 1 || r.idle[0].served != 4 {
		t.Errorf("%d children, want one that has read all four files", len(r.idle))
	}
}

func TestRows(t *testing.T) {
	r := newReader(t, "real", 1)
	book := excelize.NewFile()
	for cell, value := range map[string]string{"A1": "Inventário", "B1": "Título", "A3": "CG-1", "B3": "Vaso"} {
		if err := book.SetCellStr("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	data, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := r.Rows(t.Context(), "n.xlsx", data)
	if diff := cmp.Diff([][]string{{"Inventário", "Título"}, {}, {"CG-1", "Vaso"}}, rows, cmpopts.EquateEmpty()); diff != "" || err != nil {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
	if _, err := r.Rows(t.Context(), "n.xlsx", strings.NewReader("nada")); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("%v, want it refused", err)
	}
}

// badFiles are what a reader may do, and what its curator is told.
var badFiles = map[string]string{
	"panic":        "the reader broke on it",
	"exit":         "the reader broke on it",
	"garbage":      "the reader broke on it",
	"huge":         "the reader broke on it",
	"gigabyte":     "the reader broke on it",
	"cut":          "the reader broke on it",
	"lie offset":   "the reader broke on it",
	"lie order":    "the reader broke on it",
	"lie level":    "the reader broke on it",
	"lie empty":    "the reader broke on it",
	"lie utf8":     "the reader broke on it",
	"lie nul":      "the reader broke on it",
	"lie title":    "the reader broke on it",
	"lie audience": "the reader broke on it",
	"lie kind":     "the reader broke on it",
	"lie reason":   "the reader broke on it",
	"lie unknown":  "the reader broke on it",
	"eat":          "it needs more than 256 MB of memory",
	"hang":         "it takes longer than 5s",
}

func TestABadFileCostsOnlyItsChild(t *testing.T) {
	r := newReader(t, "obedient", 1)
	for bad, want := range badFiles {
		_, err := r.Read(t.Context(), "n.txt", strings.NewReader(bad))
		var invalid *guide.InvalidError
		if !errors.As(err, &invalid) || invalid.Field != "file" || !strings.Contains(invalid.Problem, want) {
			t.Errorf("%s: %v, want that %s", bad, err, want)
		}
		if note, err := r.Read(t.Context(), "n.txt", strings.NewReader("Um vaso.")); err != nil || note.Text != "1 Um vaso." {
			t.Errorf("after %s: %q, %v; want it read by a new child", bad, note.Text, err)
		}
	}
}

func TestAFileIsNotBlamedForThoseBefore(t *testing.T) {
	r := newReader(t, "obedient", 1)
	for _, file := range []string{"Um.", "tired"} {
		if note, err := r.Read(t.Context(), "n.txt", strings.NewReader(file)); err != nil || note.Text != "1 "+file {
			t.Errorf("%q: %q, %v; want it read by a new child", file, note.Text, err)
		}
	}
	onlyOnce := iotest.OneByteReader(strings.NewReader("tired"))
	if _, err := r.Read(t.Context(), "n.txt", onlyOnce); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("%v, want it to be blamed, since it cannot be rewound", err)
	}
}

func TestReadFailsWithoutBlame(t *testing.T) {
	r := newReader(t, "obedient", 1)
	broken := errors.New("broken disk")
	if _, err := r.Read(t.Context(), "n.txt", iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, guide.ErrInvalid) {
		t.Errorf("%v, want %v", err, broken)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := r.Read(ctx, "n.txt", strings.NewReader("hang")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	r.slots <- struct{}{} // as if another file were being read
	if _, err := r.Read(ctx, "n.txt", strings.NewReader("Um vaso.")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	<-r.slots
	none := New([]string{"/nonexistent/cicerone"}, 1, slog.New(slog.DiscardHandler))
	if _, err := none.Read(t.Context(), "n.txt", strings.NewReader("Um vaso.")); err == nil || errors.Is(err, guide.ErrInvalid) {
		t.Errorf("%v, want that no child could be started", err)
	}
}

// TestManyFilesWithKillersAmongThem reads 300 files by two children from eight
// goroutines: all are read but the bad ones.
func TestManyFilesWithKillersAmongThem(t *testing.T) {
	const files = 300
	r := newReader(t, "obedient", 2)
	r.patience = func(string) time.Duration { return 30 * time.Second } // no good file is to meet it
	killers := []string{"panic", "exit", "garbage", "eat", "lie offset", "cut", "gigabyte"}
	jobs := make(chan int)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range jobs {
				want := fmt.Sprintf("File %d.", i)
				if i%20 == 7 {
					want = killers[i/20%len(killers)]
				}
				note, err := r.Read(t.Context(), "n.txt", strings.NewReader(want))
				if i%20 == 7 {
					if !errors.Is(err, guide.ErrInvalid) {
						t.Errorf("file %d: %v, want it blamed", i, err)
					}
				} else if _, got, _ := strings.Cut(note.Text, " "); err != nil || got != want {
					t.Errorf("file %d: %q, %v", i, note.Text, err)
				}
			}
		})
	}
	for i := range files {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	if n := len(r.idle); n > 2 {
		t.Errorf("%d children, want at most 2", n)
	}
}

func TestChildrenAreReplacedAndDismissed(t *testing.T) {
	r := newReader(t, "obedient", 1)
	if _, err := r.Read(t.Context(), "n.txt", strings.NewReader("Um.")); err != nil {
		t.Fatal(err)
	}
	first := r.idle[0]
	first.served = maxServed - 1
	if _, err := r.Read(t.Context(), "n.txt", strings.NewReader("Dois.")); err != nil {
		t.Fatal(err)
	}
	<-first.ended
	if len(r.idle) != 0 || !first.cmd.ProcessState.Exited() {
		t.Errorf("%d children wait, the first %v; want it to have ended by itself", len(r.idle), first.cmd.ProcessState)
	}
	if _, err := r.Read(t.Context(), "n.txt", strings.NewReader("Três.")); err != nil {
		t.Fatal(err)
	}
	second := r.idle[0]
	r.dismiss(second) // as its timer does
	if <-second.ended; len(r.idle) != 0 {
		t.Errorf("%d children wait, want none", len(r.idle))
	}
	r.dismiss(second) // a timer that comes too late
	r.Close()
	if _, err := r.Read(t.Context(), "n.txt", strings.NewReader("Quatro.")); err == nil {
		t.Error("a closed reader reads")
	}
}

func TestChildHasOnlyWhatItNeeds(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://secret")
	p, err := start(command(t, "obedient"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.kill()
	for _, variable := range p.cmd.Env {
		switch name, _, _ := strings.Cut(variable, "="); name {
		case "PATH", "TESSDATA_PREFIX", "TMPDIR":
		default:
			t.Errorf("it is given %s", variable)
		}
	}
	if _, err := os.Stat(p.cmd.Dir); !os.IsNotExist(err) {
		t.Errorf("its folder is still there: %v", err)
	}
}
