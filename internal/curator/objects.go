package curator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Objects are a museum's objects as those see them who look after them.
type Objects interface {
	Cards(ctx context.Context, q guide.CardQuery) (guide.CardList, error)
	Card(ctx context.Context, museum, id int64) (guide.OpenCard, error)
	AllCards(ctx context.Context, museum int64) ([]guide.Card, error)
}

// ObjectEditor changes objects. A form made from an older version than the
// newest is guide.ErrConflict.
type ObjectEditor interface {
	AddObject(ctx context.Context, by guide.User, inventory string) (int64, error)
	SaveCard(ctx context.Context, by guide.User, card guide.Card) error
	TakeNote(ctx context.Context, by guide.User, object int64, version int, lang string) error
	DeleteObject(ctx context.Context, by guide.User, object int64, version int) error
	ChangeCards(ctx context.Context, by guide.User, change func([]guide.Card) ([]guide.Card, error)) error
}

// objectRoutes are the objects, their pictures and codes, and the tables.
func (o *Office) objectRoutes() []route {
	const objects, object = Path + "/objects", Path + "/objects/:object"
	return []route{
		{http.MethodGet, objects, guide.RoleReader, o.objects},
		{http.MethodGet, objects + "/new", guide.RoleCurator, o.newObjectPage},
		{http.MethodPost, objects, guide.RoleCurator, o.addObject},
		{http.MethodGet, object, guide.RoleReader, o.object},
		{http.MethodPost, object, guide.RoleCurator, o.saveObject},
		{http.MethodPost, object + "/take", guide.RoleCurator, o.takeNote},
		{http.MethodPost, object + "/delete", guide.RoleCurator, o.deleteObject},
		{http.MethodPost, object + "/picture", guide.RoleCurator, o.putPicture},
		{http.MethodPost, object + "/picture/words", guide.RoleCurator, o.describePicture},
		{http.MethodPost, object + "/picture/remove", guide.RoleCurator, o.removePicture},
		{http.MethodPost, object + "/picture/restore", guide.RoleCurator, o.restorePicture},
		{http.MethodGet, object + "/picture.jpg", guide.RoleReader, o.picture},
		{http.MethodPost, object + "/signs", guide.RoleCurator, o.putSigns},
		{http.MethodPost, object + "/signs/remove", guide.RoleCurator, o.removeSigns},
		{http.MethodPost, object + "/signs/restore", guide.RoleCurator, o.restoreSigns},
		{http.MethodGet, object + "/signs/video", guide.RoleReader, o.signs},
		{http.MethodGet, object + "/code.svg", guide.RoleReader, o.codeSVG},
		{http.MethodGet, object + "/code.png", guide.RoleReader, o.codePNG},
		{http.MethodGet, objects + "/codes", guide.RoleReader, o.codes},
		{http.MethodGet, objects + "/tables", guide.RoleReader, o.tables},
		{http.MethodGet, objects + "/objects.csv", guide.RoleReader, o.objectsCSV},
		{http.MethodGet, objects + "/rooms.csv", guide.RoleReader, o.roomsCSV},
		{http.MethodPost, objects + "/tables", guide.RoleCurator, o.previewTable},
		{http.MethodPost, objects + "/tables/apply", guide.RoleCurator, o.applyTable},
	}
}

const objectsPerPage = 50

// objectsPage lists a museum's objects.
type objectsPage struct {
	page
	List                guide.CardList
	Query               guide.CardQuery
	Rooms               []guide.OpenRoom
	Deleted             string // inventory number of the object just deleted
	Earlier, Later      string // addresses of the pages before and after, or ""
	Number, From, Until int    // of the page, and of the objects on it
}

func (*objectsPage) template() string { return "objects" }

// ObjectsPart is which of the pages about objects this is, for their navigation.
func (*objectsPage) ObjectsPart() string { return "objects" }

// Filtered reports whether not all objects are asked for.
func (p *objectsPage) Filtered() bool {
	q := p.Query
	return q.Text != "" || q.RoomID != 0 || q.NoRoom || q.Highlights || q.Picture != "" || q.Note != ""
}

// RoomName is how a room is called in lists: its code and its name.
func (p *page) RoomName(r guide.OpenRoom) string {
	if name := r.Name(p.Lang, p.Person.Museum.Lang); name != "" && name != r.Code {
		return r.Code + " · " + name
	}
	return r.Code
}

// noRoom is how an address asks for objects in no room.
const noRoom = "none"

