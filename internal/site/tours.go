package site

import (
	"context"
	"fmt"
	"net/http"

	"cicerone/internal/guide"
	"cicerone/internal/tour"

	"github.com/labstack/echo/v5"
)

// Tours are those that curators made and published. Of their works they have only
// what visitors may see at that moment.
type Tours interface {
	// Tours lists a museum's tours; none of them is empty.
	Tours(ctx context.Context, museumID int64, lang string) ([]guide.Tour, error)
	// Tour finds one by its public id.
	Tour(ctx context.Context, museumID int64, id, lang string) (guide.Tour, error)
}

// FindFunc finds the works whose notes speak of something, best first, at most
// limit. It has the shape of ask.Guide's Works method.
type FindFunc func(ctx context.Context, q guide.Question, limit int) ([]string, error)

// toursPage lists the museum's tours and asks what a tour of one's own should be.
type toursPage struct {
	page
	Tours   []tourCard
	Wish    wish
	Lengths []int    // minutes to choose from
	Rooms   []choice // to care for
	Problem string   // with the wish
}

func (*toursPage) template() string { return "tours" }

// tourCard is a tour as an entry of a list.
type tourCard struct {
	link
	Lang  string // of its words, when it is not the page's
	Intro string
	Facts []string // "8 works", "about 45 minutes"
}

// choice is something that can be ticked.
type choice struct {
	Value, Text string
	Chosen      bool
}

// visitLengths are the minutes that a wish may choose from.
var visitLengths = []int{20, 30, 45, 60, 90, 120}

func (s *Site) tours(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p, err := s.toursPage(c, museum, wish{Minutes: 45})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) toursPage(c *echo.Context, museum guide.Museum, w wish) (*toursPage, error) {
	ctx := c.Request().Context()
	p := &toursPage{page: s.newPage(c, museum), Wish: w, Lengths: visitLengths}
	p.Title = p.T("tour.title")
	rooms, err := s.collection.Rooms(ctx, museum.ID)
	if err != nil {
		return nil, err
	}
	tours, err := s.collection.Tours(ctx, museum.ID, p.Lang)
	if err != nil {
		return nil, err
	}
	building := tour.NewBuilding(rooms)
	for _, t := range tours {
		it := curated(p.page, t, building)
		p.Tours = append(p.Tours, tourCard{link{it.Path, it.Name}, it.NameLang, it.Intro, it.facts(&p.page)})
	}
	for _, r := range rooms {
		p.Rooms = append(p.Rooms, choice{r.Code, r.Name(p.Lang, museum.Lang), w.cares(r.Code)})
	}
	return p, nil
}

// itinerary is a tour ready to be walked, whoever made it.
type itinerary struct {
	Path     string // of its first page, with what its works are when it was made for one visitor
	id       string
	query    string // "?w=…", or ""
	Name     string
	NameLang string // of its words, when it is not the page's
	Intro    string
	Minutes  int
	stops    []guide.Stop
	route    tour.Route
	building tour.Building
}

// curated is a tour of the museum's.
func curated(p page, t guide.Tour, building tour.Building) itinerary {
	it := itinerary{Path: guide.TourPath(p.Museum.Code, t.ID), id: t.ID, Minutes: t.Minutes, stops: t.Stops, building: building,
		Name: t.Title(p.Lang, p.Museum.Lang), Intro: t.Intros[p.Lang]}
	if t.Titles[p.Lang] == "" {
		it.NameLang, it.Intro = p.Museum.Lang, t.Intros[p.Museum.Lang]
	}
	if it.Name == "" {
		it.Name, it.NameLang = p.T("tour.untitled"), ""
	}
	it.walk(tour.Pace{})
	return it
}

// walk works out the way and, unless somebody said it, the time.
func (it *itinerary) walk(pace tour.Pace) {
	works := make([]tour.Work, len(it.stops))
	for i, s := range it.stops {
		works[i] = tour.Work{ID: s.Object.ID, Room: s.Object.RoomID, Order: s.Object.Order}
	}
	it.route = it.building.Through(works, pace)
	if it.Minutes == 0 {
		it.Minutes = it.route.Minutes
	}
}

