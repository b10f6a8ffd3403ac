package guide

import "time"

// Limits on what people write about questions, in runes.
const (
	MaxReasonRunes = 500  // why an answer did not help
	MaxPinRunes    = 2000 // a pinned answer; the table holds no more
)

// RateWithin is how long after an answer it can be said whether it helped: the
// day of the visit. Older answers may be counted and gone.
const RateWithin = 24 * time.Hour

// Pin is a pinned answer: the curators' own words for one question.
type Pin struct {
	ID        string // public id
	Question  string
	Answer    string
	Lang      string
	Inventory string    // of the work it is about; empty: about no single one
	Names     []string  // that work's titles, in every language, and its number
	Author    string    // who wrote it first
	Date      time.Time // when it was last written
	Withdrawn time.Time // zero: it is live
}

// DraftPin is a pinned answer as the form has it.
type DraftPin struct {
	Question, Answer, Lang, Inventory string
}

// AskedQuery narrows what visitors asked. Zero fields do not narrow.
type AskedQuery struct {
	MuseumID  int64
	Since     time.Time // the first instant of the first day, UTC
	Lang      string
	Inventory string // of the work at hand, in any case
	Verdict   Verdict
}

// Figures count questions. Answers that helped are counted of those that
// somebody rated.
type Figures struct {
	Asked, Answered, NotCovered, Failed int
	Helpful, Unhelpful                  int
}

// Add adds up two.
func (f Figures) Add(more Figures) Figures {
	return Figures{f.Asked + more.Asked, f.Answered + more.Answered, f.NotCovered + more.NotCovered, f.Failed + more.Failed,
		f.Helpful + more.Helpful, f.Unhelpful + more.Unhelpful}
}

// DayFigures are those of one day, UTC.
type DayFigures struct {
	Day time.Time
	Figures
}

// Count is how often something was.
type Count struct {
	Value string
	N     int
}

// AskedReport is what visitors asked, added up.
type AskedReport struct {
	Days   []DayFigures // those with a question, oldest first
	Total  Figures
	Langs  []Count // most asked in first, of the whole time, whatever else narrows
	Works  []Count // inventory numbers of the works at hand, most asked about first, at most 10
	Median float64 // milliseconds an answer took, of the questions still kept; 0: none is
	P95    float64
	Kept   int // questions that can still be read
}

// AskedTurn is a question with its answer as the back office lists it. It holds
// nothing of who asked.
type AskedTurn struct {
	ID        string // public id
	At        time.Time
	Question  string
	Took      string // the question it was understood as, when it leaned on the conversation
	Answer    string
	Lang      string
	Inventory string
	Verdict   Verdict
	Mode      Mode
	Citations []Citation
	Withheld  int        // sentences that a model wrote and the check did not let through
	Kept      []Withheld // those of them that were kept
	Rated     bool
	Helpful   bool
	Reason    string // why it did not help, in the visitor's words
}

// Closing says how a gap was dealt with.
type Closing string

const (
	ClosedDismissed Closing = "dismissed" // it is not for the notes to say
	ClosedNote      Closing = "note"      // a note was begun
	ClosedPinned    Closing = "pinned"    // a pinned answer was written
)

// DraftNote is a note written in the back office.
type DraftNote struct {
	Title     string
	Text      string // Markdown
	Lang      string
	Inventory string // of the work it is about; may be empty
}

// Purged counts what was removed because its time was over.
type Purged struct {
	Turns         int // with their evidence, ratings and gaps
	Conversations int
	Sessions      int
	Invitations   int
	Files         int // of documents that were deleted
}

// Add adds up two.
func (p Purged) Add(more Purged) Purged {
	return Purged{p.Turns + more.Turns, p.Conversations + more.Conversations, p.Sessions + more.Sessions,
		p.Invitations + more.Invitations, p.Files + more.Files}
}
