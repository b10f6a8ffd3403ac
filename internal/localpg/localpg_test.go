package localpg_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/dbtest"
	"cicerone/internal/localpg"
)

// TestMain lets the test binary play the process that starts a server and is
// then killed.
func TestMain(m *testing.M) {
	if data := os.Getenv("CICERONE_TEST_START_AND_HANG"); data != "" {
		startAndHang(data)
	}
	os.Exit(m.Run())
}

func startAndHang(data string) {
	programs, err := dbtest.Programs()
	if err == nil {
		var s *localpg.Server
		if s, err = localpg.Start(context.Background(), localpg.Options{Programs: programs, Data: data}); err == nil {
			os.Stdout.WriteString(s.URL() + "\n")
			select {}
		}
	}
	os.Stdout.WriteString("error: " + err.Error() + "\n")
	os.Exit(1)
}

func options(t *testing.T) localpg.Options {
	t.Helper()
	programs, err := dbtest.Programs()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.MkdirTemp("", "cicerone-localpg-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	return localpg.Options{Programs: programs, Data: data, Log: t.Logf}
}

func TestStartStopAndStartAgainKeepsTheData(t *testing.T) {
	o := options(t)
	s, err := localpg.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	exec1(t, s.URL(), `CREATE EXTENSION vector; CREATE TABLE kept (v vector(2)); INSERT INTO kept VALUES ('[1,2]')`)

	if _, err := localpg.Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "another Cicerone uses") {
		t.Errorf("a second Start on the same folder: %v, want it to say who uses it", err)
	}
	if url, ok := localpg.Running(o.Data); !ok || url != s.URL() {
		t.Errorf("Running = %q, %v; want %q", url, ok, s.URL())
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("second Stop: %v", err)
	}
	if _, ok := localpg.Running(o.Data); ok {
		t.Error("Running after Stop")
	}

	s, err = localpg.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop(context.Background())
	exec1(t, s.URL(), `SELECT 1 / count(*) FROM kept`)
}

func TestServerDiesWithAKilledParentAndStartsAgain(t *testing.T) {
	o := options(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "CICERONE_TEST_START_AND_HANG="+o.Data)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.HasPrefix(url, "error") {
		t.Fatalf("child said %q, %v", url, err)
	}
	exec1(t, strings.TrimSpace(url), `CREATE TABLE kept (); INSERT INTO kept DEFAULT VALUES`)
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed

	s, err := localpg.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop(context.Background())
	exec1(t, s.URL(), `SELECT 1 / count(*) FROM kept`)
}

func TestAHalfMadeClusterIsMadeAgain(t *testing.T) {
	o := options(t)
	half := filepath.Join(o.Data, "cluster.new", "base")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := localpg.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestExecGivesTheCommandADatabaseAndReturnsItsCode(t *testing.T) {
	code, err := localpg.Exec(t.Context(), options(t), "DB", []string{"sh", "-c", `test -n "$DB" && exit 7`})
	if err != nil || code != 7 {
		t.Errorf("Exec = %d, %v; want 7", code, err)
	}
}

func exec1(t *testing.T, url, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
