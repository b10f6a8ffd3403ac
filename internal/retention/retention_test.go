package retention

import (
	"context"
	"errors"
	"testing"
	"time"

	"cicerone/internal/guide"
)

// shelf has so many old turns for each museum, and notes what it is asked.
type shelf struct {
	museums []guide.Museum
	old     map[int64]int
	before  map[int64]time.Time
	calls   int
	err     error
}

func (s *shelf) Museums(context.Context) ([]guide.Museum, error) { return s.museums, nil }

func (s *shelf) PurgeTurns(_ context.Context, museum int64, before time.Time, limit int) (guide.Purged, error) {
	s.calls++
	s.before[museum] = before
	if s.calls > 2 && s.err != nil {
		return guide.Purged{}, s.err
	}
	n := min(limit, s.old[museum])
	s.old[museum] -= n
	return guide.Purged{Turns: n, Conversations: n / 2}, nil
}

func (s *shelf) PurgeDoor(context.Context, time.Time) (guide.Purged, error) {
	return guide.Purged{Sessions: 2, Invitations: 1}, nil
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func twoMuseums() *shelf {
	return &shelf{before: map[int64]time.Time{}, old: map[int64]int{1: 1234, 2: 10}, museums: []guide.Museum{
		{ID: 1, Code: "um", Settings: guide.Settings{KeepDays: 30}}, {ID: 2, Code: "dois", Settings: guide.Settings{KeepDays: 1}}}}
}

func TestPurge(t *testing.T) {
	s := twoMuseums()
	got, err := Purge(t.Context(), s, now)
	if want := (guide.Purged{Turns: 1244, Conversations: 250 + 250 + 117 + 5, Sessions: 2, Invitations: 1}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for museum, want := range map[int64]time.Time{1: now.AddDate(0, 0, -30), 2: now.AddDate(0, 0, -1)} {
		if !s.before[museum].Equal(want) {
			t.Errorf("museum %d: before %v, want %v", museum, s.before[museum], want)
		}
	}
}

// A run that is cut off tells what had gone by then.
func TestPurgeFails(t *testing.T) {
	s := twoMuseums()
	s.err = guide.ErrUnavailable
	if got, err := Purge(t.Context(), s, now); !errors.Is(err, guide.ErrUnavailable) || got.Turns != 1000 {
		t.Errorf("got %+v, %v; want 1000 turns and %v", got, err, guide.ErrUnavailable)
	}
}

// A museum whose settings were not read must not lose everything.
func TestPurgeWithoutSettings(t *testing.T) {
	s := twoMuseums()
	s.museums[0].Settings.KeepDays = 0
	if got, err := Purge(t.Context(), s, now); !errors.Is(err, guide.ErrInvalid) || got != (guide.Purged{}) {
		t.Errorf("got %+v, %v; want nothing and %v", got, err, guide.ErrInvalid)
	}
}