func (it itinerary) facts(p *page) []string {
	rooms := map[int64]bool{}
	for _, s := range it.stops {
		if s.Object.RoomID != 0 {
			rooms[s.Object.RoomID] = true
		}
	}
	facts := []string{p.Count("tour.works", len(it.stops))}
	if len(rooms) > 0 {
		facts = append(facts, p.Count("tour.rooms", len(rooms)))
	}
	return append(facts, p.T("tour.minutes", "n", it.Minutes))
}

// stopPath is the address of a work on the tour.
func (it itinerary) stopPath(museum, inventory string) string {
	return guide.TourStopPath(museum, it.id, inventory) + it.query
}

// tourPage is a tour as a whole: its works, its way, where it begins.
type tourPage struct {
	page
	itinerary
	Facts  []string
	Legs   []leg
	Start  string // address of the first work
	Sketch *sketchView
	Made   *madeTour // nil: it is the museum's
}

func (*tourPage) template() string { return "tour" }

// leg is what a tour sees in one room before it goes on to the next.
type leg struct {
	Room  *roomLink // nil: in no room
	Floor string    // when the tour comes to another floor
	Past  []string  // rooms that are only walked through on the way here
	Stops []stopLink
}

// stopLink is a work of a tour as a line of its list.
type stopLink struct {
	workLink
	Number      int
	Inventory   string
	First, Last bool
	Highlight   bool
}

func (s *Site) tour(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := &tourPage{page: s.newPage(c, museum)}
	if p.itinerary, err = s.findTour(c, p.page); err != nil {
		return err
	}
	s.showTour(p)
	return s.render(c, http.StatusOK, p)
}

// findTour is the tour of the museum's that the address names.
func (s *Site) findTour(c *echo.Context, p page) (itinerary, error) {
	ctx := c.Request().Context()
	t, err := s.collection.Tour(ctx, p.Museum.ID, pathSegment(c, 2), p.Lang)
	if err != nil {
		return itinerary{}, err
	}
	rooms, err := s.collection.Rooms(ctx, p.Museum.ID)
	if err != nil {
		return itinerary{}, err
	}
	return curated(p, t, tour.NewBuilding(rooms)), nil
}

// showTour fills in a tour's page.
func (s *Site) showTour(p *tourPage) {
	p.Title = p.Name
	p.Facts, p.Legs, p.Sketch = p.facts(&p.page), p.legs(p.page), p.sketch(p.page, -1)
	if len(p.stops) > 0 {
		p.Start = p.stopPath(p.Museum.Code, p.stops[0].Object.Inventory)
	}
}

// legs are the tour's works by the rooms in which they are come by.
func (it itinerary) legs(p page) []leg {
	var out []leg
	at := -1 // the room last stood in
	for i, s := range it.stops {
		link := stopLink{newWorkLink(p, s.Object), i + 1, s.Object.Inventory, i == 0, i == len(it.stops)-1, s.Object.Highlight}
		link.URL = it.stopPath(p.Museum.Code, s.Object.Inventory)
		place, known := it.building.Place(s.Object.RoomID)
		if i > 0 && (known && place == at || !known && out[len(out)-1].Room == nil) {
			out[len(out)-1].Stops = append(out[len(out)-1].Stops, link)
			continue
		}
		l := leg{Stops: []stopLink{link}}
		if known {
			room := it.building.Rooms[place]
			l.Room = newRoomLink(p, room)
			if at >= 0 {
				way, _ := it.building.Way(at, place)
				for _, through := range way[1 : len(way)-1] {
					l.Past = append(l.Past, roomName(p, it.building.Rooms[through]))
				}
			}
			if at >= 0 && it.building.Rooms[at].Floor != room.Floor {
				l.Floor = floorName(p, room.Floor)
			}
			at = place
		}
		out = append(out, l)
	}
	return out
}

// roomName is a room as one is told to go there: "Room 3, Azulejo".
func roomName(p page, r guide.Room) string {
	place := p.T("room.number", "code", r.Code)
	if name := r.Name(p.Lang, p.Museum.Lang); name != "" {
		return place + ", " + name
	}
	return place
}

func floorName(p page, floor int) string {
	if floor == 0 {
		return p.T("room.ground")
	}
	return p.T("room.floor", "floor", floor)
}

