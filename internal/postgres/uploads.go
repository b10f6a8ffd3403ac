package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// OpenUpload takes note of a file that was sent, before it is registered, or
// finds the one that was sent before under the same basket and key: then found
// is true, and what it returns is the earlier one. A key that stands for other
// bytes, and a basket that is full, are guide.ErrConflict.
func (s *Store) OpenUpload(ctx context.Context, u guide.Upload) (opened guide.Upload, found bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO uploads (public_id, museum_id, basket, key, user_id, token_id, path, source, author, publish,
			                     sha256, media_type, size, arrival, reason)
			SELECT $1, $2, $3, $4, nullif($5::bigint, 0), nullif($6::bigint, 0), $7, $8, $9, $10,
			       nullif($11, ''), $12, $13, nullif($14, ''), nullif($15, '')
			WHERE (SELECT count(*) FROM uploads WHERE museum_id = $2 AND basket = $3) < $16
			   OR EXISTS (SELECT FROM uploads WHERE museum_id = $2 AND basket = $3 AND key = $4)
			ON CONFLICT (museum_id, basket, key) DO NOTHING`,
			NewID(), u.MuseumID, u.Basket, u.Key, u.UserID, u.TokenID, u.Path, u.Source, u.Author, u.Publish,
			u.Original.SHA256, u.Original.Type, u.Original.Size, string(u.Arrival), u.Reason, guide.MaxBasket)
		if err != nil {
			return err
		}
		found = tag.RowsAffected() == 0
		rows, err := tx.Query(ctx, selectUploads+` AND u.basket = $2 AND u.key = $3`, u.MuseumID, u.Basket, u.Key)
		if err != nil {
			return err
		}
		opened, err = pgx.CollectExactlyOneRow(rows, scanUpload)
		switch {
		case err == pgx.ErrNoRows:
			return fmt.Errorf("the basket holds %d files: %w", guide.MaxBasket, guide.ErrConflict)
		case err != nil:
			return err
		case opened.Original.SHA256 != u.Original.SHA256 && opened.Arrival != guide.ArrivedRefused:
			return fmt.Errorf("another file was sent as %s: %w", u.Key, guide.ErrConflict)
		}
		return nil
	})
	if err != nil {
		return guide.Upload{}, false, fmt.Errorf("open upload: %w", err)
	}
	return opened, found, nil
}

// SettleUpload notes what registering an upload came to, once, and in the audit
// log that the person sent it. A retry whose first attempt was cut off finds
// revisions of its own batch: then it is they that say whether the document is
// new or updated, not what the retry was told. It returns the upload as it
// stands.
func (s *Store) SettleUpload(ctx context.Context, museum int64, id string, as guide.Settled) (guide.Upload, error) {
	var settled guide.Upload
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var changed bool
		err := tx.QueryRow(ctx, `
			WITH the AS (
			    SELECT * FROM uploads WHERE museum_id = $1 AND public_id = $2 AND arrival IS NULL FOR UPDATE
			), brought AS (
			    SELECT count(*) AS n, bool_or(r.number = 1) AS new FROM revisions r JOIN the ON r.batch = the.public_id AND r.museum_id = $1
			), document AS (
			    SELECT d.id AS document_id, r.id AS revision_id
			    FROM the
			    JOIN revisions r ON r.museum_id = $1 AND r.content_sha256 = the.sha256 AND r.record IS NULL
			    JOIN documents d ON d.id = r.document_id
			    WHERE $3 <> 'refused' AND $5 = 0
			    ORDER BY d.source = the.source DESC, r.batch = the.public_id DESC, r.state <> 'failed' DESC, r.number DESC, d.id LIMIT 1
			), settled AS (
			    UPDATE uploads u
			    SET arrival = CASE WHEN $3 IN ('refused', 'pending') OR brought.n = 0 THEN $3 WHEN brought.new THEN 'new' ELSE 'updated' END,
			        reason = nullif($4, ''), records = $5, refused_records = $6, refused_why = $7,
			        document_id = (SELECT document_id FROM document), revision_id = (SELECT revision_id FROM document)
			    FROM the, brought WHERE u.id = the.id
			    RETURNING u.id
			)
			SELECT EXISTS (SELECT FROM settled)`,
			museum, id, string(as.Arrival), as.Reason, as.Records, as.Refused, as.Why).Scan(&changed)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectUploads+` AND u.public_id = $2`, museum, id)
		if err != nil {
			return err
		}
		if settled, err = pgx.CollectExactlyOneRow(rows, scanUpload); err != nil || !changed {
			return err
		}
		return auditUpload(ctx, tx, settled)
	})
	if err != nil {
		return guide.Upload{}, fmt.Errorf("settle upload %s: %w", id, err)
	}
	return settled, nil
}

// auditUpload notes who sent a file, under the document that it changed, or
// under the upload when it holds many. What changed nothing is not noted.
func auditUpload(ctx context.Context, tx pgx.Tx, u guide.Upload) error {
	detail := map[string]any{"upload": u.ID, "file": u.Path}
	if u.TokenID != 0 {
		detail["token"] = u.TokenID
	}
	switch {
	case u.Arrival == guide.ArrivedRefused, u.Arrival == guide.ArrivedUnchanged:
		return nil
	case u.Records.Total > 0:
		detail["records"] = u.Records.Total
		return audit(ctx, tx, u.MuseumID, u.UserID, "upload.records", u.ID, detail)
	}
	detail["revision"] = u.Document.Revision
	return audit(ctx, tx, u.MuseumID, u.UserID, "document.upload", u.Document.PublicID, detail)
}

// selectUploads are a museum's uploads ($1) with how far they are.
const selectUploads = `
	SELECT u.public_id, u.museum_id, u.basket, u.key, coalesce(u.user_id, 0), coalesce(u.token_id, 0), u.path, u.source, u.author, u.publish,
	       coalesce(u.sha256, ''), u.media_type, u.size, coalesce(u.arrival, ''), coalesce(u.reason, ''), u.created_at,
	       coalesce(d.public_id, ''), coalesce(nullif(r.note->'Label'->>'title', ''), nullif(d.title, ''), d.source, ''), coalesce(r.number, 0),
	       coalesce(r.state, ''), coalesce(r.failure, ''), coalesce(r.note->>'Lang', ''), coalesce(r.note->>'Encoding', ''),
	       u.records, u.refused_records, coalesce(b.new, 0), coalesce(b.updated, 0), coalesce(b.stored, 0), coalesce(b.ready, 0), coalesce(b.failed, 0),
	       coalesce(nullif(u.refused_why, ''), b.why, '')
	FROM uploads u
	LEFT JOIN documents d ON d.id = u.document_id
	LEFT JOIN revisions r ON r.id = u.revision_id
	LEFT JOIN LATERAL (
	    SELECT count(*) FILTER (WHERE number = 1) AS new, count(*) FILTER (WHERE number > 1) AS updated,
	           count(*) FILTER (WHERE state = 'stored') AS stored, count(*) FILTER (WHERE state = 'ready') AS ready,
	           count(*) FILTER (WHERE state = 'failed') AS failed,
	           min(failure) FILTER (WHERE state = 'failed') AS why
	    FROM revisions WHERE batch = u.public_id AND museum_id = u.museum_id
	) b ON u.records > 0
	WHERE u.museum_id = $1`

func scanUpload(row pgx.CollectableRow) (guide.Upload, error) {
	var u guide.Upload
	d, r := &u.Document, &u.Records
	err := row.Scan(&u.ID, &u.MuseumID, &u.Basket, &u.Key, &u.UserID, &u.TokenID, &u.Path, &u.Source, &u.Author, &u.Publish,
		&u.Original.SHA256, &u.Original.Type, &u.Original.Size, &u.Arrival, &u.Reason, &u.CreatedAt,
		&d.PublicID, &d.Title, &d.Revision, &d.State, &d.Failure, &d.Lang, &d.Encoding,
		&r.Total, &r.Refused, &r.New, &r.Updated, &r.Stored, &r.Ready, &r.Failed, &r.Problem)
	u.Original.Name = u.Path
	return u, err
}

// Upload returns an upload of the museum's, or guide.ErrNotFound.
func (s *Store) Upload(ctx context.Context, museum int64, id string) (guide.Upload, error) {
	rows, err := s.pool.Query(ctx, selectUploads+` AND u.public_id = $2`, museum, id)
	if err != nil {
		return guide.Upload{}, fmt.Errorf("upload %s: %w", id, unavailable(err))
	}
	u, err := pgx.CollectExactlyOneRow(rows, scanUpload)
	if err != nil {
		return u, fmt.Errorf("upload %s: %w", id, unavailable(err))
	}
	return u, nil
}

// BasketUploads lists what was sent together, in the order in which it came;
// with ids, only those of them. A basket nobody has used is empty.
func (s *Store) BasketUploads(ctx context.Context, museum int64, basket string, ids []string) ([]guide.Upload, error) {
	rows, err := s.pool.Query(ctx, selectUploads+` AND u.basket = $2 AND (cardinality($3::text[]) = 0 OR u.public_id = ANY($3)) ORDER BY u.id`,
		museum, basket, append([]string{}, ids...))
	if err != nil {
		return nil, fmt.Errorf("list basket: %w", unavailable(err))
	}
	uploads, err := pgx.CollectRows(rows, scanUpload)
	if err != nil {
		return nil, fmt.Errorf("list basket: %w", unavailable(err))
	}
	return uploads, nil
}

// UnsettledUploads lists files that were kept and not registered: a process was
// killed between the two, or is just at it.
func (s *Store) UnsettledUploads(ctx context.Context, museum int64) ([]guide.Upload, error) {
	rows, err := s.pool.Query(ctx, selectUploads+` AND u.arrival IS NULL ORDER BY u.id`, museum)
	if err != nil {
		return nil, fmt.Errorf("list unsettled uploads: %w", unavailable(err))
	}
	uploads, err := pgx.CollectRows(rows, scanUpload)
	if err != nil {
		return nil, fmt.Errorf("list unsettled uploads: %w", unavailable(err))
	}
	return uploads, nil
}

// Baskets lists a person's last baskets, newest first.
func (s *Store) Baskets(ctx context.Context, museum, user int64, limit int) ([]guide.Basket, error) {
	rows, err := s.pool.Query(ctx, `
		WITH last AS (
		    SELECT basket, min(id) AS first, max(id) AS newest FROM uploads
		    WHERE museum_id = $1 AND user_id = $2 GROUP BY basket ORDER BY newest DESC LIMIT $3
		)
		SELECT last.basket, count(*),
		       count(*) FILTER (WHERE u.arrival = 'refused' OR r.state = 'failed' OR u.refused_records > 0 OR b.failed),
		       count(*) FILTER (WHERE u.arrival IS NULL OR r.state = 'stored' OR b.stored),
		       min(u.path) FILTER (WHERE u.id = last.first), min(u.created_at)
		FROM last
		JOIN uploads u ON u.museum_id = $1 AND u.basket = last.basket
		LEFT JOIN revisions r ON r.id = u.revision_id
		LEFT JOIN LATERAL (
		    SELECT bool_or(state = 'failed') AS failed, bool_or(state = 'stored') AS stored FROM revisions WHERE batch = u.public_id AND museum_id = $1
		) b ON u.records > 0
		GROUP BY last.basket, last.newest ORDER BY last.newest DESC`, museum, user, limit)
	if err != nil {
		return nil, fmt.Errorf("list baskets: %w", unavailable(err))
	}
	baskets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Basket])
	if err != nil {
		return nil, fmt.Errorf("list baskets: %w", unavailable(err))
	}
	return baskets, nil
}
