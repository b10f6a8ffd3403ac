package postgres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// InviteFirst makes a one-time invitation for a museum's first admin, and takes
// back those made before. It returns "" when the museum has people already.
func (s *Store) InviteFirst(ctx context.Context, museum int64, expires time.Time) (token string, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM invitations WHERE museum_id = $1 AND used_at IS NULL
			AND NOT EXISTS (SELECT FROM users WHERE museum_id = $1)`, museum); err != nil {
			return err
		}
		candidate := rand.Text()
		made, err := tx.Exec(ctx, `
			INSERT INTO invitations (token_sha256, museum_id, role, expires_at)
			SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM users WHERE museum_id = $2)`,
			hashToken(candidate), museum, guide.RoleAdmin, expires)
		if made.RowsAffected() == 1 {
			token = candidate
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("invite the first curator: %w", err)
	}
	return token, nil
}

// InviteUser makes a one-time invitation to a museum with a role. It is for
// whoever runs the program; an unknown role is guide.ErrInvalid.
func (s *Store) InviteUser(ctx context.Context, museum int64, role guide.Role, expires time.Time) (token string, err error) {
	return s.Invite(ctx, guide.User{Museum: guide.Museum{ID: museum}}, guide.Invitation{Role: role, ExpiresAt: expires})
}

// AcceptInvitation uses a token up and makes the account it invites to. A used,
// expired or unknown token is guide.ErrNotFound, an address that has an account
// is guide.ErrConflict; the token stays good then. With no password hash the
// person signs in elsewhere.
func (s *Store) AcceptInvitation(ctx context.Context, token, email, name, passwordHash string) (guide.User, error) {
	user := guide.User{Email: strings.ToLower(email), Name: name, PasswordHash: passwordHash}
	var code string
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var museum int64
		if err := tx.QueryRow(ctx, `
			UPDATE invitations i SET used_at = now() FROM museums m
			WHERE i.token_sha256 = $1 AND i.used_at IS NULL AND i.expires_at > now() AND m.id = i.museum_id
			RETURNING i.museum_id, i.role, m.code`, hashToken(token)).Scan(&museum, &user.Role, &code); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO users (museum_id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, nullif($5, ''))
			ON CONFLICT (museum_id, email) DO NOTHING RETURNING id, sessions_since`,
			museum, user.Email, user.Name, user.Role, user.PasswordHash).Scan(&user.ID, &user.SessionsSince)
		if err == pgx.ErrNoRows {
			return fmt.Errorf("%s has an account: %w", user.Email, guide.ErrConflict)
		}
		if err != nil {
			return err
		}
		return audit(ctx, tx, museum, user.ID, "user.create", user.Email, map[string]any{"role": user.Role})
	})
	if err != nil {
		return guide.User{}, fmt.Errorf("accept invitation: %w", err)
	}
	user.Museum, err = s.Museum(ctx, code)
	return user, err
}

const selectUser = `
	SELECT u.id, u.email, u.name, u.role, coalesce(u.password_hash, ''), u.sessions_since, m.code
	FROM users u JOIN museums m ON m.id = u.museum_id `

// User returns an account that is not disabled, or guide.ErrNotFound.
func (s *Store) User(ctx context.Context, id int64) (guide.User, error) {
	return s.user(ctx, selectUser+`WHERE u.id = $1 AND u.disabled_at IS NULL`, id)
}

// UserByEmail is User for a museum and an address.
func (s *Store) UserByEmail(ctx context.Context, museum int64, email string) (guide.User, error) {
	return s.user(ctx, selectUser+`WHERE u.museum_id = $1 AND u.email = $2 AND u.disabled_at IS NULL`, museum, strings.ToLower(email))
}

func (s *Store) user(ctx context.Context, sql string, args ...any) (guide.User, error) {
	var u guide.User
	var code string
	err := s.pool.QueryRow(ctx, sql, args...).Scan(&u.ID, &u.Email, &u.Name, &u.Role, &u.PasswordHash, &u.SessionsSince, &code)
	if err != nil {
		return guide.User{}, fmt.Errorf("user: %w", unavailable(err))
	}
	u.Museum, err = s.Museum(ctx, code)
	return u, err
}

// hashToken is what is kept of a token: it has 130 random bits, so a plain hash
// cannot be guessed back.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
