package main

import (
	"context"
	"log/slog"

	"cicerone/internal/config"
)

// workCmd works ingest jobs, for a second machine or a separate process.
type workCmd struct{}

// Run works until it is told to stop.
func (workCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	log.Info("working ingest jobs", "at a time", cfg.Workers)
	<-ctx.Done()
	return nil
}
