package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// PutSignVideo gives an object of the person's museum a video in a sign language,
// in place of the one it may have; that one can be put back.
func (s *Store) PutSignVideo(ctx context.Context, by guide.User, object int64, v guide.SignVideo) error {
	return s.onPicture(ctx, by, object, "signs.put", func(tx pgx.Tx) error {
		if err := signVideos.remove(ctx, tx, by, object); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO sign_videos (public_id, museum_id, object_id, lang, kind, sha256) VALUES ($1, $2, $3, $4, $5, $6)`,
			publicID(), by.Museum.ID, object, v.Lang, v.Kind, v.SHA256)
		return err
	})
}

// RemoveSignVideo takes an object's video away; it can be put back.
func (s *Store) RemoveSignVideo(ctx context.Context, by guide.User, object int64) error {
	return s.onPicture(ctx, by, object, "signs.remove", func(tx pgx.Tx) error {
		return signVideos.remove(ctx, tx, by, object)
	})
}

// RestoreSignVideo puts back a video that was removed or replaced, in place of the
// one the object may have.
func (s *Store) RestoreSignVideo(ctx context.Context, by guide.User, object int64, video string) error {
	return s.onPicture(ctx, by, object, "signs.restore", func(tx pgx.Tx) error {
		return signVideos.restore(ctx, tx, by, object, video)
	})
}

// ObjectSignVideo is the video of an object, as long as visitors may see it: the
// object has a note that is live and public. Else it is guide.ErrNotFound.
func (s *Store) ObjectSignVideo(ctx context.Context, museum, object int64) (guide.SignVideo, error) {
	return s.signVideo(ctx, museum, `v.object_id = @which`, object)
}

// SignVideo is a video by its public id, as long as visitors may see it. Else it
// is guide.ErrNotFound, as if it had never been.
func (s *Store) SignVideo(ctx context.Context, museum int64, video string) (guide.SignVideo, error) {
	return s.signVideo(ctx, museum, `v.public_id = @which`, video)
}

func (s *Store) signVideo(ctx context.Context, museum int64, where string, which any) (v guide.SignVideo, err error) {
	err = s.pool.QueryRow(ctx, withLive(`
		SELECT v.public_id, v.lang, v.kind, v.sha256 FROM sign_videos v
		WHERE v.museum_id = @museum AND v.removed_at IS NULL AND `+where+`
		  AND EXISTS (SELECT FROM documents d WHERE d.object_id = v.object_id AND d.live_revision_id IS NOT NULL AND /* LIVE */)`),
		with(livePublic(museum, time.Now()), pgx.NamedArgs{"which": which})).Scan(&v.ID, &v.Lang, &v.Kind, &v.SHA256)
	if err != nil {
		return guide.SignVideo{}, fmt.Errorf("sign language video %v: %w", which, unavailable(err))
	}
	return v, nil
}
