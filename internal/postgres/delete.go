package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Delete takes a document from visitors and from everyone's lists, until it is
// brought back by Undelete or destroyed by PurgeDeleted. A curator may delete
// what is their own and was never published; else it is guide.ErrForbidden.
func (s *Store) Delete(ctx context.Context, by guide.User, document string) error {
	return s.change(ctx, "delete", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if err := mayDelete(ctx, tx, by, d); err != nil {
			return act{}, err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE documents SET deleted_at = now(), withdrawn_at = coalesce(withdrawn_at, now()) WHERE id = $1`, d.id); err != nil {
			return act{}, err
		}
		return act{"document.delete", map[string]any{"revision": d.newest.number}}, nil
	})
}

// Undelete brings a deleted document back as it was. One that is not deleted is
// left alone.
func (s *Store) Undelete(ctx context.Context, by guide.User, document string) error {
	return s.change(ctx, "undelete", by, document, func(tx pgx.Tx, d lockedDocument) (act, error) {
		if !d.deleted {
			return act{}, nil
		}
		if err := mayDelete(ctx, tx, by, d); err != nil {
			return act{}, err
		}
		// What was withdrawn by the deletion itself comes back to visitors.
		if _, err := tx.Exec(ctx, `
			UPDATE documents SET deleted_at = NULL, withdrawn_at = nullif(withdrawn_at, deleted_at) WHERE id = $1`, d.id); err != nil {
			return act{}, err
		}
		return act{"document.undelete", nil}, nil
	})
}

func mayDelete(ctx context.Context, tx pgx.Tx, by guide.User, d lockedDocument) error {
	if by.Role != guide.RoleCurator {
		return nil // the pages let nobody below a curator come here
	}
	var others bool
	err := tx.QueryRow(ctx, `
		SELECT count(*) > 0 FROM revisions
		WHERE document_id = $1 AND (created_by IS DISTINCT FROM $2 OR published_at IS NOT NULL)`, d.id, by.ID).Scan(&others)
	if err == nil && others {
		err = fmt.Errorf("it is not only theirs, or it was published: %w", guide.ErrForbidden)
	}
	return err
}

// reviveDocuments brings back, as drafts, documents that were deleted and whose
// files come again. What visitors could read of them stays withdrawn until a
// person publishes.
func reviveDocuments(ctx context.Context, tx pgx.Tx, documents []int64) error {
	if len(documents) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `SELECT FROM documents WHERE id = ANY($1) ORDER BY id FOR UPDATE`, documents); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE documents SET deleted_at = NULL, withdrawn_at = CASE WHEN live_revision_id IS NOT NULL THEN withdrawn_at END
		WHERE id = ANY($1) AND deleted_at IS NOT NULL`, documents)
	return err
}

// PurgeDeleted destroys all museums' documents that were deleted before a time,
// with their revisions, passages and vectors; tours too. It returns the SHA-256 of those of
// their originals that no revision uses any more. The caller removes them; since
// the same file may be arriving at that moment, it asks OriginalUsed once more
// right before it does.
func (s *Store) PurgeDeleted(ctx context.Context, before time.Time) ([]string, error) {
	var unused []string
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT DISTINCT r.sha256 FROM revisions r JOIN documents d ON d.id = r.document_id
			WHERE d.deleted_at < $1 ORDER BY 1`, before)
		if err != nil {
			return err
		}
		originals, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `
			DELETE FROM documents WHERE deleted_at < $1 RETURNING museum_id, public_id`, before)
		if err != nil {
			return err
		}
		type purged struct {
			Museum   int64
			Document string
		}
		gone, err := pgx.CollectRows(rows, pgx.RowToStructByPos[purged])
		if err != nil {
			return err
		}
		for _, p := range gone {
			if err := audit(ctx, tx, p.Museum, 0, "document.purge", p.Document, nil); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM tours WHERE deleted_at < $1`, before); err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `
			SELECT sha FROM unnest($1::text[]) AS sha WHERE NOT EXISTS (SELECT FROM revisions WHERE sha256 = sha) ORDER BY sha`, originals)
		if err != nil {
			return err
		}
		unused, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("purge deleted documents: %w", err)
	}
	return unused, nil
}

// OriginalUsed reports whether any revision was made of an original, or is about
// to be, or an object has it as its video.
func (s *Store) OriginalUsed(ctx context.Context, sha256 string) (used bool, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM revisions WHERE sha256 = $1) OR EXISTS (SELECT FROM uploads WHERE sha256 = $1 AND arrival IS NULL)
		       OR EXISTS (SELECT FROM sign_videos WHERE sha256 = $1)`, sha256).Scan(&used)
	if err != nil {
		return false, fmt.Errorf("look for an original: %w", unavailable(err))
	}
	return used, nil
}
