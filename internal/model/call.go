package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/sony/gobreaker/v2"
)

// Server says which embedding or reranking server to ask, and for how long a
// visitor may be kept waiting for it.
type Server struct {
	URL     string        // http or https; see Embeddings and Reranker for what may follow the host
	Name    string        // the model, as the server knows it
	Key     string        // bearer key; empty: none is sent
	Timeout time.Duration // of a question

	// Observe is told of every request when it is over; nil: nobody is.
	Observe func(guide.ModelCall)
}

// caller puts one JSON document to one server and takes one from it.
type caller struct {
	Server
	use      guide.Use
	endpoint string
	settings string // the name that the server's settings begin with, such as CICERONE_EMBED
	most     int64  // bytes of a reply
	http     *http.Client
	breaker  *gobreaker.CircuitBreaker[struct{}]
}

func newCaller(s Server, use guide.Use, settings, version, action string, most int64) (*caller, error) {
	endpoint, err := endpointOf(s.URL, version, action)
	switch {
	case err != nil:
		return nil, err
	case s.Name == "":
		return nil, guide.Invalidf(settings+"_NAME", "is empty; give the model's name on the server")
	case strings.ContainsFunc(s.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, guide.Invalidf(settings+"_KEY", "holds a space, a line end or a letter that no HTTP header can carry")
	case s.Timeout <= 0:
		return nil, guide.Invalidf(settings+"_TIMEOUT", "must be longer than nothing")
	}
	return &caller{Server: s, use: use, endpoint: endpoint, settings: settings, most: most, http: newHTTPClient(), breaker: newBreaker()}, nil
}

// endpointOf completes the address of a server: its root and its /v1 lead to
// /v1 and the action, and an address that ends in the action is left as it is.
// The errors don't repeat the address: people paste keys into it.
func endpointOf(base, version, action string) (string, error) {
	if _, err := chatEndpoint(base); err != nil { // the same rules hold
		return "", err
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", guide.Invalidf("model address", "is not an address")
	}
	path := strings.TrimRight(u.Path, "/")
	if !strings.HasSuffix(path, action) {
		path = strings.TrimSuffix(path, version) + version + action
	}
	u.Path, u.RawPath = path, ""
	return u.String(), nil
}

// once makes a visitor's call. A server that fails time after time is left alone
// for a while, so that visitors need not wait for what will not come.
func (c *caller) once(ctx context.Context, call func(context.Context) error) error {
	_, err := c.breaker.Execute(func() (struct{}, error) { return struct{}{}, within(ctx, c.Timeout, call) })
	if err == gobreaker.ErrOpenState || err == gobreaker.ErrTooManyRequests {
		if c.Observe != nil {
			c.Observe(guide.ModelCall{Use: c.use, Model: c.Name, Server: 1, Outcome: guide.CallSpared, Estimated: true})
		}
		return failed("is left alone for up to %s, after %d failures in a row", breakerOpen, failuresInARow)
	}
	return err
}

// patience is how a long piece of work waits for a server: tries times, so long
// for each, and pausing in between, for longer each time.
var patience = struct {
	tries        int
	each         time.Duration
	pause, limit time.Duration
}{5, 2 * time.Minute, 500 * time.Millisecond, 30 * time.Second}

// often makes a call until it succeeds, or the server has failed too often, or
// for a reason that waiting does not mend.
func often(ctx context.Context, call func(context.Context) error) error {
	pause := patience.pause
	for try := 1; ; try++ {
		err := within(ctx, patience.each, call)
		f, ok := errors.AsType[*failure](err)
		if !ok || f.refused || try == patience.tries {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("model server not waited for: %w", ctx.Err())
		case <-time.After(min(max(pause, f.pause), patience.limit)):
		}
		pause *= 2
	}
}

func within(ctx context.Context, d time.Duration, call func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, d, failed("did not answer within %s", d))
	defer cancel()
	return call(limited)
}

// post sends body as JSON, reads reply from what comes back, and accounts for it.
func (c *caller) post(ctx context.Context, body, reply any) error {
	request, err := json.Marshal(body)
	if err != nil {
		return err
	}
	begun := time.Now()
	raw, err := c.send(ctx, request)
	if err == nil && json.Unmarshal(raw, reply) != nil {
		err = failed("sent what is not the JSON that was asked for")
	}
	c.account(begun, request, raw, err)
	return err
}

// send puts one request and takes its reply.
func (c *caller) send(ctx context.Context, request []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(request))
	if err != nil {
		return nil, fmt.Errorf("model server address: %w", guide.ErrInvalid)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if c.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.Key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, because(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, c.refusal(resp)
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind != "application/json" {
		return nil, &failure{refused: true, reason: "did not answer with JSON: is " + c.settings + "_URL the address of a model server?"}
	}
	reply, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, c.most))
	if err != nil {
		return nil, because(ctx, err)
	}
	return reply, nil
}

// because tells why a call failed: the caller has gone, time is up, or the
// connection did not last.
func because(ctx context.Context, err error) error {
	if late, ok := errors.AsType[*failure](context.Cause(ctx)); ok {
		return late
	}
	if ctx.Err() != nil {
		return fmt.Errorf("model server not waited for: %w", ctx.Err())
	}
	return broken(err)
}

// refusal tells of a status other than 200, with the fix where it is known.
// Nothing of what the server says is repeated: it may quote what was asked.
func (c *caller) refusal(resp *http.Response) *failure {
	// What could not be read of it is missed only in the wording.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxComplaint))
	f := &failure{reason: fmt.Sprintf("answered with status %d", resp.StatusCode)}
	switch status := resp.StatusCode; {
	case readComplaint(body).contextTooShort():
		f.refused, f.reason = true, f.reason+": a text is too long for it; start it with a longer context"
	case status >= 300 && status < 400:
		f.refused, f.reason = true, f.reason+": it redirects; put the address it redirects to in "+c.settings+"_URL"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		f.refused, f.reason = true, f.reason+": wrong key; check "+c.settings+"_KEY"
	case status == http.StatusNotFound:
		f.refused, f.reason = true, f.reason+fmt.Sprintf(": it has no model %q, or does not do this at that address; check %s_NAME and %s_URL", c.Name, c.settings, c.settings)
	case status == http.StatusRequestEntityTooLarge, status == http.StatusUnprocessableEntity, status == http.StatusBadRequest:
		f.refused, f.reason = true, f.reason+fmt.Sprintf(": it refuses the request; check %s_NAME (%q) and the server's own log", c.settings, c.Name)
	default: // overloaded, starting, out of order
		f.retry, f.pause = true, retryAfter(resp.Header)
	}
	return f
}

// isFinite reports whether x is a number that can be reckoned with.
func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
