package ask

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"cicerone/internal/cite"
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Searcher finds passages. It records a leg that failed in Found.Degraded and
// fails only when nothing could be searched; what it returns is the caller's.
type Searcher interface {
	Search(ctx context.Context, q guide.Search) (guide.Found, error)
}

// Memory keeps conversations.
type Memory interface {
	History(ctx context.Context, museum int64, conversation string, limit int) ([]guide.Exchange, error)
	SaveTurn(ctx context.Context, t guide.Turn) error
}

// Embedder turns a question into a vector of a space, of unit length or zero.
// When it cannot, for whatever reason, it says so to whoever runs it, and the
// question is searched by words alone.
type Embedder interface {
	Question(ctx context.Context, space guide.Space, text string) ([]float32, error)
}

// Model puts an answer into words. Chat streams it in order and returns when it
// is whole; an error after some text means that the text was cut off.
type Model struct {
	Name    string
	Context int // tokens it can read and write in all
	Answer  int // tokens it may write
	Chat    func(ctx context.Context, messages []guide.Message, onText func(string) error) error

	// Enter waits for a turn at the model, telling onPlace the place in the queue
	// whenever it changes; leave gives the turn back. nil: nobody has to wait.
	Enter func(ctx context.Context, onPlace func(place int) error) (leave func(), err error)
}

// Guide answers questions.
type Guide struct {
	Search   Searcher
	Memory   Memory
	Pinned   Pinned // nil: there are none
	Embedder Embedder
	Senses   cite.Senses       // what words stand as in other languages, for the check; nil: only a few are known
	Reranker Reranker          // nil: the order of the search stays
	Model    *Model            // nil: answers are made of quotations
	Models   map[string]*Model // by the language of the answer, those that take Model's place
	NewID    func() string
	Log      *slog.Logger
}

// evidenceKept is how many passages an answer may rest on.
const evidenceKept = 12

// saveTimeout bounds the saving of a turn whose visitor may be gone.
const saveTimeout = 5 * time.Second

// Ask answers a question, telling emit of every step as it happens, and returns
// the whole turn. It fails only when nothing can be said: an invalid question
// (guide.ErrInvalid) or no search at all (the Searcher's error, such as
// guide.ErrUnavailable). After the search, an error from emit or the end of ctx
// means that the visitor has gone: Ask returns it, and the turn as far as it had
// come is saved and returned all the same.
func (g *Guide) Ask(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
	watch := startWatch()
	turn, err := g.open(q)
	if err != nil {
		return guide.Turn{}, err
	}
	asked := g.rewrite(ctx, &turn)
	watch.lap("rewrite")
	if pin := g.pinned(ctx, &turn, asked); pin != nil {
		watch.lap("pinned")
		return g.finish(ctx, &turn, watch, emit, func(out *answer) error { return out.byPin(pin) })
	}

	if asked.plain != nil {
		return g.finish(ctx, &turn, watch, emit, func(out *answer) error { return out.plainly(asked.plain) })
	}

	search := g.understand(ctx, turn, asked)
	watch.lap("embed")
	found, err := g.Search.Search(ctx, search)
	if err != nil {
		return guide.Turn{}, err
	}
	asked = settle(&turn, asked, found.Hits)
	lift(found, asked, turn)
	turn.Degraded = append(turn.Degraded, found.Degraded...)
	watch.lap("search")

	found.Hits = fitting(relevant(found.Hits, asked), turn.Question.Level)
	verdict := judge(asked, found)
	watch.lap("gate")
	if verdict.covered && g.Reranker != nil {
		g.rerank(ctx, &turn, asked, found.Hits)
		watch.lap("rerank")
	}
	turn.Hits = spread(found.Hits, evidenceKept)

	return g.finish(ctx, &turn, watch, emit, func(out *answer) error {
		if verdict.covered {
			return out.compose(ctx, asked, found)
		}
		return out.notCovered(verdict.reason)
	})
}

