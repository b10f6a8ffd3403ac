package server

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"strings"

	"cicerone/web"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

// Options are what a server needs beside its routes.
type Options struct {
	Log     *slog.Logger // nil: slog.Default
	Metrics *Metrics     // nil: a set of its own

	// Ready reports whether questions can be answered; nil means always.
	Ready func(context.Context) error

	// ErrorPage shows an error to a person; nil means a line of plain text.
	ErrorPage func(c *echo.Context, status int) error

	// RatePerMinute is how many questions one address may ask in a minute, all
	// at once if it likes; 0 means no limit. Visitors on a museum's own network
	// may share one address.
	RatePerMinute int

	// TrustProxy takes the visitor's address from X-Forwarded-For. Right only
	// when every request comes through one reverse proxy that writes it.
	TrustProxy bool
}

// Largest request bodies, in bytes. Questions are at most 10 kB as a form, where
// a rune may take 12 bytes, and 8 kB as JSON.
const (
	maxBody    = 1 << 20
	maxAskBody = 16 << 10
	// maxTextBody is a text of 4 MB, as long as files may hold, with its facts.
	maxTextBody = 5 << 20
)

// minCompressed is the shortest answer worth compressing, in bytes: what fits in
// one packet arrives no sooner for being smaller.
const minCompressed = 1400

// New assembles a server out of routes, each of which adds its own to the Echo
// it is given. Two routes at one address are a fault of the program, and panic.
func New(o Options, routes ...func(*echo.Echo)) *echo.Echo {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics()
	}
	e := echo.NewWithConfig(echo.Config{
		Logger: o.Log,
		Router: echo.NewRouter(echo.RouterConfig{
			UnescapePathParamValues: true, // else a parameter is escaped or not by how the client wrote it
			AutoHandleHEAD:          true,
		}),
		HTTPErrorHandler: answerErrors(o.ErrorPage),
	})
	if o.TrustProxy {
		e.IPExtractor = lastForwarded
	}
	e.Use(
		identify,
		observe(o.Metrics),
		middleware.RecoverWithConfig(middleware.RecoverConfig{DisableStackAll: true}),
		secure,
		refuseStrangePaths,
		refuseCrossSite(),
		limitQuestions(o.RatePerMinute),
		limitRefusals(),
		receiveFiles(),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{LimitBytes: maxBody, Skipper: takesMore}),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{LimitBytes: maxTextBody, Skipper: takesFiles}),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{LimitBytes: maxPhotoBody, Skipper: unlessPhoto}),
		middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{LimitBytes: maxAskBody, Skipper: unlessQuestion}),
		middleware.GzipWithConfig(middleware.GzipConfig{MinLength: minCompressed, Skipper: incompressible}),
	)
	watch(e, o)
	for _, add := range routes {
		add(e)
	}
	return e
}

// costly are the ends of the addresses that asksQuestion means.
var costly = []string{"/ask", "/feedback", "/tours/compose"}

// asksQuestion reports whether a request puts a question, searches, rates an answer
// or wants a tour, through the API or through a page's form: what visitors send that
// costs most, or that somebody could send to spoil the figures.
func asksQuestion(c *echo.Context) bool {
	return c.Path() == "/api/v1/search" || c.Request().Method == http.MethodPost && slices.ContainsFunc(costly, func(end string) bool { return strings.HasSuffix(c.Path(), end) })
}

func unlessQuestion(c *echo.Context) bool { return !asksQuestion(c) }

// compressed are the extensions of pictures and videos that are compressed already.
var compressed = []string{".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm"}

// incompressible keeps gzip, which gathers what it is given, away from event
// streams; and from ranges, whose offsets count the bytes of the file.
func incompressible(c *echo.Context) bool {
	r := c.Request()
	return strings.Contains(strings.Join(r.Header.Values(echo.HeaderAccept), ","), "text/event-stream") ||
		r.Header.Get("Range") != "" ||
		strings.HasPrefix(r.URL.Path, web.StaticPrefix) || // compressed beforehand, and better
		slices.Contains(compressed, strings.ToLower(path.Ext(r.URL.Path)))
}

// takesMore reports whether a request may bring more than a form: files, or a
// document's text, edited by hand.
func takesMore(c *echo.Context) bool {
	return takesFiles(c) || c.Path() == "/curator/documents/:document/edit"
}