func (o *Office) objects(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	p := &objectsPage{page: o.newPage(c, person, "objects"), Number: pageNumber(c.QueryParam("page")), Deleted: oneLine(truncate(c.QueryParam("deleted"), guide.MaxRefRunes))}
	p.Title = p.T("objects.title")
	offset := (p.Number - 1) * objectsPerPage
	p.Query = guide.CardQuery{
		MuseumID: person.Museum.ID, Lang: p.Lang, Text: oneLine(truncate(c.QueryParam("q"), maxFilter)),
		NoRoom: c.QueryParam("room") == noRoom, Highlights: c.QueryParam("highlight") != "",
		Picture: having(c.QueryParam("picture")), Note: having(c.QueryParam("note")), Offset: offset, Limit: objectsPerPage,
	}
	var err error
	if p.Rooms, err = o.Rooms.OpenRooms(ctx, person.Museum.ID); err != nil {
		return err
	}
	if id := idOf(c.QueryParam("room")); slices.ContainsFunc(p.Rooms, func(r guide.OpenRoom) bool { return r.ID == id }) {
		p.Query.RoomID = id
	}
	if p.List, err = o.Objects.Cards(ctx, p.Query); err != nil {
		return err
	}
	p.From, p.Until = offset+1, offset+len(p.List.Cards)
	if p.Number > 1 {
		p.Earlier = p.pagePath(p.Number - 1)
	}
	if p.Until < p.List.Total {
		p.Later = p.pagePath(p.Number + 1)
	}
	return o.render(c, http.StatusOK, p)
}

// pagePath is the address of another page of the same objects.
func (p *objectsPage) pagePath(number int) string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set("q", p.Query.Text)
	set("picture", string(p.Query.Picture))
	set("note", string(p.Query.Note))
	switch {
	case p.Query.NoRoom:
		query.Set("room", noRoom)
	case p.Query.RoomID != 0:
		query.Set("room", strconv.FormatInt(p.Query.RoomID, 10))
	}
	if p.Query.Highlights {
		query.Set("highlight", "1")
	}
	if number > 1 {
		query.Set("page", strconv.Itoa(number))
	}
	return Path + "/objects?" + query.Encode()
}

func having(s string) guide.Having {
	if h := guide.Having(s); h == guide.With || h == guide.Without {
		return h
	}
	return ""
}

// idOf is an id from an address or a form, 0 when it is none.
func idOf(s string) int64 {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// newObjectPage asks for the number of a new object.
type newObjectPage struct {
	page
	Inventory, Problem string
}

func (*newObjectPage) template() string { return "object-new" }

// ObjectsPart is which of the pages about objects this is.
func (*newObjectPage) ObjectsPart() string { return "objects" }

// MaxRef is the longest inventory number, in characters.
func (*newObjectPage) MaxRef() int { return guide.MaxRefRunes }

func (o *Office) newObjectPage(c *echo.Context, person guide.User) error {
	return o.showNewObject(c, person, http.StatusOK, "", "")
}

func (o *Office) showNewObject(c *echo.Context, person guide.User, status int, inventory, problem string) error {
	p := &newObjectPage{page: o.newPage(c, person, "objects"), Inventory: inventory}
	p.Title = p.T("objects.new.title")
	if problem != "" {
		p.Problem = p.T(problem, "max", guide.MaxRefRunes)
	}
	return o.render(c, status, p)
}

func (o *Office) addObject(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	typed := oneLine(values.Get("inventory"))
	inventory := guide.CleanInventory(typed)
	switch {
	case inventory == "":
		return o.showNewObject(c, person, http.StatusUnprocessableEntity, typed, "objects.new.empty")
	case utf8.RuneCountInString(inventory) > guide.MaxRefRunes:
		return o.showNewObject(c, person, http.StatusUnprocessableEntity, truncate(typed, 2*guide.MaxRefRunes), "objects.new.long")
	}
	id, err := o.ObjectEditor.AddObject(c.Request().Context(), person, inventory)
	switch {
	case errors.Is(err, guide.ErrConflict):
		return o.showNewObject(c, person, http.StatusUnprocessableEntity, typed, "objects.new.taken")
	case err != nil:
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(id))
}

func objectPath(id int64) string { return Path + "/objects/" + strconv.FormatInt(id, 10) }

// findCard is the object that the address names.
func (o *Office) findCard(c *echo.Context, person guide.User) (guide.OpenCard, error) {
	id := idOf(c.Param("object"))
	if id == 0 {
		return guide.OpenCard{}, fmt.Errorf("object %q: %w", c.Param("object"), guide.ErrNotFound)
	}
	return o.Objects.Card(c.Request().Context(), person.Museum.ID, id)
}
