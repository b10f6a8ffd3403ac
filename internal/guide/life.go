package guide

import (
	"fmt"
	"strings"
	"time"
)

// ErrOwnText is an ErrForbidden: the museum keeps the four-eyes rule, and who
// made a revision's text may not publish it.
var ErrOwnText = fmt.Errorf("who wrote it may not publish it: %w", ErrForbidden)

// Limits on what people write about documents, in characters.
const (
	MaxSensitivityRunes = 300
	MaxReturnedRunes    = 500
)

// Terms are who may read a document and from when. They hold from the next
// question on, whichever revision is live.
type Terms struct {
	Audience    Audience
	Embargo     time.Time // zero: none
	Sensitivity string    // said to visitors above the text; empty: nothing
}

// Edit is a note as a person has changed it.
type Edit struct {
	Document string // public id
	From     int    // number of the newest revision when the form was opened
	Note     Note   // with its text; an empty Lang is to be detected
}

// Trial is a question to be answered as if a revision were live and public.
type Trial struct {
	Question Question
	Revision int64 // id
}

// Review is what became of a revision between its reading and its publishing.
// Names are empty for people who have left, and for whoever runs the program.
type Review struct {
	Writer      string // who made its text by hand or sent it
	WriterID    int64  // 0: nobody of the back office
	ByHand      bool   // its text was written in the back office
	Submitted   time.Time
	SubmittedBy string
	ApprovedBy  string
	Returned    time.Time // zero: never sent back
	ReturnedBy  string
	Word        string // with which it was sent back
}

// Why a question was not answered, as Turn.Reason begins. A detail may follow
// behind a colon; see Turn.Because.
const (
	ReasonNoPassage   = "no_passage"   // nothing was found
	ReasonUnknownName = "unknown_name" // a name or number that no note holds; detail: which
	ReasonNoWords     = "no_words"     // nothing in the question to search for
	ReasonFarOff      = "far_off"      // no passage is about it; detail: per cent of the question that the nearest holds
	ReasonNoSentence  = "no_sentence"  // passages, but no sentence of theirs that answers
	ReasonModel       = "model"        // the model found no answer in the passages
	ReasonLeft        = "left"         // the visitor went before the answer was ready
)

// What the guide met with its own words, as Turn.Reason in plain mode.
const (
	PlainGreeting = "greeting"
	PlainThanks   = "thanks"
	PlainGoodbye  = "goodbye"
	PlainAbout    = "about"  // who the guide is, what it can do
	PlainUnsafe   = "unsafe" // abuse, or help asked with something harmful
	PlainHelp     = "help"   // somebody is in need
)

// Because takes Reason apart: which of the reasons above, and its detail.
func (t Turn) Because() (reason, detail string) {
	reason, detail, _ = strings.Cut(t.Reason, ": ")
	return reason, detail
}
