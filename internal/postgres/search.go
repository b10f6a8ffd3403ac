package postgres

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"cicerone/internal/embed"
	"cicerone/internal/guide"
	"cicerone/internal/index"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// Each search is one statement in a file of its own. LIVE stands for the
// conditions in search_live.sql, so that no search can forget one.
var (
	//go:embed search_live.sql
	liveSQL string
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
	for _, q := range []*string{&vectorSQL, &objectSQL, &hitsSQL, &objectsSQL} {
		*q = withLive(*q)
	}
}

// proposed is how many passages each leg proposes. Reading fifty takes two thirds
// longer, and the sets of docs/eval/retrieval.md are answered no better for it.
const proposed = 30

// Search returns the passages that answer a search best: the words and the
// vectors propose thirty each, and the works at hand propose their own; all are
// then scored by both measures and fused. Museum, audience, embargo and liveness
// are conditions of every statement. Vectors that fail are recorded in
// Found.Degraded; a database that does not answer is guide.ErrUnavailable.
//
// All statements share one read-only snapshot, in two round trips: side by side,
// on connections of their own, a note published between two of them would be
// found half, or not at all.
func (s *Store) Search(ctx context.Context, q guide.Search) (guide.Found, error) {
	found, err := s.searchSnapshot(ctx, q)
	for range snapshotsTried {
		if !errors.Is(err, errIndexAhead) {
			break
		}
		found, err = s.searchSnapshot(ctx, q)
	}
	if err != nil && !errors.Is(err, errIndexAhead) && q.Vector != nil && ctx.Err() == nil && !errors.Is(unavailable(err), guide.ErrUnavailable) {
		q.Vector = nil // what failed took its transaction with it: the words are asked alone
		found, err = s.searchSnapshot(ctx, q)
	}
	if err != nil && !errors.Is(err, errIndexAhead) {
		return guide.Found{}, fmt.Errorf("search passages: %w", unavailable(err))
	}
	return found, nil
}

// snapshotsTried is how often a search begins again because another has taken the
// index further than its own snapshot reaches. Once is rare.
const snapshotsTried = 5

// searchSnapshot searches in a snapshot of its own.
func (s *Store) searchSnapshot(ctx context.Context, q guide.Search) (guide.Found, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return guide.Found{}, err
	}
	defer conn.Release() // with a transaction open, after an error, it is closed
	one := newSearching(s, conn, q)
	one.own = true
	return one.run(ctx)
}

// errIndexAhead says that the index holds what the snapshot does not see yet:
// another search has taken it further meanwhile.
var errIndexAhead = errors.New("the index is ahead of the snapshot")

// searching is one search on its way.
type searching struct {
	store  *Store
	db     querier
	q      guide.Search
	filter pgx.NamedArgs

	own   bool               // the transaction is the search's own, to begin and to end
	exact bool               // all passages are compared, though there is a graph
	lap   func(stage string) // is told of the end of each; nil: nobody asks

	found          guide.Found
	vector, object []int64 // passages proposed
	lexical        []index.Hit
}

func newSearching(s *Store, db querier, q guide.Search) *searching {
	one := &searching{store: s, db: db, q: q, filter: pgx.NamedArgs{
		"museum":    q.Museum.ID,
		"audiences": audiences(q.Audience),
		"at":        q.At,
	}}
	if !isVectorOf(q.Vector, q.Museum.Space) {
		one.q.Vector = nil
		one.found.Degraded = append(one.found.Degraded, guide.DegradedVector)
	}
	return one
}

// run searches: the first round trip asks what has changed, for the nearest
// vectors and the works at hand; the second reads what was found.
func (one *searching) run(ctx context.Context) (guide.Found, error) {
	scores, err := one.propose(ctx)
	if err != nil {
		return guide.Found{}, err
	}
	defer scores.Close()
	one.found.Words, one.found.MaxIDF = scores.Words, scores.MaxIDF
	one.done("vectors")
	whole, err := one.read(ctx, scores)
	if err != nil {
		return guide.Found{}, fmt.Errorf("read hits: %w", err)
	}
	one.done("hits")
	rank.Fuse(&one.found)
	one.done("fusion")
	if !whole {
		return one.found, errIndexAhead
	}
	return one.found, nil
}

// done tells that a stage has ended.
func (one *searching) done(stage string) {
	if one.lap != nil {
		one.lap(stage)
	}
}

