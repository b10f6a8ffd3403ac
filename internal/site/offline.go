package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"cicerone/internal/guide"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// shell is what every page of a visit needs, whatever museum it is of.
var shell = []string{"css/visitor.css", "css/tour.css", "js/visitor.js", "js/offline.js", "fonts/newsreader-latin-400-normal.woff2", "icons/icon.svg"}

// serviceWorker is the script that keeps pages on the phone. It begins with what
// this release's files are, so that a new release is a new script.
func (s *Site) serviceWorker(c *echo.Context) error {
	script, err := fs.ReadFile(web.Files, "static/js/sw.js")
	if err != nil {
		return err
	}
	files := make([]string, len(shell))
	for i, name := range shell {
		files[i] = web.URL(name)
	}
	release, err := json.Marshal(map[string]any{"statics": web.URL(""), "shell": files})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", append([]byte("self.release = "+string(release)+";\n"), script...))
}

// offlinePage is what the phone keeps of the museum: rooms that can be saved,
// notes to search in, questions that wait. Its scripts fill it in.
type offlinePage struct {
	page
	Rooms []savedRoom
}

func (*offlinePage) template() string { return "offline" }

// savedRoom is a room that can be kept on the phone.
type savedRoom struct {
	link
	Pack            string // address of what is kept
	Works, Pictures int
}

func (s *Site) offline(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p := &offlinePage{page: s.newPage(c, museum)}
	p.Title = p.T("offline.title")
	rooms, err := s.collection.Rooms(ctx, museum.ID)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		works, err := s.collection.Objects(ctx, guide.ObjectQuery{MuseumID: museum.ID, Lang: p.Lang, RoomID: r.ID, Limit: worksPerPage})
		if err != nil {
			return err
		}
		room := savedRoom{link: link{guide.RoomPath(museum.Code, r.Code), roomName(p.page, r)}, Works: len(works)}
		room.Pack = room.URL + "/pack.json"
		for _, o := range works {
			if o.Picture != nil {
				room.Pictures++
			}
		}
		if len(works) > 0 {
			p.Rooms = append(p.Rooms, room)
		}
	}
	return s.render(c, http.StatusOK, p)
}

// pack is what a phone needs of a room to do without a signal: the pages to keep,
// and the notes to search in.
type pack struct {
	Title string     `json:"title"`
	Lang  string     `json:"lang"`
	Files []string   `json:"files"` // addresses of pages and pictures
	Works []packWork `json:"works"`
}

type packWork struct {
	Inventory string     `json:"inventory"`
	Title     string     `json:"title"`
	By        string     `json:"by,omitempty"`
	URL       string     `json:"url"`
	Notes     []packNote `json:"notes"`
}

type packNote struct {
	Lang string `json:"lang"`
	Text string `json:"text"`
}

// roomPack sends what a phone keeps of a room, as it is now. Its ETag changes with
// anything in it, so that asking again costs next to nothing.
func (s *Site) roomPack(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p := &roomPage{page: s.newPage(c, museum)}
	if err := s.findRoom(ctx, p, pathSegment(c, 2)); err != nil {
		return err
	}
	works, err := s.collection.Objects(ctx, guide.ObjectQuery{MuseumID: museum.ID, Lang: p.Lang, RoomID: p.Room.ID, Limit: worksPerPage})
	if err != nil {
		return err
	}
	out := pack{Title: roomName(p.page, p.Room), Lang: p.Lang, Files: []string{guide.RoomPath(museum.Code, p.Room.Code)}, Works: []packWork{}}
	for _, o := range works {
		l := newWorkLink(p.page, o)
		work := packWork{Inventory: o.Inventory, Title: l.Text, By: strings.Trim(l.Maker+", "+l.Date, ", "), URL: l.URL, Notes: []packNote{}}
		out.Files = append(out.Files, l.URL)
		if l.Picture != nil {
			out.Files = append(out.Files, l.Picture.URL)
		}
		notes, err := s.collection.ObjectNotes(ctx, museum.ID, o.ID, p.Lang)
		if err != nil {
			return err
		}
		for _, n := range inLanguage(notes, p.Lang) {
			work.Notes = append(work.Notes, packNote{n.Lang, n.Text})
		}
		out.Works = append(out.Works, work)
	}
	data, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("pack of room %s: %w", p.Room.Code, err)
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	c.Response().Header().Add("Vary", "Accept-Language, Cookie")
	if unchanged(c, data) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, "application/json", data)
}

// unchanged names what is sent by a hash of it, and reports whether the asker has
// just that.
func unchanged(c *echo.Context, data []byte) bool {
	sum := sha256.Sum256(data)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	c.Response().Header().Set("ETag", tag)
	return c.Request().Header.Get("If-None-Match") == tag
}
