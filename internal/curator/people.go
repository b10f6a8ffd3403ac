package curator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// People looks after a museum's accounts. What is not there, or is another
// museum's, is guide.ErrNotFound.
type People interface {
	accounts
	inviter
	resets
	self
}

// accounts are changed by admins. Taking its last admin from a museum is
// guide.ErrConflict.
type accounts interface {
	People(ctx context.Context, museum int64) ([]guide.Account, error)
	SetRole(ctx context.Context, by guide.User, person int64, role guide.Role) error
	Disable(ctx context.Context, by guide.User, person int64) error
	Enable(ctx context.Context, by guide.User, person int64) error
	// EndSessions returns what sessions begun from now on have to know.
	EndSessions(ctx context.Context, by guide.User, person int64) (since time.Time, err error)
}

// inviter makes invitations and takes them back.
type inviter interface {
	Invite(ctx context.Context, by guide.User, i guide.Invitation) (token string, err error)
	Invitations(ctx context.Context, museum int64) ([]guide.Invitation, error)
	WithdrawInvitation(ctx context.Context, by guide.User, id int64) error
}

// How long links sent to people are good: an invitation may wait for somebody's
// return, a new password is wanted now.
const (
	invitationLasts = 7 * 24 * time.Hour
	resetLasts      = 24 * time.Hour
)

// peopleRoutes are what admins do, and what everybody does with their own
// account.
func (o *Office) peopleRoutes() []route {
	return slices.Concat([]route{
		{http.MethodGet, Path + "/people", guide.RoleAdmin, o.people},
		{http.MethodPost, Path + "/people/invite", guide.RoleAdmin, o.invite},
		{http.MethodPost, Path + "/people/invitations/:invitation/withdraw", guide.RoleAdmin, o.withdrawInvitation},
		{http.MethodPost, Path + "/people/:person/role", guide.RoleAdmin, o.setRole},
		{http.MethodPost, Path + "/people/:person/disable", guide.RoleAdmin, o.disable},
		{http.MethodPost, Path + "/people/:person/enable", guide.RoleAdmin, o.enable},
		{http.MethodPost, Path + "/people/:person/reset", guide.RoleAdmin, o.makeReset},
		{http.MethodPost, Path + "/people/:person/signout", guide.RoleAdmin, o.signPersonOut},
	}, o.accountRoutes(), o.resetRoutes(), o.tokenRoutes(), o.logRoutes(), o.settingsRoutes(), o.elsewhereRoutes())
}

// roles are those an account may have, the one that may least first.
var roles = []guide.Role{guide.RoleReader, guide.RoleCurator, guide.RoleEditor, guide.RoleAdmin}

const peoplePath = Path + "/people"

// peoplePage lists people and open invitations, and invites.
type peoplePage struct {
	page
	People      []guide.Account
	Invitations []guide.Invitation
	Done        string        // what has just been done: "disabled", "role" …
	DoneTo      guide.Account // to whom
	Was         guide.Role    // the role before, when Done is "role"
	Problem     string        // why something could not be done

	Role        guide.Role // of the invitation being made
	Name, Email string
	Problems    map[string]string
}

func (*peoplePage) template() string { return "people" }

// Roles are what can be chosen.
func (*peoplePage) Roles() []guide.Role { return roles }

func (o *Office) people(c *echo.Context, person guide.User) error {
	p, err := o.newPeoplePage(c, person)
	if err != nil {
		return err
	}
	p.said(c.QueryParam("done"), c.QueryParam("person"), c.QueryParam("was"))
	return o.render(c, http.StatusOK, p)
}

func (o *Office) newPeoplePage(c *echo.Context, person guide.User) (*peoplePage, error) {
	ctx := c.Request().Context()
	people, err := o.People.People(ctx, person.Museum.ID)
	if err != nil {
		return nil, err
	}
	invitations, err := o.People.Invitations(ctx, person.Museum.ID)
	if err != nil {
		return nil, err
	}
	p := &peoplePage{page: o.newPage(c, person, "people"), People: people, Invitations: invitations, Role: guide.RoleCurator}
	p.Title = p.T("people.title")
	return p, nil
}

// said shows what has just been done to somebody, only while it is so: an
// address that somebody made up says nothing.
func (p *peoplePage) said(done, person, was string) {
	id, err := strconv.ParseInt(person, 10, 64)
	i := slices.IndexFunc(p.People, func(a guide.Account) bool { return a.ID == id })
	if done == "withdrawn" {
		p.Done = done
	}
	if err != nil || i < 0 {
		return
	}
	p.DoneTo = p.People[i]
	switch disabled := !p.DoneTo.DisabledAt.IsZero(); done {
	case "disabled":
		if disabled {
			p.Done = done
		}
	case "enabled", "signedout":
		if !disabled {
			p.Done = done
		}
	case "role":
		if p.Was = guide.Role(was); slices.Contains(roles, p.Was) && p.Was != p.DoneTo.Role {
			p.Done = done
		}
	}
}

