package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAtLeast(t *testing.T) {
	for have, want := range map[string]bool{
		"0.8": true, "0.8.0": true, "0.8.0-1": true, "0.8.1-2.pgdg12+1": true, "0.10.0": true, "1.0": true,
		"0.7.4": false, "0.7.4-9": false, "0": false, "": false, "x.8": false, "0.x": false,
	} {
		if got := atLeast(have, "0.8"); got != want {
			t.Errorf("atLeast(%q, 0.8) = %v, want %v", have, got, want)
		}
	}
}

func TestVersions(t *testing.T) {
	if got := majorOf("PostgreSQL 15.20 (Debian 15.20-0+deb12u1)"); got != 15 {
		t.Errorf("major: got %d, want 15", got)
	}
	if got := majorOf("PostgreSQL 18beta1"); got != 18 {
		t.Errorf("major: got %d, want 18", got)
	}
	if got := vectorVersion("comment = 'vector data type'\ndefault_version = '0.8.0'\nrelocatable = true\n"); got != "0.8.0" {
		t.Errorf("pgvector: got %q, want 0.8.0", got)
	}
	if got := vectorVersion("comment = 'default_version'\n"); got != "" {
		t.Errorf("pgvector: got %q, want none", got)
	}
}

func TestChoosePlan(t *testing.T) {
	bookworm := "Package: postgresql-15\nVersion: 15.20-0+deb12u1\n\nPackage: postgresql-server-dev-15\nVersion: 15.20-0+deb12u1\nDescription: Version: 3\n"
	trixie := "Package: postgresql-17\nVersion: 17.6-0\n\nPackage: postgresql-17-pgvector\nVersion: 0.8.0-1\n\nPackage: postgresql-server-dev-17\nVersion: 17.6-0\n"
	newer := "Package: postgresql-18\nVersion: 18.1-1\n\nPackage: postgresql-server-dev-18\nVersion: 18.1-1\n"
	old := "Package: postgresql-16\nVersion: 16.4-0\n\nPackage: postgresql-16-pgvector\nVersion: 0.6.0-1\n\n"
	for _, c := range []struct {
		name, archive string
		wanted        int
		want          string
	}{
		{"compile where nothing is packaged", bookworm, 0, "15 true postgresql-15 postgresql-client-15 libpq5 postgresql-server-dev-15"},
		{"packaged is better than newer", bookworm + "\n" + trixie + "\n" + newer, 0, "17 false postgresql-17 postgresql-client-17 libpq5 postgresql-17-pgvector"},
		{"data decides", bookworm + "\n" + trixie, 15, "15 true postgresql-15 postgresql-client-15 libpq5 postgresql-server-dev-15"},
		{"too old, and nothing to compile with", old, 0, ""},
		{"data of a version that is not there", trixie, 16, ""},
		{"nothing", "", 0, ""},
	} {
		got := ""
		if p, err := choosePlan(packageVersions(c.archive), c.wanted); err == nil {
			got = fmt.Sprint(p.major, p.compile, " ", strings.Join(p.packages, " "))
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLibraryPackages(t *testing.T) {
	got := libraryPackages("debconf (>= 0.5), libc6 (>= 2.36), libgcc-s1 (>= 3.4), libllvm14, libldap-2.5-0:amd64 (>= 2.5.4), libperl5.36 | libperl, libssl3 | libssl1.1,\n")
	want := []string{"libgcc-s1", "libldap-2.5-0", "libssl3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParsePidFile(t *testing.T) {
	running := "4711\n/data/cluster\n1700000000\n5432\n/data/run\n\n  1234 5\nready   \n"
	for text, want := range map[string]pidFile{
		running: {pid: 4711, socket: "/data/run", ready: true},
		strings.Replace(running, "ready", "stopping", 1): {pid: 4711, socket: "/data/run"},
		"4711\n/data/cluster\n":                          {pid: 4711},
		"4711":                                           {pid: 4711},
	} {
		got, err := parsePidFile(text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "\n", "x\n/data\n", "1\n/data\n", "-5\n/data\n"} {
		if got, err := parsePidFile(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}

// A process of ours that is not Postgres must be left alone.
func TestStopOrphanDisownsAForeignProcess(t *testing.T) {
	cluster := t.TempDir()
	path := filepath.Join(cluster, "postmaster.pid")
	parent := os.Getppid()
	write(t, path, fmt.Sprintf("%d\n%s\n", parent, cluster))
	if err := stopOrphan(t.Context(), cluster, t.Logf); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if got, want := string(text), fmt.Sprintf("%d\n%s\n", os.Getpid(), cluster); err != nil || got != want {
		t.Errorf("postmaster.pid: got %q, %v, want %q", got, err, want)
	}

	write(t, path, "")
	if err := stopOrphan(t.Context(), cluster, t.Logf); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a damaged postmaster.pid is still there: %v", err)
	}
}

func TestMayEnter(t *testing.T) {
	a := account{uid: 7, gid: 8, other: true}
	for _, c := range []struct {
		mode     os.FileMode
		uid, gid uint32
		want     bool
	}{
		{0o700, 0, 0, false}, {0o711, 0, 0, true}, {0o700, 7, 0, true}, {0o710, 0, 8, true}, {0o701, 0, 8, false}, {0o077, 7, 8, false},
	} {
		if got := a.mayEnter(c.mode, c.uid, c.gid); got != c.want {
			t.Errorf("mode %o of %d:%d: got %v, want %v", c.mode, c.uid, c.gid, got, c.want)
		}
	}
}
