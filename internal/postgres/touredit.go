package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

func tourSubject(id string) string { return "tour " + id }

// SaveTour makes a tour of the person's museum, at the end of those there are,
// when its id is empty, or changes it, and returns its id. Whether it is published
// stays as it is. A version that is not the newest is guide.ErrConflict; a work
// that the museum does not have, or one named twice, guide.ErrInvalid.
func (s *Store) SaveTour(ctx context.Context, by guide.User, t guide.OpenTour) (string, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var id int64
		var err error
		action, detail := "tour.create", map[string]any{"titles": t.Titles}
		if t.ID == "" {
			id, err = insertTour(ctx, tx, by.Museum.ID, &t)
		} else {
			action = "tour.edit"
			var before guide.OpenTour
			if id, before, err = lockTour(ctx, tx, by.Museum.ID, t.ID, t.Version); err != nil {
				return err
			}
			detail["before"] = before
			_, err = tx.Exec(ctx, `UPDATE tours SET titles = $2, intros = $3, minutes = $4, version = version + 1 WHERE id = $1`,
				id, notNil(t.Titles), notNil(t.Intros), t.Minutes)
		}
		if err != nil {
			return err
		}
		if err := writeStops(ctx, tx, by.Museum.ID, id, t.Stops); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, action, tourSubject(t.ID), detail)
	})
	if err != nil {
		return "", fmt.Errorf("save tour %s: %w", t.ID, err)
	}
	return t.ID, nil
}

// insertTour makes the row of a new tour and gives it its public id.
func insertTour(ctx context.Context, tx pgx.Tx, museum int64, t *guide.OpenTour) (id int64, err error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('tours', $1))`, museum); err != nil {
		return 0, err
	}
	var count int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM tours WHERE museum_id = $1 AND deleted_at IS NULL`, museum).Scan(&count); err != nil {
		return 0, err
	}
	if count >= guide.MaxTours {
		return 0, guide.Invalidf("tours", "a museum has at most %d tours", guide.MaxTours)
	}
	t.ID = NewID()
	err = tx.QueryRow(ctx, `
		INSERT INTO tours (public_id, museum_id, titles, intros, minutes, ord)
		VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(ord), 0) + 1 FROM tours WHERE museum_id = $2)) RETURNING id`,
		t.ID, museum, notNil(t.Titles), notNil(t.Intros), t.Minutes).Scan(&id)
	return id, err
}

// lockTour is a tour that nobody else changes before the transaction ends.
func lockTour(ctx context.Context, tx pgx.Tx, museum int64, public string, version int) (id int64, t guide.OpenTour, err error) {
	t.ID = public
	err = tx.QueryRow(ctx, `
		SELECT id, version, titles, intros, minutes FROM tours WHERE museum_id = $1 AND public_id = $2 AND deleted_at IS NULL FOR UPDATE`,
		museum, public).Scan(&id, &t.Version, &t.Titles, &t.Intros, &t.Minutes)
	if err != nil {
		return 0, t, err
	}
	if t.Version != version {
		return 0, t, fmt.Errorf("it is at version %d, not %d: %w", t.Version, version, guide.ErrConflict)
	}
	rows, err := tx.Query(ctx, `
		SELECT o.inventory, s.words FROM tour_stops s JOIN objects o ON o.id = s.object_id WHERE s.tour_id = $1 ORDER BY s.ord`, id)
	if err != nil {
		return 0, t, err
	}
	t.Stops, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.OpenStop, error) {
		var stop guide.OpenStop
		err := row.Scan(&stop.Inventory, &stop.Words)
		return stop, err
	})
	return id, t, err
}

// writeStops puts stops in the place of those a tour has.
func writeStops(ctx context.Context, tx pgx.Tx, museum, tour int64, stops []guide.OpenStop) error {
	if len(stops) > guide.MaxTourStops {
		return guide.Invalidf("stops", "a tour has at most %d works", guide.MaxTourStops)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM tour_stops WHERE tour_id = $1`, tour); err != nil {
		return err
	}
	for i, stop := range stops {
		tag, err := tx.Exec(ctx, `
			INSERT INTO tour_stops (tour_id, object_id, ord, words)
			SELECT $1, id, $3, $4 FROM objects WHERE museum_id = $5 AND inventory = $2
			ON CONFLICT (tour_id, object_id) DO NOTHING`, tour, stop.Inventory, i+1, notNil(stop.Words), museum)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return guide.Invalidf("inventory", "there is no work %q that is not on the tour yet", stop.Inventory)
		}
	}
	return nil
}

// PublishTour shows a tour of the person's museum to visitors, or takes it from
// them.
func (s *Store) PublishTour(ctx context.Context, by guide.User, id string, publish bool) error {
	action, set := "tour.publish", `published_at = coalesce(published_at, now())`
	if !publish {
		action, set = "tour.withdraw", `published_at = NULL`
	}
	return s.changeTour(ctx, by, id, action, set, `deleted_at IS NULL`)
}

// DeleteTour deletes a tour of the person's museum, or brings back one that was
// deleted, as it was.
func (s *Store) DeleteTour(ctx context.Context, by guide.User, id string, deleted bool) error {
	if deleted {
		return s.changeTour(ctx, by, id, "tour.delete", `deleted_at = now()`, `deleted_at IS NULL`)
	}
	return s.changeTour(ctx, by, id, "tour.undelete", `deleted_at = NULL`, `deleted_at IS NOT NULL`)
}

// changeTour sets something about a tour that is as it has to be. What it sets
// and asks for are constants of this file.
func (s *Store) changeTour(ctx context.Context, by guide.User, id, action, set, when string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var titles map[string]string
		err := tx.QueryRow(ctx, `
			UPDATE tours SET `+set+`, version = version + 1 WHERE museum_id = $1 AND public_id = $2 AND `+when+` RETURNING titles`,
			by.Museum.ID, id).Scan(&titles)
		if err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, action, tourSubject(id), map[string]any{"titles": titles})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, id, err)
	}
	return nil
}

// MoveTour moves a tour of the person's museum one place in the list: by -1
// towards its beginning, by 1 towards its end. One that is there already stays.
func (s *Store) MoveTour(ctx context.Context, by guide.User, id string, step int) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT public_id FROM tours WHERE museum_id = $1 AND deleted_at IS NULL ORDER BY ord, id FOR UPDATE`, by.Museum.ID)
		if err != nil {
			return err
		}
		tours, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		from := slices.Index(tours, id)
		to := from + step
		switch {
		case from < 0:
			return guide.ErrNotFound
		case to < 0 || to >= len(tours):
			return nil
		}
		tours[from], tours[to] = tours[to], tours[from]
		for i, tour := range tours {
			if _, err := tx.Exec(ctx, `UPDATE tours SET ord = $3 WHERE museum_id = $1 AND public_id = $2`, by.Museum.ID, tour, i+1); err != nil {
				return err
			}
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "tour.move", tourSubject(id), map[string]any{"by": step})
	})
	if err != nil {
		return fmt.Errorf("move tour %s: %w", id, err)
	}
	return nil
}
