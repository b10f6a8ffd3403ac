package heritage

import (
	"strconv"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// meaning is what a field is to Cicerone; most are simply facts to tell.
type meaning int

const (
	isFact meaning = iota
	isID
	isInventory
	isTitle
	isMaker
	isDate
	isMaterial
	isHeldBy
	isRoom
	isOrder
	isLang
	isAuthor
	isText
	isKind
	isNoise // of use to machines only: addresses, internal numbers
)

// meanings knows the names that catalogues give their fields, folded, in the
// six languages; the Portuguese ones were read off fifteen real collections.
var meanings = map[string]meaning{
	"id": isID, "identifier": isID, "identificador": isID,
	"inventory": isInventory, "inventario": isInventory, "inventory number": isInventory, "accession number": isInventory,
	"numero de inventario": isInventory, "n.o de inventario": isInventory, "no inventario": isInventory,
	"numero de registro": isInventory, "numero de registo": isInventory, "inventarnummer": isInventory,
	"numero d'inventaire": isInventory, "numero di inventario": isInventory,
	"title": isTitle, "titulo": isTitle, "titre": isTitle, "titel": isTitle, "titolo": isTitle, "nome": isTitle, "name": isTitle,
	"maker": isMaker, "creator": isMaker, "artist": isMaker, "autor": isMaker, "autoria": isMaker, "artista": isMaker,
	"artiste": isMaker, "autore": isMaker, "kunstler": isMaker,
	"date": isDate, "data": isDate, "datacao": isDate, "data de producao": isDate, "fecha": isDate, "datierung": isDate, "periodo": isDate,
	"material": isMaterial, "materials": isMaterial, "medium": isMaterial, "materia": isMaterial, "tecnica": isMaterial, "technique": isMaterial,
	"held_by": isHeldBy, "held by": isHeldBy, "museum": isHeldBy, "museu": isHeldBy, "museo": isHeldBy, "musee": isHeldBy,
	"room": isRoom, "sala": isRoom, "salle": isRoom, "raum": isRoom,
	"order": isOrder, "ordem": isOrder,
	"lang": isLang, "language": isLang, "lingua": isLang, "idioma": isLang,
	"author": isAuthor,
	"text":   isText, "texto": isText, "description": isText, "descricao": isText, "note": isText, "nota": isText, "notes": isText, "notas": isText,
	"kind": isKind, "tipo": isKind,
	"url": isNoise, "uri": isNoise, "document": isNoise, "link do item": isNoise, "condicoes de reproducao": isNoise,
}

func meaningOf(name string) meaning {
	return meanings[strings.Join(strings.Fields(text.Fold(name)), " ")]
}

// names are the words before a fact that the label holds, so that a sentence
// of the note says what its value is.
var names = map[string]map[meaning]string{
	"pt": {isMaker: "Autor", isDate: "Data", isMaterial: "Material", isHeldBy: "Museu"},
	"en": {isMaker: "Maker", isDate: "Date", isMaterial: "Material", isHeldBy: "Museum"},
	"es": {isMaker: "Autor", isDate: "Fecha", isMaterial: "Material", isHeldBy: "Museo"},
	"fr": {isMaker: "Auteur", isDate: "Date", isMaterial: "Matière", isHeldBy: "Musée"},
	"it": {isMaker: "Autore", isDate: "Data", isMaterial: "Materia", isHeldBy: "Museo"},
	"de": {isMaker: "Künstler", isDate: "Datierung", isMaterial: "Material", isHeldBy: "Museum"},
}

// Note turns a record into a note. Its text is the record's own running text,
// then every other fact it states, each on a line "name: value", so that
// nothing in the record is lost and each fact can be quoted. fallback is the
// language of records that name none.
func Note(r Record, fallback string) (guide.Note, error) {
	note := guide.Note{Kind: guide.KindTheme, Audience: guide.AudiencePublic, Lang: language(r, fallback)}
	var lines []string
	for _, f := range r.Fields {
		m := meaningOf(f.Name)
		fillLabel(&note, m, f.Value)
		if m == isText {
			lines = append([]string{text.Clean(f.Value)}, lines...)
		}
	}
	note.Inventory = guide.CleanInventory(note.Inventory)
	if note.Inventory != "" {
		note.Kind = guide.KindObject
	}
	if note.Label.Title == "" {
		return guide.Note{}, guide.Invalidf("title", "this record has no title; add a field %q", "title")
	}
	if n := len([]rune(note.Inventory)); n > guide.MaxRefRunes {
		return guide.Note{}, guide.Invalidf("inventory", "%d characters long, %d at most", n, guide.MaxRefRunes)
	}
	note.Label.Lang = note.Lang
	note.Text = strings.TrimSpace(strings.Join(append(lines, facts(r, note.Lang, strings.Join(lines, "\n"))...), "\n"))
	if note.Text == "" {
		return guide.Note{}, guide.Invalidf("text", "this record says nothing beyond its title")
	}
	return note, nil
}

// fillLabel puts a value where the label has a place for it, first come first
// served.
func fillLabel(n *guide.Note, m meaning, value string) {
	value = strings.Join(strings.Fields(text.Clean(value)), " ")
	set := func(field *string) {
		if *field == "" {
			*field = value
		}
	}
	switch m {
	case isInventory:
		set(&n.Inventory)
	case isTitle:
		set(&n.Label.Title)
	case isMaker:
		set(&n.Label.Maker)
	case isDate:
		set(&n.Label.Date)
	case isMaterial:
		set(&n.Label.Material)
	case isHeldBy:
		set(&n.Label.HeldBy)
	case isRoom:
		set(&n.Room)
	case isAuthor:
		set(&n.Author)
	case isOrder:
		if n.Order == 0 {
			n.Order, _ = strconv.Atoi(value)
		}
	}
}

// facts lists what the record states beyond its running text, as lines
// "name: value", each once.
func facts(r Record, lang, already string) []string {
	seen := text.Fold(already)
	var out []string
	for _, f := range r.Fields {
		name := f.Name
		switch m := meaningOf(f.Name); m {
		case isFact:
		case isMaker, isDate, isMaterial, isHeldBy:
			if word := names[lang][m]; word != "" && isMachineName(f.Name) {
				name = word
			}
		default:
			continue
		}
		value := strings.Join(strings.Fields(text.Clean(f.Value)), " ")
		if value == "" || strings.Contains(value, "://") {
			continue
		}
		line := name + ": " + value
		folded := text.Fold(line)
		if strings.Contains(seen, text.Fold(value)) && len(value) > 40 || strings.Contains(seen, folded) {
			continue
		}
		seen += "\n" + folded
		out = append(out, line)
	}
	return out
}

// isMachineName tells the keys of a data format ("creator", "held_by") from the
// words of a catalogue ("Autor"), which are written with a capital.
func isMachineName(name string) bool { return name == strings.ToLower(name) }

// language is the record's own two-letter language, or fallback.
func language(r Record, fallback string) string {
	for _, f := range r.Fields {
		if meaningOf(f.Name) == isLang {
			code, _, _ := strings.Cut(strings.ToLower(f.Value), "-")
			if len(code) == 2 {
				return code
			}
		}
	}
	return fallback
}
