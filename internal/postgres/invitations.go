package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// roles are those that an account may have.
var roles = []guide.Role{guide.RoleAdmin, guide.RoleEditor, guide.RoleCurator, guide.RoleReader}

func checkRole(role guide.Role) error {
	if !slices.Contains(roles, role) {
		return guide.Invalidf("role", "%q is none of admin, editor, curator, reader", role)
	}
	return nil
}

// Invite makes a one-time invitation to the museum of by, and returns the token
// that is known to nobody else. An unknown role is guide.ErrInvalid.
func (s *Store) Invite(ctx context.Context, by guide.User, i guide.Invitation) (token string, err error) {
	if err := checkRole(i.Role); err != nil {
		return "", err
	}
	i.Email = strings.ToLower(i.Email)
	token = rand.Text()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			INSERT INTO invitations (token_sha256, museum_id, role, expires_at, name, email, created_by)
			VALUES ($1, $2, $3, $4, $5, $6, nullif($7::bigint, 0))`,
			hashToken(token), by.Museum.ID, i.Role, i.ExpiresAt, i.Name, i.Email, by.ID); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.invite", i.Email, map[string]any{"role": i.Role})
	})
	if err != nil {
		return "", fmt.Errorf("invite a user: %w", err)
	}
	return token, nil
}

// Invitation is what an unused, unexpired token invites to; any other token is
// guide.ErrNotFound.
func (s *Store) Invitation(ctx context.Context, token string) (guide.Invitation, error) {
	var i guide.Invitation
	var code string
	err := s.pool.QueryRow(ctx, `
		SELECT i.id, i.role, i.name, i.email, i.created_at, i.expires_at, m.code
		FROM invitations i JOIN museums m ON m.id = i.museum_id
		WHERE i.token_sha256 = $1 AND i.used_at IS NULL AND i.expires_at > now()`, hashToken(token)).
		Scan(&i.ID, &i.Role, &i.Name, &i.Email, &i.CreatedAt, &i.ExpiresAt, &code)
	if err != nil {
		return guide.Invitation{}, fmt.Errorf("invitation: %w", unavailable(err))
	}
	i.Museum, err = s.Museum(ctx, code)
	return i, err
}

// maxInvitations bounds the list of open invitations; far more than a museum
// sends out within the week in which they expire.
const maxInvitations = 200

// Invitations lists a museum's invitations that can still be accepted, newest
// first, at most 200.
func (s *Store) Invitations(ctx context.Context, museum int64) ([]guide.Invitation, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT i.id, i.role, i.name, i.email, coalesce(u.name, ''), i.created_at, i.expires_at
		FROM invitations i LEFT JOIN users u ON u.id = i.created_by
		WHERE i.museum_id = $1 AND i.used_at IS NULL AND i.expires_at > now() ORDER BY i.id DESC LIMIT $2`, museum, maxInvitations)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", unavailable(err))
	}
	open, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i guide.Invitation, err error) {
		err = row.Scan(&i.ID, &i.Role, &i.Name, &i.Email, &i.CreatedBy, &i.CreatedAt, &i.ExpiresAt)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", unavailable(err))
	}
	return open, nil
}

// WithdrawInvitation makes an open invitation's link worthless. One that is not
// there, or was accepted, is guide.ErrNotFound.
func (s *Store) WithdrawInvitation(ctx context.Context, by guide.User, id int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var role guide.Role
		var email string
		if err := tx.QueryRow(ctx, `
			DELETE FROM invitations WHERE id = $1 AND museum_id = $2 AND used_at IS NULL RETURNING role, email`,
			id, by.Museum.ID).Scan(&role, &email); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "user.uninvite", email, map[string]any{"role": role})
	})
	if err != nil {
		return fmt.Errorf("withdraw invitation: %w", err)
	}
	return nil
}
