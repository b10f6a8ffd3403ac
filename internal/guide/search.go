package guide

import "time"

// Search is a question as the index understands it.
type Search struct {
	Museum   Museum
	Audience Audience
	At       time.Time // embargoes are judged at this time
	Lang     string    // the question is written in; empty: unknown
	Text     string    // the question
	Without  []string  // words of it, folded, that say nothing of what is looked for
	Vector   []float32 // of it in Museum.Space; nil when embedding failed
	Objects  []string  // inventory numbers at hand or named, lower case; their passages are always candidates
}

// Found is what a search brought back.
type Found struct {
	Hits     []Hit           // best first
	Words    map[string]Word // the question's words as the museum's notes know them, by term (as text.Terms makes them)
	MaxIDF   float64         // rarity of a term that no passage holds
	Degraded []Degradation   // legs that failed while another succeeded
}

// Word is a word of a question as a museum's notes know it.
type Word struct {
	IDF    float64 // rarity of it, or of the commonest of what it may stand as; MaxIDF when the notes hold neither
	Held   bool    // a passage that the visitor may be answered from holds the very term
	Whole  bool    // and one the whole word: "vermeer" is not "vermelho", whose term it shares
	Senses []Sense // what else it may stand as, of what the notes hold
}

// Sense is a term that a word may stand as in notes of a language.
type Sense struct {
	Term   string
	Lang   string  // empty: of any language
	Weight float64 // from 0, nothing, to 1, the word itself
}

// Known reports whether the notes hold the word or something it may stand as.
func (w Word) Known() bool { return w.Held || len(w.Senses) > 0 }

// ObjectQuery narrows a museum's objects to those with a live public note. Zero
// fields do not narrow.
type ObjectQuery struct {
	MuseumID   int64
	Lang       string // of the labels; the museum's own, then any, where it is missing
	Inventory  string
	Among      []string // inventory numbers; nil does not narrow
	RoomID     int64
	Highlights bool
	Offset     int
	Limit      int // 0: no limit
}

// RelatedObject is a work near another.
type RelatedObject struct {
	Object
	Why Kinship
}

// Kinship is what makes two works near.
type Kinship string

const (
	SameMaker    Kinship = "maker"
	SamePeriod   Kinship = "period"
	SameMaterial Kinship = "material"
	SameRoom     Kinship = "room"
)
