package model

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

// The tests in this file run on synctest's clock, which jumps to the next timer
// when everyone waits: hours cost nothing and nothing depends on the machine.

// hurried has the times that these tests are about.
func hurried() Config {
	cfg := patient("http://model.museum.example")
	cfg.FirstToken, cfg.NextToken, cfg.Total = 10*time.Second, 5*time.Second, time.Minute
	return cfg
}

// inBubble runs a test on synctest's clock, with a client whose server answers
// by the script without a network, for the network is outside the bubble.
func inBubble(t *testing.T, test func(*testing.T, *Client, *modeltest.Server), script ...modeltest.Behaviour) {
	server := modeltest.New(t, script...)
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, hurried())
		c.http.Transport = inProcess{server}
		test(t, c, server)
	})
}

func TestDeadlines(t *testing.T) {
	for _, test := range []struct {
		name      string
		behaviour modeltest.Behaviour
		text      string
		words     string // empty: no error
	}{
		{"first token in time", modeltest.SlowFirstToken(9 * time.Second), modeltest.Text, ""},
		{"first token late", modeltest.SlowFirstToken(11 * time.Second), "", "said nothing for 10s"},
		{"no headers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "", "said nothing for 10s"},
		{"next token late", modeltest.Stall, modeltest.Text, "fell silent for 5s"},
		{"alive and silent", repeated("", ": keep-alive\n\n"), "", "said nothing for 10s"},
		{"thinks for ever", repeated("", `data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}`+"\n\n"), "", "said nothing for 10s"},
		{"thinks aloud for ever", repeated(`data: {"choices":[{"delta":{"content":"<think>"}}]}`+"\n\n", `data: {"choices":[{"delta":{"content":"hm"}}]}`+"\n\n"), "", "said nothing for 10s"},
		{"alive and silent in mid-answer", repeated(`data: {"choices":[{"delta":{"content":"Um"}}]}`+"\n\n", ": keep-alive\n\ndata: {\"choices\":[]}\n\n"), "Um", "fell silent for 5s"},
		{"never quite silent", repeated("", `data: {"choices":[{"delta":{"content":"hm "}}]}`+"\n\n"), "", "did not finish its answer within 1m0s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, c *Client, _ *modeltest.Server) {
				got, err := chat(t.Context(), c)
				if test.words == "" && err != nil {
					t.Error(err)
				}
				if test.words != "" {
					checkUnavailable(t, err, test.words)
				}
				if test.text != "" && got != test.text {
					t.Errorf("text %q, want %q", got, test.text)
				}
			}, test.behaviour)
		})
	}
}

// repeated sends first and then again, every four seconds, until its client is gone.
func repeated(first, again string) modeltest.Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, first)
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, again)
			select {
			case <-r.Context().Done():
			case <-time.After(4 * time.Second):
			}
		}
	}
}

// A slow phone is not a slow server, but it may not hold a model for ever.
func TestSlowReader(t *testing.T) {
	read := func(c *Client, each time.Duration) error {
		return c.Chat(context.Background(), question, func(string) error {
			time.Sleep(each)
			return nil
		})
	}
	inBubble(t, func(t *testing.T, c *Client, _ *modeltest.Server) {
		if err := read(c, 6*time.Second); err != nil {
			t.Error(err)
		}
		checkUnavailable(t, read(c, time.Minute), "did not finish its answer within 1m0s")
	}, modeltest.Say("Uma candeia de prata."))
}

func TestVisitorsOwnDeadline(t *testing.T) {
	inBubble(t, func(t *testing.T, c *Client, _ *modeltest.Server) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := chat(ctx, c); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("got %v, want only %v", err, context.DeadlineExceeded)
		}
	}, modeltest.Stall)
}

func TestPatienceEndsDuringRetry(t *testing.T) {
	inBubble(t, func(t *testing.T, c *Client, server *modeltest.Server) {
		c.config.FirstToken = time.Second
		_, err := chat(t.Context(), c)
		checkUnavailable(t, err, "said nothing for 1s")
		if got := len(server.Requests()); got != 1 {
			t.Errorf("%d requests, want 1", got)
		}
	}, modeltest.Status(503, http.Header{"Retry-After": {"2"}}), modeltest.Say(lines))
}

func TestBreaker(t *testing.T) {
	broken := modeltest.Status(http.StatusInternalServerError, nil)
	well := modeltest.Say(lines)
	inBubble(t, func(t *testing.T, c *Client, server *modeltest.Server) {
		ask := func(words string, calls int) {
			t.Helper()
			_, err := chat(t.Context(), c)
			if words == "" && err != nil {
				t.Error(err)
			}
			if words != "" {
				checkUnavailable(t, err, words)
			}
			if got := len(server.Requests()); got != calls {
				t.Errorf("%d requests, want %d", got, calls)
			}
		}
		for i := range 4 {
			ask("status 500", i+1)
		}
		ask("", 5) // begins the count anew
		for i := range 5 {
			ask("status 500", 6+i)
		}
		ask("left alone", 10) // open
		time.Sleep(breakerOpen + time.Second)
		ask("status 500", 11) // one trial, which fails
		ask("left alone", 11)
		time.Sleep(breakerOpen + time.Second)
		ask("", 12) // and one that closes it
		ask("", 13)
	}, broken, broken, broken, broken, well, broken, broken, broken, broken, broken, broken, well)
}

// What visitors do, and what a healthy server refuses, keeps nobody else from
// asking.
func TestBreakerCountsOnlyFailures(t *testing.T) {
	enough := errors.New("enough")
	for name, test := range map[string]struct {
		behaviour modeltest.Behaviour
		ask       func(*Client) error
	}{
		"visitors leave": {modeltest.Stall, func(c *Client) error {
			ctx, leave := context.WithTimeout(context.Background(), time.Second)
			defer leave()
			_, err := chat(ctx, c)
			return err
		}},
		"readers stop": {modeltest.Stall, func(c *Client) error {
			return c.Chat(context.Background(), question, func(string) error { return enough })
		}},
		"requests refused": {modeltest.Status(http.StatusBadRequest, nil), func(c *Client) error {
			_, err := chat(context.Background(), c)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, c *Client, server *modeltest.Server) {
				const times = 3 * failuresInARow
				for range times {
					if test.ask(c) == nil {
						t.Fatal("no error, want one")
					}
				}
				if got := len(server.Requests()); got != times {
					t.Errorf("%d requests, want %d", got, times)
				}
			}, test.behaviour)
		})
	}
}

// inProcess carries requests to a handler without a network.
type inProcess struct{ handler http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	body, feed := io.Pipe()
	reply := &reply{header: http.Header{}, body: feed, status: make(chan int, 1)}
	context.AfterFunc(r.Context(), func() { body.CloseWithError(r.Context().Err()) })
	go func() {
		p.handler.ServeHTTP(reply, r)
		reply.WriteHeader(http.StatusOK)
		feed.Close()
	}()
	select {
	case status := <-reply.status:
		return &http.Response{StatusCode: status, Header: reply.header, Body: body, Request: r}, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// reply is the http.ResponseWriter of inProcess.
type reply struct {
	header http.Header
	body   *io.PipeWriter
	status chan int
	begun  bool
}

func (r *reply) Header() http.Header { return r.header }

func (r *reply) WriteHeader(status int) {
	if !r.begun {
		r.begun = true
		r.status <- status
	}
}

func (r *reply) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (r *reply) Flush() {}
