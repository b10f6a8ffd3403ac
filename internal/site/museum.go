package site

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/locale"

	"github.com/labstack/echo/v5"
)

// museumsPage lists the museums of a server that has several.
type museumsPage struct {
	page
	Museums []link
}

func (*museumsPage) template() string { return "museums" }

// museumPage is a museum's front door: ask, or look around.
type museumPage struct {
	page
	Rooms      []*roomLink
	Highlights []workLink
}

func (*museumPage) template() string { return "museum" }

// roomPage is one room and the works in it.
type roomPage struct {
	page
	Room       guide.Room
	Place      string // "Room 6, floor 1"
	About      string
	Works      []workLink
	Prev, Next *link  // rooms, on the suggested visit
	MoreWorks  string // address of the next page of works, or ""
	FewerWorks string // address of the one before, or ""
}

func (*roomPage) template() string { return "room" }

// aboutPage tells how the guide works, what is kept and whom to ask.
type aboutPage struct {
	page
	Models    string // their names, "" when there are none
	Searchers string // likewise
	Photos    bool   // may be shown to the guide
}

// KeepDays is how long questions are kept.
func (p *aboutPage) KeepDays() int { return p.Museum.Settings.KeepDays }

// Contact is whom to ask; may be empty.
func (p *aboutPage) Contact() string { return p.Museum.Settings.Contact }

func (*aboutPage) template() string { return "about" }

// A link is an address and the words that stand for it.
type link struct{ URL, Text string }

// roomLink is a room as a line of a list.
type roomLink struct {
	link
	Numeral string // the room's code when it is short enough to be set large
	About   string
}

// workLink is a work as a line of a list.
type workLink struct {
	link
	Lang    string // of the label, when it is not the page's
	Maker   string
	Date    string
	Picture *pictureView // nil: none
}

const (
	// maxNumeral is the longest room code set as a numeral, in bytes.
	maxNumeral = 3
	// maxHighlights keeps the front page to a few screens of a phone.
	maxHighlights = 24
	// worksPerPage is how many works a room's page lists: more than any room of
	// a museum shows on its walls; stores and archives are paged.
	worksPerPage = 100
)

