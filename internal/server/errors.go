package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"syscall"

	"cicerone/internal/api"
	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

// retryAfter is when to come back after a 503, in seconds: long enough for a
// database or a model to have restarted, short enough for someone standing in
// front of a painting.
const retryAfter = "5"

// statusOf is the one place where errors become statuses.
func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	switch status := echo.StatusCode(err); {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return http.StatusInsufficientStorage
	case status >= 400 && status <= 599:
		return status // Echo's own: no such route, no such method, body over the limit
	case errors.Is(err, guide.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, guide.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, guide.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, guide.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, guide.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// answerErrors answers a request whose handler failed: programs in the API's
// form, people with a page. Faults of ours are logged here, and only here.
func answerErrors(page func(*echo.Context, int) error) echo.HTTPErrorHandler {
	if page == nil {
		page = plainError
	}
	return func(c *echo.Context, err error) {
		if clientGone(c, err) {
			return
		}
		status := statusOf(err)
		if status >= http.StatusInternalServerError {
			logFault(c, status, err)
		}
		if committed(c) {
			return // too late: part of another answer has been sent
		}
		startAfresh(c.Response().Header(), status)
		if strings.HasPrefix(c.Request().URL.Path, "/api/") {
			err = api.WriteError(c, status, err)
		} else if err = page(c, status); err != nil && !committed(c) {
			err = errors.Join(err, plainError(c, status))
		}
		if err != nil {
			c.Logger().Error("error not shown", "status", status, "err", err)
		}
	}
}

// committed reports whether the answer has begun to be sent.
func committed(c *echo.Context) bool {
	response, err := echo.UnwrapResponse(c.Response())
	return err == nil && response.Committed
}

// startAfresh takes back what the handler said about an answer it did not give.
func startAfresh(header http.Header, status int) {
	for _, name := range []string{"Content-Type", "Content-Length", "Etag", "Last-Modified"} {
		header.Del(name)
	}
	header.Set(echo.HeaderCacheControl, "no-store")
	if status == http.StatusServiceUnavailable {
		header.Set(echo.HeaderRetryAfter, retryAfter)
	}
}

func plainError(c *echo.Context, status int) error {
	return c.String(status, fmt.Sprintf("%d %s\n", status, http.StatusText(status)))
}

func logFault(c *echo.Context, status int, err error) {
	attrs := []slog.Attr{slog.String("route", routeOf(c)), slog.Int("status", status)}
	var panicked *middleware.PanicStackError
	if errors.As(err, &panicked) {
		attrs = append(attrs, slog.Any("err", panicked.Err), slog.String("stack", string(panicked.Stack)))
		c.Logger().LogAttrs(c.Request().Context(), slog.LevelError, "panic", attrs...)
		return
	}
	c.Logger().LogAttrs(c.Request().Context(), slog.LevelError, "request failed", append(attrs, slog.Any("err", err))...)
}
