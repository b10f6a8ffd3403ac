package main

import (
	"context"
	"os"

	"cicerone/internal/config"
	"cicerone/internal/localpg"
)

// localpgCmd gives a command a Postgres of its own for as long as it runs.
type localpgCmd struct {
	Command []string `arg:"" passthrough:"" help:"The command, behind --."`
}

// Run starts the server, runs the command with CICERONE_TEST_DATABASE_URL set,
// and ends with its exit code.
func (c localpgCmd) Run(ctx context.Context, cfg config.Config) error {
	options, err := privatePostgres(cfg)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "cicerone-test-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	options.Data, options.Durable = folder, false
	argv := c.Command
	if len(argv) > 0 && argv[0] == "--" {
		argv = argv[1:]
	}
	code, err := localpg.Exec(ctx, options, "CICERONE_TEST_DATABASE_URL", argv)
	if err != nil {
		return err
	}
	if code != 0 {
		return exitCode(code)
	}
	return nil
}
