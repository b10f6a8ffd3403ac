package curator

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// bulkDeed is something done to each document that is ticked in the list.
type bulkDeed struct {
	Name  string // of its button and its words
	least guide.Role
	do    func(o *Office, ctx context.Context, person guide.User, document guide.OpenDocument) error
}

var bulkDeeds = []bulkDeed{
	{"submit", guide.RoleCurator, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Reviewer.Submit(ctx, person, d.PublicID, d.Revision)
	}},
	{"publish", guide.RoleEditor, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Publisher.Publish(ctx, person, d.PublicID, d.Revision)
	}},
	{"withdraw", guide.RoleEditor, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Publisher.Withdraw(ctx, person, d.PublicID)
	}},
	{"retry", guide.RoleCurator, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Retrier.Retry(ctx, person, d.PublicID)
	}},
	{"delete", guide.RoleCurator, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Keeper.Delete(ctx, person, d.PublicID)
	}},
	{"undelete", guide.RoleCurator, func(o *Office, ctx context.Context, person guide.User, d guide.OpenDocument) error {
		return o.Keeper.Undelete(ctx, person, d.PublicID)
	}},
}

// bulk does one thing to the documents that are ticked, and goes back to the
// list with how many it was done to. Each is done by itself: one that cannot be
// leaves the others.
func (o *Office) bulk(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	var chosen *bulkDeed
	for i := range bulkDeeds {
		if bulkDeeds[i].Name == values.Get("do") {
			chosen = &bulkDeeds[i]
		}
	}
	documents := values["document"]
	switch {
	case chosen == nil || len(documents) > documentsPerPage:
		return guide.Invalidf("do", "%q of %d documents", values.Get("do"), len(documents))
	case !allows(person.Role, chosen.least):
		return guide.ErrForbidden
	}
	done, refused := 0, 0
	ctx := c.Request().Context()
	for _, id := range documents {
		d, err := o.Documents.Document(ctx, person.Museum.ID, id)
		if err == nil {
			err = chosen.do(o, ctx, person, d)
		}
		switch {
		case err == nil:
			done++
		case problemOf(err) != "":
			refused++
		default:
			return err
		}
	}
	back, err := url.ParseQuery(truncate(values.Get("back"), maxBack))
	if err != nil {
		back = url.Values{}
	}
	back.Set("did", chosen.Name)
	back.Set("n", strconv.Itoa(done))
	back.Set("refused", strconv.Itoa(refused))
	return c.Redirect(http.StatusSeeOther, documentsPath(back))
}

// maxBack bounds the filter that a form gives back, in characters.
const maxBack = 2000

// bulkResult says what a bulk deed has come to, by the words of its address.
func (p *documentsPage) bulkResult(query url.Values) string {
	did := query.Get("did")
	for _, b := range bulkDeeds {
		if b.Name != did {
			continue
		}
		n, _ := strconv.Atoi(query.Get("n"))
		refused, _ := strconv.Atoi(query.Get("refused"))
		result := p.Count("bulk."+did, max(n, 0))
		if refused > 0 {
			result += " " + p.Count("bulk.refused", refused)
		}
		return result
	}
	return ""
}

// Deeds are those the person may do to what is listed.
func (p *documentsPage) Deeds() []bulkDeed {
	var out []bulkDeed
	for _, b := range bulkDeeds {
		if p.May(b.least) && (b.Name == "undelete") == (p.State == string(guide.DocumentDeleted)) {
			out = append(out, b)
		}
	}
	return out
}
