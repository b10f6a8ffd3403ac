package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// shelter is where root's private Postgres lives when the folder meant for it
// lies in one that is closed to others, as all of /root is: Postgres, which
// does not run as root, looks at its files by their whole path.
const shelter = "/var/lib/cicerone"

// reach returns the folder to use for path: what it links to, or path itself,
// or, when that lies where the account cannot go, a new folder in the shelter.
// path then becomes a link to it, by which the next start finds it again.
func (a account) reach(path, shelter string, log func(string, ...any)) (string, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	if to, err := os.Readlink(path); err == nil {
		return "", fmt.Errorf("%s links to %s, which is gone: remove the link to begin anew", path, to)
	}
	closed := a.makeOpen(filepath.Dir(path))
	if closed == nil || !a.other {
		return path, closed
	}
	if err := a.makeOpen(shelter); err != nil {
		return "", errors.Join(closed, err)
	}
	real, err := os.MkdirTemp(shelter, filepath.Base(path)+"-")
	if err == nil {
		err = os.Symlink(real, path)
	}
	if err != nil {
		return "", errors.Join(closed, err)
	}
	log("The user %q, who runs Postgres for root, cannot enter %s: the database goes to %s.", a.name, filepath.Dir(path), real)
	return real, nil
}

// reachCache is reach for a folder whose content can be made again: in the
// shelter it stands at one place, for all of root's checkouts.
func (a account) reachCache(path, shelter string) (string, error) {
	closed := a.makeOpen(path)
	if closed == nil || !a.other {
		return path, closed
	}
	path = filepath.Join(shelter, filepath.Base(path))
	if err := a.makeOpen(path); err != nil {
		return "", errors.Join(closed, err)
	}
	return path, nil
}
