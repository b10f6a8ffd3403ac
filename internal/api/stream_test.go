package api_test

import (
	"bufio"
	"context"
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

// Somebody who left before a word came does not come back; somebody who has the
// turn's id is waited for, for a while.
func TestVisitorLeaves(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events int // told before the visitor leaves
		alone  time.Duration
	}{{"before the sources", 0, 0}, {"in the middle", 2, 12 * time.Second}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, leave := context.WithCancel(t.Context())
				var alone time.Duration
				h := newServer(oneMuseum, func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
					for _, e := range quoted().events[:tt.events] {
						if err := emit(e); err != nil {
							t.Error(err)
						}
					}
					leave()
					left := time.Now()
					<-ctx.Done()
					alone = time.Since(left)
					return guide.Turn{}, ctx.Err()
				})
				r := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/ask", strings.NewReader(streamBody))
				r.Header.Set("Accept", "text/event-stream")
				h.ServeHTTP(httptest.NewRecorder(), r)
				if alone != tt.alone {
					t.Errorf("the answer went on for %v, want %v", alone, tt.alone)
				}
				time.Sleep(3 * time.Minute) // until it is forgotten
			})
		})
	}
}

// A stream that broke is read on from where it broke, while the answer is still
// being given and after.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := quoted().events
		id := events[0].Done.ID
		ask := func(ctx context.Context, _ guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
			for _, e := range events {
				if err := emit(e); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Second)
			}
			return guide.Turn{}, ctx.Err()
		}
		h := newServer(oneMuseum, ask)
		phone := &slowPhone{ResponseRecorder: httptest.NewRecorder(), takes: 2}
		go func() {
			r := httptest.NewRequest("POST", "/api/v1/ask", strings.NewReader(streamBody))
			r.Header.Set("Accept", "text/event-stream")
			h.ServeHTTP(phone, r)
		}()
		time.Sleep(2500 * time.Millisecond)
		again := func() string {
			w := send(t, h, "GET", "/api/v1/museums/galeria/questions/"+id, "", "Accept", "text/event-stream", "Last-Event-ID", "1")
			_, body, _ := strings.Cut(w.Body.String(), ": resumed\n\n")
			return body
		}
		during := again()
		whole := send(t, newServer(oneMuseum, quoted().ask), "POST", "/api/v1/ask", streamBody, "Accept", "text/event-stream").Body.String()
		want := whole[strings.Index(whole, "id: 2\n"):]
		if diff := cmp.Diff(want, during); diff != "" {
			t.Errorf("the rest (-want +got):\n%s", diff)
		}
		if after := again(); after != during {
			t.Errorf("a minute later: got %q", after)
		}
		if got := phone.Body.String() + during; got != whole {
			t.Errorf("both halves:\n%s\nwant\n%s", got, whole)
		}
		if w := send(t, h, "GET", "/api/v1/museums/outro/questions/"+id, "", "Accept", "text/event-stream"); w.Code != 404 {
			t.Errorf("by another museum: %d, want 404", w.Code)
		}
		time.Sleep(5 * time.Minute)
		if w := send(t, h, "GET", "/api/v1/museums/galeria/questions/"+id, "", "Accept", "text/event-stream"); w.Code != 404 {
			t.Errorf("forgotten and not saved: %d, want 404", w.Code)
		}
	})
}

// What was saved comes as a stream's last event, or as JSON.
func TestSavedQuestion(t *testing.T) {
	done := quoted().events[len(quoted().events)-1].Done
	saved := oneMuseum
	saved.turns = map[string]guide.Turn{done.ID: done}
	h := newServer(saved, noAnswer(t))
	target := "/api/v1/museums/galeria/questions/" + done.ID
	w := send(t, h, "GET", target, "", "Accept", "text/event-stream", "Last-Event-ID", "4")
	if got := w.Body.String(); w.Code != 200 || !strings.HasPrefix(got, "id: 5\nevent: done\ndata: {") {
		t.Errorf("stream: %d, %q", w.Code, got)
	}
	w = send(t, h, "GET", target, "")
	if got := w.Body.String(); w.Code != 200 || !strings.HasPrefix(got, `{"question_id":"`+done.ID) || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("JSON: %d, %q", w.Code, got)
	}
	for _, wrong := range []string{"none", strings.Repeat("x", 100)} {
		if w := send(t, h, "GET", "/api/v1/museums/galeria/questions/"+wrong, ""); w.Code != 404 {
			t.Errorf("%s: %d, want 404", wrong, w.Code)
		}
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

	for i, err := range emitted { // it goes on, for whoever comes back
		if err != nil {
			t.Errorf("event %d: emit gave %v", i, err)
		}
	}
	if ended != nil {
		t.Errorf("the context of the answer was ended: %v", ended)
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
