package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/guide"
)

// vectorColumns are the columns of passage_vectors, as rows are copied in.
var vectorColumns = []string{"space_id", "passage_id", "revision_id", "museum_id", "embedding", "windows"}

// current are the passages p that need a vector: those of live revisions, also
// where the document is withdrawn or can still be brought back, and of the
// drafts that are newer. What has been replaced is never live again.
const current = `
	passages p
	JOIN revisions r ON r.id = p.revision_id
	JOIN documents d ON d.id = r.document_id
	LEFT JOIN revisions live ON live.id = d.live_revision_id
	WHERE p.museum_id = $1 AND r.number >= coalesce(live.number, 0)`

const missing = current + ` AND NOT EXISTS (SELECT FROM passage_vectors v WHERE v.space_id = $2 AND v.passage_id = p.id)`

// EnsureSpace returns the embedding space with its id, and makes it when it is
// new. A space of the same name with another model or dimension is
// guide.ErrConflict: vectors of two models must never meet.
func (s *Store) EnsureSpace(ctx context.Context, space guide.Space) (guide.Space, error) {
	have := space
	// The update changes nothing, but returns the row that another program may
	// have made a moment ago.
	err := s.pool.QueryRow(ctx, `
		INSERT INTO embedding_spaces (name, model, dims) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name
		RETURNING id, model, dims`, space.Name, space.Model, space.Dims).Scan(&have.ID, &have.Model, &have.Dims)
	if err != nil {
		return have, fmt.Errorf("embedding space %s: %w", space.Name, unavailable(err))
	}
	if have.Model != space.Model || have.Dims != space.Dims {
		return have, fmt.Errorf("embedding space %s holds %s at %d dimensions, not %s at %d: %w",
			space.Name, have.Model, have.Dims, space.Model, space.Dims, guide.ErrConflict)
	}
	return have, nil
}

// Spaces lists the embedding spaces as they serve a museum, by age.
func (s *Store) Spaces(ctx context.Context, museum int64) ([]guide.SpaceState, error) {
	rows, err := s.pool.Query(ctx, `
		WITH needed AS MATERIALIZED (SELECT p.id FROM `+current+`)
		SELECT s.id, s.name, s.model, s.dims, s.id = m.space_id,
		       (SELECT count(*) FROM needed JOIN passage_vectors v ON v.space_id = s.id AND v.passage_id = needed.id),
		       (SELECT count(*) FROM needed),
		       EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		               WHERE i.indrelid = 'passage_vectors'::regclass AND c.relname = 'passage_vectors_near_' || s.id AND i.indisvalid)
		FROM embedding_spaces s JOIN museums m ON m.id = $1 ORDER BY s.id`, museum)
	if err != nil {
		return nil, fmt.Errorf("list embedding spaces: %w", unavailable(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.SpaceState, error) {
		var x guide.SpaceState
		return x, row.Scan(&x.ID, &x.Name, &x.Model, &x.Dims, &x.Active, &x.Embedded, &x.Passages, &x.Graph)
	})
	if err != nil {
		return nil, fmt.Errorf("list embedding spaces: %w", unavailable(err))
	}
	return out, nil
}

// Unembedded lists passages of a museum that need a vector in a space and have
// none: at most limit of those after an id, by id.
func (s *Store) Unembedded(ctx context.Context, museum, space, after int64, limit int) ([]guide.Unembedded, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT p.id, p.revision_id, coalesce(r.note->'Label', '{}'), p.heading, p.text FROM `+missing+`
		AND p.id > $3 ORDER BY p.id LIMIT $4`, museum, space, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list passages without a vector: %w", unavailable(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Unembedded])
	if err != nil {
		return nil, fmt.Errorf("list passages without a vector: %w", unavailable(err))
	}
	return out, nil
}

// AddVectors writes what was embedded of passages, in their order. Those that
// have been removed, or have got a vector meanwhile, are passed over. A vector
// of another dimension than the space's is guide.ErrConflict, and nothing is
// written.
func (s *Store) AddVectors(ctx context.Context, museum int64, space guide.Space, passages []guide.Unembedded, embedded []guide.Embedded) error {
	ids, vectors, windows := make([]int64, len(passages)), make([]pgvector.HalfVector, len(passages)), make([][]byte, len(passages))
	for i, p := range passages {
		if len(embedded[i].Vector) != space.Dims {
			return fmt.Errorf("a vector of %d dimensions, space %s has %d: %w", len(embedded[i].Vector), space.Name, space.Dims, guide.ErrConflict)
		}
		ids[i], vectors[i], windows[i] = p.ID, pgvector.NewHalfVector(embedded[i].Vector), embedded[i].Windows
	}
	// Passages are locked as the foreign key would, so that those about to be
	// removed are waited for and then left out.
	_, err := s.pool.Exec(ctx, `
		WITH here AS (SELECT id, revision_id FROM passages WHERE museum_id = $1 AND id = ANY($3) ORDER BY id FOR KEY SHARE)
		INSERT INTO passage_vectors (space_id, passage_id, revision_id, museum_id, embedding, windows)
		SELECT $2, here.id, here.revision_id, $1, x.embedding, x.windows
		FROM unnest($3::bigint[], $4::halfvec[], $5::bytea[]) AS x (id, embedding, windows) JOIN here ON here.id = x.id
		ON CONFLICT DO NOTHING`, museum, space.ID, ids, vectors, windows)
	if err != nil {
		return fmt.Errorf("write vectors: %w", unavailable(err))
	}
	return nil
}

// holdSpace keeps the museum in its space until the transaction ends. One that
// has moved to another meanwhile is guide.ErrConflict.
func holdSpace(ctx context.Context, tx pgx.Tx, museum guide.Museum) error {
	var space int64
	if err := tx.QueryRow(ctx, `SELECT space_id FROM museums WHERE id = $1 FOR SHARE`, museum.ID).Scan(&space); err != nil {
		return fmt.Errorf("hold the embedding space: %w", err)
	}
	if space != museum.Space.ID {
		return fmt.Errorf("museum %s has left space %s: %w", museum.Code, museum.Space.Name, guide.ErrConflict)
	}
	return nil
}

// SwitchSpace moves a museum to a space, if every passage that needs a vector
// has one in it, and reports whether it did. Whoever writes passages holds the
// museum's space (see holdSpace): here they have been waited for, and seen, or
// find the museum moved.
func (s *Store) SwitchSpace(ctx context.Context, museum, space int64) (bool, error) {
	switched := false
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM museums WHERE id = $1 FOR NO KEY UPDATE`, museum); err != nil {
			return err
		}
		var lacks bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM `+missing+`)`, museum, space).Scan(&lacks); err != nil || lacks {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE museums SET space_id = $2, previous_space_id = space_id WHERE id = $1 AND space_id <> $2`, museum, space)
		switched = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("switch to another embedding space: %w", err)
	}
	return switched, nil
}

