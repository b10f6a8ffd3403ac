package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"cicerone/internal/config"
)

// cli is every command and every setting.
type cli struct {
	config.Config `group:"Settings, the same for every command:"`

	Demo    demoCmd    `cmd:"" help:"Serve the demonstration collection from a private Postgres: everything on one command."`
	Serve   serveCmd   `cmd:"" help:"Serve visitors and curators, and work ingest jobs."`
	Work    workCmd    `cmd:"" help:"Only work ingest jobs, beside a server elsewhere."`
	Ingest  ingestCmd  `cmd:"" help:"Bring notes and records into a museum and publish them."`
	Ask     askCmd     `cmd:"" help:"Ask the guide a question in the terminal."`
	Eval    evalCmd    `cmd:"" help:"Measure the guide on sets of passages and questions."`
	Reembed reembedCmd `cmd:"" help:"Move a museum to another embedding model, while visitors go on asking."`
	Bench   benchCmd   `cmd:"" help:"Measure how fast the search is at a size of the collection."`
	User    userCmd    `cmd:"" help:"The back office's people."`
	Purge   purgeCmd   `cmd:"" help:"Remove what was kept for as long as the museum says: conversations, old sessions and invitations."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this program's schema."`
	Doctor  doctorCmd  `cmd:"" help:"Look at all that the guide needs, the model server included, and say what to do about it."`
	Health  healthCmd  `cmd:"" help:"Ask a running server whether it is ready (for container health checks)."`
	Read    readCmd    `cmd:"" hidden:"" help:"Read files for a Cicerone that has started this as its child."`
	Localpg localpgCmd `cmd:"" help:"Run a command with a throw-away private Postgres, as the tests do."`
}

func main() {
	var c cli
	parser := kong.Parse(&c, kong.Name("cicerone"), kong.Description("A museum guide that answers from the museum's own notes."),
		kong.DefaultEnvars("CICERONE"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c.Model = c.Model.WithPreset()
	if err := c.Check(); err != nil {
		fail(fmt.Errorf("the configuration is wrong:\n%w", err))
	}
	log := newLog(c.LogFormat)
	parser.BindTo(ctx, (*context.Context)(nil))
	parser.Bind(c.Config, log)
	if err := parser.Run(); err != nil {
		fail(err)
	}
}

// newLog makes the log: ids and counts, never what visitors asked.
func newLog(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// exitCode is an error that only chooses the exit code: everything has been said.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func fail(err error) {
	var code exitCode
	if errors.As(err, &code) {
		os.Exit(int(code))
	}
	fmt.Fprintln(os.Stderr, "cicerone:", err)
	os.Exit(1)
}
