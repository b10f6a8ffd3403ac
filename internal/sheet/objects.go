package sheet

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
)

// ObjectColumns are the columns of a table of objects in some languages.
func ObjectColumns(langs []string) []string {
	columns := []string{"inventory", "room", "order", "highlight"}
	for _, f := range guide.LabelFields {
		for _, lang := range langs {
			columns = append(columns, f.Name+"_"+lang)
		}
	}
	for _, lang := range langs {
		columns = append(columns, "alt_"+lang)
	}
	return columns
}

// WriteObjects writes a table of objects.
func WriteObjects(w io.Writer, langs []string, cards []guide.Card) error {
	rows := make([][]string, 0, len(cards))
	for _, c := range cards {
		highlight := ""
		if c.Highlight {
			highlight = "1"
		}
		row := []string{guard(c.Inventory), guard(c.Room), strconv.Itoa(c.Order), highlight}
		for _, f := range guide.LabelFields {
			for _, lang := range langs {
				label := c.Labels[lang]
				row = append(row, guard(*f.Of(&label)))
			}
		}
		for _, lang := range langs {
			row = append(row, guard(c.Alts()[lang]))
		}
		rows = append(rows, row)
	}
	return write(w, ObjectColumns(langs), rows)
}

// Objects is what a table of objects would change.
type Objects struct {
	Changes   []ObjectChange
	New       int // of Changes
	Unchanged int
	Problems  []Problem // at most MaxProblems; as long as there is one, nothing is to be changed
	Wrong     int       // how many problems there are in all
}

// ObjectChange is what a row makes of an object. Before is empty when the object
// is new.
type ObjectChange struct {
	Row           int
	Before, After guide.Card
}

// Columns are those of a table in which the two differ.
func (c ObjectChange) Columns(langs []string) []string {
	var out []string
	differ := func(column string, yes bool) {
		if yes {
			out = append(out, column)
		}
	}
	differ("room", c.Before.Room != c.After.Room)
	differ("order", c.Before.Order != c.After.Order)
	differ("highlight", c.Before.Highlight != c.After.Highlight)
	for _, lang := range langs {
		before, after := c.Before.Labels[lang], c.After.Labels[lang]
		for _, f := range guide.LabelFields {
			differ(f.Name+"_"+lang, *f.Of(&before) != *f.Of(&after))
		}
		differ("alt_"+lang, c.Before.Alts()[lang] != c.After.Alts()[lang])
	}
	return out
}

// ReadObjects reads what a table of objects would change of those there are. What
// is wrong with the table as a whole is an InvalidError whose Field is a
// message's key: an unknown column, no inventory numbers.
func ReadObjects(text string, langs []string, cards []guide.Card, rooms []guide.OpenRoom) (Objects, error) {
	t, err := readKnown(text, ObjectColumns(langs), "inventory")
	if err != nil {
		return Objects{}, err
	}
	r := objectReader{rowReader: rowReader{table: t}, langs: langs, cards: map[string]guide.Card{}, spelled: map[string]string{}, rooms: map[string]bool{"": true}, seen: map[string]int{}}
	for _, c := range cards {
		r.cards[c.Inventory] = c
		r.spelled[strings.ToLower(c.Inventory)] = c.Inventory
	}
	for _, room := range rooms {
		r.rooms[room.Code] = true
	}
	var out Objects
	for i, row := range t.rows {
		before, after, ok := r.card(t.lines[i], row)
		switch {
		case !ok:
		case after.ID == 0:
			out.New++
			out.Changes = append(out.Changes, ObjectChange{t.lines[i], before, after})
		case before.Same(after):
			out.Unchanged++
		default:
			out.Changes = append(out.Changes, ObjectChange{t.lines[i], before, after})
		}
	}
	out.Problems, out.Wrong = r.list, r.total
	return out, nil
}

