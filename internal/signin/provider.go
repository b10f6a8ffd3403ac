package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"cicerone/internal/guide"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// patience is how long a provider has for one answer. People wait for it in
	// front of an empty page.
	patience = 8 * time.Second
	// maxAnswer bounds what is read of one answer. Discovery documents and key
	// sets have a few kilobytes.
	maxAnswer = 1 << 20
)

// Config says which provider, and how this program is known to it.
type Config struct {
	Issuer       string // its address, exactly as it names itself
	ClientID     string
	ClientSecret string
	Redirect     string // address of ours to which it sends people back
}

// Provider is an OpenID Connect provider. It is looked up when it is first
// needed, so that the server starts without it. It is safe for concurrent use.
type Provider struct {
	config Config
	client *http.Client
	found  atomic.Pointer[oidc.Provider]
}

// New makes a Provider without asking it anything.
func New(c Config) *Provider {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil // it may be on the museum's own network; nobody else is asked
	return &Provider{config: c, client: &http.Client{
		Transport: bounded{transport},
		Timeout:   patience,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // none of the addresses asked has a reason to send us elsewhere
		},
	}}
}

// bounded cuts every answer off at maxAnswer.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, maxAnswer), response.Body}
	return response, nil
}

// Begin makes a new attempt and the address of the provider at which it goes on.
// A provider that does not answer is guide.ErrUnavailable.
func (p *Provider) Begin(ctx context.Context) (guide.SignInAttempt, string, error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return guide.SignInAttempt{}, "", err
	}
	a := guide.SignInAttempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return a, p.oauth(provider).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Finish redeems the code that came back for an attempt. A provider that does not
// answer is guide.ErrUnavailable; an answer that is not this attempt's, or not
// the provider's, is guide.ErrInvalid; a person whose address the provider has
// not verified is guide.ErrForbidden.
func (p *Provider) Finish(ctx context.Context, a guide.SignInAttempt, code string) (guide.Identity, error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return guide.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.oauth(provider).Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return guide.Identity{}, fmt.Errorf("redeem the code: %w", faulty(err))
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return guide.Identity{}, fmt.Errorf("the provider sent no ID token: %w", guide.ErrInvalid)
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return guide.Identity{}, fmt.Errorf("check the ID token: %w", faulty(err))
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return guide.Identity{}, fmt.Errorf("the ID token has another nonce: %w", guide.ErrInvalid)
	}
	return identity(token)
}

// identity is what an ID token says of a person.
func identity(token *oidc.IDToken) (guide.Identity, error) {
	var claims struct {
		Email    string    `json:"email"`
		Verified truthLike `json:"email_verified"`
		Name     string    `json:"name"`
	}
	switch err := token.Claims(&claims); {
	case err != nil:
		return guide.Identity{}, fmt.Errorf("read the ID token: %w: %w", guide.ErrInvalid, err)
	case claims.Email == "" || !bool(claims.Verified):
		return guide.Identity{}, fmt.Errorf("the provider vouches for no address: %w", guide.ErrForbidden)
	}
	return guide.Identity{Email: claims.Email, Name: claims.Name}, nil
}

// truthLike is true for true and "true": Amazon Cognito and others send the word.
type truthLike bool

func (t *truthLike) UnmarshalJSON(data []byte) error {
	var v any
	err := json.Unmarshal(data, &v)
	*t = v == true || v == "true"
	return err
}

// discover asks the provider for its addresses and keys, once it is there.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w: %w", p.config.Issuer, guide.ErrUnavailable, err)
	}
	p.found.Store(found)
	return found, nil
}

func (p *Provider) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: p.config.Redirect, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// faulty is guide.ErrUnavailable for a provider that could not be asked or has
// failed, and guide.ErrInvalid for one that answered something wrong.
func faulty(err error) error {
	var network *url.Error
	var refused *oauth2.RetrieveError
	if errors.As(err, &network) || errors.As(err, &refused) && refused.Response.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("%w: %w", guide.ErrUnavailable, err)
	}
	return fmt.Errorf("%w: %w", guide.ErrInvalid, err)
}
