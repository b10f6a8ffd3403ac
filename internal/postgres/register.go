package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Register takes note of documents whose originals are stored: new documents
// and new revisions are made in state stored, and enqueue is called in the same
// transaction with the ids of all revisions that wait to be prepared. It
// returns what became of each, in the order given. Two of the incoming must not
// have the same source.
func (s *Store) Register(ctx context.Context, museum int64, batch string, publish bool, incoming []guide.Incoming,
	enqueue func(ctx context.Context, tx pgx.Tx, revisions []int64) error) ([]guide.Arrival, error) {

	arrivals := make([]guide.Arrival, len(incoming))
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		known, err := knownRevisions(ctx, tx, museum, incoming)
		if err != nil {
			return fmt.Errorf("look for known documents: %w", err)
		}
		var fresh []int
		var adopted, revived []int64
		coming := map[string]bool{} // the contents of fresh
		for i, in := range incoming {
			k := known[i]
			switch {
			case k.document == 0 && (k.twin || coming[in.ContentSHA256]):
				arrivals[i] = guide.ArrivedUnchanged
			case k.document == 0:
				arrivals[i] = guide.ArrivedNew
				fresh = append(fresh, i)
				coming[in.ContentSHA256] = true
			case k.deleted: // whoever brings it again wants it, and a person has yet to publish it
				arrivals[i] = guide.ArrivedUpdated
				fresh = append(fresh, i)
				revived = append(revived, k.document)
				coming[in.ContentSHA256] = true
			case k.content != in.ContentSHA256:
				arrivals[i] = guide.ArrivedUpdated
				fresh = append(fresh, i)
				coming[in.ContentSHA256] = true
			case k.state == guide.RevisionReady:
				arrivals[i] = guide.ArrivedUnchanged
			default: // an earlier run was cut off, or it failed then: try again
				arrivals[i] = guide.ArrivedPending
				adopted = append(adopted, k.revision)
			}
		}
		// Revisions are locked before documents, as Finish does.
		if err := adopt(ctx, tx, adopted, batch, publish); err != nil {
			return fmt.Errorf("take up unfinished revisions: %w", err)
		}
		if err := reviveDocuments(ctx, tx, revived); err != nil {
			return fmt.Errorf("bring back deleted documents: %w", err)
		}
		revisions, err := insertRevisions(ctx, tx, museum, batch, publish, incoming, known, fresh)
		if err != nil {
			return fmt.Errorf("insert revisions: %w", err)
		}
		waiting := append(revisions, adopted...)
		if err := relistRevisions(ctx, tx, waiting); err != nil {
			return err
		}
		return enqueue(ctx, tx, waiting)
	})
	if err != nil {
		return nil, fmt.Errorf("register %d documents: %w", len(incoming), err)
	}
	return arrivals, nil
}

// known is what the database already has of an incoming document.
type known struct {
	document int64 // 0: no document has this source
	revision int64 // its newest
	content  string
	state    guide.RevisionState
	deleted  bool
	twin     bool // another document's newest revision has the same content
}

