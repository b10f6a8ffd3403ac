package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

//go:embed tours.sql
var toursText string

var toursSQL = withLive(toursText)

// Tours lists a museum's published tours in their order, each with the works of
// its own that visitors may see now, labelled in lang or the nearest there is. A
// tour with none of those is not listed.
func (s *Store) Tours(ctx context.Context, museum int64, lang string) ([]guide.Tour, error) {
	return s.publicTours(ctx, museum, "", lang)
}

// Tour is one of those that Tours lists, by its public id; guide.ErrNotFound when
// it is not among them.
func (s *Store) Tour(ctx context.Context, museum int64, id, lang string) (guide.Tour, error) {
	tours, err := s.publicTours(ctx, museum, id, lang)
	if err != nil {
		return guide.Tour{}, err
	}
	if id == "" || len(tours) == 0 {
		return guide.Tour{}, fmt.Errorf("tour %q: %w", id, guide.ErrNotFound)
	}
	return tours[0], nil
}

func (s *Store) publicTours(ctx context.Context, museum int64, id, lang string) ([]guide.Tour, error) {
	rows, err := s.pool.Query(ctx, toursSQL, with(livePublic(museum, time.Now()), pgx.NamedArgs{"lang": lang, "tour": id}))
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	stops := map[string][]guide.Stop{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var tour string
		var stop guide.Stop
		o := &stop.Object
		err := row.Scan(&tour, &stop.Words, &o.ID, &o.Inventory, &o.RoomID, &o.Order, &o.Highlight,
			&o.Label.Lang, &o.Label.Title, &o.Label.Maker, &o.Label.Date, &o.Label.Material, &o.Label.HeldBy, &o.Picture)
		stops[tour] = append(stops[tour], stop)
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	rows, err = s.pool.Query(ctx, `
		SELECT public_id, titles, intros, minutes FROM tours
		WHERE museum_id = $1 AND published_at IS NOT NULL AND deleted_at IS NULL AND ($2 = '' OR public_id = $2)
		ORDER BY ord, id`, museum, id)
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	tours, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.Tour, error) {
		var t guide.Tour
		err := row.Scan(&t.ID, &t.Titles, &t.Intros, &t.Minutes)
		t.Stops = stops[t.ID]
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	return slices.DeleteFunc(tours, func(t guide.Tour) bool { return len(t.Stops) == 0 }), nil
}

const selectOpenTours = `
	SELECT u.public_id, u.version, u.titles, u.intros, u.minutes, coalesce(u.published_at, '0001-01-01'), coalesce(u.deleted_at, '0001-01-01'),
	       coalesce((SELECT jsonb_agg(jsonb_build_object('Inventory', o.inventory, 'Words', s.words,
	                    'Title', coalesce((SELECT t.title FROM object_texts t WHERE t.object_id = o.id ORDER BY t.lang <> m.lang, t.lang LIMIT 1), ''),
	                    'Live', EXISTS (SELECT FROM documents d WHERE d.object_id = o.id AND d.live_revision_id IS NOT NULL AND /* LIVE */)
	                            AND EXISTS (SELECT FROM object_texts t WHERE t.object_id = o.id)) ORDER BY s.ord)
	                 FROM tour_stops s JOIN objects o ON o.id = s.object_id WHERE s.tour_id = u.id), '[]')
	FROM tours u JOIN museums m ON m.id = u.museum_id WHERE u.museum_id = @museum `

func scanOpenTour(row pgx.CollectableRow) (guide.OpenTour, error) {
	var t guide.OpenTour
	err := row.Scan(&t.ID, &t.Version, &t.Titles, &t.Intros, &t.Minutes, &t.Published, &t.Deleted, &t.Stops)
	if t.Published.Year() == 1 {
		t.Published = time.Time{}
	}
	if t.Deleted.Year() == 1 {
		t.Deleted = time.Time{}
	}
	return t, err
}

// OpenTours lists a museum's tours in their order, published or not; deleted ones
// are not among them.
func (s *Store) OpenTours(ctx context.Context, museum int64) ([]guide.OpenTour, error) {
	rows, err := s.pool.Query(ctx, withLive(selectOpenTours)+`AND u.deleted_at IS NULL ORDER BY u.ord, u.id`, livePublic(museum, time.Now()))
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	tours, err := pgx.CollectRows(rows, scanOpenTour)
	if err != nil {
		return nil, fmt.Errorf("list tours: %w", unavailable(err))
	}
	return tours, nil
}

// OpenTour is one of a museum's tours, deleted or not; else guide.ErrNotFound.
func (s *Store) OpenTour(ctx context.Context, museum int64, id string) (guide.OpenTour, error) {
	rows, err := s.pool.Query(ctx, withLive(selectOpenTours)+`AND u.public_id = @tour`, with(livePublic(museum, time.Now()), pgx.NamedArgs{"tour": id}))
	if err != nil {
		return guide.OpenTour{}, fmt.Errorf("tour %s: %w", id, unavailable(err))
	}
	t, err := pgx.CollectExactlyOneRow(rows, scanOpenTour)
	if err != nil {
		return guide.OpenTour{}, fmt.Errorf("tour %s: %w", id, unavailable(err))
	}
	return t, nil
}

// HasTours reports whether a museum has, or had, any tour.
func (s *Store) HasTours(ctx context.Context, museum int64) (has bool, err error) {
	if err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM tours WHERE museum_id = $1)`, museum).Scan(&has); err != nil {
		return false, fmt.Errorf("look for tours: %w", unavailable(err))
	}
	return has, nil
}
