package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// objectPage is one work: its label, the form to ask about it, and what the
// curators wrote.
type objectPage struct {
	page
	Object     guide.Object
	LabelLang  string       // of the label, when it is not the page's
	Picture    *pictureView // nil: none
	Signs      *signsView   // nil: none
	Room       *link        // nil when it is in no room
	Place      string       // "Room 3 · Floor 1"
	Related    []relatedLink
	Notes      []noteView
	Levels     []levelLink // when the curators wrote for several readers
	Several    bool        // notes, which may be in several languages
	Prev, Next *workLink   // in the room
}

func (*objectPage) template() string { return "object" }

// relatedLink is a work near this one, and why.
type relatedLink struct {
	workLink
	Why string
}

// kinships are the words for what makes works near.
var kinships = map[guide.Kinship]string{
	guide.SameMaker: "related.maker", guide.SamePeriod: "related.period",
	guide.SameMaterial: "related.material", guide.SameRoom: "related.room",
}

// maxRelated keeps the end of a work's page to one look.
const maxRelated = 4

// notePage is one revision of a note, at the sentence that an answer cites.
type notePage struct {
	page
	Note   noteView
	Object string // address of the work it is about, or ""
}

func (*notePage) template() string { return "note" }

// noteView is a note laid out for reading.
type noteView struct {
	guide.LiveNote
	Foreign    bool // not in the language of the page
	Paragraphs []paragraph
}

func newNoteView(p page, n guide.LiveNote, from, to int) noteView {
	return noteView{LiveNote: n, Foreign: n.Lang != "" && n.Lang != p.Lang, Paragraphs: paragraphs(n.Text, from, to)}
}

