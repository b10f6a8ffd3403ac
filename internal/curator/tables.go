package curator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/sheet"

	"github.com/labstack/echo/v5"
)

// TextFunc decodes a text file of unknown encoding, and names the encoding. What
// is not text is guide.ErrInvalid.
type TextFunc func(file []byte) (text, encoding string, err error)

// tablesPage takes objects and rooms out and in as tables; first it shows what a
// table would change.
type tablesPage struct {
	page
	Columns, RoomColumns []string
	Problem              string
	Plan                 *tablePlan // nil: no table was sent
	Outdated             bool       // what was shown before is no longer what would change
	Applied              int        // objects or rooms just changed
	Done                 bool
}

func (*tablesPage) template() string { return "tables" }

// ObjectsPart is which of the pages about objects this is.
func (*tablesPage) ObjectsPart() string { return "tables" }

// MaxMB and MaxRows are the most a table may have.
func (*tablesPage) MaxMB() int   { return sheet.MaxBytes >> 20 }
func (*tablesPage) MaxRows() int { return sheet.MaxRows }

// tablePlan is what a table would change.
type tablePlan struct {
	SHA                     string // of the table's file
	Seen                    string // stands for exactly these changes
	Encoding                string
	OfRooms                 bool
	New, Changed, Unchanged int
	Wrong                   int
	Problems                []rowProblem
	Lines                   []planLine // the first maxPlanLines

	cards []guide.Card
	rooms []guide.OpenRoom
}

// Any reports whether something would change.
func (t *tablePlan) Any() bool { return t.New+t.Changed > 0 }

type rowProblem struct {
	Row  int
	Text string
}

type planLine struct {
	Row     int
	Name    string
	New     bool
	Columns string
}

// maxPlanLines is how many changes are shown one by one: as many as one looks at.
const maxPlanLines = 100

// tableWords are the problems that package sheet knows.
var tableWords = []string{
	"sheet.empty", "sheet.twice", "sheet.rows", "sheet.quotes", "sheet.unknown", "sheet.keyless",
	"sheet.inventory.none", "sheet.inventory.again", "sheet.inventory.spelled", "sheet.long", "sheet.room.unknown", "sheet.number",
	"sheet.highlight", "sheet.title.none", "sheet.alt.pictureless", "sheet.code.none", "sheet.code.again",
	"file.none", "file.large",
}

func (o *Office) newTablesPage(c *echo.Context, person guide.User) *tablesPage {
	langs := person.Museum.Langs
	p := &tablesPage{page: o.newPage(c, person, "objects"), Columns: sheet.ObjectColumns(langs), RoomColumns: sheet.RoomColumns(langs)}
	p.Title = p.T("tables.title")
	return p
}

func (o *Office) tables(c *echo.Context, person guide.User) error {
	p := o.newTablesPage(c, person)
	p.Applied, p.Done = int(idOf(c.QueryParam("changed"))), c.QueryParam("changed") != ""
	return o.render(c, http.StatusOK, p)
}

