package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

func TestTokens(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin, maker := c.addUser(guide.RoleAdmin, "admin@museu.pt"), c.addUser(guide.RoleAdmin, "maker@museu.pt")
	outside := guide.User{Museum: c.addMuseum("outro")}
	made := func(name string, by guide.User) string {
		t.Helper()
		secret, err := c.MakeToken(ctx, by, guide.Token{Name: name, Scopes: []guide.Scope{guide.ScopeRead, guide.ScopeWrite}, ExpiresAt: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	good, revoked, expired, orphan := made("bom", admin), made("revogado", admin), made("caducado", admin), made("de quem saiu", maker)
	if !strings.HasPrefix(good, "cic_") || len(good) != len("cic_")+26 || good == revoked {
		t.Errorf("secret: got %q", good)
	}
	var kept int
	if err := c.pool.QueryRow(ctx, `SELECT count(*) FROM api_tokens t, audit_log a WHERE t::text || a::text LIKE '%' || $1 || '%'`, good).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("the secret itself is kept %d times, %v", kept, err)
	}

	got, err := c.Token(ctx, good)
	if err != nil {
		t.Fatal(err)
	}
	if got.Museum.ID != c.museum.ID || got.Name != "bom" || got.CreatedBy != "Pessoa" || !got.May(guide.ScopeWrite) || got.May(guide.ScopePublish) || !got.UsedAt.IsZero() {
		t.Errorf("token: got %+v", got)
	}
	used := func() (at time.Time) {
		t.Helper()
		if err := c.pool.QueryRow(ctx, `SELECT used_at FROM api_tokens WHERE name = 'bom'`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	first := used()
	if again, err := c.Token(ctx, good); err != nil || !again.UsedAt.Equal(first) || !used().Equal(first) {
		t.Errorf("within the hour: %v, %v, want %v still", again.UsedAt, err, first)
	}
	if _, err := c.pool.Exec(ctx, `UPDATE api_tokens SET used_at = now() - interval '61 minutes' WHERE name = 'bom'`); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Token(ctx, good); err != nil || used().Before(first) {
		t.Errorf("after the hour: %v, %v", used(), err)
	}

	list, err := c.Tokens(ctx, c.museum.ID)
	if err != nil || len(list) != 4 || list[3].Name != "bom" || list[3].UsedAt.IsZero() {
		t.Fatalf("list: got %+v, %v", list, err)
	}
	if err := c.RevokeToken(ctx, outside, list[2].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("revoked from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.RevokeToken(ctx, admin, list[2].ID); err != nil {
		t.Fatal(err)
	}
	if err := c.RevokeToken(ctx, admin, list[2].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("revoked twice: got %v, want ErrNotFound", err)
	}
	if _, err := c.pool.Exec(ctx, `UPDATE api_tokens SET expires_at = now() WHERE name = 'caducado'`); err != nil {
		t.Fatal(err)
	}
	if err := c.Disable(ctx, admin, maker.ID); err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"revoked": revoked, "expired": expired, "of somebody disabled": orphan, "unknown": "cic_" + strings.Repeat("A", 26),
		"without its prefix": strings.TrimPrefix(good, "cic_"), "empty": "", "endless": "cic_" + strings.Repeat("A", 100_000), "hostile": "cic_'; DROP TABLE users; --"} {
		if got, err := c.Token(ctx, secret); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %+v, %v, want ErrNotFound", name, got, err)
		}
	}
	if diff := cmp.Diff([]string{"token.create by admin@museu.pt", "token.revoke by admin@museu.pt"}, c.acts("revogado")); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

func TestTokensThatCannotBe(t *testing.T) {
	c := newCollection(t)
	soon := time.Now().Add(time.Hour)
	read := []guide.Scope{guide.ScopeRead}
	for name, token := range map[string]guide.Token{
		"no scope":            {Name: "x", ExpiresAt: soon},
		"unknown scope":       {Name: "x", Scopes: []guide.Scope{guide.ScopeRead, "users:write"}, ExpiresAt: soon},
		"in the past":         {Name: "x", Scopes: read, ExpiresAt: time.Now().Add(-time.Second)},
		"never":               {Name: "x", Scopes: read},
		"more than a year on": {Name: "x", Scopes: read, ExpiresAt: time.Now().AddDate(1, 0, 1)},
	} {
		if secret, err := c.MakeToken(t.Context(), c.editor, token); !errors.Is(err, guide.ErrInvalid) || secret != "" {
			t.Errorf("%s: got %q, %v, want ErrInvalid", name, secret, err)
		}
	}
	if _, err := c.MakeToken(t.Context(), c.editor, guide.Token{Name: "x", Scopes: read, ExpiresAt: time.Now().AddDate(0, 0, 365)}); err != nil {
		t.Errorf("a year: %v", err)
	}
}
