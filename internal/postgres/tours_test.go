package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// works brings in a public note about each of some works.
func (c *collection) works(inventories ...string) {
	c.t.Helper()
	for _, inventory := range inventories {
		c.put(inventory+".md", note("Obra "+inventory, inventory, "pt", "Uma nota sobre "+inventory+"."), true)
	}
}

func (c *collection) saveTour(t guide.OpenTour) string {
	c.t.Helper()
	id, err := c.SaveTour(c.t.Context(), c.editor, t)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// stopsOf are the works that visitors see on a tour, as they come.
func (c *collection) stopsOf(id string) []string {
	c.t.Helper()
	tour, err := c.Tour(c.t.Context(), c.museum.ID, id, "pt")
	if errors.Is(err, guide.ErrNotFound) {
		return nil
	}
	if err != nil {
		c.t.Fatal(err)
	}
	var out []string
	for _, s := range tour.Stops {
		out = append(out, s.Object.Inventory+" "+s.Words["pt"])
	}
	return out
}

func stops(inventories ...string) (out []guide.OpenStop) {
	for _, i := range inventories {
		out = append(out, guide.OpenStop{Inventory: i, Words: map[string]string{"pt": "vá a " + i}})
	}
	return out
}

// A tour is seen once it is published, in the order it was given, and of its works
// only those that the public may read of: the others drop out with the next
// request, and come back.
func TestTours(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	c.works("A", "B", "C", "D")
	id := c.saveTour(guide.OpenTour{Titles: map[string]string{"pt": "Volta"}, Minutes: 30, Stops: stops("C", "A", "B")})
	check := func(when string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, c.stopsOf(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check("before it is published")
	do(c.PublishTour(ctx, c.editor, id, true))
	check("published", "C vá a C", "A vá a A", "B vá a B")

	a := c.publicID("A.md")
	do(c.SetTerms(ctx, c.editor, a, guide.Terms{Audience: guide.AudienceStaff}))
	check("one for staff", "C vá a C", "B vá a B")
	do(c.SetTerms(ctx, c.editor, a, guide.Terms{Audience: guide.AudiencePublic, Embargo: time.Now().Add(time.Hour)}))
	check("one under embargo", "C vá a C", "B vá a B")
	do(c.SetTerms(ctx, c.editor, a, guide.Terms{Audience: guide.AudiencePublic}))
	do(c.Withdraw(ctx, c.editor, c.publicID("C.md")))
	check("one withdrawn", "A vá a A", "B vá a B")
	if open, err := c.OpenTour(ctx, c.museum.ID, id); err != nil || len(open.Stops) != 3 || open.Stops[0].Live || !open.Stops[1].Live || open.Stops[1].Title != "Obra A" {
		t.Errorf("the curators' view: %+v, %v", open, err)
	}
	do(c.Publish(ctx, c.editor, c.publicID("C.md"), 1))

	open, err := c.OpenTour(ctx, c.museum.ID, id)
	do(err)
	open.Stops = stops("B", "D")
	c.saveTour(open)
	check("edited", "B vá a B", "D vá a D")
	for name, refused := range map[string]struct {
		tour guide.OpenTour
		want error
	}{
		"an old version":   {open, guide.ErrConflict},
		"an unknown work":  {guide.OpenTour{Stops: stops("A", "Z")}, guide.ErrInvalid},
		"a work twice":     {guide.OpenTour{Stops: stops("A", "A")}, guide.ErrInvalid},
		"an unknown tour":  {guide.OpenTour{ID: "nope", Version: 1}, guide.ErrNotFound},
		"too many to walk": {guide.OpenTour{Stops: make([]guide.OpenStop, guide.MaxTourStops+1)}, guide.ErrInvalid},
	} {
		if _, err := c.SaveTour(ctx, c.editor, refused.tour); !errors.Is(err, refused.want) {
			t.Errorf("%s: got %v, want %v", name, err, refused.want)
		}
	}

	other := c.saveTour(guide.OpenTour{Titles: map[string]string{"pt": "Outra"}, Stops: stops("A")})
	do(c.MoveTour(ctx, c.editor, other, -1))
	do(c.MoveTour(ctx, c.editor, other, -1)) // it is first already
	do(c.PublishTour(ctx, c.editor, other, true))
	tours, err := c.Tours(ctx, c.museum.ID, "pt")
	do(err)
	if len(tours) != 2 || tours[0].ID != other || tours[1].Minutes != 30 {
		t.Errorf("tours: got %+v", tours)
	}

	do(c.DeleteTour(ctx, c.editor, id, true))
	check("deleted")
	if err := c.PublishTour(ctx, c.editor, id, true); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("publishing what is deleted: %v", err)
	}
	do(c.DeleteTour(ctx, c.editor, id, false))
	check("brought back", "B vá a B", "D vá a D")
	do(c.PublishTour(ctx, c.editor, id, false))
	check("withdrawn")
	want := []string{"tour.create", "tour.publish", "tour.edit", "tour.delete", "tour.undelete", "tour.withdraw"}
	for i := range want {
		want[i] += " by editor@museu.pt"
	}
	if diff := cmp.Diff(want, c.acts("tour "+id)); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}

	do(c.DeleteTour(ctx, c.editor, other, true))
	_, err = c.PurgeDeleted(ctx, time.Now().Add(time.Hour))
	do(err)
	if open, err := c.OpenTours(ctx, c.museum.ID); err != nil || len(open) != 1 || c.count(`SELECT count(*) FROM tours`) != 1 {
		t.Errorf("after the purge: %d tours, %v", len(open), err)
	}
}

// Nobody reaches another museum's tours or works.
func TestToursOfOthers(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	c.works("A")
	id := c.saveTour(guide.OpenTour{Stops: stops("A")})
	stranger := c.editor
	stranger.Museum = c.addMuseum("outro")
	for name, err := range map[string]error{
		"publish": c.PublishTour(ctx, stranger, id, true),
		"delete":  c.DeleteTour(ctx, stranger, id, true),
		"move":    c.MoveTour(ctx, stranger, id, 1),
		"edit": func() error {
			_, err := c.SaveTour(ctx, stranger, guide.OpenTour{ID: id, Version: 1})
			return err
		}(),
		"read": func() error { _, err := c.OpenTour(ctx, stranger.Museum.ID, id); return err }(),
	} {
		if !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
	if _, err := c.SaveTour(ctx, stranger, guide.OpenTour{Stops: stops("A")}); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("a tour past another museum's work: %v", err)
	}
}

// Doors are kept, and follow a room whose code changes.
func TestDoors(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	err := c.AddRooms(ctx, c.museum.ID, []guide.Room{{Code: "1", Order: 1, Doors: []string{"2", "3"}}, {Code: "2", Order: 2}, {Code: "3", Order: 3, Doors: []string{"1"}}})
	if err != nil {
		t.Fatal(err)
	}
	rooms, err := c.OpenRooms(ctx, c.museum.ID)
	if err != nil {
		t.Fatal(err)
	}
	rooms[1].Code, rooms[1].Doors = "2b", []string{"1"}
	if err := c.SaveRoom(ctx, c.editor, rooms[1]); err != nil {
		t.Fatal(err)
	}
	saved, err := c.Rooms(ctx, c.museum.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, r := range saved {
		got = append(got, r.Doors)
	}
	if diff := cmp.Diff([][]string{{"2b", "3"}, {"1"}, {"1"}}, got); diff != "" {
		t.Errorf("doors (-want +got):\n%s", diff)
	}
}
