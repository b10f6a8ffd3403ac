package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// hidden is a museum in which some notes are not for everyone, beside another
// that says the same.
func hidden(t *testing.T, now time.Time) *collection {
	c := newCollection(t)
	other := c.addMuseum("outro")
	texts := func(inventory, text string, change func(*guide.Note)) draft {
		n := note("Peça "+inventory, inventory, "pt", text)
		if change != nil {
			change(&n)
		}
		return cut(inventory+".md", n, 4)
	}
	for _, m := range []guide.Museum{c.museum, other} {
		publish(t, c.Store, m,
			texts("open", "peça aberta", nil),
			texts("staff", "peça interna", func(n *guide.Note) { n.Audience = guide.AudienceStaff }),
			texts("embargoed", "peça em segredo", func(n *guide.Note) { n.Embargo = now.Add(time.Hour) }),
			texts("released", "peça já mostrada", func(n *guide.Note) { n.Embargo = now.Add(-time.Hour) }),
			texts("withdrawn", "peça retirada", nil),
			texts("revised", "peça antes", nil))
		if err := c.Finish(t.Context(), m, register(t, c.Store, m, false, texts("draft", "peça por rever", nil), texts("open", "peça aberta de novo", nil))); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, c.Store, c.museum, texts("revised", "peça depois", nil))
	if err := c.Withdraw(t.Context(), c.editor, c.publicID("withdrawn.md")); err != nil {
		t.Fatal(err)
	}
	return c
}

