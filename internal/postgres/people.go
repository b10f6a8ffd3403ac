package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// People lists a museum's accounts by name, the disabled ones last.
func (s *Store) People(ctx context.Context, museum int64) ([]guide.Account, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, email, name, role, seen_at, disabled_at FROM users
		WHERE museum_id = $1 ORDER BY disabled_at IS NOT NULL, lower(name), id`, museum)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", unavailable(err))
	}
	people, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a guide.Account, err error) {
		var seen, disabled *time.Time
		err = row.Scan(&a.ID, &a.Email, &a.Name, &a.Role, &seen, &disabled)
		a.SeenAt, a.DisabledAt = timeOrZero(seen), timeOrZero(disabled)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", unavailable(err))
	}
	return people, nil
}

// Seen notes that a person uses the back office.
func (s *Store) Seen(ctx context.Context, person guide.User) error {
	if _, err := s.pool.Exec(ctx, `UPDATE users SET seen_at = now() WHERE id = $1 AND museum_id = $2`,
		person.ID, person.Museum.ID); err != nil {
		return fmt.Errorf("note that a person was seen: %w", unavailable(err))
	}
	return nil
}

// Rename changes a person's own name, of 1 to 120 characters.
func (s *Store) Rename(ctx context.Context, person guide.User, name string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		changed, err := tx.Exec(ctx, `UPDATE users SET name = $3 WHERE id = $1 AND museum_id = $2 AND name <> $3`,
			person.ID, person.Museum.ID, name)
		if err != nil || changed.RowsAffected() == 0 {
			return err
		}
		return audit(ctx, tx, person.Museum.ID, person.ID, "user.rename", person.Email, nil)
	})
	if err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return nil
}

// SetRole gives a person of the museum of by another role. Taking it from the
// last admin who may sign in is guide.ErrConflict.
func (s *Store) SetRole(ctx context.Context, by guide.User, person int64, role guide.Role) error {
	if err := checkRole(role); err != nil {
		return err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		was, err := lockAccount(ctx, tx, by.Museum.ID, person)
		switch {
		case err != nil:
			return err
		case was.Role == role:
			return nil
		case role != guide.RoleAdmin:
			if err := keepAnAdmin(ctx, tx, by.Museum.ID, was); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE users SET role = $3 WHERE id = $1 AND museum_id = $2`, person, by.Museum.ID, role); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.role", was.Email, map[string]any{"role": role, "was": was.Role})
	})
	if err != nil {
		return fmt.Errorf("change role: %w", err)
	}
	return nil
}

// Disable shuts a person out at once: no session, reset link or API token of
// theirs is good from here on. The last admin who may sign in cannot be
// disabled: that is guide.ErrConflict.
func (s *Store) Disable(ctx context.Context, by guide.User, person int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		was, err := lockAccount(ctx, tx, by.Museum.ID, person)
		if err != nil || !was.DisabledAt.IsZero() {
			return err
		}
		if err := keepAnAdmin(ctx, tx, by.Museum.ID, was); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE users SET disabled_at = now() WHERE id = $1 AND museum_id = $2`, person, by.Museum.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM password_resets WHERE user_id = $1 AND museum_id = $2`, person, by.Museum.ID); err != nil {
			return err
		}
		if _, err := endSessions(ctx, tx, by.Museum.ID, person); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.disable", was.Email, nil)
	})
	if err != nil {
		return fmt.Errorf("disable account: %w", err)
	}
	return nil
}

// Enable lets a person who was disabled sign in again.
func (s *Store) Enable(ctx context.Context, by guide.User, person int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		was, err := lockAccount(ctx, tx, by.Museum.ID, person)
		if err != nil || was.DisabledAt.IsZero() {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE users SET disabled_at = NULL WHERE id = $1 AND museum_id = $2`, person, by.Museum.ID); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.enable", was.Email, nil)
	})
	if err != nil {
		return fmt.Errorf("enable account: %w", err)
	}
	return nil
}

// EndSessions signs a person of the museum of by out everywhere, and returns
// what the sessions begun from now on have to know.
func (s *Store) EndSessions(ctx context.Context, by guide.User, person int64) (since time.Time, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		was, err := lockAccount(ctx, tx, by.Museum.ID, person)
		if err != nil {
			return err
		}
		if since, err = endSessions(ctx, tx, by.Museum.ID, person); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.signout", was.Email, nil)
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("end sessions: %w", err)
	}
	return since, nil
}

// endSessions ends all sessions of a person in one UPDATE: each knows the time
// it replaces. Whatever the clock does, the new time is another.
func endSessions(ctx context.Context, tx pgx.Tx, museum, person int64) (since time.Time, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE users SET sessions_since = greatest(clock_timestamp(), sessions_since + interval '1 microsecond')
		WHERE id = $1 AND museum_id = $2 RETURNING sessions_since`, person, museum).Scan(&since)
	return since, err
}

// lockAccount reads an account of a museum, or fails with guide.ErrNotFound.
// Changes to a museum's accounts wait here for one another, so that two admins
// cannot each shut out the other.
func lockAccount(ctx context.Context, tx pgx.Tx, museum, person int64) (a guide.Account, err error) {
	if _, err := tx.Exec(ctx, `SELECT FROM museums WHERE id = $1 FOR NO KEY UPDATE`, museum); err != nil {
		return a, err
	}
	var disabled *time.Time
	err = tx.QueryRow(ctx, `SELECT id, email, role, disabled_at FROM users WHERE id = $1 AND museum_id = $2`, person, museum).
		Scan(&a.ID, &a.Email, &a.Role, &disabled)
	a.DisabledAt = timeOrZero(disabled)
	return a, err
}

// keepAnAdmin is guide.ErrConflict when a person is the last admin who may sign
// in.
func keepAnAdmin(ctx context.Context, tx pgx.Tx, museum int64, person guide.Account) error {
	if person.Role != guide.RoleAdmin || !person.DisabledAt.IsZero() {
		return nil
	}
	var others bool
	if err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM users WHERE museum_id = $1 AND role = 'admin' AND disabled_at IS NULL AND id <> $2)`,
		museum, person.ID).Scan(&others); err != nil {
		return err
	}
	if !others {
		return fmt.Errorf("%s is the last admin: %w", person.Email, guide.ErrConflict)
	}
	return nil
}
