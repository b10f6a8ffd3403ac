package curator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"cicerone/internal/guide"
	"cicerone/internal/text"

	"github.com/labstack/echo/v5"
)

// comparePage shows how one revision became another.
type comparePage struct {
	page
	Doc      guide.OpenDocument
	Readable []guide.Published // revisions that can be compared, newest first
	From, To guide.Published
	Facts    []factChange
	Runs     []run
	Lang     string // of the newer, when it is not the page's
}

func (*comparePage) template() string { return "compare" }

// Path is the document's address.
func (p *comparePage) Path() string { return documentPath(p.Doc.PublicID) }

// Same reports whether nothing differs.
func (p *comparePage) Same() bool {
	return len(p.Facts) == 0 && !slices.ContainsFunc(p.Runs, func(r run) bool { return !r.Same })
}

// factChange is a fact that differs; Name is the key of its words.
type factChange struct{ Name, Before, After string }

// run is a stretch of paragraphs that all stand in both texts, or do not. One
// that is the same, and long, is folded away.
type run struct {
	Same       bool
	Folded     int // paragraphs folded away; 0: shown
	Paragraphs [][]piece
}

// piece is a run of characters that was kept, or is only in one of the texts.
type piece struct {
	Text              string
	Deleted, Inserted bool
}

func (o *Office) compare(c *echo.Context, person guide.User) error {
	id, err := documentID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p := &comparePage{page: o.newPage(c, person, "documents")}
	if p.Doc, err = o.Documents.Document(ctx, person.Museum.ID, id); err != nil {
		return err
	}
	p.Title = p.Doc.Title
	for _, r := range p.Doc.Revisions {
		if r.State == guide.RevisionReady {
			p.Readable = append(p.Readable, r)
		}
	}
	if p.From, p.To, err = p.chosen(c.QueryParam("from"), c.QueryParam("to")); err != nil {
		return err
	}
	before, err := o.Documents.ReadRevision(ctx, person.Museum.ID, p.From.ID)
	if err != nil {
		return err
	}
	after, err := o.Documents.ReadRevision(ctx, person.Museum.ID, p.To.ID)
	if err != nil {
		return err
	}
	p.Facts = p.factChanges(before.Note, after.Note)
	p.Runs, p.Lang = runsOf(text.Compare(before.Note.Text, after.Note.Text)), p.Foreign(after.Note.Lang)
	return o.render(c, http.StatusOK, p)
}

// chosen are the revisions asked for; else the newest and the one before it.
func (p *comparePage) chosen(from, to string) (a, b guide.Published, err error) {
	if len(p.Readable) == 0 {
		return a, b, fmt.Errorf("no revision of document %s can be read: %w", p.Doc.PublicID, guide.ErrNotFound)
	}
	b, a = p.Readable[0], p.Readable[min(1, len(p.Readable)-1)]
	for _, r := range p.Readable {
		switch strconv.Itoa(r.Number) {
		case from:
			a = r
		case to:
			b = r
		}
	}
	if from == to && from != "" {
		b = a
	}
	if a.Number > b.Number { // older first, whichever way they were asked for
		a, b = b, a
	}
	return a, b, nil
}

// factChanges lists the facts that differ, in the words of the page.
func (p *comparePage) factChanges(a, b guide.Note) []factChange {
	kind := func(k guide.Kind) string { return p.Word("kind", k) }
	var out []factChange
	for _, f := range []factChange{
		{"edit.title", a.Label.Title, b.Label.Title},
		{"fact.kind", kind(a.Kind), kind(b.Kind)},
		{"edit.inventory", a.Inventory, b.Inventory},
		{"fact.room", a.Room, b.Room},
		{"fact.language", p.Language(a.Lang), p.Language(b.Lang)},
		{"fact.maker", a.Label.Maker, b.Label.Maker},
		{"fact.date", a.Label.Date, b.Label.Date},
		{"fact.material", a.Label.Material, b.Label.Material},
		{"fact.held_by", a.Label.HeldBy, b.Label.HeldBy},
		{"fact.author", a.Author, b.Author},
	} {
		if f.Before != f.After {
			out = append(out, f)
		}
	}
	return out
}

// shownAround is how many paragraphs that are the same are shown beside a change.
const shownAround = 2

// runsOf gathers paragraphs that are the same, and folds them away but for
// those next to a change.
func runsOf(paragraphs [][]text.Part) []run {
	var out []run
	for i := 0; i < len(paragraphs); {
		same := isSame(paragraphs[i])
		end := i
		for end < len(paragraphs) && isSame(paragraphs[end]) == same {
			end++
		}
		first, last := i, end
		if same && i > 0 {
			first = min(i+shownAround, end)
		}
		if same && end < len(paragraphs) {
			last = max(first, end-shownAround)
		}
		if !same || last-first <= 1 { // one paragraph takes no more room than saying so
			first, last = end, end
		}
		for _, part := range []struct{ from, to int }{{i, first}, {first, last}, {last, end}} {
			if part.from == part.to {
				continue
			}
			r := run{Same: same}
			if part.from == first && part.to == last {
				r.Folded = last - first
			}
			for _, p := range paragraphs[part.from:part.to] {
				r.Paragraphs = append(r.Paragraphs, pieces(p))
			}
			out = append(out, r)
		}
		i = end
	}
	return out
}

func isSame(paragraph []text.Part) bool {
	return !slices.ContainsFunc(paragraph, func(p text.Part) bool { return p.Change != text.Same })
}

func pieces(paragraph []text.Part) []piece {
	out := make([]piece, len(paragraph))
	for i, p := range paragraph {
		out[i] = piece{p.Text, p.Change == text.Deleted, p.Change == text.Inserted}
	}
	return out
}
