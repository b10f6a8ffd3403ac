package server

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// secureHeaders go with every answer. Pages load nothing but our own files, run
// no inline script, stand in no frame, and tell other sites nothing. A page may hear
// a question that is spoken; browsers ask the visitor first.
var secureHeaders = []struct{ name, value string }{
	{"Content-Security-Policy", web.ContentSecurityPolicy},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), microphone=(self), geolocation=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
}

func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		for _, h := range secureHeaders {
			c.Response().Header().Set(h.name, h.value)
		}
		return next(c)
	}
}

// refuseStrangePaths answers 404 to addresses that are not text: no page has
// one, and Postgres would refuse them as parameters.
func refuseStrangePaths(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		path := c.Request().URL.Path
		if !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) {
			return guide.ErrNotFound
		}
		return next(c)
	}
}

// refuseCrossSite refuses what a page of another site makes a browser send.
// Requests that come from no browser pass.
func refuseCrossSite() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return fmt.Errorf("%w: %w", guide.ErrForbidden, err)
			}
			return next(c)
		}
	}
}
