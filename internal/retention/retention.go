package retention

import (
	"context"
	"fmt"
	"time"

	"cicerone/internal/guide"
)

// Store is where things are kept.
type Store interface {
	Museums(ctx context.Context) ([]guide.Museum, error)
	// PurgeTurns removes a museum's oldest turns, at most limit, and returns how
	// many there were; none means that all have gone.
	PurgeTurns(ctx context.Context, museum int64, before time.Time, limit int) (guide.Purged, error)
	// PurgeDoor removes expired sessions, and invitations over before a time.
	PurgeDoor(ctx context.Context, before time.Time) (guide.Purged, error)
}

const (
	day = 24 * time.Hour
	// invitationsKept is how long it can still be seen that somebody was invited.
	invitationsKept = 30 * day
	// batch is how many turns go in one transaction: few enough that visitors'
	// own wait for nothing.
	batch = 500
)

// Purge removes all whose time is over at now, a batch at a time. It goes on
// where an earlier run was cut off; when it fails, what it returns has gone all
// the same.
func Purge(ctx context.Context, store Store, now time.Time) (guide.Purged, error) {
	museums, err := store.Museums(ctx)
	if err != nil {
		return guide.Purged{}, err
	}
	var all guide.Purged
	for _, m := range museums {
		if m.Settings.KeepDays < 1 { // a mistake that must not cost what was asked today
			return all, fmt.Errorf("museum %s keeps conversations for %d days: %w", m.Code, m.Settings.KeepDays, guide.ErrInvalid)
		}
		before := now.Add(-time.Duration(m.Settings.KeepDays) * day)
		for {
			gone, err := store.PurgeTurns(ctx, m.ID, before, batch)
			all = all.Add(gone)
			if err != nil {
				return all, fmt.Errorf("museum %s: %w", m.Code, err)
			}
			if gone.Turns < batch && gone.Conversations < batch {
				break
			}
		}
	}
	gone, err := store.PurgeDoor(ctx, now.Add(-invitationsKept))
	return all.Add(gone), err
}
