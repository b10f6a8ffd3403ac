package guide

import "time"

// Limits on a museum's own sets of questions: what a person looks through, and a
// model answers in a night.
const (
	MaxSets         = 100 // of a museum
	MaxSetName      = 120 // characters
	MaxSetQuestions = 500
	MaxWants        = 20 // of a question
	MaxKeptRuns     = 50 // of a set; older ones are forgotten
)

// What may be wanted of an answer beside the number of a work or the public id of
// a document to be cited first.
const (
	WantVisit   = "visit" // a document that is about no single work
	WantNothing = "–"     // the notes don't say
)

// QuestionSet is a museum's own list of questions with what would be right.
type QuestionSet struct {
	ID        string // public
	Name      string
	Questions int
	Edited    time.Time
	Last      SetRun // the newest; zero when it was never run
}

// SetQuestion is a question of a set. Any of Want is right.
type SetQuestion struct {
	ID       int64
	Question string
	Lang     string
	Want     []string // never empty
}

// Nothing reports whether the notes are expected not to say.
func (q SetQuestion) Nothing() bool { return len(q.Want) == 1 && q.Want[0] == WantNothing }

// Same reports whether both ask the same in the same language.
func (q SetQuestion) Same(other SetQuestion) bool {
	return q.Question == other.Question && q.Lang == other.Lang
}

// RunFailure says why a run ended before its last question.
type RunFailure string

const (
	RunStopped RunFailure = "stopped" // by a person
	RunBroken  RunFailure = "broken"  // the server could not go on
)

// SetRun is one time that a set was asked.
type SetRun struct {
	ID      string // public
	Started time.Time
	Ended   time.Time // zero: it is under way
	Failure RunFailure
	Commit  string // of the program
	Space   string
	Model   string // empty: quotations
	Of      int    // how many questions
	Asked   int    // of them so far
	Right   int    // of them, the right verdict
	Works   int    // of them, those that only what is cited first can be right for
	First   int    // of these, right
}

// Running reports whether the run is under way.
func (r SetRun) Running() bool { return r.ID != "" && r.Ended.IsZero() }

// Judged is what became of a question for which it is known what would be right.
type Judged struct {
	Lang     string   `json:"lang"` // that the question is in
	Question string   `json:"question"`
	Want     []string `json:"want"`
	Got      string   `json:"got"`   // what the guide did, in the words of Want; empty: not asked yet
	Right    bool     `json:"right"` // the verdict is
	Work     bool     `json:"work"`  // only what is cited first can be right
	First    bool     `json:"first"` // and it is; or what was wanted came, where that is no work
	Read     string   `json:"read"`  // the language it was taken for
	Said     string   `json:"said"`
	Reason   string   `json:"reason"`
	Took     string   `json:"took,omitempty"` // the question it was understood as
}

// RunBefore is the last run to its end that began before the one named, of runs
// listed newest first.
func RunBefore(runs []SetRun, id string) (SetRun, bool) {
	seen := false
	for _, r := range runs {
		if seen && r.Failure == "" && !r.Running() {
			return r, true
		}
		seen = seen || r.ID == id
	}
	return SetRun{}, false
}
