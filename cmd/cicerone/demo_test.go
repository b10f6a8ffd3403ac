package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// The demonstration, started again, leaves what people have changed as it is:
// rooms, those they deleted, and notes they edited.
func TestDemoOverwritesNothing(t *testing.T) {
	h, museum := demoHouse(t)
	by := guide.User{Museum: museum}
	rooms, err := h.store.OpenRooms(t.Context(), museum.ID)
	if err != nil {
		t.Fatal(err)
	}
	rooms[0].Names = map[string]string{"pt": "Outro nome"}
	if err := h.store.SaveRoom(t.Context(), by, rooms[0]); err != nil {
		t.Fatal(err)
	}
	if err := h.store.DeleteRoom(t.Context(), by, rooms[1].ID, rooms[1].Version); err != nil {
		t.Fatal(err)
	}
	// A note that was edited has other content than the file it came from.
	if _, err := h.pool.Exec(t.Context(), `
		UPDATE revisions r SET content_sha256 = repeat('0', 64) FROM documents d
		WHERE d.id = r.document_id AND d.source = $1`, demoSources+"/CG-001.pt.md"); err != nil {
		t.Fatal(err)
	}
	state := func() (out struct {
		Rooms     []guide.OpenRoom
		Revisions int
	}) {
		t.Helper()
		if out.Rooms, err = h.store.OpenRooms(t.Context(), museum.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.pool.QueryRow(t.Context(), `SELECT count(*) FROM revisions`).Scan(&out.Revisions); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := state()
	if _, err := h.loadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, state()); diff != "" || len(want.Rooms) != len(rooms)-1 {
		t.Errorf("started again (-want +got):\n%s", diff)
	}
}
