package curator

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// maxTextForm is the largest form with a document's text: the longest text that
// is read from a file, and its facts.
const maxTextForm = maxWritten + maxFormBytes

// maxWritten is the longest text that can be written, in bytes: as long as what
// is taken from one file.
const maxWritten = 4 << 20

// editPage is the form in which a document's text and facts are changed.
type editPage struct {
	page
	Doc       guide.OpenDocument
	From      int        // the newest revision, which the form changes
	Values    url.Values // as they are, or as they were typed
	Rooms     []guide.Room
	NoteLangs []string
	Detected  string            // language that the guide read off the text, or ""
	Object    string            // what the inventory number stands for, in words
	Problems  map[string]string // by field
	Newer     *guide.Published  // made by somebody else while this was typed
}

func (*editPage) template() string { return "edit" }

// Path is the document's address.
func (p *editPage) Path() string { return documentPath(p.Doc.PublicID) }

// Value is what stands in a field.
func (p *editPage) Value(field string) string { return p.Values.Get(field) }

// Problem is what is wrong with a field, or "".
func (p *editPage) Problem(field string) string { return p.Problems[field] }

// Kinds are what a note may be about.
func (*editPage) Kinds() []guide.Kind {
	return []guide.Kind{guide.KindObject, guide.KindRoom, guide.KindTheme, guide.KindVisit}
}

// editFacts are the facts of one line, in the order of the form, each with the
// label's field or the note's that it is.
var editFacts = []struct {
	name  string
	field func(*guide.Note) *string
}{
	{"title", func(n *guide.Note) *string { return &n.Label.Title }},
	{"inventory", func(n *guide.Note) *string { return &n.Inventory }},
	{"maker", func(n *guide.Note) *string { return &n.Label.Maker }},
	{"date", func(n *guide.Note) *string { return &n.Label.Date }},
	{"material", func(n *guide.Note) *string { return &n.Label.Material }},
	{"held_by", func(n *guide.Note) *string { return &n.Label.HeldBy }},
	{"author", func(n *guide.Note) *string { return &n.Author }},
}

// edit shows the form.
func (o *Office) edit(c *echo.Context, person guide.User) error {
	p, base, err := o.editPage(c, person)
	if err != nil {
		return err
	}
	if newest := p.Doc.Revisions[0]; newest.State == guide.RevisionStored || !p.Doc.Deleted.IsZero() {
		return o.showProblem(c, person, p.Doc.PublicID, "problem.conflict", guide.ErrConflict)
	}
	p.Values = writeForm(base)
	if err := o.describeObject(c, p); err != nil {
		return err
	}
	return o.render(c, http.StatusOK, p)
}

// save makes a new revision of what was typed. When somebody else was faster,
// the form says so and keeps it; saved once more, it comes on top.
func (o *Office) save(c *echo.Context, person guide.User) error {
	p, base, err := o.editPage(c, person)
	if err != nil {
		return err
	}
	if p.Values, err = readFormOf(c, maxTextForm); err != nil {
		return err
	}
	from, err := formRevision(p.Values)
	if err != nil {
		return err
	}
	note := p.readForm(base)
	if len(p.Problems) == 0 {
		if from == p.From {
			err = o.Writer.Edit(c.Request().Context(), person, guide.Edit{Document: p.Doc.PublicID, From: from, Note: note})
		} else {
			err = guide.ErrConflict
		}
		switch {
		case errors.Is(err, guide.ErrConflict):
			p.Newer = &p.Doc.Revisions[0]
		case err != nil:
			return err
		default:
			return c.Redirect(http.StatusSeeOther, documentPath(p.Doc.PublicID)+"?done=edited")
		}
	}
	if err := o.describeObject(c, p); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if p.Newer != nil {
		status = http.StatusConflict
	}
	return o.render(c, status, p)
}

// editPage is the form without its values, and the note that it changes: that
// of the newest revision that could be read, or an empty one.
func (o *Office) editPage(c *echo.Context, person guide.User) (*editPage, guide.Note, error) {
	var base guide.Note
	id, err := documentID(c)
	if err != nil {
		return nil, base, err
	}
	ctx := c.Request().Context()
	p := &editPage{page: o.newPage(c, person, "documents"), Problems: map[string]string{}}
	if p.Doc, err = o.Documents.Document(ctx, person.Museum.ID, id); err != nil {
		return nil, base, err
	}
	if p.Rooms, err = o.Places.Rooms(ctx, person.Museum.ID); err != nil {
		return nil, base, err
	}
	p.Title = p.T("edit.heading", "title", p.Doc.Title)
	p.From = p.Doc.Revision
	base = guide.Note{Kind: guide.KindTheme, Label: guide.Label{Title: p.Doc.Title}}
	if i := slices.IndexFunc(p.Doc.Revisions, func(r guide.Published) bool { return r.State == guide.RevisionReady }); i >= 0 {
		read, err := o.Documents.ReadRevision(ctx, person.Museum.ID, p.Doc.Revisions[i].ID)
		if err != nil {
			return nil, base, err
		}
		base = read.Note
	}
	if base.Detected {
		p.Detected = base.Lang
	}
	p.NoteLangs = slices.Compact(slices.Sorted(slices.Values(append([]string{"pt", "en", "es", "fr", "de", "it", base.Lang}, person.Museum.Langs...))))
	p.NoteLangs = slices.DeleteFunc(p.NoteLangs, func(lang string) bool { return lang == "" })
	return p, base, nil
}

