package localpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Options say where the private Postgres lives and how careful it is.
type Options struct {
	Programs string // absolute folder for the private copy of the programs; a cache, may be shared
	Data     string // absolute folder of this server alone: its cluster, socket, lock and log
	Durable  bool   // whether committed data survives a power cut; false only for tests
	Log      func(format string, args ...any)
}

// Server is a running private Postgres.
type Server struct {
	url     string
	process *os.Process
	exited  chan struct{} // closed when the process has ended
	tidy    func()        // removes the socket folder and gives up the lock
}

// name is both the database and the superuser.
const name = "cicerone"

// Start starts the server, making on the way whatever is missing: the
// programs, the cluster and the database. It returns when the server answers.
// Only one server runs on a data folder; a second Start on it fails by name. A
// server that a killed Cicerone left behind on the folder is stopped first.
func Start(ctx context.Context, o Options) (*Server, error) {
	if !filepath.IsAbs(o.Programs) || !filepath.IsAbs(o.Data) {
		return nil, fmt.Errorf("the folders of the private Postgres must be absolute, not %q and %q", o.Programs, o.Data)
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	account, err := chooseAccount(o.Data)
	if err != nil {
		return nil, err
	}
	if o.Data, err = account.reach(o.Data, shelter, o.Log); err != nil {
		return nil, err
	}
	if err := account.makeFolder(o.Data); err != nil {
		return nil, err
	}
	unlock, err := lockData(ctx, o.Data)
	if err != nil {
		return nil, err
	}
	s, err := startLocked(ctx, o, account)
	if err != nil {
		unlock()
		return nil, err
	}
	removeSocket := s.tidy
	s.tidy = func() { removeSocket(); unlock() }
	return s, nil
}

// startLocked does the work of Start for the holder of the folder's lock.
func startLocked(ctx context.Context, o Options, account account) (*Server, error) {
	c := cluster{data: o.Data, account: account, durable: o.Durable}
	major, err := c.major()
	if err != nil {
		return nil, err
	}
	if c.programs, err = findPrograms(ctx, o, account, major); err != nil {
		return nil, err
	}
	if err := account.canEnter(c.programs.bin); err != nil {
		return nil, err
	}
	if err := stopOrphan(ctx, c.dir(), o.Log); err != nil {
		return nil, err
	}
	if err := c.create(ctx, o.Log); err != nil {
		return nil, err
	}
	return c.run(ctx)
}

// URL is the address of the database "cicerone", with its superuser.
func (s *Server) URL() string { return s.url }

// Stop shuts the server down, cutting connections off, and waits until it has
// gone. When ctx ends first, the server is made to quit at once, which costs
// the next start a recovery but loses nothing. Stopping twice does nothing.
func (s *Server) Stop(ctx context.Context) error {
	select {
	case <-s.exited:
		s.tidy()
		return nil
	default:
	}
	s.process.Signal(fastShutdown)
	select {
	case <-s.exited:
		s.tidy()
		return nil
	case <-ctx.Done():
	}
	s.process.Signal(immediateShutdown)
	select {
	case <-s.exited:
		s.tidy()
		return fmt.Errorf("the private Postgres had to be cut off: %w", ctx.Err())
	case <-time.After(10 * time.Second):
		return errors.Join(ctx.Err(), fmt.Errorf("the private Postgres does not end (process %d)", s.process.Pid))
	}
}

// Running reports whether another process runs a server of ours on a data
// folder, and its address, so that a second command can connect to it.
func Running(data string) (url string, ok bool) {
	if real, err := filepath.EvalSymlinks(data); err == nil { // as Start does
		data = real
	}
	if !isLocked(data) {
		return "", false // nobody owns it: what still runs there is on its way out
	}
	p, err := readPidFile(clusterDir(data))
	if err != nil || !p.ready || !isServer(p.pid, clusterDir(data)) {
		return "", false
	}
	return address(p.socket, name), true
}

// port is part of the socket's name; nothing listens on a network.
const port = "5432"

func address(socketFolder, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(name), Path: "/" + database}
	u.RawQuery = url.Values{"host": {socketFolder}, "port": {port}}.Encode()
	return u.String()
}
