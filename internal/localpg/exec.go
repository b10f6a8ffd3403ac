package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// Exec runs a command with a private Postgres for as long as it lasts. The
// environment variable env holds the database's address for the command, which
// shares our input and output and receives our signals. The result is the
// command's exit code, 128 + n when signal n ended it, as shells have it.
func Exec(ctx context.Context, o Options, env string, argv []string) (exitCode int, err error) {
	if len(argv) == 0 {
		return 0, errors.New("no command to run")
	}
	server, err := Start(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		err = errors.Join(err, server.Stop(ctx))
	}()

	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env+"="+server.URL())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second // then it is killed

	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("run %s: %w", argv[0], err)
	}
	return waitForwarding(cmd, signals)
}

func waitForwarding(cmd *exec.Cmd, signals <-chan os.Signal) (int, error) {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			cmd.Process.Signal(s)
		case err := <-ended:
			status, known := syscall.WaitStatus(0), false
			if cmd.ProcessState != nil {
				status, known = cmd.ProcessState.Sys().(syscall.WaitStatus)
			}
			switch {
			case !known:
				return 0, err
			case status.Signaled():
				return 128 + int(status.Signal()), nil
			default:
				return status.ExitStatus(), nil
			}
		}
	}
}
