package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Trial searches a museum as if one revision were live and public. It publishes
// the revision for good and proper, by the statements that publish any other, in
// a transaction that searches and is then rolled back: what is tried is what
// visitors would get, and nobody else sees it. The rows that publishing locks
// are held for as long as the search takes, some milliseconds.
type Trial struct {
	store    *Store
	revision int64
}

// Trial makes a search with a revision, by its id, that is ready.
func (s *Store) Trial(revision int64) Trial { return Trial{s, revision} }

// Search is Store.Search with the revision published. A revision that is not
// the museum's, or not ready, is guide.ErrNotFound.
func (t Trial) Search(ctx context.Context, q guide.Search) (guide.Found, error) {
	found, err := t.search(ctx, q)
	if err != nil {
		return guide.Found{}, fmt.Errorf("try revision %d: %w", t.revision, unavailable(err))
	}
	return found, nil
}

func (t Trial) search(ctx context.Context, q guide.Search) (guide.Found, error) {
	tx, err := t.store.pool.Begin(ctx)
	if err != nil {
		return guide.Found{}, err
	}
	// Whatever happens, nothing stays; not even when ctx has ended.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := pretendLive(ctx, tx, q.Museum.ID, t.revision); err != nil {
		return guide.Found{}, err
	}
	return newSearching(t.store, tx, q).run(ctx)
}

// pretendLive makes a revision live and public, whatever is live, withdrawn,
// deleted or under embargo.
func pretendLive(ctx context.Context, tx pgx.Tx, museum, revision int64) error {
	p := publication{revision: revision}
	err := tx.QueryRow(ctx, `
		SELECT d.id, r.note
		FROM documents d JOIN revisions r ON r.document_id = d.id
		WHERE r.id = $1 AND r.museum_id = $2 AND r.state = 'ready' FOR UPDATE OF d`, revision, museum).Scan(&p.document, &p.note)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = NULL, deleted_at = NULL WHERE id = $1`, p.document); err != nil {
		return err
	}
	if err := goLive(ctx, tx, museum, []publication{p}); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE documents SET audience = 'public', embargo_until = NULL WHERE id = $1`, p.document)
	return err
}
