package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// person is an account as it stands, disabled ones too.
func (c *collection) person(id int64) guide.Account {
	c.t.Helper()
	people, err := c.People(c.t.Context(), c.museum.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(people, func(a guide.Account) bool { return a.ID == id })
	if i < 0 {
		c.t.Fatalf("person %d is not there", id)
	}
	return people[i]
}

func (c *collection) since(id int64) (since time.Time) {
	c.t.Helper()
	if err := c.pool.QueryRow(c.t.Context(), `SELECT sessions_since FROM users WHERE id = $1`, id).Scan(&since); err != nil {
		c.t.Fatal(err)
	}
	return since
}

// However two admins try to shut out one another at once, one is left.
func TestNeverTheLastAdmin(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	a, b := c.addUser(guide.RoleAdmin, "a@museu.pt"), c.addUser(guide.RoleAdmin, "b@museu.pt")
	ways := map[string]func(by, person guide.User) error{
		"disable": func(by, person guide.User) error { return c.Disable(ctx, by, person.ID) },
		"demote":  func(by, person guide.User) error { return c.SetRole(ctx, by, person.ID, guide.RoleReader) },
	}
	for name, way := range ways {
		for range 10 {
			var wg sync.WaitGroup
			errs := make([]error, 2)
			wg.Go(func() { errs[0] = way(a, b) })
			wg.Go(func() { errs[1] = way(b, a) })
			wg.Wait()
			refused := 0
			for _, err := range errs {
				switch {
				case errors.Is(err, guide.ErrConflict):
					refused++
				case err != nil:
					t.Fatalf("%s: %v", name, err)
				}
			}
			if refused != 1 {
				t.Fatalf("%s: %d of 2 were refused, want 1", name, refused)
			}
			for _, u := range []guide.User{a, b} {
				if err := errors.Join(c.SetRole(ctx, c.editor, u.ID, guide.RoleAdmin), c.Enable(ctx, c.editor, u.ID)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := c.Disable(ctx, a, b.ID); err != nil {
		t.Fatal(err)
	}
	for name, way := range ways {
		if err := way(a, a); !errors.Is(err, guide.ErrConflict) {
			t.Errorf("%s oneself, the last: got %v, want ErrConflict", name, err)
		}
	}
	if err := c.SetRole(ctx, a, b.ID, guide.RoleReader); err != nil {
		t.Errorf("a disabled admin is none to keep: got %v", err)
	}
}

// What an admin does counts in their own museum, and is in the log.
func TestPeople(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	stranger := guide.User{ID: admin.ID, Museum: c.addMuseum("outro")}
	for name, err := range map[string]error{
		"role":    c.SetRole(ctx, stranger, c.editor.ID, guide.RoleReader),
		"disable": c.Disable(ctx, stranger, c.editor.ID),
		"enable":  c.Enable(ctx, stranger, c.editor.ID),
		"reset":   func() error { _, err := c.MakeReset(ctx, stranger, c.editor.ID, time.Now().Add(time.Hour)); return err }(),
		"signout": func() error { _, err := c.EndSessions(ctx, stranger, c.editor.ID); return err }(),
	} {
		if !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s in another museum: got %v, want ErrNotFound", name, err)
		}
	}
	if err := c.SetRole(ctx, admin, c.editor.ID, "director"); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("unknown role: got %v, want ErrInvalid", err)
	}
	for _, err := range []error{
		c.SetRole(ctx, admin, c.editor.ID, guide.RoleCurator), c.SetRole(ctx, admin, c.editor.ID, guide.RoleCurator),
		c.Rename(ctx, c.editor, "Outro Nome"), c.Seen(ctx, c.editor),
		c.Disable(ctx, admin, c.editor.ID), c.Disable(ctx, admin, c.editor.ID), c.Enable(ctx, admin, c.editor.ID),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := c.person(c.editor.ID)
	if got.Name != "Outro Nome" || got.Role != guide.RoleCurator || got.SeenAt.IsZero() || !got.DisabledAt.IsZero() {
		t.Errorf("afterwards: got %+v", got)
	}
	want := []string{"user.create by editor@museu.pt", "user.role by admin@museu.pt", "user.rename by editor@museu.pt",
		"user.disable by admin@museu.pt", "user.enable by admin@museu.pt"}
	if diff := cmp.Diff(want, c.acts("editor@museu.pt")); diff != "" {
		t.Errorf("audit log, in which nothing stands twice (-want +got):\n%s", diff)
	}
}

// Whatever ends a person's sessions changes what they have to know, for that
// person alone.
func TestSessionsSince(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	read, err := c.User(ctx, c.editor.ID)
	if err != nil || !read.SessionsSince.Equal(c.editor.SessionsSince) || read.SessionsSince.IsZero() {
		t.Fatalf("as made and as read: %v and %v, %v", c.editor.SessionsSince, read.SessionsSince, err)
	}
	before, others := read.SessionsSince, c.since(admin.ID)
	ends := []struct {
		name string
		do   func() (time.Time, error)
	}{
		{"signing out everywhere", func() (time.Time, error) { return c.EndSessions(ctx, admin, c.editor.ID) }},
		{"a new password", func() (time.Time, error) { return c.SetPassword(ctx, read, "another") }},
		{"being disabled", func() (time.Time, error) { return c.since(c.editor.ID), c.Disable(ctx, admin, c.editor.ID) }},
	}
	for _, end := range ends {
		since, err := end.do()
		if err != nil {
			t.Fatalf("%s: %v", end.name, err)
		}
		after := c.since(c.editor.ID)
		if !after.After(before) {
			t.Errorf("%s: got %v, want later than %v", end.name, after, before)
		}
		if end.name != "being disabled" && !since.Equal(after) {
			t.Errorf("%s: returned %v, want %v", end.name, since, after)
		}
		before = after
	}
	// A clock that was put back makes the time another all the same.
	if _, err := c.pool.Exec(ctx, `UPDATE users SET disabled_at = NULL, sessions_since = now() + interval '1 hour' WHERE id = $1`, c.editor.ID); err != nil {
		t.Fatal(err)
	}
	before = c.since(c.editor.ID)
	if after, err := c.EndSessions(ctx, admin, c.editor.ID); err != nil || !after.After(before) {
		t.Errorf("when the clock is behind: got %v, %v, want later than %v", after, err, before)
	}
	if got := c.since(admin.ID); !got.Equal(others) {
		t.Errorf("somebody else's: got %v, want %v", got, others)
	}
}

func TestPasswords(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	soon := time.Now().Add(time.Hour)
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	stale := c.editor
	if _, err := c.SetPassword(ctx, c.editor, "second"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetPassword(ctx, stale, "third"); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("by somebody who knew the one before: got %v, want ErrConflict", err)
	}
	first, err := c.MakeReset(ctx, admin, c.editor.ID, soon)
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.MakeReset(ctx, admin, c.editor.ID, soon)
	if err != nil {
		t.Fatal(err)
	}
	expired, err := c.MakeReset(ctx, admin, admin.ID, time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"replaced": first, "expired": expired, "unknown": "x", "empty": ""} {
		if _, err := c.Reset(ctx, token); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s link: got %v, want ErrNotFound", name, err)
		}
		if _, err := c.UseReset(ctx, token, "stolen"); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s link, used: got %v, want ErrNotFound", name, err)
		}
	}
	if who, err := c.Reset(ctx, second); err != nil || who.ID != c.editor.ID || who.Museum.Code != "galeria" {
		t.Errorf("the link's person: got %+v, %v", who, err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, errs[i] = c.UseReset(ctx, second, "fourth") })
	}
	wg.Wait()
	used := 0
	for _, err := range errs {
		if err == nil {
			used++
		} else if !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("at once: got %v", err)
		}
	}
	if who, _ := c.User(ctx, c.editor.ID); used != 1 || who.PasswordHash != "fourth" {
		t.Errorf("the link was used %d times and the password is %q, want once and the fourth", used, who.PasswordHash)
	}
	pending, err := c.MakeReset(ctx, admin, c.editor.ID, soon)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Disable(ctx, admin, c.editor.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UseReset(ctx, pending, "fifth"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("a link of somebody disabled: got %v, want ErrNotFound", err)
	}
	if _, err := c.MakeReset(ctx, admin, c.editor.ID, soon); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("a link for somebody disabled: got %v, want ErrConflict", err)
	}
}

