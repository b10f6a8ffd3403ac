package server

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"cicerone/internal/api"
	"cicerone/internal/guide"
)

// patience bounds every wait of these tests; none is expected to last.
const patience = 20 * time.Second

// onlyMuseum is a collection of one museum and no notes.
type onlyMuseum struct{}

func (onlyMuseum) Museum(context.Context, string) (guide.Museum, error) {
	return guide.Museum{Code: "galeria"}, nil
}

func (m onlyMuseum) Museums(ctx context.Context) ([]guide.Museum, error) {
	museum, err := m.Museum(ctx, "")
	return []guide.Museum{museum}, err
}

func (onlyMuseum) Note(context.Context, int64, string, time.Time) (guide.LiveNote, error) {
	return guide.LiveNote{}, guide.ErrNotFound
}

func (onlyMuseum) ShownTurn(context.Context, guide.Museum, string, time.Time) (guide.Turn, error) {
	return guide.Turn{}, guide.ErrNotFound
}

func (onlyMuseum) Rate(context.Context, string, bool, string, time.Time) error { return nil }

// open serves ask on the loopback until stop is called. The channel gives what
// serve returns.
func open(t *testing.T, ask api.Ask, drain time.Duration, change func(*http.Server)) (address string, stop func(), stopped <-chan error) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := newHTTPServer(New(Options{Log: log}, api.New(onlyMuseum{}, ask, nil).Routes), log)
	change(s)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener, s, drain, log) }()
	t.Cleanup(cancel)
	return listener.Addr().String(), cancel, done
}

func asIs(*http.Server) {}

// dial opens a connection that ends with the test.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func write(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

const askEvents = "POST /api/v1/ask HTTP/1.1\r\nHost: galeria\r\nAccept: text/event-stream\r\n" +
	"Content-Length: 18\r\n\r\n{\"question\":\"Who\"}"

func wait(t *testing.T, stopped <-chan error) error {
	t.Helper()
	select {
	case err := <-stopped:
		return err
	case <-time.After(patience):
		t.Fatal("the server did not stop")
		return nil
	}
}

func sentence(i int) guide.Event {
	return guide.Event{Kind: guide.EventSentence, Index: i, Sentence: guide.Sentence{Text: "Uma frase."}}
}

// A server told to stop takes no more visitors and lets the last answer end.
func TestStopLetsAnswersFinish(t *testing.T) {
	goOn := make(chan struct{})
	address, stop, stopped := open(t, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		if err := emit(sentence(0)); err != nil {
			return guide.Turn{}, err
		}
		<-goOn
		return guide.Turn{}, emit(sentence(1))
	}, patience, asIs)

	conn := dial(t, address)
	write(t, conn, askEvents)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body := bufio.NewReader(response.Body)
	if _, err := body.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	stop()
	for { // until the door is shut
		late, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		late.Close()
		time.Sleep(time.Millisecond)
	}
	close(goOn)
	rest, err := io.ReadAll(body)
	if err != nil || !strings.Contains(string(rest), `"index":1`) || !strings.Contains(string(rest), "event: done") {
		t.Errorf("%v, the answer ended with %q", err, rest)
	}
	if err := wait(t, stopped); err != nil {
		t.Errorf("serve returned %v", err)
	}
}

// An answer that does not end is cut off, and its context with it.
func TestStopCutsEndlessAnswers(t *testing.T) {
	ended := make(chan error, 1)
	address, stop, stopped := open(t, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		if err := emit(sentence(0)); err != nil {
			return guide.Turn{}, err
		}
		<-ctx.Done()
		ended <- ctx.Err()
		return guide.Turn{}, ctx.Err()
	}, time.Millisecond, asIs)

	conn := dial(t, address)
	write(t, conn, askEvents)
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := wait(t, stopped); err != nil {
		t.Errorf("serve returned %v", err)
	}
	if err := wait(t, ended); err == nil {
		t.Error("the answer went on")
	}
}

// A stream may last longer than both timeouts of the connection.
func TestStreamOutlivesTimeouts(t *testing.T) {
	address, _, _ := open(t, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		for i := range 3 {
			if err := emit(sentence(i)); err != nil {
				return guide.Turn{}, err
			}
			time.Sleep(60 * time.Millisecond)
		}
		return guide.Turn{}, ctx.Err()
	}, patience, func(s *http.Server) {
		s.ReadTimeout, s.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	})
	conn := dial(t, address)
	write(t, conn, askEvents)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(body), "event: done") {
		t.Errorf("%v, the stream ended with %q", err, body)
	}
}

// A client that sends its request drop by drop is shown the door.
func TestSlowClients(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	s := newHTTPServer(nil, log)
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("a limit is missing: %+v", s)
	}
	quick := func(s *http.Server) {
		s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
	}
	ask := func(context.Context, guide.Question, func(guide.Event) error) (guide.Turn, error) {
		t.Error("a question was asked")
		return guide.Turn{}, nil
	}
	address, _, _ := open(t, ask, patience, quick)
	for name, begun := range map[string]string{
		"nothing":      "",
		"half a line":  "POST /api/v1/as",
		"half a head":  "POST /api/v1/ask HTTP/1.1\r\nHost: galeria\r\nX-Slow: ",
		"half a body":  "POST /api/v1/ask HTTP/1.1\r\nHost: galeria\r\nContent-Length: 18\r\n\r\n{\"question\"",
		"half a chunk": "POST /api/v1/ask HTTP/1.1\r\nHost: galeria\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n{\"question\"",
	} {
		conn := dial(t, address)
		write(t, conn, begun)
		if _, err := io.ReadAll(conn); err != nil { // until the server closes
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBadRequests(t *testing.T) {
	address, _, _ := open(t, nil, patience, asIs)
	for _, tt := range []struct {
		name, request string
		want          int
	}{
		{"no host", "GET /healthz HTTP/1.1\r\n\r\n", 400},
		{"two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"host that is none", "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		{"some other host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 200},
		{"bad escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"not HTTP", "\x16\x03\x01\x02\x00\x01\r\n\r\n", 400},
		{"huge header", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", maxHeaderBytes+8<<10) + "\r\n\r\n", 431},
		{"two lengths", "POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400},
		{"bad chunk", "POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
		{"no route", "GET /no/such HTTP/1.1\r\nHost: a\r\n\r\n", 404},
	} {
		conn := dial(t, address)
		go io.WriteString(conn, tt.request) // the server may hang up before the end
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if response.StatusCode != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, response.StatusCode, tt.want)
		}
	}
}

func TestServeOnClosedListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := Serve(t.Context(), listener, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("no error")
	}
}
