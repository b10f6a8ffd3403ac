package curator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/sheet"

	"github.com/labstack/echo/v5"
)

// Rooms are a museum's rooms in the order of the visit.
type Rooms interface {
	OpenRooms(ctx context.Context, museum int64) ([]guide.OpenRoom, error)
}

// RoomEditor changes rooms. A form made from an older version than the newest is
// guide.ErrConflict; so is a code that another room has, which is guide.ErrInvalid
// too.
type RoomEditor interface {
	SaveRoom(ctx context.Context, by guide.User, room guide.OpenRoom) error
	MoveRoom(ctx context.Context, by guide.User, room int64, step int) error
	DeleteRoom(ctx context.Context, by guide.User, room int64, version int) error
	ChangeRooms(ctx context.Context, by guide.User, change func([]guide.OpenRoom) ([]guide.OpenRoom, error)) error
}

// roomRoutes are the rooms and the codes of the objects in them.
func (o *Office) roomRoutes() []route {
	const rooms, room = Path + "/rooms", Path + "/rooms/:room"
	return []route{
		{http.MethodGet, rooms, guide.RoleReader, o.rooms},
		{http.MethodGet, rooms + "/new", guide.RoleCurator, o.newRoom},
		{http.MethodPost, rooms, guide.RoleCurator, o.saveRoom},
		{http.MethodGet, room, guide.RoleReader, o.room},
		{http.MethodPost, room, guide.RoleCurator, o.saveRoom},
		{http.MethodPost, room + "/move", guide.RoleCurator, o.moveRoom},
		{http.MethodPost, room + "/delete", guide.RoleCurator, o.deleteRoom},
		{http.MethodGet, room + "/codes", guide.RoleReader, o.codes},
	}
}

// roomsPage lists the rooms in the order of the visit.
type roomsPage struct {
	page
	Rooms []guide.OpenRoom
	Moved int64  // id of the room just moved
	Done  string // what has just been done, in words
}

func (*roomsPage) template() string { return "rooms" }

// ObjectsPart is which of the pages about objects this is.
func (*roomsPage) ObjectsPart() string { return "rooms" }

// Last is the index of the last room.
func (p *roomsPage) Last() int { return len(p.Rooms) - 1 }

func (o *Office) rooms(c *echo.Context, person guide.User) error {
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	p := &roomsPage{page: o.newPage(c, person, "objects"), Rooms: rooms, Moved: idOf(c.QueryParam("moved"))}
	p.Title = p.T("rooms.title")
	switch c.QueryParam("done") {
	case "saved":
		p.Done = p.T("rooms.done.saved")
	case "deleted":
		p.Done = p.T("rooms.done.deleted")
	}
	return o.render(c, http.StatusOK, p)
}

// roomPage is one room as a form.
type roomPage struct {
	page
	Saved        guide.OpenRoom // as it is; zero when it is new
	Code         string         // as typed
	Floor, Order string
	Version      int
	Texts        []roomText
	Doors        []door
	Problems     map[string]string
	Stale        bool
}

func (*roomPage) template() string { return "room" }

// ObjectsPart is which of the pages about objects this is.
func (*roomPage) ObjectsPart() string { return "rooms" }

// Editable reports whether the person may change the room.
func (p *roomPage) Editable() bool { return p.May(guide.RoleCurator) }

// Path is where the form is sent.
func (p *roomPage) Path() string {
	if p.Saved.ID == 0 {
		return Path + "/rooms"
	}
	return roomPath(p.Saved.ID)
}

// VisitorPath is the visitor's page of the room.
func (p *roomPage) VisitorPath() string { return guide.RoomPath(p.Person.Museum.Code, p.Saved.Code) }

// roomText is what a room is called and what is said of it in one language, as
// typed, and as somebody else wrote it meanwhile.
type roomText struct {
	Lang                  string
	Name, About           string
	NameNow, AboutNow     string
	NameOther, AboutOther bool // what there is now is something else
	NameProblem           string
	AboutProblem          string
}

// door is another room that may lie beside this one.
type door struct {
	Code, Name string
	Open       bool
}

// showRoom shows a room's form, with the rooms that may lie beside it.
func (o *Office) showRoom(c *echo.Context, status int, p *roomPage, doors []string) error {
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), p.Person.Museum.ID)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		if r.ID != p.Saved.ID {
			p.Doors = append(p.Doors, door{r.Code, p.RoomName(r), slices.Contains(doors, r.Code)})
		}
	}
	return o.render(c, status, p)
}

func roomPath(id int64) string { return Path + "/rooms/" + strconv.FormatInt(id, 10) }

// findRoom is the room that the address names, among all.
func (o *Office) findRoom(c *echo.Context, person guide.User) (guide.OpenRoom, []guide.OpenRoom, error) {
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return guide.OpenRoom{}, nil, err
	}
	id := idOf(c.Param("room"))
	i := slices.IndexFunc(rooms, func(r guide.OpenRoom) bool { return r.ID == id })
	if i < 0 {
		return guide.OpenRoom{}, nil, fmt.Errorf("room %q: %w", c.Param("room"), guide.ErrNotFound)
	}
	return rooms[i], rooms, nil
}

func (o *Office) room(c *echo.Context, person guide.User) error {
	room, _, err := o.findRoom(c, person)
	if err != nil {
		return err
	}
	return o.showRoom(c, http.StatusOK, o.newRoomPage(c, person, room, room), room.Doors)
}

