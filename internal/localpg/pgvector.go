package localpg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Where Debian has no pgvector package, it is compiled from the source that a
// later Debian carries: the same for all, so its sum is known.
const (
	sourceSuite = "trixie"
	sourceFile  = "pgvector_0.8.0.orig.tar.gz"
	sourceSum   = "867a2c328d4928a5a9d6f052cd3bc78c7d60228a9b914ad32aa3db88e9de27b0" // SHA-256
)

// buildVector compiles pgvector for the Postgres in the prefix, into it.
func (d debian) buildVector(ctx context.Context, major int) error {
	begun := time.Now()
	if err := d.needCompiler(ctx); err != nil {
		return err
	}
	archive, err := d.downloadSource(ctx)
	if err != nil {
		return fmt.Errorf("download pgvector: %w", err)
	}
	source := filepath.Join(d.work, "pgvector")
	if err := os.Mkdir(source, 0o755); err != nil {
		return err
	}
	tar := exec.CommandContext(ctx, "tar", "-xzf", archive, "-C", source, "--strip-components=1", "--no-same-owner")
	if _, err := run(tar, nil); err != nil {
		return fmt.Errorf("unpack pgvector: %w", err)
	}
	// OPTFLAGS is -march=native unless we say otherwise; the copy may move to
	// another machine with its folder.
	build := exec.CommandContext(ctx, "make", "-j2", "with_llvm=no", "OPTFLAGS=",
		"PG_CONFIG="+filepath.Join(prefixBin(d.prefix, major), "pg_config"), "install")
	build.Dir = source
	build.Env = append(cleanEnvironment(), "LC_ALL=C", "LD_LIBRARY_PATH="+prefixLibraries(d.prefix))
	if _, err := run(build, nil); err != nil {
		return fmt.Errorf("compile pgvector: %w", err)
	}
	d.log("Compiled pgvector (%s).", since(begun))
	return nil
}

// downloadSource fetches the source from the mirror that the machine uses.
func (d debian) downloadSource(ctx context.Context) (archive string, err error) {
	mirror, err := debianMirror("/etc/apt")
	if err != nil {
		return "", err
	}
	parts := filepath.Join(d.work, "sources")
	if err := os.Mkdir(parts, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(parts, "pgvector.sources"), []byte(mirror.sourceEntry(sourceSuite)), 0o644); err != nil {
		return "", err
	}
	d.lists, err = d.freshLists(ctx, []string{"-o", "Dir::Etc::SourceList=/dev/null", "-o", "Dir::Etc::SourceParts=" + parts})
	if err != nil {
		return "", err
	}
	if _, err := run(d.apt(ctx, "apt-get", "source", "--download-only", "pgvector"), nil); err != nil {
		return "", err
	}
	archive = filepath.Join(d.work, sourceFile)
	content, err := os.ReadFile(archive)
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != sourceSum {
		return "", fmt.Errorf("%s has the SHA-256 %x, not the known one", sourceFile, sum)
	}
	return archive, nil
}

// errNoCompiler is told without the advice to install Postgres.
var errNoCompiler = errors.New("pgvector is compiled here, once; that needs a C compiler, so please run: apt-get install -y " + strings.Join(compiler, " "))

var compiler = []string{"make", "gcc", "libc6-dev"}

// needCompiler makes sure there is a C compiler. Root, or who may become root
// without a password, gets it installed.
func (d debian) needCompiler(ctx context.Context) error {
	if hasCompiler() {
		return nil
	}
	var become []string
	if os.Geteuid() != 0 {
		become = []string{"sudo", "-n"}
		if _, err := run(exec.CommandContext(ctx, "sudo", "-n", "true"), nil); err != nil {
			return errNoCompiler
		}
	}
	d.log("Installing %s to compile pgvector.", strings.Join(compiler, " "))
	for _, args := range [][]string{{"update"}, append([]string{"install", "-y", "--no-install-recommends"}, compiler...)} {
		argv := slices.Concat(become, []string{"apt-get", "-o", "DPkg::Lock::Timeout=120"}, args)
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if _, err := run(cmd, nil); err != nil && args[0] == "install" {
			return fmt.Errorf("%w (%w)", errNoCompiler, err)
		}
	}
	if !hasCompiler() {
		return errNoCompiler
	}
	return nil
}

func hasCompiler() bool {
	_, noMake := exec.LookPath("make")
	_, noGCC := exec.LookPath("gcc")
	_, noHeaders := os.Stat("/usr/include/stdlib.h")
	return noMake == nil && noGCC == nil && noHeaders == nil
}
