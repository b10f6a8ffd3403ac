package tour

import (
	"cmp"
	"slices"
)

// How long a visit takes, in whole minutes. None of it was measured in a museum
// that uses Cicerone: they are what is known of other museums, rounded up, so
// that a visitor is never late because of us.
const (
	// LookMinutes is for one work: its note read aloud (120 to 400 words at 150 a
	// minute) and as long again as people stand before a work without one, which
	// several studies of galleries put at about half a minute.
	LookMinutes = 4
	// LookMinutesWithChildren is shorter: the first paragraph and one question.
	LookMinutesWithChildren = 3
	// RoomMinutes takes one from a work through a door to a work in the next room:
	// some 30 m at a stroller's 0.5 m/s.
	RoomMinutes = 1
	// StairsMinutes is a flight of stairs, or waiting for the lift.
	StairsMinutes = 3
	// PauseEvery and PauseMinutes are for children: after so many minutes, so many
	// of rest.
	PauseEvery   = 30
	PauseMinutes = 5
)

// MaxStops is the longest route: at LookMinutes a work it fills MaxMinutes.
const (
	MaxStops   = 60
	MinMinutes = 10
	MaxMinutes = 240
)

// Pace is how somebody goes through the museum.
type Pace struct{ Children bool }

// Look is how many minutes one work takes.
func (p Pace) Look() int {
	if p.Children {
		return LookMinutesWithChildren
	}
	return LookMinutes
}

// pauses is how many minutes of rest a visit of so many minutes holds.
func (p Pace) pauses(minutes int) int {
	if !p.Children {
		return 0
	}
	return minutes / PauseEvery * PauseMinutes
}

// Work is one that a route may stop at.
type Work struct {
	ID    int64
	Room  int64
	Order int     // in its room
	Value float64 // what it is worth to this visitor, above 0
}

// Route is a way through the building, from its first room.
type Route struct {
	Stops   []Work
	Walk    []int // places of the rooms walked through; each lies beside the one before
	Minutes int   // walking, looking and resting
}

// Through is the way that stops at works in the order given, and how long it
// takes. Works in rooms that the building does not have take time and no way.
func (b Building) Through(works []Work, pace Pace) Route {
	route := Route{Stops: works, Minutes: len(works) * pace.Look()}
	for _, w := range works {
		place, ok := b.Place(w.Room)
		if !ok {
			continue
		}
		if route.Walk == nil {
			route.Walk = []int{0}
		}
		way, minutes := b.Way(route.Walk[len(route.Walk)-1], place)
		route.Walk = append(route.Walk, way[1:]...)
		route.Minutes += minutes
	}
	route.Minutes += pace.pauses(route.Minutes)
	return route
}

// InOrder sorts works as a visit comes by them.
func (b Building) InOrder(works []Work) {
	slices.SortFunc(works, func(x, y Work) int {
		i, j := b.placeLast(x.Room), b.placeLast(y.Room)
		return cmp.Or(cmp.Compare(i, j), cmp.Compare(x.Order, y.Order), cmp.Compare(x.ID, y.ID))
	})
}

func (b Building) placeLast(room int64) int {
	if i, ok := b.Place(room); ok {
		return i
	}
	return len(b.Rooms)
}

// sameRoom is what each further work of a room is worth of its value: three
// works of one room are less of a visit than works of three rooms.
const sameRoom = 0.7

// Compose chooses works for a visit of so many minutes, walked in the order of
// the visit. Again and again it takes the work that is worth most for the minutes
// it adds, as long as one fits; so a work of a room that is on the way is dear to
// it, and one behind two flights of stairs must be worth the climb. Works in no
// room of the building are left out: nobody could be led to them.
func (b Building) Compose(works []Work, minutes int, pace Pace) Route {
	left := slices.DeleteFunc(slices.Clone(works), func(w Work) bool {
		_, ok := b.Place(w.Room)
		return !ok || w.Value <= 0
	})
	b.InOrder(left)
	left = slices.CompactFunc(left, func(x, y Work) bool { return x.ID == y.ID })

	costs := b.costs(pace)
	var chosen []Work
	inRoom := map[int64]int{}
	for len(chosen) < MaxStops {
		best, bestWorth := -1, 0.0
		now := costs.of(chosen)
		for i, w := range left {
			then := costs.of(insert(b, chosen, w))
			if then > minutes {
				continue
			}
			value := w.Value
			for range inRoom[w.Room] {
				value *= sameRoom
			}
			if worth := value / float64(max(1, then-now)); worth > bestWorth {
				best, bestWorth = i, worth
			}
		}
		if best < 0 {
			break
		}
		chosen = insert(b, chosen, left[best])
		inRoom[left[best].Room]++
		left = slices.Delete(left, best, best+1)
	}
	return b.Through(chosen, pace)
}

// insert is works in the order of the visit with one more; works stays as it is.
func insert(b Building, works []Work, w Work) []Work {
	out := append(slices.Clone(works), w)
	b.InOrder(out)
	return out
}

// costs are the minutes between all rooms, so that trying thousands of routes
// need not look for ways again.
type costs struct {
	building Building
	pace     Pace
	minutes  [][]int
}

func (b Building) costs(pace Pace) costs {
	c := costs{building: b, pace: pace}
	for i := range b.Rooms {
		_, minutes := b.ways(i)
		c.minutes = append(c.minutes, minutes)
	}
	return c
}

// of is Through(works).Minutes.
func (c costs) of(works []Work) int {
	total, at := len(works)*c.pace.Look(), 0
	for _, w := range works {
		place, _ := c.building.Place(w.Room)
		total += c.minutes[at][place]
		at = place
	}
	return total + c.pace.pauses(total)
}