func (o *Office) newRoom(c *echo.Context, person guide.User) error {
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	all := make([]guide.Room, len(rooms))
	for i, r := range rooms {
		all[i] = r.Room
	}
	return o.showRoom(c, http.StatusOK, o.newRoomPage(c, person, guide.OpenRoom{}, guide.OpenRoom{Room: guide.Room{Order: guide.NextOrder(all)}}), nil)
}

// newRoomPage is the form of a room as it is, with what was typed.
func (o *Office) newRoomPage(c *echo.Context, person guide.User, saved, typed guide.OpenRoom) *roomPage {
	p := &roomPage{page: o.newPage(c, person, "objects"), Saved: saved, Code: typed.Code, Floor: strconv.Itoa(typed.Floor),
		Order: strconv.Itoa(typed.Order), Version: saved.Version, Problems: map[string]string{}}
	p.Title = p.T("rooms.new.title")
	if saved.ID != 0 {
		p.Title = p.RoomName(saved)
	}
	p.Stale = saved.Version != typed.Version
	for _, lang := range person.Museum.Langs {
		t := roomText{Lang: lang, Name: typed.Names[lang], About: typed.Abouts[lang], NameNow: saved.Names[lang], AboutNow: saved.Abouts[lang]}
		t.NameOther, t.AboutOther = p.Stale && t.Name != t.NameNow, p.Stale && t.About != t.AboutNow
		p.Texts = append(p.Texts, t)
	}
	return p
}

// saveRoom makes a room or changes the one that the address names.
func (o *Office) saveRoom(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	var saved guide.OpenRoom
	if c.Param("room") != "" {
		if saved, _, err = o.findRoom(c, person); err != nil {
			return err
		}
	}
	typed, problems := readRoom(values, saved, person.Museum.Langs)
	if len(problems) == 0 {
		err = o.RoomEditor.SaveRoom(c.Request().Context(), person, typed)
		switch {
		case err == nil:
			return c.Redirect(http.StatusSeeOther, Path+"/rooms?"+url.Values{"done": {"saved"}}.Encode())
		case errors.Is(err, guide.ErrInvalid):
			problems["code"] = fieldProblem{"rooms.code.taken", 0}
		case !errors.Is(err, guide.ErrConflict):
			return err
		default:
			if saved, _, err = o.findRoom(c, person); err != nil {
				return err
			}
		}
	}
	p := o.newRoomPage(c, person, saved, typed)
	p.Problems = p.inWords(problems)
	for i := range p.Texts {
		t := &p.Texts[i]
		t.NameProblem, t.AboutProblem = p.Problems["name_"+t.Lang], p.Problems["about_"+t.Lang]
	}
	p.Floor, p.Order = truncate(oneLine(values.Get("floor")), maxFilter), truncate(oneLine(values.Get("order")), maxFilter)
	status := http.StatusUnprocessableEntity
	if len(problems) == 0 {
		status = http.StatusConflict
	}
	return o.showRoom(c, status, p, typed.Doors)
}

// readRoom is the room as a form has it, and what is wrong with that.
func readRoom(values url.Values, saved guide.OpenRoom, langs []string) (guide.OpenRoom, map[string]fieldProblem) {
	problems := map[string]fieldProblem{}
	typed := saved
	typed.Version, _ = strconv.Atoi(values.Get("version"))
	typed.Code = oneLine(values.Get("code"))
	switch {
	case typed.Code == "":
		problems["code"] = fieldProblem{"rooms.code.empty", 0}
	case utf8.RuneCountInString(typed.Code) > guide.MaxRefRunes:
		problems["code"] = fieldProblem{"objects.field.long", guide.MaxRefRunes}
	}
	number := func(field, key string, least, most int) int {
		n, err := strconv.Atoi(oneLine(values.Get(field)))
		if err != nil && values.Get(field) != "" || n < least || n > most {
			problems[field] = fieldProblem{key, most}
		}
		return n
	}
	typed.Floor = number("floor", "rooms.floor.wrong", -sheet.MaxFloor, sheet.MaxFloor)
	typed.Order = number("order", "objects.order.wrong", 0, guide.MaxOrder)
	doors, ok := sheet.SplitDoors(strings.Join(values["door"], "|"))
	if !ok {
		problems["doors"] = fieldProblem{"rooms.doors.wrong", sheet.MaxDoors}
	}
	typed.Doors = doors
	fields := textFields{values, langs, problems}
	typed.Names = fields.read("name_", saved.Names, sheet.MaxRoomName, oneLine)
	typed.Abouts = fields.read("about_", saved.Abouts, sheet.MaxRoomAbout, oneLine)
	return typed, problems
}

// moveRoom moves a room one place along the visit; the button that was pressed
// has the focus again.
func (o *Office) moveRoom(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	step, err := readStep(values.Get("to"))
	if err != nil {
		return err
	}
	id := idOf(c.Param("room"))
	if err := o.RoomEditor.MoveRoom(c.Request().Context(), person, id, step); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/rooms?"+url.Values{"moved": {strconv.FormatInt(id, 10)}}.Encode())
}

func (o *Office) deleteRoom(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(values.Get("version"))
	if err := o.RoomEditor.DeleteRoom(c.Request().Context(), person, idOf(c.Param("room")), version); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/rooms?"+url.Values{"done": {"deleted"}}.Encode())
}
