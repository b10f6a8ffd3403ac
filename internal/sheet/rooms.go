package sheet

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"
)

// Limits on what a room is called and what is said of it, and on its floor: the
// tallest building has fewer.
const (
	MaxRoomName  = 120
	MaxRoomAbout = 300
	MaxFloor     = 200
)

// RoomColumns are the columns of a table of rooms in some languages.
func RoomColumns(langs []string) []string {
	columns := []string{"code", "floor", "order", "doors"}
	for _, name := range []string{"name_", "about_"} {
		for _, lang := range langs {
			columns = append(columns, name+lang)
		}
	}
	return columns
}

// WriteRooms writes a table of rooms.
func WriteRooms(w io.Writer, langs []string, rooms []guide.OpenRoom) error {
	var rows [][]string
	for _, r := range rooms {
		row := []string{guard(r.Code), strconv.Itoa(r.Floor), strconv.Itoa(r.Order), guard(strings.Join(r.Doors, "|"))}
		for _, texts := range []map[string]string{r.Names, r.Abouts} {
			for _, lang := range langs {
				row = append(row, guard(texts[lang]))
			}
		}
		rows = append(rows, row)
	}
	return write(w, RoomColumns(langs), rows)
}

// Rooms is what a table of rooms would change.
type Rooms struct {
	Changed   []guide.OpenRoom // as they are to be; new ones, whose id is 0, among them
	New       int
	Unchanged int
	Problems  []Problem
	Wrong     int // how many problems there are in all
}

// ReadRooms reads what a table of rooms would change of those there are; see
// ReadObjects.
func ReadRooms(text string, langs []string, rooms []guide.OpenRoom) (Rooms, error) {
	t, err := readKnown(text, RoomColumns(langs), "code")
	if err != nil {
		return Rooms{}, err
	}
	r := roomReader{rowReader: rowReader{table: t}, langs: langs, rooms: map[string]guide.OpenRoom{}, seen: map[string]int{}}
	for _, room := range rooms {
		r.rooms[room.Code] = room
	}
	var out Rooms
	for i, row := range t.rows {
		before, after, ok := r.room(t.lines[i], row)
		switch {
		case !ok:
		case after.ID == 0:
			out.New++
			out.Changed = append(out.Changed, after)
		case sameRoom(before.Room, after.Room):
			out.Unchanged++
		default:
			out.Changed = append(out.Changed, after)
		}
	}
	out.Problems, out.Wrong = r.list, r.total
	return out, nil
}

type roomReader struct {
	rowReader
	langs []string
	rooms map[string]guide.OpenRoom // by code
	seen  map[string]int            // rows by code
}

func (r *roomReader) room(line int, row []string) (before, after guide.OpenRoom, ok bool) {
	code := r.value(row, "code", "")
	total := r.total
	switch {
	case code == "":
		r.add(line, "sheet.code.none")
	case !plain(code, guide.MaxRefRunes):
		r.add(line, "sheet.long", "column", "code", "max", guide.MaxRefRunes)
	case r.seen[code] > 0:
		r.add(line, "sheet.code.again", "code", code, "first", r.seen[code])
	}
	if r.total > total {
		return before, after, false
	}
	r.seen[code] = line
	before = r.rooms[code]
	after = before
	after.Code = code
	after.Floor = r.number(line, row, "floor", after.Floor, -MaxFloor, MaxFloor)
	after.Order = r.number(line, row, "order", after.Order, 0, guide.MaxOrder)
	after.Doors = r.doors(line, row, after.Doors)
	after.Names = r.texts(line, row, "name_", after.Names, MaxRoomName)
	after.Abouts = r.texts(line, row, "about_", after.Abouts, MaxRoomAbout)
	return before, after, r.total == total
}

// doors are the codes of the rooms beside, between bars: room codes may hold
// commas and semicolons.
func (r *roomReader) doors(line int, row []string, have []string) []string {
	doors, ok := SplitDoors(r.value(row, "doors", strings.Join(have, "|")))
	if !ok {
		r.add(line, "sheet.long", "column", "doors", "max", guide.MaxRefRunes)
	}
	return doors
}

// MaxDoors is how many rooms may lie beside one.
const MaxDoors = 30

// SplitDoors reads room codes between bars, each once. It is false when there are
// too many, or one that no room can have.
func SplitDoors(s string) ([]string, bool) {
	var doors []string
	for code := range strings.SplitSeq(s, "|") {
		code = strings.Join(strings.Fields(code), " ")
		switch {
		case code == "" || slices.Contains(doors, code):
		case !plain(code, guide.MaxRefRunes) || len(doors) == MaxDoors:
			return nil, false
		default:
			doors = append(doors, code)
		}
	}
	return doors, true
}

func (r *roomReader) texts(line int, row []string, prefix string, have map[string]string, most int) map[string]string {
	out := maps.Clone(have)
	if out == nil {
		out = map[string]string{}
	}
	for _, lang := range r.langs {
		out[lang] = r.text(line, row, prefix+lang, out[lang], most)
	}
	maps.DeleteFunc(out, func(_, text string) bool { return text == "" })
	return out
}

// sameRoom reports whether two rooms say the same. A text that is empty and one
// that is not there say the same.
func sameRoom(a, b guide.Room) bool {
	return a.Floor == b.Floor && a.Order == b.Order && slices.Equal(a.Doors, b.Doors) && sameTexts(a.Names, b.Names) && sameTexts(a.Abouts, b.Abouts)
}

func sameTexts(a, b map[string]string) bool {
	written := func(m map[string]string) map[string]string {
		m = maps.Clone(m)
		maps.DeleteFunc(m, func(_, s string) bool { return s == "" })
		return m
	}
	return maps.Equal(written(a), written(b))
}
