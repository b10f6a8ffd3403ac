package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
	"cicerone/internal/index"
)

// The words of a museum's live passages are indexed in memory, and the index
// follows the tables by the transactions that changed documents. Every search
// first asks, in its own snapshot, which documents were changed by transactions
// that may not have ended when the index was last brought abreast, and takes
// those in that it has not seen. So a note published is found by the very next
// question, whichever process published it, and one withdrawn never again.

//go:embed words_changed.sql
var changedSQL string

//go:embed words_passages.sql
var wordsSQL string

// words holds the museums' indexes.
type words struct {
	mu      sync.Mutex
	museums map[int64]*museumWords
}

type museumWords struct {
	loading sync.Mutex // held by whoever reads the whole museum
	edition atomic.Pointer[edition]
}

// edition is an index and how far it has followed the tables.
type edition struct {
	index   *index.Index
	horizon int64           // every transaction before it had ended, and is in index
	seen    map[int64]int64 // documents in index as changed by a transaction from horizon on: by which
}

// change is a document and the transaction that last changed it.
type change struct{ document, transaction int64 }

func (w *words) of(museum int64) *museumWords {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.museums == nil {
		w.museums = map[int64]*museumWords{}
	}
	m := w.museums[museum]
	if m == nil {
		m = &museumWords{}
		m.edition.Store(&edition{index: &index.Index{}})
		w.museums[museum] = m
	}
	return m
}

func (w *words) forget(museum int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.museums, museum)
}

// queueChanges asks for what a snapshot knows and e does not.
func (e *edition) queueChanges(batch *pgx.Batch, museum int64) {
	batch.Queue(changedSQL, pgx.NamedArgs{"museum": museum, "horizon": fmt.Sprint(e.horizon)})
}

// readChanges reads the answer: how far the snapshot reaches, and the documents
// that e holds otherwise.
func (e *edition) readChanges(results pgx.BatchResults) (horizon int64, changes []change, err error) {
	rows, err := results.Query()
	if err != nil {
		return 0, nil, err
	}
	var document, transaction *int64
	_, err = pgx.ForEachRow(rows, []any{&horizon, &document, &transaction}, func() error {
		if document != nil {
			changes = append(changes, change{*document, *transaction})
		}
		return nil
	})
	return horizon, changes, err
}

// unseen are the documents among changes that e does not hold as they are now.
func (e *edition) unseen(changes []change) []int64 {
	var out []int64
	for _, c := range changes {
		if e.seen[c.document] != c.transaction {
			out = append(out, c.document)
		}
	}
	return out
}

// next is e with the documents read anew that it has not seen.
func (e *edition) next(ctx context.Context, db querier, museum, horizon int64, changes []change) (*edition, error) {
	unseen := e.unseen(changes)
	if len(changes) == 0 || len(unseen) == 0 && horizon == e.horizon {
		return e, nil
	}
	n := &edition{index: e.index, horizon: horizon, seen: map[int64]int64{}}
	for _, c := range changes {
		if c.transaction >= horizon {
			n.seen[c.document] = c.transaction
		}
	}
	if len(unseen) == 0 {
		return n, nil // only the horizon has moved: the next search has fewer changes to compare
	}
	if e.horizon == 0 { // nothing is held yet: all of it is read, without naming each document
		unseen = nil
	}
	rows, err := db.Query(ctx, wordsSQL, pgx.NamedArgs{"museum": museum, "documents": unseen})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	n.index, err = e.index.With(unseen, passagesOf(rows))
	return n, err
}

func passagesOf(rows pgx.Rows) iter.Seq2[index.Passage, error] {
	return func(yield func(index.Passage, error) bool) {
		for rows.Next() {
			var p index.Passage
			var embargo *time.Time
			err := rows.Scan(&p.ID, &p.Document, &p.Lang, &p.Staff, &embargo, &p.Text, &p.Heading, &p.Label)
			if embargo != nil {
				p.Embargo = *embargo
			}
			if !yield(p, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(index.Passage{}, err)
		}
	}
}

// querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// abreast is the museum's index as a snapshot has it, which knows of changes that
// e may not have seen. With keep the searches that follow build on it.
func (m *museumWords) abreast(ctx context.Context, db querier, museum int64, e *edition, horizon int64, changes []change, keep bool) (*index.Index, error) {
	if keep && e.horizon == 0 && len(changes) > 0 {
		m.loading.Lock() // a whole museum is read once, not by everybody who asks meanwhile
		defer m.loading.Unlock()
		if now := m.edition.Load(); now.horizon > 0 {
			e = now
		}
	}
	next, err := e.next(ctx, db, museum, horizon, changes)
	if err != nil {
		return nil, fmt.Errorf("follow words: %w", err)
	}
	if keep {
		m.edition.CompareAndSwap(e, next)
	}
	return next.index, nil
}

// Warm reads the words of every museum, so that the first visitor does not wait
// for them.
func (s *Store) Warm(ctx context.Context) error {
	// Numbers of transactions mean nothing in another server: a database that was
	// restored from a dump has them from the one that was dumped, and those in
	// its future would be read anew by every search.
	if _, err := s.pool.Exec(ctx, `UPDATE documents SET changed = changed WHERE changed > pg_current_xact_id()`); err != nil {
		return fmt.Errorf("read words: %w", unavailable(err))
	}
	museums, err := s.Museums(ctx)
	if err != nil {
		return err
	}
	for _, m := range museums {
		if _, err := s.Search(ctx, guide.Search{Museum: m, Audience: guide.AudiencePublic}); err != nil {
			return fmt.Errorf("read words of %s: %w", m.Code, err)
		}
	}
	return nil
}

func firstError(errs ...error) error {
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}
