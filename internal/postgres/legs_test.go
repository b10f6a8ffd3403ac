package postgres_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// corpus is some hundred passages that are told apart by their texts.
type corpus struct {
	terms   map[string][]string
	vectors map[string][]float32
}

// newCorpus publishes notes of random words, a third of them in two revisions,
// and returns those that are live.
func newCorpus(t *testing.T, store *postgres.Store, museum guide.Museum) corpus {
	random := rand.New(rand.NewPCG(5, 6))
	zipf := rand.NewZipf(random, 1.2, 2, 300)
	live := corpus{map[string][]string{}, map[string][]float32{}}
	made := func(i, revision int) draft {
		d := draft{source: fmt.Sprint(i, ".md"), note: note("Nota", "", "pt", fmt.Sprintf("%d revisão %d", i, revision))}
		for ordinal := range 3 {
			words := []string{fmt.Sprintf("p%dr%do%d", i, revision, ordinal)}
			for range 1 + random.IntN(90) {
				words = append(words, fmt.Sprint("w", zipf.Uint64()))
			}
			p := guide.IndexedPassage{Passage: guide.Passage{Ordinal: ordinal, Start: ordinal, End: ordinal + 1, Text: strings.Join(words, " ")}}
			for range museum.Space.Dims {
				p.Vector = append(p.Vector, float32(random.NormFloat64()))
			}
			d.passages = append(d.passages, p)
		}
		return d
	}
	for revision := 1; revision <= 2; revision++ {
		var drafts []draft
		for i := range 120 {
			if revision == 2 && i%3 != 0 {
				continue
			}
			d := made(i, revision)
			for _, p := range d.passages {
				key, _, _ := strings.Cut(p.Text, " ")
				delete(live.terms, strings.Replace(key, "r2", "r1", 1))
				live.terms[key], live.vectors[key] = append(strings.Fields(p.Text), "nota"), p.Vector
			}
			drafts = append(drafts, d)
		}
		publish(t, store, museum, drafts...)
	}
	return live
}

// cosine scores every live passage.
func (c corpus) cosine(question []float32) map[string]float64 {
	dot := func(a, b []float32) (sum float64) {
		for i := range a {
			sum += float64(a[i]) * float64(b[i])
		}
		return sum
	}
	out := map[string]float64{}
	for passage := range c.terms {
		v := c.vectors[passage]
		out[passage] = dot(v, question) / math.Sqrt(dot(v, v)*dot(question, question))
	}
	return out
}

// best are the highest n scores above zero, in order.
func best(scores map[string]float64, n int) []float64 {
	var out []float64
	for _, x := range scores {
		if x > 0 {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b float64) int { return cmp.Compare(b, a) })
	return out[:min(n, len(out))]
}

// compareLeg holds the hits that a leg ranked against all scores computed here.
func compareLeg(t *testing.T, hits []guide.Hit, want map[string]float64, tolerance float64, leg func(guide.Hit) (rank int, score float64)) {
	t.Helper()
	hits = slices.DeleteFunc(slices.Clone(hits), func(h guide.Hit) bool { r, _ := leg(h); return r == 0 })
	slices.SortFunc(hits, func(a, b guide.Hit) int { x, _ := leg(a); y, _ := leg(b); return cmp.Compare(x, y) })
	var got []float64
	for _, h := range hits {
		_, score := leg(h)
		key, _, _ := strings.Cut(h.Text, " ")
		if math.Abs(score-want[key]) > tolerance {
			t.Errorf("passage %s: score %v, want %v", key, score, want[key])
		}
		got = append(got, score)
	}
	near := gocmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= tolerance })
	if diff := gocmp.Diff(best(want, 30), got, near); diff != "" {
		t.Errorf("the best thirty scores (-want +got):\n%s", diff)
	}
}

// The vectors find what comparing every passage finds.
func vectorsAreExact(t *testing.T, store *postgres.Store, museum guide.Museum) {
	live := newCorpus(t, store, museum)
	random := rand.New(rand.NewPCG(7, 8))
	for i := range 20 {
		q := guide.Search{Museum: museum, Audience: guide.AudiencePublic, At: time.Now(), Lang: "pt", Text: "w0 unheard"}
		for range museum.Space.Dims {
			q.Vector = append(q.Vector, float32(random.NormFloat64()))
		}
		found := search(t, store, q)
		compareLeg(t, found.Hits, live.cosine(q.Vector), 2e-3, func(h guide.Hit) (int, float64) { return h.VectorRank, h.VectorScore })
		if t.Failed() {
			t.Fatalf("question %d", i)
		}
	}
}

// Vectors failing leave the words' hits.
func TestSearchDegrades(t *testing.T) {
	pool := dbtest.DB(t)
	store := postgres.New(pool)
	museum := newMuseum(t, store, "botica", toyDims)
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	whole := asked(museum, "triaga")
	degraded := []guide.Degradation{guide.DegradedVector}
	for _, test := range []struct {
		name   string
		change func(*guide.Search)
		broken bool // the table of vectors
		want   []guide.Degradation
	}{
		{"nothing fails", func(*guide.Search) {}, false, nil},
		{"no vector", func(q *guide.Search) { q.Vector = nil }, false, degraded},
		{"a vector of another space", func(q *guide.Search) { q.Vector = []float32{1} }, false, degraded},
		{"a vector that is none", func(q *guide.Search) { q.Vector[3] = float32(math.NaN()) }, false, degraded},
		{"a vector that points nowhere", func(q *guide.Search) { clear(q.Vector) }, false, nil},
		{"vectors of other dimensions in the table", func(*guide.Search) {}, true, degraded},
		{"no words", func(q *guide.Search) { q.Text = "" }, false, nil},
	} {
		q := whole
		q.Vector = slices.Clone(whole.Vector)
		test.change(&q)
		if test.broken {
			execute(t, pool, `UPDATE passage_vectors SET embedding = '[1,2]'`)
		}
		found, err := store.Search(t.Context(), q)
		if test.broken {
			execute(t, pool, `UPDATE passage_vectors SET embedding = array_fill(1, ARRAY[`+fmt.Sprint(toyDims)+`])::real[]::halfvec`)
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := gocmp.Diff(test.want, found.Degraded); diff != "" {
			t.Errorf("%s: degraded (-want +got):\n%s", test.name, diff)
		}
		if len(found.Hits) == 0 || q.Text != "" && found.Hits[0].Inventory != "CG-003" {
			t.Errorf("%s: of %d hits, the triaga's pot is not the first", test.name, len(found.Hits))
		}
	}
}

// A passage without a content word has a vector of no length: it is near to
// nothing, and spoils no other's score.
func bearsPassagesOfNoLength(t *testing.T, store *postgres.Store, museum guide.Museum) {
	notes, _ := readExpectations(t)
	empty := cut("e.md", note("Nota", "", "pt", "triaga"), toyDims)
	clear(empty.passages[0].Vector)
	publish(t, store, museum, append(notes, empty)...)
	for _, h := range search(t, store, asked(museum, "pote de triaga")).Hits {
		want := h.Title != "Nota"
		if math.IsNaN(h.Score) || math.IsNaN(h.VectorScore) || (h.VectorScore > 0) != want {
			t.Errorf("%s: vector score %v, score %v", h.Title, h.VectorScore, h.Score)
		}
	}
}