func (s *Site) front(c *echo.Context) error {
	museums, err := s.collection.Museums(c.Request().Context())
	if err != nil {
		return err
	}
	if len(museums) == 1 {
		return s.showMuseum(c, museums[0])
	}
	p := &museumsPage{page: s.newPage(c, guide.Museum{})}
	p.Title = p.T("museums.title")
	for _, m := range museums {
		p.Museums = append(p.Museums, link{guide.MuseumPath(m.Code), m.Name(p.Lang)})
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) museum(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	return s.showMuseum(c, museum)
}

func (s *Site) showMuseum(c *echo.Context, museum guide.Museum) error {
	p, err := s.museumPage(c, museum)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) room(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p, err := s.roomPage(c, museum, pathTail(c, 2))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) about(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := &aboutPage{page: s.newPage(c, museum), Models: strings.Join(s.Models, ", "), Searchers: strings.Join(s.Searchers, ", "), Photos: s.Recognise != nil}
	p.Title = p.T("about.title")
	return s.render(c, http.StatusOK, p)
}

// findMuseum is the museum that the address names.
func (s *Site) findMuseum(c *echo.Context) (guide.Museum, error) {
	code := pathSegment(c, 0)
	museum, err := s.collection.Museum(c.Request().Context(), code)
	if err != nil {
		return museum, fmt.Errorf("museum %q: %w", code, err)
	}
	return museum, nil
}

func (s *Site) museumPage(c *echo.Context, museum guide.Museum) (*museumPage, error) {
	ctx := c.Request().Context()
	p := &museumPage{page: s.newPage(c, museum)}
	rooms, err := s.collection.Rooms(ctx, museum.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		p.Rooms = append(p.Rooms, newRoomLink(p.page, r))
	}
	highlights, err := s.collection.Objects(ctx, guide.ObjectQuery{
		MuseumID: museum.ID, Lang: p.Lang, Highlights: true, Limit: maxHighlights,
	})
	if err != nil {
		return nil, err
	}
	p.Highlights = newWorkLinks(p.page, highlights)
	p.Form = form{Label: p.T("ask.museum"), Examples: examples(p.Locale, highlights)}
	return p, nil
}

func (s *Site) roomPage(c *echo.Context, museum guide.Museum, code string) (*roomPage, error) {
	ctx := c.Request().Context()
	p := &roomPage{page: s.newPage(c, museum)}
	if err := s.findRoom(ctx, p, code); err != nil {
		return nil, err
	}
	p.Title = p.Room.Name(p.Lang, museum.Lang)
	p.About = p.Room.About(p.Lang, museum.Lang)

	offset := queryInt(c.Request(), "from")
	works, err := s.collection.Objects(ctx, guide.ObjectQuery{
		MuseumID: museum.ID, Lang: p.Lang, RoomID: p.Room.ID, Offset: offset, Limit: worksPerPage + 1,
	})
	if err != nil {
		return nil, err
	}
	if len(works) > worksPerPage {
		works = works[:worksPerPage]
		p.MoreWorks = "?from=" + strconv.Itoa(offset+worksPerPage)
	}
	if offset > 0 {
		p.FewerWorks = "?from=" + strconv.Itoa(max(0, offset-worksPerPage))
	}
	p.Works = newWorkLinks(p.page, works)
	p.Form = form{Label: p.T("ask.room"), Room: p.Room.Code, Examples: examples(p.Locale, works)}
	return p, nil
}

// findRoom puts the room of that code, and its neighbours on the visit, in p.
func (s *Site) findRoom(ctx context.Context, p *roomPage, code string) error {
	rooms, err := s.collection.Rooms(ctx, p.Museum.ID)
	if err != nil {
		return err
	}
	for i, r := range rooms {
		if r.Code != code {
			continue
		}
		p.Room, p.Place = r, roomPlace(p.Locale, r, rooms)
		if i > 0 {
			p.Prev = &newRoomLink(p.page, rooms[i-1]).link
		}
		if i+1 < len(rooms) {
			p.Next = &newRoomLink(p.page, rooms[i+1]).link
		}
		return nil
	}
	return fmt.Errorf("room %q: %w", code, guide.ErrNotFound)
}

// roomPlace says where a room is; its floor only in a building that has several.
func roomPlace(l locale.Locale, room guide.Room, all []guide.Room) string {
	place := l.T("room.number", "code", room.Code)
	elsewhere := func(r guide.Room) bool { return r.Floor != room.Floor }
	if !slices.ContainsFunc(all, elsewhere) {
		return place
	}
	floor := l.T("room.floor", "floor", room.Floor)
	if room.Floor == 0 {
		floor = l.T("room.ground")
	}
	return place + " · " + floor
}

func newRoomLink(p page, r guide.Room) *roomLink {
	l := &roomLink{
		link:  link{guide.RoomPath(p.Museum.Code, r.Code), r.Name(p.Lang, p.Museum.Lang)},
		About: r.About(p.Lang, p.Museum.Lang),
	}
	if len(r.Code) <= maxNumeral {
		l.Numeral = r.Code
	}
	return l
}

func newWorkLinks(p page, objects []guide.Object) []workLink {
	links := make([]workLink, 0, len(objects))
	first := true
	for _, o := range objects {
		l := newWorkLink(p, o)
		if l.Picture != nil {
			l.Picture.Lazy = !first
			first = false
		}
		links = append(links, l)
	}
	return links
}

func newWorkLink(p page, o guide.Object) workLink {
	l := workLink{
		link:  link{guide.ObjectPath(p.Museum.Code, o.Inventory), o.Label.Title},
		Maker: o.Label.Maker, Date: o.Label.Date, Picture: newPictureView(p, o.Picture),
	}
	if l.Text == "" {
		l.Text = o.Inventory
	}
	if o.Label.Lang != p.Lang {
		l.Lang = o.Label.Lang
	}
	return l
}
