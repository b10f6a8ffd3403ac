package curator

import (
	"context"
	"errors"
	"net/http"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// joinPage is the form behind a one-time link. What was typed is kept when
// something is wrong with it, but for the password.
type joinPage struct {
	page
	Role        guide.Role
	Name, Email string
	Elsewhere   string            // name of the identity provider by which the account may be made instead; or empty
	Token       string            // of the link
	Problems    map[string]string // by field
}

func (*joinPage) template() string { return "join" }

// MinPassword is the shortest password, in characters.
func (*joinPage) MinPassword() int { return minPassword }

// joinedPage says that a link is no longer good, and what to do.
type joinedPage struct{ page }

func (*joinedPage) template() string { return "joined" }

// joinPage shows the form. Looking at a link does not use it up, so whatever
// previews links in a chat leaves it good.
func (o *Office) joinPage(c *echo.Context, _ guide.User) error {
	p, err := o.newJoinPage(c)
	if err != nil {
		return o.linkFailed(c, err)
	}
	return o.render(c, http.StatusOK, p)
}

// join makes the account and signs the person in.
func (o *Office) join(c *echo.Context, _ guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newJoinPage(c)
	if err != nil {
		return o.linkFailed(c, err)
	}
	p.Name, p.Email = truncate(oneLine(values.Get("name")), 2*maxName), truncate(oneLine(values.Get("email")), 2*maxEmail)
	email, password := cleanEmail(p.Email), values.Get("password")
	if p.check(email, password); len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	ctx := c.Request().Context()
	hash, err := o.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	person, err := o.Invitations.AcceptInvitation(ctx, c.Param("token"), email, p.Name, hash)
	switch {
	case errors.Is(err, guide.ErrNotFound):
		return o.linkIsOver(c) // somebody was faster
	case errors.Is(err, guide.ErrConflict):
		p.Problems["email"] = p.T("join.email.taken")
		return o.render(c, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	if err := o.beginSession(c, person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path)
}

// newJoinPage is the form for the address's token, or guide.ErrNotFound.
func (o *Office) newJoinPage(c *echo.Context) (*joinPage, error) {
	var i guide.Invitation
	err := o.tryLink(c, func(ctx context.Context, token string) (err error) {
		i, err = o.Invitations.Invitation(ctx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &joinPage{page: o.newPage(c, guide.User{}, ""), Role: i.Role, Name: i.Name, Email: i.Email,
		Elsewhere: o.elsewhere(), Token: c.Param("token"), Problems: map[string]string{}}
	p.Museum = i.Museum.Name(p.Lang)
	p.Title = p.T("join.title")
	return p, nil
}

func (p *joinPage) check(email, password string) {
	switch {
	case p.Name == "":
		p.Problems["name"] = p.T("join.name.empty")
	case utf8.RuneCountInString(p.Name) > maxName:
		p.Problems["name"] = p.T("join.name.long", "max", maxName)
	}
	if email == "" {
		p.Problems["email"] = p.T("join.email.wrong")
	}
	if tooShort(password) {
		p.Problems["password"] = p.T("join.password.short", "min", minPassword)
	}
}

// linkFailed answers when the form behind a one-time link cannot be shown.
func (o *Office) linkFailed(c *echo.Context, err error) error {
	if errors.Is(err, guide.ErrNotFound) {
		return o.linkIsOver(c)
	}
	return err
}

func (o *Office) linkIsOver(c *echo.Context) error {
	p := &joinedPage{page: o.newPage(c, guide.User{}, "")}
	p.Title = p.T("joined.title")
	return o.render(c, http.StatusNotFound, p)
}
