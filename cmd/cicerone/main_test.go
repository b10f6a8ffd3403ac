package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"cicerone/internal/dbtest"
)

// TestMain lets the test binary be the program itself, so that tests can start
// it, talk to it and kill it, and so that it can read files for its tests.
func TestMain(m *testing.M) {
	if os.Getenv("CICERONE_TEST_BE_MAIN") == "1" || len(os.Args) > 1 && os.Args[1] == "read" {
		main()
		return
	}
	dbtest.Main(m)
}

// program is a cicerone process on a database and a data folder.
type program struct {
	*exec.Cmd
	out bytes.Buffer
}

// start runs cicerone with args. It is killed when the test ends.
func start(t *testing.T, url, data string, args ...string) *program {
	t.Helper()
	p := &program{Cmd: exec.CommandContext(context.Background(), os.Args[0], args...)}
	p.Env = append(os.Environ(), "CICERONE_TEST_BE_MAIN=1", "DATABASE_URL="+url, "CICERONE_DATA="+data)
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill() // it may have ended meanwhile
			_ = p.Wait()
		}
		if t.Failed() {
			t.Logf("cicerone %v said:\n%s", args, p.out.String())
		}
	})
	return p
}

// run runs cicerone to its end and returns what it said and its exit code.
func run(t *testing.T, url, data string, args ...string) (string, int) {
	t.Helper()
	p := start(t, url, data, args...)
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	select {
	case <-ended:
	case <-time.After(3 * time.Minute): // only so that a hanging program does not hang the tests
		_ = p.Process.Kill()
		<-ended
		t.Fatalf("cicerone %v did not end:\n%s", args, p.out.String())
	}
	return p.out.String(), p.ProcessState.ExitCode()
}

// write puts a file into a folder and returns its path.
func write(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
