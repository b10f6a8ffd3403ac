package postgres

import (
	"context"
	_ "embed"
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

// vectorLeg is what the vectors do in a search: they propose the museum's
// passages that are nearest to the question by cosine, best first. All of them
// are compared when they are few or the space has no graph; else the graph is
// walked. It is part of a batch, so that it costs no round trip of its own.
type vectorLeg struct {
	sizes *sizes
	space guide.Space
	key   sizeKey
	args  pgx.NamedArgs // of both statements

	size  spaceSize // as known; zero: all passages are compared
	stale bool      // it is read anew in the same batch, for the next search
	graph bool
}

func (s *Store) vectorLeg(q guide.Search, filter pgx.NamedArgs) vectorLeg {
	l := vectorLeg{sizes: &s.sizes, space: q.Museum.Space, key: sizeKey{q.Museum.ID, q.Museum.Space.ID}}
	l.args = with(filter, pgx.NamedArgs{"space": l.space.ID, "vector": pgvector.NewHalfVector(q.Vector), "limit": proposed})
	l.size, l.stale = s.sizes.of(l.key)
	l.graph = l.size.graph > 0 && !l.size.few()
	return l
}

// queue adds the leg to a batch; its results are for read.
func (l vectorLeg) queue(b *pgx.Batch) {
	if l.stale {
		b.Queue(sizeSQL, l.key.museum, l.key.space, graphName(l.key.space))
	}
	if !l.graph {
		b.Queue(vectorSQL, l.args)
		return
	}
	// Without enable_sort the planner, which knows little of how far a walk through
	// the graph leads, would now and then compare all passages instead.
	b.Queue(`
		SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', $1, true),
		       set_config('hnsw.max_scan_tuples', '40000', true), set_config('hnsw.scan_mem_multiplier', '8', true),
		       set_config('enable_sort', 'off', true)`, strconv.Itoa(l.size.candidates()))
	b.Queue(strings.NewReplacer("/* SPACE */", strconv.FormatInt(l.space.ID, 10), "/* DIMS */", strconv.Itoa(l.space.Dims)).Replace(nearSQL), l.args)
	b.Queue(`SELECT set_config('enable_sort', 'on', true)`)
}

// read takes the passages' ids from a batch's results.
func (l vectorLeg) read(results pgx.BatchResults) ([]int64, error) {
	if l.stale {
		var size spaceSize
		if err := results.QueryRow().Scan(&size.graph, &size.own); err != nil {
			return nil, err
		}
		l.sizes.keep(l.key, size)
	}
	if !l.graph {
		return readIDs(results)
	}
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	found, err := readIDs(results)
	if err != nil {
		return nil, err
	}
	_, err = results.Exec()
	return found, err
}

// filled is what was found, when that is as many as were wanted: should the
// conditions have left the graph with fewer, all passages are compared after
// all, in the same snapshot.
func (l vectorLeg) filled(ctx context.Context, db querier, found []int64) ([]int64, error) {
	if !l.graph || len(found) == proposed {
		return found, nil
	}
	rows, err := db.Query(ctx, vectorSQL, l.args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// spaceSize is what there is to search.
type spaceSize struct {
	graph int // vectors in the space's graph; 0: it has none
	own   int // vectors of the museum in that space
}

// candidates is how wide the walk through the graph is: wider in a larger graph,
// where more lie about as near, and wider for a museum that is a small part of
// it. What counts is the whole search, which the words lead: of its first ten
// places among 100,000 passages of `cicerone bench`, a walk of 100 leaves .997 as an
// exact search has them, one of 300 .999 in three times the time. pgvector allows 1
// to 1,000.
func (s spaceSize) candidates() int {
	base := 100.0
	if s.graph > 300_000 {
		base = 200
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

// sizeSQL reads the size of a museum in a space.
const sizeSQL = `
	SELECT coalesce((SELECT c.reltuples FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
	                 WHERE i.indrelid = 'passage_vectors'::regclass AND c.relname = $3 AND i.indisvalid), 0)::bigint,
	       (SELECT count(*) FROM passage_vectors WHERE museum_id = $1 AND space_id = $2)`

// of is a size as far as it is known, and whether it is to be read anew.
func (s *sizes) of(key sizeKey) (size spaceSize, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.known[key]
	return known.spaceSize, time.Since(known.at) > sizeKept
}

func (s *sizes) keep(key sizeKey, size spaceSize) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[sizeKey]knownSize{}
	}
	s.known[key] = knownSize{size, time.Now()}
}
