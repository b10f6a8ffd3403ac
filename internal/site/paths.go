package site

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// MuseumPath is the address of a museum's page.
func MuseumPath(museum string) string { return "/" + url.PathEscape(museum) }

// RoomPath is the address of a room's page.
func RoomPath(museum, room string) string {
	return MuseumPath(museum) + "/rooms/" + url.PathEscape(room)
}

// ObjectPath is the address of an object's page, the one its QR code holds.
// Slashes in an inventory number stay slashes, because several web servers put
// in front of this one refuse %2F; a number in which a slash would change the
// meaning of the address ("a//b", "a/../b") is escaped whole.
func ObjectPath(museum, inventory string) string {
	path := url.PathEscape(inventory)
	if readable := strings.ReplaceAll(path, "%2F", "/"); cleanSegments(readable) {
		path = readable
	}
	return MuseumPath(museum) + "/o/" + path
}

func cleanSegments(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// NotePath is the address of the note that c cites, at the cited sentence.
func NotePath(museum string, c guide.Citation) string {
	return fmt.Sprintf("%s/notes/%s?r=%d&from=%d&to=%d#quote",
		MuseumPath(museum), url.PathEscape(c.Document), c.Revision, c.Start, c.End)
}

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