// stopPage is one work of a tour: what the curators say on the way to it, its
// label and note, and the way on.
type stopPage struct {
	page
	Tour       link
	TourLang   string
	Number, Of int
	LabelLang  string
	Object     guide.Object
	Picture    *pictureView
	Room       *link
	Words      string // said on the way to it
	WordsLang  string // when it is not the page's
	Notes      []noteView
	Prev, Next *stopLink
	NextWay    string // how one gets to the next work
	Sketch     *sketchView
}

func (*stopPage) template() string { return "stop" }

// Done is how many works the visitor has behind them, this one included.
func (p *stopPage) Done() int { return p.Number }

func (s *Site) tourStop(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := s.newPage(c, museum)
	it, err := s.findTour(c, p)
	if err != nil {
		return err
	}
	return s.showStop(c, p, it)
}

// showStop shows the work of a tour that the address names. One that is not on
// it any more, or not on view, leads back to the tour as it is now.
func (s *Site) showStop(c *echo.Context, base page, it itinerary) error {
	inventory := pathTail(c, 4)
	for i, stop := range it.stops {
		if stop.Object.Inventory != inventory {
			continue
		}
		p := &stopPage{page: base, Tour: link{it.Path, it.Name}, TourLang: it.NameLang, Number: i + 1, Of: len(it.stops), Object: stop.Object}
		work := newWorkLink(p.page, stop.Object)
		p.Title, p.LabelLang, p.Picture = work.Text, work.Lang, work.Picture
		if p.Words = stop.Words[p.Lang]; p.Words == "" {
			p.Words, p.WordsLang = stop.Words[p.Museum.Lang], p.Foreign(p.Museum.Lang)
		}
		notes, err := s.collection.ObjectNotes(c.Request().Context(), p.Museum.ID, stop.Object.ID, p.Lang)
		if err != nil {
			return err
		}
		for _, n := range inLanguage(notes, p.Lang) {
			p.Notes = append(p.Notes, newNoteView(p.page, n, 0, 0))
		}
		it.place(p, i)
		p.Form = form{Label: p.T("ask.object"), Object: inventory, Examples: p.between()}
		return s.render(c, http.StatusOK, p)
	}
	return c.Redirect(http.StatusSeeOther, it.Path)
}

// between asks what leads from the work before to this one, at the first work on
// to the next. The notes of both answer it, in a model's checked words where
// there is one.
func (p *stopPage) between() []string {
	for _, other := range []*stopLink{p.Prev, p.Next} {
		if other != nil {
			return []string{p.T("tour.between", "this", p.Title, "title", other.Text)}
		}
	}
	return nil
}

// place says where the ith work is and how one gets to the one after it.
func (it itinerary) place(p *stopPage, i int) {
	neighbour := func(j int) *stopLink {
		if j < 0 || j >= len(it.stops) {
			return nil
		}
		l := stopLink{workLink: newWorkLink(p.page, it.stops[j].Object), Number: j + 1}
		l.URL = it.stopPath(p.Museum.Code, it.stops[j].Object.Inventory)
		return &l
	}
	p.Prev, p.Next = neighbour(i-1), neighbour(i+1)
	here, known := it.building.Place(it.stops[i].Object.RoomID)
	if !known {
		return
	}
	p.Room = &newRoomLink(p.page, it.building.Rooms[here]).link
	p.Room.Text = roomName(p.page, it.building.Rooms[here])
	p.Sketch = it.sketch(p.page, here)
	if p.Next == nil {
		return
	}
	if there, ok := it.building.Place(it.stops[i+1].Object.RoomID); ok {
		p.NextWay = it.directions(p.page, here, there)
	}
}

// directions tell how one gets from a room to another.
func (it itinerary) directions(p page, here, there int) string {
	if here == there {
		return p.T("tour.same_room")
	}
	to := it.building.Rooms[there]
	if it.building.Rooms[here].Floor != to.Floor {
		return p.T("tour.to_floor", "room", roomName(p, to), "floor", floorName(p, to.Floor))
	}
	if way, _ := it.building.Way(here, there); len(way) > 2 {
		return p.T("tour.to_through", "room", roomName(p, to), "through", p.T("room.number", "code", it.building.Rooms[way[1]].Code))
	}
	return p.T("tour.to_room", "room", roomName(p, to))
}

func notOnTour(inventory string) error {
	return fmt.Errorf("work %q of a tour: %w", inventory, guide.ErrNotFound)
}
