package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Submit puts a document's draft up for publishing. A document without one, or
// whose newest revision is another than the one named, is guide.ErrConflict; one
// already in review stays so.
func (s *Store) Submit(ctx context.Context, by guide.User, document string, revision int) error {
	return s.change(ctx, "submit", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if err := mustBeDraft(d, revision); err != nil || d.newest.submitted {
			return act{}, err
		}
		_, err := tx.Exec(ctx, `
			UPDATE revisions SET submitted_at = now(), submitted_by = $2, returned = '', returned_at = NULL, returned_by = NULL
			WHERE id = $1`, d.newest.id, by.ID)
		return act{"document.submit", map[string]any{"revision": revision}}, err
	})
}

// TakeBack makes a revision in review a draft again, for whoever wants to go on
// writing.
func (s *Store) TakeBack(ctx context.Context, by guide.User, document string, revision int) error {
	return s.change(ctx, "take back", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if err := mustBeDraft(d, revision); err != nil || !d.newest.submitted {
			return act{}, err
		}
		_, err := tx.Exec(ctx, `UPDATE revisions SET submitted_at = NULL, submitted_by = NULL WHERE id = $1`, d.newest.id)
		return act{"document.takeback", map[string]any{"revision": revision}}, err
	})
}

// SendBack makes a revision in review a draft again, with words for whoever
// wrote it. One that is not in review is guide.ErrConflict.
func (s *Store) SendBack(ctx context.Context, by guide.User, document string, revision int, word string) error {
	return s.change(ctx, "send back", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		err := mustBeDraft(d, revision)
		if err == nil && !d.newest.submitted {
			err = fmt.Errorf("it is not in review: %w", guide.ErrConflict)
		}
		if err != nil {
			return act{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE revisions SET submitted_at = NULL, submitted_by = NULL, returned = $2, returned_at = now(), returned_by = $3
			WHERE id = $1`, d.newest.id, word, by.ID)
		return act{"document.sendback", map[string]any{"revision": revision, "word": word}}, err
	})
}

func mustBeDraft(d lockedDocument, revision int) error {
	if d.newest.number != revision || !d.draft() {
		return fmt.Errorf("revision %d is not its draft: %w", revision, guide.ErrConflict)
	}
	return nil
}

// SetTerms says who may read a document and from when, whatever its files say of
// it. What they say of revisions still to be published is overruled too; a file
// that comes later can make the terms stricter, and nothing but a person milder.
func (s *Store) SetTerms(ctx context.Context, by guide.User, document string, t guide.Terms) error {
	return s.change(ctx, "set terms of", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if _, err := tx.Exec(ctx, `
			UPDATE documents SET audience = $2, embargo_until = $3, sensitivity = $4, terms_by_hand = true
			WHERE id = $1`, d.id, t.Audience, timeOrNil(t.Embargo), t.Sensitivity); err != nil {
			return act{}, err
		}
		_, err := tx.Exec(ctx, `
			UPDATE revisions SET note = note || jsonb_build_object('Audience', $3::text, 'Embargo', $4::text)
			WHERE document_id = $1 AND state = 'ready' AND number > $2`,
			d.id, d.liveNumber, t.Audience, t.Embargo.UTC().Format(time.RFC3339))
		return act{"document.terms", map[string]any{"audience": t.Audience, "embargo": t.Embargo, "sensitivity": t.Sensitivity}}, err
	})
}
