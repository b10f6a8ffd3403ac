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
	Vector []float32 // in the museum's active space
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
