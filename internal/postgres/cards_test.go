package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// card is an object whole.
func (c *collection) card(id int64) guide.OpenCard {
	c.t.Helper()
	card, err := c.Card(c.t.Context(), c.museum.ID, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return card
}

// object is the id of the object with an inventory number.
func (c *collection) object(inventory string) int64 {
	c.t.Helper()
	return int64(c.count(`SELECT id FROM objects WHERE museum_id = $1 AND inventory = $2`, c.museum.ID, inventory))
}

// change changes an object as a person does.
func (c *collection) change(id int64, change func(*guide.Card)) {
	c.t.Helper()
	card := c.card(id).Card.Clone()
	if card.Labels == nil {
		card.Labels = map[string]guide.Label{}
	}
	change(&card)
	if err := c.SaveCard(c.t.Context(), c.editor, card); err != nil {
		c.t.Fatal(err)
	}
}

func (c *collection) addRooms(codes ...string) {
	c.t.Helper()
	var rooms []guide.Room
	for i, code := range codes {
		rooms = append(rooms, guide.Room{Code: code, Order: i + 1})
	}
	if err := c.AddRooms(c.t.Context(), c.museum.ID, rooms); err != nil {
		c.t.Fatal(err)
	}
}

// What a person wrote or placed stays when the next note is published; the page
// is told what the note says, and it can be taken.
func TestByHandStays(t *testing.T) {
	c := newCollection(t)
	c.addRooms("1", "2", "3")
	labelled := func(title, maker, room string, order int) guide.Note {
		n := note(title, "CG-001", "pt", "texto "+title)
		n.Label.Maker, n.Room, n.Order = maker, room, order
		return n
	}
	c.put("a.md", labelled("Almofariz", "Oficina", "1", 3), true)
	id := c.object("CG-001")
	c.change(id, func(card *guide.Card) {
		card.Labels["pt"] = guide.Label{Lang: "pt", Title: "Grande almofariz", Maker: "Oficina"}
		card.Labels["en"] = guide.Label{Lang: "en", Title: "Great mortar"}
		card.Room, card.Order, card.Highlight = "2", 7, true
	})
	c.put("a.md", labelled("Almofariz novo", "Mestre", "3", 1), true)

	got := c.card(id)
	if got, want := got.Place(), (guide.Place{Room: "2", Order: 7, Highlight: true}); got != want || !c.card(id).Placed {
		t.Errorf("place: got %+v, want %+v by hand", got, want)
	}
	wantLabels := map[string]guide.Label{"pt": {Lang: "pt", Title: "Grande almofariz", Maker: "Oficina"}, "en": {Lang: "en", Title: "Great mortar"}}
	if diff := cmp.Diff(wantLabels, got.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]bool{"pt": true, "en": true}, got.ByHand); diff != "" {
		t.Errorf("by hand (-want +got):\n%s", diff)
	}
	wantNotes := map[string]guide.Label{"pt": {Lang: "pt", Title: "Almofariz novo", Maker: "Mestre"}}
	if diff := cmp.Diff(wantNotes, got.NoteLabels); diff != "" {
		t.Errorf("what notes say (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&guide.Place{Room: "3", Order: 1}, got.NotePlace); diff != "" {
		t.Errorf("where notes put it (-want +got):\n%s", diff)
	}

	// Taken, it is the notes' again: the next one changes it.
	for _, lang := range []string{"pt", ""} {
		if err := c.TakeNote(t.Context(), c.editor, id, c.card(id).Version, lang); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.card(id); got.Labels["pt"] != wantNotes["pt"] || got.ByHand["pt"] || got.Place() != *got.NotePlace || got.Placed {
		t.Errorf("taken: got %+v", got.Card)
	}
	c.put("a.md", labelled("Almofariz terceiro", "Mestre", "1", 2), true)
	if got := c.card(id); got.Labels["pt"].Title != "Almofariz terceiro" || got.Room != "1" {
		t.Errorf("after another note: got %+v", got.Card)
	}
	if got, want := c.acts("object CG-001"), []string{"object.edit by editor@museu.pt", "object.take by editor@museu.pt", "object.take by editor@museu.pt"}; !slices.Equal(got, want) {
		t.Errorf("acts: got %v, want %v", got, want)
	}
}

// A label left blank is the notes' again, and in a language without notes gone.
func TestBlankLabel(t *testing.T) {
	c := newCollection(t)
	c.put("a.md", note("Balança", "CG-002", "pt", "Pesa."), true)
	id := c.object("CG-002")
	c.change(id, func(card *guide.Card) {
		card.Labels["pt"] = guide.Label{Lang: "pt", Title: "Outra"}
		card.Labels["en"] = guide.Label{Lang: "en", Title: "Scales"}
	})
	c.change(id, func(card *guide.Card) { clear(card.Labels) })
	got := c.card(id)
	if diff := cmp.Diff(map[string]guide.Label{"pt": {Lang: "pt", Title: "Balança"}}, got.Labels); diff != "" || got.ByHand["pt"] {
		t.Errorf("labels, by hand %v (-want +got):\n%s", got.ByHand, diff)
	}
}

// Of two people who save the same version, one is told.
func TestConcurrentEdits(t *testing.T) {
	c := newCollection(t)
	id, err := c.AddObject(t.Context(), c.editor, "CG-003")
	if err != nil {
		t.Fatal(err)
	}
	start := c.card(id).Card
	var wait sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wait.Go(func() {
			mine := start.Clone()
			mine.Labels = map[string]guide.Label{"pt": {Lang: "pt", Title: fmt.Sprint("título ", i)}}
			errs[i] = c.SaveCard(t.Context(), c.editor, mine)
		})
	}
	wait.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if !errors.Is(err, guide.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
	}
	if saved != 1 {
		t.Errorf("saved: got %d, want 1", saved)
	}

	// A note published meanwhile makes a form old too.
	stale := c.card(id).Card
	c.put("a.md", note("Da nota", "CG-003", "en", "Text."), true)
	if err := c.SaveCard(t.Context(), c.editor, stale); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("older than a note: got %v, want ErrConflict", err)
	}
	if err := c.DeleteObject(t.Context(), c.editor, id, stale.Version); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("delete by an old form: got %v, want ErrConflict", err)
	}
}

