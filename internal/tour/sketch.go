package tour

import (
	"cmp"
	"maps"
	"slices"
)

// Sketch is the building drawn as boxes: a band a floor, the highest on top, the
// rooms of each in the order of the visit. It shows which room lies beside which,
// not where the walls are.
type Sketch struct {
	Width, Height int // of the drawing, in its own units: about a CSS pixel on a phone
	Boxes         []Box
	Joins         []Join
	Floors        []FloorBand
}

// Box is a room of the sketch.
type Box struct {
	Place         int // of the room
	X, Y          int // of its upper left corner
	Width, Height int
}

// Middle is the middle of the box.
func (b Box) Middle() (x, y int) { return b.X + b.Width/2, b.Y + b.Height/2 }

// Join is a line between two rooms that lie beside each other.
type Join struct {
	X1, Y1, X2, Y2 int
	Stairs         bool
}

// FloorBand is where the name of a floor stands.
type FloorBand struct{ Floor, X, Y int }

// The measures of a sketch. perRow boxes fill a phone's column of 350 px, and the
// letters in them stay readable there.
const (
	perRow    = 5
	boxWidth  = 56
	boxHeight = 44
	boxGap    = 14
	margin    = 4
	nameSpace = 24 // above the rooms of a floor, for its name
)

func rowsOf(places []int) int { return (len(places) + perRow - 1) / perRow }

// Sketch draws the building. Rows run like a snake, each beginning on the side
// where the one before it ended, so that one goes on, or up, right there.
func (b Building) Sketch() Sketch {
	s := Sketch{Width: 2*margin + perRow*boxWidth + (perRow-1)*boxGap, Boxes: make([]Box, len(b.Rooms))}
	floors := map[int][]int{}
	for i, r := range b.Rooms {
		floors[r.Floor] = append(floors[r.Floor], i)
	}
	below := map[int]int{} // rows on the floors below
	rows := 0
	for _, floor := range slices.Sorted(maps.Keys(floors)) {
		below[floor] = rows
		rows += rowsOf(floors[floor])
	}
	y := margin
	for _, floor := range slices.SortedFunc(maps.Keys(floors), func(x, y int) int { return cmp.Compare(y, x) }) {
		if len(floors) > 1 {
			s.Floors = append(s.Floors, FloorBand{floor, margin, y + nameSpace - 8})
			y += nameSpace
		}
		for n, place := range floors[floor] {
			row, column := n/perRow, n%perRow
			if (below[floor]+row)%2 == 1 {
				column = perRow - 1 - column
			}
			s.Boxes[place] = Box{place, margin + column*(boxWidth+boxGap), y + row*(boxHeight+boxGap), boxWidth, boxHeight}
		}
		y += rowsOf(floors[floor])*(boxHeight+boxGap) - boxGap + 2*boxGap
	}
	s.Height = y - 2*boxGap + margin
	for i := range b.Rooms {
		for _, j := range b.next[i] {
			if j > i {
				x1, y1 := s.Boxes[i].Middle()
				x2, y2 := s.Boxes[j].Middle()
				s.Joins = append(s.Joins, Join{x1, y1, x2, y2, b.Rooms[i].Floor != b.Rooms[j].Floor})
			}
		}
	}
	return s
}
