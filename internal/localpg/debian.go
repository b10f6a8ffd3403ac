package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The private copy is made of Debian packages that are unpacked, not
// installed: Postgres's programs find their own files relative to where they
// stand. All work happens in a folder "….new"; the finished prefix gets a stamp
// and is renamed last, so that work cut short is simply begun again.

// stamp is a file in the finished prefix that holds the major version.
const stamp = "complete"

func stampedMajor(folder string) (int, error) {
	text, err := os.ReadFile(filepath.Join(folder, stamp))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// privateCopy returns the programs of a finished private copy.
func privateCopy(ctx context.Context, folder string) (programs, error) {
	major, err := stampedMajor(folder)
	if err != nil {
		return programs{}, err
	}
	return inspectPrefix(ctx, folder, major)
}

func inspectPrefix(ctx context.Context, prefix string, major int) (programs, error) {
	return inspect(ctx, prefixBin(prefix, major), prefixLibraries(prefix))
}

func prefixBin(prefix string, major int) string {
	return filepath.Join(prefix, fmt.Sprintf("usr/lib/postgresql/%d/bin", major))
}

// prefixLibraries lists the folders of shared libraries under prefix: Debian
// names them after the architecture.
func prefixLibraries(prefix string) string {
	found, _ := filepath.Glob(prefix + "/usr/lib/*/libpq.so.5")
	if len(found) == 0 {
		return ""
	}
	triplet := filepath.Base(filepath.Dir(found[0]))
	return filepath.Join(prefix, "usr/lib", triplet) + ":" + filepath.Join(prefix, "lib", triplet)
}

// makePrivateCopy makes the private copy in folder, of the major version
// wanted or, for 0, the best there is. When another process is at it, it waits
// and takes what that one has made.
func makePrivateCopy(ctx context.Context, o Options, folder string, wanted int) (programs, error) {
	unlock, err := lock(ctx, filepath.Join(o.Programs, "lock"))
	if err != nil {
		return programs{}, err
	}
	defer unlock()
	if p, err := privateCopy(ctx, folder); err == nil {
		return p, nil
	}
	o.Log("Making a private copy of Postgres with pgvector in %s: once, about a minute.", o.Programs)
	work := folder + ".new"
	if err := errors.Join(os.RemoveAll(work), os.Mkdir(work, 0o755)); err != nil {
		return programs{}, fmt.Errorf("folder of the Postgres programs: %w", err)
	}
	defer os.RemoveAll(work)
	prefix := filepath.Join(work, "prefix")
	major, err := debian{work: work, prefix: prefix, log: o.Log}.make(ctx, wanted)
	if err == nil {
		_, err = inspectPrefix(ctx, prefix, major)
	}
	switch {
	case ctx.Err() != nil:
		return programs{}, fmt.Errorf("make a private copy of Postgres: %w", ctx.Err())
	case errors.Is(err, errNoCompiler):
		return programs{}, err
	case err != nil:
		return programs{}, fmt.Errorf("make a private copy of Postgres: %w\n%s", err, advice(wanted))
	}
	if err := finish(prefix, folder, major); err != nil {
		return programs{}, fmt.Errorf("make a private copy of Postgres: %w", err)
	}
	return privateCopy(ctx, folder)
}

func finish(prefix, folder string, major int) error {
	if err := os.Chmod(prefix, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(prefix, stamp), []byte(strconv.Itoa(major)+"\n"), 0o644); err != nil {
		return err
	}
	syscall.Sync()                               // or a power cut could leave the name without the files
	if err := os.RemoveAll(folder); err != nil { // a copy that does not work any more
		return err
	}
	return os.Rename(prefix, folder)
}

// debian makes a prefix out of packages. It works for ordinary users, too.
type debian struct {
	work   string // scratch folder
	prefix string
	lists  []string // apt options for lists of our own; nil for the machine's
	log    func(format string, args ...any)
}

// make makes the prefix and returns the major version in it.
func (d debian) make(ctx context.Context, wanted int) (major int, err error) {
	begun := time.Now()
	plan, debs, err := d.planAndDownload(ctx, wanted)
	if err != nil && ctx.Err() == nil {
		// New machines have no lists, old ones have stale lists: fetch our own.
		// That some archive cannot be reached matters only when we miss something.
		var unreached error
		d.lists, unreached = d.freshLists(ctx, nil)
		if plan, debs, err = d.planAndDownload(ctx, wanted); err != nil {
			err = errors.Join(err, unreached)
		}
	}
	if err != nil {
		return 0, err
	}
	d.log("Downloaded Postgres %d (%s).", plan.major, since(begun))
	begun = time.Now()
	if err := d.unpack(ctx, debs); err != nil {
		return 0, err
	}
	if err := d.completeLibraries(ctx, plan.major, debs); err != nil {
		return 0, err
	}
	d.log("Unpacked it (%s).", since(begun))
	if plan.compile {
		return plan.major, d.buildVector(ctx, plan.major)
	}
	return plan.major, nil
}

// plan is which packages make a Postgres with pgvector.
type plan struct {
	major    int
	packages []string
	compile  bool // pgvector is not packaged, or too old
}

func (d debian) planAndDownload(ctx context.Context, wanted int) (plan, []string, error) {
	var names []string
	for _, major := range majors {
		for _, pattern := range []string{"postgresql-%d", "postgresql-%d-pgvector", "postgresql-server-dev-%d"} {
			names = append(names, fmt.Sprintf(pattern, major))
		}
	}
	// It fails when it knows none of them, which is no reason to stop.
	text, _ := run(d.apt(ctx, "apt-cache", append([]string{"show", "--no-all-versions"}, names...)...), nil)
	plan, err := choosePlan(packageVersions(text), wanted)
	if err != nil {
		return plan, nil, err
	}
	debs, err := d.download(ctx, plan.packages)
	return plan, debs, err
}

// choosePlan prefers packaged pgvector to a compiled one, then newer versions.
func choosePlan(versions map[string]string, wanted int) (plan, error) {
	for _, compile := range []bool{false, true} {
		for _, major := range majors {
			n := strconv.Itoa(major)
			if wanted != 0 && wanted != major || versions["postgresql-"+n] == "" {
				continue
			}
			p := plan{major: major, compile: compile, packages: []string{"postgresql-" + n, "postgresql-client-" + n, "libpq5"}}
			if !compile && atLeast(versions["postgresql-"+n+"-pgvector"], minVector) {
				p.packages = append(p.packages, "postgresql-"+n+"-pgvector")
				return p, nil
			}
			if compile && versions["postgresql-server-dev-"+n] != "" {
				p.packages = append(p.packages, "postgresql-server-dev-"+n)
				return p, nil
			}
		}
	}
	return plan{}, errors.New("this machine's package archive has no suitable Postgres")
}

// packageVersions reads what "apt-cache show" writes.
func packageVersions(text string) map[string]string {
	versions := map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if p, ok := strings.CutPrefix(line, "Package: "); ok {
			name = p
		} else if v, ok := strings.CutPrefix(line, "Version: "); ok {
			versions[name] = v
		}
	}
	return versions
}

