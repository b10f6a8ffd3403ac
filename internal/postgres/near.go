package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/guide"
)

//go:embed search_near.sql
var nearSQL string

func init() { nearSQL = withLive(nearSQL) }

const (
	// legSize is how many passages the vector leg proposes: the LIMIT of its two
	// statements.
	legSize = 50
	// exactUpTo is how many passages of its own a museum has, for all of them to
	// be compared whatever else there is: a few milliseconds, and nothing missed.
	exactUpTo = 5_000
	// exactPerCandidate is how many passages are compared in the time that the
	// graph takes for one candidate. At 100,000 vectors of 256 dimensions,
	// comparing 10,000 took as long as 1,000 candidates; see BenchmarkNear.
	exactPerCandidate = 10
	// A museum that is less than smallShare of a space has too few of the
	// candidates for the graph to find .98 of what is nearest: up to exactForShare
	// passages are compared instead, 25 ms for 50,000.
	smallShare    = .05
	exactForShare = 50_000
	// sizeKept is how long a museum's size is believed: counting a million
	// passages takes a tenth of a second.
	sizeKept = time.Minute
)

// vectorLeg returns the ids of the museum's fifty passages that are nearest to
// the question by cosine, best first: by comparing all of them when they are
// few or the space has no index, else by the space's graph. Should conditions
// leave the graph with fewer than fifty, all are compared after all.
func (s *Store) vectorLeg(ctx context.Context, tx pgx.Tx, q guide.Search, filter pgx.NamedArgs) ([]int64, error) {
	space := q.Museum.Space
	if q.Vector == nil {
		return nil, fmt.Errorf("the question has no vector: %w", guide.ErrUnavailable)
	}
	if len(q.Vector) != space.Dims {
		return nil, fmt.Errorf("the question has %d dimensions, space %s has %d: %w", len(q.Vector), space.Name, space.Dims, guide.ErrUnavailable)
	}
	if !slices.ContainsFunc(q.Vector, func(x float32) bool { return x != 0 }) {
		return nil, nil // nothing but function words: it points nowhere
	}
	args := vectorArgs(q, filter)
	size, err := s.sizes.of(ctx, tx, q.Museum)
	if err != nil {
		return nil, fmt.Errorf("size of space %s: %w", space.Name, err)
	}
	if size.graph > 0 && !size.few() {
		found, err := nearest(ctx, tx, space, size, args)
		if err != nil || len(found) == legSize {
			return found, err
		}
	}
	return ids(ctx, tx, vectorSQL, args, nil)
}

func vectorArgs(q guide.Search, filter pgx.NamedArgs) pgx.NamedArgs {
	return with(filter, pgx.NamedArgs{"space": q.Museum.Space.ID, "vector": pgvector.NewHalfVector(q.Vector)})
}

// nearest asks the space's graph, with the settings of the search, in one round
// trip.
func nearest(ctx context.Context, tx pgx.Tx, space guide.Space, size spaceSize, args pgx.NamedArgs) ([]int64, error) {
	sql := strings.NewReplacer("/* SPACE */", strconv.FormatInt(space.ID, 10), "/* DIMS */", strconv.Itoa(space.Dims)).Replace(nearSQL)
	var batch pgx.Batch
	// Without enable_sort the planner, which knows little of how far a walk through
	// the graph leads, would now and then compare all passages instead.
	batch.Queue(`
		SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', $1, true),
		       set_config('hnsw.max_scan_tuples', '40000', true), set_config('hnsw.scan_mem_multiplier', '8', true),
		       set_config('enable_sort', 'off', true)`, strconv.Itoa(size.candidates()))
	batch.Queue(sql, args)
	batch.Queue(`SELECT set_config('enable_sort', 'on', true)`)
	results := tx.SendBatch(ctx, &batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	return found, results.Close()
}

// spaceSize is what there is to search.
type spaceSize struct {
	graph int // vectors in the space's graph; 0: it has none
	own   int // vectors of the museum in that space
}

// candidates is how wide the walk through the graph is: wider in a larger
// graph, where more lie about as near, and wider for a museum that is a small
// part of it. pgvector allows 1 to 1,000.
func (s spaceSize) candidates() int {
	base := 100.0
	switch {
	case s.graph > 300_000:
		base = 300
	case s.graph > 50_000:
		base = 160
	}
	return int(min(1000, base/max(s.share(), .01)))
}

// share is what part of the graph is the museum's.
func (s spaceSize) share() float64 { return min(1, float64(s.own)/float64(s.graph)) }

// few reports whether the museum's passages are so few that they are rather all
// compared.
func (s spaceSize) few() bool {
	return s.own <= exactUpTo || s.own <= exactPerCandidate*s.candidates() || s.own <= exactForShare && s.share() < smallShare
}

// sizes remembers the sizes of museums for a while. Its zero value is ready.
type sizes struct {
	mu    sync.Mutex
	known map[sizeKey]knownSize
}

type sizeKey struct{ museum, space int64 }

type knownSize struct {
	spaceSize
	at time.Time
}

// of is the size of a museum's active space.
func (s *sizes) of(ctx context.Context, tx pgx.Tx, m guide.Museum) (spaceSize, error) {
	key := sizeKey{m.ID, m.Space.ID}
	s.mu.Lock()
	known := s.known[key]
	s.mu.Unlock()
	if time.Since(known.at) < sizeKept {
		return known.spaceSize, nil
	}
	err := tx.QueryRow(ctx, `
		SELECT coalesce((SELECT c.reltuples FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		                 WHERE i.indrelid = 'passage_vectors'::regclass AND c.relname = $3 AND i.indisvalid), 0)::bigint,
		       (SELECT count(*) FROM passage_vectors WHERE museum_id = $1 AND space_id = $2)`,
		m.ID, m.Space.ID, graphName(m.Space.ID)).Scan(&known.graph, &known.own)
	if err != nil {
		return spaceSize{}, err
	}
	known.at = time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[sizeKey]knownSize{}
	}
	s.known[key] = known
	return known.spaceSize, nil
}
