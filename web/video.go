package web

import (
	"io"
	"net/http"
	"time"
)

// videoPatience is how long a phone may take to fetch what it asked for of a video.
// One that is cut off asks for the rest.
const videoPatience = 10 * time.Minute

// ServeVideo sends a video, or the range of it that was asked for. What may be kept
// of it, and for how long, the caller has said.
func ServeVideo(w http.ResponseWriter, r *http.Request, kind, sha string, file io.ReadSeeker) {
	// Where there is no connection, there is no deadline either.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(videoPatience))
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("ETag", `"`+sha+`"`)
	header.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, file)
}
