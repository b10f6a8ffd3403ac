package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Enqueue queues revisions to be prepared, in the transaction that made them.
type Enqueue func(ctx context.Context, tx pgx.Tx, revisions []int64) error

// Edit makes a new revision of a note that a person has changed, to be read
// like any other, as a draft. When another revision than e.From is the newest,
// somebody else was faster: guide.ErrConflict, and nothing is changed.
func (s *Store) Edit(ctx context.Context, by guide.User, e guide.Edit, enqueue Enqueue) error {
	return s.change(ctx, "edit", by, e.Document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if d.newest.number != e.From {
			return act{}, fmt.Errorf("revision %d is newer than revision %d: %w", d.newest.number, e.From, guide.ErrConflict)
		}
		number, err := writeByHand(ctx, tx, by, d, d.newest.id, e.Note, enqueue)
		return act{"document.edit", map[string]any{"revision": number}}, err
	})
}

// RestoreRevision makes a new revision, as a draft, with the text and the facts
// of an older one. One that was never read is guide.ErrConflict.
func (s *Store) RestoreRevision(ctx context.Context, by guide.User, document string, revision int, enqueue Enqueue) error {
	return s.change(ctx, "restore a revision of", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		var id int64
		var note guide.Note
		var text string
		err := tx.QueryRow(ctx, `
			SELECT id, note, text FROM revisions WHERE document_id = $1 AND number = $2 AND state = 'ready'`, d.id, revision).
			Scan(&id, &note, &text)
		if err == pgx.ErrNoRows {
			err = fmt.Errorf("revision %d is not ready: %w", revision, guide.ErrConflict)
		}
		if err != nil {
			return act{}, err
		}
		note.Text = text
		number, err := writeByHand(ctx, tx, by, d, id, note, enqueue)
		return act{"document.restore", map[string]any{"revision": number, "of": revision}}, err
	})
}

// writeByHand makes a revision of a note that is read instead of the original,
// which stays that of the revision it is based on. Its content counts as what
// the last file said: the same file coming again is nothing new.
func writeByHand(ctx context.Context, tx pgx.Tx, by guide.User, d lockedDocument, base int64, note guide.Note, enqueue Enqueue) (int, error) {
	if d.newest.state == guide.RevisionStored {
		return 0, fmt.Errorf("revision %d is still being read: %w", d.newest.number, guide.ErrConflict)
	}
	if d.termsByHand { // a person has judged what the file says
		note.Audience, note.Embargo = d.audience, d.embargo
	}
	edited, err := json.Marshal(note)
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO revisions (document_id, museum_id, number, batch, sha256, file_name, media_type, size, record, content_sha256, author, created_by, edited)
		SELECT document_id, museum_id, $2, $3, sha256, file_name, media_type, size, record, $4, $5, $6, $7
		FROM revisions WHERE id = $1 RETURNING id`,
		base, d.newest.number+1, publicID(), d.newest.content, note.Author, by.ID, edited).Scan(&id)
	if err != nil {
		return 0, err
	}
	return d.newest.number + 1, enqueue(ctx, tx, []int64{id})
}

// Retry reads again the newest revision of a document, if reading it failed;
// else it is guide.ErrConflict.
func (s *Store) Retry(ctx context.Context, by guide.User, document string, enqueue Enqueue) error {
	return s.change(ctx, "retry", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		tag, err := tx.Exec(ctx, `
			UPDATE revisions SET state = 'stored', failure = NULL, batch = $2 WHERE id = $1 AND state = 'failed'`, d.newest.id, publicID())
		if err == nil && tag.RowsAffected() == 0 {
			err = fmt.Errorf("revision %d has not failed: %w", d.newest.number, guide.ErrConflict)
		}
		if err != nil {
			return act{}, err
		}
		return act{"document.retry", map[string]any{"revision": d.newest.number}}, enqueue(ctx, tx, []int64{d.newest.id})
	})
}

// RetryFailed reads again every document of the person's museum whose newest
// revision failed, and returns how many there are.
func (s *Store) RetryFailed(ctx context.Context, by guide.User, enqueue Enqueue) (int, error) {
	var revisions []int64
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH failed AS (
			    SELECT r.id FROM revisions r JOIN listed_documents l ON l.revision_id = r.id
			    WHERE l.museum_id = $1 AND l.state = 'failed' AND r.state = 'failed' ORDER BY r.id FOR UPDATE OF r
			)
			UPDATE revisions SET state = 'stored', failure = NULL, batch = $2
			FROM failed WHERE revisions.id = failed.id RETURNING revisions.id`, by.Museum.ID, publicID())
		if err != nil {
			return err
		}
		if revisions, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil || len(revisions) == 0 {
			return err
		}
		if err := relistRevisions(ctx, tx, revisions); err != nil {
			return err
		}
		if err := audit(ctx, tx, by.Museum.ID, by.ID, "document.retry.all", "", map[string]any{"revisions": len(revisions)}); err != nil {
			return err
		}
		return enqueue(ctx, tx, revisions)
	})
	if err != nil {
		return 0, fmt.Errorf("retry failed documents: %w", err)
	}
	return len(revisions), nil
}
