package api

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

const (
	// comeBackWithin is how long an answer goes on with nobody there: a phone
	// that changes from one aerial to the next is back in a few seconds.
	comeBackWithin = 12 * time.Second
	// keptFor is how long a finished answer can be read on from where it broke;
	// after that there is what was saved.
	keptFor = 2 * time.Minute
	// maxRecords bounds the memory that answers take, at some 10 kB each. Those
	// beyond cannot be resumed until they are saved.
	maxRecords = 2000
)

// records are the answers being given, and those just given. The zero value is
// ready, and safe for concurrent use.
type records struct {
	mu     sync.Mutex
	byTurn map[string]*record
}

// record is the events of one answer. A nil record keeps nothing.
type record struct {
	museum  int64
	forget  func()
	mu      sync.Mutex
	events  [][]byte
	ended   bool
	reads   bool          // somebody came back
	changed chan struct{} // closed when there is more
}

// open begins the record of a turn; nil when there is no room for it.
func (r *records) open(museum int64, turn string) *record {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byTurn == nil {
		r.byTurn = map[string]*record{}
	}
	if len(r.byTurn) >= maxRecords || turn == "" {
		return nil
	}
	made := &record{museum: museum, changed: make(chan struct{}), forget: func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.byTurn, turn)
	}}
	r.byTurn[turn] = made
	return made
}

// find is the record of a museum's turn, or nil.
func (r *records) find(museum int64, turn string) *record {
	r.mu.Lock()
	defer r.mu.Unlock()
	if found := r.byTurn[turn]; found != nil && found.museum == museum {
		return found
	}
	return nil
}

func (r *record) add(event []byte) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event)
	r.tell()
}

// end says that no more will come. The record is forgotten in a while.
func (r *record) end() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	r.tell()
	time.AfterFunc(keptFor, r.forget)
}

func (r *record) tell() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// read reports whether somebody has come back.
func (r *record) read() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reads
}

// after gives the events from one on, and what to wait for when there may be
// more.
func (r *record) after(next int) (events [][]byte, ended bool, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads = true
	return r.events[min(next, len(r.events)):], r.ended, r.changed
}

// getQuestion gives an answer again: the rest of its events behind Last-Event-ID
// while it is being given or was just now, and else as it was saved.
func (a *API) getQuestion(c *echo.Context) error {
	museum, err := a.museum(c.Request().Context(), c.Param("museum"), wordsFor(c))
	if err != nil {
		return err
	}
	turn := c.Param("question")
	if len(turn) > guide.MaxRefRunes {
		return fmt.Errorf("turn: %w", guide.ErrNotFound)
	}
	next := 0
	if last, err := strconv.Atoi(c.Request().Header.Get("Last-Event-ID")); err == nil && last >= 0 && last < 1_000_000 {
		next = last + 1
	}
	if record := a.records.find(museum.ID, turn); record != nil && wantsEvents(c.Request()) {
		return replay(c, record, next)
	}
	shown, err := a.collection.ShownTurn(c.Request().Context(), museum, turn, time.Now())
	if err != nil {
		return fmt.Errorf("turn: %w", err)
	}
	if !wantsEvents(c.Request()) {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		return writeJSON(c, http.StatusOK, newAnswer(museum, shown))
	}
	s := &stream{response: c.Response(), control: http.NewResponseController(c.Response()), cancel: func() {}, next: next}
	return s.send(guide.EventDone, newAnswer(museum, shown))
}

// replay writes what a record holds and will hold.
func replay(c *echo.Context, r *record, next int) error {
	s := &stream{response: c.Response(), control: http.NewResponseController(c.Response()), cancel: func() {}}
	s.comment("resumed")
	alive := time.NewTicker(keepAliveEvery)
	defer alive.Stop()
	for {
		events, ended, changed := r.after(next)
		for _, event := range events {
			if err := s.pass(event); err != nil {
				return err
			}
			next++
		}
		if ended && len(events) == 0 {
			return s.broken
		}
		if ended {
			continue
		}
		select {
		case <-changed:
		case <-alive.C:
			s.comment("keep-alive")
		case <-c.Request().Context().Done():
			return c.Request().Context().Err()
		}
	}
}

// pass writes an event as another stream made it.
func (s *stream) pass(event []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(event)
}
