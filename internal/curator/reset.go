package curator

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// resets are the one-time links by which a new password is chosen. A token that
// is used, expired or unknown is guide.ErrNotFound; a link for an account that is
// disabled is guide.ErrConflict.
type resets interface {
	MakeReset(ctx context.Context, by guide.User, person int64, expires time.Time) (token string, err error)
	Reset(ctx context.Context, token string) (guide.User, error)
	UseReset(ctx context.Context, token, passwordHash string) (guide.User, error)
}

func (o *Office) resetRoutes() []route {
	return []route{
		{http.MethodGet, Path + "/reset/:token", anyone, o.resetPage},
		{http.MethodPost, Path + "/reset/:token", anyone, o.reset},
	}
}

// makeReset makes a link for somebody and shows it, once.
func (o *Office) makeReset(c *echo.Context, person guide.User) error {
	id, err := idParam(c, "person")
	if err != nil {
		return err
	}
	expires := time.Now().Add(resetLasts)
	token, err := o.People.MakeReset(c.Request().Context(), person, id, expires)
	switch {
	case errors.Is(err, guide.ErrConflict):
		return o.cannot(c, person, "people.suspended")
	case err != nil:
		return err
	}
	p := &oncePage{page: o.newPage(c, person, "people"), Secret: o.PublicURL + Path + "/reset/" + token, Until: expires, Back: peoplePath}
	p.Title, p.Lede, p.Label = p.T("once.reset.title"), p.T("once.reset.lede"), p.T("once.link")
	return o.render(c, http.StatusOK, p)
}

// resetPage is the form behind such a link.
type resetPage struct {
	page
	Email   string // whose password it is
	Problem string
}

func (*resetPage) template() string { return "reset" }

// MinPassword is the shortest password, in characters.
func (*resetPage) MinPassword() int { return minPassword }

func (o *Office) resetPage(c *echo.Context, _ guide.User) error {
	p, err := o.newResetPage(c)
	if err != nil {
		return o.linkFailed(c, err)
	}
	return o.render(c, http.StatusOK, p)
}

// reset gives the person a new password and signs them in.
func (o *Office) reset(c *echo.Context, _ guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newResetPage(c)
	if err != nil {
		return o.linkFailed(c, err)
	}
	password := values.Get("password")
	if tooShort(password) {
		p.Problem = p.T("join.password.short", "min", minPassword)
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	ctx := c.Request().Context()
	hash, err := o.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	person, err := o.People.UseReset(ctx, c.Param("token"), hash)
	switch {
	case errors.Is(err, guide.ErrNotFound):
		return o.linkIsOver(c) // somebody was faster
	case err != nil:
		return err
	}
	if err := o.beginSession(c, person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path)
}

// newResetPage is the form for the address's token, or guide.ErrNotFound.
func (o *Office) newResetPage(c *echo.Context) (*resetPage, error) {
	var person guide.User
	err := o.tryLink(c, func(ctx context.Context, token string) (err error) {
		person, err = o.People.Reset(ctx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &resetPage{page: o.newPage(c, guide.User{}, ""), Email: person.Email}
	p.Museum = person.Museum.Name(p.Lang)
	p.Title = p.T("reset.title")
	return p, nil
}

// tryLink looks up the token of a one-time link. An address that tried too many
// that were not good has to wait.
func (o *Office) tryLink(c *echo.Context, find func(ctx context.Context, token string) error) error {
	token := c.Param("token")
	if len(token) > guide.MaxRefRunes {
		return guide.ErrNotFound
	}
	key, began := "links "+addressKey(c), time.Now()
	if wait := o.failures.Begin(began, key); wait > 0 {
		return echo.NewHTTPError(http.StatusTooManyRequests, "too many links that are not good")
	}
	err := find(c.Request().Context(), token)
	if !errors.Is(err, guide.ErrNotFound) {
		o.failures.Succeed(began, "", key)
	}
	return err
}
