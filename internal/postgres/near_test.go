package postgres_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

var nearRows = flag.Int("graph", 100_000, "vectors of BenchmarkNear")

// crowd is four museums in one space: more than half of its vectors are the
// first's, a third, a tenth and a hundredth the others'. Vectors lie in clusters, ten of
// which lie about each of twenty themes; one document of ten is withdrawn, one of ten for the staff, one of ten under
// embargo.
type crowd struct {
	store   *postgres.Store
	pool    *pgxpool.Pool
	museums map[string]guide.Museum
	random  *rand.Rand
	centres [][]float32
	dims    int
}

func newCrowd(tb testing.TB, rows, dims int) *crowd {
	tb.Helper()
	pool := dbtest.DB(tb)
	c := &crowd{store: postgres.New(pool), pool: pool, museums: map[string]guide.Museum{}, random: rand.New(rand.NewPCG(3, 4)), dims: dims}
	for range 20 {
		theme := c.vector(nil)
		for range 10 {
			c.centres = append(c.centres, c.vector(theme))
		}
	}
	for name, n := range map[string]int{"most": rows - rows/3 - rows/10 - rows/100, "third": rows / 3, "tenth": rows / 10, "hundredth": rows / 100} {
		c.museums[name] = newMuseum(tb, c.store, name, dims)
		c.fill(tb, c.museums[name], n)
	}
	execute(tb, pool, `ANALYZE documents, passage_vectors`)
	return c
}

// vector is one near a centre, or anywhere.
func (c *crowd) vector(centre []float32) []float32 {
	v := make([]float32, c.dims)
	for i := range v {
		v[i] = float32(c.random.NormFloat64())
		if centre != nil {
			v[i] = centre[i] + v[i]*.7
		}
	}
	return v
}

func (c *crowd) near() []float32 { return c.vector(c.centres[c.random.IntN(len(c.centres))]) }

// fill gives a museum documents of one passage each.
func (c *crowd) fill(tb testing.TB, m guide.Museum, n int) {
	tb.Helper()
	execute(tb, c.pool, fmt.Sprintf(`
		WITH d AS (
		    INSERT INTO documents (public_id, museum_id, source, lang, title, audience, withdrawn_at, embargo_until)
		    SELECT 'd%[1]d-' || i, %[1]d, 's' || i, 'pt', 't', CASE i %% 10 WHEN 1 THEN 'staff' ELSE 'public' END,
		           CASE i %% 10 WHEN 2 THEN now() END, CASE i %% 10 WHEN 3 THEN now() + interval '1 day' END
		    FROM generate_series(1, %[2]d) i RETURNING id
		), r AS (
		    INSERT INTO revisions (document_id, museum_id, number, batch, sha256, file_name, media_type, size, content_sha256, state, note, text, ready_at)
		    SELECT id, %[1]d, 1, 'b', repeat('0', 64), 'f', 'text/plain', 1, repeat('0', 64), 'ready', '{}', 'x', now() FROM d RETURNING id
		)
		INSERT INTO passages (revision_id, museum_id, ordinal, start_rune, end_rune, text) SELECT id, %[1]d, 0, 0, 1, 'x' FROM r`, m.ID, n))
	execute(tb, c.pool, fmt.Sprintf(`UPDATE documents d SET live_revision_id = r.id FROM revisions r WHERE r.document_id = d.id AND d.museum_id = %d`, m.ID))
	rows, err := c.pool.Query(tb.Context(), `SELECT id, revision_id FROM passages WHERE museum_id = $1 ORDER BY id`, m.ID)
	if err != nil {
		tb.Fatal(err)
	}
	passages, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ ID, Revision int64 }])
	if err != nil {
		tb.Fatal(err)
	}
	_, err = c.pool.CopyFrom(tb.Context(), pgx.Identifier{"passage_vectors"}, []string{"space_id", "passage_id", "revision_id", "museum_id", "embedding"},
		pgx.CopyFromSlice(len(passages), func(i int) ([]any, error) {
			return []any{m.Space.ID, passages[i].ID, passages[i].Revision, m.ID, pgvector.NewHalfVector(c.near())}, nil
		}))
	if err != nil {
		tb.Fatal(err)
	}
}

func (c *crowd) question(m guide.Museum) guide.Search {
	return guide.Search{Museum: m, Audience: guide.AudiencePublic, At: time.Now(), Vector: c.near()}
}

