package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// The locks are the system's own (flock): they end with the process that holds
// them, however it ends, and are not passed on to Postgres.

// lockData makes the data folder ours. It tries for two seconds, because a
// look by Running or a server about to end holds the lock for a moment.
func lockData(ctx context.Context, data string) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	unlock, err = lock(ctx, filepath.Join(data, "lock"))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("another Cicerone uses the database in %s: stop that one first", data)
	}
	return unlock, err
}

// isLocked reports whether some process holds the data folder.
func isLocked(data string) bool {
	f, err := os.Open(filepath.Join(data, "lock"))
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}

// lock waits for the file's lock until ctx ends.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock of the private Postgres: %w", err)
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("wait for the lock %s: %w", path, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
