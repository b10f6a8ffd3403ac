package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the system user that Postgres runs as. Postgres refuses root, so
// root hands it to another; everybody else runs it as themselves.
type account struct {
	uid, gid uint32
	name     string
	other    bool // not ourselves
}

// chooseAccount picks, for root, whoever owns the cluster already, or else the
// first of the users "postgres" and "nobody" that exists.
func chooseAccount(data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	if info, err := os.Stat(clusterDir(data)); err == nil {
		if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Uid != 0 {
			return account{uid: s.Uid, gid: s.Gid, name: userName(s.Uid), other: true}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return account{uid: uint32(uid), gid: uint32(gid), name: name, other: true}, nil
		}
	}
	return account{}, errors.New("Postgres does not run as root, and there is no user \"postgres\" or \"nobody\" to run it as")
}

// userName falls back on the number, which chown and chmod understand as well.
func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}

// credential is nil when Postgres runs as ourselves.
func (a account) credential() *syscall.Credential {
	if !a.other {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// makeOpen makes a folder that the account can enter and does not own.
func (a account) makeOpen(path string) error {
	_, missing := os.Stat(path)
	err := os.MkdirAll(path, 0o755)
	if err == nil && missing != nil && a.other {
		err = os.Chmod(path, 0o755) // root's umask may say otherwise
	}
	if err != nil {
		return fmt.Errorf("folder of the private Postgres: %w", err)
	}
	return a.canEnter(path)
}

// makeFolder makes a folder that only the account (and root) may enter.
func (a account) makeFolder(path string) error {
	if err := a.makeOpen(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("folder of the private Postgres: %w", err)
	}
	if err := a.own(path); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o700); err != nil {
		return fmt.Errorf("folder of the private Postgres: %w", err)
	}
	return nil
}

func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Lchown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("folder of the private Postgres: %w", err)
	}
	return nil
}

// canEnter checks that the account may pass through path and all above it.
func (a account) canEnter(path string) error {
	if !a.other {
		return nil // the system says it as well
	}
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	for ; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok && !a.mayEnter(info.Mode(), s.Uid, s.Gid) {
			return fmt.Errorf("the user %q, who runs Postgres because root may not, cannot enter the folder %s: "+
				"run \"chmod o+x %s\", choose another folder, or do not run Cicerone as root", a.name, path, path)
		}
		if path == filepath.Dir(path) {
			return nil
		}
	}
}

func (a account) mayEnter(mode fs.FileMode, uid, gid uint32) bool {
	switch {
	case uid == a.uid:
		return mode&0o100 != 0
	case gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}
