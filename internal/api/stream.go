package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

const eventStream = "text/event-stream"

const (
	// keepAliveEvery is shorter than the idle limits of the proxies in common
	// use, the shortest of which is 30 s.
	keepAliveEvery = 15 * time.Second
	// writeTimeout is how long a phone may take to accept one event.
	writeTimeout = 10 * time.Second
)

// stream writes an answer as server-sent events. Nothing is sent before the
// first event or comment, so that a question that fails at once still gets a
// status of its own. What is written is recorded too: when the connection breaks
// the answer goes on for a while, and whoever comes back reads the rest.
type stream struct {
	records  *records
	record   *record // nil until the turn has an id
	museum   guide.Museum
	response http.ResponseWriter
	control  *http.ResponseController
	words    words
	cancel   context.CancelFunc // stops the answer when nobody listens

	mu     sync.Mutex // keep-alive comments come from a goroutine of their own
	begun  bool
	next   int   // id of the next event
	broken error // set once a write has failed

	done    bool  // the turn has been sent
	failure error // from an error event, to be sent last
}

type sourcesEvent struct {
	QuestionID   string   `json:"question_id"`
	Conversation string   `json:"conversation"`
	Language     string   `json:"language"`
	Understood   string   `json:"understood_as,omitempty"` // of a follow-up
	Sources      []source `json:"sources"`
}

type waitingEvent struct {
	Place int `json:"place"`
}

type citationsEvent struct {
	Citations []citation `json:"citations"`
}

// streamAnswer answers sentence by sentence. The error it returns has been told
// to the client if any event went before it.
func (a *API) streamAnswer(c *echo.Context, q guide.Question) error {
	s := &stream{
		records:  &a.records,
		museum:   q.Museum,
		response: c.Response(),
		control:  http.NewResponseController(c.Response()),
		words:    wordsFor(c),
	}
	defer func() { s.record.end() }() // also when ask panics
	turn, err := s.follow(c.Request().Context(), a.ask, q)
	if err != nil {
		err = fmt.Errorf("ask: %w", err)
	}
	return s.end(turn, err)
}

// follow asks, and keeps the connection alive meanwhile. When it returns,
// nothing but its caller writes to the stream.
func (s *stream) follow(ctx context.Context, ask Ask, q guide.Question) (guide.Turn, error) {
	var waiting sync.WaitGroup
	defer waiting.Wait()
	here := ctx
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	defer s.cancel()
	waiting.Go(func() { s.keepAlive(ctx) })
	defer context.AfterFunc(here, s.left)()
	return ask(ctx, q, s.event)
}

// left is told when the visitor's connection is gone. One who has heard of no
// turn cannot come back for it.
func (s *stream) left() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = context.Canceled
	}
	s.alone()
}

// alone ends an answer that nobody comes back for in time. The caller holds mu.
func (s *stream) alone() {
	if s.record == nil {
		s.cancel()
		return
	}
	record, cancel := s.record, s.cancel
	time.AfterFunc(comeBackWithin, func() {
		if !record.read() {
			cancel()
		}
	})
}

func (s *stream) keepAlive(ctx context.Context) {
	ticker := time.NewTicker(keepAliveEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.comment("keep-alive")
		}
	}
}

// event sends one step of an answer.
func (s *stream) event(e guide.Event) error {
	switch e.Kind {
	case guide.EventSources:
		s.mu.Lock()
		s.record = s.records.open(s.museum.ID, e.Done.ID)
		s.mu.Unlock()
		return s.send(e.Kind, sourcesEvent{
			QuestionID:   e.Done.ID,
			Conversation: e.Done.Conversation,
			Language:     e.Done.Lang,
			Understood:   e.Done.Standalone,
			Sources:      newSources(s.museum, e.Sources),
		})
	case guide.EventWaiting:
		return s.send(e.Kind, waitingEvent{e.Place})
	case guide.EventSentence:
		return s.send(e.Kind, newSentence(e.Index, e.Sentence))
	case guide.EventCitations:
		return s.send(e.Kind, citationsEvent{newCitations(s.museum, e.Citations)})
	case guide.EventDone:
		s.done = true
		return s.send(e.Kind, newAnswer(s.museum, e.Done))
	case guide.EventError:
		s.failure = e.Err
		return nil
	default:
		return fmt.Errorf("event %q has no form on the wire", e.Kind)
	}
}

// end finishes the stream with the event that is still missing: the turn, or
// why there is none. An error before any event is only returned.
func (s *stream) end(turn guide.Turn, err error) error {
	if err == nil {
		err = s.failure
	}
	switch {
	case err == nil && s.done:
		return s.brokenBy()
	case err == nil:
		return errors.Join(s.send(guide.EventDone, newAnswer(s.museum, turn)), s.brokenBy())
	case !s.begun:
		return err
	default:
		// What failed is for the log; the visitor can only try again.
		said := errorBody{Error: codeUnavailable, Message: s.words.status(http.StatusServiceUnavailable)}
		return errors.Join(err, s.send(guide.EventError, said))
	}
}

// brokenBy is why nothing can be written any more, nil while something can.
func (s *stream) brokenBy() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// send writes one event: its id, its kind, and v as one line of JSON.
func (s *stream) send(kind guide.EventKind, v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	event := fmt.Appendf(nil, "id: %d\nevent: %s\ndata: %s\n\n", s.next, kind, data)
	s.next++
	s.record.add(event)
	if err := s.write(event); err != nil && s.record == nil {
		return err
	}
	return nil // the rest is for whoever comes back
}

// comment writes a line that readers of the stream pass over.
func (s *stream) comment(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// A failed write is remembered in broken, where the next event meets it.
	_ = s.write(fmt.Appendf(nil, ": %s\n\n", text))
}

// write sends p at once, under a deadline of its own: the server's is for
// answers that are written in one go. The first failure ends the stream.
func (s *stream) write(p []byte) error {
	if s.broken != nil {
		return s.broken
	}
	if !s.begun {
		s.begin()
	}
	err := s.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err == nil || errors.Is(err, http.ErrNotSupported) { // a test's recorder has no deadlines
		_, err = s.response.Write(p)
	}
	if err == nil {
		err = s.control.Flush()
	}
	if err != nil {
		// The visitor has gone, which is no failure of ours: the server knows it
		// by context.Canceled.
		s.broken = fmt.Errorf("write event: %w: %w", context.Canceled, err)
		s.alone()
	}
	return s.broken
}

func (s *stream) begin() {
	s.begun = true
	header := s.response.Header()
	header.Set(echo.HeaderContentType, eventStream)
	header.Set(echo.HeaderCacheControl, "no-store")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	s.response.WriteHeader(http.StatusOK)
}
