package guide

import (
	"slices"
	"time"
)

// Question is what a visitor asked, with where they stand.
type Question struct {
	Museum       Museum
	Conversation string // public id; empty starts a new one
	Text         string
	Lang         string // language to answer in; empty: detect from the text
	Object       string // inventory number of the work at hand; may be empty
	Room         string // room code at hand; may be empty
	Level        Level  // for whom the answer is written; empty: for everyone
	Audience     Audience
	At           time.Time // embargoes are judged at this time
}

// Level says for whom an answer is written. It changes the words of a model, not
// what is said; quotations are the curators' own.
type Level string

const (
	LevelEveryone Level = "everyone"
	LevelChild    Level = "child"  // of about eight years
	LevelEasy     Level = "easy"   // easy to read: leitura fácil, Leichte Sprache
	LevelExpert   Level = "expert" // with the notes' own terms and figures
)

// Levels are those a visitor may choose from, in the order they are offered.
var Levels = []Level{LevelEveryone, LevelChild, LevelEasy, LevelExpert}

// Limits on a question, in runes. Long enough for anything a visitor types on a
// phone; short enough that no stage behind it needs a limit of its own.
const (
	MaxQuestionRunes = 500
	MaxRefRunes      = 80 // inventory numbers, room codes, public ids
)

// Verdict says how a question ended.
type Verdict string

const (
	Answered   Verdict = "answered"
	NotCovered Verdict = "not_covered" // the notes do not say
	Failed     Verdict = "failed"
)

// Mode says who put the answer into words.
type Mode string

const (
	ModeModel Mode = "model" // a language model, each sentence checked against the notes
	ModeQuote Mode = "quote" // the curators' own sentences

	ModePinned Mode = "pinned" // the curators' own answer to this very question
	ModePlain  Mode = "plain"  // the guide's own few words: nothing was asked that notes could answer
)

// Hit is a passage that a search found, with everything the answer needs to
// quote it. Scores are comparable within one search only.
type Hit struct {
	PassageID  int64
	DocumentID int64
	ObjectID   int64  // 0 when the note is about no object
	RoomID     int64  // of the object, or of the note itself; 0: none
	Room       string // that room's code
	Document   string // public id
	Kind       Kind
	Inventory  string
	Title      string
	Label      Label
	Here       string // the object's title in the language searched for; may be empty
	Lang       string
	Level      string // for whom it is written, as in Note
	Author     string
	Revision   int
	Date       time.Time
	Heading    string
	Text       string
	Start, End int // rune offsets in the revision

	LexicalRank  int     // from 1; 0: this leg did not find it
	LexicalScore float64 // BM25
	VectorRank   int     // by VectorScore, of those that it found
	VectorScore  float64 // cosine
	Score        float64 // fused
}

// Sentence is one sentence of an answer as it is shown.
type Sentence struct {
	Text      string
	Citations []int // numbers of the citations it rests on, from 1
	Quoted    bool  // the curators' own words
	Lang      string
}

// Timings are milliseconds spent in each stage, by stage name.
type Timings map[string]float64

// Turn is a question with its answer and all that it rests on.
type Turn struct {
	ID           string // public id
	Conversation string
	Question     Question
	Standalone   string // the question searched for, when a follow-up was resolved
	Lang         string
	Verdict      Verdict
	Mode         Mode
	Sentences    []Sentence
	Citations    []Citation
	Hits         []Hit      // evidence, best first
	Nearby       []Object   // works to offer when the notes do not say
	Withheld     int        // sentences a model wrote and the check did not let through
	Kept         []Withheld // those sentences, at most MaxKept of them
	Degraded     []Degradation
	Reason       string   // why not covered, why failed, or in plain mode what was met with; for curators, never shown raw; see Because
	Model        string   // the model that was asked; empty when none was
	Prompt       string   // the version of the prompt it was given
	Drift        []string // Brazilian words and forms in a model's European Portuguese, as it wrote them
	Pin          *Pin     // in pinned mode, the answer that was given; else nil
	Timings      Timings
	At           time.Time
}

// Withheld is a sentence that a model wrote and no visitor saw, kept for the
// curators. It may hold anything, so it is shown as text and to them alone.
type Withheld struct {
	Text   string // plain, at most MaxKeptRunes
	Reason string // why, in English
}

// Limits on what is kept of a model that talks on and on.
const (
	MaxKept      = 20
	MaxKeptRunes = 600
)

// Degradation names something that did not work while the answer went on.
type Degradation string

const (
	DegradedVector Degradation = "vector_search"
	DegradedRerank Degradation = "rerank"
	DegradedModel  Degradation = "model"
	DegradedCut    Degradation = "model_cut" // the model's answer was cut off at its tokens
	DegradedSave   Degradation = "save"
	DegradedPinned Degradation = "pinned_answers"
)

// Text is the whole answer as plain text, sentences joined by a space.
func (t Turn) Text() string {
	s := ""
	for i, x := range t.Sentences {
		if i > 0 {
			s += " "
		}
		s += x.Text
	}
	return s
}

// Exchange is one earlier turn of a conversation, as a follow-up needs it.
type Exchange struct {
	Question string
	Answer   string
	Works    []CitedWork // first cited first
	Lang     string
}

// CitedWork is a work that an answer cited.
type CitedWork struct{ Inventory, Title string }

// CitedWorks are the works that citations name, each once, in their order.
func CitedWorks(citations []Citation) []CitedWork {
	var out []CitedWork
	for _, c := range citations {
		if c.Inventory != "" && !slices.ContainsFunc(out, func(w CitedWork) bool { return w.Inventory == c.Inventory }) {
			out = append(out, CitedWork{c.Inventory, c.Title})
		}
	}
	return out
}

// EventKind names an event of an answer as it is streamed.
type EventKind string

const (
	EventSources   EventKind = "sources"   // the notes found, before a word is written
	EventWaiting   EventKind = "waiting"   // others are asking too; again whenever the place in the queue changes
	EventSentence  EventKind = "sentence"  // one checked sentence
	EventCitations EventKind = "citations" // what the numbers in the sentences stand for
	EventDone      EventKind = "done"      // the turn is complete
	EventError     EventKind = "error"     // the turn failed after the stream began
)

// Event is one step of an answer. Only the fields of its kind are set.
type Event struct {
	Kind      EventKind
	Sources   []Hit    // with sources
	Place     int      // with waiting: in the queue, from 1, the next to be answered
	Sentence  Sentence // with sentence
	Index     int      // with sentence: its place in the answer, from 0
	Citations []Citation
	Done      Turn // with done, whole; with sources, as far as it is known: its ids and language
	Err       error
}