// apt prepares a command of apt's that writes nothing outside our folder.
func (d debian) apt(ctx context.Context, program string, args ...string) *exec.Cmd {
	options := append([]string{"-o", "Dir::Cache=" + filepath.Join(d.work, "cache"), "-o", "APT::Get::List-Cleanup=false"}, d.lists...)
	if os.Geteuid() == 0 {
		options = append(options, "-o", "APT::Sandbox::User=root") // its own user may not enter our folder
	}
	cmd := exec.CommandContext(ctx, program, append(options, args...)...)
	cmd.Env = append(cleanEnvironment(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	cmd.Dir = d.work
	return cmd
}

// freshLists fetches lists of packages into a folder of our own, from the
// machine's sources, or from the sources in a folder when options name one.
// It returns the apt options that use them, whole or not.
func (d debian) freshLists(ctx context.Context, options []string) ([]string, error) {
	lists, err := os.MkdirTemp(d.work, "lists-")
	if err != nil {
		return nil, err
	}
	for _, folder := range []string{filepath.Join(lists, "partial"), filepath.Join(d.work, "cache/archives/partial")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
	}
	d.lists = append(options, "-o", "Dir::State::Lists="+lists)
	if _, err := run(d.apt(ctx, "apt-get", "update", "--error-on=any"), nil); err != nil {
		return d.lists, fmt.Errorf("fetch the lists of packages: %w", err)
	}
	return d.lists, nil
}

// download fetches packages into a new folder. apt checks them against its
// signed lists.
func (d debian) download(ctx context.Context, packages []string) (debs []string, err error) {
	folder, err := os.MkdirTemp(d.work, "debs-")
	if err != nil {
		return nil, err
	}
	cmd := d.apt(ctx, "apt-get", append([]string{"download"}, packages...)...)
	cmd.Dir = folder
	if _, err := run(cmd, nil); err != nil {
		return nil, fmt.Errorf("download %s: %w", strings.Join(packages, " "), err)
	}
	return filepath.Glob(folder + "/*.deb")
}

func (d debian) unpack(ctx context.Context, debs []string) error {
	for _, deb := range debs {
		if _, err := run(exec.CommandContext(ctx, "dpkg-deb", "-x", deb, d.prefix), nil); err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(deb), err)
		}
	}
	return nil
}

