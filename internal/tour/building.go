package tour

import (
	"cmp"
	"slices"

	"cicerone/internal/guide"
)

// Building is a museum's rooms in the order of the visit, and which of them lie
// next to one another. From every room there is a way to every other.
type Building struct {
	Rooms []guide.Room
	index map[int64]int // place in Rooms by id
	next  [][]int       // neighbours of each room, ascending
}

// NewBuilding joins rooms where their doors are. A room that names no doors has
// its neighbours on the visit beside it: the one before and the one after on its
// floor, and the stairs where the visit goes on to another floor. Doors lead both
// ways. Parts of the building that nothing joins are joined where the visit goes
// from one to the other: a visitor gets there somehow.
func NewBuilding(rooms []guide.Room) Building {
	b := Building{Rooms: slices.Clone(rooms), index: map[int64]int{}, next: make([][]int, len(rooms))}
	slices.SortStableFunc(b.Rooms, func(x, y guide.Room) int {
		return cmp.Or(cmp.Compare(x.Order, y.Order), cmp.Compare(x.Code, y.Code), cmp.Compare(x.ID, y.ID))
	})
	codes := map[string]int{}
	for i, r := range b.Rooms {
		b.index[r.ID], codes[r.Code] = i, i
	}
	last := map[int]int{} // the room before on each floor, +1
	for i, r := range b.Rooms {
		for _, code := range r.Doors {
			if j, ok := codes[code]; ok {
				b.join(i, j)
			}
		}
		if before := last[r.Floor] - 1; before >= 0 {
			b.joinNeighbours(before, i)
		}
		if i > 0 && b.Rooms[i-1].Floor != r.Floor {
			b.joinNeighbours(i-1, i)
		}
		last[r.Floor] = i + 1
	}
	b.makeWhole()
	return b
}

// joinNeighbours joins two rooms neither of which says where its doors are.
func (b *Building) joinNeighbours(i, j int) {
	if len(b.Rooms[i].Doors) == 0 && len(b.Rooms[j].Doors) == 0 {
		b.join(i, j)
	}
}

func (b *Building) join(i, j int) {
	if i == j || slices.Contains(b.next[i], j) {
		return
	}
	for _, pair := range [][2]int{{i, j}, {j, i}} {
		b.next[pair[0]] = append(b.next[pair[0]], pair[1])
		slices.Sort(b.next[pair[0]])
	}
}

// makeWhole joins each room that cannot be reached from the first to the one
// before it on the visit.
func (b *Building) makeWhole() {
	if len(b.Rooms) == 0 {
		return
	}
	_, minutes := b.ways(0)
	for i := range b.Rooms {
		if minutes[i] < 0 {
			b.join(i-1, i)
			_, minutes = b.ways(0)
		}
	}
}

// Place is where in the order of the visit a room is, from 0.
func (b Building) Place(room int64) (int, bool) {
	i, ok := b.index[room]
	return i, ok
}

// Next are the rooms beside the one at a place, by their places.
func (b Building) Next(place int) []int { return b.next[place] }

// Adjacent reports whether one walks from one room straight into the other.
func (b Building) Adjacent(i, j int) bool { return slices.Contains(b.next[i], j) }

// step is how long it takes from a room into the next, in minutes.
func (b Building) step(i, j int) int {
	if b.Rooms[i].Floor != b.Rooms[j].Floor {
		return StairsMinutes
	}
	return RoomMinutes
}

// ways finds the shortest way from one room to all others: the room before each
// on that way, and the minutes there; -1 for rooms there is no way to. Of two
// ways as short as each other it takes the one through earlier rooms.
func (b Building) ways(from int) (before, minutes []int) {
	before, minutes = make([]int, len(b.Rooms)), make([]int, len(b.Rooms))
	done := make([]bool, len(b.Rooms))
	for i := range minutes {
		before[i], minutes[i] = -1, -1
	}
	minutes[from] = 0
	for range b.Rooms { // museums have tens of rooms: no heap is worth its lines
		nearest := -1
		for i, m := range minutes {
			if m >= 0 && !done[i] && (nearest < 0 || m < minutes[nearest]) {
				nearest = i
			}
		}
		if nearest < 0 {
			break
		}
		done[nearest] = true
		for _, j := range b.next[nearest] {
			if m := minutes[nearest] + b.step(nearest, j); minutes[j] < 0 || m < minutes[j] {
				before[j], minutes[j] = nearest, m
			}
		}
	}
	return before, minutes
}

// Way is the shortest way from a room to another, both included, by their
// places, and the minutes it takes.
func (b Building) Way(from, to int) ([]int, int) {
	before, minutes := b.ways(from)
	way := []int{to}
	for at := to; at != from; {
		at = before[at]
		way = append(way, at)
	}
	slices.Reverse(way)
	return way, minutes[to]
}
