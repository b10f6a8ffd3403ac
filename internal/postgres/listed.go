package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Lists of documents read one table, listed_documents, in which each document
// has a row with all that it is filtered, ordered and shown by. Read from
// documents and revisions instead, a page of 50,000 documents took most of a
// second: the newest revision of each had to be found before any was left out.

//go:embed listed.sql
var listedSQL string

func init() {
	listedSQL = strings.Replace(listedSQL, "/* FOLDED */", folded("facts.title || ' ' || facts.inventory || ' ' || d.source"), 1)
}

// relist brings the list up to date with what the transaction has done to
// documents. The documents are locked first, so that of two transactions the
// second lists what both did.
func relist(ctx context.Context, tx pgx.Tx, documents []int64) error {
	if len(documents) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT FROM documents WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, documents)
	if err != nil {
		return fmt.Errorf("lock listed documents: %w", err)
	}
	if _, err := tx.Exec(ctx, listedSQL, documents); err != nil {
		return fmt.Errorf("list documents: %w", err)
	}
	return nil
}

// relistRevisions is relist of the documents that revisions belong to.
func relistRevisions(ctx context.Context, tx pgx.Tx, revisions []int64) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT document_id FROM revisions WHERE id = ANY($1)`, revisions)
	if err != nil {
		return err
	}
	documents, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	return relist(ctx, tx, documents)
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

// selectListed is listed documents (l) as lists show them.
const selectListed = `
	SELECT d.id, d.public_id, d.source, l.title, l.inventory, l.kind, l.lang, l.state,
	       r.number, coalesce(live.number, 0), l.author, l.changed_at, coalesce(r.failure, '')
	FROM listed_documents l
	JOIN documents d ON d.id = l.document_id
	JOIN revisions r ON r.id = l.revision_id
	LEFT JOIN revisions live ON live.id = d.live_revision_id `

func scanListed(row pgx.CollectableRow) (guide.ListedDocument, error) {
	var d guide.ListedDocument
	err := row.Scan(&d.ID, &d.PublicID, &d.Source, &d.Title, &d.Inventory, &d.Kind, &d.Lang, &d.State,
		&d.Revision, &d.LiveRevision, &d.Author, &d.Date, &d.Failure)
	return d, err
}

// listFilters are the conditions a query may ask for, each by the parameter
// that makes it one. Only those asked for are part of the statement: what is
// not there, the planner need not reckon with. The text is folded in a query of
// its own, once; beside words it would be folded again for each document, which
// takes five times as long.
func listFilters(q guide.DocumentQuery) (where string, args pgx.NamedArgs) {
	args = pgx.NamedArgs{"museum": q.MuseumID}
	where = `WHERE l.museum_id = @museum`
	if q.State == "" {
		where += ` AND l.state <> 'deleted'`
	}
	for _, f := range []struct{ value, name, condition string }{
		{string(q.State), "state", `l.state = @state`},
		{q.Lang, "lang", `l.lang = @lang AND l.state <> 'deleted'`},
		{q.Author, "author", `l.author = @author AND l.state <> 'deleted'`},
		{q.Room, "room", inRoom},
		{q.Text, "text", `strpos(l.words, (SELECT ` + folded(`@text`) + `)) > 0`},
	} {
		if f.value != "" {
			where += ` AND ` + f.condition
			args[f.name] = f.value
		}
	}
	return where, args
}

// inRoom holds for documents about an object that is in the room now, and for
// those about the room, or about an object that no room has, whose note names it.
const inRoom = `(
	l.inventory IN (SELECT o.inventory FROM objects o JOIN rooms ON rooms.id = o.room_id WHERE o.museum_id = @museum AND rooms.code = @room)
	OR l.room = @room AND l.inventory NOT IN (SELECT inventory FROM objects WHERE museum_id = @museum AND room_id IS NOT NULL))`

const listOrder = ` ORDER BY l.state <> 'failed', l.changed_at DESC, l.document_id DESC `

// Documents lists a page of a museum's documents: those that failed first, then
// by the date of their newest revision, newest first. Deleted ones are listed
// only when their state is asked for.
func (s *Store) Documents(ctx context.Context, q guide.DocumentQuery) (guide.DocumentList, error) {
	var out guide.DocumentList
	where, args := listFilters(q)
	if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM listed_documents l `+where, args).Scan(&out.Total); err != nil {
		return out, fmt.Errorf("count documents: %w", unavailable(err))
	}
	args["offset"], args["limit"] = q.Offset, q.Limit
	// The page is chosen first, by as little as it takes; only its documents are
	// then read whole.
	rows, err := s.pool.Query(ctx, `
		WITH page AS MATERIALIZED (SELECT l.document_id FROM listed_documents l `+where+listOrder+`OFFSET @offset LIMIT @limit)`+
		selectListed+`WHERE l.document_id IN (SELECT document_id FROM page)`+listOrder, args)
	if err != nil {
		return out, fmt.Errorf("list documents: %w", unavailable(err))
	}
	if out.Documents, err = pgx.CollectRows(rows, scanListed); err != nil {
		return out, fmt.Errorf("list documents: %w", unavailable(err))
	}
	if out.Langs, err = s.distinct(ctx, "lang", q.MuseumID); err != nil {
		return out, fmt.Errorf("list languages: %w", unavailable(err))
	}
	if out.Authors, err = s.distinct(ctx, "author", q.MuseumID); err != nil {
		return out, fmt.Errorf("list authors: %w", unavailable(err))
	}
	return out, nil
}

// distinct lists the first 200 values of a column that has an index behind the
// museum. It goes from each value to the next, since reading all rows to find
// that they are in two languages would take longer than the page itself.
func (s *Store) distinct(ctx context.Context, column string, museum int64) ([]string, error) {
	next := `(SELECT ` + column + ` FROM listed_documents WHERE museum_id = $1 AND ` + column + ` > %s ORDER BY ` + column + ` LIMIT 1)`
	rows, err := s.pool.Query(ctx, `
		WITH RECURSIVE found AS (
		    SELECT `+fmt.Sprintf(next, `''`)+` AS value
		    UNION ALL SELECT `+fmt.Sprintf(next, `found.value`)+` FROM found WHERE found.value IS NOT NULL
		)
		SELECT value FROM found WHERE value IS NOT NULL LIMIT 200`, museum)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
