package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"cicerone/internal/guide"
)

// graphFrom is how many vectors a space has at least, for a graph to be made
// over them: below, no museum of it is searched by one; see exactUpTo.
const graphFrom = exactUpTo

// graphLock is the advisory lock under which graphs are made and removed, one at
// a time in a database. The number has no meaning.
const graphLock = 4_070_008

// graphName names the index over the vectors of a space.
func graphName(space int64) string { return fmt.Sprintf("passage_vectors_near_%d", space) }

// MakeGraphs makes the index (HNSW) of every embedding space that is large enough
// and has none, while searches and ingest go on, and returns the spaces' names.
// What another program is at, or was killed at, is no harm: the former is left
// to it, the latter made anew.
func (s *Store) MakeGraphs(ctx context.Context) ([]string, error) {
	var made []string
	_, err := s.withGraphLock(ctx, func(conn *pgx.Conn) error {
		lacking, err := lackingGraphs(ctx, conn)
		if err != nil {
			return fmt.Errorf("look for spaces without index: %w", err)
		}
		for _, l := range lacking {
			if err := makeGraph(ctx, conn, l); err != nil {
				return fmt.Errorf("index space %s: %w", l.space.Name, err)
			}
			made = append(made, l.space.Name)
		}
		return nil
	})
	return made, err
}

// withGraphLock runs f on a connection of its own, unless another program holds
// the lock, and reports whether it did. The connection is closed afterwards, and
// the lock with it. The lock is not waited for: making an index waits for all
// who wait.
func (s *Store) withGraphLock(ctx context.Context, f func(*pgx.Conn) error) (alone bool, err error) {
	pooled, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, unavailable(err)
	}
	conn := pooled.Hijack()
	defer conn.Close(context.WithoutCancel(ctx))
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, graphLock).Scan(&alone); err != nil || !alone {
		return false, unavailable(err)
	}
	err = f(conn)
	// The server takes a moment to see that a connection is closed.
	_, unlockErr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, graphLock)
	return true, unavailable(firstError(err, unlockErr))
}

// lacking is a space without a graph.
type lacking struct {
	space   guide.Space
	vectors int
}

func lackingGraphs(ctx context.Context, conn *pgx.Conn) ([]lacking, error) {
	rows, err := conn.Query(ctx, `
		SELECT s.id, s.name, s.dims, n.vectors FROM embedding_spaces s
		JOIN LATERAL (SELECT count(*) AS vectors FROM passage_vectors WHERE space_id = s.id) n ON n.vectors > $1
		WHERE NOT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		                  WHERE i.indrelid = 'passage_vectors'::regclass AND c.relname = 'passage_vectors_near_' || s.id AND i.indisvalid)
		ORDER BY s.id`, graphFrom)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (lacking, error) {
		var l lacking
		return l, row.Scan(&l.space.ID, &l.space.Name, &l.space.Dims, &l.vectors)
	})
}

// makeGraph indexes one space. Two processes beside the first halve the time;
// where the system has no shared memory for them, as in a container that was
// given little, the first goes alone.
func makeGraph(ctx context.Context, conn *pgx.Conn, l lacking) error {
	if err := dropGraph(ctx, conn, l.space.ID); err != nil { // what a killed program left
		return err
	}
	if _, err := conn.Exec(ctx, `SELECT set_config('maintenance_work_mem', $1, false)`, fmt.Sprintf("%dMB", graphMemory(l))); err != nil {
		return err
	}
	create := fmt.Sprintf(`CREATE INDEX CONCURRENTLY %s ON passage_vectors
		USING hnsw ((embedding::halfvec(%d)) halfvec_cosine_ops) WITH (m = 16, ef_construction = %d) WHERE space_id = %d`,
		graphName(l.space.ID), l.space.Dims, graphEffort, l.space.ID)
	_, err := conn.Exec(ctx, create)
	if server, ok := errors.AsType[*pgconn.PgError](err); ok && strings.HasPrefix(server.Code, "53") { // insufficient resources
		if err := dropGraph(ctx, conn, l.space.ID); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, `SET max_parallel_maintenance_workers = 0`); err != nil {
			return err
		}
		_, err = conn.Exec(ctx, create)
	}
	return err
}

// graphEffort is HNSW's ef_construction. Of 100,000 passages of `cicerone bench`, a
// graph made with 200 finds in a walk of 200 candidates (.966 of the nearest fifty,
// 5.1 ms) what one made with 128 finds in a walk of 300 (.969, 7.0 ms); 256 finds no
// more. With m = 24 the same takes longer, with 10 or 12 the walk must be wider.
const graphEffort = 200

// graphMemory is how many megabytes a graph takes to be made in memory, at most
// 2,048: with less than it needs, the build goes to the disk for each further
// vector and takes many times as long. A vector takes two bytes a dimension and,
// with m = 16, some 780 for its neighbours; a tenth is to spare.
func graphMemory(l lacking) int {
	return min(2048, max(64, l.vectors*(2*l.space.Dims+780)/10*11>>20))
}

func dropGraph(ctx context.Context, conn *pgx.Conn, space int64) error {
	_, err := conn.Exec(ctx, `DROP INDEX CONCURRENTLY IF EXISTS `+graphName(space))
	return err
}
