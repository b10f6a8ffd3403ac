package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

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
	//go:embed objects.sql
	objectsSQL string
)

func init() {
	for _, q := range []*string{&lexicalSQL, &vectorSQL, &objectSQL, &hitsSQL, &objectsSQL} {
		*q = withLive(*q)
	}
}

// Search returns the passages that answer a search best: the lexical and the
// vector leg propose fifty each, and the works at hand propose their own; all
// are then scored by both measures and fused. Museum, audience, embargo and
// liveness are conditions of every statement. One leg failing is recorded in
// Found.Degraded; both failing is guide.ErrUnavailable.
//
// The legs take turns in one read-only snapshot. Side by side, on connections of
// their own, they would be faster by the time of the shorter one, but a note
// published between two statements would be found half, or not at all.
func (s *Store) Search(ctx context.Context, q guide.Search) (guide.Found, error) {
	var found guide.Found
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) (err error) {
		found, err = searchAll(ctx, tx, q)
		return err
	})
	if err != nil {
		return guide.Found{}, fmt.Errorf("search passages: %w", unavailable(err))
	}
	return found, nil
}

func searchAll(ctx context.Context, tx pgx.Tx, q guide.Search) (guide.Found, error) {
	filter := pgx.NamedArgs{
		"museum":    q.Museum.ID,
		"audiences": audiences(q.Audience),
		"at":        q.At,
	}
	found := guide.Found{IDF: map[string]float64{}, Known: map[string]bool{}}
	var lexical, vector []int64
	// Each leg has a savepoint: what fails in one leaves the transaction to the other.
	lexicalErr := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) (err error) {
		lexical, err = searchLexical(ctx, tx, q, filter, &found)
		return err
	})
	vectorErr := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) (err error) {
		vector, err = searchVector(ctx, tx, q, filter)
		return err
	})
	scored := q // by the legs that work
	switch {
	case lexicalErr != nil && vectorErr != nil:
		return found, fmt.Errorf("%w: %w", guide.ErrUnavailable, errors.Join(lexicalErr, vectorErr))
	case lexicalErr != nil:
		found.Degraded = append(found.Degraded, guide.DegradedLexical)
		scored.Terms = nil
	case vectorErr != nil:
		found.Degraded = append(found.Degraded, guide.DegradedVector)
		scored.Vector = nil
	}
	object, err := searchObject(ctx, tx, q, filter)
	if err != nil {
		return found, fmt.Errorf("works at hand: %w", err)
	}
	found.Hits, err = scoreHits(ctx, tx, scored, filter, found, lexical, vector, object)
	if err != nil {
		return found, fmt.Errorf("score: %w", err)
	}
	rank.Fuse(found.Hits)
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
func searchLexical(ctx context.Context, tx pgx.Tx, q guide.Search, filter pgx.NamedArgs, found *guide.Found) ([]int64, error) {
	counts, total, err := countLevels(ctx, tx, q)
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
	return ids(ctx, tx, lexicalSQL, filter, pgx.NamedArgs{"keys": keys, "terms": queryTerms(q.Terms, *found)})
}

// countLevels reads how many live passages hold each term at each level, and
// how many there are in all.
func countLevels(ctx context.Context, tx pgx.Tx, q guide.Search) ([]levelCount, int, error) {
	counts := allLevels(q.Museum.ID, q.Terms)
	keys := []int32{totalKey}
	for _, c := range counts {
		keys = append(keys, c.key)
	}
	rows, err := tx.Query(ctx, `SELECT key, passages FROM key_counts WHERE museum_id = $1 AND key = ANY($2)`, q.Museum.ID, keys)
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

// queryTerms is the question's side of the inner product with passages.lex: the
// rarities of those of its terms that some passage holds.
func queryTerms(terms []string, found guide.Found) *pgvector.SparseVector {
	weights := make(map[int32]float32, len(terms))
	for _, t := range terms {
		if found.Known[t] {
			weights[termDim(t)] = float32(found.IDF[t])
		}
	}
	v := pgvector.NewSparseVectorFromMap(weights, lexDims)
	return &v
}

// searchVector returns passage ids by cosine, best first. The scan is exact and
// bounded by the museum: up to some ten thousand passages that is as fast as an
// approximate index and never misses.
func searchVector(ctx context.Context, tx pgx.Tx, q guide.Search, filter pgx.NamedArgs) ([]int64, error) {
	if q.Vector == nil {
		return nil, fmt.Errorf("the question has no vector: %w", guide.ErrUnavailable)
	}
	if len(q.Vector) != q.Museum.Space.Dims {
		return nil, fmt.Errorf("the question has %d dimensions, space %s has %d: %w",
			len(q.Vector), q.Museum.Space.Name, q.Museum.Space.Dims, guide.ErrUnavailable)
	}
	if !slices.ContainsFunc(q.Vector, func(x float32) bool { return x != 0 }) {
		return nil, nil // nothing but function words: it points nowhere
	}
	return ids(ctx, tx, vectorSQL, filter, pgx.NamedArgs{"space": q.Museum.Space.ID, "vector": pgvector.NewHalfVector(q.Vector)})
}

// searchObject returns the passages about the works at hand, if any.
func searchObject(ctx context.Context, tx pgx.Tx, q guide.Search, filter pgx.NamedArgs) ([]int64, error) {
	if len(q.Objects) == 0 {
		return nil, nil
	}
	return ids(ctx, tx, objectSQL, filter, pgx.NamedArgs{"inventories": q.Objects})
}

func ids(ctx context.Context, tx pgx.Tx, sql string, filter, more pgx.NamedArgs) ([]int64, error) {
	rows, err := tx.Query(ctx, sql, with(filter, more))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func with(a, b pgx.NamedArgs) pgx.NamedArgs {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// scoreHits reads the candidates with both scores computed exactly.
func scoreHits(ctx context.Context, tx pgx.Tx, q guide.Search, filter pgx.NamedArgs, found guide.Found, lexical, vector, object []int64) ([]guide.Hit, error) {
	candidates := slices.Concat(lexical, vector, object)
	if len(candidates) == 0 {
		return nil, nil
	}
	args := pgx.NamedArgs{
		"passages": candidates, "terms": queryTerms(q.Terms, found),
		"space": q.Museum.Space.ID, "vector": (*pgvector.HalfVector)(nil),
	}
	if q.Vector != nil {
		v := pgvector.NewHalfVector(q.Vector)
		args["vector"] = &v
	}
	rows, err := tx.Query(ctx, hitsSQL, with(filter, args))
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
