package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// PutPicture gives an object of the person's museum a picture, in place of the
// one it may have; that one can be put back. The words of the one before stay
// with it: they may be wrong of this one.
func (s *Store) PutPicture(ctx context.Context, by guide.User, object int64, p guide.Picture) error {
	return s.onPicture(ctx, by, object, "picture.put", func(tx pgx.Tx) error {
		if err := pictures.remove(ctx, tx, by, object); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO pictures (public_id, museum_id, object_id, sizes, credit) VALUES ($1, $2, $3, $4, $5)`,
			publicID(), by.Museum.ID, object, p.Sizes, p.Credit)
		return err
	})
}

// DescribePicture writes what an object's picture shows, by language, and whom to
// thank for it. A picture that is no longer the object's is guide.ErrConflict.
func (s *Store) DescribePicture(ctx context.Context, by guide.User, object int64, p guide.Picture) error {
	return s.onPicture(ctx, by, object, "picture.describe", func(tx pgx.Tx) error {
		if p.Alts == nil {
			p.Alts = map[string]string{}
		}
		tag, err := tx.Exec(ctx, `
			UPDATE pictures SET alts = $4, credit = $5 WHERE object_id = $1 AND museum_id = $2 AND public_id = $3 AND removed_at IS NULL`,
			object, by.Museum.ID, p.ID, p.Alts, p.Credit)
		if err == nil && tag.RowsAffected() == 0 {
			err = fmt.Errorf("it has another picture: %w", guide.ErrConflict)
		}
		return err
	})
}

// RemovePicture takes an object's picture away; it can be put back.
func (s *Store) RemovePicture(ctx context.Context, by guide.User, object int64) error {
	return s.onPicture(ctx, by, object, "picture.remove", func(tx pgx.Tx) error {
		return pictures.remove(ctx, tx, by, object)
	})
}

// RestorePicture puts back a picture that was removed or replaced, in place of
// the one the object may have.
func (s *Store) RestorePicture(ctx context.Context, by guide.User, object int64, picture string) error {
	return s.onPicture(ctx, by, object, "picture.restore", func(tx pgx.Tx) error {
		return pictures.restore(ctx, tx, by, object, picture)
	})
}

// attachments is a table of what objects have one of at a time. What is removed or
// replaced stays, and can be put back.
type attachments string

const (
	pictures   attachments = "pictures"
	signVideos attachments = "sign_videos"
)

// remove takes away the one that an object of the person's museum has, if any.
func (a attachments) remove(ctx context.Context, tx pgx.Tx, by guide.User, object int64) error {
	_, err := tx.Exec(ctx, `UPDATE `+string(a)+` SET removed_at = clock_timestamp() WHERE object_id = $1 AND museum_id = $2 AND removed_at IS NULL`,
		object, by.Museum.ID)
	return err
}

// restore puts one back, by its public id, in place of the one the object may have.
func (a attachments) restore(ctx context.Context, tx pgx.Tx, by guide.User, object int64, public string) error {
	var there bool
	err := tx.QueryRow(ctx, `SELECT removed_at IS NULL FROM `+string(a)+` WHERE object_id = $1 AND museum_id = $2 AND public_id = $3`,
		object, by.Museum.ID, public).Scan(&there)
	if err != nil || there {
		return err
	}
	if err := a.remove(ctx, tx, by, object); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE `+string(a)+` SET removed_at = NULL WHERE object_id = $1 AND museum_id = $2 AND public_id = $3`,
		object, by.Museum.ID, public)
	return err
}

// onPicture does something to the picture or the video of an object, which is
// locked.
func (s *Store) onPicture(ctx context.Context, by guide.User, object int64, action string, do func(pgx.Tx) error) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var inventory string
		err := tx.QueryRow(ctx, `UPDATE objects SET version = version + 1 WHERE id = $1 AND museum_id = $2 RETURNING inventory`,
			object, by.Museum.ID).Scan(&inventory)
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, action, objectSubject(inventory), nil)
	})
	if err != nil {
		return fmt.Errorf("%s of object %d: %w", action, object, err)
	}
	return nil
}

// PictureFile is the SHA-256 of a picture's file at one of its widths, as long as
// visitors may see it: it has words in some language, and its object a note that
// is live and public. Else it is guide.ErrNotFound, as if it had never been.
func (s *Store) PictureFile(ctx context.Context, museum int64, picture string, width int) (sha string, err error) {
	err = s.pool.QueryRow(ctx, withLive(`
		SELECT size->>'sha256' FROM pictures p, jsonb_array_elements(p.sizes) size
		WHERE p.museum_id = @museum AND p.public_id = @picture AND p.removed_at IS NULL AND p.alts <> '{}'
		  AND (size->>'width')::int = @width
		  AND EXISTS (SELECT FROM documents d WHERE d.object_id = p.object_id AND d.live_revision_id IS NOT NULL AND /* LIVE */)
		LIMIT 1`), with(livePublic(museum, time.Now()), pgx.NamedArgs{"picture": picture, "width": width})).Scan(&sha)
	if err != nil {
		return "", fmt.Errorf("picture %s: %w", picture, unavailable(err))
	}
	return sha, nil
}
