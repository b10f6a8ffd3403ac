package demo

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// TestEveryNoteIsComplete reads the collection as the ingest job does and holds
// it to its own rules: eighty objects, each in both languages with the same
// place in the same room, 120 to 400 words, label and real museum filled in.
func TestEveryNoteIsComplete(t *testing.T) {
	notes := readNotes(t)
	rooms, err := Rooms()
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, r := range rooms {
		codes = append(codes, r.Code)
		for _, lang := range Museum().Langs {
			if r.Names[lang] == "" || r.Abouts[lang] == "" {
				t.Errorf("room %s lacks a name or a sentence in %s", r.Code, lang)
			}
		}
	}
	objects := map[string]bool{}
	for name, n := range notes {
		if words := len(strings.Fields(n.Text)); words < 120 || words > 400 {
			t.Errorf("%s has %d words, want 120 to 400", name, words)
		}
		if n.Kind == guide.KindVisit {
			continue
		}
		objects[n.Inventory] = true
		if n.Label.Title == "" || n.Label.Date == "" || n.Label.Material == "" || n.Label.HeldBy == "" || n.Author == "" {
			t.Errorf("%s lacks a part of its label: %+v", name, n.Label)
		}
		if !slices.Contains(codes, n.Room) {
			t.Errorf("%s is in room %q, which is none of %v", name, n.Room, codes)
		}
		other := n.Inventory + "." + map[string]string{"pt": "en", "en": "pt"}[n.Lang] + ".md"
		twin, ok := notes[other]
		if !ok || twin.Room != n.Room || twin.Order != n.Order {
			t.Errorf("%s and %s do not agree on room and order", name, other)
		}
		if want := n.Inventory + "." + n.Lang + ".md"; name != want {
			t.Errorf("%s says of itself that it is %s", name, want)
		}
	}
	if len(objects) != 80 {
		t.Errorf("%d objects, want 80", len(objects))
	}
}

func readNotes(t *testing.T) map[string]guide.Note {
	t.Helper()
	notes := map[string]guide.Note{}
	err := fs.WalkDir(Notes(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := Notes().Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		notes[path.Base(name)], err = extract.Read(name, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// Each tour is in the six languages of the pages, and passes works of the collection, once each,
// in the order of the visit.
func TestTours(t *testing.T) {
	notes := readNotes(t)
	rooms, err := Rooms()
	if err != nil {
		t.Fatal(err)
	}
	tours, err := Tours()
	if err != nil || len(tours) != 2 {
		t.Fatalf("%d tours, %v", len(tours), err)
	}
	for _, tour := range tours {
		title := tour.Titles["pt"]
		seen, last := map[string]bool{}, -1
		if !inSix(tour.Titles) || !inSix(tour.Intros) || tour.Minutes == 0 || len(tour.Stops) < 2 {
			t.Errorf("tour %q lacks words, minutes or works", title)
		}
		for _, stop := range tour.Stops {
			note, ok := notes[stop.Inventory+".pt.md"]
			room := slices.IndexFunc(rooms, func(r guide.Room) bool { return r.Code == note.Room })
			if place := room*1000 + note.Order; !ok || seen[stop.Inventory] || place < last || !inSix(stop.Words) {
				t.Errorf("tour %q: %s is unknown, there twice, out of order or without words", title, stop.Inventory)
			} else {
				last = place
			}
			seen[stop.Inventory] = true
		}
	}
}

// inSix reports whether words are said in each of the six languages of the pages.
func inSix(words map[string]string) bool {
	return !slices.ContainsFunc([]string{"pt", "en", "es", "fr", "de", "it"}, func(lang string) bool { return words[lang] == "" })
}