// writeForm fills the form with a note.
func writeForm(n guide.Note) url.Values {
	headings := make([]text.Heading, len(n.Headings))
	for i, h := range n.Headings {
		headings[i] = text.Heading(h)
	}
	values := url.Values{"text": {text.Write(n.Text, headings)}, "kind": {string(n.Kind)}, "room": {n.Room}}
	if !n.Detected {
		values.Set("lang", n.Lang)
	}
	for _, f := range editFacts {
		values.Set(f.name, *f.field(&n))
	}
	return values
}

// readForm is the note that was typed: the one it is based on with the form's
// facts and text. What is wrong with it goes to p.Problems.
func (p *editPage) readForm(base guide.Note) guide.Note {
	n := base
	for _, f := range editFacts {
		value := oneLine(p.Value(f.name))
		if len([]rune(value)) > guide.MaxLabelRunes {
			p.Problems[f.name] = p.T("edit.too.long", "max", guide.MaxLabelRunes)
		}
		*f.field(&n) = value
	}
	if n.Label.Title == "" {
		p.Problems["title"] = p.T("edit.no.title")
	}
	if n.Inventory = guide.CleanInventory(n.Inventory); len([]rune(n.Inventory)) > guide.MaxRefRunes {
		p.Problems["inventory"] = p.T("edit.too.long", "max", guide.MaxRefRunes)
	}
	n.Kind, n.Room, n.Lang, n.Detected = guide.Kind(p.Value("kind")), p.Value("room"), p.Value("lang"), false
	switch knownRoom := slices.ContainsFunc(p.Rooms, func(r guide.Room) bool { return r.Code == n.Room }); {
	case !n.Kind.Valid():
		p.Problems["kind"] = p.T("edit.no.kind")
	case n.Kind == guide.KindObject && n.Inventory == "":
		p.Problems["inventory"] = p.T("edit.no.inventory")
	case n.Kind == guide.KindRoom && n.Room == "", n.Room != "" && n.Room != base.Room && !knownRoom:
		p.Problems["room"] = p.T("edit.no.room")
	}
	if n.Lang != "" && !slices.Contains(p.NoteLangs, n.Lang) {
		p.Problems["lang"] = p.T("edit.no.language")
	}
	var headings []text.Heading
	n.Text, headings = text.ReadWritten(p.Value("text"))
	n.Headings = nil
	for _, h := range headings {
		n.Headings = append(n.Headings, guide.Heading(h))
	}
	switch {
	case strings.TrimSpace(n.Text) == "":
		p.Problems["text"] = p.T("edit.no.text")
	case len(n.Text) > maxWritten:
		p.Problems["text"] = p.T("edit.text.too.long", "max", maxWritten>>20)
	}
	return n
}

// describeObject says what the inventory number in the form stands for.
func (o *Office) describeObject(c *echo.Context, p *editPage) error {
	inventory := guide.CleanInventory(truncate(oneLine(p.Value("inventory")), guide.MaxRefRunes))
	if inventory == "" {
		return nil
	}
	title, err := o.Places.ObjectTitle(c.Request().Context(), p.Person.Museum.ID, inventory, p.Lang)
	switch {
	case errors.Is(err, guide.ErrNotFound):
		p.Object = p.T("edit.object.new", "number", inventory)
	case err != nil:
		return err
	default:
		p.Object = p.T("edit.object.known", "title", title)
	}
	return nil
}

// objectHint shows the form's line about the inventory number as it is typed.
func (o *Office) objectHint(c *echo.Context, person guide.User) error {
	p := &editPage{page: o.newPage(c, person, "documents"), Values: url.Values{"inventory": {c.QueryParam("inventory")}}}
	if err := o.describeObject(c, p); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Security-Policy", web.ContentSecurityPolicy)
	header.Set("Cache-Control", "no-store")
	return c.HTML(http.StatusOK, html.EscapeString(p.Object))
}

// RoomKnown reports whether the room in the form is one of the museum's.
func (p *editPage) RoomKnown() bool {
	return p.Value("room") == "" || slices.ContainsFunc(p.Rooms, func(r guide.Room) bool { return r.Code == p.Value("room") })
}

// RevisionPath is the document's address with one of its revisions shown.
func (p *editPage) RevisionPath(number int) string {
	return p.Path() + "?revision=" + strconv.Itoa(number)
}
