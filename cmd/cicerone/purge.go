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
	say(fmt.Sprintf("Removed: %d questions, %d conversations, %d sessions, %d invitations, %d files.",
		gone.Turns, gone.Conversations, gone.Sessions, gone.Invitations, gone.Files))
	return err
}

// deletedKept is how long a deleted document can be brought back; the pages say
// so too.
const deletedKept = 30 * 24 * time.Hour

// purge removes everything whose time is over.
func (h *house) purge(ctx context.Context) (guide.Purged, error) {
	now := time.Now()
	gone, err := retention.Purge(ctx, h.store, now)
	if err != nil {
		return gone, err
	}
	originals, err := h.store.PurgeDeleted(ctx, now.Add(-deletedKept))
	if err != nil {
		return gone, err
	}
	for _, sha := range originals {
		// Somebody may have sent the same file again meanwhile.
		used, err := h.store.OriginalUsed(ctx, sha)
		switch {
		case err != nil:
			return gone, err
		case used:
			continue
		}
		removed, err := h.originals.Remove(sha)
		if err != nil {
			return gone, err
		}
		if removed {
			gone.Files++
		}
	}
	return gone, nil
}

// purgeDaily is purge as a job: it logs what it removed.
func (h *house) purgeDaily(ctx context.Context) error {
	gone, err := h.purge(ctx)
	h.log.Info("purged", "turns", gone.Turns, "conversations", gone.Conversations, "sessions", gone.Sessions, "invitations", gone.Invitations, "files", gone.Files)
	return err
}
