package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Withdraw takes a document of the person's museum from visitors: from the next
// question on, no search, page or citation finds it. A document already
// withdrawn stays so; one that was never published is guide.ErrConflict, and an
// unknown one guide.ErrNotFound.
func (s *Store) Withdraw(ctx context.Context, by guide.User, document string) error {
	return s.change(ctx, "withdraw", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		switch {
		case d.liveNumber == 0:
			return act{}, fmt.Errorf("it was never published: %w", guide.ErrConflict)
		case d.withdrawn:
			return act{}, nil
		}
		if _, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = now() WHERE id = $1`, d.id); err != nil {
			return act{}, err
		}
		return act{"document.withdraw", map[string]any{"revision": d.liveNumber}}, nil
	})
}

// Publish lets visitors read a revision of a document of the person's museum:
// the live one, when the document had been withdrawn, or a newer one that is
// ready. Publishing what visitors read already changes nothing. A revision that
// is not ready, or older than the live one, is guide.ErrConflict; an unknown
// document guide.ErrNotFound. In a museum that keeps the four-eyes rule, who made
// the revision's text gets guide.ErrOwnText.
func (s *Store) Publish(ctx context.Context, by guide.User, document string, revision int) error {
	return s.change(ctx, "publish", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		switch {
		case revision < d.liveNumber || revision == 0:
			return act{}, fmt.Errorf("revision %d is older than revision %d, which is live: %w", revision, d.liveNumber, guide.ErrConflict)
		case revision == d.liveNumber && !d.withdrawn:
			return act{}, nil
		}
		if err := fourEyes(ctx, tx, by, d, revision); err != nil {
			return act{}, err
		}
		done := act{"document.publish", map[string]any{"revision": revision}}
		if revision == d.liveNumber {
			return done, unwithdraw(ctx, tx, d)
		}
		return done, publishNewer(ctx, tx, by, d, revision)
	})
}

// fourEyes refuses whoever made a revision's text, unless somebody else has
// approved it before.
func fourEyes(ctx context.Context, tx pgx.Tx, by guide.User, d lockedDocument, number int) error {
	if !by.Museum.Settings.FourEyes {
		return nil
	}
	var own bool
	err := tx.QueryRow(ctx, `
		SELECT count(*) > 0 FROM revisions
		WHERE document_id = $1 AND number = $2 AND created_by = $3 AND coalesce(approved_by, $3) = $3`, d.id, number, by.ID).Scan(&own)
	if err == nil && own {
		err = guide.ErrOwnText
	}
	return err
}

// An act is what a change has done, for the audit log; the zero act is nothing.
type act struct {
	action string
	detail map[string]any
}

// change does something to one document, which stays locked until it is done,
// listed and noted in the audit log.
func (s *Store) change(ctx context.Context, doing string, by guide.User, document string, f func(pgx.Tx, lockedDocument) (act, error)) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		d, err := lockDocument(ctx, tx, by.Museum.ID, document)
		if err != nil {
			return err
		}
		if d.deleted && doing != "undelete" {
			return fmt.Errorf("it is deleted: %w", guide.ErrConflict)
		}
		done, err := f(tx, d)
		if err != nil || done.action == "" {
			return err
		}
		if err := relist(ctx, tx, []int64{d.id}); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, done.action, document, done.detail)
	})
	if err != nil {
		return fmt.Errorf("%s document %s: %w", doing, document, err)
	}
	return nil
}

// lockedDocument is a document that nobody else changes before the transaction
// ends, and how it stands.
type lockedDocument struct {
	id, museum  int64
	live        int64 // revision id, 0: none
	liveNumber  int
	withdrawn   bool
	deleted     bool
	termsByHand bool
	audience    guide.Audience
	embargo     time.Time
	newest      lockedRevision
}

// lockedRevision is the newest revision of a locked document.
type lockedRevision struct {
	id        int64
	number    int
	state     guide.RevisionState
	content   string // SHA-256
	submitted bool
}

func lockDocument(ctx context.Context, tx pgx.Tx, museum int64, publicID string) (lockedDocument, error) {
	d := lockedDocument{museum: museum}
	var embargo *time.Time
	// The revisions are read after the lock is held: while waiting for it,
	// another transaction may have moved the document.
	err := tx.QueryRow(ctx, `
		SELECT id, coalesce(live_revision_id, 0), withdrawn_at IS NOT NULL, deleted_at IS NOT NULL, terms_by_hand, audience, embargo_until
		FROM documents WHERE museum_id = $1 AND public_id = $2 FOR UPDATE`, museum, publicID).
		Scan(&d.id, &d.live, &d.withdrawn, &d.deleted, &d.termsByHand, &d.audience, &embargo)
	if err != nil {
		return d, err
	}
	d.embargo = timeOrZero(embargo)
	r := &d.newest
	err = tx.QueryRow(ctx, `
		SELECT id, number, state, content_sha256, submitted_at IS NOT NULL, coalesce((SELECT number FROM revisions WHERE id = $2), 0)
		FROM revisions WHERE document_id = $1 ORDER BY number DESC LIMIT 1`, d.id, d.live).
		Scan(&r.id, &r.number, &r.state, &r.content, &r.submitted, &d.liveNumber)
	return d, err
}

// draft reports whether the newest revision could be published and is not.
func (d lockedDocument) draft() bool {
	return d.newest.state == guide.RevisionReady && d.newest.id != d.live
}

// unwithdraw undoes a withdrawal: the live revision is read again.
func unwithdraw(ctx context.Context, tx pgx.Tx, d lockedDocument) error {
	_, err := tx.Exec(ctx, `UPDATE documents SET withdrawn_at = NULL WHERE id = $1`, d.id)
	return err
}

func publishNewer(ctx context.Context, tx pgx.Tx, by guide.User, d lockedDocument, number int) error {
	var id int64
	err := tx.QueryRow(ctx, `
		UPDATE revisions SET approved_by = $3 WHERE document_id = $1 AND number = $2 AND state = 'ready' RETURNING id`,
		d.id, number, by.ID).Scan(&id)
	if err == pgx.ErrNoRows {
		return fmt.Errorf("revision %d is not ready: %w", number, guide.ErrConflict)
	}
	if err != nil {
		return err
	}
	publications, err := lockPublications(ctx, tx, []int64{id})
	if err != nil {
		return err
	}
	if d.withdrawn {
		if err := unwithdraw(ctx, tx, d); err != nil {
			return err
		}
	}
	return goLive(ctx, tx, d.museum, publications)
}
