package curator

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// objectPage is one object: its labels and its place as a form, its picture, its
// code and what there is about it.
type objectPage struct {
	page
	Card     guide.OpenCard
	Labels   []labelForm
	Place    placeForm
	Picture  pictureForm
	Signs    signForm
	Rooms    []guide.OpenRoom
	Problems map[string]string // by field
	Stale    bool              // somebody else changed the object since the form was made
	Done     string            // what has just been done, in words
	Undo     string            // id of the picture that can be put back at once
	CodeURL  string            // the address that the code holds
}

func (*objectPage) template() string { return "object" }

// ObjectsPart is which of the pages about objects this is.
func (*objectPage) ObjectsPart() string { return "objects" }

// Path is the address of this page.
func (p *objectPage) Path() string { return objectPath(p.Card.ID) }

// VisitorPath is the visitor's page of the object.
func (p *objectPage) VisitorPath() string {
	return guide.ObjectPath(p.Person.Museum.Code, p.Card.Inventory)
}

// Editable reports whether the person may change the object.
func (p *objectPage) Editable() bool { return p.May(guide.RoleCurator) }

// A labelForm is the label in one language.
type labelForm struct {
	Lang   string
	ByHand bool
	Fields []fieldForm
	Differ bool // from what a live note says
}

// A fieldForm is a field as it was typed, or as it is.
type fieldForm struct {
	Name, Label string
	Value       string
	Now         string // what somebody else wrote meanwhile; only when the form is stale
	Changed     bool   // Now says something
	Note        string // what a live note says, when that is otherwise
	Differs     bool   // Note says something
	Problem     string
}

// placeForm is where the object stands, as it was typed or as it is.
type placeForm struct {
	Room, Order string
	Highlight   bool
	Now         *guide.Place // as somebody else put it meanwhile; nil: just so
	Note        *guide.Place // where a live note puts it, when that is elsewhere
}

// fieldWords are what forms call the fields of a label.
var fieldWords = map[string]string{
	"title": "objects.field.title", "maker": "objects.field.maker", "date": "objects.field.date",
	"material": "objects.field.material", "held_by": "objects.field.held_by",
}

// objectDone is what is said of what has just been done.
var objectDone = map[string]string{
	"saved": "objects.done.saved", "taken": "objects.done.taken",
	"picture": "objects.done.picture", "words": "objects.done.words", "removed": "objects.done.removed", "restored": "objects.done.restored",
	"signs": "objects.done.signs", "unsigned": "objects.done.unsigned", "signed": "objects.done.signed",
}

// objectActs are the words for what the audit log says was done.
var objectActs = map[string]string{
	"object.create": "objects.act.create", "object.edit": "objects.act.edit", "object.take": "objects.act.take", "object.import": "objects.act.import",
	"object.delete": "objects.act.delete", "picture.put": "objects.act.put", "picture.describe": "objects.act.describe",
	"picture.remove": "objects.act.remove", "picture.restore": "objects.act.restore",
	"signs.put": "objects.act.signs", "signs.remove": "objects.act.unsigned", "signs.restore": "objects.act.signed",
}

// Act says in words what was done.
func (p *objectPage) Act(action string) string { return p.T(objectActs[action]) }

func (o *Office) object(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	p, err := o.newObjectForm(c, person, card, card.Card)
	if err != nil {
		return err
	}
	done := c.QueryParam("done")
	if key := objectDone[done]; key != "" {
		p.Done = p.T(key)
	}
	if done == "removed" || done == "picture" {
		p.Undo = card.Removed
	}
	return o.render(c, http.StatusOK, p)
}

// newObjectForm is the page of an object as it is, with the form as it was typed.
func (o *Office) newObjectForm(c *echo.Context, person guide.User, card guide.OpenCard, typed guide.Card) (*objectPage, error) {
	p := &objectPage{page: o.newPage(c, person, "objects"), Card: card, Problems: map[string]string{}, CodeURL: o.codeURL(person.Museum, card.Inventory)}
	p.Title = card.Inventory
	rooms, err := o.Rooms.OpenRooms(c.Request().Context(), person.Museum.ID)
	if err != nil {
		return nil, err
	}
	p.Rooms = rooms
	p.Stale = typed.Version != card.Version
	for _, lang := range person.Museum.Langs {
		p.Labels = append(p.Labels, p.labelForm(lang, typed.Labels[lang]))
	}
	p.Place = placeForm{Room: typed.Room, Order: strconv.Itoa(typed.Order), Highlight: typed.Highlight}
	if p.Stale && typed.Place() != card.Place() {
		place := card.Place()
		p.Place.Now = &place
	}
	if note := card.NotePlace; note != nil && card.Placed && *note != card.Place() {
		p.Place.Note = note
	}
	p.Picture = newPictureForm(p)
	if card.Signs != nil {
		p.Signs.Lang = card.Signs.Lang
	}
	return p, nil
}

