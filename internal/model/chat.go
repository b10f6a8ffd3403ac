package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/sony/gobreaker/v2"
)

const (
	// temperature is low, for an answer is to keep to its sources; at 0 small
	// models tend to repeat themselves. Of 0 to 2, without a unit.
	temperature = 0.2
	// longestRetryPause is how long a visitor may be kept waiting for a server
	// that asks for patience. Beyond it the curators' own words are better.
	longestRetryPause = 2 * time.Second
	// retryPause serves when the server names none: time enough for a process
	// that is just being replaced.
	retryPause = 250 * time.Millisecond
)

// Chat asks for an answer and hands its text to onText as it comes, in order,
// valid UTF-8, never empty. It returns when the answer is whole.
//
// The error is onText's own when that failed, ctx's when that ended, guide.ErrCut
// when the answer took all the tokens it may, and else guide.ErrUnavailable; the
// text so far was then cut off. A call is repeated once, when the server was
// down or busy and no text had come.
func (c *Client) Chat(ctx context.Context, messages []guide.Message, onText func(delta string) error) error {
	sent := make([]message, len(messages))
	for i, m := range messages {
		sent[i] = message{m.Role, m.Content}
	}
	body, err := json.Marshal(c.request(sent))
	if err != nil {
		return fmt.Errorf("chat request: %w", err)
	}
	return c.exchange(ctx, guide.UseChat, body, bytesOf(messages), onText)
}

// exchange makes a call and accounts for it.
func (c *Client) exchange(ctx context.Context, use guide.Use, body []byte, promptBytes int, onText func(delta string) error) error {
	a := &answer{client: c, use: use, onText: onText, visitor: ctx, promptBytes: promptBytes}
	begun := time.Now()
	_, err := c.breaker.Execute(func() (struct{}, error) {
		a.begin()
		defer a.end()
		return struct{}{}, a.ask(body)
	})
	spared := err == gobreaker.ErrOpenState || err == gobreaker.ErrTooManyRequests
	if spared {
		err = failed("is left alone for up to %s, after %d failures in a row", breakerOpen, failuresInARow)
	}
	if c.config.Observe != nil {
		c.config.Observe(a.account(begun, spared, err))
	}
	return err
}

// message is guide.Message with the names that the protocol gives its fields.
type message struct {
	Role    string `json:"role"`
	Content any    `json:"content"` // string, or []part
}

// options ask for the count of tokens at the end of a stream.
type options struct {
	IncludeUsage bool `json:"include_usage"`
}

// request is the body of a chat request, by OpenAI's names. Servers other than
// OpenAI's know max_tokens, not all of them max_completion_tokens.
type request struct {
	Model       string    `json:"model"`
	Messages    []message `json:"messages"`
	MaxTokens   int       `json:"max_tokens,omitempty"`
	Temperature float64   `json:"temperature"`
	Stream      bool      `json:"stream"`
	Options     options   `json:"stream_options"`
}

func (c *Client) request(messages []message) request {
	return request{c.config.Name, messages, c.config.MaxTokens, temperature, true, options{IncludeUsage: true}}
}

// answer is one answer in the making.
type answer struct {
	client *Client
	use    guide.Use
	onText func(string) error
	bytes  int       // of text handed out
	first  time.Time // when the first of it came
	cut    bool      // the server said that the tokens were used up
	aloud  aloud

	promptBytes int
	usage       usage // as the server counts

	visitor context.Context         // who may leave
	ctx     context.Context         // ends when the visitor leaves or patience does
	cancel  context.CancelCauseFunc // of ctx, with a *failure
	stop    context.CancelFunc      // frees ctx
	timer   *time.Timer             // for the next text
}

// begin starts the clocks.
func (a *answer) begin() {
	c := a.client.config
	ctx, stop := context.WithTimeoutCause(a.visitor, c.Total, failed("did not finish its answer within %s", c.Total))
	a.ctx, a.cancel = context.WithCancelCause(ctx)
	a.stop = stop
	a.expect(c.FirstToken, failed("said nothing for %s", c.FirstToken))
}

// expect gives up on the server, for the reason late, unless it is called again
// within d.
func (a *answer) expect(d time.Duration, late *failure) {
	if a.timer != nil {
		a.timer.Stop()
	}
	a.timer = time.AfterFunc(d, func() { a.cancel(late) })
}

// end closes what is still open, the connection too unless it is idle again.
func (a *answer) end() {
	a.timer.Stop()
	a.cancel(nil)
	a.stop()
}

// ask makes the call, twice if need be.
func (a *answer) ask(body []byte) error {
	err := a.call(body)
	f, ok := errors.AsType[*failure](err)
	if !ok || !a.client.again || !f.retry || f.pause > longestRetryPause || a.bytes > 0 {
		return err
	}
	select {
	case <-a.ctx.Done():
		return a.because(a.ctx.Err())
	case <-time.After(max(f.pause, retryPause)):
	}
	return a.call(body)
}

// call asks the server and reads what it answers.
func (a *answer) call(body []byte) error {
	req, err := http.NewRequestWithContext(a.ctx, http.MethodPost, a.client.endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("model server address: %w", guide.ErrInvalid)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream, application/json")
	if key := a.client.config.Key; key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := a.client.http.Do(req)
	if err != nil {
		return a.because(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return a.client.refusal(resp)
	}
	return a.read(resp)
}

// because tells why the connection failed: by the visitor's leaving, by the end
// of patience, or by itself.
func (a *answer) because(err error) error {
	if left := a.visitor.Err(); left != nil {
		return fmt.Errorf("model server not waited for: %w", left)
	}
	if late, ok := errors.AsType[*failure](context.Cause(a.ctx)); ok {
		return late
	}
	return broken(err)
}
