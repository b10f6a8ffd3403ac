package guide

import "testing"

func TestPaths(t *testing.T) {
	tests := []struct{ got, want string }{
		{ObjectPath("galeria", "CG-001"), "/galeria/o/CG-001"},
		{ObjectPath("galeria", "AZ 12/3"), "/galeria/o/AZ%2012/3"},
		{ObjectPath("galeria", "a//b"), "/galeria/o/a%2F%2Fb"},
		{ObjectPath("galeria", "a/../b"), "/galeria/o/a%2F..%2Fb"},
		{ObjectPath("galeria", "1?x#y%z"), "/galeria/o/1%3Fx%23y%25z"},
		{RoomPath("galeria", "2/a"), "/galeria/rooms/2%2Fa"},
		{NotePath("galeria", Citation{Document: "AB", Revision: 2, Start: 3, End: 9}), "/galeria/notes/AB?r=2&from=3&to=9#quote"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
