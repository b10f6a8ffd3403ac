package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sessions keeps the back office's sessions in the table sessions, as
// alexedwards/scs asks for. Whatever it writes, it also removes those that have
// expired: sessions are few and written rarely, so nothing has to run beside the
// server for that.
//
// A session that was deleted leaves an empty row until it would have expired, so
// that a request under way at that moment cannot write it back.
type Sessions struct{ store *Store }

// Sessions is where sessions are kept.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// Find returns the session under a key, if there is one that has not expired.
func (s *Sessions) Find(key string) (data []byte, found bool, err error) {
	err = s.store.pool.QueryRow(context.Background(),
		`SELECT data FROM sessions WHERE token = $1 AND expiry > now() AND data <> ''`, key).Scan(&data)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("find session: %w", unavailable(err))
	}
	return data, true, nil
}

// Commit writes a session under its key, until it expires. One that was deleted
// stays deleted.
func (s *Sessions) Commit(key string, data []byte, expires time.Time) error {
	ctx := context.Background()
	if _, err := s.store.pool.Exec(ctx, `
		INSERT INTO sessions (token, data, expiry) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = EXCLUDED.data, expiry = EXCLUDED.expiry
		WHERE sessions.data <> ''`, key, data, expires); err != nil {
		return fmt.Errorf("write session: %w", unavailable(err))
	}
	if _, err := s.store.pool.Exec(ctx, `DELETE FROM sessions WHERE expiry < now()`); err != nil {
		return fmt.Errorf("remove expired sessions: %w", unavailable(err))
	}
	return nil
}

// Delete ends the session under a key; nothing of it is left but the key.
func (s *Sessions) Delete(key string) error {
	if _, err := s.store.pool.Exec(context.Background(), `UPDATE sessions SET data = '' WHERE token = $1`, key); err != nil {
		return fmt.Errorf("delete session: %w", unavailable(err))
	}
	return nil
}

// All lists the sessions that have not expired, by key.
func (s *Sessions) All() (map[string][]byte, error) {
	rows, err := s.store.pool.Query(context.Background(),
		`SELECT token, data FROM sessions WHERE expiry > now() AND data <> '' ORDER BY token`)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", unavailable(err))
	}
	all := map[string][]byte{}
	var key string
	var data []byte
	if _, err = pgx.ForEachRow(rows, []any{&key, &data}, func() error {
		all[key] = append([]byte(nil), data...)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("list sessions: %w", unavailable(err))
	}
	return all, nil
}