// completeLibraries adds shared libraries that neither the machine nor the
// prefix has, as small machines lack some that Postgres needs. They are among
// the packages that the unpacked ones depend on, or those in their turn.
func (d debian) completeLibraries(ctx context.Context, major int, debs []string) error {
	have := map[string]bool{}
	for {
		missing, err := d.missingLibraries(ctx, major)
		if err != nil || len(missing) == 0 {
			return err
		}
		var wanted []string
		for _, deb := range debs {
			text, err := run(exec.CommandContext(ctx, "dpkg-deb", "-f", deb, "Depends"), nil)
			if err != nil {
				return err
			}
			for _, name := range libraryPackages(text) {
				if !have[name] {
					have[name] = true
					wanted = append(wanted, name)
				}
			}
		}
		if len(wanted) == 0 {
			return fmt.Errorf("Postgres lacks the shared libraries %s: install them", strings.Join(missing, " "))
		}
		if debs, err = d.download(ctx, wanted); err != nil {
			return err
		}
		if err := d.unpack(ctx, debs); err != nil {
			return err
		}
	}
}

func (d debian) missingLibraries(ctx context.Context, major int) (missing []string, err error) {
	bin := prefixBin(d.prefix, major)
	cmd := exec.CommandContext(ctx, "ldd", bin+"/postgres", bin+"/initdb")
	cmd.Env = append(cleanEnvironment(), "LC_ALL=C", "LD_LIBRARY_PATH="+prefixLibraries(d.prefix))
	text, err := run(cmd, nil)
	if err != nil {
		return nil, fmt.Errorf("look for shared libraries: %w", err)
	}
	for line := range strings.Lines(text) {
		if library, _, ok := strings.Cut(line, "=> not found"); ok {
			missing = append(missing, strings.TrimSpace(library))
		}
	}
	return missing, nil
}

// libraryPackages reads a package's field Depends and keeps the libraries, the
// first of alternatives. Left out are the C library, which must be the
// machine's own, and LLVM, which only the compiler of queries needs.
func libraryPackages(depends string) []string {
	var names []string
	for dependency := range strings.SplitSeq(depends, ",") {
		fields := strings.Fields(dependency)
		if len(fields) == 0 {
			continue
		}
		name, _, _ := strings.Cut(fields[0], ":")
		if strings.HasPrefix(name, "lib") && name != "libc6" && !strings.HasPrefix(name, "libllvm") && !strings.HasPrefix(name, "libperl") {
			names = append(names, name)
		}
	}
	return names
}
