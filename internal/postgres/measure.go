package postgres

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/guide"
)

// What `cicerone bench` asks of a scratch database.

// TimedSearch is Search in one snapshot, which tells lap at the end of each of
// its stages.
func (s *Store) TimedSearch(ctx context.Context, q guide.Search, lap func(stage string)) (guide.Found, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return guide.Found{}, unavailable(err)
	}
	defer conn.Release()
	one := newSearching(s, conn, q)
	one.own, one.lap = true, lap
	return one.run(ctx)
}

// ExactSearch is Search with all passages compared in the vectors' leg.
func (s *Store) ExactSearch(ctx context.Context, q guide.Search) (guide.Found, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return guide.Found{}, unavailable(err)
	}
	defer conn.Release()
	one := newSearching(s, conn, q)
	one.own, one.exact = true, true
	return one.run(ctx)
}

// Nearest is what the vectors alone propose for a search: as they would, or by
// comparing all passages.
func (s *Store) Nearest(ctx context.Context, q guide.Search, exactly bool) ([]int64, error) {
	return s.nearest(ctx, q, func(l *vectorLeg) { l.graph = l.graph && !exactly })
}

func (s *Store) nearest(ctx context.Context, q guide.Search, choose func(*vectorLeg)) (found []int64, err error) {
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		leg := s.vectorLeg(q, newSearching(s, tx, q).filter)
		choose(&leg)
		var batch pgx.Batch
		leg.queue(&batch)
		results := tx.SendBatch(ctx, &batch)
		if found, err = leg.read(results); err != nil {
			return firstError(err, results.Close())
		}
		if err := results.Close(); err != nil {
			return err
		}
		found, err = leg.filled(ctx, tx, found)
		return err
	})
	return found, err
}

// Recorded is a search as pgbench can repeat it: scripts in which the question's
// vector and the passages proposed come from row :q of the table bench_questions.
type Recorded struct {
	Whole     string // every statement, in as many round trips
	Leg       string // the vector leg alone
	Variables map[string]string
	Passages  []int64 // that were proposed
}

// RecordSearch searches and tells what was sent to the database. It is for
// searches that follow no change.
func (s *Store) RecordSearch(ctx context.Context, q guide.Search) (Recorded, error) {
	if _, err := s.Search(ctx, q); err != nil { // so that the museum's size is known
		return Recorded{}, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return Recorded{}, unavailable(err)
	}
	defer conn.Release()
	heard := &recorder{querier: conn, script: script{variables: map[string]string{}}}
	one := newSearching(s, heard, q)
	one.own = true
	if _, err := one.run(ctx); err != nil {
		return Recorded{}, err
	}
	leg := script{variables: heard.script.variables}
	var batch pgx.Batch
	batch.Queue(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`)
	s.vectorLeg(q, one.filter).queue(&batch)
	batch.Queue(`COMMIT`)
	leg.add(&batch)
	return Recorded{Whole: heard.script.String(), Leg: leg.String(), Variables: leg.variables, Passages: heard.script.passages}, nil
}

// recorder writes down the batches that are sent.
type recorder struct {
	querier
	script script
}

// SendBatch is pgx's.
func (r *recorder) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	r.script.add(b)
	return r.querier.SendBatch(ctx, b)
}

// script is a script for pgbench, growing.
type script struct {
	strings.Builder
	variables map[string]string
	passages  []int64
}

var parameter = regexp.MustCompile(`@(\w+)|\$(\d+)`)

// add writes a batch as one pipeline: one round trip here as there.
func (s *script) add(b *pgx.Batch) {
	s.WriteString("\\startpipeline\n")
	for _, q := range b.QueuedQueries {
		named := pgx.NamedArgs{}
		if len(q.Arguments) > 0 {
			if all, ok := q.Arguments[0].(pgx.NamedArgs); ok {
				named = all
			}
		}
		s.WriteString(parameter.ReplaceAllStringFunc(q.SQL, func(p string) string {
			var place int
			if _, err := fmt.Sscanf(p, "$%d", &place); err == nil {
				return "'" + strings.ReplaceAll(fmt.Sprint(q.Arguments[place-1]), "'", "''") + "'"
			}
			return s.argument(p[1:], named[p[1:]])
		}) + ";\n")
	}
	s.WriteString("\\endpipeline\n")
}

// argument is what stands for a named argument in a script.
func (s *script) argument(name string, value any) string {
	switch v := value.(type) {
	case pgvector.HalfVector, *pgvector.HalfVector:
		return `(SELECT vector FROM bench_questions WHERE id = :q)`
	case []int64:
		s.passages = v
		return `(SELECT passages FROM bench_questions WHERE id = :q)`
	case []string:
		s.variables[name] = "{" + strings.Join(v, ",") + "}"
	case time.Time:
		s.variables[name] = v.Format(time.RFC3339Nano)
	default:
		s.variables[name] = fmt.Sprint(v)
	}
	return ":" + name
}

// KeepQuestions makes the table bench_questions, its rows numbered from 1.
func (s *Store) KeepQuestions(ctx context.Context, space guide.Space, vectors [][]float32, passages [][]int64) error {
	_, err := s.pool.Exec(ctx, fmt.Sprintf(`CREATE TABLE bench_questions (id int PRIMARY KEY, vector halfvec(%d), passages bigint[])`, space.Dims))
	if err != nil {
		return fmt.Errorf("keep questions: %w", unavailable(err))
	}
	_, err = s.pool.CopyFrom(ctx, pgx.Identifier{"bench_questions"}, []string{"id", "vector", "passages"},
		pgx.CopyFromSlice(len(vectors), func(i int) ([]any, error) {
			return []any{i + 1, pgvector.NewHalfVector(vectors[i]), passages[i]}, nil
		}))
	if err == nil {
		_, err = s.pool.Exec(ctx, `ANALYZE bench_questions`)
	}
	if err != nil {
		return fmt.Errorf("keep questions: %w", unavailable(err))
	}
	return nil
}

// SampleTexts are the texts of some of a museum's passages, always the same.
func (s *Store) SampleTexts(ctx context.Context, museum int64, n int) ([]string, error) {
	rows, err := s.pool.Query(ctx, `SELECT text FROM passages WHERE museum_id = $1 ORDER BY hashint8(id), id LIMIT $2`, museum, n)
	if err != nil {
		return nil, fmt.Errorf("sample passages: %w", unavailable(err))
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// CountPassages is how many passages a museum has.
func (s *Store) CountPassages(ctx context.Context, museum int64) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM passages WHERE museum_id = $1`, museum).Scan(&n)
	return n, unavailable(err)
}

