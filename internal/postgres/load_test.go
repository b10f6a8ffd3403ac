package postgres_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// draft is a note on its way in, already cut and embedded.
type draft struct {
	source   string
	note     guide.Note
	passages []guide.IndexedPassage
}

// newMuseum makes a museum of its own code in a space of so many dimensions.
func newMuseum(tb testing.TB, store *postgres.Store, code string, dims int) guide.Museum {
	tb.Helper()
	space, err := store.EnsureSpace(tb.Context(), guide.Space{Name: "toy", Model: "toy", Dims: dims})
	if err != nil {
		tb.Fatal(err)
	}
	museum, err := store.CreateMuseum(tb.Context(), guide.Museum{
		Code: code, Names: map[string]string{"pt": code}, Lang: "pt", Langs: []string{"pt"}, Space: space})
	if err != nil {
		tb.Fatal(err)
	}
	return museum
}

// publish registers drafts and makes them live.
func publish(tb testing.TB, store *postgres.Store, museum guide.Museum, drafts ...draft) {
	tb.Helper()
	if err := store.Finish(tb.Context(), museum, register(tb, store, museum, true, drafts...)); err != nil {
		tb.Fatal(err)
	}
}

// register takes note of drafts and returns what is to be finished of them, in
// the order of the revisions' ids.
func register(tb testing.TB, store *postgres.Store, museum guide.Museum, live bool, drafts ...draft) []guide.Prepared {
	tb.Helper()
	bySource := map[string]draft{}
	var incoming []guide.Incoming
	for _, d := range drafts {
		bySource[d.source] = d
		incoming = append(incoming, arriving(d.source, d.note.Label.Title+"\n"+d.note.Text))
	}
	ids, _ := arrive(tb, store, museum, "batch", live, incoming)
	revisions, err := store.Stored(tb.Context(), ids)
	if err != nil {
		tb.Fatal(err)
	}
	var out []guide.Prepared
	for _, r := range revisions {
		d := bySource[r.Original.Name]
		out = append(out, guide.Prepared{RevisionID: r.ID, Note: d.note, Passages: d.passages})
	}
	return out
}

// arriving is a file of some content. It is named after its source.
func arriving(source, content string) guide.Incoming {
	sum := sha256.Sum256([]byte(content))
	sha := hex.EncodeToString(sum[:])
	return guide.Incoming{Source: source, ContentSHA256: sha,
		Original: guide.Original{SHA256: sha, Name: source, Type: "text/plain", Size: int64(len(content))}}
}

// arrive registers files and returns the revisions that were queued.
func arrive(tb testing.TB, store *postgres.Store, museum guide.Museum, batch string, live bool, incoming []guide.Incoming) ([]int64, []guide.Arrival) {
	tb.Helper()
	var queued []int64
	arrivals, err := store.Register(tb.Context(), museum.ID, batch, live, incoming,
		func(_ context.Context, _ pgx.Tx, revisions []int64) error { queued = revisions; return nil })
	if err != nil {
		tb.Fatal(err)
	}
	return queued, arrivals
}

// cut makes a draft of a note, one passage a line, indexed with its title as
// the ingest does.
func cut(source string, n guide.Note, dims int) draft {
	d := draft{source: source, note: n}
	start := 0
	for line := range strings.Lines(n.Text) {
		end := start + len([]rune(line))
		body := strings.TrimSuffix(line, "\n")
		d.passages = append(d.passages, guide.IndexedPassage{
			Passage: guide.Passage{Ordinal: len(d.passages), Start: start, End: end, Text: body},
			Vector:  toyVector(n.Label.Title+" "+body, dims),
		})
		start = end
	}
	return d
}

// toyVector is a simple stand-in for an embedding: how often each three letters
// occur, hashed.
func toyVector(s string, dims int) []float32 {
	v := make([]float32, dims)
	letters := []rune(strings.ToLower(s))
	for i := range len(letters) - 2 {
		h := fnv.New32a()
		h.Write([]byte(string(letters[i : i+3])))
		v[h.Sum32()%uint32(dims)]++
	}
	return v
}

func execute(tb testing.TB, pool *pgxpool.Pool, sql string) {
	tb.Helper()
	if _, err := pool.Exec(tb.Context(), sql); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}