// recall asks n questions of a museum, exactly and in another way, and returns
// the share of the exact passages that the other way finds, and the milliseconds
// that each takes at the median.
func (c *crowd) recall(tb testing.TB, way string, m guide.Museum, n int) (recall, exactTook, wayTook float64) {
	tb.Helper()
	var same, all int
	took := map[string][]float64{}
	for range n {
		question := c.question(m)
		found := map[string][]int64{}
		for _, leg := range []string{"exact", way} {
			start := time.Now()
			var err error
			if found[leg], err = c.store.ByWay(tb.Context(), question, leg); err != nil {
				tb.Fatal(err)
			}
			took[leg] = append(took[leg], float64(time.Since(start).Microseconds())/1000)
		}
		if got, want := len(found[way]), len(found["exact"]); got != want {
			tb.Errorf("museum %s: %s finds %d passages, of %d", m.Code, way, got, want)
		}
		for _, id := range found["exact"] {
			all++
			if slices.Contains(found[way], id) {
				same++
			}
		}
	}
	slices.Sort(took["exact"])
	slices.Sort(took[way])
	return float64(same) / float64(all), took["exact"][n/2], took[way][n/2]
}

// checkPlan fails unless the graph was walked: exact searches never scan it.
func (c *crowd) checkPlan(t *testing.T, m guide.Museum) {
	t.Helper()
	scans := func() (n int) {
		time.Sleep(time.Second) // Postgres tells its statistics that often
		if err := c.pool.QueryRow(t.Context(), `SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname LIKE 'passage\_vectors\_near%'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := scans()
	c.recall(t, "chosen", m, 5)
	if got := scans(); got < before+5 {
		t.Errorf("the graph was walked %d times for 5 searches", got-before)
	}
}

// However few of a space's passages are the museum's, and fewer still open to
// visitors, the graph finds as many as an exact search, and nearly the same.
func TestGraphFindsNearlyWhatAnExactSearchFinds(t *testing.T) {
	c := newCrowd(t, 20_000, 64)
	made, err := c.store.MakeGraphs(t.Context())
	if err != nil || !slices.Equal(made, []string{"toy"}) {
		t.Fatalf("made graphs of %v, %v", made, err)
	}
	if again, err := c.store.MakeGraphs(t.Context()); err != nil || len(again) > 0 {
		t.Errorf("made graphs of %v again, %v", again, err)
	}
	for name, way := range map[string]string{"most": "graph", "third": "graph", "tenth": "chosen", "hundredth": "chosen"} {
		recall, exact, took := c.recall(t, way, c.museums[name], 30)
		t.Logf("%s, %s: recall %.3f; exact %.1f ms, %.1f ms", name, way, recall, exact, took)
		if recall < .98 {
			t.Errorf("%s: recall %.3f, want .98", name, recall)
		}
	}
	c.checkPlan(t, c.museums["third"])
}

// What a killed program left of an index is replaced, and a space that is dropped
// takes its index along.
func TestBrokenGraphIsMadeAnew(t *testing.T) {
	c := newCrowd(t, postgres.GraphFrom+100, 4)
	if made, err := c.store.MakeGraphs(t.Context()); err != nil || len(made) != 1 {
		t.Fatalf("made %v, %v", made, err)
	}
	execute(t, c.pool, `UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE 'passage_vectors_near%'`)
	if made, err := c.store.MakeGraphs(t.Context()); err != nil || len(made) != 1 {
		t.Errorf("after a broken one made %v, %v; want it anew", made, err)
	}
	space := c.museums["most"].Space
	if states, err := c.store.Spaces(t.Context(), c.museums["most"].ID); err != nil || !states[0].Graph {
		t.Errorf("spaces %+v, %v; want one with an index", states, err)
	}
	for _, m := range c.museums {
		if err := c.store.RemoveMuseum(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.store.DropSpace(t.Context(), space.Name); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := c.pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_class WHERE relname LIKE 'passage\_vectors\_near%'`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d indexes left, %v; want none", left, err)
	}
}

// BenchmarkNear measures both ways of the vector leg, and the making of the
// graph: go test -bench Near ./internal/postgres -graph 100000
func BenchmarkNear(b *testing.B) {
	for b.Loop() {
		c := newCrowd(b, *nearRows, benchDims)
		start := time.Now()
		if _, err := c.store.MakeGraphs(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d vectors: graph made in %s", *nearRows, time.Since(start).Round(time.Second))
		for _, name := range []string{"most", "third", "tenth", "hundredth"} {
			for _, way := range []string{"graph", "chosen"} {
				recall, exact, took := c.recall(b, way, c.museums[name], 100)
				b.Logf("%9s, %6s: recall %.3f; %.1f ms, exact %.1f ms", name, way, recall, took, exact)
			}
		}
	}
}