func knownRevisions(ctx context.Context, tx pgx.Tx, museum int64, incoming []guide.Incoming) ([]known, error) {
	sources, contents := make([]string, len(incoming)), make([]string, len(incoming))
	for i, in := range incoming {
		sources[i], contents[i] = in.Source, in.ContentSHA256
	}
	// Two runs over the same museum take turns, so that neither makes a
	// document the other is just making.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('register', $1))`, museum); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT coalesce(d.id, 0), coalesce(r.id, 0), coalesce(r.content_sha256, ''), coalesce(r.state, ''), d.deleted_at IS NOT NULL,
		       d.id IS NULL AND EXISTS (
		           SELECT FROM revisions same
		           JOIN documents other ON other.id = same.document_id AND other.withdrawn_at IS NULL
		           WHERE same.museum_id = $1 AND same.content_sha256 = n.content AND same.state <> 'failed'
		             AND same.number = (SELECT max(number) FROM revisions WHERE document_id = other.id))
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS n(source, content, i)
		LEFT JOIN documents d ON d.museum_id = $1 AND d.source = n.source
		LEFT JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) r ON true
		ORDER BY n.i`, museum, sources, contents)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (known, error) {
		var k known
		err := row.Scan(&k.document, &k.revision, &k.content, &k.state, &k.deleted, &k.twin)
		return k, err
	})
}

// insertRevisions makes a revision for each of the incoming at the indexes
// fresh, and the document where there is none. Known documents are locked, by
// the revisions' foreign key, in the order in which Finish locks them.
func insertRevisions(ctx context.Context, tx pgx.Tx, museum int64, batch string, publish bool, incoming []guide.Incoming, known []known, fresh []int) ([]int64, error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	n := len(fresh)
	documents := make([]int64, n)
	sources, publicIDs, authors := make([]string, n), make([]string, n), make([]string, n)
	sha, names, types, contents := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	sizes, records := make([]int64, n), make([]*string, n)
	senders, publishes := make([]int64, n), make([]bool, n)
	for j, i := range fresh {
		in := incoming[i]
		documents[j] = known[i].document
		sources[j], publicIDs[j], authors[j] = in.Source, publicID(), in.Author
		sha[j], names[j], types[j], sizes[j] = in.Original.SHA256, in.Original.Name, in.Original.Type, in.Original.Size
		contents[j] = in.ContentSHA256
		senders[j], publishes[j] = in.By, publish && !known[i].deleted
		if in.Record != nil {
			record := string(in.Record)
			records[j] = &record
		}
	}
	rows, err := tx.Query(ctx, `
		WITH n AS (
		    SELECT * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::jsonb[], $12::bigint[], $13::boolean[])
		             WITH ORDINALITY AS n(document, source, public_id, sha256, file_name, media_type, size, content, author, record, sender, publish, i)
		), made AS (
		    INSERT INTO documents (museum_id, source, public_id)
		    SELECT $1, source, public_id FROM n WHERE document = 0 ORDER BY i
		    RETURNING id, source
		)
		INSERT INTO revisions (document_id, museum_id, number, batch, sha256, file_name, media_type, size, record, content_sha256, author, created_by, publish)
		SELECT coalesce(made.id, n.document), $1, 1 + coalesce((SELECT max(number) FROM revisions WHERE document_id = n.document), 0), $14,
		       n.sha256, n.file_name, n.media_type, n.size, n.record, n.content, n.author, nullif(n.sender, 0), n.publish
		FROM n LEFT JOIN made USING (source)
		ORDER BY 1
		RETURNING id`, museum, documents, sources, publicIDs, sha, names, types, sizes, contents, authors, records, senders, publishes, batch)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// adopt makes unfinished revisions part of this run. A worker may be finishing
// them at this very moment: rows are locked in the order it locks them, and
// those it has finished are left alone.
func adopt(ctx context.Context, tx pgx.Tx, revisions []int64, batch string, publish bool) error {
	_, err := tx.Exec(ctx, `
		WITH waiting AS (
		    SELECT id FROM revisions WHERE id = ANY($1) AND state <> 'ready' ORDER BY id FOR UPDATE
		)
		UPDATE revisions r SET state = 'stored', failure = NULL, batch = $2, publish = publish OR $3
		FROM waiting WHERE r.id = waiting.id`, revisions, batch, publish)
	return err
}

// publicID is an id fit for public addresses: 130 bits nobody can guess.
func publicID() string { return strings.ToLower(rand.Text()) }

// Unfinished lists the revisions that still wait to be prepared, by museum: what
// a worker that was killed may have left behind.
func (s *Store) Unfinished(ctx context.Context) (map[int64][]int64, error) {
	rows, err := s.pool.Query(ctx, `SELECT museum_id, id FROM revisions WHERE state = 'stored' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list unfinished revisions: %w", unavailable(err))
	}
	out := map[int64][]int64{}
	var museum, id int64
	if _, err := pgx.ForEachRow(rows, []any{&museum, &id}, func() error {
		out[museum] = append(out[museum], id)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("list unfinished revisions: %w", unavailable(err))
	}
	return out, nil
}

// Batch counts what has become of the revisions of one ingest run.
func (s *Store) Batch(ctx context.Context, museum int64, batch string) (guide.BatchState, error) {
	var state guide.BatchState
	err := s.pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'stored'), count(*) FILTER (WHERE state = 'ready'),
		       count(*) FILTER (WHERE state = 'failed'),
		       (SELECT count(*) FROM passages p JOIN revisions r ON r.id = p.revision_id WHERE r.batch = $2 AND r.museum_id = $1)
		FROM revisions WHERE batch = $2 AND museum_id = $1`, museum, batch).
		Scan(&state.Stored, &state.Ready, &state.Failed, &state.Passages)
	if err != nil {
		return state, fmt.Errorf("count batch: %w", unavailable(err))
	}
	if state.Failed == 0 {
		return state, nil
	}
	rows, err := s.pool.Query(ctx, `
		SELECT d.source, r.failure FROM revisions r JOIN documents d ON d.id = r.document_id
		WHERE r.batch = $2 AND r.museum_id = $1 AND r.state = 'failed' ORDER BY r.id LIMIT 1000`, museum, batch)
	if err != nil {
		return state, fmt.Errorf("list failures: %w", unavailable(err))
	}
	state.Failures, err = pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Failure])
	if err != nil {
		return state, fmt.Errorf("list failures: %w", unavailable(err))
	}
	return state, nil
}

// Analyze renews the planner's statistics, which after a large ingest are so
// wrong that searches take a hundred times as long. (Postgres does it by itself
// too, but a minute later.)
func (s *Store) Analyze(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `ANALYZE documents, revisions, passages, passage_vectors, objects, object_texts`)
	if err != nil {
		return fmt.Errorf("analyze: %w", unavailable(err))
	}
	return nil
}
