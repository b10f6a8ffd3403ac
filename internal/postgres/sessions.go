package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/scs/pgxstore"
)

// Sessions keeps the back office's sessions in the table sessions. Whatever it
// writes, it also removes those that have expired: sessions are few and written
// rarely, so nothing has to run beside the server for that.
type Sessions struct {
	*pgxstore.PostgresStore
	store *Store
}

// Sessions is where sessions are kept.
func (s *Store) Sessions() *Sessions {
	return &Sessions{pgxstore.NewWithCleanupInterval(s.pool, 0), s}
}

// Commit writes a session under its key, until it expires.
func (s *Sessions) Commit(key string, data []byte, expires time.Time) error {
	if err := s.PostgresStore.Commit(key, data, expires); err != nil {
		return fmt.Errorf("write session: %w", unavailable(err))
	}
	if _, err := s.store.pool.Exec(context.Background(), `DELETE FROM sessions WHERE expiry < now()`); err != nil {
		return fmt.Errorf("remove expired sessions: %w", unavailable(err))
	}
	return nil
}
