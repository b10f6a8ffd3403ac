package curator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// self is what people do with their own account.
type self interface {
	Seen(ctx context.Context, person guide.User) error
	Rename(ctx context.Context, person guide.User, name string) error
	// SetPassword is guide.ErrConflict when the password has changed since the
	// person was read. It ends all sessions, and returns what those that go on
	// have to know.
	SetPassword(ctx context.Context, person guide.User, passwordHash string) (since time.Time, err error)
}

func (o *Office) accountRoutes() []route {
	return []route{
		{http.MethodGet, accountPath, guide.RoleReader, o.account},
		{http.MethodPost, accountPath + "/name", guide.RoleReader, o.rename},
		{http.MethodPost, accountPath + "/password", guide.RoleReader, o.changePassword},
		{http.MethodPost, accountPath + "/sessions", guide.RoleReader, o.endSessions},
	}
}

const accountPath = Path + "/account"

// accountPage is a person's own account.
type accountPage struct {
	page
	Name      string // as typed
	Sessions  []openSession
	Elsewhere string            // name of the identity provider, for those without a password
	Done      string            // what has just been done
	Problems  map[string]string // by field
}

func (*accountPage) template() string { return "account" }

// MinPassword is the shortest password, in characters.
func (*accountPage) MinPassword() int { return minPassword }

// HasPassword reports whether the person signs in with a password.
func (p *accountPage) HasPassword() bool { return p.Person.PasswordHash != "" }

func (o *Office) account(c *echo.Context, person guide.User) error {
	p, err := o.newAccountPage(c, person)
	if err != nil {
		return err
	}
	if done := c.QueryParam("done"); slices.Contains([]string{"name", "password", "sessions"}, done) {
		p.Done = done
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) newAccountPage(c *echo.Context, person guide.User) (*accountPage, error) {
	sessions, err := o.sessionsOf(c, person)
	if err != nil {
		return nil, err
	}
	p := &accountPage{page: o.newPage(c, person, ""), Name: person.Name, Sessions: sessions,
		Elsewhere: o.elsewhere(), Problems: map[string]string{}}
	p.Title = p.T("account.title")
	return p, nil
}

func (o *Office) rename(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newAccountPage(c, person)
	if err != nil {
		return err
	}
	p.Name = truncate(oneLine(values.Get("name")), 2*maxName)
	switch {
	case p.Name == "":
		p.Problems["name"] = p.T("join.name.empty")
	case utf8.RuneCountInString(p.Name) > maxName:
		p.Problems["name"] = p.T("join.name.long", "max", maxName)
	}
	if len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err := o.People.Rename(c.Request().Context(), person, p.Name); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=name")
}

// changePassword asks for the old password, so that a session left open does not
// give the account away; guessing it there is as slow as at the door.
func (o *Office) changePassword(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newAccountPage(c, person)
	if err != nil {
		return err
	}
	account := accountKey(person.Museum.ID, person.Email)
	began, wait := o.attempt(c, account)
	if wait > 0 {
		p.Problems["old"] = p.waiting(c, wait)
		return o.render(c, http.StatusTooManyRequests, p)
	}
	ctx := c.Request().Context()
	ok, err := o.passwords.match(ctx, values.Get("old"), person.PasswordHash)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	if ok {
		o.failures.Succeed(began, account, addressKey(c))
	} else {
		p.Problems["old"] = p.T("account.old.wrong")
	}
	password := values.Get("password")
	if tooShort(password) {
		p.Problems["password"] = p.T("join.password.short", "min", minPassword)
	}
	if len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	hash, err := o.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	person.SessionsSince, err = o.People.SetPassword(ctx, person, hash)
	switch {
	case errors.Is(err, guide.ErrConflict):
		p.Problems["old"] = p.T("account.old.wrong") // it was changed elsewhere a moment ago
		return o.render(c, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	if err := o.keepSession(c, person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=password")
}

// endSessions ends one of the person's sessions, or all but this one.
func (o *Office) endSessions(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if values.Get("others") != "" {
		if person.SessionsSince, err = o.People.EndSessions(ctx, person, person.ID); err != nil {
			return err
		}
		if err := o.keepSession(c, person); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, accountPath+"?done=sessions")
	}
	sessions, err := o.sessionsOf(c, person)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sessions, func(s openSession) bool { return s.ID == values.Get("session") && !s.Current })
	if i < 0 { // it has ended by itself
		return c.Redirect(http.StatusSeeOther, accountPath)
	}
	if err := o.Sessions.Delete(sessions[i].key); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, accountPath+"?done=sessions")
}

// openSession is one of a person's sessions.
type openSession struct {
	ID          string // by which its owner names it; it lets nobody in
	Began, Used time.Time
	Browser     string // see browserOf; may be empty
	Current     bool   // the one that asks
	key         string // under which it is kept
}

// sessionsOf lists a person's sessions that are good, the last used first. It
// reads every session there is, of which a back office has few.
func (o *Office) sessionsOf(c *echo.Context, person guide.User) ([]openSession, error) {
	all, err := o.Sessions.All()
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w: %w", guide.ErrUnavailable, err)
	}
	this := o.sessions.GetString(c.Request().Context(), sessionID)
	var mine []openSession
	for key, data := range all {
		_, values, err := o.sessions.Codec.Decode(data)
		if err != nil {
			return nil, fmt.Errorf("read session: %w", err)
		}
		if values[sessionUser] != person.ID || values[sessionSince] != person.SessionsSince.UnixMicro() {
			continue
		}
		s := openSession{key: key}
		s.ID, _ = values[sessionID].(string)
		s.Browser, _ = values[sessionBrowser].(string)
		began, _ := values[sessionBegan].(int64)
		used, _ := values[sessionUsed].(int64)
		s.Began, s.Used = time.Unix(began, 0), time.Unix(used, 0)
		s.Current = s.ID == this
		mine = append(mine, s)
	}
	slices.SortFunc(mine, func(a, b openSession) int {
		if a.Current != b.Current {
			if a.Current {
				return -1
			}
			return 1
		}
		return b.Used.Compare(a.Used)
	})
	return mine, nil
}
