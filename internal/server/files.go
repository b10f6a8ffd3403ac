package server

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// fileRoutes are the addresses that take files, and so are let through where
// everything else is held to a form's size and a phone's time.
var fileRoutes = []string{
	"/curator/upload/:basket",
	"/curator/upload/:basket/:key",
	"/curator/documents/:document/file",
	"/curator/objects/:object/picture",
	"/curator/objects/:object/signs",
	"/curator/objects/tables",
	"/api/v1/documents",
	"/api/v1/picture",
	"/:museum/picture",
}

// Limits on requests that bring files. How large one file may be is
// guide.MaxUpload; whoever reads them holds them to it.
const (
	// maxFilesBody is the largest such request, in bytes: a form with a large
	// folder in it. Files go to disk as they come, never into memory.
	maxFilesBody = 4 << 30
	// stallTimeout is how long such a request may bring nothing: a museum's Wi-Fi
	// may be slow, and is then waited for; this is when it is gone.
	stallTimeout = 30 * time.Second
	// maxFilesAtOnce is how many such requests are read at a time. Each takes a
	// connection and some 100 kB.
	maxFilesAtOnce = 32
	// maxFilesAtOnceEach is how many one sender may have among them: more than
	// the three of the upload page, less than would shut out a colleague.
	maxFilesAtOnceEach = 6
)

// filesRetryAfter is when to come back to a server that reads as many files as
// it can, in seconds.
const filesRetryAfter = "2"

// maxPhotoBody is a photograph with the form around it, in bytes, or one that is
// too large and is heard out so that its sender can be told.
const maxPhotoBody = guide.MaxPhotoSent + 64<<10

// takesPhoto reports whether a request shows the guide a photograph.
func takesPhoto(c *echo.Context) bool {
	return c.Request().Method == http.MethodPost && (c.Path() == "/api/v1/picture" || c.Path() == "/:museum/picture")
}

func unlessPhoto(c *echo.Context) bool { return !takesPhoto(c) }

// takesFiles reports whether a request may bring files.
func takesFiles(c *echo.Context) bool {
	method := c.Request().Method
	return (method == http.MethodPost || method == http.MethodPut) && slices.Contains(fileRoutes, c.Path())
}

// receiveFiles lets files come as slowly as they must, as long as they come, and
// answers 429 when there are too many at a time.
func receiveFiles() echo.MiddlewareFunc {
	var slots slots
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if !takesFiles(c) {
				return next(c)
			}
			from := sender(c.Request())
			if !slots.take(from) {
				c.Response().Header().Set(echo.HeaderRetryAfter, filesRetryAfter)
				return echo.ErrTooManyRequests
			}
			defer slots.give(from)
			r := c.Request()
			r.Body = &patientBody{
				ReadCloser: http.MaxBytesReader(c.Response(), r.Body, maxFilesBody),
				control:    http.NewResponseController(c.Response()),
			}
			return next(c)
		}
	}
}

// sender is who may have how many requests at a time: a session or a token. One
// that is made up gets a count of its own too, but nothing of its body is read.
func sender(r *http.Request) string {
	return r.Header.Get(echo.HeaderAuthorization) + "\n" + r.Header.Get(echo.HeaderCookie)
}

// slots counts the requests that are bringing files.
type slots struct {
	mu   sync.Mutex
	all  int
	from map[string]int
}

func (s *slots) take(from string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxFilesAtOnce || s.from[from] >= maxFilesAtOnceEach {
		return false
	}
	if s.from == nil {
		s.from = map[string]int{}
	}
	s.all++
	s.from[from]++
	return true
}

func (s *slots) give(from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.from[from]--; s.from[from] == 0 {
		delete(s.from, from)
	}
}

// patientBody moves the connection's deadlines on while bytes come. It does so
// from the first byte that a handler asks for: strangers, whom no handler reads,
// get no more time than anybody.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
	moved   time.Time
}

func (b *patientBody) Read(p []byte) (int, error) {
	if now := time.Now(); now.Sub(b.moved) > time.Second {
		b.moved = now
		// Where there is no connection, there is no deadline either.
		_ = b.control.SetReadDeadline(now.Add(stallTimeout))
		_ = b.control.SetWriteDeadline(now.Add(writeTimeout))
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w: %w", errBodyCut{}, err)
	}
	return n, err
}

// errBodyCut is a body that ended before its end. Nobody is left to be told, but
// it is no fault of ours.
type errBodyCut struct{}

func (errBodyCut) Error() string   { return "the request ended early" }
func (errBodyCut) StatusCode() int { return http.StatusBadRequest }
