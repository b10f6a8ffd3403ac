package tour

import (
	"fmt"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rooms are those of a small museum: three on the ground floor, two above.
func rooms(doors map[string][]string) []guide.Room {
	var out []guide.Room
	for i, floor := range []int{0, 0, 0, 1, 1} {
		code := fmt.Sprint(i + 1)
		out = append(out, guide.Room{ID: int64(i + 1), Code: code, Floor: floor, Order: i + 1, Doors: doors[code]})
	}
	return out
}

func TestBuilding(t *testing.T) {
	tests := []struct {
		name  string
		doors map[string][]string
		want  [][]int
	}{
		{"no doors: as the visit goes", nil, [][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3}}},
		{"doors lead both ways, and are all a room has", map[string][]string{"2": {"1", "3", "5"}}, [][]int{{1}, {0, 2, 4}, {1, 3}, {2, 4}, {1, 3}}},
		{"a part that nothing joins", map[string][]string{"3": {"2"}}, [][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3}}},
		{"unknown rooms and its own", map[string][]string{"1": {"1", "99", "2"}}, [][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, NewBuilding(rooms(tt.doors)).next); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if b := NewBuilding(nil); len(b.Compose([]Work{{ID: 1, Room: 1, Value: 1}}, 60, Pace{}).Stops) != 0 {
		t.Error("a building without rooms leads somewhere")
	}
}

func TestCompose(t *testing.T) {
	b := NewBuilding(rooms(nil))
	work := func(id, room int64, value float64) Work {
		return Work{ID: id, Room: room, Order: int(id), Value: value}
	}
	tests := []struct {
		name    string
		works   []Work
		minutes int
		pace    Pace
		want    []int64
		took    int
	}{
		{"all that fits, in the order of the visit", []Work{work(9, 2, 1), work(1, 3, 1), work(3, 1, 1)}, 20, Pace{}, []int64{3, 9, 1}, 14},
		{"what is worth most when not all fits", []Work{work(1, 1, 1), work(2, 1, 3), work(3, 1, 2)}, 8, Pace{}, []int64{2, 3}, 8},
		{"not up the stairs for little", []Work{work(1, 1, 1), work(2, 1, 1), work(3, 4, 1)}, 12, Pace{}, []int64{1, 2}, 8},
		{"up the stairs for much", []Work{work(1, 1, 1), work(2, 1, 1), work(3, 4, 9)}, 12, Pace{}, []int64{3}, 9},
		{"children rest", []Work{work(1, 1, 1), work(2, 1, 1), work(3, 1, 1), work(4, 1, 1), work(5, 1, 1), work(6, 1, 1), work(7, 1, 1), work(8, 1, 1), work(9, 1, 1), work(10, 1, 1)},
			35, Pace{Children: true}, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 35},
		{"in no room, of no value, twice", []Work{work(1, 77, 5), work(2, 1, 0), work(3, 1, 1), work(3, 1, 1)}, 60, Pace{}, []int64{3}, 4},
		{"no time", []Work{work(1, 1, 1)}, 3, Pace{}, nil, 0},
	}
	for _, tt := range tests {
		route := b.Compose(tt.works, tt.minutes, tt.pace)
		var got []int64
		for _, s := range route.Stops {
			got = append(got, s.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || route.Minutes != tt.took {
			t.Errorf("%s: %d minutes, want %d (-want +got):\n%s", tt.name, route.Minutes, tt.took, diff)
		}
	}
}

func drawRooms(t *rapid.T) []guide.Room {
	n := rapid.IntRange(1, 12).Draw(t, "rooms")
	var out []guide.Room
	for i := range n {
		r := guide.Room{ID: int64(100 + i), Code: fmt.Sprint(i), Floor: rapid.IntRange(-1, 2).Draw(t, "floor"), Order: rapid.IntRange(0, n).Draw(t, "order")}
		for range rapid.IntRange(0, 2).Draw(t, "doors") {
			r.Doors = append(r.Doors, fmt.Sprint(rapid.IntRange(0, n).Draw(t, "door")))
		}
		out = append(out, r)
	}
	return out
}

// Whatever the building and the wish: a route fits the time, goes from room to
// adjacent room, in the order of the visit, past no work twice, and is the same
// when asked for again, in whatever order the works come.
func TestRoutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBuilding(drawRooms(t))
		var works []Work
		for i := range rapid.IntRange(0, 40).Draw(t, "works") {
			works = append(works, Work{ID: int64(i), Room: int64(rapid.IntRange(99, 112).Draw(t, "room")),
				Order: rapid.IntRange(0, 9).Draw(t, "order"), Value: rapid.Float64Range(0, 5).Draw(t, "value")})
		}
		minutes := rapid.IntRange(0, MaxMinutes).Draw(t, "minutes")
		pace := Pace{Children: rapid.Bool().Draw(t, "children")}
		route := b.Compose(works, minutes, pace)

		if len(route.Stops) > 0 && route.Minutes > minutes {
			t.Fatalf("takes %d minutes of %d", route.Minutes, minutes)
		}
		seen := map[int64]bool{}
		last := -1
		for _, s := range route.Stops {
			place, ok := b.Place(s.Room)
			if !ok || place < last || seen[s.ID] {
				t.Fatalf("stop %+v at place %d after %d", s, place, last)
			}
			last, seen[s.ID] = place, true
		}
		for i := 1; i < len(route.Walk); i++ {
			if !b.Adjacent(route.Walk[i-1], route.Walk[i]) {
				t.Fatalf("walks from %d to %d, which no door joins", route.Walk[i-1], route.Walk[i])
			}
		}
		again := b.Compose(rapid.Permutation(works).Draw(t, "shuffled"), minutes, pace)
		if diff := cmp.Diff(route, again); diff != "" {
			t.Fatalf("another route for the same wish:\n%s", diff)
		}
		for _, w := range works { // nothing that still fitted was left out
			if _, ok := b.Place(w.Room); ok && !seen[w.ID] && w.Value > 0 && len(route.Stops) < MaxStops &&
				b.Through(insert(b, route.Stops, w), pace).Minutes <= minutes {
				t.Fatalf("%+v would have fitted", w)
			}
		}
	})
}

// The boxes of a sketch stand inside it, apart from each other, and every door
// is drawn once.
func TestSketch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBuilding(drawRooms(t))
		s := b.Sketch()
		joins := 0
		for i, x := range s.Boxes {
			joins += len(b.Next(i))
			if x.Place != i || x.X < 0 || x.Y < 0 || x.X+x.Width > s.Width || x.Y+x.Height > s.Height {
				t.Fatalf("box %+v is not in a sketch of %d × %d", x, s.Width, s.Height)
			}
			for _, y := range s.Boxes[:i] {
				if x.X < y.X+y.Width && y.X < x.X+x.Width && x.Y < y.Y+y.Height && y.Y < x.Y+x.Height {
					t.Fatalf("boxes %+v and %+v overlap", x, y)
				}
			}
		}
		if len(s.Joins) != joins/2 {
			t.Fatalf("%d joins drawn, want %d", len(s.Joins), joins/2)
		}
	})
}