// No search returns what is not for the one who asks: of another museum or
// audience, under embargo, withdrawn, superseded, or never published.
func TestSearchReturnsOnlyWhatIsLive(t *testing.T) {
	now := time.Now()
	c := hidden(t, now)
	for _, test := range []struct {
		name     string
		audience guide.Audience
		at       time.Time
		want     []string
	}{
		{"public", guide.AudiencePublic, now, []string{"open", "released", "revised"}},
		{"no audience is public", "", now, []string{"open", "released", "revised"}},
		{"staff", guide.AudienceStaff, now, []string{"open", "released", "revised", "staff"}},
		{"before an embargo has ended", guide.AudiencePublic, now.Add(-2 * time.Hour), []string{"open", "revised"}},
		{"at its end", guide.AudiencePublic, now.Add(time.Hour), []string{"embargoed", "open", "released", "revised"}},
	} {
		q := guide.Search{Museum: c.museum, Audience: test.audience, At: test.at, Lang: "pt"}
		everything := []string{"open", "staff", "embargoed", "released", "withdrawn", "revised", "draft"}
		for leg, change := range map[string]func(*guide.Search){
			"lexical": func(q *guide.Search) { q.Text = "peça" },
			"vector":  func(q *guide.Search) { q.Vector = []float32{1, 1, 1, 1} },
			"object": func(q *guide.Search) {
				q.Objects, q.Vector = everything, []float32{0, 0, 0, 0}
			},
			"all": func(q *guide.Search) {
				q.Text, q.Vector, q.Objects = "peça", []float32{1, 1, 1, 1}, everything
			},
		} {
			q := q
			change(&q)
			var got []string
			for _, h := range search(t, c.Store, q).Hits {
				got = append(got, h.Inventory)
				if wantText := map[string]string{"open": "peça aberta", "revised": "peça depois"}[h.Inventory]; wantText != "" && h.Text != wantText {
					t.Errorf("%s, %s: %s says %q, want %q", test.name, leg, h.Inventory, h.Text, wantText)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s, %s leg (-want +got):\n%s", test.name, leg, diff)
			}
		}
	}
}

// While a new embedding space is filled beside the active one, searches keep to
// the latter.
func TestSearchKeepsToItsSpace(t *testing.T) {
	c := newCollection(t)
	publish(t, c.Store, c.museum, cut("a.md", note("Pote", "cg-1", "pt", "um pote\noutro pote"), 4))
	q := guide.Search{Museum: c.museum, At: time.Now(), Lang: "pt", Text: "pote", Vector: []float32{1, 1, 1, 1}}
	want := search(t, c.Store, q)
	space, err := c.EnsureSpace(t.Context(), guide.Space{Name: "test-5", Model: "test", Dims: 5})
	if err != nil {
		t.Fatal(err)
	}
	execute(t, c.pool, fmt.Sprintf(`
		INSERT INTO passage_vectors (space_id, passage_id, revision_id, museum_id, embedding)
		SELECT %d, passage_id, revision_id, museum_id, '[1,2,3,4,5]' FROM passage_vectors`, space.ID))
	if diff := cmp.Diff(want, search(t, c.Store, q)); diff != "" {
		t.Errorf("beside another space (-want +got):\n%s", diff)
	}
}

// Pages are for everyone: they show what the public may read, and deny the rest
// as if it had never been.
func TestPagesShowOnlyWhatIsPublic(t *testing.T) {
	now := time.Now()
	c := hidden(t, now)
	objects, err := c.Objects(t.Context(), guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "pt"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range objects {
		got = append(got, o.Inventory)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"open", "released", "revised"}, got); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	for inventory, want := range map[string]struct{ now, later int }{
		"open": {1, 1}, "released": {1, 1}, "revised": {1, 1}, "embargoed": {0, 1}, "staff": {0, 0}, "withdrawn": {0, 0}, "draft": {0, 0},
	} {
		document := c.publicID(inventory + ".md")
		for at, want := range map[time.Time]int{now: want.now, now.Add(2 * time.Hour): want.later} {
			live, err := c.Note(t.Context(), c.museum.ID, document, at)
			if found := err == nil; found != (want == 1) || err != nil && !errors.Is(err, guide.ErrNotFound) {
				t.Errorf("note %s at %v: got %q, %v; want %d notes", inventory, at.Sub(now), live.Text, err, want)
			}
		}
		object := c.count(`SELECT coalesce(max(id), 0) FROM objects WHERE inventory = $1 AND museum_id = $2`, inventory, c.museum.ID)
		notes, err := c.ObjectNotes(t.Context(), c.museum.ID, int64(object), "pt")
		if err != nil || len(notes) != want.now {
			t.Errorf("notes of object %s: got %d, %v, want %d", inventory, len(notes), err, want.now)
		}
	}
	// Nor does knowing the ids of another museum help.
	open := int64(c.count(`SELECT id FROM objects WHERE inventory = 'open' AND museum_id <> $1`, c.museum.ID))
	if notes, err := c.ObjectNotes(t.Context(), c.museum.ID, open, "pt"); err != nil || len(notes) != 0 {
		t.Errorf("notes of another museum's object: got %d, %v, want none", len(notes), err)
	}
}

func TestObjectQueries(t *testing.T) {
	c := newCollection(t)
	if err := c.AddRooms(t.Context(), c.museum.ID, []guide.Room{{Code: "b", Order: 2}, {Code: "a", Order: 1}, {Code: "c", Order: 3}}); err != nil {
		t.Fatal(err)
	}
	put := func(inventory, room string, order int, highlight bool) draft {
		n := note("Peça "+inventory, inventory, "pt", "Texto "+inventory)
		n.Room, n.Order, n.Highlight = room, order, highlight
		return cut(inventory+".md", n, 4)
	}
	publish(t, c.Store, c.museum, put("1", "b", 1, false), put("2", "a", 2, true), put("3", "a", 1, false), put("4", "", 9, true))
	publish(t, c.Store, c.museum, cut("2.en.md", note("Piece 2", "2", "en", "Text"), 4), cut("5.en.md", note("Piece 5", "5", "en", "Text five"), 4))
	rooms, err := c.Rooms(t.Context(), c.museum.ID)
	if err != nil || len(rooms) != 3 || rooms[0].Code != "a" {
		t.Fatalf("rooms: %v, %v", rooms, err)
	}
	for _, test := range []struct {
		name string
		q    guide.ObjectQuery
		want []string
	}{
		{"in visiting order", guide.ObjectQuery{Lang: "pt"}, []string{"Peça 3", "Peça 2", "Peça 1", "Piece 5", "Peça 4"}},
		{"in another language where there is one", guide.ObjectQuery{Lang: "en"}, []string{"Peça 3", "Piece 2", "Peça 1", "Piece 5", "Peça 4"}},
		{"in the museum's where there is none", guide.ObjectQuery{Lang: "de"}, []string{"Peça 3", "Peça 2", "Peça 1", "Piece 5", "Peça 4"}},
		{"highlights", guide.ObjectQuery{Lang: "pt", Highlights: true}, []string{"Peça 2", "Peça 4"}},
		{"a room", guide.ObjectQuery{Lang: "pt", RoomID: rooms[0].ID}, []string{"Peça 3", "Peça 2"}},
		{"one", guide.ObjectQuery{Lang: "pt", Inventory: "4"}, []string{"Peça 4"}},
		{"a page", guide.ObjectQuery{Lang: "pt", Offset: 1, Limit: 2}, []string{"Peça 2", "Peça 1"}},
		{"none", guide.ObjectQuery{Lang: "pt", Inventory: "6"}, nil},
	} {
		test.q.MuseumID = c.museum.ID
		objects, err := c.Objects(t.Context(), test.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range objects {
			got = append(got, o.Label.Title)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// A small museum beside a large one finds all it would find alone: filters are
// part of the search, not of its results.
func TestSearchOfASmallMuseumIsWhole(t *testing.T) {
	c := newCollection(t)
	shelf := func(prefix string, notes, lines int) []draft {
		var out []draft
		for i := range notes {
			text := ""
			for j := range lines {
				text += fmt.Sprintf("pote %s%d-%d de faiança azul\n", prefix, i, j)
			}
			out = append(out, cut(fmt.Sprintf("%s%d.md", prefix, i), note("Potes", "", "pt", text), 4))
		}
		return out
	}
	publish(t, c.Store, c.museum, shelf("a", 60, 1)...)
	q := guide.Search{Museum: c.museum, Audience: guide.AudiencePublic, At: time.Now(), Lang: "pt",
		Text: "pote azul faiança", Vector: toyVector("pote de faiança", 4)}
	alone := search(t, c.Store, q)
	if len(alone.Hits) < 30 {
		t.Fatalf("alone, it finds %d", len(alone.Hits))
	}
	large := c.addMuseum("grande")
	publish(t, c.Store, large, shelf("b", 30, 198)...) // 5,940: the small one has 1 % of all
	for _, analyzed := range []bool{false, true} {
		if analyzed {
			if err := c.Analyze(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(alone, search(t, c.Store, q)); diff != "" {
			t.Errorf("beside a large one, analyzed %v (-alone +beside):\n%s", analyzed, diff)
		}
	}
}