// finish has the answer put together and told, saves the turn, and tells that it
// is done.
func (g *Guide) finish(ctx context.Context, turn *guide.Turn, watch *watch, emit func(guide.Event) error, put func(*answer) error) (guide.Turn, error) {
	out := &answer{guide: g, model: g.modelFor(turn.Lang), turn: turn, watch: watch, emit: emit}
	err := put(out)
	watch.lap("answer")
	g.save(ctx, turn, watch)
	if err != nil {
		return *turn, fmt.Errorf("answer: %w", err)
	}
	return *turn, out.send(guide.Event{Kind: guide.EventDone, Done: *turn})
}

// modelFor is the model that answers in a language; nil when there is none.
func (g *Guide) modelFor(lang string) *Model {
	if m := g.Models[lang]; m != nil {
		return m
	}
	return g.Model
}

// open checks a question and begins its turn.
func (g *Guide) open(q guide.Question) (guide.Turn, error) {
	q, err := check(q)
	if err != nil {
		return guide.Turn{}, err
	}
	turn := guide.Turn{ID: g.NewID(), Conversation: q.Conversation, Question: q, Lang: q.Lang, At: q.At, Mode: guide.ModeQuote}
	if turn.Conversation == "" {
		turn.Conversation = g.NewID()
	}
	if turn.Lang == "" {
		turn.Lang, _ = text.Detect(q.Text, q.Museum.Lang)
	}
	return turn, nil
}

// understand makes a search of the question. Where it cannot be embedded in the
// museum's space, it has no vector, and the search says so.
func (g *Guide) understand(ctx context.Context, turn guide.Turn, asked question) guide.Search {
	q := turn.Question
	s := guide.Search{Museum: q.Museum, Audience: q.Audience, At: q.At, Lang: asked.lang, Text: asked.text}
	if asked.object != "" {
		s.Objects = append(s.Objects, strings.ToLower(asked.object))
	}
	kept := telling(asked.terms)
	for _, t := range asked.terms {
		if !slices.ContainsFunc(kept, func(k text.Term) bool { return k.Word == t.Word }) {
			s.Without = append(s.Without, t.Word)
		}
		if t.Digits { // it may be an inventory number
			s.Objects = append(s.Objects, strings.ToLower(text.Slice(asked.text, t.Span)))
		}
	}
	if vector, err := g.Embedder.Question(ctx, q.Museum.Space, asked.text); err == nil {
		s.Vector = vector
	}
	return s
}

// save keeps the turn, whatever became of the visitor. How long saving took is
// told and not kept: it is known too late.
func (g *Guide) save(ctx context.Context, turn *guide.Turn, watch *watch) {
	if turn.Verdict == "" {
		turn.Verdict, turn.Reason = guide.Failed, guide.ReasonLeft
	}
	turn.Timings = watch.told()
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	if err := g.Memory.SaveTurn(saving, *turn); err != nil {
		// The visitor has the answer; only the record of it is lost.
		g.Log.Error("turn not saved", "turn", turn.ID, "error", err)
		turn.Degraded = append(turn.Degraded, guide.DegradedSave)
	}
	watch.lap("save")
	turn.Timings = watch.told()
}

// relevant keeps the hits that a question allows: for one about the visit, the
// visit notes that speak of it, the work's own for one about a single work.
func relevant(hits []guide.Hit, asked question) []guide.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(h guide.Hit) bool {
		return asked.practical != nil && !asked.practical.spokenOf(h) || asked.alone && h.Inventory != asked.object
	})
}

// watch times the stages of one question.
type watch struct {
	start, last time.Time
	laps        guide.Timings
}

func startWatch() *watch {
	now := time.Now()
	return &watch{start: now, last: now, laps: guide.Timings{}}
}

// lap adds the time since the last lap to a stage, in milliseconds.
func (w *watch) lap(stage string) {
	now := time.Now()
	w.laps[stage] += milliseconds(now.Sub(w.last))
	w.last = now
}

// mark notes how long after the question something happened, the first time
// that it does.
func (w *watch) mark(moment string) {
	if _, known := w.laps[moment]; !known {
		w.laps[moment] = milliseconds(time.Since(w.start))
	}
}

// told is the time of every stage so far, and of all together as "total".
func (w *watch) told() guide.Timings {
	all := maps.Clone(w.laps)
	all["total"] = milliseconds(w.last.Sub(w.start))
	return all
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
