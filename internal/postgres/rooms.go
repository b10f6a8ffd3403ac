package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"cicerone/internal/guide"
)

// OpenRooms lists a museum's rooms in the order of the visit, with how much each
// holds.
func (s *Store) OpenRooms(ctx context.Context, museum int64) ([]guide.OpenRoom, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT r.id, r.museum_id, r.code, r.floor, r.ord, r.names, r.abouts, nullif(r.doors, '{}'), r.version, coalesce(o.n, 0), coalesce(d.n, 0)
		FROM rooms r
		LEFT JOIN (SELECT room_id, count(*) AS n FROM objects WHERE museum_id = $1 GROUP BY room_id) o ON o.room_id = r.id
		LEFT JOIN (SELECT room_id, count(*) AS n FROM documents WHERE museum_id = $1 GROUP BY room_id) d ON d.room_id = r.id
		WHERE r.museum_id = $1 ORDER BY r.ord, r.code, r.id`, museum)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", unavailable(err))
	}
	rooms, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.OpenRoom, error) {
		var r guide.OpenRoom
		err := row.Scan(&r.ID, &r.MuseumID, &r.Code, &r.Floor, &r.Order, &r.Names, &r.Abouts, &r.Doors, &r.Version, &r.Objects, &r.Documents)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", unavailable(err))
	}
	return rooms, nil
}

// SaveRoom makes a room of the person's museum, when its id is 0, or changes it.
// A code that another room has, or a version that is not the newest, is
// guide.ErrConflict; the two are told apart by guide.ErrInvalid, which the first
// is too.
func (s *Store) SaveRoom(ctx context.Context, by guide.User, room guide.OpenRoom) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if room.ID == 0 {
			return insertRoom(ctx, tx, by, "room.create", room)
		}
		before, err := lockRooms(ctx, tx, by.Museum.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(before, func(r guide.OpenRoom) bool { return r.ID == room.ID })
		switch {
		case i < 0:
			return guide.ErrNotFound
		case before[i].Version != room.Version:
			return fmt.Errorf("it is at version %d, not %d: %w", before[i].Version, room.Version, guide.ErrConflict)
		}
		return updateRoom(ctx, tx, by, "room.edit", before[i], room)
	})
	if err != nil {
		return fmt.Errorf("save room %s: %w", room.Code, err)
	}
	return nil
}

func insertRoom(ctx context.Context, tx pgx.Tx, by guide.User, action string, r guide.OpenRoom) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO rooms (museum_id, code, floor, ord, names, abouts, doors) VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::text[], '{}'))`,
		by.Museum.ID, r.Code, r.Floor, r.Order, notNil(r.Names), notNil(r.Abouts), r.Doors)
	if err != nil {
		return takenCode(err)
	}
	return audit(ctx, tx, by.Museum.ID, by.ID, action, roomSubject(r.Code), nil)
}

func updateRoom(ctx context.Context, tx pgx.Tx, by guide.User, action string, before, r guide.OpenRoom) error {
	_, err := tx.Exec(ctx, `
		UPDATE rooms SET code = $3, floor = $4, ord = $5, names = $6, abouts = $7, doors = coalesce($8::text[], '{}'), version = version + 1
		WHERE id = $1 AND museum_id = $2`,
		r.ID, by.Museum.ID, r.Code, r.Floor, r.Order, notNil(r.Names), notNil(r.Abouts), r.Doors)
	if err != nil {
		return takenCode(err)
	}
	if r.Code != before.Code { // the doors that lead here go on doing so
		_, err := tx.Exec(ctx, `UPDATE rooms SET doors = array_replace(doors, $2, $3), version = version + 1 WHERE museum_id = $1 AND $2 = ANY(doors)`,
			by.Museum.ID, before.Code, r.Code)
		if err != nil {
			return err
		}
	}
	return audit(ctx, tx, by.Museum.ID, by.ID, action, roomSubject(before.Code), map[string]any{"before": before.Room})
}

// takenCode is guide.ErrInvalid and guide.ErrConflict for a code that another
// room has.
func takenCode(err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == "23505" { // unique violation
		return fmt.Errorf("%w: %w", guide.ErrConflict, guide.Invalidf("code", "another room has it"))
	}
	return err
}

