package demo

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"

	"cicerone/internal/guide"
)

//go:embed collection
var files embed.FS

// Visits are what visitors ask here, and what would be right; eval.ReadVisits
// reads them.
//
//go:embed guide.txt
var Visits string

// Author signs notes that name nobody.
const Author = "Equipa da Galeria Cicerone"

// langs are the languages of the demonstration's pages, in the order of the
// columns of rooms.csv. Its notes are in the first two.
var langs = []string{"pt", "en", "es", "fr", "de", "it"}

// Museum is the demonstration museum, not yet in any embedding space.
func Museum() guide.Museum {
	return guide.Museum{
		Code: "galeria",
		Names: map[string]string{
			"pt": "Galeria Cicerone", "en": "Cicerone Gallery", "es": "Galería Cicerone",
			"fr": "Galerie Cicerone", "de": "Galerie Cicerone", "it": "Galleria Cicerone",
		},
		Lang:  "pt",
		Langs: langs,
	}
}

// Notes is the folder of notes, Markdown files with front matter.
func Notes() fs.FS {
	notes, err := fs.Sub(files, "collection/notes")
	if err != nil {
		panic(err) // the path is a valid constant
	}
	return notes
}

// Rooms lists the rooms in the order of the visit.
func Rooms() ([]guide.Room, error) {
	f, err := files.Open("collection/rooms.csv")
	if err != nil {
		return nil, fmt.Errorf("demonstration rooms: %w", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("demonstration rooms: %w", err)
	}
	var rooms []guide.Room
	for _, row := range rows[1:] { // code, floor, order, a name in each language, a sentence in each
		floor, floorErr := strconv.Atoi(row[1])
		order, orderErr := strconv.Atoi(row[2])
		if floorErr != nil || orderErr != nil {
			return nil, fmt.Errorf("demonstration rooms: floor and order of room %s are not numbers: %w", row[0], guide.ErrInvalid)
		}
		room := guide.Room{Code: row[0], Floor: floor, Order: order, Names: map[string]string{}, Abouts: map[string]string{}}
		for i, lang := range langs {
			room.Names[lang], room.Abouts[lang] = row[3+i], row[3+len(langs)+i]
		}
		rooms = append(rooms, room)
	}
	return rooms, nil
}
