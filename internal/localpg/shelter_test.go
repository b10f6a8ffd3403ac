package localpg

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// closedFolder is one that only its owner may enter, in one that all may, and
// somebody is an account that is not the owner.
func closedFolder(t *testing.T) (closed, open string, somebody account) {
	t.Helper()
	open, err := os.MkdirTemp("/tmp", "cicerone-localpg-") // not t.TempDir, which is closed itself
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(open) })
	closed = filepath.Join(open, "closed")
	if err := errors.Join(os.Chmod(open, 0o755), os.Mkdir(closed, 0o700)); err != nil {
		t.Fatal(err)
	}
	return closed, open, account{uid: 65533, gid: 65533, name: "somebody", other: true}
}

func TestDataInAClosedFolderGoesToTheShelter(t *testing.T) {
	closed, open, somebody := closedFolder(t)
	path, shelter := filepath.Join(closed, "museum", "postgres"), filepath.Join(open, "shelter")
	real, err := somebody.reach(path, shelter, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	if got := filepath.Dir(real); got != shelter {
		t.Errorf("the data goes to a folder in %s, want %s", got, shelter)
	}
	if again, err := somebody.reach(path, shelter, t.Logf); err != nil || again != real {
		t.Errorf("the next time: got %q, %v, want %q", again, err, real)
	}
	if err := os.RemoveAll(real); err != nil {
		t.Fatal(err)
	}
	if got, err := somebody.reach(path, shelter, t.Logf); err == nil || !strings.Contains(err.Error(), "which is gone") {
		t.Errorf("with the data gone: got %q, %v, want an error that says so", got, err)
	}
}

func TestDataInAnOpenFolderStaysThere(t *testing.T) {
	_, open, somebody := closedFolder(t)
	for _, a := range []account{somebody, {}} {
		path, shelter := filepath.Join(open, "museum", "postgres"), filepath.Join(open, "shelter")
		if got, err := a.reach(path, shelter, t.Logf); err != nil || got != path {
			t.Errorf("%+v: got %q, %v, want %q", a, got, err, path)
		}
		if _, err := os.Stat(shelter); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%+v: a shelter was made: %v", a, err)
		}
	}
}

func TestProgramsInAClosedFolderAreShared(t *testing.T) {
	closed, open, somebody := closedFolder(t)
	shelter := filepath.Join(open, "shelter")
	for _, checkout := range []string{"one", "two"} {
		got, err := somebody.reachCache(filepath.Join(closed, checkout, "programs"), shelter)
		if want := filepath.Join(shelter, "programs"); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	path := filepath.Join(open, "programs")
	if got, err := somebody.reachCache(path, shelter); err != nil || got != path {
		t.Errorf("in an open folder: got %q, %v, want %q", got, err, path)
	}
}
