package site

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/tour"

	"github.com/labstack/echo/v5"
)

// wish is what a visitor wants of a tour. All of it is in the address of the
// tour that was made of it, and nowhere else.
type wish struct {
	Minutes  int
	Children bool
	Want     string   // in the visitor's words: "tiles and the sea"
	Rooms    []string // codes of those they care for
	Works    []string // inventory numbers, in order; none: still to be chosen
	Unmet    []int    // which of its interests nothing was found for
}

func (w wish) cares(room string) bool { return slices.Contains(w.Rooms, room) }

// Limits on a wish: what an address may hold, and how much is searched for.
const (
	maxWant      = 120 // characters
	maxInterests = 4
	maxWishRooms = 20
	// worksEach is how many works one interest may lift, and candidates how many
	// a route is chosen from: twice the longest.
	worksEach  = 12
	candidates = 2 * tour.MaxStops
	// worksRead is how many works of a museum are looked at beside those that are
	// wanted: all of them, but for the largest.
	worksRead = 1000
)

// What a work is worth to a visitor. Any is worth something, so that time is not
// left over; one that the museum thinks not to be missed, much more; one that
// was asked for, most, the first found twice as much as the last.
const (
	valueAny       = 0.1
	valueHighlight = 1.0
	valueWanted    = 2.0 // and as much again for the first found
	valueRoom      = 1.5
)

// readWish reads a wish from a form or an address. What is out of bounds is cut
// to them: nothing here is worth an error.
func readWish(values url.Values) wish {
	minutes, err := strconv.Atoi(values.Get("m"))
	if err != nil {
		minutes = 45
	}
	w := wish{Minutes: min(max(minutes, tour.MinMinutes), tour.MaxMinutes), Children: values.Get("children") != "",
		Want: tidy(values.Get("want"), maxWant)}
	for _, room := range values["room"] {
		if isRef(room) && len(w.Rooms) < maxWishRooms && !w.cares(room) {
			w.Rooms = append(w.Rooms, room)
		}
	}
	for _, work := range values["w"] {
		if isRef(work) && len(w.Works) < tour.MaxStops && !slices.Contains(w.Works, work) {
			w.Works = append(w.Works, work)
		}
	}
	for _, n := range values["none"] {
		if i, err := strconv.Atoi(n); err == nil && i >= 0 && i < len(w.interests()) && !slices.Contains(w.Unmet, i) {
			w.Unmet = append(w.Unmet, i)
		}
	}
	return w
}

// query is the wish in an address.
func (w wish) query() url.Values {
	q := url.Values{"m": {strconv.Itoa(w.Minutes)}, "room": w.Rooms, "w": w.Works}
	if w.Children {
		q.Set("children", "1")
	}
	if w.Want != "" {
		q.Set("want", w.Want)
	}
	for _, i := range w.Unmet {
		q.Add("none", strconv.Itoa(i))
	}
	return q
}

// isRef reports whether s may be a room's code or an inventory number.
func isRef(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= guide.MaxRefRunes && !strings.ContainsFunc(s, unicode.IsControl)
}

// tidy is text on one line, of at most so many characters; what is not text is
// nothing.
func tidy(s string, most int) string {
	if !utf8.ValidString(s) {
		return ""
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(s); len(runes) > most {
		s = strings.TrimSpace(string(runes[:most]))
	}
	return s
}

// between parts one interest from the next, in the languages of the pages.
var between = regexp.MustCompile(`(?i)\s*[,;+&]\s*|\s+(?:e|y|and|et|und|ed)\s+`)

// interests are the things that a wish names: "tiles and the sea" are two.
func (w wish) interests() []string {
	var out []string
	for _, part := range between.Split(w.Want, -1) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) && len(out) < maxInterests {
			out = append(out, part)
		}
	}
	return out
}

