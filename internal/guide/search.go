package guide

import "time"

// Search is a question as the index understands it.
type Search struct {
	Museum   Museum
	Audience Audience
	At       time.Time // embargoes are judged at this time
	Lang     string    // the visitor's
	Terms    []string  // distinct, as text.Terms makes them
	Vector   []float32 // in Museum.Space; nil when embedding failed
	Objects  []string  // inventory numbers at hand or named, lower case; their passages are always candidates
}

// Found is what a search brought back.
type Found struct {
	Hits     []Hit              // best first
	IDF      map[string]float64 // rarity of each of the question's terms in this museum
	Known    map[string]bool    // whether any live passage of the museum holds the term
	MaxIDF   float64            // rarity of a term that no passage holds
	Degraded []Degradation      // legs that failed while another succeeded
}

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