type objectReader struct {
	rowReader
	langs   []string
	cards   map[string]guide.Card // by inventory number
	spelled map[string]string     // inventory numbers by their small letters
	rooms   map[string]bool
	seen    map[string]int // rows by inventory number
}

// card is the object of a row, as it is and as it is to be.
func (r *objectReader) card(line int, row []string) (before, after guide.Card, ok bool) {
	inventory := guide.CleanInventory(r.value(row, "inventory", ""))
	before, known := r.cards[inventory]
	folded := strings.ToLower(inventory)
	total := r.total
	switch spelled, other := r.spelled[folded]; {
	case inventory == "":
		r.add(line, "sheet.inventory.none")
	case !plain(inventory, guide.MaxRefRunes):
		r.add(line, "sheet.long", "column", "inventory", "max", guide.MaxRefRunes)
	case r.seen[folded] > 0:
		r.add(line, "sheet.inventory.again", "inventory", inventory, "first", r.seen[folded])
	case !known && other:
		r.add(line, "sheet.inventory.spelled", "inventory", inventory, "other", spelled)
	}
	if r.total > total {
		return before, after, false
	}
	r.seen[folded] = line
	after = before.Clone()
	after.Inventory = inventory
	r.place(line, row, &after)
	for _, lang := range r.langs {
		r.label(line, row, lang, &after)
		r.alt(line, row, lang, &after)
	}
	return before, after, r.total == total
}

func (r *objectReader) place(line int, row []string, c *guide.Card) {
	c.Room = r.value(row, "room", c.Room)
	if !r.rooms[c.Room] {
		r.add(line, "sheet.room.unknown", "room", c.Room)
	}
	c.Order = r.number(line, row, "order", c.Order, 0, guide.MaxOrder)
	if _, there := r.columns["highlight"]; there {
		value := r.value(row, "highlight", "")
		yes, known := yesOrNo[strings.ToLower(value)]
		if !known {
			r.add(line, "sheet.highlight", "value", value)
		}
		c.Highlight = yes
	}
}

// yesOrNo are the words for yes and no that people write in a table, in the
// languages of the back office, and those that spreadsheet programs make of them.
var yesOrNo = map[string]bool{
	"": false, "0": false, "não": false, "nao": false, "no": false, "n": false, "falso": false, "false": false,
	"1": true, "sim": true, "s": true, "yes": true, "y": true, "x": true, "verdadeiro": true, "true": true,
}

func (r *objectReader) label(line int, row []string, lang string, c *guide.Card) {
	label := c.Labels[lang]
	for _, f := range guide.LabelFields {
		*f.Of(&label) = r.text(line, row, f.Name+"_"+lang, *f.Of(&label), guide.MaxLabelRunes)
	}
	switch {
	case label == c.Labels[lang]:
		return
	case label.Empty():
		delete(c.Labels, lang)
		return
	case label.Title == "":
		r.add(line, "sheet.title.none", "column", "title_"+lang)
	}
	label.Lang = lang
	if c.Labels == nil {
		c.Labels = map[string]guide.Label{}
	}
	c.Labels[lang] = label
}

func (r *objectReader) alt(line int, row []string, lang string, c *guide.Card) {
	old := c.Alts()[lang]
	value := r.text(line, row, "alt_"+lang, old, guide.MaxAltRunes)
	switch {
	case value == old:
	case c.Picture == nil:
		r.add(line, "sheet.alt.pictureless", "column", "alt_"+lang)
	case value == "":
		delete(c.Picture.Alts, lang)
	default:
		if c.Picture.Alts == nil {
			c.Picture.Alts = map[string]string{}
		}
		c.Picture.Alts[lang] = value
	}
}

// IsRooms reports whether a table is one of rooms rather than of objects.
func IsRooms(text string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(text, byteOrderMark), "\n")
	names := strings.FieldsFunc(strings.ToLower(first), func(c rune) bool { return strings.ContainsRune(",;\t\r\" ", c) })
	return slices.Contains(names, "code") && !slices.Contains(names, "inventory")
}
