package guide

import (
	"strings"
	"time"
)

// Kind is what a document is about.
type Kind string

const (
	KindObject Kind = "object"
	KindRoom   Kind = "room"
	KindTheme  Kind = "theme" // anything else: an artist, an exhibition, a period
	KindVisit  Kind = "visit" // opening hours, tickets, access
)

// Valid reports whether k is a known kind.
func (k Kind) Valid() bool {
	switch k {
	case KindObject, KindRoom, KindTheme, KindVisit:
		return true
	}
	return false
}

// RevisionState is how far the ingest job has come with a revision. Whether
// visitors see it is another matter: that is the document's live revision.
type RevisionState string

const (
	RevisionStored RevisionState = "stored" // original kept, job queued
	RevisionReady  RevisionState = "ready"  // text, passages and vectors are there
	RevisionFailed RevisionState = "failed" // with a reason a curator can act on
)

// Document is one curator's note or uploaded file.
type Document struct {
	ID       int64
	PublicID string
	MuseumID int64
	Source   string // where it came from, unique in its museum: "notes/CG-001.pt.md", "records.jsonl#17"
}

// Revision is one version of a document.
type Revision struct {
	ID         int64
	DocumentID int64
	MuseumID   int64
	Number     int // from 1 within its document
	Original   Original
	Record     []byte // one record of a file that holds many, as JSON; nil for a file that is one document
	Edited     *Note  // what a person wrote instead of the original; nil: nothing
	Author     string
	State      RevisionState
	Failure    string
	Publish    bool // publish as soon as it is ready
	CreatedAt  time.Time
}

// Original is a stored file, known by its content.
type Original struct {
	SHA256 string // hex
	Name   string // as the sender named it, without folders
	Type   string // media type: sniffed, never believed
	Size   int64
}

// Note is what a reader made of an original: the text with its facts, before
// it is cut into passages.
type Note struct {
	Kind      Kind
	Lang      string
	Detected  bool // Lang was read off the text, and nobody has said so
	Author    string
	Room      string // room code; empty: leave the object where it is
	Order     int
	Highlight bool
	Inventory string
	Label     Label // Label.Title is the document's title
	Audience  Audience
	Level     string    // for whom it is written: "easy" to read, or "child"; empty: for everyone
	Embargo   time.Time // zero: none
	Text      string    // cleaned; all rune offsets are into this
	Headings  []Heading
	Encoding  string // of the file's letters, such as "UTF-8" or "windows-1252"; empty where the format has but one
}

// NoteLevels are what a note's level may be, beside none.
var NoteLevels = []string{"easy", "child"}

// Limits on what a note says of its object, whoever reads it.
const (
	// MaxLabelRunes is the longest title, maker and so on: every passage carries
	// the label with it. The longest real title, a sentence in the wrong column
	// aside, has 231 characters.
	MaxLabelRunes = 300
	MaxOrder      = 1_000_000 // far more than there are works in a room
)

// Heading is a heading line inside a note's text.
type Heading struct {
	Offset int // runes, where its line begins
	Level  int
	Text   string
}

// Passage is a slice of a revision small enough to quote.
type Passage struct {
	ID         int64
	RevisionID int64
	Ordinal    int
	Heading    string
	Start, End int // rune offsets into the revision's text
	Text       string
}

// placeholders are what catalogues write where there is no inventory number.
// Seen in the records of Brazilian federal museums and common cataloguing use.
var placeholders = map[string]bool{
	"sem registro": true, "sem registo": true, "sem número": true, "sem numero": true,
	"s/n": true, "s/n.º": true, "s/nº": true, "s.n.": true, "n/a": true, "none": true,
	"não identificado": true, "nao identificado": true, "unknown": true, "-": true, "?": true,
}

// CleanInventory trims an inventory number and returns "" for the words that
// catalogues use to say there is none.
func CleanInventory(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if placeholders[strings.ToLower(s)] {
		return ""
	}
	return s
}

// LiveNote is a published note as visitors may read it.
type LiveNote struct {
	Document  string // public id
	Kind      Kind
	Inventory string
	Title     string
	Lang      string
	Author    string
	Revision  int
	Date      time.Time // when that revision was made
	Label     Label
	Level     string // as in Note
	Text      string
	Headings  []Heading

	Sensitivity string // what visitors are told before they read; empty: nothing
}
