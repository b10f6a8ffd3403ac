package model

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Queue lets a number of visitors be answered at a time and the others wait,
// first come, first served. It is safe for concurrent use.
type Queue struct {
	patience time.Duration

	mu      sync.Mutex
	free    int
	waiting []*waiter // the next to be served first
}

// longestQueue is how many may wait at most. Who would be behind so many has
// the curators' own words at once.
const longestQueue = 100

type waiter struct {
	turn  chan struct{} // closed when it is this one's turn
	moved chan struct{} // holds one signal when the place has changed
}

// NewQueue makes a queue for so many answers at a time. Whoever has waited for
// as long as patience is turned away.
func NewQueue(atOnce int, patience time.Duration) *Queue {
	return &Queue{patience: patience, free: atOnce}
}

// Enter returns when it is this visitor's turn, which leave gives back. Until
// then onPlace is told the place in the queue, from 1, each time that it
// changes; its error is Enter's. A wait that is too long is guide.ErrUnavailable;
// a ctx that ends gives its own error.
func (q *Queue) Enter(ctx context.Context, onPlace func(place int) error) (leave func(), err error) {
	w, err := q.join()
	if err != nil {
		return nil, err
	}
	late := time.NewTimer(q.patience)
	defer late.Stop()
	told := 0
	for {
		select {
		case <-w.turn:
			return sync.OnceFunc(q.leave), nil
		case <-ctx.Done():
			q.giveUp(w)
			return nil, ctx.Err()
		case <-late.C:
			q.giveUp(w)
			return nil, failed("is busy with other visitors: nobody's turn came for %s; CICERONE_MODEL_AT_ONCE says how many it answers at a time", q.patience)
		case <-w.moved:
			place := q.place(w)
			if place == 0 || place == told {
				continue
			}
			told = place
			if err := onPlace(place); err != nil {
				q.giveUp(w)
				return nil, err
			}
		}
	}
}

// Waiting is how many wait for their turn.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// join takes a free turn, or a place at the end.
func (q *Queue) join() (*waiter, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w := &waiter{turn: make(chan struct{}), moved: make(chan struct{}, 1)}
	switch {
	case q.free > 0:
		q.free--
		close(w.turn)
	case len(q.waiting) == longestQueue:
		return nil, failed("is busy: %d visitors wait for it already", longestQueue)
	default:
		q.waiting = append(q.waiting, w)
		w.moved <- struct{}{}
	}
	return w, nil
}

// leave gives a turn to the next in the queue.
func (q *Queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.free++
		return
	}
	close(q.waiting[0].turn)
	q.waiting = q.waiting[1:]
	q.tell(0)
}

// giveUp takes a visitor out of the queue. A turn that came in the same moment
// is passed on.
func (q *Queue) giveUp(w *waiter) {
	q.mu.Lock()
	i := slices.Index(q.waiting, w)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		q.tell(i)
	}
	q.mu.Unlock()
	if i < 0 {
		q.leave()
	}
}

// tell signals to those from a place on that they have moved up.
func (q *Queue) tell(from int) {
	for _, w := range q.waiting[from:] {
		select {
		case w.moved <- struct{}{}:
		default: // it has yet to hear of the last time
		}
	}
}

func (q *Queue) place(w *waiter) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Index(q.waiting, w) + 1
}
