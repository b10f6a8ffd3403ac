package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// SetPassword replaces a person's own password, ends all their sessions and
// makes a reset link that may be about worthless. It returns what sessions begun
// from now on have to know. When the password has changed since the person was
// read, it is guide.ErrConflict.
func (s *Store) SetPassword(ctx context.Context, person guide.User, hash string) (since time.Time, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockAccount(ctx, tx, person.Museum.ID, person.ID); err != nil {
			return err
		}
		changed, err := tx.Exec(ctx, `
			UPDATE users SET password_hash = $3
			WHERE id = $1 AND museum_id = $2 AND disabled_at IS NULL AND coalesce(password_hash, '') = $4`,
			person.ID, person.Museum.ID, hash, person.PasswordHash)
		if err != nil {
			return err
		}
		if changed.RowsAffected() == 0 {
			return fmt.Errorf("the account has changed meanwhile: %w", guide.ErrConflict)
		}
		since, err = passwordIsNew(ctx, tx, person)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("set password: %w", err)
	}
	return since, nil
}

// passwordIsNew ends what the old password began.
func passwordIsNew(ctx context.Context, tx pgx.Tx, person guide.User) (since time.Time, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM password_resets WHERE user_id = $1 AND museum_id = $2`, person.ID, person.Museum.ID); err != nil {
		return since, err
	}
	if since, err = endSessions(ctx, tx, person.Museum.ID, person.ID); err != nil {
		return since, err
	}
	return since, audit(ctx, tx, person.Museum.ID, person.ID, "user.password", person.Email, nil)
}

// MakeReset makes a one-time link's token, with which a person of the museum of
// by chooses a new password; one made before is no longer good. The old password
// stays good until then. A disabled account is guide.ErrConflict.
func (s *Store) MakeReset(ctx context.Context, by guide.User, person int64, expires time.Time) (token string, err error) {
	token = rand.Text()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		account, err := lockAccount(ctx, tx, by.Museum.ID, person)
		switch {
		case err != nil:
			return err
		case !account.DisabledAt.IsZero():
			return fmt.Errorf("%s is disabled: %w", account.Email, guide.ErrConflict)
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO password_resets (user_id, museum_id, token_sha256, expires_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id) DO UPDATE
			SET token_sha256 = EXCLUDED.token_sha256, created_at = now(), expires_at = EXCLUDED.expires_at`,
			person, by.Museum.ID, hashToken(token), expires); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.reset", account.Email, nil)
	})
	if err != nil {
		return "", fmt.Errorf("make a link for a new password: %w", err)
	}
	return token, nil
}

// Reset is the person for whom a token is good; one that is used, expired or
// unknown, or whose account is disabled, is guide.ErrNotFound.
func (s *Store) Reset(ctx context.Context, token string) (guide.User, error) {
	return s.user(ctx, selectUser+`JOIN password_resets r ON r.user_id = u.id AND r.museum_id = u.museum_id
		WHERE r.token_sha256 = $1 AND r.expires_at > now() AND u.disabled_at IS NULL`, hashToken(token))
}

// UseReset uses a token up: the person's password is another, and all their
// sessions have ended. A token that is not good is guide.ErrNotFound.
func (s *Store) UseReset(ctx context.Context, token, hash string) (guide.User, error) {
	person, err := s.Reset(ctx, token)
	if err != nil {
		return guide.User{}, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockAccount(ctx, tx, person.Museum.ID, person.ID); err != nil {
			return err
		}
		// The row goes with its first user; whoever comes second finds none.
		if err := tx.QueryRow(ctx, `
			DELETE FROM password_resets r USING users u
			WHERE r.token_sha256 = $1 AND r.museum_id = $2 AND r.expires_at > now() AND u.id = r.user_id AND u.disabled_at IS NULL
			RETURNING u.id`, hashToken(token), person.Museum.ID).Scan(&person.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE users SET password_hash = $3 WHERE id = $1 AND museum_id = $2`,
			person.ID, person.Museum.ID, hash); err != nil {
			return err
		}
		person.PasswordHash = hash
		var err error
		person.SessionsSince, err = passwordIsNew(ctx, tx, person)
		return err
	})
	if err != nil {
		return guide.User{}, fmt.Errorf("use a link for a new password: %w", err)
	}
	return person, nil
}