func (s *Site) object(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	p, err := s.objectPage(c, museum, pathTail(c, 2))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Site) objectPage(c *echo.Context, museum guide.Museum, inventory string) (*objectPage, error) {
	ctx := c.Request().Context()
	p := &objectPage{page: s.newPage(c, museum)}
	found, err := s.collection.Objects(ctx, guide.ObjectQuery{
		MuseumID: museum.ID, Lang: p.Lang, Inventory: inventory, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	if inventory == "" || len(found) == 0 {
		return nil, fmt.Errorf("object %q: %w", inventory, guide.ErrNotFound)
	}
	p.Object = found[0]
	work := newWorkLink(p.page, p.Object)
	p.Title, p.LabelLang, p.Picture = work.Text, work.Lang, work.Picture

	video, err := s.collection.ObjectSignVideo(ctx, museum.ID, p.Object.ID)
	switch {
	case err == nil:
		p.Signs = &signsView{guide.SignPath(museum.Code, video), video.Kind, video.Lang}
	case !errors.Is(err, guide.ErrNotFound):
		return nil, err
	}
	notes, err := s.collection.ObjectNotes(ctx, museum.ID, p.Object.ID, p.Lang)
	if err != nil {
		return nil, err
	}
	shown := p.atLevel(inLanguage(notes, p.Lang), c.QueryParam("level"))
	p.Several = len(shown) > 1
	for _, n := range shown {
		p.Notes = append(p.Notes, newNoteView(p.page, n, 0, 0))
	}
	p.Form = form{Label: p.T("ask.object"), Object: p.Object.Inventory, Level: c.QueryParam("level"), Examples: s.objectExamples(ctx, p, notes)}
	related, err := s.collection.Related(ctx, museum, p.Object.ID, p.Lang, maxRelated)
	if err != nil {
		return nil, err
	}
	for _, r := range related {
		p.Related = append(p.Related, relatedLink{newWorkLink(p.page, r.Object), p.T(kinships[r.Why])})
	}
	if p.Object.RoomID == 0 {
		return p, nil
	}
	return p, s.placeObject(c, p)
}

// objectExamples are questions that the guide answers about the work. Where they
// cannot be tried, they are those that the label answers.
func (s *Site) objectExamples(ctx context.Context, p *objectPage, notes []guide.LiveNote) []string {
	if s.questions == nil {
		return labelExamples(p.Locale, p.Object)
	}
	found := s.questions.of(ctx, p.Museum, p.Object, notes, p.Locale)
	return found[:min(maxExamples, len(found))]
}

// inLanguage keeps the notes written in lang; when none is, all of them.
func inLanguage(notes []guide.LiveNote, lang string) []guide.LiveNote {
	var kept []guide.LiveNote
	for _, n := range notes {
		if n.Lang == lang {
			kept = append(kept, n)
		}
	}
	if len(kept) == 0 {
		return notes
	}
	return kept
}

// levelLink is one way to read about a work.
type levelLink struct {
	link
	Current bool
}

// levelWords are what notes' levels are called.
var levelWords = map[string]string{"": "level.everyone", "easy": "level.easy", "child": "level.child"}

// atLevel keeps the notes written for the readers asked for, or for everyone, or
// whatever there is; and offers the others, when there are any.
func (p *objectPage) atLevel(notes []guide.LiveNote, wanted string) []guide.LiveNote {
	at := map[string][]guide.LiveNote{}
	for _, n := range notes {
		at[n.Level] = append(at[n.Level], n)
	}
	if len(at) < 2 {
		return notes
	}
	levels := slices.DeleteFunc(append([]string{""}, guide.NoteLevels...), func(level string) bool { return at[level] == nil })
	if !slices.Contains(levels, wanted) {
		wanted = levels[0]
	}
	for _, level := range levels {
		p.Levels = append(p.Levels, levelLink{link{"?level=" + level + "#note", p.T(levelWords[level])}, level == wanted})
	}
	if len(p.Readers) == 0 { // without a model, the curators' own notes are all there is
		p.Readers = []choice{everyone(p.Locale)}
		for _, level := range levels {
			if level != "" {
				p.Readers = append(p.Readers, choice{Value: level, Text: p.T(levelWords[level])})
			}
		}
	}
	return at[wanted]
}

// placeObject finds the object's room and its neighbours there.
func (s *Site) placeObject(c *echo.Context, p *objectPage) error {
	ctx := c.Request().Context()
	rooms, err := s.collection.Rooms(ctx, p.Museum.ID)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		if r.ID == p.Object.RoomID {
			p.Room, p.Place = &newRoomLink(p.page, r).link, roomPlace(p.Locale, r, rooms)
		}
	}
	// A room too long to be listed on one page is a store or an archive, where
	// "the next work" means nothing.
	works, err := s.collection.Objects(ctx, guide.ObjectQuery{
		MuseumID: p.Museum.ID, Lang: p.Lang, RoomID: p.Object.RoomID, Limit: worksPerPage,
	})
	if err != nil {
		return err
	}
	links := newWorkLinks(p.page, works)
	for i, o := range works {
		if o.ID != p.Object.ID {
			continue
		}
		if i > 0 {
			p.Prev = &links[i-1]
		}
		if i+1 < len(links) {
			p.Next = &links[i+1]
		}
	}
	return nil
}

// note shows the note an answer rests on, as long as the revision cited is the
// live one: the place of a sentence means nothing in another. The address was
// once a citation, so when it leads nowhere the note has been changed or
// withdrawn since: gone, and the page says so.
func (s *Site) note(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	r := c.Request()
	n, err := s.collection.Note(r.Context(), museum.ID, pathSegment(c, 2), time.Now())
	cited := queryInt(r, "r")
	if errors.Is(err, guide.ErrNotFound) || err == nil && cited != 0 && cited != n.Revision {
		return s.ErrorPage(c, http.StatusGone)
	}
	if err != nil {
		return err
	}
	p := &notePage{page: s.newPage(c, museum)}
	p.Title = n.Title
	p.Note = newNoteView(p.page, n, queryInt(r, "from"), queryInt(r, "to"))
	if n.Inventory != "" {
		p.Object = guide.ObjectPath(museum.Code, n.Inventory)
	}
	return s.render(c, http.StatusOK, p)
}
