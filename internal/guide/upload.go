package guide

import "time"

// Limits on what is sent together.
const (
	// MaxUpload is the largest file that may be sent, in bytes: what a reader
	// takes.
	MaxUpload = 64 << 20
	// MaxBasket is how many files one basket may hold.
	MaxBasket = 2000
)

// Sent is a file on its way in over the network, as its sender describes it.
// Nothing of it is believed: the name is cleaned, the type sniffed.
type Sent struct {
	Museum  Museum
	Basket  string // names what is sent together; see ValidBasket
	Key     string // names the file in its basket: sent again, it is the same upload
	UserID  int64  // who sends it; 0: a program with a token
	TokenID int64  // 0: a person
	Author  string // of a note that names none
	Name    string // with folders, if the sender tells them
	Source  string // of the document it is a new version of; empty: from Name
	Publish bool   // as soon as it is ready
}

// ArrivedRefused is the arrival of an upload that never became a document.
const ArrivedRefused Arrival = "refused"

// Upload is what became of a file that was sent.
type Upload struct {
	ID        string // public; also the batch of the revisions it brought
	MuseumID  int64
	Basket    string
	Key       string
	UserID    int64 // 0: a program, or a person whose account is gone
	TokenID   int64
	Path      string // as the sender named it, made safe
	Source    string
	Author    string
	Publish   bool
	Original  Original
	Arrival   Arrival // empty: kept, and not yet registered
	Reason    string  // why it was refused, in words a curator can act on
	CreatedAt time.Time

	Document UploadedDocument // zero for a file of many records
	Records  RecordCounts     // zero for a file that is one document
}

// UploadedDocument is the document that an upload made, changed, or turned out
// to be the same as.
type UploadedDocument struct {
	PublicID string
	Title    string // the source, as long as no reader has found one
	Revision int    // number of the one it brought, or is the same as
	State    RevisionState
	Failure  string
	Lang     string
	Encoding string // of a text file; empty when it does not say
}

// RecordCounts is how far a file of many records has come.
type RecordCounts struct {
	Total                 int    // in the file, those refused included
	Refused               int    // not understood
	New, Updated          int    // what became of the others; the rest are as they were
	Stored, Ready, Failed int    // how far the new and updated ones are
	Problem               string // of the first that was refused or failed
}

// Unchanged is how many records said nothing new.
func (c RecordCounts) Unchanged() int { return max(0, c.Total-c.Refused-c.New-c.Updated) }

// UploadState is how an upload stands, in one word.
type UploadState string

const (
	UploadQueued    UploadState = "queued"    // kept, not yet registered
	UploadReading   UploadState = "reading"   // registered; a job reads it or soon will
	UploadReady     UploadState = "ready"     // read
	UploadUnchanged UploadState = "unchanged" // nothing new: the museum has it already
	UploadFailed    UploadState = "failed"    // it, or some of its records, could not be read
	UploadRefused   UploadState = "refused"   // never became a document
)

// State is how the upload stands.
func (u Upload) State() UploadState {
	switch {
	case u.Arrival == "":
		return UploadQueued
	case u.Arrival == ArrivedRefused:
		return UploadRefused
	case u.Records.Stored > 0:
		return UploadReading
	case u.Records.Failed+u.Records.Refused > 0:
		return UploadFailed
	case u.Arrival == ArrivedUnchanged:
		return UploadUnchanged
	case u.Records.Total > 0:
		return UploadReady
	case u.Document.State == RevisionFailed:
		return UploadFailed
	case u.Document.State == RevisionStored:
		return UploadReading
	}
	return UploadReady
}

// Moving reports whether the upload may yet change by itself.
func (u Upload) Moving() bool { return u.State() == UploadQueued || u.State() == UploadReading }

// Settled is what registering an upload came to.
type Settled struct {
	Arrival Arrival
	Reason  string // with ArrivedRefused
	Records int    // in a file of many
	Refused int    // of them
	Why     string // the first of them was
}

// Basket sums up files that were sent together.
type Basket struct {
	ID        string
	Files     int
	Problems  int // refused or failed
	Moving    int
	First     string // path of its first file
	CreatedAt time.Time
}

// More is how many files there are beside the first.
func (b Basket) More() int { return b.Files - 1 }

// ValidBasket reports whether s can name a basket or a file in one: 1 to 80
// letters, digits, "-" and "_".
func ValidBasket(s string) bool {
	for _, r := range s {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= MaxRefRunes
}
