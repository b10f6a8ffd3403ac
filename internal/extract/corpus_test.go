package extract

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// documents is the folder of files that other projects keep because they were
// once read wrong. Where it is absent there is nothing to try.
func documents() string {
	return filepath.Join(cmp.Or(os.Getenv("CICERONE_SHARED_DATA"), "../../../shared/data"), "documents")
}

// TestCorpus reads every odd file there is but PDFs and images, which
// internal/sandbox reads: each ends as clean text, or with a reason.
func TestCorpus(t *testing.T) {
	type tally struct{ read, refused int }
	tallies := map[string]*tally{}
	err := filepath.WalkDir(documents(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || kindOfName(path) == ".pdf" || isImage(ending(path)) {
			return err
		}
		count := tallies[kindOfName(path)]
		if count == nil {
			count = &tally{}
			tallies[kindOfName(path)] = count
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		note, err := Read(path, f)
		switch {
		case errors.Is(err, guide.ErrInvalid):
			count.refused++
		case err != nil:
			t.Errorf("%s: %v", path, err)
		default:
			count.read++
			checkNote(t, path, note)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("no documents to try at", documents())
	} else if err != nil {
		t.Fatal(err)
	}
	for kind, count := range tallies {
		t.Logf("%-10s %3d read, %3d refused", kind, count.read, count.refused)
	}
}

// checkNote holds a note to what all that follows relies on.
func checkNote(t *testing.T, name string, n guide.Note) {
	t.Helper()
	if text.Clean(n.Text) != n.Text || strings.TrimSpace(n.Text) == "" {
		t.Errorf("%s: not clean text: %.100q", name, n.Text)
	}
	checkHeadings(t, n)
}
