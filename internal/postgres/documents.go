package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Withdraw takes a document of the person's museum from visitors: from the next
// question on, no search, page or citation finds it. A document already
// withdrawn stays so; one that was never published is guide.ErrConflict, and an
// unknown one guide.ErrNotFound.
func (s *Store) Withdraw(ctx context.Context, by guide.User, document string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		d, err := lockDocument(ctx, tx, by.Museum.ID, document)
		switch {
		case err != nil:
			return err
		case d.liveNumber == 0:
			return fmt.Errorf("it was never published: %w", guide.ErrConflict)
		case d.withdrawn:
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = now() WHERE id = $1`, d.id); err != nil {
			return err
		}
		if err := countKeys(ctx, tx, by.Museum.ID, []publication{{previous: d.live}}); err != nil {
			return fmt.Errorf("count keys: %w", err)
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "document.withdraw", document, map[string]any{"revision": d.liveNumber})
	})
	if err != nil {
		return fmt.Errorf("withdraw document %s: %w", document, err)
	}
	return nil
}

// Publish lets visitors read a revision of a document of the person's museum:
// the live one, when the document had been withdrawn, or a newer one that is
// ready. Publishing what visitors read already changes nothing. A revision that
// is not ready, or older than the live one, is guide.ErrConflict; an unknown
// document guide.ErrNotFound.
func (s *Store) Publish(ctx context.Context, by guide.User, document string, revision int) error {
	museum := by.Museum.ID
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		d, err := lockDocument(ctx, tx, museum, document)
		switch {
		case err != nil:
			return err
		case revision < d.liveNumber || revision == 0:
			return fmt.Errorf("revision %d is older than revision %d, which is live: %w", revision, d.liveNumber, guide.ErrConflict)
		case revision == d.liveNumber && !d.withdrawn:
			return nil
		}
		if d.withdrawn {
			if err := restore(ctx, tx, museum, d); err != nil {
				return fmt.Errorf("restore: %w", err)
			}
		}
		if revision > d.liveNumber {
			if err := publishNewer(ctx, tx, museum, d.id, revision); err != nil {
				return err
			}
		}
		return audit(ctx, tx, museum, by.ID, "document.publish", document, map[string]any{"revision": revision})
	})
	if err != nil {
		return fmt.Errorf("publish document %s: %w", document, err)
	}
	return nil
}

// lockedDocument is a document that nobody else changes before the transaction
// ends.
type lockedDocument struct {
	id         int64
	live       int64 // revision id, 0: none
	liveNumber int
	withdrawn  bool
}

func lockDocument(ctx context.Context, tx pgx.Tx, museum int64, publicID string) (lockedDocument, error) {
	var d lockedDocument
	// The live revision is read after the lock is held: while waiting for it,
	// another transaction may have moved the document.
	err := tx.QueryRow(ctx, `
		SELECT id, coalesce(live_revision_id, 0), withdrawn_at IS NOT NULL
		FROM documents WHERE museum_id = $1 AND public_id = $2 FOR UPDATE`, museum, publicID).Scan(&d.id, &d.live, &d.withdrawn)
	if err != nil || d.live == 0 {
		return d, err
	}
	err = tx.QueryRow(ctx, `SELECT number FROM revisions WHERE id = $1`, d.live).Scan(&d.liveNumber)
	return d, err
}

// restore undoes a withdrawal: the live revision counts again.
func restore(ctx context.Context, tx pgx.Tx, museum int64, d lockedDocument) error {
	if _, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = NULL WHERE id = $1`, d.id); err != nil {
		return err
	}
	return countKeys(ctx, tx, museum, []publication{{revision: d.live}})
}

func publishNewer(ctx context.Context, tx pgx.Tx, museum, document int64, number int) error {
	var id int64
	err := tx.QueryRow(ctx, `
		SELECT id FROM revisions WHERE document_id = $1 AND number = $2 AND state = 'ready'`, document, number).Scan(&id)
	if err == pgx.ErrNoRows {
		return fmt.Errorf("revision %d is not ready: %w", number, guide.ErrConflict)
	}
	if err != nil {
		return err
	}
	return publishRevisions(ctx, tx, museum, []int64{id})
}
