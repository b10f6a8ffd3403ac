package curator

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// signInPage asks who it is. Accounts are a museum's, so where there are
// several the form asks which.
type signInPage struct {
	page
	Museums []guide.Museum // to choose from; only when there are several
	Chosen  string         // code of the one chosen before
	Email   string
	Next    string // where to go then
	Problem string

	Elsewhere string // name of the identity provider; empty where there is none
	all       []guide.Museum
}

func (*signInPage) template() string { return "signin" }

func (o *Office) signInPage(c *echo.Context, person guide.User) error {
	next := localPath(c.QueryParam("next"))
	if person.ID != 0 {
		return c.Redirect(http.StatusSeeOther, next)
	}
	p, _, err := o.newSignInPage(c, c.QueryParam("museum"))
	if err != nil {
		return err
	}
	p.Next = next
	return o.render(c, http.StatusOK, p)
}

// newSignInPage is the form, and the museum with a code: the only one, whatever
// the code, where there is one.
func (o *Office) newSignInPage(c *echo.Context, code string) (*signInPage, guide.Museum, error) {
	museums, err := o.Museums.Museums(c.Request().Context())
	if err != nil {
		return nil, guide.Museum{}, err
	}
	p := &signInPage{page: o.newPage(c, guide.User{}, ""), Chosen: code, Elsewhere: o.elsewhere(), all: museums}
	p.Title = p.T("signin.title")
	if len(museums) == 1 {
		p.Museum = museums[0].Name(p.Lang)
		return p, museums[0], nil
	}
	p.Museums = museums
	if i := slices.IndexFunc(museums, func(m guide.Museum) bool { return m.Code == code }); i >= 0 {
		return p, museums[i], nil
	}
	return p, guide.Museum{}, nil
}

// signIn begins a session, or says that address and password do not go
// together, without saying which is wrong.
func (o *Office) signIn(c *echo.Context, _ guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, museum, err := o.newSignInPage(c, values.Get("museum"))
	if err != nil {
		return err
	}
	p.Email, p.Next = truncate(oneLine(values.Get("email")), maxEmail), localPath(values.Get("next"))
	email := strings.ToLower(p.Email)
	account := accountKey(museum.ID, email)
	began, wait := o.attempt(c, account)
	if wait > 0 {
		p.Problem = p.waiting(c, wait)
		return o.render(c, http.StatusTooManyRequests, p)
	}
	person, err := o.check(c, museum, email, values.Get("password"))
	switch {
	case errors.Is(err, guide.ErrNotFound):
		p.Problem = p.T("signin.wrong")
		return o.render(c, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	o.failures.Succeed(began, account, addressKey(c))
	if err := o.beginSession(c, person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, p.Next)
}

// check returns the person with an address and a password, or guide.ErrNotFound,
// which takes as long whether the address or the password is wrong.
func (o *Office) check(c *echo.Context, museum guide.Museum, email, password string) (guide.User, error) {
	ctx := c.Request().Context()
	person, err := o.Accounts.UserByEmail(ctx, museum.ID, email)
	if err != nil && !errors.Is(err, guide.ErrNotFound) {
		return guide.User{}, err
	}
	ok, err := o.passwords.match(ctx, password, person.PasswordHash)
	if err != nil {
		return guide.User{}, fmt.Errorf("check password: %w", err)
	}
	if !ok {
		return guide.User{}, guide.ErrNotFound
	}
	return person, nil
}

// signOut ends this session, or all of the person's.
func (o *Office) signOut(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	if values.Get("everywhere") != "" && person.ID != 0 {
		if _, err := o.People.EndSessions(c.Request().Context(), person, person.ID); err != nil {
			return err
		}
	}
	if err := o.endSession(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/signin")
}

// localPath is an address of the back office, or its first page when s is none:
// nobody is sent elsewhere after signing in.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.ContainsAny(s, "\\\r\n\t") ||
		(u.Path != Path && !strings.HasPrefix(u.Path, Path+"/")) {
		return Path
	}
	return s
}
