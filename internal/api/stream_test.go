package api_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

var oneMuseum = collection{museums: []guide.Museum{galeria}}

const streamBody = `{"museum":"galeria","question":"De que é feito?"}`

func openStream(t *testing.T, url string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "POST", url+"/api/v1/ask", strings.NewReader(streamBody))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

// Each event arrives before the next is made.
func TestStreamIsNotHeldBack(t *testing.T) {
	events := quoted().events
	read := make(chan struct{})
	srv := httptest.NewServer(newServer(oneMuseum, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		for _, e := range events {
			if err := emit(e); err != nil {
				return guide.Turn{}, err
			}
			select {
			case <-read:
			case <-ctx.Done():
				return guide.Turn{}, ctx.Err()
			}
		}
		return guide.Turn{}, nil
	}))
	defer srv.Close()

	response := openStream(t, srv.URL)
	if got := response.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("Content-Encoding %q, want none", got)
	}
	var got []string
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if kind, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			got = append(got, kind)
		}
		if lines.Text() == "" {
			read <- struct{}{}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	want := []string{"sources", "sentence", "sentence", "citations", "done"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestVisitorLeaves(t *testing.T) {
	stopped := make(chan error, 1)
	srv := httptest.NewServer(newServer(oneMuseum, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		if err := emit(quoted().events[0]); err != nil {
			return guide.Turn{}, err
		}
		<-ctx.Done()
		stopped <- ctx.Err()
		return guide.Turn{}, ctx.Err()
	}))
	defer srv.Close()

	response := openStream(t, srv.URL)
	if _, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	select {
	case err := <-stopped:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("context ended with %v, want context.Canceled", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the answer goes on for nobody")
	}
}

// A slowPhone takes a number of writes and then no more.
type slowPhone struct {
	*httptest.ResponseRecorder
	takes     int
	deadlines int
}

func (p *slowPhone) SetWriteDeadline(time.Time) error { p.deadlines++; return nil }

func (p *slowPhone) Write(b []byte) (int, error) {
	if p.takes == 0 {
		return 0, os.ErrDeadlineExceeded
	}
	p.takes--
	return p.ResponseRecorder.Write(b)
}

func TestSlowPhone(t *testing.T) {
	var emitted []error
	var ended error
	h := newServer(oneMuseum, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		for _, e := range quoted().events {
			emitted = append(emitted, emit(e))
		}
		ended = ctx.Err()
		return guide.Turn{}, nil // as if it had not noticed
	})
	w := &slowPhone{ResponseRecorder: httptest.NewRecorder(), takes: 2}
	r := httptest.NewRequest("POST", "/api/v1/ask", strings.NewReader(streamBody))
	r.Header.Set("Accept", "text/event-stream")
	h.ServeHTTP(w, r)

	for i, err := range emitted {
		if gone := i >= 2; gone != errors.Is(err, context.Canceled) || gone != errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("event %d: emit gave %v", i, err)
		}
	}
	if ended == nil {
		t.Error("the context of the answer was not ended")
	}
	if w.deadlines != 3 {
		t.Errorf("%d write deadlines, want one for each write tried: 3", w.deadlines)
	}
	if got := strings.Count(w.Body.String(), "event: "); got != 2 {
		t.Errorf("%d events written, want 2:\n%s", got, w.Body)
	}
}

func TestKeepAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newServer(oneMuseum, func(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
			time.Sleep(35 * time.Second)
			s := notCovered()
			return s.ask(ctx, q, emit)
		})
		w := send(t, h, "POST", "/api/v1/ask", streamBody, "Accept", "text/event-stream")
		got, _, _ := strings.Cut(w.Body.String(), "data:")
		want := ": keep-alive\n\n: keep-alive\n\nid: 0\nevent: sources\n"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stream (-want +got):\n%s", diff)
		}
	})
}

// Once a comment has gone out there is no status left to give.
func TestFailureAfterKeepAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newServer(oneMuseum, func(context.Context, guide.Question, func(guide.Event) error) (guide.Turn, error) {
			time.Sleep(20 * time.Second)
			return guide.Turn{}, guide.ErrUnavailable
		})
		w := send(t, h, "POST", "/api/v1/ask", streamBody, "Accept", "text/event-stream", "Accept-Language", "en")
		want := ": keep-alive\n\nid: 0\nevent: error\ndata: " +
			`{"error":"unavailable","message":"The guide is not available right now. Please try again in a moment."}` + "\n\n"
		if diff := cmp.Diff(want, w.Body.String()); w.Code != 200 || diff != "" {
			t.Errorf("status %d, stream (-want +got):\n%s", w.Code, diff)
		}
	})
}

// A panic ends the stream without done or error, and leaves nothing running.
func TestPanicInAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newServer(oneMuseum, func(_ context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
			if err := emit(quoted().events[0]); err != nil {
				return guide.Turn{}, err
			}
			panic("a fault of ours")
		})
		w := send(t, h, "POST", "/api/v1/ask", streamBody, "Accept", "text/event-stream")
		if got := w.Body.String(); strings.Count(got, "event: ") != 1 || strings.Contains(got, "fault") {
			t.Errorf("stream:\n%s\nwant the sources alone", got)
		}
	})
}