func TestAddAndDeleteObject(t *testing.T) {
	c := newCollection(t)
	id, err := c.AddObject(t.Context(), c.editor, "CG-9/1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.AddObject(t.Context(), c.editor, "cg-9/1"); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("the same number in small letters: got %v, want ErrConflict", err)
	}
	stranger := c.editor
	stranger.Museum = c.addMuseum("outro")
	version := c.card(id).Version
	if err := c.DeleteObject(t.Context(), stranger, id, version); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("deleted from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.SaveCard(t.Context(), stranger, c.card(id).Card); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("saved from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.DeleteObject(t.Context(), c.editor, id, version); err != nil {
		t.Error(err)
	}
	if _, err := c.Card(t.Context(), c.museum.ID, id); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("deleted: got %v, want ErrNotFound", err)
	}

	c.put("a.md", note("Pote", "CG-8", "pt", "Guarda."), true)
	id = c.object("CG-8")
	if err := c.Withdraw(t.Context(), c.editor, c.publicID("a.md")); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteObject(t.Context(), c.editor, id, c.card(id).Version); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("one with a withdrawn document: got %v, want ErrConflict", err)
	}
	if got := c.card(id).Documents; len(got) != 1 || got[0].Title != "Pote" {
		t.Errorf("documents: got %+v", got)
	}
}

