package guide

import "time"

// DocumentState is how a document stands, in one word, for those who look after
// it. The newest revision speaks first: a document whose newest revision failed
// is failed even while visitors still read the one before.
type DocumentState string

const (
	DocumentFailed    DocumentState = "failed"    // its newest revision could not be read
	DocumentStored    DocumentState = "stored"    // its newest revision waits to be read
	DocumentDraft     DocumentState = "draft"     // its newest revision is read and not published
	DocumentInReview  DocumentState = "review"    // its newest revision is submitted for publishing
	DocumentLive      DocumentState = "live"      // visitors are answered from its newest revision
	DocumentWithdrawn DocumentState = "withdrawn" // its newest revision was live, and is taken from visitors
	DocumentDeleted   DocumentState = "deleted"   // gone for everyone, and can still be brought back
)

// Overview counts what a museum has, for those who look after it.
type Overview struct {
	Documents map[DocumentState]int // by state; together, all of them
	Objects   int
	Questions int // since the time asked for
	Gaps      int // open
}

// ListedDocument is a document as a list shows it. All but LiveRevision is of
// the newest revision.
type ListedDocument struct {
	ID           int64
	PublicID     string
	Source       string
	Title        string // Source, as long as no reader has found one
	Inventory    string // empty when it is about no single object
	Kind         Kind   // empty as long as it is not known
	Lang         string // empty as long as it is not known
	State        DocumentState
	Revision     int
	LiveRevision int // number of the one visitors would read; 0: none was ever published
	Author       string
	Date         time.Time
	Failure      string // why it failed, in words a curator can act on
}

// DocumentQuery narrows a museum's documents. Zero fields do not narrow.
type DocumentQuery struct {
	MuseumID int64
	State    DocumentState
	Lang     string
	Room     string // code
	Author   string // of the newest revision
	Text     string // part of a title, an inventory number or a source; case and accents do not matter
	Offset   int
	Limit    int
}

// DocumentList is one page of a museum's documents.
type DocumentList struct {
	Documents []ListedDocument
	Total     int      // on all pages
	Langs     []string // of all the museum's documents
	Authors   []string // of their newest revisions, at most 200
}

// OpenDocument is a document with its history.
type OpenDocument struct {
	ListedDocument
	Terms
	Deleted   time.Time   // zero: it is not
	Withdrawn time.Time   // zero: it is not
	Revisions []Published // newest first, at most 100
	Acts      []Act       // newest first, at most 20
}

// Published is a revision, without its record, and when it was published.
type Published struct {
	Revision
	Review
	At time.Time // zero: never
}

// ReadRevision is what the reader made of a revision, and how it was cut.
type ReadRevision struct {
	Note     Note // with its text
	Passages []Passage
}

// Act is something a person did, as the audit log keeps it.
type Act struct {
	Who    string // empty: whoever runs the program
	Action string // "document.withdraw"
	At     time.Time
}

// Gap is a question the notes could not answer.
type Gap struct {
	ID        int64
	Turn      string // public id of the turn that asked it
	Question  string
	Lang      string
	Inventory string // of the work at hand; may be empty
	At        time.Time
}