// PreviousSpace is the space that a museum was in before the one it is in, or
// guide.ErrNotFound.
func (s *Store) PreviousSpace(ctx context.Context, museum int64) (guide.Space, error) {
	var out guide.Space
	err := s.pool.QueryRow(ctx, `
		SELECT s.id, s.name, s.model, s.dims FROM museums m JOIN embedding_spaces s ON s.id = m.previous_space_id
		WHERE m.id = $1`, museum).Scan(&out.ID, &out.Name, &out.Model, &out.Dims)
	if err != nil {
		return out, fmt.Errorf("previous embedding space: %w", unavailable(err))
	}
	return out, nil
}

// dropAtOnce is how many vectors are removed in one statement: a second's work.
const dropAtOnce = 20_000

// DropSpace removes a space, its index and its vectors, of all museums. A space
// that a museum is in is guide.ErrConflict, one that is unknown guide.ErrNotFound.
func (s *Store) DropSpace(ctx context.Context, name string) error {
	var space int64
	var used string
	err := s.pool.QueryRow(ctx, `
		SELECT s.id, coalesce((SELECT m.code FROM museums m WHERE m.space_id = s.id ORDER BY m.id LIMIT 1), '')
		FROM embedding_spaces s WHERE s.name = $1`, name).Scan(&space, &used)
	if err != nil {
		return fmt.Errorf("embedding space %s: %w", name, unavailable(err))
	}
	if used != "" {
		return fmt.Errorf("museum %s is in space %s: %w", used, name, guide.ErrConflict)
	}
	alone, err := s.withGraphLock(ctx, func(conn *pgx.Conn) error { return dropGraph(ctx, conn, space) })
	if err != nil {
		return fmt.Errorf("drop the index of space %s: %w", name, err)
	}
	if !alone {
		return fmt.Errorf("an index is being made at this moment; drop space %s when it is done: %w", name, guide.ErrUnavailable)
	}
	for {
		gone, err := s.pool.Exec(ctx, `
			DELETE FROM passage_vectors WHERE space_id = $1 AND passage_id IN
			    (SELECT passage_id FROM passage_vectors WHERE space_id = $1 ORDER BY passage_id LIMIT $2)`, space, dropAtOnce)
		if err != nil {
			return fmt.Errorf("drop the vectors of space %s: %w", name, unavailable(err))
		}
		if gone.RowsAffected() == 0 {
			break
		}
	}
	if _, err := s.pool.Exec(ctx, `DELETE FROM embedding_spaces WHERE id = $1`, space); err != nil {
		return fmt.Errorf("drop space %s: %w", name, unavailable(err))
	}
	return nil
}