func TestListCards(t *testing.T) {
	c := newCollection(t)
	c.addRooms("1", "2")
	make := func(inventory, title, maker, room string, order int, highlight bool) int64 {
		id, err := c.AddObject(t.Context(), c.editor, inventory)
		if err != nil {
			t.Fatal(err)
		}
		c.change(id, func(card *guide.Card) {
			card.Labels["pt"] = guide.Label{Lang: "pt", Title: title, Maker: maker}
			card.Room, card.Order, card.Highlight = room, order, highlight
		})
		return id
	}
	make("b-2", "São Jerónimo", "Dürer", "1", 2, false)
	make("A-1", "Custódia", "Gil Vicente", "1", 1, true)
	make("c-3", "Sem sala", "", "", 0, false)
	pictured := make("D-4", "Azulejo", "Gabriel del Barco", "2", 1, false)
	if err := c.PutPicture(t.Context(), c.editor, pictured, onePicture); err != nil {
		t.Fatal(err)
	}
	c.put("a.md", note("Custódia", "A-1", "en", "Gold."), true)
	staff := note("Azulejo", "D-4", "pt", "Reservado.")
	staff.Audience = guide.AudienceStaff
	c.put("d.md", staff, true)
	rooms, err := c.Rooms(t.Context(), c.museum.ID)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		query guide.CardQuery
		want  []string
	}{
		{"all, by number", guide.CardQuery{}, []string{"A-1", "b-2", "c-3", "D-4"}},
		{"a room, by order", guide.CardQuery{RoomID: rooms[0].ID}, []string{"A-1", "b-2"}},
		{"no room", guide.CardQuery{NoRoom: true}, []string{"c-3"}},
		{"highlights", guide.CardQuery{Highlights: true}, []string{"A-1"}},
		{"title without accents", guide.CardQuery{Text: "SAO jeronimo"}, []string{"b-2"}},
		{"maker", guide.CardQuery{Text: "durer"}, []string{"b-2"}},
		{"number", guide.CardQuery{Text: "d-"}, []string{"D-4"}},
		{"no pattern", guide.CardQuery{Text: "%"}, nil},
		{"with a picture", guide.CardQuery{Picture: guide.With}, []string{"D-4"}},
		{"without a picture", guide.CardQuery{Picture: guide.Without}, []string{"A-1", "b-2", "c-3"}},
		{"with a note for visitors", guide.CardQuery{Note: guide.With}, []string{"A-1"}},
		{"without one", guide.CardQuery{Note: guide.Without}, []string{"b-2", "c-3", "D-4"}},
		{"second page", guide.CardQuery{Offset: 2}, []string{"c-3", "D-4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.query.MuseumID, tt.query.Lang, tt.query.Limit = c.museum.ID, "pt", 50
			list, err := c.Cards(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, card := range list.Cards {
				got = append(got, card.Inventory)
			}
			if !slices.Equal(got, tt.want) || list.Total != len(tt.want)+tt.query.Offset {
				t.Errorf("got %v of %d, want %v", got, list.Total, tt.want)
			}
		})
	}
	list, err := c.Cards(t.Context(), guide.CardQuery{MuseumID: c.museum.ID, Lang: "pt", Text: "a-1", Limit: 1})
	if err != nil || len(list.Cards) != 1 {
		t.Fatalf("got %v, %v", list, err)
	}
	want := guide.ListedCard{ID: list.Cards[0].ID, Inventory: "A-1", Title: "Custódia", Lang: "pt", Maker: "Gil Vicente", Room: "1", Order: 1, Highlight: true, Live: true}
	if diff := cmp.Diff(want, list.Cards[0]); diff != "" {
		t.Errorf("card (-want +got):\n%s", diff)
	}
}

var onePicture = guide.Picture{Sizes: []guide.PictureSize{{Width: 480, Height: 320, SHA256: hash("small")}, {Width: 1280, Height: 853, SHA256: hash("large")}}}

// Visitors see a picture once it has words, as long as the object has a note that
// they can read.
func TestPictures(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Pote", "CG-7", "pt", "Guarda."), true)
	id := c.object("CG-7")
	visible := func() string {
		t.Helper()
		objects, err := c.Objects(t.Context(), guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "pt", Inventory: "CG-7"})
		if err != nil {
			t.Fatal(err)
		}
		picture := c.card(id).Picture
		if picture == nil {
			return ""
		}
		sha, err := c.PictureFile(t.Context(), c.museum.ID, picture.ID, 480)
		shown := len(objects) == 1 && objects[0].Picture != nil
		if (err == nil) != shown || err != nil && !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("the page shows it: %v; the file: %v", shown, err)
		}
		return sha
	}
	put := func(p guide.Picture) {
		t.Helper()
		if err := c.PutPicture(t.Context(), c.editor, id, p); err != nil {
			t.Fatal(err)
		}
	}
	describe := func() {
		t.Helper()
		p := *c.card(id).Picture
		p.Alts, p.Credit = map[string]string{"pt": "Um pote azul"}, "Casa"
		if err := c.DescribePicture(t.Context(), c.editor, id, p); err != nil {
			t.Fatal(err)
		}
	}
	put(onePicture)
	first := c.card(id).Picture.ID
	if got := visible(); got != "" {
		t.Errorf("without words: got %q, want none", got)
	}
	describe()
	if got, want := visible(), hash("small"); got != want {
		t.Errorf("with words: got %q, want %q", got, want)
	}
	objects, err := c.Objects(t.Context(), guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "en"})
	if err != nil || objects[0].Picture == nil {
		t.Errorf("in a language without words: got %v, %v, want it all the same", objects, err)
	}
	if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
		t.Fatal(err)
	}
	if got := visible(); got != "" {
		t.Errorf("withdrawn note: got %q, want none", got)
	}
	if err := c.Publish(t.Context(), c.editor, document, 1); err != nil {
		t.Fatal(err)
	}
	stranger := c.editor
	stranger.Museum = c.addMuseum("outro")
	if _, err := c.PictureFile(t.Context(), stranger.Museum.ID, first, 480); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("under another museum: got %v, want ErrNotFound", err)
	}
	if err := c.RestorePicture(t.Context(), stranger, id, first); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("restored from another museum: got %v, want ErrNotFound", err)
	}

	// A new picture says nothing yet; the one before can be put back, words and all.
	put(guide.Picture{Sizes: []guide.PictureSize{{Width: 300, Height: 200, SHA256: hash("other")}}})
	if got := visible(); got != "" || c.card(id).Removed != first {
		t.Errorf("replaced: got %q, and %q to put back, want %q", got, c.card(id).Removed, first)
	}
	if err := c.RestorePicture(t.Context(), c.editor, id, first); err != nil {
		t.Fatal(err)
	}
	if got, want := visible(), hash("small"); got != want {
		t.Errorf("restored: got %q, want %q", got, want)
	}
	if err := c.RemovePicture(t.Context(), c.editor, id); err != nil {
		t.Fatal(err)
	}
	if got := visible(); got != "" || c.card(id).Removed != first {
		t.Errorf("removed: got %q, and %q to put back, want %q", got, c.card(id).Removed, first)
	}
	gone := guide.Picture{ID: first, Alts: map[string]string{"pt": "x"}}
	if err := c.DescribePicture(t.Context(), c.editor, id, gone); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("words for a picture that is gone: got %v, want ErrConflict", err)
	}
}

