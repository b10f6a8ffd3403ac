package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v5"
)

const fileRoute = "/curator/upload/:basket/:key"

// takeIn answers with how many bytes came.
func takeIn(c *echo.Context) error {
	n, err := io.Copy(io.Discard, c.Request().Body)
	if err != nil {
		return err
	}
	return c.String(http.StatusOK, fmt.Sprint(n))
}

func filesServer(handle echo.HandlerFunc) *echo.Echo {
	return New(Options{Log: slog.New(slog.DiscardHandler)}, func(e *echo.Echo) {
		e.PUT(fileRoute, handle)
		e.POST("/curator/signin", handle)
		e.POST("/curator/upload/:basket/other", handle)
	})
}

// Only the routes that take files take more than a form.
func TestOnlyFileRoutesTakeFiles(t *testing.T) {
	h := filesServer(takeIn)
	for target, want := range map[string]int{
		"PUT /curator/upload/b/k":      200,
		"POST /curator/signin":         413,
		"POST /curator/upload/b/other": 413,
	} {
		method, path, _ := strings.Cut(target, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(strings.Repeat("x", maxBody+1))))
		if w.Code != want {
			t.Errorf("%s: got %d, want %d", target, w.Code, want)
		}
	}
}

// A file may come slower than any form, as long as it comes.
func TestSlowFilesAreWaitedFor(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s := newHTTPServer(filesServer(takeIn), log)
	s.ReadTimeout, s.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = serve(ctx, listener, s, time.Second, log) }()

	for target, want := range map[string]string{"PUT /curator/upload/b/k": "200", "POST /curator/signin": ""} {
		conn := dial(t, listener.Addr().String())
		write(t, conn, target+" HTTP/1.1\r\nHost: galeria\r\nContent-Length: 10\r\n\r\n")
		var failed error
		for range 10 {
			time.Sleep(60 * time.Millisecond) // longer, in all, than the timeouts
			if _, err := io.WriteString(conn, "x"); err != nil {
				failed = err
				break
			}
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		switch {
		case want == "" && err == nil && response.StatusCode == http.StatusOK:
			t.Errorf("%s: waited for", target)
		case want != "" && (err != nil || response.StatusCode != http.StatusOK):
			t.Errorf("%s: %v, %v", target, err, failed)
		}
	}
}

// However many files come, so many are read at a time, and so many of one sender.
func TestFilesAtOnce(t *testing.T) {
	reading, release := make(chan struct{}, 2*maxFilesAtOnce), make(chan struct{})
	h := filesServer(func(c *echo.Context) error {
		reading <- struct{}{}
		<-release
		return takeIn(c)
	})
	send := func(sender int) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPut, "/curator/upload/b/k", strings.NewReader("x"))
		r.Header.Set("Cookie", fmt.Sprintf("cicerone_session=%d", sender))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	done := make(chan int, maxFilesAtOnce)
	begin := func(sender int) {
		go func() { done <- send(sender).Code }()
		<-reading
	}
	for range maxFilesAtOnceEach {
		begin(0)
	}
	if w := send(0); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("one more of a sender: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	for i := maxFilesAtOnceEach; i < maxFilesAtOnce; i++ {
		begin(i)
	}
	if w := send(1000); w.Code != 429 {
		t.Errorf("one more of anybody: %d", w.Code)
	}
	close(release)
	for range maxFilesAtOnce {
		if code := <-done; code != 200 {
			t.Errorf("got %d", code)
		}
	}
	if w := send(0); w.Code != 200 {
		t.Errorf("after the others are done: %d", w.Code)
	}
}

func TestFilesThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"a full disk":       {fmt.Errorf("store original: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), 507},
		"a body cut off":    {fmt.Errorf("%w: %w", errBodyCut{}, io.ErrUnexpectedEOF), 400},
		"a body that stops": {fmt.Errorf("%w: %w", errBodyCut{}, os.ErrDeadlineExceeded), 400},
		"too large a body":  {fmt.Errorf("%w: %w", errBodyCut{}, &http.MaxBytesError{Limit: 1}), 413},
		"our own fault":     {errors.New("x"), 500},
	} {
		if got := statusOf(c.err); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}