// invite makes an invitation and shows its link, once.
func (o *Office) invite(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	i := guide.Invitation{Role: guide.Role(values.Get("role")), Name: oneLine(values.Get("name")), ExpiresAt: time.Now().Add(invitationLasts)}
	typed := truncate(oneLine(values.Get("email")), 2*maxEmail)
	i.Email = cleanEmail(typed)
	problems := map[string]string{}
	l, _ := o.locales.Choose(c.Request(), nil)
	if !slices.Contains(roles, i.Role) {
		problems["role"] = l.T("people.role.wrong")
	}
	if utf8.RuneCountInString(i.Name) > maxName {
		problems["name"] = l.T("join.name.long", "max", maxName)
	}
	if typed != "" && i.Email == "" {
		problems["email"] = l.T("join.email.wrong")
	}
	if len(problems) > 0 {
		p, err := o.newPeoplePage(c, person)
		if err != nil {
			return err
		}
		p.Role, p.Name, p.Email, p.Problems = i.Role, truncate(i.Name, 2*maxName), typed, problems
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	token, err := o.People.Invite(c.Request().Context(), person, i)
	if err != nil {
		return err
	}
	p := &oncePage{page: o.newPage(c, person, "people"), Secret: o.PublicURL + Path + "/join/" + token, Until: i.ExpiresAt, Back: peoplePath}
	p.Title, p.Lede = p.T("once.invitation.title"), p.T("once.invitation.lede", "role", p.Word("role", i.Role))
	p.Label = p.T("once.link")
	return o.render(c, http.StatusOK, p)
}

// oncePage shows something that is known to nobody else and is not shown again.
type oncePage struct {
	page
	Lede, Label string
	Secret      string
	Until       time.Time // how long it is good
	Back        string
}

func (*oncePage) template() string { return "once" }

func (o *Office) withdrawInvitation(c *echo.Context, person guide.User) error {
	id, err := idParam(c, "invitation")
	if err != nil {
		return err
	}
	if err := o.People.WithdrawInvitation(c.Request().Context(), person, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, peoplePath+"?done=withdrawn")
}

func (o *Office) setRole(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	role := guide.Role(values.Get("role"))
	people, err := o.People.People(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	return o.change(c, person, "role", func(ctx context.Context, id int64) (url.Values, error) {
		was := url.Values{}
		if i := slices.IndexFunc(people, func(a guide.Account) bool { return a.ID == id }); i >= 0 {
			was.Set("was", string(people[i].Role))
		}
		return was, o.People.SetRole(ctx, person, id, role)
	})
}

func (o *Office) disable(c *echo.Context, person guide.User) error {
	return o.change(c, person, "disabled", func(ctx context.Context, id int64) (url.Values, error) {
		return url.Values{}, o.People.Disable(ctx, person, id)
	})
}

func (o *Office) enable(c *echo.Context, person guide.User) error {
	return o.change(c, person, "enabled", func(ctx context.Context, id int64) (url.Values, error) {
		return url.Values{}, o.People.Enable(ctx, person, id)
	})
}

func (o *Office) signPersonOut(c *echo.Context, person guide.User) error {
	return o.change(c, person, "signedout", func(ctx context.Context, id int64) (url.Values, error) {
		_, err := o.People.EndSessions(ctx, person, id)
		return url.Values{}, err
	})
}

// change does something to the person the address names, and says that it was
// done, or that it would leave the museum without an admin.
func (o *Office) change(c *echo.Context, person guide.User, done string, do func(ctx context.Context, id int64) (url.Values, error)) error {
	id, err := idParam(c, "person")
	if err != nil {
		return err
	}
	query, err := do(c.Request().Context(), id)
	switch {
	case errors.Is(err, guide.ErrConflict):
		return o.cannot(c, person, "people.last")
	case err != nil:
		return err
	}
	query.Set("done", done)
	query.Set("person", strconv.FormatInt(id, 10))
	return c.Redirect(http.StatusSeeOther, peoplePath+"?"+query.Encode())
}

// cannot shows the people again, with the reason why something was not done.
func (o *Office) cannot(c *echo.Context, person guide.User, reason string) error {
	p, err := o.newPeoplePage(c, person)
	if err != nil {
		return err
	}
	p.Problem = p.T(reason)
	return o.render(c, http.StatusConflict, p)
}

// idParam is the number in an address's place of a name; what is no number names
// nothing.
func idParam(c *echo.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s %q: %w", name, truncate(c.Param(name), guide.MaxRefRunes), guide.ErrNotFound)
	}
	return id, nil
}