// propose lets the vectors, the words and the works at hand propose their
// passages, and returns what the museum's words are worth as the snapshot has
// them. While the database is at its part, the words are scored as they were a
// moment ago, for they have rarely changed.
func (one *searching) propose(ctx context.Context) (*index.Scores, error) {
	museum := one.store.words.of(one.q.Museum.ID)
	edition := museum.edition.Load()
	var batch pgx.Batch
	if one.own {
		batch.Queue(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`)
	}
	edition.queueChanges(&batch, one.q.Museum.ID)
	nearest := pointsSomewhere(one.q.Vector)
	var leg vectorLeg
	if nearest {
		leg = one.store.vectorLeg(one.q, one.filter)
		leg.graph = leg.graph && !one.exact
		leg.queue(&batch)
	}
	if len(one.q.Objects) > 0 {
		batch.Queue(objectSQL, with(one.filter, pgx.NamedArgs{"inventories": one.q.Objects}))
	}

	results := one.db.SendBatch(ctx, &batch)
	scores := one.score(edition.index)
	one.done("words")
	now, err := one.proposed(ctx, results, museum, edition, leg)
	if err == nil && now == edition.index {
		return scores, nil
	}
	scores.Close()
	if err != nil {
		return nil, err
	}
	return one.score(now), nil
}

// score lets the words of an index propose their passages.
func (one *searching) score(words *index.Index) *index.Scores {
	terms := slices.DeleteFunc(text.TermsIn(one.q.Text, one.q.Lang), func(t text.Term) bool { return slices.Contains(one.q.Without, t.Word) })
	scores := words.Score(index.Query{Terms: terms, Lang: one.q.Lang, Staff: one.q.Audience == guide.AudienceStaff, At: one.q.At})
	one.lexical = scores.Top(proposed)
	return scores
}

// proposed reads what a batch of propose's brings back, and returns the museum's
// words as the snapshot has them.
func (one *searching) proposed(ctx context.Context, results pgx.BatchResults, museum *museumWords, edition *edition, leg vectorLeg) (*index.Index, error) {
	nearest := pointsSomewhere(one.q.Vector)
	var err error
	if one.own {
		_, err = results.Exec()
	}
	horizon, changes, readErr := edition.readChanges(results)
	err = firstError(err, readErr)
	if nearest && err == nil {
		one.vector, err = leg.read(results)
	}
	if len(one.q.Objects) > 0 && err == nil {
		one.object, err = readIDs(results)
	}
	if err = firstError(err, results.Close()); err != nil {
		return nil, err
	}
	if one.vector, err = leg.filled(ctx, one.db, one.vector); err != nil {
		return nil, err
	}
	return museum.abreast(ctx, one.db, one.q.Museum.ID, edition, horizon, changes, one.own)
}

func readIDs(results pgx.BatchResults) ([]int64, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// read reads the passages proposed, with both scores, and reports whether the
// snapshot has all of them.
func (one *searching) read(ctx context.Context, scores *index.Scores) (whole bool, err error) {
	var proposals []int64
	for _, h := range one.lexical {
		proposals = append(proposals, h.Passage)
	}
	proposals = append(append(proposals, one.vector...), one.object...)
	slices.Sort(proposals)
	proposals = slices.Compact(proposals)
	args := pgx.NamedArgs{"passages": proposals, "space": one.q.Museum.Space.ID, "vector": (*pgvector.HalfVector)(nil), "here": one.q.Lang}
	if one.q.Vector != nil {
		v := pgvector.NewHalfVector(one.q.Vector)
		args["vector"] = &v
	}
	var batch pgx.Batch
	batch.Queue(hitsSQL, with(one.filter, args))
	if one.own {
		batch.Queue(`COMMIT`)
	}
	results := one.db.SendBatch(ctx, &batch)
	rows, err := results.Query()
	if err == nil {
		one.found.Hits, err = pgx.CollectRows(rows, one.scanHit)
	}
	if err = firstError(err, results.Close()); err != nil {
		return false, err
	}
	one.rank(scores)
	return len(one.found.Hits) == len(proposals), nil
}

// rank fills in what the hits' words are worth and the hits' ranks: the vectors'
// by the score that counts, which is not only the whole passage's by which they
// were proposed.
func (one *searching) rank(scores *index.Scores) {
	lexical := map[int64]int{}
	for i, h := range one.lexical {
		lexical[h.Passage] = i + 1
	}
	var near []*guide.Hit
	for i := range one.found.Hits {
		h := &one.found.Hits[i]
		h.LexicalRank, h.LexicalScore = lexical[h.PassageID], scores.Of(h.PassageID)
		if slices.Contains(one.vector, h.PassageID) {
			near = append(near, h)
		}
	}
	slices.SortFunc(near, func(a, b *guide.Hit) int {
		return cmp.Or(cmp.Compare(b.VectorScore, a.VectorScore), cmp.Compare(a.PassageID, b.PassageID))
	})
	for i, h := range near {
		h.VectorRank = i + 1
	}
}

func audiences(a guide.Audience) []string {
	if a == guide.AudienceStaff {
		return []string{string(guide.AudiencePublic), string(guide.AudienceStaff)}
	}
	return []string{string(guide.AudiencePublic)}
}

// isVectorOf reports whether v can be compared with the vectors of a space.
func isVectorOf(v []float32, space guide.Space) bool {
	return len(v) == space.Dims && !slices.ContainsFunc(v, func(x float32) bool { return x != x })
}

// pointsSomewhere reports whether v has a length: that of a question of nothing
// but function words has none, and is near to nothing.
func pointsSomewhere(v []float32) bool {
	return slices.ContainsFunc(v, func(x float32) bool { return x != 0 })
}

func with(a, b pgx.NamedArgs) pgx.NamedArgs {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// scanHit reads a hit. Where a model keeps what a passage says part by part, its
// vectors' score is the mean of the whole's and the best part's: a question is
// mostly about one sentence.
func (one *searching) scanHit(row pgx.CollectableRow) (guide.Hit, error) {
	var h guide.Hit
	var windows []byte
	err := row.Scan(&h.PassageID, &h.DocumentID, &h.ObjectID, &h.RoomID, &h.Room, &h.Document, &h.Kind, &h.Inventory,
		&h.Title, &h.Lang, &h.Level, &h.Author, &h.Revision, &h.Date, &h.Heading, &h.Text, &h.Start, &h.End,
		&h.Label.Lang, &h.Label.Title, &h.Label.Maker, &h.Label.Date, &h.Label.Material, &h.Label.HeldBy, &h.Here,
		&h.VectorScore, &windows)
	if len(windows) > 0 && one.q.Vector != nil {
		h.VectorScore = (h.VectorScore + embed.Nearest(one.q.Vector, windows)) / 2
	}
	return h, err
}
