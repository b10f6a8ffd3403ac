package curator

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Provider is an identity provider that people sign in with instead of a
// password. One that does not answer is guide.ErrUnavailable, a person whose
// address it does not vouch for guide.ErrForbidden, and an answer that is not
// right guide.ErrInvalid.
type Provider interface {
	Begin(ctx context.Context) (a guide.SignInAttempt, address string, err error)
	Finish(ctx context.Context, a guide.SignInAttempt, code string) (guide.Identity, error)
}

// elsewherePath begins a sign-in with the provider. It is followed as a link:
// a form that ends at another site is refused by our own pages' policy.
const elsewherePath = Path + "/oidc"

// CallbackPath is where the provider sends people back to.
const CallbackPath = elsewherePath + "/callback"

func (o *Office) elsewhereRoutes() []route {
	return []route{
		{http.MethodGet, elsewherePath, anyone, o.signInElsewhere},
		{http.MethodGet, CallbackPath, anyone, o.backFromElsewhere},
		{http.MethodGet, Path + "/join/:token/oidc", anyone, o.joinElsewhere},
	}
}

// elsewhere is what people call the provider, or "" when there is none.
func (o *Office) elsewhere() string {
	if o.Provider == nil {
		return ""
	}
	return o.ProviderName
}

// elsewhereWay is a link that signs in to a museum with the provider. The name is
// left out where there is nothing to choose.
type elsewhereWay struct{ Museum, URL string }

// ElsewhereWays are the links for the museums there are.
func (p *signInPage) ElsewhereWays() []elsewhereWay {
	var ways []elsewhereWay
	for _, m := range p.all {
		query := url.Values{"museum": {m.Code}}
		if p.Next != "" && p.Next != Path {
			query.Set("next", p.Next)
		}
		way := elsewhereWay{URL: elsewherePath + "?" + query.Encode()}
		if len(p.all) > 1 {
			way.Museum = m.Name(p.Lang)
		}
		ways = append(ways, way)
	}
	return ways
}

// signInElsewhere sends a person to the provider, to come back to a museum.
func (o *Office) signInElsewhere(c *echo.Context, _ guide.User) error {
	museum, next := c.QueryParam("museum"), localPath(c.QueryParam("next"))
	if len(museum) > guide.MaxRefRunes || len(next) > maxFilter {
		return guide.ErrInvalid
	}
	return o.beginElsewhere(c, attempt{Museum: museum, Next: next})
}

// joinElsewhere sends a person to the provider, to come back and accept an
// invitation.
func (o *Office) joinElsewhere(c *echo.Context, _ guide.User) error {
	_, err := o.newJoinPage(c)
	if err != nil {
		return o.linkFailed(c, err)
	}
	return o.beginElsewhere(c, attempt{Invitation: c.Param("token"), Next: Path})
}

// beginElsewhere sends a person to the provider, and keeps in a cookie what they
// must come back with.
func (o *Office) beginElsewhere(c *echo.Context, a attempt) error {
	if o.Provider == nil {
		return guide.ErrNotFound
	}
	p, _, err := o.newSignInPage(c, a.Museum)
	if err != nil {
		return err
	}
	p.Next = a.Next
	began, wait := o.attempt(c)
	if wait > 0 {
		p.Problem = p.waiting(c, wait)
		return o.render(c, http.StatusTooManyRequests, p)
	}
	var address string
	if a.SignInAttempt, address, err = o.Provider.Begin(c.Request().Context()); err != nil {
		return o.refuse(c, p, err)
	}
	o.failures.Succeed(began, "", addressKey(c))
	o.writeAttempt(c, a)
	return c.Redirect(http.StatusSeeOther, address)
}

// backFromElsewhere is where the provider sends people: whoever it vouches for
// and has an account here, or an invitation, is let in.
func (o *Office) backFromElsewhere(c *echo.Context, _ guide.User) error {
	if o.Provider == nil {
		return guide.ErrNotFound
	}
	a, ok := o.readAttempt(c)
	o.forgetAttempt(c) // it is good once
	p, museum, err := o.newSignInPage(c, a.Museum)
	if err != nil {
		return err
	}
	p.Next = a.Next
	state, code := c.QueryParam("state"), c.QueryParam("code")
	switch {
	case !ok || subtle.ConstantTimeCompare([]byte(state), []byte(a.State)) != 1:
		p.Problem = p.T("elsewhere.over", "provider", o.ProviderName)
		return o.render(c, http.StatusUnprocessableEntity, p)
	case c.QueryParam("error") == "access_denied":
		p.Problem = p.T("elsewhere.cancelled", "provider", o.ProviderName)
		return o.render(c, http.StatusUnprocessableEntity, p)
	case code == "" || len(code) > maxCode:
		p.Problem = p.T("elsewhere.wrong", "provider", o.ProviderName)
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	who, err := o.Provider.Finish(c.Request().Context(), a.SignInAttempt, code)
	if err != nil {
		return o.refuse(c, p, err)
	}
	person, problem, err := o.admit(c, p, museum, a.Invitation, who)
	switch {
	case err != nil:
		return err
	case problem != "":
		p.Problem = problem
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	if err := o.beginSession(c, person); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, localPath(a.Next))
}

// maxCode bounds an authorization code; providers send up to two thousand
// characters.
const maxCode = 4096

// admit is the person of a museum with the address that the provider vouches
// for, or the one that an invitation makes now. The problem says why there is
// none.
func (o *Office) admit(c *echo.Context, p *signInPage, museum guide.Museum, invitation string, who guide.Identity) (person guide.User, problem string, err error) {
	ctx, email := c.Request().Context(), cleanEmail(who.Email)
	if email == "" {
		return person, p.T("elsewhere.unverified", "provider", o.ProviderName), nil
	}
	if invitation == "" {
		person, err = o.Accounts.UserByEmail(ctx, museum.ID, email)
		if errors.Is(err, guide.ErrNotFound) {
			return person, p.T("elsewhere.stranger", "email", email), nil
		}
		return person, "", err
	}
	name := truncate(oneLine(who.Name), maxName)
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
		name = truncate(name, maxName)
	}
	person, err = o.Invitations.AcceptInvitation(ctx, invitation, email, name, "")
	switch {
	case errors.Is(err, guide.ErrNotFound):
		return person, p.T("joined.lede"), nil
	case errors.Is(err, guide.ErrConflict):
		return person, p.T("elsewhere.member", "email", email), nil
	}
	return person, "", err
}

// refuse says in plain words why the provider's help did not help. What exactly
// it said is for whoever runs the program.
func (o *Office) refuse(c *echo.Context, p *signInPage, err error) error {
	reason := truncate(err.Error(), maxReason)
	c.Logger().LogAttrs(c.Request().Context(), slog.LevelWarn, "sign-in with the identity provider failed", slog.String("err", reason))
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, guide.ErrUnavailable):
		status = http.StatusServiceUnavailable
		p.Problem = p.T("elsewhere.down", "provider", o.ProviderName)
	case errors.Is(err, guide.ErrForbidden):
		p.Problem = p.T("elsewhere.unverified", "provider", o.ProviderName)
	default:
		p.Problem = p.T("elsewhere.wrong", "provider", o.ProviderName)
	}
	return o.render(c, status, p)
}

// maxReason bounds what is logged of a provider's own words.
const maxReason = 500