func (o *Office) objectsCSV(c *echo.Context, person guide.User) error {
	cards, err := o.Objects.AllCards(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.WriteObjects(&out, person.Museum.Langs, cards); err != nil {
		return err
	}
	return sendFile(c, person.Museum.Code+"-objects.csv", "text/csv; charset=utf-8", out.Bytes())
}

func (o *Office) roomsCSV(c *echo.Context, person guide.User) error {
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.WriteRooms(&out, person.Museum.Langs, rooms); err != nil {
		return err
	}
	return sendFile(c, person.Museum.Code+"-rooms.csv", "text/csv; charset=utf-8", out.Bytes())
}

// previewTable keeps the table sent and shows what it would change.
func (o *Office) previewTable(c *echo.Context, person guide.User) error {
	file, err := readFile(c, sheet.MaxBytes)
	if err != nil {
		return o.tableRefused(c, person, err)
	}
	ctx := c.Request().Context()
	sha, _, err := o.Originals.Put(ctx, bytes.NewReader(file), sheet.MaxBytes)
	if err != nil {
		return err
	}
	p := o.newTablesPage(c, person)
	if p.Plan, err = o.planFromStore(c, p, sha, file); err != nil {
		return o.tableRefused(c, person, err)
	}
	return o.render(c, http.StatusOK, p)
}

// tableRefused says what is wrong with a table as a whole.
func (o *Office) tableRefused(c *echo.Context, person guide.User, err error) error {
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	p := o.newTablesPage(c, person)
	p.Problem = p.T("sheet.text")
	if slices.Contains(tableWords, invalid.Field) {
		p.Problem = p.T(invalid.Field, "value", invalid.Problem, "max", p.MaxMB())
	}
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// planFromStore reads what a table would change of what there is.
func (o *Office) planFromStore(c *echo.Context, p *tablesPage, sha string, file []byte) (*tablePlan, error) {
	ctx, museum := c.Request().Context(), p.Person.Museum.ID
	rooms, err := o.Rooms.OpenRooms(ctx, museum)
	if err != nil {
		return nil, err
	}
	cards, err := o.Objects.AllCards(ctx, museum)
	if err != nil {
		return nil, err
	}
	return o.plan(p, sha, file, cards, rooms)
}

func (o *Office) plan(p *tablesPage, sha string, file []byte, cards []guide.Card, rooms []guide.OpenRoom) (*tablePlan, error) {
	text, encoding, err := o.Text(file)
	if err != nil {
		return nil, err
	}
	plan := &tablePlan{SHA: sha, Encoding: encoding, OfRooms: sheet.IsRooms(text)}
	langs := p.Person.Museum.Langs
	var problems []sheet.Problem
	if plan.OfRooms {
		read, err := sheet.ReadRooms(text, langs, rooms)
		if err != nil {
			return nil, err
		}
		plan.rooms, problems, plan.Wrong = read.Changed, read.Problems, read.Wrong
		plan.New, plan.Changed, plan.Unchanged = read.New, len(read.Changed)-read.New, read.Unchanged
		for _, r := range read.Changed[:min(len(read.Changed), maxPlanLines)] {
			plan.Lines = append(plan.Lines, planLine{Name: p.RoomName(r), New: r.ID == 0})
		}
	} else {
		read, err := sheet.ReadObjects(text, langs, cards, rooms)
		if err != nil {
			return nil, err
		}
		problems, plan.Wrong = read.Problems, read.Wrong
		plan.New, plan.Changed, plan.Unchanged = read.New, len(read.Changes)-read.New, read.Unchanged
		for i, change := range read.Changes {
			plan.cards = append(plan.cards, change.After)
			if i < maxPlanLines {
				plan.Lines = append(plan.Lines, planLine{change.Row, change.After.Inventory, change.Before.ID == 0, strings.Join(change.Columns(langs), ", ")})
			}
		}
	}
	for _, problem := range problems {
		plan.Problems = append(plan.Problems, rowProblem{problem.Row, p.T(problem.Key, problem.Pairs...)})
	}
	plan.Seen, err = fingerprint(plan.cards, plan.rooms)
	return plan, err
}

// fingerprint stands for changes, with the versions they are made to.
func fingerprint(cards []guide.Card, rooms []guide.OpenRoom) (string, error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode([]any{cards, rooms}); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// errOutdated stops changes that are not those that were shown.
var errOutdated = errors.New("not what was shown")

// applyTable makes the changes that were shown, if they still are what the table
// would change; else it shows it anew.
func (o *Office) applyTable(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	sha := values.Get("table")
	file, err := o.readOriginal(sha)
	if err != nil {
		return err
	}
	p := o.newTablesPage(c, person)
	ctx := c.Request().Context()
	check := func(cards []guide.Card, rooms []guide.OpenRoom) error {
		p.Plan, err = o.plan(p, sha, file, cards, rooms)
		if err == nil && (p.Plan.OfRooms != (values.Get("of") == "rooms") || p.Plan.Wrong > 0 || p.Plan.Seen != values.Get("seen")) {
			err = errOutdated
		}
		return err
	}
	if values.Get("of") == "rooms" {
		err = o.RoomEditor.ChangeRooms(ctx, person, func(rooms []guide.OpenRoom) ([]guide.OpenRoom, error) {
			if err := check(nil, rooms); err != nil {
				return nil, err
			}
			return p.Plan.rooms, nil
		})
	} else {
		rooms, roomsErr := o.Rooms.OpenRooms(ctx, person.Museum.ID)
		if roomsErr != nil {
			return roomsErr
		}
		err = o.ObjectEditor.ChangeCards(ctx, person, func(cards []guide.Card) ([]guide.Card, error) {
			if err := check(cards, rooms); err != nil {
				return nil, err
			}
			return p.Plan.cards, nil
		})
	}
	switch {
	case errors.Is(err, errOutdated), errors.Is(err, guide.ErrConflict):
		p.Outdated = true
		return o.render(c, http.StatusConflict, p)
	case err != nil:
		return o.tableRefused(c, person, err)
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("%s/objects/tables?changed=%d", Path, p.Plan.New+p.Plan.Changed))
}

// readOriginal reads a table that was kept.
func (o *Office) readOriginal(sha string) ([]byte, error) {
	file, err := o.Originals.Get(sha)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, sheet.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > sheet.MaxBytes {
		return nil, guide.Invalidf("file.large", "%d", sheet.MaxBytes>>20)
	}
	return data, nil
}
