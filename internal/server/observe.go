package server

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/labstack/echo/v5"
)

// identify gives every request an id of our own making, so that the line a
// visitor complains of can be found, and puts it in all that is logged of the
// request. What clients send under that name is not believed.
func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		id := rand.Text()
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		c.SetLogger(c.Logger().With("request", id))
		return next(c)
	}
}

// statusClientGone is what is logged when the client left before the answer. It
// is never sent. nginx's number.
const statusClientGone = 499

// clientGone reports whether err is only the sound of a client leaving.
func clientGone(c *echo.Context, err error) bool {
	return errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil
}

// watched are the routes that machines ask for every few seconds.
var watched = []string{healthPath, readyPath, metricsPath}

// observe has errors answered, then logs and counts the request: its method,
// the pattern of its route, its status, size and time. The address it came from,
// the path itself and anything that was asked stay out of both.
func observe(m *Metrics) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			start := time.Now()
			err := next(c)
			if err != nil {
				c.Echo().HTTPErrorHandler(c, err)
			}
			response, status := echo.ResolveResponseStatus(c.Response(), nil)
			if clientGone(c, err) {
				status = statusClientGone
			}
			method, route, took := knownMethod(c.Request().Method), routeOf(c), time.Since(start)
			m.request(method, route, status, took)

			level := slog.LevelInfo
			if slices.Contains(watched, route) {
				level = slog.LevelDebug
			}
			c.Logger().LogAttrs(c.Request().Context(), level, "request",
				slog.String("method", method),
				slog.String("route", route),
				slog.Int("status", status),
				slog.Float64("ms", float64(took.Microseconds())/1000),
				slog.Int64("bytes", response.Size),
			)
			return nil
		}
	}
}

// routeOf is the pattern a request matched, "none" when it matched none.
func routeOf(c *echo.Context) string {
	if c.Path() == "" {
		return "none"
	}
	return c.Path()
}

// knownMethod keeps invented methods out of labels.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}
