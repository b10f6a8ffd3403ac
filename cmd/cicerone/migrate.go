package main

import (
	"context"
	"fmt"
	"log/slog"

	"cicerone/internal/config"
)

// migrateCmd brings the database up to date and does nothing else.
type migrateCmd struct{}

// Run migrates.
func (migrateCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, 0)
	if err != nil {
		return err
	}
	h.close()
	fmt.Println("The database is up to date.")
	return nil
}
