package curator

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/inbox"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// uploadRoutes are the page on which files are sent, and what it sends.
func (o *Office) uploadRoutes() []route {
	return []route{
		{http.MethodGet, Path + "/upload", guide.RoleCurator, o.uploadPage},
		{http.MethodGet, Path + "/upload/:basket", guide.RoleCurator, o.basketPage},
		{http.MethodGet, Path + "/upload/:basket/rows", guide.RoleCurator, o.uploadRows},
		{http.MethodPost, Path + "/upload/:basket", guide.RoleCurator, o.uploadForm},
		{http.MethodPut, Path + "/upload/:basket/:key", guide.RoleCurator, o.uploadFile},
		{http.MethodPost, Path + "/documents/:document/file", guide.RoleCurator, o.uploadVersion},
	}
}

// Receiver takes a file in, once however often it is sent under the same basket
// and key; see ingest.Receiver.
type Receiver interface {
	Receive(ctx context.Context, sent guide.Sent, body io.Reader) (guide.Upload, error)
}

// Uploads are the files that were sent to a museum.
type Uploads interface {
	// BasketUploads lists what was sent together; with ids, only those of them.
	BasketUploads(ctx context.Context, museum int64, basket string, ids []string) ([]guide.Upload, error)
	// Baskets lists a person's last baskets.
	Baskets(ctx context.Context, museum, user int64, limit int) ([]guide.Basket, error)
}

const (
	// uploadsAtOnce is how many files the page sends in one go; the rest are asked
	// for again, so that a folder chosen by mistake does not fill the museum.
	uploadsAtOnce = 500
	lastBaskets   = 8
	// maxRowsAsked is how many rows are asked for at a time while they change.
	maxRowsAsked = 50
)

// uploadPage is a basket: the place where files are dropped, and what became of
// those that were.
type uploadPage struct {
	page
	Basket  string
	Form    string // names the form, so that sending it again sends nothing twice
	Rows    []uploadRow
	Baskets []guide.Basket // with a new basket only
	Fresh   bool           // nobody has been given this basket's address yet
	Problem string         // what was wrong with the form
}

func (*uploadPage) template() string { return "upload" }

// Limits of the page, for its script.
func (*uploadPage) MaxFiles() int  { return uploadsAtOnce }
func (*uploadPage) MaxSize() int64 { return guide.MaxUpload }
func (*uploadPage) MaxMB() int     { return guide.MaxUpload >> 20 }

// BasketPath is the address of a basket.
func (*uploadPage) BasketPath(id string) string { return basketPath(id) }

// Tally counts the rows that are done, that have a problem, and all.
func (p *uploadPage) Tally() (t struct{ All, Done, Problems, Moving int }) {
	for _, r := range p.Rows {
		t.All++
		switch {
		case r.Moving():
			t.Moving++
		case r.Problem() != "":
			t.Problems++
		default:
			t.Done++
		}
	}
	return t
}

// uploadRow is one file as the page lists it.
type uploadRow struct {
	*page
	guide.Upload
}

// Folder and File are the two parts of the name.
func (r uploadRow) Folder() string { return strings.TrimSuffix(r.Upload.Path, r.File()) }
func (r uploadRow) File() string   { return path.Base(r.Upload.Path) }

// Problem is why the file, or its first bad record, could not be taken.
func (r uploadRow) Problem() string {
	switch r.State() {
	case guide.UploadRefused:
		return r.Locale.Reason(r.Upload.Reason)
	case guide.UploadFailed:
		if r.Records.Total > 0 {
			return r.Count("upload.records.failed", r.Records.Failed+r.Records.Refused) + " " + r.Locale.Reason(r.Records.Problem)
		}
		return r.Locale.Reason(r.Document.Failure)
	}
	return ""
}

// Kind is the media type without its parameters.
func (r uploadRow) Kind() string {
	kind, _, _ := strings.Cut(r.Original.Type, ";")
	return kind
}

// DocumentPath is the address of the document's page.
func (r uploadRow) DocumentPath() string { return documentPath(r.Document.PublicID) }

// RecordsPath is the address of the list of the file's records.
func (r uploadRow) RecordsPath() string {
	return documentsPath(url.Values{"q": {truncate(r.Source, maxFilter)}})
}

// Shown is the class that colours the row's state, one of those of documents.
func (r uploadRow) Shown() string {
	switch r.State() {
	case guide.UploadReady:
		return "ready"
	case guide.UploadFailed, guide.UploadRefused:
		return "failed"
	case guide.UploadUnchanged:
		return "withdrawn"
	}
	return "stored"
}

// uploadPage begins a new basket.
func (o *Office) uploadPage(c *echo.Context, person guide.User) error {
	return o.showBasket(c, person, strings.ToLower(rand.Text()), true, "")
}

// basketPage shows a basket. One that nobody has used looks new.
func (o *Office) basketPage(c *echo.Context, person guide.User) error {
	basket, err := basketParam(c)
	if err != nil {
		return err
	}
	return o.showBasket(c, person, basket, false, "")
}

