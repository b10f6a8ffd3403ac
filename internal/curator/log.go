package curator

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Log is who did what, newest first.
type Log interface {
	Log(ctx context.Context, q guide.LogQuery) ([]guide.LogEntry, error)
}

func (o *Office) logRoutes() []route {
	return []route{
		{http.MethodGet, logPath, guide.RoleAdmin, o.log},
		{http.MethodGet, logPath + ".csv", guide.RoleAdmin, o.logCSV},
	}
}

const (
	logPath    = Path + "/log"
	logPerPage = 50
	// logAtOnce is how many entries a download reads at a time, so that a long
	// log is never in memory whole.
	logAtOnce = 1000
)

// logPage lists what was done.
type logPage struct {
	page
	Entries []guide.LogEntry
	People  []guide.Account
	By      string // as filtered: a person's id, "server" or ""
	Kind    string
	Later   bool   // not the first page
	Earlier string // address of the next page, of what was done before; or ""
	CSV     string // address of the same entries, all of them, as a table
}

func (*logPage) template() string { return "log" }

func (o *Office) log(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	query := logQuery(c, person)
	query.Limit = logPerPage + 1 // one more than shown, to know whether there is another page
	entries, err := o.Log.Log(ctx, query)
	if err != nil {
		return err
	}
	people, err := o.People.People(ctx, person.Museum.ID)
	if err != nil {
		return err
	}
	p := &logPage{page: o.newPage(c, person, "people"), Entries: entries, People: people, Kind: query.Kind, Later: query.Before > 0}
	p.Title = p.T("log.title")
	if p.By = ""; query.Person != 0 {
		p.By = strconv.FormatInt(query.Person, 10)
	}
	filter := url.Values{}
	for name, value := range map[string]string{"by": p.By, "kind": p.Kind} {
		if value != "" {
			filter.Set(name, value)
		}
	}
	p.CSV = logPath + ".csv?" + filter.Encode()
	if len(entries) > logPerPage {
		p.Entries = entries[:logPerPage]
		filter.Set("before", strconv.FormatInt(p.Entries[logPerPage-1].ID, 10))
		p.Earlier = logPath + "?" + filter.Encode()
	}
	return o.render(c, http.StatusOK, p)
}

// kindShape is what a kind of act looks like: an action's first word.
var kindShape = regexp.MustCompile(`^[a-z_]{1,40}$`)

// logQuery is what an address asks for; what makes no sense asks for nothing.
func logQuery(c *echo.Context, person guide.User) guide.LogQuery {
	q := guide.LogQuery{MuseumID: person.Museum.ID}
	if id, err := strconv.ParseInt(c.QueryParam("by"), 10, 64); err == nil && id >= guide.OnServer {
		q.Person = id
	}
	if before, err := strconv.ParseInt(c.QueryParam("before"), 10, 64); err == nil && before > 0 {
		q.Before = before
	}
	if kind := c.QueryParam("kind"); kindShape.MatchString(kind) {
		q.Kind = kind
	}
	return q
}

// Kinds are the kinds of acts there are words for.
func (p *logPage) Kinds() []string {
	var kinds []string
	for key := range p.Messages {
		if kind, ok := strings.CutPrefix(key, "log.kind."); ok {
			kinds = append(kinds, kind)
		}
	}
	slices.SortFunc(kinds, func(a, b string) int { return strings.Compare(p.T("log.kind."+a), p.T("log.kind."+b)) })
	return kinds
}

// Filtered reports whether not everything is asked for.
func (p *logPage) Filtered() bool { return p.By != "" || p.Kind != "" }

// Is reports whether a person's acts are asked for.
func (p *logPage) Is(id int64) bool { return p.By == strconv.FormatInt(id, 10) }

// Act is an entry's action in words; one there are no words for is shown as it
// is, so that nothing done is ever left out.
func (p *logPage) Act(e guide.LogEntry) string {
	if words, ok := p.Messages["log.act."+e.Action]; ok {
		return words
	}
	return e.Action
}

// Subject names what an act was done to: a document by its title, objects and
// rooms without the word that the act's own words hold.
func (p *logPage) Subject(e guide.LogEntry) string {
	if e.Title != "" {
		return e.Title
	}
	if titles, ok := e.Detail["titles"].(map[string]any); ok { // a tour's
		for _, lang := range append([]string{p.Lang}, slices.Sorted(maps.Keys(titles))...) {
			if title, ok := titles[lang].(string); ok && title != "" {
				return title
			}
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(e.Subject, "object "), "room ")
}

// DocumentPath is where the document is that an act was done to, or "".
func (p *logPage) DocumentPath(e guide.LogEntry) string {
	if e.Title == "" {
		return ""
	}
	return documentPath(e.Subject)
}

// Detail is what else is known of an act, in words, as far as there are any.
func (p *logPage) Detail(e guide.LogEntry) string {
	var parts []string
	if n, ok := e.Detail["revision"].(float64); ok {
		parts = append(parts, p.T("document.revision", "number", int(n)))
	}
	role, _ := e.Detail["role"].(string)
	was, _ := e.Detail["was"].(string)
	switch {
	case role != "" && was != "":
		parts = append(parts, p.T("log.role.was", "role", p.Word("role", role), "was", p.Word("role", was)))
	case role != "":
		parts = append(parts, p.Word("role", role))
	}
	return strings.Join(parts, ", ")
}

// logCSV downloads all that the log says, or what is filtered, as a table.
func (o *Office) logCSV(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	query := logQuery(c, person)
	query.Limit = logAtOnce
	entries, err := o.Log.Log(ctx, query)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, `attachment; filename="log.csv"`)
	header.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	w := csv.NewWriter(c.Response())
	if err := w.Write([]string{"id", "at", "who", "action", "subject", "title", "detail"}); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	for len(entries) > 0 {
		for _, e := range entries {
			if err := w.Write(logRow(e)); err != nil {
				return fmt.Errorf("write log: %w", err)
			}
		}
		if w.Flush(); len(entries) < query.Limit {
			break
		}
		query.Before = entries[len(entries)-1].ID
		if entries, err = o.Log.Log(ctx, query); err != nil {
			return err
		}
	}
	return w.Error()
}

// logRow is an entry as a row. What people wrote is kept from being taken for a
// formula: spreadsheets run cells that begin like one.
func logRow(e guide.LogEntry) []string {
	detail := ""
	if len(e.Detail) > 0 {
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(e.Detail)) {
			value, err := json.Marshal(e.Detail[key])
			if err != nil {
				value = []byte("?") // impossible: it was read from JSON
			}
			parts = append(parts, key+": "+strings.Trim(string(value), `"`))
		}
		detail = strings.Join(parts, "; ")
	}
	row := []string{strconv.FormatInt(e.ID, 10), e.At.UTC().Format(time.RFC3339), e.Who, e.Action, e.Subject, e.Title, detail}
	for i, cell := range row {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			row[i] = "'" + cell
		}
	}
	return row
}
