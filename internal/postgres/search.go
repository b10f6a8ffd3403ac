package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
	"golang.org/x/sync/errgroup"

	"cicerone/internal/guide"
	"cicerone/internal/rank"
)

// Each search is one statement in a file of its own. LIVE stands for the
// conditions in search_live.sql, so that no search can forget one.
var (
	//go:embed search_live.sql
	liveSQL string
	//go:embed search_lexical.sql
	lexicalSQL string
	//go:embed search_vector.sql
	vectorSQL string
	//go:embed search_object.sql
	objectSQL string
	//go:embed search_hits.sql
	hitsSQL string
)

func init() {
	for _, q := range []*string{&lexicalSQL, &vectorSQL, &objectSQL, &hitsSQL} {
		*q = strings.Replace(*q, "/* LIVE */", liveSQL, 1)
	}
}

// Search returns the passages that answer a search best: the lexical and the
// vector leg propose fifty each, in parallel, and the works at hand propose their
// own; all are then scored by both measures and fused. Museum, audience,
// embargo and liveness are conditions of every statement. One leg failing is
// recorded in Found.Degraded; both failing is an error.
func (s *Store) Search(ctx context.Context, q guide.Search) (guide.Found, error) {
	filter := pgx.NamedArgs{
		"museum":    q.Museum.ID,
		"audiences": audiences(q.Audience),
		"at":        q.At,
	}
	found := guide.Found{IDF: map[string]float64{}, Known: map[string]bool{}}
	var lexical, vector, object []int64
	var lexicalErr, vectorErr error

	var legs errgroup.Group
	legs.Go(func() error {
		lexical, lexicalErr = s.searchLexical(ctx, q, filter, &found)
		return nil
	})
	legs.Go(func() error {
		vector, vectorErr = s.searchVector(ctx, q, filter)
		return nil
	})
	legs.Go(func() (err error) {
		object, err = s.searchObject(ctx, q, filter)
		return err
	})
	if err := legs.Wait(); err != nil {
		return guide.Found{}, fmt.Errorf("search passages: %w", unavailable(err))
	}
	switch {
	case lexicalErr != nil && vectorErr != nil:
		return guide.Found{}, fmt.Errorf("search passages: %w", unavailable(lexicalErr))
	case lexicalErr != nil:
		found.Degraded = append(found.Degraded, guide.DegradedLexical)
	case vectorErr != nil:
		found.Degraded = append(found.Degraded, guide.DegradedVector)
	}
	hits, err := s.scoreHits(ctx, q, filter, found.IDF, lexical, vector, object)
	if err != nil {
		return guide.Found{}, fmt.Errorf("read passages: %w", unavailable(err))
	}
	rank.Fuse(hits)
	found.Hits = hits
	return found, nil
}

func audiences(a guide.Audience) []string {
	if a == guide.AudienceStaff {
		return []string{string(guide.AudiencePublic), string(guide.AudienceStaff)}
	}
	return []string{string(guide.AudiencePublic)}
}

// searchLexical returns passage ids by BM25, best first, and fills in the
// rarities of the question's terms.
func (s *Store) searchLexical(ctx context.Context, q guide.Search, filter pgx.NamedArgs, found *guide.Found) ([]int64, error) {
	counts, total, err := s.countLevels(ctx, q)
	if err != nil {
		return nil, err
	}
	holding := map[string]int{}
	for _, c := range counts {
		holding[c.term] += c.passages
	}
	found.MaxIDF = rank.IDF(total, 0)
	for _, t := range q.Terms {
		found.IDF[t] = rank.IDF(total, holding[t])
		found.Known[t] = holding[t] > 0
	}
	keys := chooseKeys(counts, found.IDF)
	if len(keys) == 0 {
		return nil, nil
	}
	return s.ids(ctx, lexicalSQL, filter, pgx.NamedArgs{"keys": keys, "terms": queryTerms(found.IDF)})
}

// countLevels reads how many live passages hold each term at each level, and
// how many there are in all.
func (s *Store) countLevels(ctx context.Context, q guide.Search) ([]levelCount, int, error) {
	counts := allLevels(q.Museum.ID, q.Terms)
	keys := []int32{totalKey}
	for _, c := range counts {
		keys = append(keys, c.key)
	}
	rows, err := s.pool.Query(ctx, `SELECT key, passages FROM key_counts WHERE museum_id = $1 AND key = ANY($2)`, q.Museum.ID, keys)
	if err != nil {
		return nil, 0, err
	}
	held := map[int32]int{}
	var key int32
	var passages int
	if _, err := pgx.ForEachRow(rows, []any{&key, &passages}, func() error {
		held[key] = passages
		return nil
	}); err != nil {
		return nil, 0, err
	}
	for i := range counts {
		counts[i].passages = held[counts[i].key]
	}
	return counts, held[totalKey], nil
}