func (p *objectPage) labelForm(lang string, typed guide.Label) labelForm {
	form := labelForm{Lang: lang, ByHand: p.Card.ByHand[lang]}
	now := p.Card.Labels[lang]
	note, said := p.Card.NoteLabels[lang]
	for _, f := range guide.LabelFields {
		field := fieldForm{Name: f.Name + "_" + lang, Label: p.T(fieldWords[f.Name]), Value: *f.Of(&typed), Now: *f.Of(&now), Note: *f.Of(&note)}
		field.Changed = p.Stale && field.Now != field.Value
		field.Differs = said && form.ByHand && field.Note != *f.Of(&now)
		form.Differ = form.Differ || field.Differs
		form.Fields = append(form.Fields, field)
	}
	return form
}

// placeProblems puts the problems beside their fields.
func (p *objectPage) placeProblems() {
	for i := range p.Labels {
		for j := range p.Labels[i].Fields {
			field := &p.Labels[i].Fields[j]
			field.Problem = p.Problems[field.Name]
		}
	}
}

// saveObject writes the form. What was typed is kept whatever is wrong with it.
func (o *Office) saveObject(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	typed, problems := readCard(values, card.Card, person.Museum.Langs)
	if len(problems) == 0 && typed.Version == card.Version {
		err = o.ObjectEditor.SaveCard(c.Request().Context(), person, typed)
		switch {
		case err == nil:
			return c.Redirect(http.StatusSeeOther, objectPath(card.ID)+"?done=saved")
		case errors.Is(err, guide.ErrInvalid):
			problems["room"] = fieldProblem{"objects.room.gone", 0}
		case !errors.Is(err, guide.ErrConflict):
			return err
		default: // somebody saved in between
			if card, err = o.findCard(c, person); err != nil {
				return err
			}
		}
	}
	p, err := o.newObjectForm(c, person, card, typed)
	if err != nil {
		return err
	}
	if order := oneLine(values.Get("order")); problems["order"].key != "" {
		p.Place.Order = truncate(order, maxFilter)
	}
	p.Problems = p.inWords(problems)
	p.placeProblems()
	status := http.StatusUnprocessableEntity
	if len(problems) == 0 {
		status = http.StatusConflict
	}
	return o.render(c, status, p)
}

// fieldProblem is a message about a field, and the most it may have.
type fieldProblem struct {
	key  string
	most int
}

// inWords says what is wrong with fields.
func (p *page) inWords(problems map[string]fieldProblem) map[string]string {
	words := map[string]string{}
	for field, problem := range problems {
		words[field] = p.T(problem.key, "max", problem.most)
	}
	return words
}

// readCard is the object as a form has it, and what is wrong with that.
func readCard(values url.Values, card guide.Card, langs []string) (guide.Card, map[string]fieldProblem) {
	problems := map[string]fieldProblem{}
	typed := card.Clone()
	typed.Version, _ = strconv.Atoi(values.Get("version"))
	typed.Room, typed.Highlight = oneLine(values.Get("room")), values.Get("highlight") != ""
	order := oneLine(values.Get("order"))
	n, err := strconv.Atoi(order)
	if order != "" && err != nil || n < 0 || n > guide.MaxOrder {
		problems["order"] = fieldProblem{"objects.order.wrong", guide.MaxOrder}
	}
	typed.Order = n
	if typed.Labels = maps.Clone(card.Labels); typed.Labels == nil {
		typed.Labels = map[string]guide.Label{}
	}
	for _, lang := range langs {
		label := guide.Label{Lang: lang}
		for _, f := range guide.LabelFields {
			value := oneLine(values.Get(f.Name + "_" + lang))
			if utf8.RuneCountInString(value) > guide.MaxLabelRunes {
				problems[f.Name+"_"+lang] = fieldProblem{"objects.field.long", guide.MaxLabelRunes}
			}
			*f.Of(&label) = value
		}
		switch {
		case label.Empty():
			delete(typed.Labels, lang)
			continue
		case label.Title == "":
			problems["title_"+lang] = fieldProblem{"objects.title.empty", 0}
		}
		if sameWords(label, card.Labels[lang]) {
			label = card.Labels[lang]
		}
		typed.Labels[lang] = label
	}
	return typed, problems
}

// sameWords reports whether two labels differ only by the spaces that a form
// tidies.
func sameWords(a, b guide.Label) bool {
	return !slices.ContainsFunc(guide.LabelFields, func(f guide.LabelField) bool {
		return strings.Join(strings.Fields(*f.Of(&a)), " ") != strings.Join(strings.Fields(*f.Of(&b)), " ")
	})
}

// takeNote gives a label, or the place, back to the notes.
func (o *Office) takeNote(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	lang := values.Get("label")
	if lang != "" && !slices.Contains(person.Museum.Langs, lang) {
		return guide.Invalidf("label", "%q is not a language of the museum", lang)
	}
	version, _ := strconv.Atoi(values.Get("version"))
	id := idOf(c.Param("object"))
	if err := o.ObjectEditor.TakeNote(c.Request().Context(), person, id, version, lang); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(id)+"?done=taken")
}

func (o *Office) deleteObject(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(values.Get("version"))
	if err := o.ObjectEditor.DeleteObject(c.Request().Context(), person, card.ID, version); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, Path+"/objects?"+url.Values{"deleted": {card.Inventory}}.Encode())
}
