package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// selectListed is a museum's documents ($1) as lists show them, each by its
// newest revision. The facts of a document are those of its live revision; a
// document that has none yet shows what the reader found in the newest.
const selectListed = `
	SELECT d.id, d.public_id, d.source,
	       coalesce(nullif(d.title, ''), nullif(r.note->'Label'->>'title', ''), d.source) AS title,
	       coalesce(o.inventory, r.note->>'Inventory', '') AS inventory,
	       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Kind', '') ELSE d.kind END AS kind,
	       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Lang', '') ELSE d.lang END AS lang,
	       CASE WHEN r.state <> 'ready' THEN r.state
	            WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn'
	            WHEN d.live_revision_id = r.id THEN 'live'
	            ELSE 'ready' END AS state,
	       r.number, coalesce(live.number, 0) AS live_number, r.author, r.created_at, coalesce(r.failure, '') AS failure
	FROM documents d
	JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) r ON true
	LEFT JOIN revisions live ON live.id = d.live_revision_id
	LEFT JOIN objects o ON o.id = d.object_id
	WHERE d.museum_id = $1`

func scanListed(row pgx.CollectableRow) (guide.ListedDocument, error) {
	var d guide.ListedDocument
	err := row.Scan(&d.ID, &d.PublicID, &d.Source, &d.Title, &d.Inventory, &d.Kind, &d.Lang, &d.State,
		&d.Revision, &d.LiveRevision, &d.Author, &d.Date, &d.Failure)
	return d, err
}

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
	rows, err := s.pool.Query(ctx, `SELECT state, count(*) FROM (`+selectListed+`) listed GROUP BY state`, museum)
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

// accented and plain are the letters that folded makes equal, one for one.
const (
	accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
	plain    = "aaaaaaceeeeiiiinooooouuuuyy"
)

// folded is an SQL expression without capitals and accents.
func folded(sql string) string {
	return fmt.Sprintf("translate(lower(%s), '%s', '%s')", sql, accented, plain)
}

// Documents lists a page of a museum's documents: those that failed first, then
// by the date of their newest revision, newest first.
func (s *Store) Documents(ctx context.Context, q guide.DocumentQuery) (guide.DocumentList, error) {
	var out guide.DocumentList
	// The page is chosen first, by as little as it takes; only its documents are
	// then read whole.
	rows, err := s.pool.Query(ctx, `
		WITH page AS (
		    SELECT id, count(*) OVER () AS total FROM (`+selectListed+`) listed
		    WHERE ($2 = '' OR state = $2) AND ($3 = '' OR lang = $3)
		      AND ($4 = '' OR strpos(`+folded(`title || ' ' || inventory || ' ' || source`)+`, `+folded(`$4`)+`) > 0)
		    ORDER BY state <> 'failed', created_at DESC, id DESC OFFSET $5 LIMIT $6
		)
		SELECT listed.*, page.total FROM page JOIN (`+selectListed+`) listed USING (id)
		ORDER BY state <> 'failed', created_at DESC, id DESC`,
		q.MuseumID, q.State, q.Lang, q.Text, q.Offset, q.Limit)
	if err != nil {
		return out, fmt.Errorf("list documents: %w", unavailable(err))
	}
	out.Documents, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.ListedDocument, error) {
		var d guide.ListedDocument
		err := row.Scan(&d.ID, &d.PublicID, &d.Source, &d.Title, &d.Inventory, &d.Kind, &d.Lang, &d.State,
			&d.Revision, &d.LiveRevision, &d.Author, &d.Date, &d.Failure, &out.Total)
		return d, err
	})
	if err != nil {
		return out, fmt.Errorf("list documents: %w", unavailable(err))
	}
	rows, err = s.pool.Query(ctx, `
		SELECT DISTINCT lang FROM documents WHERE museum_id = $1 AND lang <> '' ORDER BY lang`, q.MuseumID)
	if err != nil {
		return out, fmt.Errorf("list languages: %w", unavailable(err))
	}
	if out.Langs, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return out, fmt.Errorf("list languages: %w", unavailable(err))
	}
	return out, nil
}

// Document returns a museum's document with its history, or guide.ErrNotFound.
func (s *Store) Document(ctx context.Context, museum int64, publicID string) (guide.OpenDocument, error) {
	var out guide.OpenDocument
	rows, err := s.pool.Query(ctx, selectListed+` AND d.public_id = $2`, museum, publicID)
	if err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	if out.ListedDocument, err = pgx.CollectExactlyOneRow(rows, scanListed); err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	var embargo, withdrawn *time.Time
	if err := s.pool.QueryRow(ctx, `SELECT audience, embargo_until, withdrawn_at FROM documents WHERE id = $1`, out.ID).
		Scan(&out.Audience, &embargo, &withdrawn); err != nil {
		return out, fmt.Errorf("document %s: %w", publicID, unavailable(err))
	}
	out.Embargo, out.Withdrawn = timeOrZero(embargo), timeOrZero(withdrawn)
	if out.Revisions, err = s.revisions(ctx, out.ID, 100); err != nil {
		return out, fmt.Errorf("revisions of document %s: %w", publicID, unavailable(err))
	}
	if out.Acts, err = s.acts(ctx, museum, publicID, 20); err != nil {
		return out, fmt.Errorf("acts on document %s: %w", publicID, unavailable(err))
	}
	return out, nil
}

func (s *Store) revisions(ctx context.Context, document int64, limit int) ([]guide.Published, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, document_id, museum_id, number, sha256, file_name, media_type, size, author, state, coalesce(failure, ''),
		       publish, created_at, published_at
		FROM revisions WHERE document_id = $1 ORDER BY number DESC LIMIT $2`, document, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.Published, error) {
		var r guide.Published
		var published *time.Time
		err := row.Scan(&r.ID, &r.DocumentID, &r.MuseumID, &r.Number, &r.Original.SHA256, &r.Original.Name,
			&r.Original.Type, &r.Original.Size, &r.Author, &r.State, &r.Failure, &r.Publish, &r.CreatedAt, &published)
		r.At = timeOrZero(published)
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
