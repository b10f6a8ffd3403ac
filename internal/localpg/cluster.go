package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// cluster is a folder of Postgres's data, and how to run it.
type cluster struct {
	data     string // Options.Data
	account  account
	programs programs
	durable  bool
}

func clusterDir(data string) string { return filepath.Join(data, "cluster") }

func (c cluster) dir() string     { return clusterDir(c.data) }
func (c cluster) logFile() string { return filepath.Join(c.data, "server.log") }

// major is the version of Postgres that made the cluster, 0 before there is one.
func (c cluster) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.dir(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("database in %s: %w", c.data, err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("database in %s: PG_VERSION is %q", c.data, text)
	}
	if !slices.Contains(majors, major) {
		return 0, fmt.Errorf("the database in %s was made by Postgres %d, which Cicerone does not run; it runs %v", c.data, major, majors)
	}
	return major, nil
}

// create makes the cluster when there is none. It is made under another name
// first: a folder of the right name is a finished one.
func (c cluster) create(ctx context.Context, log func(string, ...any)) error {
	if _, err := os.Stat(c.dir()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	begun := time.Now()
	unfinished := c.dir() + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	// Anyone who reaches the socket is trusted: its folder is closed to others.
	args := []string{"-D", unfinished, "-U", name, "-A", "trust", "-E", "UTF8", "--no-instructions"}
	if c.programs.major >= 17 { // has this locale built in, on every system
		args = append(args, "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
	} else {
		args = append(args, "--locale=C.UTF-8")
	}
	if !c.durable {
		args = append(args, "--no-sync")
	}
	cmd := c.programs.command(ctx, "initdb", args...)
	cmd.Dir = c.data
	if _, err := run(cmd, c.account.credential()); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	if err := os.Rename(unfinished, c.dir()); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	log("Made the database in %s (%s).", c.data, since(begun))
	return nil
}

func (c cluster) arguments(socket string) []string {
	onOff := map[bool]string{true: "on", false: "off"}[c.durable]
	args := []string{"-D", c.dir()}
	for _, setting := range []string{
		"cluster_name=" + name,
		"listen_addresses=",
		"unix_socket_directories=" + socket,
		"port=" + port,
		"max_connections=100",
		"shared_buffers=" + strconv.Itoa(sharedBuffers()) + "MB",
		"jit=off", // compiling costs more than any of our searches
		"fsync=" + onOff,
		"full_page_writes=" + onOff,
		"synchronous_commit=" + onOff,
		"log_destination=stderr",
		"logging_collector=off",
		"log_checkpoints=off",
		"log_min_messages=log",          // errors go to their callers;
		"log_min_error_statement=panic", // what visitors write stays out of the log
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// sharedBuffers is how many megabytes Postgres may keep of its tables: a quarter
// of the machine's memory, as its manual advises, from 128 to 2,048, in which a
// million passages' graph has room twice. What is not used is not taken.
func sharedBuffers() int {
	info, _ := os.ReadFile("/proc/meminfo") // elsewhere than on Linux: the least
	var kilobytes int
	fmt.Sscanf(string(info), "MemTotal: %d kB", &kilobytes)
	return min(2048, max(128, kilobytes/1024/4))
}

// run starts Postgres and waits until it answers.
func (c cluster) run(ctx context.Context) (*Server, error) {
	socket, removeSocket, err := c.makeSocketFolder()
	if err != nil {
		return nil, err
	}
	os.Rename(c.logFile(), c.logFile()+".old") // fails the first time
	log, err := os.Create(c.logFile())
	if err != nil {
		removeSocket()
		return nil, fmt.Errorf("log of the private Postgres: %w", err)
	}
	defer log.Close()
	// It outlives ctx, which is that of Start.
	cmd := c.programs.command(context.WithoutCancel(ctx), "postgres", c.arguments(socket)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.data, log, log
	cmd.SysProcAttr = attributes(c.account.credential(), fastShutdown)
	exited, err := start(cmd)
	if err != nil {
		removeSocket()
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	s := &Server{url: address(socket, name), process: cmd.Process, exited: exited, tidy: removeSocket}
	if err := s.awaitReady(ctx, address(socket, "postgres")); err != nil {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		s.Stop(stopping)
		text, _ := os.ReadFile(c.logFile())
		return nil, fmt.Errorf("start Postgres: %w; its log %s ends:\n%s", err, c.logFile(), lastLines(string(text), 15))
	}
	return s, nil
}

// maxSocketFolder leaves room for "/.s.PGSQL.5432" and a final NUL in the 104
// bytes that macOS has for a socket's address, the fewest of all.
const maxSocketFolder = 104 - len("/.s.PGSQL."+port) - 1

// makeSocketFolder makes the folder of the socket beside the cluster, or in
// /tmp when the path would be too long, or not fit a list of folders.
func (c cluster) makeSocketFolder() (path string, remove func(), err error) {
	path = filepath.Join(c.data, "run")
	if len(path) <= maxSocketFolder && !strings.ContainsAny(path, `",`) {
		return path, func() {}, c.account.makeFolder(path)
	}
	if path, err = os.MkdirTemp("/tmp", "cicerone-"); err != nil {
		return "", nil, fmt.Errorf("socket of the private Postgres: %w", err)
	}
	return path, func() { os.RemoveAll(path) }, c.account.own(path)
}

// awaitReady connects until it succeeds, and creates our database. It gives
// up after 30 seconds without an answer; a server that says it is recovering
// from a crash is waited for as long as ctx lasts.
func (s *Server) awaitReady(ctx context.Context, maintenance string) error {
	patience := time.Now().Add(30 * time.Second)
	for {
		err := s.createDatabase(ctx, maintenance)
		if err == nil {
			return nil
		}
		if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Code == startingUp {
			patience = time.Now().Add(30 * time.Second)
		} else if pg != nil || time.Now().After(patience) {
			return err
		}
		select {
		case <-s.exited:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

const startingUp = "57P03" // cannot_connect_now

func (s *Server) createDatabase(ctx context.Context, maintenance string) error {
	connecting, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(connecting, maintenance)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE `+name)
	return err
}

func since(t time.Time) time.Duration { return time.Since(t).Round(100 * time.Millisecond) }