// compose makes a tour of a wish, and leads to it.
func (s *Site) compose(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	w := readWish(values)
	p := s.newPage(c, museum)
	w.Works, w.Unmet = nil, nil
	if err := s.choose(c.Request().Context(), p, &w); err != nil {
		return err
	}
	if len(w.Works) > 0 {
		return c.Redirect(http.StatusSeeOther, guide.TourPath(museum.Code, guide.MadeTour)+"?"+w.query().Encode())
	}
	tours, err := s.toursPage(c, museum, w)
	if err != nil {
		return err
	}
	tours.Problem = tours.T("tour.nothing")
	return s.render(c, http.StatusOK, tours)
}

// choose fills in the works of a route that meets the wish, in order, and which
// of its interests nothing was found for.
func (s *Site) choose(ctx context.Context, p page, w *wish) error {
	wanted, err := s.wanted(ctx, p, w)
	if err != nil {
		return err
	}
	rooms, err := s.collection.Rooms(ctx, p.Museum.ID)
	if err != nil {
		return err
	}
	objects, err := s.candidates(ctx, p, slices.Sorted(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	roomsWanted := map[int64]bool{}
	for _, r := range rooms {
		roomsWanted[r.ID] = w.cares(r.Code)
	}
	works := make([]tour.Work, 0, len(objects))
	inventories := map[int64]string{}
	for _, o := range objects {
		value := valueAny + wanted[o.Inventory]
		if o.Highlight {
			value += valueHighlight
		}
		if roomsWanted[o.RoomID] {
			value += valueRoom
		}
		works = append(works, tour.Work{ID: o.ID, Room: o.RoomID, Order: o.Order, Value: value})
		inventories[o.ID] = o.Inventory
	}
	slices.SortStableFunc(works, func(a, b tour.Work) int { return cmp.Compare(b.Value, a.Value) })
	works = works[:min(candidates, len(works))]
	route := tour.NewBuilding(rooms).Compose(works, w.Minutes, tour.Pace{Children: w.Children})
	for _, stop := range route.Stops {
		w.Works = append(w.Works, inventories[stop.ID])
	}
	return nil
}

// wanted is what works are worth for what was asked for, by inventory number. A
// search that fails is the caller's error: a tour that leaves out what was asked
// for without a word would be worse.
func (s *Site) wanted(ctx context.Context, p page, w *wish) (map[string]float64, error) {
	values := map[string]float64{}
	for i, interest := range w.interests() {
		q := guide.Question{Museum: p.Museum, Text: interest, Audience: guide.AudiencePublic, At: time.Now()}
		found, err := s.find(ctx, q, worksEach)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			w.Unmet = append(w.Unmet, i)
		}
		for j, inventory := range found {
			values[inventory] += valueWanted * (2 - float64(j)/float64(len(found)))
		}
	}
	return values, nil
}

// candidates are the works that a route may be chosen from: those wanted, the
// highlights, and as many others as are read at once. Each is there once.
func (s *Site) candidates(ctx context.Context, p page, wanted []string) ([]guide.Object, error) {
	var all []guide.Object
	seen := map[int64]bool{}
	for _, q := range []guide.ObjectQuery{{Among: append([]string{}, wanted...)}, {Highlights: true, Limit: candidates}, {Limit: worksRead}} {
		q.MuseumID, q.Lang = p.Museum.ID, p.Lang
		objects, err := s.collection.Objects(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, o := range objects {
			if !seen[o.ID] {
				all = append(all, o)
			}
			seen[o.ID] = true
		}
	}
	return all, nil
}

// madeTour is what can be changed about a tour made for one visitor.
type madeTour struct {
	Wish    wish
	Over    int      // minutes that it takes beyond the wish
	Unmet   []string // interests that no work of the tour was found for
	Gone    bool     // a work of the address is not on view any more
	Add     []choice // works that could be added
	Returns string   // address of the form to begin again
}

// madeItinerary is the tour that an address holds, of the works that visitors may
// see now.
func (s *Site) madeItinerary(c *echo.Context, p page, w wish) (itinerary, error) {
	ctx := c.Request().Context()
	rooms, err := s.collection.Rooms(ctx, p.Museum.ID)
	if err != nil {
		return itinerary{}, err
	}
	objects, err := s.collection.Objects(ctx, guide.ObjectQuery{MuseumID: p.Museum.ID, Lang: p.Lang, Among: append([]string{}, w.Works...)})
	if err != nil {
		return itinerary{}, err
	}
	it := itinerary{id: guide.MadeTour, query: "?" + w.query().Encode(), Name: p.T("tour.made"), building: tour.NewBuilding(rooms)}
	it.Path = guide.TourPath(p.Museum.Code, guide.MadeTour) + it.query
	for _, inventory := range w.Works {
		if i := slices.IndexFunc(objects, func(o guide.Object) bool { return o.Inventory == inventory }); i >= 0 {
			it.stops = append(it.stops, guide.Stop{Object: objects[i]})
		}
	}
	it.walk(tour.Pace{Children: w.Children})
	return it, nil
}

// made shows a tour made for one visitor, or does what a button of its form asks
// for and leads to what came of it.
func (s *Site) made(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	w := readWish(c.Request().URL.Query())
	if changed, ok := w.change(c.Request().URL.Query()); ok {
		return c.Redirect(http.StatusSeeOther, guide.TourPath(museum.Code, guide.MadeTour)+"?"+changed.query().Encode()+"#works")
	}
	p := &tourPage{page: s.newPage(c, museum)}
	if p.itinerary, err = s.madeItinerary(c, p.page, w); err != nil {
		return err
	}
	if len(p.stops) == 0 {
		return c.Redirect(http.StatusSeeOther, guide.ToursPath(museum.Code))
	}
	s.showTour(p)
	p.Made = &madeTour{Wish: w, Over: max(0, p.route.Minutes-w.Minutes), Gone: len(p.stops) < len(w.Works), Returns: guide.ToursPath(museum.Code) + "#own"}
	if err := s.offer(c.Request().Context(), p); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) madeStop(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p := s.newPage(c, museum)
	it, err := s.madeItinerary(c, p, readWish(c.Request().URL.Query()))
	if err != nil {
		return err
	}
	if len(it.stops) == 0 {
		return notOnTour(pathTail(c, 4))
	}
	return s.showStop(c, p, it)
}

// change is the wish after a button was pressed: drop, up and down name a work of
// the tour, add another.
func (w wish) change(values url.Values) (wish, bool) {
	works := slices.Clone(w.Works)
	if i := slices.Index(works, values.Get("drop")); i >= 0 {
		w.Works = slices.Delete(works, i, i+1)
		return w, true
	}
	for name, step := range map[string]int{"up": -1, "down": 1} {
		i := slices.Index(works, values.Get(name))
		if i >= 0 && i+step >= 0 && i+step < len(works) {
			works[i], works[i+step] = works[i+step], works[i]
			w.Works = works
			return w, true
		}
	}
	if added := values.Get("add"); isRef(added) && !slices.Contains(works, added) && len(works) < tour.MaxStops {
		w.Works = append(works, added)
		return w, true
	}
	return w, false
}

// maxOffered is how many works a made tour offers to add.
const maxOffered = 30

// offer fills in what could be added, the highlights first, and what was asked
// for in vain.
func (s *Site) offer(ctx context.Context, p *tourPage) error {
	interests := p.Made.Wish.interests()
	for _, i := range p.Made.Wish.Unmet {
		p.Made.Unmet = append(p.Made.Unmet, interests[i])
	}
	objects, err := s.candidates(ctx, p.page, nil)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if len(p.Made.Add) < maxOffered && !slices.Contains(p.Made.Wish.Works, o.Inventory) {
			p.Made.Add = append(p.Made.Add, choice{Value: o.Inventory, Text: newWorkLink(p.page, o).Text})
		}
	}
	return nil
}

func (s *Site) backToTours(c *echo.Context) error {
	return c.Redirect(http.StatusSeeOther, guide.ToursPath(c.Param("museum")))
}
