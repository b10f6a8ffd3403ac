package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/retention"
)

// purgeCmd removes what has been kept for as long as it may be, as every server
// does by itself once a day.
type purgeCmd struct{}

// Run purges and says what it removed.
func (purgeCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, 0)
	if err != nil {
		return err
	}
	defer h.close()
	gone, err := h.purge(ctx)
	say(fmt.Sprintf("Removed: %d questions, %d conversations, %d sessions, %d invitations.", gone.Turns, gone.Conversations, gone.Sessions, gone.Invitations))
	return err
}

// purge removes everything whose time is over. Deleted documents belong here
// too.
func (h *house) purge(ctx context.Context) (guide.Purged, error) {
	return retention.Purge(ctx, h.store, time.Now())
}

// purgeDaily is purge as a job: it logs what it removed.
func (h *house) purgeDaily(ctx context.Context) error {
	gone, err := h.purge(ctx)
	h.log.Info("purged", "turns", gone.Turns, "conversations", gone.Conversations, "sessions", gone.Sessions, "invitations", gone.Invitations)
	return err
}