// queryTerms is the question's side of the inner product with passages.lex.
func queryTerms(idf map[string]float64) *pgvector.SparseVector {
	weights := make(map[int32]float32, len(idf))
	for t, x := range idf {
		weights[termDim(t)] = float32(x)
	}
	v := pgvector.NewSparseVectorFromMap(weights, lexDims)
	return &v
}

// searchVector returns passage ids by cosine, best first. The scan is exact and
// bounded by the museum: up to some ten thousand passages that is as fast as an
// approximate index and never misses.
func (s *Store) searchVector(ctx context.Context, q guide.Search, filter pgx.NamedArgs) ([]int64, error) {
	if q.Vector == nil {
		return nil, fmt.Errorf("the question has no vector: %w", guide.ErrUnavailable)
	}
	if len(q.Vector) != q.Museum.Space.Dims {
		return nil, fmt.Errorf("the question has %d dimensions, space %s has %d: %w",
			len(q.Vector), q.Museum.Space.Name, q.Museum.Space.Dims, guide.ErrUnavailable)
	}
	return s.ids(ctx, vectorSQL, filter, pgx.NamedArgs{"space": q.Museum.Space.ID, "vector": pgvector.NewHalfVector(q.Vector)})
}

// searchObject returns the passages about the works at hand, if any.
func (s *Store) searchObject(ctx context.Context, q guide.Search, filter pgx.NamedArgs) ([]int64, error) {
	if len(q.Objects) == 0 {
		return nil, nil
	}
	return s.ids(ctx, objectSQL, filter, pgx.NamedArgs{"inventories": q.Objects})
}

func (s *Store) ids(ctx context.Context, sql string, filter, more pgx.NamedArgs) ([]int64, error) {
	rows, err := s.pool.Query(ctx, sql, with(filter, more))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func with(a, b pgx.NamedArgs) pgx.NamedArgs {
	out := make(pgx.NamedArgs, len(a)+len(b))
	for _, m := range []pgx.NamedArgs{a, b} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// scoreHits reads the candidates with both scores computed exactly.
func (s *Store) scoreHits(ctx context.Context, q guide.Search, filter pgx.NamedArgs, idf map[string]float64, lexical, vector, object []int64) ([]guide.Hit, error) {
	candidates := append(append(append([]int64{}, lexical...), vector...), object...)
	if len(candidates) == 0 {
		return nil, nil
	}
	args := pgx.NamedArgs{
		"passages": candidates, "terms": queryTerms(idf),
		"space": q.Museum.Space.ID, "vector": (*pgvector.HalfVector)(nil),
	}
	if len(q.Vector) == q.Museum.Space.Dims {
		v := pgvector.NewHalfVector(q.Vector)
		args["vector"] = &v
	}
	rows, err := s.pool.Query(ctx, hitsSQL, with(filter, args))
	if err != nil {
		return nil, err
	}
	hits, err := pgx.CollectRows(rows, scanHit)
	if err != nil {
		return nil, err
	}
	lexicalRank, vectorRank := ranks(lexical), ranks(vector)
	for i := range hits {
		hits[i].LexicalRank = lexicalRank[hits[i].PassageID]
		hits[i].VectorRank = vectorRank[hits[i].PassageID]
	}
	return hits, nil
}

func ranks(ids []int64) map[int64]int {
	out := make(map[int64]int, len(ids))
	for i, id := range ids {
		out[id] = i + 1
	}
	return out
}

func scanHit(row pgx.CollectableRow) (guide.Hit, error) {
	var h guide.Hit
	err := row.Scan(&h.PassageID, &h.DocumentID, &h.ObjectID, &h.RoomID, &h.Room, &h.Document, &h.Kind, &h.Inventory,
		&h.Title, &h.Lang, &h.Author, &h.Revision, &h.Date, &h.Heading, &h.Text, &h.Start, &h.End,
		&h.Label.Lang, &h.Label.Title, &h.Label.Maker, &h.Label.Date, &h.Label.Material, &h.Label.HeldBy,
		&h.LexicalScore, &h.VectorScore)
	return h, err
}