func TestOpenInvitations(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	soon := time.Now().Add(time.Hour)
	token, err := c.Invite(ctx, admin, guide.Invitation{Role: guide.RoleReader, Name: "Ana", Email: "Ana@Museu.pt", ExpiresAt: soon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.InviteUser(ctx, c.museum.ID, guide.RoleCurator, time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	open, err := c.Invitations(ctx, c.museum.ID)
	if err != nil || len(open) != 1 {
		t.Fatalf("open: got %d, %v, want 1", len(open), err)
	}
	if i := open[0]; i.Name != "Ana" || i.Email != "ana@museu.pt" || i.Role != guide.RoleReader || i.CreatedBy != "Pessoa" || i.ExpiresAt.IsZero() {
		t.Errorf("invitation: got %+v", i)
	}
	if i, err := c.Invitation(ctx, token); err != nil || i.Name != "Ana" || i.Museum.ID != c.museum.ID {
		t.Errorf("by its token: got %+v, %v", i, err)
	}
	if err := c.WithdrawInvitation(ctx, guide.User{Museum: c.addMuseum("outro")}, open[0].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("withdrawn from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.WithdrawInvitation(ctx, admin, open[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AcceptInvitation(ctx, token, "ana@museu.pt", "Ana", "hash"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("accepted when withdrawn: got %v, want ErrNotFound", err)
	}
	want := []string{"user.invite by admin@museu.pt", "user.uninvite by admin@museu.pt"}
	if diff := cmp.Diff(want, c.acts("ana@museu.pt")); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

// Somebody who signs in elsewhere has no password that could match.
func TestAccountWithoutPassword(t *testing.T) {
	c := newCollection(t)
	token, err := c.InviteUser(t.Context(), c.museum.ID, guide.RoleReader, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	u, err := c.AcceptInvitation(t.Context(), token, "sso@museu.pt", "S", "")
	if err != nil {
		t.Fatal(err)
	}
	var none bool
	if err := c.pool.QueryRow(t.Context(), `SELECT password_hash IS NULL FROM users WHERE id = $1`, u.ID).Scan(&none); err != nil || !none {
		t.Errorf("password hash: NULL is %v, %v", none, err)
	}
}
