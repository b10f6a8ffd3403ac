package blob

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cicerone/internal/guide"
)

func TestPutKeepsTheSameBytesOnce(t *testing.T) {
	dir, err := Open(filepath.Join(t.TempDir(), "originals"))
	if err != nil {
		t.Fatal(err)
	}
	a, size, err := dir.Put(t.Context(), strings.NewReader("uma nota"), 100)
	if err != nil || size != 8 {
		t.Fatalf("Put = %d bytes, %v; want 8", size, err)
	}
	b, _, err := dir.Put(t.Context(), iotest.OneByteReader(strings.NewReader("uma nota")), 100)
	if err != nil || a != b {
		t.Fatalf("second Put = %s, %v; want %s", b, err, a)
	}
	r, err := dir.Get(a)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, _ := io.ReadAll(r); string(got) != "uma nota" {
		t.Errorf("Get = %q", got)
	}
	if n := count(t, dir.path); n != 1 {
		t.Errorf("%d files kept, want 1", n)
	}
}

func TestPutLeavesNothingBehind(t *testing.T) {
	dir, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := dir.Put(t.Context(), strings.NewReader("too much"), 4); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("over the limit: %v, want ErrInvalid", err)
	}
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("cut off")))
	if _, _, err := dir.Put(t.Context(), broken, 100); err == nil {
		t.Error("a broken reader: no error")
	}
	if n := count(t, dir.path); n != 0 {
		t.Errorf("%d files kept, want none", n)
	}
}

func TestGetRefusesWhatIsNotAHash(t *testing.T) {
	dir, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, sha := range []string{"", "..", "../../etc/passwd", strings.Repeat("0", 64)} {
		if _, err := dir.Get(sha); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("Get(%q) = %v, want ErrNotFound", sha, err)
		}
	}
}

func count(t *testing.T, root string) (n int) {
	t.Helper()
	err := filepath.WalkDir(root, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRemove(t *testing.T) {
	dir, err := Open(filepath.Join(t.TempDir(), "originals"))
	if err != nil {
		t.Fatal(err)
	}
	sha, _, err := dir.Put(t.Context(), strings.NewReader("uma nota"), 100)
	if err != nil {
		t.Fatal(err)
	}
	remove := func(when string, want bool) {
		t.Helper()
		if got, err := dir.Remove(sha); err != nil || got != want {
			t.Errorf("%s: removed %v, %v; want %v", when, got, err, want)
		}
	}
	age := func() {
		t.Helper()
		old := time.Now().Add(-2 * settled)
		if err := os.Chtimes(dir.file(sha), old, old); err != nil {
			t.Fatal(err)
		}
	}
	remove("just put", false)
	age()
	if _, _, err := dir.Put(t.Context(), strings.NewReader("uma nota"), 100); err != nil {
		t.Fatal(err)
	}
	remove("put again", false)
	age()
	remove("old", true)
	remove("gone", false)
	if _, err := dir.Remove("../../etc/passwd"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("no original's name: %v, want not found", err)
	}
}
