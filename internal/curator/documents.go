package curator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// documentRoutes are the documents' list and their pages.
func (o *Office) documentRoutes() []route {
	return []route{
		{http.MethodGet, Path + "/documents", guide.RoleReader, o.documents},
		{http.MethodGet, Path + "/documents/:document", guide.RoleReader, o.document},
		{http.MethodGet, Path + "/documents/:document/compare", guide.RoleReader, o.compare},
		{http.MethodGet, Path + "/documents/:document/reading", guide.RoleReader, o.reading},

		{http.MethodGet, Path + "/documents/:document/edit", guide.RoleCurator, o.edit},
		{http.MethodPost, Path + "/documents/:document/edit", guide.RoleCurator, o.save},
		{http.MethodGet, Path + "/documents/:document/edit/object", guide.RoleCurator, o.objectHint},
		{http.MethodPost, Path + "/documents/:document/try", guide.RoleCurator, o.try},
		{http.MethodPost, Path + "/documents/:document/submit", guide.RoleCurator, o.does("submitted", onRevision(o.Reviewer.Submit))},
		{http.MethodPost, Path + "/documents/:document/takeback", guide.RoleCurator, o.does("takenback", onRevision(o.Reviewer.TakeBack))},
		{http.MethodPost, Path + "/documents/:document/restore", guide.RoleCurator, o.does("restored", onRevision(o.Writer.RestoreRevision))},
		{http.MethodPost, Path + "/documents/:document/retry", guide.RoleCurator, o.does("retried", onDocument(o.Retrier.Retry))},
		{http.MethodPost, Path + "/documents/:document/delete", guide.RoleCurator, o.does("deleted", onDocument(o.Keeper.Delete))},
		{http.MethodPost, Path + "/documents/:document/undelete", guide.RoleCurator, o.does("undeleted", onDocument(o.Keeper.Undelete))},
		{http.MethodPost, Path + "/documents/bulk", guide.RoleCurator, o.bulk},
		{http.MethodPost, Path + "/documents/retry", guide.RoleCurator, o.retryFailed},

		{http.MethodPost, Path + "/documents/:document/publish", guide.RoleEditor, o.does("published", onRevision(o.Publisher.Publish))},
		{http.MethodPost, Path + "/documents/:document/sendback", guide.RoleEditor, o.does("sentback", o.sendBack)},
		{http.MethodPost, Path + "/documents/:document/withdraw", guide.RoleEditor, o.does("withdrawn", onDocument(o.Publisher.Withdraw))},
		{http.MethodPost, Path + "/documents/:document/terms", guide.RoleEditor, o.does("terms", o.setTerms)},
	}
}

const (
	documentsPerPage = 50
	// maxPage bounds what Postgres is asked to skip; a museum with this many
	// pages has 50 million documents.
	maxPage = 1_000_000
	// maxFilter is the longest text to look for, in characters.
	maxFilter = 200
)

// states are those a document may be in, in the order in which they need a
// person.
var states = []guide.DocumentState{
	guide.DocumentFailed, guide.DocumentStored, guide.DocumentDraft, guide.DocumentInReview, guide.DocumentLive, guide.DocumentWithdrawn, guide.DocumentDeleted,
}

// documentsPage lists a museum's documents, those that failed first.
type documentsPage struct {
	page
	List                guide.DocumentList
	State, InLang, Text string // as filtered
	InRoom, By          string // as filtered: a room's code, an author
	Rooms               []guide.Room
	Result              string // of what was done to those ticked, or ""
	Earlier, Later      string // addresses of the pages before and after, or ""
	Number, From, Until int    // of the page, and of the documents on it
}

func (*documentsPage) template() string { return "documents" }

// States are what can be filtered by.
func (*documentsPage) States() []guide.DocumentState { return states }

// Filtered reports whether not all documents are asked for.
func (p *documentsPage) Filtered() bool { return len(p.filter()) > 0 }

func (o *Office) documents(c *echo.Context, person guide.User) error {
	p := &documentsPage{page: o.newPage(c, person, "documents"), InLang: oneLine(truncate(c.QueryParam("in"), guide.MaxRefRunes)),
		Text: oneLine(truncate(c.QueryParam("q"), maxFilter)), Number: pageNumber(c.QueryParam("page")),
		InRoom: oneLine(truncate(c.QueryParam("room"), guide.MaxRefRunes)), By: oneLine(truncate(c.QueryParam("by"), guide.MaxLabelRunes))}
	p.Title = p.T("documents.title")
	if state := c.QueryParam("state"); slices.Contains(states, guide.DocumentState(state)) {
		p.State = state
	}
	offset := (p.Number - 1) * documentsPerPage
	list, err := o.Documents.Documents(c.Request().Context(), guide.DocumentQuery{
		MuseumID: person.Museum.ID, State: guide.DocumentState(p.State), Lang: p.InLang, Text: p.Text, Room: p.InRoom, Author: p.By,
		Offset: offset, Limit: documentsPerPage,
	})
	if err != nil {
		return err
	}
	if p.Rooms, err = o.Places.Rooms(c.Request().Context(), person.Museum.ID); err != nil {
		return err
	}
	p.List, p.Result = list, p.bulkResult(c.QueryParams())
	p.From, p.Until = offset+1, offset+len(list.Documents)
	if p.Number > 1 {
		p.Earlier = p.pagePath(p.Number - 1)
	}
	if p.Until < list.Total {
		p.Later = p.pagePath(p.Number + 1)
	}
	return o.render(c, http.StatusOK, p)
}

// pagePath is the address of another page of the same documents.
func (p *documentsPage) pagePath(number int) string {
	query := p.filter()
	if number > 1 {
		query.Set("page", strconv.Itoa(number))
	}
	return documentsPath(query)
}

// filter is what narrows the list, as an address has it.
func (p *documentsPage) filter() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"state": p.State, "in": p.InLang, "q": p.Text, "room": p.InRoom, "by": p.By} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// Back is the filter as a form gives it back.
func (p *documentsPage) Back() string { return p.filter().Encode() }

func documentsPath(query url.Values) string {
	if len(query) == 0 {
		return Path + "/documents"
	}
	return Path + "/documents?" + query.Encode()
}

func documentPath(publicID string) string { return Path + "/documents/" + url.PathEscape(publicID) }

// pageNumber counts from 1, whatever the address says.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxPage)
}
