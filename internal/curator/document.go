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

	Problem string // why what was asked for was not done, or ""
	Trial   *trial // a question tried on the revision shown; nil: none
}

func (*documentPage) template() string { return "document" }

// IsLive reports whether visitors are answered from some revision.
func (p *documentPage) IsLive() bool { return p.Doc.LiveRevision > 0 && p.Doc.Withdrawn.IsZero() }

// Draft is the newest revision when it could be published and is not; its number
// is 0 when there is none.
func (p *documentPage) Draft() guide.Published {
	if s := p.Doc.State; s == guide.DocumentDraft || s == guide.DocumentInReview {
		return p.Doc.Revisions[0]
	}
	return guide.Published{}
}

// Own reports whether the four-eyes rule keeps the person from publishing the
// draft.
func (p *documentPage) Own() bool {
	return p.Person.Museum.Settings.FourEyes && p.Draft().WriterID == p.Person.ID
}

// Newest is the newest revision.
func (p *documentPage) Newest() guide.Published { return p.Doc.Revisions[0] }

// Reading reports whether the newest revision is being read.
func (p *documentPage) Reading() bool { return p.Newest().State == guide.RevisionStored }

// Editable reports whether the person can write a new revision now.
func (p *documentPage) Editable() bool {
	return p.May(guide.RoleCurator) && p.Doc.Deleted.IsZero() && !p.Reading()
}

// Deletable reports whether the person may delete the document, or bring it back.
func (p *documentPage) Deletable() bool {
	if p.Person.Role != guide.RoleCurator {
		return p.May(guide.RoleEditor)
	}
	return !slices.ContainsFunc(p.Doc.Revisions, func(r guide.Published) bool { return r.WriterID != p.Person.ID || !r.At.IsZero() })
}

// EmbargoDay is the embargo as a date field has it.
func (p *documentPage) EmbargoDay() string {
	if p.Doc.Embargo.IsZero() {
		return ""
	}
	return p.ISODate(p.Doc.Embargo)
}

// ComparePath is where the revision shown is compared with the one before it.
func (p *documentPage) ComparePath(from, to int) string {
	return fmt.Sprintf("%s/compare?from=%d&to=%d", p.Path(), from, to)
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
	p, err := o.documentPage(c, person, id, c.QueryParam("revision"))
	if err != nil {
		return err
	}
	// Said only while it is true, so an address that somebody made up says nothing.
	if done := c.QueryParam("done"); p.isTrue(done) {
		p.Done = done
	}
	return o.render(c, http.StatusOK, p)
}

// documentPage is the page of a document with the revision asked for, or the
// newest that can be read.
func (o *Office) documentPage(c *echo.Context, person guide.User, id, revision string) (*documentPage, error) {
	ctx := c.Request().Context()
	document, err := o.Documents.Document(ctx, person.Museum.ID, id)
	if err != nil {
		return nil, err
	}
	p := &documentPage{page: o.newPage(c, person, "documents"), Doc: document}
	p.Title = document.Title
	if p.Shown, err = shownRevision(document, revision); err != nil {
		return nil, err
	}
	if p.Shown.State == guide.RevisionReady {
		read, err := o.Documents.ReadRevision(ctx, person.Museum.ID, p.Shown.ID)
		if err != nil {
			return nil, err
		}
		p.Note, p.Blocks = read.Note, cut(read.Note.Text, read.Passages)
	}
	return p, nil
}

// isTrue reports whether what has been done is still so.
func (p *documentPage) isTrue(done string) bool {
	switch newest := p.Doc.Revisions[0]; done {
	case "withdrawn":
		return p.Doc.State == guide.DocumentWithdrawn
	case "published":
		return p.IsLive()
	case "submitted":
		return p.Doc.State == guide.DocumentInReview
	case "takenback":
		return p.Doc.State == guide.DocumentDraft
	case "sentback":
		return !newest.Returned.IsZero()
	case "edited", "restored":
		return newest.ByHand && newest.State != guide.RevisionFailed
	case "retried":
		return newest.State != guide.RevisionFailed
	case "deleted":
		return !p.Doc.Deleted.IsZero()
	case "undeleted", "terms":
		return p.Doc.Deleted.IsZero()
	}
	return false
}

// reading is asked again and again by a page that shows a revision being read:
// there is nothing new until there is the page with the revision on it.
func (o *Office) reading(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	p, err := o.documentPage(c, person, id, "")
	if err != nil {
		return err
	}
	if p.Reading() {
		return c.NoContent(http.StatusNoContent)
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

func documentID(c *echo.Context) (string, error) {
	id := c.Param("document")
	if id == "" || len(id) > guide.MaxRefRunes {
		return "", guide.ErrNotFound
	}
	return id, nil
}
