package model

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

func noPlace(t *testing.T) func(int) error {
	return func(place int) error {
		t.Errorf("told place %d, want no wait", place)
		return nil
	}
}

// Visitors are served in the order they came, and hear of every place on the way.
func TestQueueIsFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(2, time.Hour)
		first, err := q.Enter(t.Context(), noPlace(t))
		if err != nil {
			t.Fatal(err)
		}
		second, err := q.Enter(t.Context(), noPlace(t))
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var served []int
		places := make([][]int, 3)
		var leaves []func()
		for i := range 3 {
			go func() {
				leave, err := q.Enter(t.Context(), func(place int) error {
					places[i] = append(places[i], place)
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				served, leaves = append(served, i), append(leaves, leave)
			}()
			synctest.Wait()
		}
		if got := q.Waiting(); got != 3 {
			t.Errorf("%d wait, want 3", got)
		}
		first()
		first() // a turn is given back once
		synctest.Wait()
		second()
		synctest.Wait()
		leaves[0]()
		synctest.Wait()
		if want := []int{0, 1, 2}; !slices.Equal(served, want) {
			t.Errorf("served %v, want %v", served, want)
		}
		if diff := cmp.Diff([][]int{{1}, {2, 1}, {3, 2, 1}}, places); diff != "" {
			t.Errorf("places (-want +got):\n%s", diff)
		}
		leaves[1]()
		leaves[2]()
		if q.free != 2 || q.Waiting() != 0 {
			t.Errorf("%d turns free and %d waiting at the end, want 2 and 0", q.free, q.Waiting())
		}
	})
}

// However a wait ends, those behind move up and no turn is lost.
func TestQueueIsLeft(t *testing.T) {
	gone := errors.New("gone")
	for name, test := range map[string]struct {
		wait func(q *Queue) error
		want error
	}{
		"by patience": {func(q *Queue) error {
			_, err := q.Enter(context.Background(), func(int) error { return nil })
			return err
		}, guide.ErrUnavailable},
		"by the visitor": {func(q *Queue) error {
			ctx, leave := context.WithTimeout(context.Background(), time.Second)
			defer leave()
			_, err := q.Enter(ctx, func(int) error { return nil })
			return err
		}, context.DeadlineExceeded},
		"by the listener": {func(q *Queue) error {
			_, err := q.Enter(context.Background(), func(int) error { return gone })
			return err
		}, gone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := NewQueue(1, time.Minute)
				leave, err := q.Enter(t.Context(), noPlace(t))
				if err != nil {
					t.Fatal(err)
				}
				if err := test.wait(q); !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
				leave()
				if q.free != 1 || q.Waiting() != 0 {
					t.Errorf("%d free and %d waiting, want 1 and 0", q.free, q.Waiting())
				}
			})
		})
	}
}

func TestQueueHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1, time.Hour)
		ctx, everyoneLeaves := context.WithCancel(t.Context())
		defer everyoneLeaves()
		if _, err := q.Enter(ctx, noPlace(t)); err != nil {
			t.Fatal(err)
		}
		for range longestQueue {
			go func() { _, _ = q.Enter(ctx, func(int) error { return nil }) }()
		}
		synctest.Wait()
		if _, err := q.Enter(ctx, noPlace(t)); !errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("got %v, want %v", err, guide.ErrUnavailable)
		}
		everyoneLeaves()
		synctest.Wait()
		if q.Waiting() != 0 {
			t.Errorf("%d still wait", q.Waiting())
		}
	})
}
