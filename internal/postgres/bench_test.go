package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

const (
	benchDims     = 256
	benchNotes    = 2500
	benchPassages = 4 // a note
	benchBatch    = 500
)

// BenchmarkSearch searches ten thousand passages as a question does, and
// beside that runs the vector leg's statement alone, which is most of it.
func BenchmarkSearch(b *testing.B) {
	pool := dbtest.DB(b)
	store := postgres.New(pool)
	museum := newMuseum(b, store, "bench", benchDims)
	made := newSynthesis()
	start := time.Now()
	for i := 0; i < benchNotes; i += benchBatch {
		publish(b, store, museum, made.notes(i, benchBatch)...)
	}
	b.Logf("loaded %d passages, %.0f a second", benchNotes*benchPassages, benchNotes*benchPassages/time.Since(start).Seconds())
	if err := store.Analyze(b.Context()); err != nil {
		b.Fatal(err)
	}
	var questions []guide.Search
	for range 200 {
		questions = append(questions, made.question(museum))
	}
	ask := func(i int) error {
		found, err := store.Search(b.Context(), questions[i%len(questions)])
		if err == nil && len(found.Hits) == 0 {
			err = fmt.Errorf("question %d finds nothing", i)
		}
		return err
	}
	b.Run("whole", func(b *testing.B) { measure(b, ask) })

	vectorSQL := statement(b, "search_vector.sql")
	b.Run("vector-leg", func(b *testing.B) {
		measure(b, func(i int) error {
			rows, err := pool.Query(b.Context(), vectorSQL, pgx.NamedArgs{"museum": museum.ID, "space": museum.Space.ID, "audiences": []string{"public"},
				"at": time.Now(), "vector": pgvector.NewHalfVector(questions[i%len(questions)].Vector)})
			if err != nil {
				return err
			}
			_, err = pgx.CollectRows(rows, pgx.RowTo[int64])
			return err
		})
	})
	b.Run("eight-at-once", func(b *testing.B) {
		b.SetParallelism(4) // times two processors
		b.RunParallel(func(pb *testing.PB) {
			for i := rand.IntN(len(questions)); pb.Next(); i++ {
				if err := ask(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}

// measure runs f b.N times and reports the median and the 99th percentile.
func measure(b *testing.B, f func(int) error) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := f(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-ms": .5, "p99-ms": .99} {
		b.ReportMetric(float64(took[int(share*float64(len(took)-1))].Microseconds())/1000, name)
	}
}

// statement is a search as the store sends it.
func statement(b *testing.B, name string) string {
	sql, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	live, err := os.ReadFile("search_live.sql")
	if err != nil {
		b.Fatal(err)
	}
	return strings.Replace(string(sql), "/* LIVE */", string(live), 1)
}

// synthesis makes notes of a vocabulary in which the nth word is as rare as in
// languages (Zipf), with vectors in clusters, the same at every run.
type synthesis struct {
	random  *rand.Rand
	zipf    *rand.Zipf
	centres [][]float32
}

func newSynthesis() *synthesis {
	random := rand.New(rand.NewPCG(1, 2))
	s := &synthesis{random: random, zipf: rand.NewZipf(random, 1.1, 4, 50_000)}
	for range 50 {
		s.centres = append(s.centres, s.direction(nil, 1))
	}
	return s
}

// direction is a random vector, so far from another.
func (s *synthesis) direction(from []float32, far float64) []float32 {
	v := make([]float32, benchDims)
	for i := range v {
		v[i] = float32(s.random.NormFloat64() * far)
		if from != nil {
			v[i] += from[i]
		}
	}
	return v
}

func (s *synthesis) words(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", s.zipf.Uint64())
	}
	return out
}

func (s *synthesis) notes(first, n int) []draft {
	var out []draft
	for i := first; i < first+n; i++ {
		number := fmt.Sprintf("B-%05d", i)
		d := draft{source: number}
		var whole []string
		start := 0
		for ordinal := range benchPassages {
			words := s.words(30 + s.random.IntN(30))
			text := strings.Join(words, " ")
			end := start + len(text)
			d.passages = append(d.passages, guide.IndexedPassage{
				Passage: guide.Passage{Ordinal: ordinal, Start: start, End: end, Text: text},
				Vector:  s.direction(s.centres[s.random.IntN(len(s.centres))], .7),
			})
			whole = append(whole, text)
			start = end + 1
		}
		d.note = note("Note "+number, number, "pt", strings.Join(whole, "\n"))
		out = append(out, d)
	}
	return out
}

func (s *synthesis) question(museum guide.Museum) guide.Search {
	return guide.Search{Museum: museum, Audience: guide.AudiencePublic, At: time.Now(), Lang: "pt",
		Text: strings.Join(s.words(8), " "), Vector: s.direction(s.centres[s.random.IntN(len(s.centres))], .7)}
}
