package guide

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// The addresses below are those that pages, the API and printed codes share.

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

// AnswerPath is the address that opens an answer again, by its turn's public id.
func AnswerPath(museum, turn string) string { return MuseumPath(museum) + "/a/" + url.PathEscape(turn) }

// PicturePath is the address of a picture at one of its widths.
func PicturePath(museum, picture string, width int) string {
	return MuseumPath(museum) + "/images/" + url.PathEscape(picture) + "-" + strconv.Itoa(width) + ".jpg"
}

// SignPath is the address of a video in a sign language.
func SignPath(museum string, v SignVideo) string {
	return MuseumPath(museum) + "/signs/" + url.PathEscape(v.ID) + SignKinds[v.Kind]
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
func NotePath(museum string, c Citation) string {
	return fmt.Sprintf("%s/notes/%s?r=%d&from=%d&to=%d#quote",
		MuseumPath(museum), url.PathEscape(c.Document), c.Revision, c.Start, c.End)
}
