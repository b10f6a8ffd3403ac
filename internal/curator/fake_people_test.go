package curator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cicerone/internal/guide"
)

// fakeStaff is what the fake house knows of its people beside who they are.
type fakeStaff struct {
	made    []guide.Invitation // open, by id from 1
	resets  map[string]int64   // person, by token
	tokens  []guide.Token
	entries []guide.LogEntry // newest first
	asked   guide.LogQuery   // the last
	saved   guide.Museum
	seen    map[int64]int
}

func newFakeStaff() fakeStaff {
	return fakeStaff{resets: map[string]int64{"GOODRESET": 2}, seen: map[int64]int{}}
}

// person is the place of one among the users of by's museum.
func (h *fakeHouse) person(by guide.User, id int64) (*guide.User, error) {
	i := slices.IndexFunc(h.users, func(u guide.User) bool { return u.ID == id && u.Museum.ID == by.Museum.ID })
	if i < 0 {
		return nil, guide.ErrNotFound
	}
	return &h.users[i], h.broken
}

// last reports whether a person is the only admin who may sign in.
func (h *fakeHouse) last(u *guide.User) bool {
	return u.Role == guide.RoleAdmin && !slices.ContainsFunc(h.users, func(o guide.User) bool {
		return o.ID != u.ID && o.Museum.ID == u.Museum.ID && o.Role == guide.RoleAdmin && !h.disabled[o.ID]
	})
}

func (h *fakeHouse) note(format string, args ...any) {
	h.did = append(h.did, fmt.Sprintf(format, args...))
}

func (h *fakeHouse) People(_ context.Context, museum int64) ([]guide.Account, error) {
	defer h.lock()()
	var out []guide.Account
	for _, u := range h.users {
		if u.Museum.ID != museum {
			continue
		}
		a := guide.Account{User: u}
		if h.disabled[u.ID] {
			a.DisabledAt = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
		}
		out = append(out, a)
	}
	return out, h.broken
}

func (h *fakeHouse) SetRole(_ context.Context, by guide.User, id int64, role guide.Role) error {
	defer h.lock()()
	u, err := h.person(by, id)
	switch {
	case err != nil:
		return err
	case !slices.Contains(roles, role):
		return guide.ErrInvalid
	case role != guide.RoleAdmin && h.last(u):
		return guide.ErrConflict
	}
	u.Role = role
	h.note("%s makes %s %s", by.Role, u.Email, role)
	return nil
}

func (h *fakeHouse) Disable(_ context.Context, by guide.User, id int64) error {
	defer h.lock()()
	u, err := h.person(by, id)
	switch {
	case err != nil:
		return err
	case h.last(u):
		return guide.ErrConflict
	}
	h.disabled[id] = true
	u.SessionsSince = u.SessionsSince.Add(time.Microsecond)
	h.note("%s disables %s", by.Role, u.Email)
	return nil
}

func (h *fakeHouse) Enable(_ context.Context, by guide.User, id int64) error {
	defer h.lock()()
	u, err := h.person(by, id)
	if err != nil {
		return err
	}
	h.disabled[id] = false
	h.note("%s enables %s", by.Role, u.Email)
	return nil
}

func (h *fakeHouse) EndSessions(_ context.Context, by guide.User, id int64) (time.Time, error) {
	defer h.lock()()
	u, err := h.person(by, id)
	if err != nil {
		return time.Time{}, err
	}
	u.SessionsSince = u.SessionsSince.Add(time.Microsecond)
	h.note("%s signs %s out", by.Role, u.Email)
	return u.SessionsSince, nil
}

func (h *fakeHouse) Invite(_ context.Context, by guide.User, i guide.Invitation) (string, error) {
	defer h.lock()()
	i.ID, i.Museum, i.CreatedBy = int64(len(h.staff.made)+1), by.Museum, by.Name
	h.staff.made = append(h.staff.made, i)
	h.invitations["FRESHTOKEN"] = i.Role
	h.note("%s invites %q as %s", by.Role, i.Email, i.Role)
	return "FRESHTOKEN", h.broken
}

func (h *fakeHouse) Invitations(_ context.Context, museum int64) ([]guide.Invitation, error) {
	defer h.lock()()
	return slices.DeleteFunc(slices.Clone(h.staff.made), func(i guide.Invitation) bool { return i.Museum.ID != museum }), h.broken
}

