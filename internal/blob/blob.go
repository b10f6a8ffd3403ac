package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"cicerone/internal/guide"
)

// Dir is a folder of originals: <dir>/ab/abcdef….
type Dir struct{ path string }

// Open makes the folder when it is missing.
func Open(path string) (Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return Dir{}, fmt.Errorf("folder for originals: %w", err)
	}
	return Dir{path}, nil
}

// Put stores what r holds, up to limit bytes, and returns its SHA-256 in hex and
// its size. More than limit is guide.ErrInvalid and nothing is kept. The file is
// on disk when Put returns: a crash leaves all of it or none.
func (d Dir) Put(ctx context.Context, r io.Reader, limit int64) (sha string, size int64, err error) {
	temporary := filepath.Join(d.path, "incoming-"+rand.Text())
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	defer os.Remove(temporary) // gone already when it was renamed
	defer f.Close()

	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, hash), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	if size > limit {
		return "", 0, guide.Invalidf("file", "larger than %d MB; split it", limit>>20)
	}
	if err := ctx.Err(); err != nil {
		return "", 0, err
	}
	if err := f.Sync(); err != nil {
		return "", 0, fmt.Errorf("store original: %w", err)
	}
	sha = hex.EncodeToString(hash.Sum(nil))
	return sha, size, d.keep(temporary, sha)
}

func (d Dir) keep(temporary, sha string) error {
	final := d.file(sha)
	now := time.Now()
	if err := os.Chtimes(final, now, now); err == nil { // it is there; Remove is to know that it came again
		return nil
	}
	if err := os.Mkdir(filepath.Dir(final), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("store original: %w", err)
	}
	if err := os.Rename(temporary, final); err != nil {
		return fmt.Errorf("store original: %w", err)
	}
	// A name is on disk when its folder is.
	for _, folder := range []string{filepath.Dir(final), d.path} {
		if err := syncFolder(folder); err != nil {
			return fmt.Errorf("store original: %w", err)
		}
	}
	return nil
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Get opens an original. One that was never put is guide.ErrNotFound.
func (d Dir) Get(sha string) (io.ReadSeekCloser, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size {
		return nil, fmt.Errorf("original %q: %w", sha, guide.ErrNotFound)
	}
	f, err := os.Open(d.file(sha))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("original %s: %w", sha, guide.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("original %s: %w", sha, err)
	}
	return f, nil
}

// settled is how long after it came an original can be counted on to be known to
// whoever brought it.
const settled = time.Hour

// Remove forgets an original that nobody uses, and reports whether it did: one
// that has just come, or come again, stays, since whoever brought it may not have
// said so yet.
func (d Dir) Remove(sha string) (bool, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size {
		return false, fmt.Errorf("original %q: %w", sha, guide.ErrNotFound)
	}
	info, err := os.Stat(d.file(sha))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("remove original: %w", err)
	case time.Since(info.ModTime()) < settled:
		return false, nil
	}
	if err := os.Remove(d.file(sha)); err != nil {
		return false, fmt.Errorf("remove original: %w", err)
	}
	return true, nil
}

func (d Dir) file(sha string) string { return filepath.Join(d.path, sha[:2], sha) }
