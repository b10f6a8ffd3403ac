package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How Postgres understands signals ("Shutting Down the Server" in its manual).
const (
	fastShutdown      = syscall.SIGINT
	immediateShutdown = syscall.SIGQUIT
)

// start starts cmd and returns a channel that is closed when it has ended. The
// thread that starts it is kept until then, because on Linux the signal "your
// parent has died" speaks of that thread, not of the process.
func start(cmd *exec.Cmd) (exited chan struct{}, err error) {
	exited = make(chan struct{})
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait() // how it ended is in cmd.ProcessState
			close(exited)
		}
	}()
	return exited, <-started
}

// run runs a program of a few seconds or minutes to its end. It and all that
// it starts end when ctx or this process does. An error carries the last lines
// the program wrote.
func run(cmd *exec.Cmd, credential *syscall.Credential) (output string, err error) {
	runtime.LockOSThread() // see start
	defer runtime.UnlockOSThread()
	var out strings.Builder
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	cmd.Stderr = cmd.Stdout
	cmd.SysProcAttr = attributes(credential, syscall.SIGTERM)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", filepath.Base(cmd.Path), err, lastLines(out.String(), 15))
	}
	return out.String(), nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// pidFile is what Postgres writes down about itself in postmaster.pid.
type pidFile struct {
	pid    int
	socket string // folder
	ready  bool
}

func readPidFile(cluster string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return pidFile{}, err
	}
	return parsePidFile(string(text))
}

// parsePidFile reads the file's lines: process, cluster, start time, port,
// socket folder, listen address, shared memory, status. The last ones are
// missing while the server starts.
func parsePidFile(text string) (pidFile, error) {
	lines := strings.Split(text, "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return pidFile{}, fmt.Errorf("postmaster.pid begins with %q, not with a process", lines[0])
	}
	p := pidFile{pid: pid}
	if len(lines) > 4 {
		p.socket = lines[4]
	}
	if len(lines) > 7 {
		p.ready = strings.TrimSpace(lines[7]) == "ready"
	}
	return p, nil
}

// stopOrphan ends the server that a killed Cicerone left on a cluster whose
// lock we hold now. A postmaster.pid without its server is made harmless.
func stopOrphan(ctx context.Context, cluster string, log func(string, ...any)) error {
	p, err := readPidFile(cluster)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disown(cluster, "") // cut short by a crash of the machine
	}
	if !isServer(p.pid, cluster) {
		return disown(cluster, strconv.Itoa(p.pid))
	}
	log("Stopping the Postgres that an earlier Cicerone left behind (process %d).", p.pid)
	for _, signal := range []syscall.Signal{fastShutdown, immediateShutdown} {
		syscall.Kill(p.pid, signal)
		for range 200 {
			if !isServer(p.pid, cluster) {
				return nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return fmt.Errorf("the Postgres that an earlier Cicerone left in %s does not end (process %d)", cluster, p.pid)
}

// disown puts our own number in place of a process that is gone, or that is
// somebody else's by now. Postgres takes a file with its parent's number for a
// stale one, and still checks the shared memory named in it, which it could
// not do if we removed the file.
func disown(cluster, pid string) error {
	path := filepath.Join(cluster, "postmaster.pid")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rest, ok := strings.CutPrefix(string(text), pid)
	if !ok || pid == "" {
		return os.Remove(path)
	}
	return os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+rest), 0o600)
}