func (h *fakeHouse) WithdrawInvitation(_ context.Context, by guide.User, id int64) error {
	defer h.lock()()
	if id != 1 || len(h.staff.made) == 0 || h.staff.made[0].Museum.ID != by.Museum.ID {
		return guide.ErrNotFound
	}
	h.staff.made = nil
	h.note("%s withdraws invitation %d", by.Role, id)
	return nil
}

func (h *fakeHouse) MakeReset(_ context.Context, by guide.User, id int64, _ time.Time) (string, error) {
	defer h.lock()()
	u, err := h.person(by, id)
	switch {
	case err != nil:
		return "", err
	case h.disabled[id]:
		return "", guide.ErrConflict
	}
	h.staff.resets["FRESHRESET"] = id
	h.note("%s makes a link for %s", by.Role, u.Email)
	return "FRESHRESET", nil
}

func (h *fakeHouse) Reset(_ context.Context, token string) (guide.User, error) {
	defer h.lock()()
	return h.find(func(u guide.User) bool { return u.ID == h.staff.resets[token] })
}

func (h *fakeHouse) UseReset(_ context.Context, token, hash string) (guide.User, error) {
	defer h.lock()()
	u, err := h.person(guide.User{Museum: gallery}, h.staff.resets[token])
	if err != nil {
		return guide.User{}, err
	}
	delete(h.staff.resets, token)
	u.PasswordHash, u.SessionsSince = hash, u.SessionsSince.Add(time.Microsecond)
	return *u, nil
}

func (h *fakeHouse) Seen(_ context.Context, person guide.User) error {
	defer h.lock()()
	h.staff.seen[person.ID]++
	return h.broken
}

func (h *fakeHouse) Rename(_ context.Context, person guide.User, name string) error {
	defer h.lock()()
	u, err := h.person(person, person.ID)
	if err != nil {
		return err
	}
	u.Name = name
	return nil
}

func (h *fakeHouse) SetPassword(_ context.Context, person guide.User, hash string) (time.Time, error) {
	defer h.lock()()
	u, err := h.person(person, person.ID)
	switch {
	case err != nil:
		return time.Time{}, err
	case u.PasswordHash != person.PasswordHash:
		return time.Time{}, guide.ErrConflict
	}
	u.PasswordHash, u.SessionsSince = hash, u.SessionsSince.Add(time.Microsecond)
	return u.SessionsSince, nil
}

func (h *fakeHouse) MakeToken(_ context.Context, by guide.User, t guide.Token) (string, error) {
	defer h.lock()()
	t.ID, t.CreatedBy, t.CreatedAt, t.Museum = int64(len(h.staff.tokens)+1), by.Name, time.Now(), by.Museum
	h.staff.tokens = append(h.staff.tokens, t)
	h.note("%s makes token %s", by.Role, t.Name)
	return "cic_FRESHSECRET", h.broken
}

func (h *fakeHouse) Tokens(_ context.Context, museum int64) ([]guide.Token, error) {
	defer h.lock()()
	return slices.DeleteFunc(slices.Clone(h.staff.tokens), func(t guide.Token) bool { return t.Museum.ID != museum }), h.broken
}

func (h *fakeHouse) RevokeToken(_ context.Context, by guide.User, id int64) error {
	defer h.lock()()
	i := slices.IndexFunc(h.staff.tokens, func(t guide.Token) bool { return t.ID == id && t.Museum.ID == by.Museum.ID })
	if i < 0 {
		return guide.ErrNotFound
	}
	h.staff.tokens = slices.Delete(h.staff.tokens, i, i+1)
	h.note("%s revokes token %d", by.Role, id)
	return nil
}

func (h *fakeHouse) Log(_ context.Context, q guide.LogQuery) ([]guide.LogEntry, error) {
	defer h.lock()()
	h.staff.asked = q
	var out []guide.LogEntry
	for _, e := range h.staff.entries {
		if (q.Before == 0 || e.ID < q.Before) && (q.Kind == "" || strings.HasPrefix(e.Action, q.Kind+".")) && q.MuseumID == gallery.ID {
			out = append(out, e)
		}
	}
	return out[:min(len(out), q.Limit)], h.broken
}

func (h *fakeHouse) SaveMuseum(_ context.Context, by guide.User, m guide.Museum) error {
	defer h.lock()()
	h.staff.saved = m
	h.note("%s saves museum %d", by.Role, by.Museum.ID)
	return h.broken
}
