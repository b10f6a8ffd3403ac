package curator

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Tokens are the keys by which the museum's own systems use the API. The secret
// is known to nobody but whoever MakeToken gives it to.
type Tokens interface {
	MakeToken(ctx context.Context, by guide.User, t guide.Token) (secret string, err error)
	Tokens(ctx context.Context, museum int64) ([]guide.Token, error)
	RevokeToken(ctx context.Context, by guide.User, id int64) error
}

func (o *Office) tokenRoutes() []route {
	return []route{
		{http.MethodGet, tokensPath, guide.RoleAdmin, o.tokens},
		{http.MethodPost, tokensPath, guide.RoleAdmin, o.makeToken},
		{http.MethodPost, tokensPath + "/:key/revoke", guide.RoleAdmin, o.revokeToken},
	}
}

const tokensPath = Path + "/tokens"

// How many days a token may be good. Ninety outlast a season's work; a year is
// the longest that nobody has to think of it.
const (
	defaultTokenDays = 90
	maxTokenDays     = 365
)

// scopes are those a token may have, the one that may least first.
var scopes = []guide.Scope{guide.ScopeRead, guide.ScopeWrite, guide.ScopePublish, guide.ScopeQuestions}

// tokensPage lists API tokens and makes them.
type tokensPage struct {
	page
	Tokens   []guide.Token
	Done     string // "revoked"
	Name     string // as typed
	Chosen   []guide.Scope
	Days     string
	Problems map[string]string
}

func (*tokensPage) template() string { return "tokens" }

// Scopes are what can be chosen.
func (*tokensPage) Scopes() []guide.Scope { return scopes }

// MaxDays is the longest that a token is good.
func (*tokensPage) MaxDays() int { return maxTokenDays }

// Has reports whether a scope is chosen.
func (p *tokensPage) Has(s guide.Scope) bool { return slices.Contains(p.Chosen, s) }

// Expired reports whether a token is no longer good.
func (*tokensPage) Expired(t guide.Token) bool { return !t.ExpiresAt.After(time.Now()) }

func (o *Office) tokens(c *echo.Context, person guide.User) error {
	p, err := o.newTokensPage(c, person)
	if err != nil {
		return err
	}
	p.Chosen, p.Days = []guide.Scope{guide.ScopeRead}, strconv.Itoa(defaultTokenDays)
	if c.QueryParam("done") == "revoked" {
		p.Done = "revoked"
	}
	return o.render(c, http.StatusOK, p)
}

func (o *Office) newTokensPage(c *echo.Context, person guide.User) (*tokensPage, error) {
	tokens, err := o.Tokens.Tokens(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return nil, err
	}
	p := &tokensPage{page: o.newPage(c, person, "people"), Tokens: tokens, Problems: map[string]string{}}
	p.Title = p.T("tokens.title")
	return p, nil
}

// makeToken makes a token and shows its secret, once.
func (o *Office) makeToken(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	p, err := o.newTokensPage(c, person)
	if err != nil {
		return err
	}
	p.Name, p.Days = truncate(oneLine(values.Get("name")), 2*maxName), truncate(oneLine(values.Get("days")), 10)
	for _, s := range scopes {
		if slices.Contains(values["scope"], string(s)) {
			p.Chosen = append(p.Chosen, s)
		}
	}
	days := p.check()
	if len(p.Problems) > 0 {
		return o.render(c, http.StatusUnprocessableEntity, p)
	}
	token := guide.Token{Name: p.Name, Scopes: p.Chosen, ExpiresAt: time.Now().AddDate(0, 0, days)}
	secret, err := o.Tokens.MakeToken(c.Request().Context(), person, token)
	if err != nil {
		return err
	}
	once := &oncePage{page: p.page, Secret: secret, Until: token.ExpiresAt, Back: tokensPath}
	once.Title, once.Lede, once.Label = p.T("once.token.title"), p.T("once.token.lede", "name", p.Name), p.T("once.token")
	return o.render(c, http.StatusOK, once)
}

// check returns for how many days the token is wanted, and notes what is wrong
// with what was typed.
func (p *tokensPage) check() (days int) {
	switch {
	case p.Name == "":
		p.Problems["name"] = p.T("tokens.name.empty")
	case utf8.RuneCountInString(p.Name) > maxName:
		p.Problems["name"] = p.T("join.name.long", "max", maxName)
	}
	if len(p.Chosen) == 0 {
		p.Problems["scope"] = p.T("tokens.scope.none")
	}
	days, err := strconv.Atoi(p.Days)
	if err != nil || days < 1 || days > maxTokenDays {
		p.Problems["days"] = p.T("tokens.days.wrong", "max", maxTokenDays)
	}
	return days
}

func (o *Office) revokeToken(c *echo.Context, person guide.User) error {
	id, err := idParam(c, "key")
	if err != nil {
		return err
	}
	if err := o.Tokens.RevokeToken(c.Request().Context(), person, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, tokensPath+"?done=revoked")
}