func notNil(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// lockRooms are a museum's rooms in the order of the visit, which nobody else
// changes before the transaction ends.
func lockRooms(ctx context.Context, tx pgx.Tx, museum int64) ([]guide.OpenRoom, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM rooms WHERE museum_id = $1 ORDER BY id FOR UPDATE`, museum); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, museum_id, code, floor, ord, names, abouts, nullif(doors, '{}'), version FROM rooms WHERE museum_id = $1 ORDER BY ord, code, id`, museum)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.OpenRoom, error) {
		var r guide.OpenRoom
		err := row.Scan(&r.ID, &r.MuseumID, &r.Code, &r.Floor, &r.Order, &r.Names, &r.Abouts, &r.Doors, &r.Version)
		return r, err
	})
}

// MoveRoom moves a room of the person's museum one place along the visit: by -1
// towards its beginning, by 1 towards its end. One that is there already stays.
func (s *Store) MoveRoom(ctx context.Context, by guide.User, room int64, step int) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rooms, err := lockRooms(ctx, tx, by.Museum.ID)
		if err != nil {
			return err
		}
		from := slices.IndexFunc(rooms, func(r guide.OpenRoom) bool { return r.ID == room })
		to := from + step
		switch {
		case from < 0:
			return guide.ErrNotFound
		case to < 0 || to >= len(rooms):
			return nil
		}
		rooms[from], rooms[to] = rooms[to], rooms[from]
		for i, r := range rooms {
			if r.Order == i+1 {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE rooms SET ord = $3, version = version + 1 WHERE id = $1 AND museum_id = $2`, r.ID, by.Museum.ID, i+1); err != nil {
				return err
			}
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "room.move", roomSubject(rooms[to].Code), map[string]any{"by": step})
	})
	if err != nil {
		return fmt.Errorf("move room %d: %w", room, err)
	}
	return nil
}

// DeleteRoom deletes a room of the person's museum. Its objects stand in none
// from then on, whatever notes said; documents keep what they say of it. A
// version that is not the newest is guide.ErrConflict.
func (s *Store) DeleteRoom(ctx context.Context, by guide.User, room int64, version int) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var r guide.Room
		var found int
		err := tx.QueryRow(ctx, `SELECT id, code, floor, ord, names, abouts, nullif(doors, '{}'), version FROM rooms WHERE museum_id = $1 AND id = $2 FOR UPDATE`,
			by.Museum.ID, room).Scan(&r.ID, &r.Code, &r.Floor, &r.Order, &r.Names, &r.Abouts, &r.Doors, &found)
		if err != nil {
			return err
		}
		if found != version {
			return fmt.Errorf("it is at version %d, not %d: %w", found, version, guide.ErrConflict)
		}
		objects, err := tx.Exec(ctx, `
			UPDATE objects SET room_id = NULL, placed_by_hand = true, version = version + 1 WHERE room_id = $1 AND museum_id = $2`, room, by.Museum.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE documents SET room_id = NULL WHERE room_id = $1 AND museum_id = $2`, room, by.Museum.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM rooms WHERE id = $1 AND museum_id = $2`, room, by.Museum.ID); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "room.delete", roomSubject(r.Code), map[string]any{"before": r, "objects": objects.RowsAffected()})
	})
	if err != nil {
		return fmt.Errorf("delete room %d: %w", room, err)
	}
	return nil
}

// ChangeRooms lets change say, from all of the museum's rooms as they are at that
// moment and stay until it is done, how some of them should be; those whose id is
// 0 are made. All are written, or none.
func (s *Store) ChangeRooms(ctx context.Context, by guide.User, change func([]guide.OpenRoom) ([]guide.OpenRoom, error)) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('rooms', $1))`, by.Museum.ID); err != nil {
			return err
		}
		rooms, err := lockRooms(ctx, tx, by.Museum.ID)
		if err != nil {
			return err
		}
		changed, err := change(rooms)
		if err != nil {
			return err
		}
		for _, r := range changed {
			i := slices.IndexFunc(rooms, func(old guide.OpenRoom) bool { return old.ID == r.ID })
			if i < 0 {
				err = insertRoom(ctx, tx, by, "room.import", r)
			} else {
				err = updateRoom(ctx, tx, by, "room.import", rooms[i], r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("change rooms: %w", err)
	}
	return nil
}
