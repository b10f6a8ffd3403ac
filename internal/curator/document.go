package curator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// documentPage is one document: the text as the guide has it, cut into
// passages, with the facts, the history and what can be done.
type documentPage struct {
	page
	Doc    guide.OpenDocument
	Shown  guide.Published // the revision shown; its text is in Blocks once it is read
	Note   guide.Note
	Blocks []block
	Done   string // what has just been done to it: "withdrawn", "published"
}

func (*documentPage) template() string { return "document" }

// IsLive reports whether visitors are answered from some revision.
func (p *documentPage) IsLive() bool { return p.Doc.LiveRevision > 0 && p.Doc.Withdrawn.IsZero() }

// Publishable is the number of the newest revision that could be published and
// is newer than the live one; 0 when there is none.
func (p *documentPage) Publishable() int {
	for _, r := range p.Doc.Revisions {
		if r.Number > p.Doc.LiveRevision && r.State == guide.RevisionReady {
			return r.Number
		}
	}
	return 0
}

// NotePath is the visitor's page of the note.
func (p *documentPage) NotePath() string {
	return guide.MuseumPath(p.Person.Museum.Code) + "/notes/" + url.PathEscape(p.Doc.PublicID)
}

// ObjectPath is the visitor's page of the object.
func (p *documentPage) ObjectPath() string {
	return guide.ObjectPath(p.Person.Museum.Code, p.Doc.Inventory)
}

// Path is the address of this page.
func (p *documentPage) Path() string { return documentPath(p.Doc.PublicID) }

// RevisionPath is the address of this page with another revision shown.
func (p *documentPage) RevisionPath(number int) string {
	return p.Path() + "?revision=" + strconv.Itoa(number)
}

// MediaType is the original's type without its parameters: "text/plain".
func (p *documentPage) MediaType() string {
	kind, _, _ := strings.Cut(p.Shown.Original.Type, ";")
	return kind
}

// Passages is how many the revision shown was cut into.
func (p *documentPage) Passages() int {
	if n := len(p.Blocks); n > 0 {
		return slices.MaxFunc(p.Blocks, func(a, b block) int { return a.Number - b.Number }).Number
	}
	return 0
}

func (o *Office) document(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	document, err := o.Documents.Document(ctx, person.Museum.ID, id)
	if err != nil {
		return err
	}
	p := &documentPage{page: o.newPage(c, person, "documents"), Doc: document}
	p.Title = document.Title
	if p.Shown, err = shownRevision(document, c.QueryParam("revision")); err != nil {
		return err
	}
	if p.Shown.State == guide.RevisionReady {
		read, err := o.Documents.ReadRevision(ctx, person.Museum.ID, p.Shown.ID)
		if err != nil {
			return err
		}
		p.Note, p.Blocks = read.Note, cut(read.Note.Text, read.Passages)
	}
	// Said only while it is true, so an address that somebody made up says nothing.
	switch done := c.QueryParam("done"); {
	case done == "withdrawn" && !p.Doc.Withdrawn.IsZero(), done == "published" && p.IsLive():
		p.Done = done
	}
	return o.render(c, http.StatusOK, p)
}

// shownRevision is the one asked for, or the newest that can be read, or the
// newest.
func shownRevision(d guide.OpenDocument, asked string) (guide.Published, error) {
	wanted := func(r guide.Published) bool { return r.State == guide.RevisionReady }
	if asked != "" {
		wanted = func(r guide.Published) bool { return strconv.Itoa(r.Number) == asked }
	}
	if i := slices.IndexFunc(d.Revisions, wanted); i >= 0 {
		return d.Revisions[i], nil
	}
	if asked != "" || len(d.Revisions) == 0 {
		return guide.Published{}, fmt.Errorf("revision %q of document %s: %w", asked, d.PublicID, guide.ErrNotFound)
	}
	return d.Revisions[0], nil
}

// withdraw takes the document from visitors, and offers to undo it.
func (o *Office) withdraw(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	if err := o.Publisher.Withdraw(c.Request().Context(), person, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, documentPath(id)+"?done=withdrawn")
}

// publish lets visitors read the revision that the form names.
func (o *Office) publish(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	values, err := readForm(c)
	if err != nil {
		return err
	}
	revision, err := strconv.Atoi(values.Get("revision"))
	if err != nil || revision < 1 {
		return guide.Invalidf("revision", "%q is not the number of a revision", values.Get("revision"))
	}
	if err := o.Publisher.Publish(c.Request().Context(), person, id, revision); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, documentPath(id)+"?done=published")
}

func documentID(c *echo.Context) (string, error) {
	id := c.Param("document")
	if id == "" || len(id) > guide.MaxRefRunes {
		return "", guide.ErrNotFound
	}
	return id, nil
}
