package guide

// Incoming is one document on its way in: its original is already stored.
type Incoming struct {
	Source        string // see Document.Source
	Original      Original
	Record        []byte // one record as JSON; nil when the original is the document
	ContentSHA256 string // of Record, or of the original
	Author        string
	By            int64 // user who sent it; 0: whoever runs the program
}

// Arrival is what became of an Incoming.
type Arrival string

const (
	ArrivedNew       Arrival = "new"
	ArrivedUpdated   Arrival = "updated"   // a new revision of a known document
	ArrivedUnchanged Arrival = "unchanged" // the newest revision already says this, or another document does
	ArrivedPending   Arrival = "pending"   // known, but an earlier run did not finish with it
)

// Prepared is a revision that has been read, cut and embedded, or could not be.
type Prepared struct {
	RevisionID int64
	Failure    string // when set, a reason a curator can act on; the rest is empty
	Note       Note
	Passages   []IndexedPassage
}

// IndexedPassage is a passage with all that search needs to find it.
type IndexedPassage struct {
	Passage
	Vector  []float32 // see Embedded
	Windows []byte    // see Embedded
}

// Embedded is a passage as an embedding model sees it.
type Embedded struct {
	// Vector is of unit length, or zero for a text that says nothing. It is nil
	// only where nobody embeds in the museum's space any more, because a newer
	// model of the program's own is about to replace it: the passages are
	// embedded then.
	Vector []float32
	// Windows are the vectors of the passage's parts, as the built-in model packs
	// them; nil from all other models.
	Windows []byte
}

// BatchState counts the revisions of one ingest run by state.
type BatchState struct {
	Stored, Ready, Failed int
	Passages              int // of the ready ones
	Failures              []Failure
}

// Failure is a revision that could not be read, and why.
type Failure struct {
	Source string
	Reason string
}
