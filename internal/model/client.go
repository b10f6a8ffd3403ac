package model

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/sony/gobreaker/v2"
)

// Config says which chat server to ask, and for how long to wait for it.
type Config struct {
	URL  string // http or https; the server, its /v1, or its /v1/chat/completions
	Name string // the model, as the server knows it
	Key  string // bearer key; empty: none is sent

	// Settings is what the names of these settings begin with, for what is said of
	// them when they are wrong; empty: CICERONE_MODEL.
	Settings string

	FirstToken time.Duration // from the question to the first text; a server that does not stream has this long for all of it
	NextToken  time.Duration // from one text to the next
	Total      time.Duration // from the question to the end

	MaxTokens int // that an answer may take; 0 leaves it to the server

	// Observe is told of every call when it is over; nil: nobody is.
	Observe func(guide.ModelCall)
}

// Client asks one model on one server. It is safe for concurrent use.
type Client struct {
	config   Config
	endpoint string // the whole address of chat completions
	http     *http.Client
	breaker  *gobreaker.CircuitBreaker[struct{}]
	number   int  // among the servers of its model, from 1
	again    bool // a call that failed before any text is made once more
}

// New makes a client; it does not call the server. What is wrong with cfg is
// guide.ErrInvalid.
func New(cfg Config) (*Client, error) {
	endpoint, err := chatEndpoint(cfg.URL)
	if err != nil {
		return nil, err
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	cfg.Settings = cmp.Or(cfg.Settings, "CICERONE_MODEL")
	return &Client{config: cfg, endpoint: endpoint, http: newHTTPClient(), breaker: newBreaker(), number: 1, again: true}, nil
}

// Name is the model's name, as configured.
func (c *Client) Name() string { return c.config.Name }

func (cfg Config) check() error {
	switch {
	case cfg.Name == "":
		return guide.Invalidf("model name", "is empty; give the model's name on the server")
	case strings.ContainsFunc(cfg.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return guide.Invalidf("model key", "holds a space, a line end or a letter that no HTTP header can carry")
	case cfg.FirstToken <= 0 || cfg.NextToken <= 0 || cfg.Total <= 0:
		return guide.Invalidf("model times", "must all be longer than nothing")
	case cfg.MaxTokens < 0:
		return guide.Invalidf("model answer", "%d is no number of tokens", cfg.MaxTokens)
	}
	return nil
}

// chatEndpoint completes the address of a server. The errors don't repeat the
// address: people paste keys into it.
func chatEndpoint(base string) (string, error) {
	const field = "model address"
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return "", guide.Invalidf(field, "is not an address")
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return "", guide.Invalidf(field, "is not like http://localhost:8000/v1")
	case u.User != nil:
		return "", guide.Invalidf(field, "holds a user or password; the key has a setting of its own")
	case u.RawQuery != "" || u.Fragment != "":
		return "", guide.Invalidf(field, "goes on after the path; leave out everything from the ? or #")
	}
	const completions, version = "/chat/completions", "/v1"
	path := strings.TrimRight(u.Path, "/")
	if !strings.HasSuffix(path, completions) {
		path = strings.TrimSuffix(path, version) + version + completions
	}
	u.Path, u.RawPath = path, ""
	return u.String(), nil
}

// newHTTPClient makes a client for one model server: straight to the configured
// address, by no proxy and no redirect, over connections that are kept.
func newHTTPClient() *http.Client {
	const (
		connections = 64               // more visitors at once than one such server works on
		idle        = 60 * time.Second // a visit asks again within the minute or not soon
		connect     = 5 * time.Second  // to a machine in the same building
	)
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
			TLSHandshakeTimeout:    connect,
			MaxConnsPerHost:        connections,
			MaxIdleConnsPerHost:    connections,
			IdleConnTimeout:        idle,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // compressed streams arrive late and unpack without limit
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

const (
	failuresInARow = 5                // open the breaker
	breakerOpen    = 15 * time.Second // before one question is let through to try again
)

// newBreaker makes the circuit breaker that spares visitors the wait for a
// server that has just failed several others.
func newBreaker() *gobreaker.CircuitBreaker[struct{}] {
	return gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout:      breakerOpen,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= failuresInARow },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, guide.ErrCut) },
		// A visitor who left and a question that was refused say nothing about
		// the server's health.
		IsExcluded: func(err error) bool {
			f, failed := errors.AsType[*failure](err)
			return err != nil && !errors.Is(err, guide.ErrCut) && (!failed || f.refused)
		},
	})
}
