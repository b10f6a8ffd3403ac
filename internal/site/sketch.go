package site

import (
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/tour"
)

// sketchView is the building as a page draws it. What it shows stands beside it
// as a list too: the legs of the tour.
type sketchView struct {
	tour.Sketch
	Rooms  []sketchRoom
	Floors []sketchFloor
	Way    string // points of the line that the tour takes
	Title  string
}

// sketchRoom is a box of the sketch.
type sketchRoom struct {
	tour.Box
	Code    string
	Stops   string // numbers of the tour's works in it: "1–3, 7"
	Class   string // "here", "stop", "past" or ""
	TextX   int
	CodeY   int
	NumberY int
}

type sketchFloor struct {
	Name string
	X, Y int
}

// maxSketchCode is the longest room code written in a box, in characters.
const maxSketchCode = 6

// sketch draws the building with the tour's way through it; here is the place of
// the room the visitor is in, or -1.
func (it itinerary) sketch(p page, here int) *sketchView {
	if len(it.building.Rooms) == 0 || len(it.route.Walk) == 0 {
		return nil
	}
	v := &sketchView{Sketch: it.building.Sketch(), Title: p.T("tour.sketch")}
	numbers := map[int][]int{}
	for i, s := range it.stops {
		if place, ok := it.building.Place(s.Object.RoomID); ok {
			numbers[place] = append(numbers[place], i+1)
		}
	}
	for i, box := range v.Boxes {
		x, y := box.Middle()
		r := sketchRoom{Box: box, Code: shorten(it.building.Rooms[i].Code), Stops: spans(numbers[i]), TextX: x, CodeY: y + 6, NumberY: y + 16}
		switch {
		case i == here:
			r.Class = "here"
		case len(numbers[i]) > 0:
			r.Class = "stop"
		case slices.Contains(it.route.Walk, i):
			r.Class = "past"
		}
		if r.Stops != "" {
			r.CodeY = y - 2
		}
		v.Rooms = append(v.Rooms, r)
	}
	for _, f := range v.Sketch.Floors {
		v.Floors = append(v.Floors, sketchFloor{floorName(p, f.Floor), f.X, f.Y})
	}
	var points []string
	for _, place := range it.route.Walk {
		x, y := v.Boxes[place].Middle()
		points = append(points, strconv.Itoa(x)+","+strconv.Itoa(y))
	}
	v.Way = strings.Join(points, " ")
	return v
}

func shorten(code string) string {
	if runes := []rune(code); len(runes) > maxSketchCode {
		return string(runes[:maxSketchCode-1]) + "…"
	}
	return code
}

// spans writes ascending numbers briefly: "1–3, 7".
func spans(numbers []int) string {
	var out []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		span := strconv.Itoa(numbers[i])
		if j > i {
			span += "–" + strconv.Itoa(numbers[j])
		}
		out = append(out, span)
		i = j + 1
	}
	return strings.Join(out, ", ")
}
