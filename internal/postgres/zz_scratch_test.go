package postgres_test

import (
	"os"
	"strings"
	"testing"
	"cicerone/internal/postgres"
)

func BenchmarkZZLoad(b *testing.B) {
	pool, err := postgres.Open(b.Context(), strings.Replace(os.Getenv("CICERONE_TEST_DATABASE_URL"), "/cicerone?", "/scratch?", 1), 8)
	if err != nil { b.Fatal(err) }
	store := postgres.New(pool)
	museum := newMuseum(b, store, "bench", benchDims)
	made := newSynthesis()
	for i := 0; i < benchNotes; i += benchBatch {
		publish(b, store, museum, made.notes(i, benchBatch)...)
	}
	store.Analyze(b.Context())
	for range 30 { if _, err := store.Search(b.Context(), made.question(museum)); err != nil { b.Fatal(err) } }
}
