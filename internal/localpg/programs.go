package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// majors are the versions of Postgres that Cicerone knows, best first.
var majors = []int{18, 17, 16, 15}

// minVector is the first pgvector with iterative index scans.
const minVector = "0.8"

// programs are Postgres programs that have pgvector beside them.
type programs struct {
	bin       string // absolute folder
	libraries string // for LD_LIBRARY_PATH; empty when the system knows them
	major     int
}

// findPrograms returns the machine's programs, or the private copy of them in
// o.Programs, which is made when there is none. Those of another major version
// than wanted do not count, because Postgres cannot read their data; 0 is any.
func findPrograms(ctx context.Context, o Options, account account, wanted int) (programs, error) {
	fits := func(p programs, err error) bool { return err == nil && (wanted == 0 || wanted == p.major) }
	for _, bin := range usualFolders(ctx) {
		if p, err := inspect(ctx, bin, ""); fits(p, err) {
			return p, nil
		}
	}
	var err error
	if o.Programs, err = account.reachCache(o.Programs, shelter); err != nil {
		return programs{}, err
	}
	folder := privateFolder(o, wanted)
	if p, err := privateCopy(ctx, folder); fits(p, err) {
		return p, nil
	}
	if _, err := exec.LookPath("apt-get"); err == nil && runtime.GOOS == "linux" {
		return makePrivateCopy(ctx, o, folder, wanted)
	}
	return programs{}, errors.New(advice(wanted))
}

// privateFolder is where the private copy stands: "postgres", or "postgres-15"
// when older data needs another version than the newest to be had.
func privateFolder(o Options, wanted int) string {
	folder := filepath.Join(o.Programs, "postgres")
	if wanted == 0 {
		return folder
	}
	if have, err := stampedMajor(folder); err != nil || have == wanted {
		return folder
	}
	return folder + "-" + strconv.Itoa(wanted)
}

func advice(wanted int) string {
	switch {
	case wanted != 0:
		return fmt.Sprintf("The data was made by Postgres %d: install Postgres %d and pgvector %s or newer, or set DATABASE_URL to a server that has them.",
			wanted, wanted, minVector)
	case runtime.GOOS == "darwin":
		return "Cicerone needs Postgres with pgvector. Run: brew install postgresql@17 pgvector"
	default:
		return fmt.Sprintf("Cicerone needs Postgres 15 or newer with pgvector %s or newer. Install both, or set DATABASE_URL to a server that has them.", minVector)
	}
}

// usualFolders lists where packages put Postgres, and where the PATH has it.
func usualFolders(ctx context.Context) []string {
	var folders []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/%d/bin",          // Debian, Ubuntu
		"/usr/pgsql-%d/bin",                   // Fedora and Red Hat, packages of the Postgres project
		"/opt/homebrew/opt/postgresql@%d/bin", // Homebrew on Apple silicon
		"/usr/local/opt/postgresql@%d/bin",    // Homebrew on Intel
		"/home/linuxbrew/.linuxbrew/opt/postgresql@%d/bin",
	} {
		for _, major := range majors {
			folders = append(folders, fmt.Sprintf(pattern, major))
		}
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	return folders
}

// inspect tells whether the folder bin has all that Cicerone needs.
func inspect(ctx context.Context, bin, libraries string) (programs, error) {
	p := programs{bin: bin, libraries: libraries}
	for _, program := range []string{"postgres", "initdb", "pg_config"} {
		if _, err := exec.LookPath(filepath.Join(bin, program)); err != nil {
			return p, err
		}
	}
	out, err := p.command(ctx, "pg_config", "--version", "--sharedir").Output()
	if err != nil {
		return p, fmt.Errorf("ask %s/pg_config: %w", bin, err)
	}
	version, share, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if p.major = majorOf(version); p.major < majors[len(majors)-1] || p.major > majors[0] {
		return p, fmt.Errorf("%s in %s is not a version that Cicerone knows", version, bin)
	}
	if _, err := run(p.command(ctx, "postgres", "--version"), nil); err != nil { // a library may be gone
		return p, fmt.Errorf("%s: %w", bin, err)
	}
	control, err := os.ReadFile(filepath.Join(share, "extension", "vector.control"))
	if err != nil {
		return p, fmt.Errorf("pgvector of %s: %w", bin, err)
	}
	if have := vectorVersion(string(control)); !atLeast(have, minVector) {
		return p, fmt.Errorf("pgvector %s of %s is older than %s", have, bin, minVector)
	}
	return p, nil
}

// command prepares one of the programs; it ends with ctx.
func (p programs) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, program), args...)
	cmd.Env = append(cleanEnvironment(), "LC_ALL=C") // messages in one language
	if p.libraries != "" {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+p.libraries)
	}
	return cmd
}

// cleanEnvironment leaves out what would steer Postgres (PGPORT, PGDATA …) or
// make (the flags of a make that runs us) behind our back.
func cleanEnvironment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "MAKE") && !strings.HasPrefix(v, "MFLAGS=") {
			env = append(env, v)
		}
	}
	return env
}

var (
	firstNumber    = regexp.MustCompile(`\d+`)
	defaultVersion = regexp.MustCompile(`(?m)^\s*default_version\s*=\s*'([^']*)'`)
)

// majorOf reads "PostgreSQL 15.20 (Debian 15.20-0+deb12u1)"; 0 when it cannot.
func majorOf(version string) int {
	n, _ := strconv.Atoi(firstNumber.FindString(version))
	return n
}

// vectorVersion reads an extension's control file; empty when it cannot.
func vectorVersion(control string) string {
	if m := defaultVersion.FindStringSubmatch(control); m != nil {
		return m[1]
	}
	return ""
}

// atLeast compares dotted versions, leaving a package's revision ("-1+b2") out.
func atLeast(have, least string) bool {
	if i := strings.IndexAny(have, "-+~"); i >= 0 {
		have = have[:i]
	}
	haves, leasts := strings.Split(have, "."), strings.Split(least, ".")
	for i, l := range leasts {
		if i >= len(haves) {
			return false
		}
		h, err := strconv.Atoi(haves[i])
		if err != nil {
			return false
		}
		if least, _ := strconv.Atoi(l); h != least {
			return h > least
		}
	}
	return true
}
