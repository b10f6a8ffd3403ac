package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
)

// failing is a house in which /page and /api/page fail with err.
func failing(o Options, err error) house {
	return newHouse(o, func(e *echo.Echo) {
		fail := func(c *echo.Context) error {
			c.Response().Header().Set("Content-Type", "image/png")
			c.Response().Header().Set("Cache-Control", "public")
			return err
		}
		e.GET("/page", fail)
		e.GET("/api/page", fail)
	})
}

func errorPage(c *echo.Context, status int) error {
	return c.HTML(status, fmt.Sprintf("<h1>%d</h1>", status))
}

func TestErrorsBecomeStatuses(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("read a secret: %w", err) }
	tests := []struct {
		name   string
		err    error
		status int
		code   string // as the API tells it
	}{
		{"field", guide.Invalidf("question", "is empty"), 400, "invalid"},
		{"invalid", wrap(guide.ErrInvalid), 400, "invalid"},
		{"forbidden", wrap(guide.ErrForbidden), 403, "forbidden"},
		{"not found", wrap(guide.ErrNotFound), 404, "not_found"},
		{"conflict", wrap(guide.ErrConflict), 409, "conflict"},
		{"unavailable", wrap(guide.ErrUnavailable), 503, "unavailable"},
		{"too slow", wrap(context.DeadlineExceeded), 503, "unavailable"},
		{"cancelled by ourselves", wrap(context.Canceled), 500, "internal"},
		{"form too large", fmt.Errorf("%w: read form: %w", guide.ErrInvalid, &http.MaxBytesError{Limit: 1}), 413, "too_large"},
		{"body too large", fmt.Errorf("%w: read: %w", guide.ErrInvalid, echo.ErrStatusRequestEntityTooLarge), 413, "too_large"},
		{"Echo's", echo.NewHTTPError(http.StatusMethodNotAllowed, "a secret"), 405, "method_not_allowed"},
		{"Echo's, of no word of ours", echo.NewHTTPError(http.StatusUnsupportedMediaType, "a secret"), 415, "invalid"},
		{"Echo's, a fault", echo.NewHTTPError(http.StatusBadGateway, "a secret"), 502, "internal"},
		{"a status that is no error", echo.NewHTTPError(http.StatusOK, "a secret"), 500, "internal"},
		{"anything else", errors.New("a secret"), 500, "internal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := failing(Options{ErrorPage: errorPage}, tt.err)
			page, program := h.send("GET", "/page", ""), h.send("GET", "/api/page", "")
			var got struct{ Error, Message string }
			if err := json.Unmarshal(program.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if program.Code != tt.status || got.Error != tt.code || got.Message == "" {
				t.Errorf("program was told %d %+v, want %d %q", program.Code, got, tt.status, tt.code)
			}
			if want := fmt.Sprintf("<h1>%d</h1>", tt.status); page.Code != tt.status || page.Body.String() != want {
				t.Errorf("person was shown %d %q, want %d %q", page.Code, page.Body, tt.status, want)
			}
			faults := 0
			if tt.status >= 500 {
				faults = 2
			}
			if got := h.lines(`"level":"ERROR"`); len(got) != faults {
				t.Errorf("logged %d faults, want %d: %s", len(got), faults, got)
			}
			for want, w := range map[string]*httptest.ResponseRecorder{"text/html; charset=UTF-8": page, "application/json": program} {
				checkErrorAnswer(t, w, want)
			}
		})
	}
}

func checkErrorAnswer(t *testing.T, w *httptest.ResponseRecorder, contentType string) {
	t.Helper()
	got := map[string]string{}
	for _, name := range []string{"Content-Type", "Cache-Control", "Retry-After"} {
		got[name] = w.Header().Get(name)
	}
	want := map[string]string{"Content-Type": contentType, "Cache-Control": "no-store", "Retry-After": ""}
	if w.Code == http.StatusServiceUnavailable {
		want["Retry-After"] = retryAfter
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("tells a secret: %s", w.Body)
	}
}

func TestFieldIsTold(t *testing.T) {
	h := failing(Options{}, guide.Invalidf("question", "is empty"))
	got := h.send("GET", "/api/page", "").Body.String()
	if want := `{"error":"invalid","field":"question","message":"is empty"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestErrorWithoutPage(t *testing.T) {
	broken := func(*echo.Context, int) error { return errors.New("template missing") }
	for name, page := range map[string]func(*echo.Context, int) error{"none": nil, "broken": broken} {
		w := failing(Options{ErrorPage: page}, guide.ErrNotFound).send("GET", "/page", "")
		if want := "404 Not Found\n"; w.Code != 404 || w.Body.String() != want {
			t.Errorf("page %s: %d %q, want %q", name, w.Code, w.Body, want)
		}
	}
}

func TestErrorAfterAnswer(t *testing.T) {
	h := newHouse(Options{}, func(e *echo.Echo) {
		e.GET("/page", func(c *echo.Context) error {
			if err := c.String(http.StatusOK, "half"); err != nil {
				return err
			}
			return errors.New("the other half failed")
		})
	})
	w := h.send("GET", "/page", "")
	if w.Code != 200 || w.Body.String() != "half" || len(h.lines("the other half failed")) != 1 {
		t.Errorf("%d %q, log %s", w.Code, w.Body, h.log)
	}
}

func TestPanic(t *testing.T) {
	h := newHouse(Options{ErrorPage: errorPage}, func(e *echo.Echo) {
		e.GET("/page", func(*echo.Context) error { panic("a secret") })
	})
	w := h.send("GET", "/page", "", "Accept-Encoding", "gzip")
	if w.Code != 500 || w.Body.String() != "<h1>500</h1>" {
		t.Errorf("%d %q, want the error page", w.Code, w.Body)
	}
	faults := h.lines(`"level":"ERROR"`)
	if len(faults) != 1 || !strings.Contains(faults[0], "a secret") || !strings.Contains(faults[0], "errors_test.go") {
		t.Errorf("log %s, want the panic and its stack, once", faults)
	}
	if h.send("GET", "/healthz", "").Code != 200 {
		t.Error("the server did not survive")
	}
}

func TestClientGone(t *testing.T) {
	h := newHouse(Options{ErrorPage: errorPage}, func(e *echo.Echo) {
		e.GET("/page", func(c *echo.Context) error {
			return fmt.Errorf("search: %w: %w", guide.ErrUnavailable, c.Request().Context().Err())
		})
	})
	ctx, leave := context.WithCancel(context.Background())
	leave()
	w := h.do(httptest.NewRequest("GET", "/page", nil).WithContext(ctx))
	if w.Body.Len() != 0 {
		t.Errorf("wrote %q to nobody", w.Body)
	}
	if len(h.lines(`"level":"ERROR"`)) != 0 || len(h.lines(`"status":499`)) != 1 {
		t.Errorf("log %s, want one line of status 499 and no fault", h.log)
	}
}
