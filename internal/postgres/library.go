package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Overview counts a museum's documents, objects, open gaps, and the questions
// asked since a time.
func (s *Store) Overview(ctx context.Context, museum int64, since time.Time) (guide.Overview, error) {
	out := guide.Overview{Documents: map[guide.DocumentState]int{}}
	err := s.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM objects WHERE museum_id = $1),
		       (SELECT count(*) FROM turns WHERE museum_id = $1 AND asked_at >= $2),
		       (SELECT count(*) FROM gaps WHERE museum_id = $1 AND closed_at IS NULL)`, museum, since).
		Scan(&out.Objects, &out.Questions, &out.Gaps)
	if err != nil {
		return out, fmt.Errorf("overview: %w", unavailable(err))
	}
	rows, err := s.pool.Query(ctx, `
		SELECT state, count(*) FROM listed_documents WHERE museum_id = $1 AND state <> 'deleted' GROUP BY state`, museum)
	if err != nil {
		return out, fmt.Errorf("overview: %w", unavailable(err))
	}
	var state guide.DocumentState
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		out.Documents[state] = n
		return nil
	}); err != nil {
		return out, fmt.Errorf("overview: %w", unavailable(err))
	}
	return out, nil
}

// Document returns a museum's document with its history, or guide.ErrNotFound.
func (s *Store) Document(ctx context.Context, museum int64, publicID string) (guide.OpenDocument, error) {
	var out guide.OpenDocument
	rows, err := s.pool.Query(ctx, selectListed+`WHERE d.museum_id = $1 AND d.public_id = $2`, museum, publicID)
	if err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	if out.ListedDocument, err = pgx.CollectExactlyOneRow(rows, scanListed); err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	if err := s.terms(ctx, &out); err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	if out.Revisions, err = s.revisions(ctx, out.ID, 100); err != nil {
		return out, fmt.Errorf("revisions of document %s: %w", publicID, unavailable(err))
	}
	if out.Acts, err = s.acts(ctx, museum, publicID, 20); err != nil {
		return out, fmt.Errorf("acts on document %s: %w", publicID, unavailable(err))
	}
	return out, nil
}

// terms reads on what terms a document may be read. Before anything was
// published they are those that publishing its newest revision would set.
func (s *Store) terms(ctx context.Context, d *guide.OpenDocument) error {
	var embargo, marked, withdrawn, deleted *time.Time
	var staff bool
	err := s.pool.QueryRow(ctx, `
		SELECT d.audience, d.embargo_until, d.sensitivity, d.withdrawn_at, d.deleted_at,
		       d.live_revision_id IS NULL AND coalesce(r.note->>'Audience' = 'staff', false),
		       CASE WHEN d.live_revision_id IS NULL THEN nullif(r.note->>'Embargo', '0001-01-01T00:00:00Z')::timestamptz END
		FROM documents d JOIN listed_documents l ON l.document_id = d.id JOIN revisions r ON r.id = l.revision_id WHERE d.id = $1`, d.ID).
		Scan(&d.Audience, &embargo, &d.Sensitivity, &withdrawn, &deleted, &staff, &marked)
	d.Embargo, d.Withdrawn, d.Deleted = timeOrZero(embargo), timeOrZero(withdrawn), timeOrZero(deleted)
	if staff {
		d.Audience = guide.AudienceStaff
	}
	if marked != nil && marked.After(d.Embargo) {
		d.Embargo = *marked
	}
	return err
}

func (s *Store) revisions(ctx context.Context, document int64, limit int) ([]guide.Published, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT r.id, r.document_id, r.museum_id, r.number, r.sha256, r.file_name, r.media_type, r.size, r.author, r.state, coalesce(r.failure, ''),
		       r.publish, r.created_at, r.published_at, r.edited IS NOT NULL, coalesce(writer.name, ''), coalesce(r.created_by, 0),
		       r.submitted_at, coalesce(submitter.name, ''), coalesce(approver.name, ''),
		       r.returned_at, coalesce(returner.name, ''), r.returned
		FROM revisions r
		LEFT JOIN users writer ON writer.id = r.created_by
		LEFT JOIN users submitter ON submitter.id = r.submitted_by
		LEFT JOIN users approver ON approver.id = r.approved_by
		LEFT JOIN users returner ON returner.id = r.returned_by
		WHERE r.document_id = $1 ORDER BY r.number DESC LIMIT $2`, document, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.Published, error) {
		var r guide.Published
		var published, submitted, returned *time.Time
		err := row.Scan(&r.ID, &r.DocumentID, &r.MuseumID, &r.Number, &r.Original.SHA256, &r.Original.Name,
			&r.Original.Type, &r.Original.Size, &r.Author, &r.State, &r.Failure,
			&r.Publish, &r.CreatedAt, &published, &r.ByHand, &r.Writer, &r.WriterID,
			&submitted, &r.SubmittedBy, &r.ApprovedBy, &returned, &r.ReturnedBy, &r.Word)
		r.At, r.Submitted, r.Returned = timeOrZero(published), timeOrZero(submitted), timeOrZero(returned)
		return r, err
	})
}

// ReadRevision returns what the reader made of a revision of the museum's, and
// how it was cut; guide.ErrNotFound when it is not, or not yet, read.
func (s *Store) ReadRevision(ctx context.Context, museum, revision int64) (guide.ReadRevision, error) {
	var out guide.ReadRevision
	var text string
	err := s.pool.QueryRow(ctx, `
		SELECT note, text FROM revisions WHERE id = $1 AND museum_id = $2 AND state = 'ready'`, revision, museum).
		Scan(&out.Note, &text)
	if err != nil {
		return out, fmt.Errorf("text of revision %d: %w", revision, unavailable(err))
	}
	out.Note.Text = text
	rows, err := s.pool.Query(ctx, `
		SELECT id, revision_id, ordinal, heading, start_rune, end_rune, text
		FROM passages WHERE revision_id = $1 ORDER BY ordinal`, revision)
	if err != nil {
		return out, fmt.Errorf("passages of revision %d: %w", revision, unavailable(err))
	}
	if out.Passages, err = pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Passage]); err != nil {
		return out, fmt.Errorf("passages of revision %d: %w", revision, unavailable(err))
	}
	return out, nil
}

// timeOrZero is how a column that may be NULL becomes a time that may be unset.
func timeOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
