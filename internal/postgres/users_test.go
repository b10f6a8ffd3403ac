package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// An invitation makes one account, however many people open it at once.
func TestInvitationIsUsedOnce(t *testing.T) {
	c := newCollection(t)
	token, err := c.InviteUser(t.Context(), c.museum.ID, guide.RoleAdmin, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var made atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			u, err := c.AcceptInvitation(t.Context(), token, fmt.Sprintf("P%d@Museu.pt", i), "Pessoa", "hash")
			switch {
			case err == nil:
				made.Add(1)
				if u.Role != guide.RoleAdmin || u.Museum.Code != "galeria" || u.Email != fmt.Sprintf("p%d@museu.pt", i) {
					t.Errorf("account: got %+v", u)
				}
			case !errors.Is(err, guide.ErrNotFound):
				t.Errorf("got %v, want ErrNotFound", err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("accounts: got %d, want 1", made.Load())
	}
	if _, err := c.Invitation(t.Context(), token); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("used invitation: got %v, want ErrNotFound", err)
	}
}

func TestInvitations(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	soon := time.Now().Add(time.Hour)
	if _, err := c.InviteUser(ctx, c.museum.ID, "director", soon); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("unknown role: got %v, want ErrInvalid", err)
	}
	expired, err := c.InviteUser(ctx, c.museum.ID, guide.RoleReader, time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{expired, "unknown", ""} {
		if _, err := c.AcceptInvitation(ctx, token, "a@museu.pt", "A", "hash"); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("token %q: got %v, want ErrNotFound", token, err)
		}
	}
	token, err := c.InviteUser(ctx, c.museum.ID, guide.RoleCurator, soon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.AcceptInvitation(ctx, token, "Editor@museu.pt", "Outro", "hash"); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("an address that has an account: got %v, want ErrConflict", err)
	}
	i, err := c.Invitation(ctx, token)
	if err != nil || i.Museum.ID != c.museum.ID || i.Role != guide.RoleCurator {
		t.Errorf("the invitation after a conflict: got %s, %s, %v", i.Museum.Code, i.Role, err)
	}
	want := []string{"user.create by editor@museu.pt"}
	if diff := cmp.Diff(want, c.acts("editor@museu.pt")); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

// A disabled account is like none.
func TestDisabledUser(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	got, err := c.UserByEmail(ctx, c.museum.ID, "EDITOR@museu.pt")
	if err != nil || got.ID != c.editor.ID || got.PasswordHash != "hash" || got.Museum.Code != "galeria" {
		t.Fatalf("user by address: got %+v, %v", got, err)
	}
	if _, err := c.UserByEmail(ctx, c.addMuseum("outro").ID, "editor@museu.pt"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("in another museum: got %v, want ErrNotFound", err)
	}
	if _, err := c.pool.Exec(ctx, `UPDATE users SET disabled_at = now() WHERE id = $1`, c.editor.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.User(ctx, c.editor.ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("disabled, by id: got %v, want ErrNotFound", err)
	}
	if _, err := c.UserByEmail(ctx, c.museum.ID, "editor@museu.pt"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("disabled, by address: got %v, want ErrNotFound", err)
	}
}

// Sessions are found until they expire or are deleted. One that was deleted
// cannot be written back, and nothing of it is left but its key.
func TestSessions(t *testing.T) {
	c := newCollection(t)
	s := c.Sessions()
	for _, key := range []string{"old", "a", "b"} {
		expires := time.Now().Add(time.Hour)
		if key == "old" {
			expires = time.Now().Add(-time.Hour)
		}
		if err := s.Commit(key, []byte(key), expires); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.All()
	if diff := cmp.Diff(map[string][]byte{"a": []byte("a"), "b": []byte("b")}, all); err != nil || diff != "" {
		t.Errorf("sessions (-want +got): %v\n%s", err, diff)
	}
	if err := s.Delete("a"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Find("a"); found || err != nil {
		t.Errorf("a deleted session: found %v, %v", found, err)
	}
	if err := s.Commit("a", []byte("again"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Find("a"); found || err != nil {
		t.Errorf("a deleted session, written back: found %v, %v", found, err)
	}
	if all, err := s.All(); err != nil || len(all) != 1 {
		t.Errorf("sessions left: got %d, %v, want 1", len(all), err)
	}
	var bytes int
	if err := c.pool.QueryRow(t.Context(), `SELECT sum(length(data)) FROM sessions`).Scan(&bytes); err != nil || bytes != 1 {
		t.Errorf("kept of a, old and b: got %d bytes, %v, want those of b", bytes, err)
	}
}
