package site

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"
)

// pathTail is what stands in the address after its first n segments, unescaped.
// It reads the address itself because what Echo gives for a wildcard is escaped
// or not according to how the address happened to be written.
func pathTail(c *echo.Context, n int) string {
	parts := strings.SplitN(strings.TrimPrefix(c.Request().URL.EscapedPath(), "/"), "/", n+1)
	if len(parts) <= n {
		return ""
	}
	tail, err := url.PathUnescape(parts[n])
	if err != nil {
		return "" // impossible: net/http has parsed this address
	}
	return tail
}

// pathSegment is the nth segment of the address, from 0, unescaped.
func pathSegment(c *echo.Context, n int) string {
	segments := strings.Split(strings.TrimPrefix(c.Request().URL.EscapedPath(), "/"), "/")
	if n >= len(segments) {
		return ""
	}
	segment, err := url.PathUnescape(segments[n])
	if err != nil {
		return "" // impossible: net/http has parsed this address
	}
	return segment
}

// queryInt is a whole number from the address, 0 when it is not one.
func queryInt(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