// Changes from a table are written all or not at all.
func TestChangeCards(t *testing.T) {
	c := newCollection(t)
	c.addRooms("1")
	c.put("a.md", note("Pote", "CG-1", "pt", "Guarda."), true)
	change := func(room string) error {
		return c.ChangeCards(t.Context(), c.editor, func(cards []guide.Card) ([]guide.Card, error) {
			if len(cards) != 1 || cards[0].Labels["pt"].Title != "Pote" {
				t.Errorf("cards: got %+v", cards)
			}
			old := cards[0].Clone()
			old.Labels["pt"] = guide.Label{Lang: "pt", Title: "Pote de botica"}
			return []guide.Card{old, {Inventory: "CG-2", Room: room, Order: 4, Labels: map[string]guide.Label{"en": {Lang: "en", Title: "Jar"}}}}, nil
		})
	}
	if err := change("9"); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("an unknown room: got %v, want ErrInvalid", err)
	}
	if n := c.count(`SELECT count(*) FROM objects`) + c.count(`SELECT count(*) FROM object_texts WHERE by_hand`); n != 1 {
		t.Errorf("half applied: got %d rows, want the one there was", n)
	}
	if err := change("1"); err != nil {
		t.Fatal(err)
	}
	cards, err := c.AllCards(t.Context(), c.museum.ID)
	if err != nil || len(cards) != 2 {
		t.Fatalf("got %+v, %v", cards, err)
	}
	if got, want := cards[1].Place(), (guide.Place{Room: "1", Order: 4}); got != want || cards[1].Labels["en"].Title != "Jar" || cards[0].Labels["pt"].Title != "Pote de botica" {
		t.Errorf("got %+v", cards)
	}
	if got, want := c.acts("object CG-2"), []string{"object.import by editor@museu.pt"}; !slices.Equal(got, want) {
		t.Errorf("acts: got %v, want %v", got, want)
	}
}

