package sandbox

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// What the corpus may cost, in bytes of resident memory.
const (
	parentBound = 256 << 20
	childBound  = maxMemory + 128<<20 // what it may grow between two looks
)

// sharedDocuments are files made by strangers and by those who test readers,
// where they are at hand: none is needed.
func sharedDocuments(t *testing.T) []string {
	t.Helper()
	root := os.Getenv("CICERONE_SHARED_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	var paths []string
	_ = filepath.WalkDir(filepath.Join(root, "documents"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != "SOURCE.json" {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}

// outcome is what became of a file.
type outcome struct {
	path string
	time time.Duration
	size int // bytes of text
	err  error
}

func TestEveryDocumentEndsInTextOrInAReason(t *testing.T) {
	paths := sharedDocuments(t)
	log := &lines{}
	r := New(command(t, "real"), 2, log.logger())
	outcomes := make([]outcome, len(paths))
	begun := time.Now()
	jobs := make(chan int)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for i := range jobs {
				outcomes[i] = readOne(t, r, paths[i])
			}
		})
	}
	for i := range paths {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	took := time.Since(begun)
	r.Close()
	for _, o := range outcomes {
		if o.err != nil && !errors.Is(o.err, guide.ErrInvalid) {
			t.Errorf("%s: %v", o.path, o.err)
		}
	}
	report(t, outcomes, took)
	t.Logf("%d children killed\n%s", len(log.all), strings.Join(log.all, "\n"))
	checkMemory(t)
}

func readOne(t *testing.T, r *Reader, path string) outcome {
	f, err := os.Open(path)
	if err != nil {
		return outcome{path: path, err: err}
	}
	defer f.Close()
	begun := time.Now()
	note, err := r.Read(t.Context(), filepath.Base(path), f)
	return outcome{path, time.Since(begun), len(note.Text), err}
}

// report logs how many files of each ending were read, why others were not, and
// which were slowest.
func report(t *testing.T, outcomes []outcome, took time.Duration) {
	type count struct{ files, read, bytes int }
	counts, reasons := map[string]count{}, map[string]int{}
	for _, o := range outcomes {
		kind := extract.Ending(o.path)
		c := counts[kind]
		c.files++
		if o.err == nil {
			c.read++
			c.bytes += o.size
		} else if extract.Known(o.path) {
			reasons[kind+" "+o.err.Error()]++
		}
		counts[kind] = c
	}
	t.Logf("%d files in %v", len(outcomes), took.Round(time.Millisecond))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		c := counts[kind]
		t.Logf("%-10s %4d files %4d read %8d bytes of text", kind, c.files, c.read, c.bytes)
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%4d × %s", reasons[reason], reason)
	}
	slices.SortFunc(outcomes, func(a, b outcome) int { return cmp.Compare(b.time, a.time) })
	for _, o := range outcomes[:min(5, len(outcomes))] {
		t.Logf("%8v %s %v", o.time.Round(time.Millisecond), filepath.Base(o.path), o.err)
	}
}

// checkMemory compares the peaks of this process and of the largest child.
func checkMemory(t *testing.T) {
	unit := int64(1)
	if runtime.GOOS == "linux" {
		unit = 1 << 10 // getrusage(2)
	}
	for name, who := range map[string]struct {
		which int
		bound int64
	}{"this process": {syscall.RUSAGE_SELF, parentBound}, "the largest child": {syscall.RUSAGE_CHILDREN, childBound}} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who.which, &usage); err != nil {
			t.Fatal(err)
		}
		peak := int64(usage.Maxrss) * unit
		t.Logf("%s held %d MB at most", name, peak>>20)
		if peak > who.bound {
			t.Errorf("%s held %d MB, more than %d", name, peak>>20, who.bound>>20)
		}
	}
}