// CopyAgain copies passages that there are, at most so many, with their vectors
// into tables without an index, from this program's memory: the least that
// Postgres must do for them. It leaves the tables behind.
func (s *Store) CopyAgain(ctx context.Context, most int) (passages int64, took time.Duration, err error) {
	passageColumns := []string{"id", "revision_id", "museum_id", "ordinal", "heading", "start_rune", "end_rune", "text"}
	for _, t := range []struct {
		table, key string
		columns    []string
	}{{"passage_vectors", "passage_id", vectorColumns}, {"passages", "id", passageColumns}} {
		var all [][]any
		rows, err := s.pool.Query(ctx, fmt.Sprintf(`SELECT %s FROM %s ORDER BY %s LIMIT $1`, strings.Join(t.columns, ", "), t.table, t.key), most)
		if err == nil {
			all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
		}
		if err != nil {
			return 0, 0, fmt.Errorf("read %s: %w", t.table, unavailable(err))
		}
		bare := "bare_" + t.table
		if _, err := s.pool.Exec(ctx, fmt.Sprintf(`CREATE TABLE %s (LIKE %s)`, bare, t.table)); err != nil {
			return 0, 0, fmt.Errorf("make %s: %w", bare, unavailable(err))
		}
		begun := time.Now()
		passages, err = s.pool.CopyFrom(ctx, pgx.Identifier{bare}, t.columns, pgx.CopyFromRows(all))
		if err != nil {
			return 0, 0, fmt.Errorf("copy %s: %w", t.table, unavailable(err))
		}
		took += time.Since(begun)
	}
	return passages, took, nil
}

// Relation is a table with its indexes, or the graphs over vectors, and its size.
type Relation struct {
	Name  string
	Bytes int64
}

// Sizes are those of what search reads.
func (s *Store) Sizes(ctx context.Context) ([]Relation, error) {
	rows, err := s.pool.Query(ctx, `
		WITH graphs AS (
		    SELECT coalesce(sum(pg_relation_size(oid)), 0) AS size FROM pg_class WHERE relname LIKE 'passage\_vectors\_near\_%'
		)
		SELECT name, pg_total_relation_size(name::regclass) - CASE name WHEN 'passage_vectors' THEN graphs.size ELSE 0 END
		FROM unnest(ARRAY['documents', 'revisions', 'objects', 'passages', 'passage_vectors']) WITH ORDINALITY AS t (name, i), graphs
		UNION ALL SELECT 'graph over passage_vectors', size FROM graphs`)
	if err != nil {
		return nil, fmt.Errorf("read sizes: %w", unavailable(err))
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Relation])
}

// Server says which Postgres and pgvector this is, and the process ids of those
// who work on this database.
func (s *Store) Server(ctx context.Context) (version string, pids []int, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT 'Postgres ' || current_setting('server_version') || ', pgvector ' || (SELECT extversion FROM pg_extension WHERE extname = 'vector')
		       || ', shared_buffers ' || current_setting('shared_buffers') || ', fsync ' || current_setting('fsync'),
		       (SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database())`).Scan(&version, &pids)
	return version, slices.Compact(slices.Sorted(slices.Values(pids))), unavailable(err)
}

// Settings are how this program's connections differ from others', for PGOPTIONS.
func Settings() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(runtimeParams)) {
		out = append(out, "-c "+name+"="+runtimeParams[name])
	}
	return strings.Join(out, " ")
}