func TestEditRooms(t *testing.T) {
	c := newCollection(t)
	c.addRooms("1", "2", "3")
	n := note("Pote", "CG-1", "pt", "Guarda.")
	n.Room = "2"
	c.put("a.md", n, true)
	rooms := func() []guide.OpenRoom {
		t.Helper()
		rooms, err := c.OpenRooms(t.Context(), c.museum.ID)
		if err != nil {
			t.Fatal(err)
		}
		return rooms
	}
	order := func() (codes []string) {
		for _, r := range rooms() {
			codes = append(codes, r.Code)
		}
		return codes
	}
	second := rooms()[1]
	if second.Objects != 1 || second.Documents != 1 {
		t.Errorf("counts: got %+v", second)
	}
	for _, tt := range []struct {
		step int
		want []string
	}{{-1, []string{"2", "1", "3"}}, {-1, []string{"2", "1", "3"}}, {1, []string{"1", "2", "3"}}, {1, []string{"1", "3", "2"}}, {1, []string{"1", "3", "2"}}} {
		if err := c.MoveRoom(t.Context(), c.editor, second.ID, tt.step); err != nil {
			t.Fatal(err)
		}
		if got := order(); !slices.Equal(got, tt.want) {
			t.Errorf("moved by %d: got %v, want %v", tt.step, got, tt.want)
		}
	}
	second.Names = map[string]string{"pt": "Botica"}
	if err := c.SaveRoom(t.Context(), c.editor, second); !errors.Is(err, guide.ErrConflict) || errors.Is(err, guide.ErrInvalid) {
		t.Errorf("an old form: got %v, want ErrConflict", err)
	}
	now := rooms()[2]
	now.Names, now.Code = map[string]string{"pt": "Botica"}, "1"
	if err := c.SaveRoom(t.Context(), c.editor, now); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("a code that is taken: got %v, want ErrInvalid", err)
	}
	now.Code = "2B"
	if err := c.SaveRoom(t.Context(), c.editor, now); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveRoom(t.Context(), c.editor, guide.OpenRoom{Room: guide.Room{Code: "4", Order: 9}}); err != nil {
		t.Fatal(err)
	}
	if got, want := order(), []string{"1", "3", "2B", "4"}; !slices.Equal(got, want) {
		t.Errorf("rooms: got %v, want %v", got, want)
	}
	now = rooms()[2]
	stranger := c.editor
	stranger.Museum = c.addMuseum("outro")
	if err := c.DeleteRoom(t.Context(), stranger, now.ID, now.Version); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("deleted from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.DeleteRoom(t.Context(), c.editor, now.ID, now.Version); err != nil {
		t.Fatal(err)
	}
	if got := c.card(c.object("CG-1")); got.Room != "" || !got.Placed {
		t.Errorf("its object: got room %q", got.Room)
	}
	if _, err := c.Note(t.Context(), c.museum.ID, c.publicID("a.md"), time.Now()); err != nil {
		t.Errorf("its document: %v", err)
	}
}

// What the demonstration added is known, and what waits to be read is not.
func TestReadSources(t *testing.T) {
	c := newCollection(t)
	c.put("demo/a.md", note("A", "", "pt", "a"), true)
	c.put("other/b.md", note("B", "", "pt", "b"), true)
	c.register("demo/c.md", "c", true)
	got, err := c.ReadSources(t.Context(), c.museum, "demo/")
	if diff := cmp.Diff(map[string]bool{"demo/a.md": true}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Visitors see a video in a sign language as long as the object has a note that
// they can read; one that was removed or replaced can be put back.
func TestSignVideos(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Pote", "CG-7", "pt", "Guarda."), true)
	id := c.object("CG-7")
	seen := func() string {
		t.Helper()
		video, err := c.ObjectSignVideo(t.Context(), c.museum.ID, id)
		if err != nil && !errors.Is(err, guide.ErrNotFound) {
			t.Fatal(err)
		}
		if signs := c.card(id).Signs; signs != nil {
			file, fileErr := c.SignVideo(t.Context(), c.museum.ID, signs.ID)
			if (err == nil) != (fileErr == nil) || file != video {
				t.Errorf("the page shows %v, the file is %v: %v", video, file, fileErr)
			}
		}
		return video.SHA256
	}
	put := func(v guide.SignVideo) {
		t.Helper()
		if err := c.PutSignVideo(t.Context(), c.editor, id, v); err != nil {
			t.Fatal(err)
		}
	}
	put(guide.SignVideo{Lang: "LGP", Kind: "video/mp4", SHA256: hash("first")})
	if got, want := seen(), hash("first"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if used, err := c.OriginalUsed(t.Context(), hash("first")); err != nil || !used {
		t.Errorf("the file is used: got %v, %v", used, err)
	}
	first := c.card(id).Signs.ID
	put(guide.SignVideo{Lang: "LSE", Kind: "video/webm", SHA256: hash("second")})
	if got, want := c.card(id).NoSigns, first; got != want {
		t.Errorf("to be put back: got %q, want %q", got, want)
	}
	if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != "" {
		t.Errorf("withdrawn note: got %q, want none", got)
	}
	if err := c.Publish(t.Context(), c.editor, document, 1); err != nil {
		t.Fatal(err)
	}
	stranger := c.editor
	stranger.Museum = c.addMuseum("outro")
	if _, err := c.SignVideo(t.Context(), stranger.Museum.ID, c.card(id).Signs.ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("under another museum: got %v, want ErrNotFound", err)
	}
	if err := c.RestoreSignVideo(t.Context(), stranger, id, first); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("restored from another museum: got %v, want ErrNotFound", err)
	}
	if err := c.RemoveSignVideo(t.Context(), c.editor, id); err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != "" {
		t.Errorf("removed: got %q, want none", got)
	}
	if err := c.RestoreSignVideo(t.Context(), c.editor, id, first); err != nil {
		t.Fatal(err)
	}
	if got, want := seen(), hash("first"); got != want {
		t.Errorf("put back: got %q, want %q", got, want)
	}
}
