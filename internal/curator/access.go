package curator

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// ranks orders the roles: each may do what those below it may. A role that is
// not here may do nothing.
var ranks = map[guide.Role]int{
	guide.RoleReader: 1, guide.RoleCurator: 2, guide.RoleEditor: 3, guide.RoleAdmin: 4,
}

// allows reports whether a role is at least another.
func allows(role, least guide.Role) bool {
	return least == anyone || ranks[role] >= ranks[least] && ranks[role] > 0
}

// guard lets through to a route those who may use it. Who that is, is read
// again for every request, so a disabled account or a changed role takes effect
// at once.
func (o *Office) guard(r route) echo.HandlerFunc {
	return func(c *echo.Context) error {
		person, err := o.person(c)
		switch {
		case err != nil:
			return err
		case r.least == anyone:
			return r.handle(c, person)
		case person.ID == 0:
			return c.Redirect(http.StatusSeeOther, signInPath(c.Request()))
		case !allows(person.Role, r.least):
			return fmt.Errorf("%s %s as %s: %w", r.method, r.path, person.Role, guide.ErrForbidden)
		}
		return r.handle(c, person)
	}
}

// person is whoever is signed in, or the zero User. It puts the session into
// the request's context.
func (o *Office) person(c *echo.Context) (guide.User, error) {
	if err := o.loadSession(c); err != nil {
		return guide.User{}, err
	}
	ctx := c.Request().Context()
	id := o.sessions.GetInt64(ctx, sessionUser)
	if id == 0 {
		return guide.User{}, nil
	}
	person, err := o.Accounts.User(ctx, id)
	switch {
	case errors.Is(err, guide.ErrNotFound):
		return guide.User{}, o.endSession(c)
	case err != nil:
		return guide.User{}, err
	case o.sessions.GetInt64(ctx, sessionSince) != person.SessionsSince.UnixMicro():
		return guide.User{}, o.endSession(c) // all of the person's sessions were ended
	}
	return person, o.touchSession(c, person)
}

// signInPath is where one signs in to come back to the page that was asked for.
func signInPath(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.Path == Path {
		return Path + "/signin"
	}
	return Path + "/signin?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
}
