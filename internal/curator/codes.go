package curator

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
	qrcode "github.com/skip2/go-qrcode"
)

// codesPerPage is how many codes a printable page of the browser has: 25 sheets of
// paper.
const codesPerPage = 200

// codeModule is how many pixels wide the PNG draws a module of a code: printed at
// 300 dots an inch, the code of an ordinary address is then 5 cm wide.
const codeModule = 16

// codesPage is a printable sheet of codes, of a room or of all.
type codesPage struct {
	page
	RoomTitle      string // empty: of all rooms
	Cards          []codeCard
	Total          int // with a note that visitors can read
	Without        int // objects that have none, and so no code here
	Local          bool
	Public         string
	Earlier, Later string // addresses of the pages before and after, or ""
}

func (*codesPage) template() string { return "codes" }

// ObjectsPart is which of the pages about objects this is.
func (*codesPage) ObjectsPart() string { return "codes" }

// codeCard is a card to stand beside an object.
type codeCard struct {
	Code             drawnCode
	Inventory, Title string
	Lang             string // of the title, when it is not the page's
	Room             string
	Ask              []phrase
}

// phrase is an invitation in one of the museum's languages.
type phrase struct{ Lang, Text string }

// codes shows the codes of the objects of a room, or of all. Those that visitors
// cannot open are left out: a code that leads nowhere is worse than none.
func (o *Office) codes(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	p := &codesPage{page: o.newPage(c, person, "objects"), Public: o.PublicURL, Local: isLocal(o.PublicURL)}
	p.Title = p.T("codes.title")
	number := pageNumber(c.QueryParam("page"))
	query := guide.CardQuery{MuseumID: person.Museum.ID, Lang: person.Museum.Lang, Note: guide.With, Offset: (number - 1) * codesPerPage, Limit: codesPerPage}
	rooms, err := o.Rooms.OpenRooms(ctx, person.Museum.ID)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range rooms {
		names[r.Code] = p.RoomName(r)
	}
	if c.Param("room") != "" {
		room, _, err := o.findRoom(c, person)
		if err != nil {
			return err
		}
		query.RoomID, p.RoomTitle = room.ID, p.RoomName(room)
	}
	list, err := o.Objects.Cards(ctx, query)
	if err != nil {
		return err
	}
	all, err := o.Objects.Cards(ctx, guide.CardQuery{MuseumID: query.MuseumID, RoomID: query.RoomID, Note: guide.Without, Limit: 1})
	if err != nil {
		return err
	}
	p.Total, p.Without = list.Total, all.Total
	ask := o.phrases(person.Museum, "codes.ask")
	for _, card := range list.Cards {
		code, err := drawCode(o.codeURL(person.Museum, card.Inventory))
		if err != nil {
			return err
		}
		p.Cards = append(p.Cards, codeCard{code, card.Inventory, card.Title, p.Foreign(card.Lang), names[card.Room], ask})
	}
	if number > 1 {
		p.Earlier = c.Request().URL.Path + "?page=" + strconv.Itoa(number-1)
	}
	if number*codesPerPage < list.Total {
		p.Later = c.Request().URL.Path + "?page=" + strconv.Itoa(number+1)
	}
	return o.render(c, http.StatusOK, p)
}

// phrases is a message in those of the museum's languages that the pages speak.
func (o *Office) phrases(museum guide.Museum, key string) []phrase {
	var out []phrase
	for _, lang := range museum.Langs {
		if l, ok := o.locales.Locales()[lang]; ok {
			out = append(out, phrase{l.Tag(), l.T(key)})
		}
	}
	return out
}

// codeURL is the address that an object's code holds.
func (o *Office) codeURL(museum guide.Museum, inventory string) string {
	return o.PublicURL + guide.ObjectPath(museum.Code, inventory)
}

// isLocal reports whether an address leads only to the machine it is opened on.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

// drawnCode is a code as the path of an SVG drawing, of side × side modules with
// the quiet border that readers need.
type drawnCode struct {
	Side int
	Path string
}

// newCode makes a code at level M, of which 15 % may be dirty or torn. An address
// too long for any code is guide.ErrInvalid.
func newCode(address string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("%w: code of %s: %w", guide.ErrInvalid, address, err)
	}
	return code, nil
}

func drawCode(address string) (drawnCode, error) {
	code, err := newCode(address)
	if err != nil {
		return drawnCode{}, err
	}
	bitmap := code.Bitmap()
	var path strings.Builder
	for y, row := range bitmap {
		for x := 0; x < len(row); {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, n, n)
			}
			x += n + 1
		}
	}
	return drawnCode{len(bitmap), path.String()}, nil
}

func (o *Office) codeSVG(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	code, err := drawCode(o.codeURL(person.Museum, card.Inventory))
	if err != nil {
		return err
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%[2]s"/></svg>`+"\n", code.Side, code.Path)
	return sendFile(c, fileName(card.Inventory)+".svg", "image/svg+xml", []byte(svg))
}

func (o *Office) codePNG(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	code, err := newCode(o.codeURL(person.Museum, card.Inventory))
	if err != nil {
		return err
	}
	png, err := code.PNG(-codeModule)
	if err != nil {
		return err
	}
	return sendFile(c, fileName(card.Inventory)+".png", "image/png", png)
}

// fileName is an inventory number as part of a file's name on any system.
func fileName(inventory string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, inventory)
}

// sendFile sends a file to be kept.
func sendFile(c *echo.Context, name, mediaType string, data []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	return c.Blob(http.StatusOK, mediaType, data)
}