func (o *Office) showBasket(c *echo.Context, person guide.User, basket string, fresh bool, problem string) error {
	ctx := c.Request().Context()
	p := &uploadPage{page: o.newPage(c, person, "upload"), Basket: basket, Form: strings.ToLower(rand.Text()), Fresh: fresh, Problem: problem}
	p.Title = p.T("upload.title")
	var err error
	if fresh {
		p.Baskets, err = o.Uploads.Baskets(ctx, person.Museum.ID, person.ID, lastBaskets)
	} else {
		p.Rows, err = o.rows(ctx, &p.page, basket, nil)
	}
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != "" {
		p.Problem, status = p.T(problem), http.StatusUnprocessableEntity
	}
	return o.render(c, status, p)
}

// rows are a basket's files, those with a problem first.
func (o *Office) rows(ctx context.Context, p *page, basket string, ids []string) ([]uploadRow, error) {
	uploads, err := o.Uploads.BasketUploads(ctx, p.Person.Museum.ID, basket, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]uploadRow, len(uploads))
	for i, u := range uploads {
		rows[i] = uploadRow{p, u}
	}
	slices.SortStableFunc(rows, func(a, b uploadRow) int {
		rank := func(r uploadRow) int {
			if r.Problem() != "" {
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return rows, nil
}

// uploadRows answers the page's script with the rows it asks for.
func (o *Office) uploadRows(c *echo.Context, person guide.User) error {
	basket, err := basketParam(c)
	if err != nil {
		return err
	}
	ids := strings.Split(c.QueryParam("of"), ",")
	p := o.newPage(c, person, "upload")
	rows, err := o.rows(c.Request().Context(), &p, basket, ids[:min(len(ids), maxRowsAsked)])
	if err != nil {
		return err
	}
	return o.renderRows(c, rows)
}

// renderRows shows rows alone, as a part of the page that has them.
func (o *Office) renderRows(c *echo.Context, rows []uploadRow) error {
	var html bytes.Buffer
	if err := o.pages["upload"].ExecuteTemplate(&html, "rows", rows); err != nil {
		return fmt.Errorf("render upload rows: %w", err)
	}
	c.Response().Header().Set("Content-Security-Policy", web.ContentSecurityPolicy)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(http.StatusOK, html.Bytes())
}

// uploadFile takes one file, whose bytes are the body of the request, and
// answers with its row.
func (o *Office) uploadFile(c *echo.Context, person guide.User) error {
	basket, err := basketParam(c)
	if err != nil {
		return err
	}
	key := c.Param("key")
	if !guide.ValidBasket(key) {
		return guide.ErrNotFound
	}
	sent := sentBy(person, basket)
	sent.Key, sent.Name = key, c.QueryParam("path")
	u, err := o.Receiver.Receive(c.Request().Context(), sent, c.Request().Body)
	if err != nil {
		return err
	}
	p := o.newPage(c, person, "upload")
	return o.renderRows(c, []uploadRow{{&p, u}})
}

// uploadForm takes the files of a form, as browsers without scripts send it.
func (o *Office) uploadForm(c *echo.Context, person guide.User) error {
	basket, err := basketParam(c)
	if err != nil {
		return err
	}
	sent := sentBy(person, basket)
	n, err := o.receiveAll(c, sent)
	if err != nil {
		return err
	}
	if n == 0 {
		return o.showBasket(c, person, basket, false, "upload.none.chosen")
	}
	return c.Redirect(http.StatusSeeOther, basketPath(basket))
}

// uploadVersion takes a new version of a document, under whatever name.
func (o *Office) uploadVersion(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	document, err := o.Documents.Document(c.Request().Context(), person.Museum.ID, id)
	if err != nil {
		return err
	}
	sent := sentBy(person, strings.ToLower(rand.Text()))
	sent.Source = document.Source
	n, err := o.receiveAll(c, sent)
	if err != nil {
		return err
	}
	if n == 0 {
		return c.Redirect(http.StatusSeeOther, documentPath(id))
	}
	return c.Redirect(http.StatusSeeOther, basketPath(sent.Basket))
}

// receiveAll takes the files of a request in, one after another, and says how
// many there were. A file's key is its place in the form.
func (o *Office) receiveAll(c *echo.Context, sent guide.Sent) (n int, err error) {
	form := c.QueryParam("form")
	if len(form) > guide.MaxRefRunes/2 || !guide.ValidBasket(form) {
		form = strings.ToLower(rand.Text())
	}
	for file, err := range inbox.Files(c.Request()) {
		if err != nil {
			return n, err
		}
		n++
		sent.Key, sent.Name = form+"-"+strconv.Itoa(n), file.Name
		if _, err := o.Receiver.Receive(c.Request().Context(), sent, file.Body); err != nil {
			return n, err
		}
	}
	return n, nil
}

func sentBy(person guide.User, basket string) guide.Sent {
	return guide.Sent{Museum: person.Museum, UserID: person.ID, Author: person.Name, Basket: basket}
}

func basketParam(c *echo.Context) (string, error) {
	if id := c.Param("basket"); guide.ValidBasket(id) {
		return id, nil
	}
	return "", guide.ErrNotFound
}

func basketPath(id string) string { return Path + "/upload/" + id }
