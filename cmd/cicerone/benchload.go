package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/bench"
	"cicerone/internal/localpg"
	"cicerone/internal/postgres"
)

// loads asks with so many clients at once: through the API, and then the database
// alone, by pgbench.
func (b *benching) loads(ctx context.Context) error {
	record, err := b.keep(ctx)
	if err != nil {
		return err
	}
	address, stop, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	const first = 500 * time.Millisecond
	if _, err := b.askAll(ctx, address, 4, first); err != nil { // connections are made, and plans
		return err
	}
	for _, clients := range b.cmd.Clients {
		load := bench.Load{Clients: clients}
		if load.API, err = b.askAll(ctx, address, clients, time.Duration(b.cmd.Seconds)*time.Second); err != nil {
			return err
		}
		if load.Same, err = b.pgbench(ctx, record.Whole, record.Variables, clients); err != nil {
			return err
		}
		if load.Leg, err = b.pgbench(ctx, record.Leg, record.Variables, clients); err != nil {
			return err
		}
		b.report.Loads = append(b.report.Loads, load)
	}
	b.report.Resident = resident()
	return nil
}

// keep records every question's search for pgbench.
func (b *benching) keep(ctx context.Context) (postgres.Recorded, error) {
	var record postgres.Recorded
	var vectors [][]float32
	var passages [][]int64
	for _, q := range b.searches {
		var err error
		if record, err = b.house.store.RecordSearch(ctx, q); err != nil {
			return record, err
		}
		vectors, passages = append(vectors, q.Vector), append(passages, record.Passages)
	}
	return record, b.house.store.KeepQuestions(ctx, b.museum.Space, vectors, passages)
}

// serve runs the whole server on a port of its own.
func (b *benching) serve(ctx context.Context) (address string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := b.house.serve(ctx, listener); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "the server ended:", err)
		}
	}()
	return listener.Addr().String(), func() { cancel(); <-ended }, nil
}

// askAll has clients ask one question after another for a while.
func (b *benching) askAll(ctx context.Context, address string, clients int, during time.Duration) (bench.Timing, error) {
	cpu := func() time.Duration { // of this program and of the backends there are, which do not end meanwhile
		_, backends, err := b.house.store.Server(ctx)
		if err != nil {
			return 0
		}
		return ownCPU() + processorTime(backends)
	}
	took, failures := make([][]time.Duration, clients), make([]error, clients)
	used, begun := cpu(), time.Now()
	var asking sync.WaitGroup
	for i := range clients {
		asking.Go(func() { took[i], failures[i] = b.askOn(ctx, address, i, begun.Add(during)) })
	}
	asking.Wait()
	within := time.Since(begun)
	var all []time.Duration
	for _, t := range took {
		all = append(all, t...)
	}
	return bench.Summarise(all, within, cpu()-used), errors.Join(failures...)
}

// askOn is one client, which keeps its connection. It does as little as it can,
// for it runs on the machine that it measures.
func (b *benching) askOn(ctx context.Context, address string, client int, until time.Time) (took []time.Duration, err error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(until.Add(time.Minute)); err != nil {
		return nil, err
	}
	answers := bufio.NewReader(conn)
	for i := client * len(b.questions) / 7; time.Now().Before(until) && ctx.Err() == nil; i++ {
		query := url.Values{"museum": {b.museum.Code}, "lang": {"pt"}, "q": {b.questions[i%len(b.questions)]}}
		begun := time.Now()
		if _, err := fmt.Fprintf(conn, "GET /api/v1/search?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", query.Encode()); err != nil {
			return took, err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return took, err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			return took, err
		}
		if answer.StatusCode != http.StatusOK {
			return took, fmt.Errorf("the API answers %s", answer.Status)
		}
		took = append(took, time.Since(begun))
	}
	return took, ctx.Err()
}

// pgbench runs a script with so many clients for as long. Where there is no
// pgbench it says so, and the result is empty.
func (b *benching) pgbench(ctx context.Context, script string, variables map[string]string, clients int) (bench.Timing, error) {
	run, err := os.MkdirTemp(b.folder, "pgbench-")
	if err != nil {
		return bench.Timing{}, err
	}
	file := filepath.Join(run, "script.sql")
	script = fmt.Sprintf("\\set q random(1, %d)\n%s", len(b.questions), script)
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return bench.Timing{}, err
	}
	args := []string{"--no-vacuum", "--protocol=prepared", "--client=" + strconv.Itoa(clients), "--jobs=" + strconv.Itoa(min(clients, runtime.NumCPU())),
		"--time=" + strconv.Itoa(b.cmd.Seconds), "--file=" + file, "--log", "--log-prefix=" + filepath.Join(run, "log")}
	for name, value := range variables {
		args = append(args, "--define="+name+"="+value)
	}
	cmd, err := b.postgresTool(ctx, "pgbench", args...)
	if errors.Is(err, exec.ErrNotFound) {
		fmt.Fprint(os.Stderr, "no pgbench … ")
		return bench.Timing{}, nil
	}
	if err != nil {
		return bench.Timing{}, err
	}
	used := endedBackendsCPU(b.postmaster(ctx))
	begun := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return bench.Timing{}, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	within := time.Since(begun)
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	time.Sleep(100 * time.Millisecond) // until the server has taken note of its backends' end
	if all := endedBackendsCPU(b.postmaster(ctx)); all > 0 {
		cpu += all - used
	}
	took, err := readLogs(filepath.Join(run, "log*"))
	return bench.Summarise(took, within, cpu), err
}

func readLogs(pattern string) ([]time.Duration, error) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	var all []time.Duration
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		took, err := bench.ReadLog(f)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, took...)
	}
	return all, nil
}

// postgresTool prepares a program of Postgres's that connects to the scratch
// database as this program does. The password is not among its arguments, which
// anybody on the machine can read.
func (b *benching) postgresTool(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	options, err := privatePostgres(b.programs)
	if err != nil {
		return nil, err
	}
	cmd, err := localpg.Tool(ctx, options.Programs, name, args...)
	if err != nil {
		return nil, err
	}
	c, err := pgx.ParseConfig(b.scratch)
	if err != nil {
		return nil, err
	}
	cmd.Env = append(cmd.Env, "PGHOST="+c.Host, "PGPORT="+strconv.Itoa(int(c.Port)), "PGUSER="+c.User, "PGDATABASE="+c.Database,
		"PGPASSWORD="+c.Password, "PGOPTIONS="+postgres.Settings())
	return cmd, nil
}
