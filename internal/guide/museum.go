package guide

import "time"

// Audience says who may be answered from a document.
type Audience string

const (
	AudiencePublic Audience = "public"
	AudienceStaff  Audience = "staff"
)

// Museum is a tenant: every row of data belongs to one.
type Museum struct {
	ID    int64
	Code  string            // in addresses: "galeria"
	Names map[string]string // by language; always holds Lang
	Lang  string            // the language its notes are mostly written in
	Langs []string          // languages its pages are offered in, first is the default
	Space Space             // the active embedding space

	Settings Settings
}

// Settings are what a museum decides for itself.
type Settings struct {
	FourEyes bool `json:"four_eyes"` // who wrote a revision may not publish it
	KeepDays int  `json:"keep_days"` // how long conversations are kept; from 1 to MaxKeepDays

	// Voice is how the museum would have a language model speak, in its own words.
	// It never lifts the rules by which answers keep to the notes.
	Voice string `json:"voice"`
	// Contact is whom visitors may ask about the guide: a desk, an address.
	Contact string `json:"contact"`

	KioskSeconds int      `json:"kiosk_seconds,omitempty"` // see Idle; 0: nobody has decided
	Origins      []string `json:"origins"`                 // of the sites that may show the guide: "https://museum.example"; none by default
	Theme        Theme    `json:"theme"`
}

// Theme is how a museum's pages look. What is empty is as the house has it.
type Theme struct {
	Accent     string `json:"accent,omitempty"` // colours are "#rrggbb"
	Ground     string `json:"ground,omitempty"`
	DarkAccent string `json:"dark_accent,omitempty"`
	DarkGround string `json:"dark_ground,omitempty"`
	Type       string `json:"type,omitempty"` // one of the types below
	Logo       *Logo  `json:"logo,omitempty"` // nil: none
}

// What pages may be set in, beside the house's own type.
const (
	TypeSerif = "serif"
	TypeSans  = "sans"
)

// Logo is a museum's mark: a PNG file kept with the originals.
type Logo struct {
	SHA256 string `json:"sha256"`
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
}

// How long a kiosk that nobody touches waits before it begins anew, in seconds.
const (
	DefaultKioskSeconds = 120
	MinKioskSeconds     = 60
	MaxKioskSeconds     = 300
)

// MaxOrigins is how many sites may show a museum's guide.
const MaxOrigins = 20

// Idle is how many seconds a kiosk waits.
func (s Settings) Idle() int {
	if s.KioskSeconds == 0 {
		return DefaultKioskSeconds
	}
	return s.KioskSeconds
}

// Limits on what a museum writes in its settings, in runes. A voice of that many
// takes some 250 of a model's tokens.
const (
	MaxVoiceRunes   = 800
	MaxContactRunes = 200
)

// How long conversations are kept, in days.
const (
	DefaultKeepDays = 30
	MaxKeepDays     = 365
)

// Name is the museum's name in lang, or in its own language.
func (m Museum) Name(lang string) string { return inLang(m.Names, lang, m.Lang) }

// Room is a place in the building.
type Room struct {
	ID       int64
	MuseumID int64
	Code     string // unique in its museum, in addresses
	Floor    int
	Order    int // position on the suggested visit
	Names    map[string]string
	Abouts   map[string]string // one sentence on what the room shows; may be empty
	Doors    []string          // codes of the rooms one walks into from it; empty: those beside it on the visit
}

// Name is the room's name in lang, or in fallback.
func (r Room) Name(lang, fallback string) string { return inLang(r.Names, lang, fallback) }

// About is the room's sentence in lang, or in fallback.
func (r Room) About(lang, fallback string) string { return inLang(r.Abouts, lang, fallback) }

// Object is a work or piece as its label shows it, in one language.
type Object struct {
	ID        int64
	Inventory string // unique in its museum
	RoomID    int64  // 0 when it is in no room
	Order     int    // position in its room
	Highlight bool
	Label     Label
	Picture   *Picture // nil when there is none, or none that has words
}

// Label holds what a museum label says of an object in one language. Empty
// fields are unknown.
type Label struct {
	Lang     string `json:"lang"`
	Title    string `json:"title"`
	Maker    string `json:"maker,omitempty"`
	Date     string `json:"date,omitempty"`
	Material string `json:"material,omitempty"`
	HeldBy   string `json:"held_by,omitempty"`
}

// Space is an embedding space: one model at one dimension. Vectors of different
// spaces are never compared.
type Space struct {
	ID    int64
	Name  string // unique, e.g. "hashed-256-v1"
	Model string
	Dims  int
}

// SpaceState is an embedding space as it serves one museum.
type SpaceState struct {
	Space
	Active   bool // the museum's questions are searched in it
	Embedded int  // passages of the museum that have a vector in it, of those that need one
	Passages int  // passages that need one: those of live revisions and of drafts
	Graph    bool // it has an index
}

// Unembedded is a passage that has no vector in some space.
type Unembedded struct {
	ID, RevisionID int64
	Label          Label // of its note
	Heading, Text  string
}

func inLang(m map[string]string, lang, fallback string) string {
	if s := m[lang]; s != "" {
		return s
	}
	if s := m[fallback]; s != "" {
		return s
	}
	return ""
}

// Citation is one sentence of the curators' and where it stands.
type Citation struct {
	Number    int    // as shown in the answer: 1…n
	PassageID int64  // where it was found; 0 once only the text is kept
	Inventory string // empty when the note is about no single object
	Title     string // of the document
	Sentence  string // exactly as it stands in the revision
	Document  string // the document's public id
	Revision  int    // revision number within the document, from 1
	Author    string
	Date      time.Time // when that revision was made
	Lang      string    // of the note
	Start     int       // rune offsets of the sentence in the revision's text
	End       int
}
