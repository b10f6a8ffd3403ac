package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// CreateMuseum makes a museum in the space m.Space and returns it with its id.
// A code that is taken is guide.ErrConflict.
func (s *Store) CreateMuseum(ctx context.Context, m guide.Museum) (guide.Museum, error) {
	err := s.pool.QueryRow(ctx, `
		INSERT INTO museums (code, names, lang, langs, space_id) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO NOTHING RETURNING id`, m.Code, m.Names, m.Lang, m.Langs, m.Space.ID).Scan(&m.ID)
	if err == pgx.ErrNoRows {
		return m, fmt.Errorf("museum %s exists: %w", m.Code, guide.ErrConflict)
	}
	if err != nil {
		return m, fmt.Errorf("create museum %s: %w", m.Code, unavailable(err))
	}
	m.Settings = guide.Settings{KeepDays: guide.DefaultKeepDays} // as it will be read: see scanMuseum
	return m, nil
}

const selectMuseum = `
	SELECT m.id, m.code, m.names, m.lang, m.langs, s.id, s.name, s.model, s.dims, m.settings
	FROM museums m JOIN embedding_spaces s ON s.id = m.space_id `

func scanMuseum(row pgx.CollectableRow) (guide.Museum, error) {
	var m guide.Museum
	err := row.Scan(&m.ID, &m.Code, &m.Names, &m.Lang, &m.Langs, &m.Space.ID, &m.Space.Name, &m.Space.Model, &m.Space.Dims, &m.Settings)
	if m.Settings.KeepDays == 0 { // nobody has decided; pgx empties what it scans JSON into, so it can't be set before
		m.Settings.KeepDays = guide.DefaultKeepDays
	}
	return m, err
}

// Museums lists all museums, oldest first.
func (s *Store) Museums(ctx context.Context) ([]guide.Museum, error) {
	rows, err := s.pool.Query(ctx, selectMuseum+`ORDER BY m.id`)
	if err != nil {
		return nil, fmt.Errorf("list museums: %w", unavailable(err))
	}
	museums, err := pgx.CollectRows(rows, scanMuseum)
	if err != nil {
		return nil, fmt.Errorf("list museums: %w", unavailable(err))
	}
	return museums, nil
}

// Museum returns the museum with a code, or guide.ErrNotFound.
func (s *Store) Museum(ctx context.Context, code string) (guide.Museum, error) {
	rows, err := s.pool.Query(ctx, selectMuseum+`WHERE m.code = $1`, code)
	if err != nil {
		return guide.Museum{}, fmt.Errorf("museum %s: %w", code, unavailable(err))
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanMuseum)
	if err != nil {
		return guide.Museum{}, fmt.Errorf("museum %s: %w", code, unavailable(err))
	}
	return m, nil
}

// AddRooms makes those of the rooms whose codes are new: all of them or none.
func (s *Store) AddRooms(ctx context.Context, museum int64, rooms []guide.Room) error {
	var batch pgx.Batch
	for _, r := range rooms {
		batch.Queue(`
			INSERT INTO rooms (museum_id, code, floor, ord, names, abouts, doors)
			VALUES ($1, $2, $3, $4, coalesce($5::jsonb, '{}'), coalesce($6::jsonb, '{}'), coalesce($7::text[], '{}'))
			ON CONFLICT (museum_id, code) DO NOTHING`,
			museum, r.Code, r.Floor, r.Order, r.Names, r.Abouts, r.Doors)
	}
	if err := s.pool.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("add rooms: %w", unavailable(err))
	}
	return nil
}

// Rooms lists a museum's rooms in the order of the visit.
func (s *Store) Rooms(ctx context.Context, museum int64) ([]guide.Room, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, museum_id, code, floor, ord, names, abouts, nullif(doors, '{}') FROM rooms WHERE museum_id = $1 ORDER BY ord, code, id`, museum)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", unavailable(err))
	}
	rooms, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Room])
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", unavailable(err))
	}
	return rooms, nil
}
