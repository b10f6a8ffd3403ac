package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// tokenPrefix begins every API token, so that one that leaked into a file or a
// message is recognised by people and by programs that look for such things.
const tokenPrefix = "cic_"

// maxTokens bounds the list of a museum's API tokens.
const maxTokens = 500

// scopes are those a token may have.
var scopes = []guide.Scope{guide.ScopeRead, guide.ScopeWrite, guide.ScopePublish, guide.ScopeQuestions}

// MakeToken makes an API token of the museum of by, with the name, scopes and
// expiry of t. The secret is returned once and kept nowhere. An unknown scope,
// none at all, or an expiry in the past or more than a year ahead is
// guide.ErrInvalid.
func (s *Store) MakeToken(ctx context.Context, by guide.User, t guide.Token) (secret string, err error) {
	if len(t.Scopes) == 0 || slices.ContainsFunc(t.Scopes, func(scope guide.Scope) bool { return !slices.Contains(scopes, scope) }) {
		return "", guide.Invalidf("scopes", "%v must be one or more of %v", t.Scopes, scopes)
	}
	if now := time.Now(); !t.ExpiresAt.After(now) || t.ExpiresAt.After(now.AddDate(1, 0, 0)) {
		return "", guide.Invalidf("expires", "%s must be within a year", t.ExpiresAt.Format(time.DateOnly))
	}
	secret = tokenPrefix + rand.Text()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			INSERT INTO api_tokens (museum_id, name, token_sha256, scopes, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			by.Museum.ID, t.Name, hashToken(secret), t.Scopes, by.ID, t.ExpiresAt); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "token.create", t.Name, map[string]any{"scopes": t.Scopes, "expires": t.ExpiresAt})
	})
	if err != nil {
		return "", fmt.Errorf("make an API token: %w", err)
	}
	return secret, nil
}

// Token is the API token with a secret. One that is unknown, expired or revoked,
// or whose maker's account is disabled, is guide.ErrNotFound. That it was used
// is noted, at most once an hour.
func (s *Store) Token(ctx context.Context, secret string) (guide.Token, error) {
	if !strings.HasPrefix(secret, tokenPrefix) || len(secret) > guide.MaxRefRunes {
		return guide.Token{}, fmt.Errorf("API token: %w", guide.ErrNotFound)
	}
	var t guide.Token
	var code string
	var used *time.Time
	var stale bool
	err := s.pool.QueryRow(ctx, `
		SELECT t.id, t.name, t.scopes, u.name, t.created_at, t.expires_at, t.used_at,
		       t.used_at IS NULL OR t.used_at < now() - interval '1 hour', m.code
		FROM api_tokens t JOIN users u ON u.id = t.created_by JOIN museums m ON m.id = t.museum_id
		WHERE t.token_sha256 = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND u.disabled_at IS NULL`, hashToken(secret)).
		Scan(&t.ID, &t.Name, &t.Scopes, &t.CreatedBy, &t.CreatedAt, &t.ExpiresAt, &used, &stale, &code)
	if err != nil {
		return guide.Token{}, fmt.Errorf("API token: %w", unavailable(err))
	}
	t.UsedAt = timeOrZero(used)
	if t.Museum, err = s.Museum(ctx, code); err != nil {
		return guide.Token{}, err
	}
	if !stale {
		return t, nil
	}
	if _, err := s.pool.Exec(ctx, `UPDATE api_tokens SET used_at = now() WHERE id = $1 AND museum_id = $2`, t.ID, t.Museum.ID); err != nil {
		return guide.Token{}, fmt.Errorf("note the use of an API token: %w", unavailable(err))
	}
	return t, nil
}

// Tokens lists a museum's API tokens that are not revoked, newest first, at most
// 500; those that have expired too, so that whoever wonders why a program is
// refused can see it.
func (s *Store) Tokens(ctx context.Context, museum int64) ([]guide.Token, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT t.id, t.name, t.scopes, u.name, t.created_at, t.expires_at, t.used_at
		FROM api_tokens t JOIN users u ON u.id = t.created_by
		WHERE t.museum_id = $1 AND t.revoked_at IS NULL ORDER BY t.id DESC LIMIT $2`, museum, maxTokens)
	if err != nil {
		return nil, fmt.Errorf("list API tokens: %w", unavailable(err))
	}
	tokens, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t guide.Token, err error) {
		var used *time.Time
		err = row.Scan(&t.ID, &t.Name, &t.Scopes, &t.CreatedBy, &t.CreatedAt, &t.ExpiresAt, &used)
		t.UsedAt = timeOrZero(used)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list API tokens: %w", unavailable(err))
	}
	return tokens, nil
}

// RevokeToken makes an API token worthless from the next request on. One that is
// not there, or is revoked already, is guide.ErrNotFound.
func (s *Store) RevokeToken(ctx context.Context, by guide.User, id int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var name string
		if err := tx.QueryRow(ctx, `
			UPDATE api_tokens SET revoked_at = now() WHERE id = $1 AND museum_id = $2 AND revoked_at IS NULL RETURNING name`,
			id, by.Museum.ID).Scan(&name); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "token.revoke", name, nil)
	})
	if err != nil {
		return fmt.Errorf("revoke an API token: %w", err)
	}
	return nil
}
