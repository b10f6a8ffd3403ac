package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Turn is a museum's turn with all its evidence, by its public id, or
// guide.ErrNotFound. Of a passage that has been deleted since, only ranks and
// scores are left: its PassageID is 0. Documents that visitors may not see, or no
// longer, are told as they are: this is for the museum's people.
func (s *Store) Turn(ctx context.Context, museum int64, publicID string) (guide.Turn, error) {
	var t guide.Turn
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		id, err := readTurn(ctx, tx, museum, publicID, &t)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT coalesce(p.id, 0), coalesce(d.id, 0), coalesce(d.public_id, ''), coalesce(d.kind, ''), coalesce(o.inventory, ''),
			       coalesce(d.title, ''), coalesce(d.lang, ''), coalesce(r.author, ''), coalesce(r.number, 0), r.created_at,
			       coalesce(p.heading, ''), coalesce(p.text, ''), coalesce(p.start_rune, 0), coalesce(p.end_rune, 0),
			       e.lexical_rank, e.lexical_score, e.vector_rank, e.vector_score, e.score
			FROM turn_evidence e
			LEFT JOIN passages p ON p.id = e.passage_id
			LEFT JOIN revisions r ON r.id = p.revision_id
			LEFT JOIN documents d ON d.id = r.document_id
			LEFT JOIN objects o ON o.id = d.object_id
			WHERE e.turn_id = $1 ORDER BY e.ordinal`, id)
		if err != nil {
			return err
		}
		t.Hits, err = pgx.CollectRows(rows, scanEvidence)
		return err
	})
	if err != nil {
		return guide.Turn{}, fmt.Errorf("read turn: %w", err)
	}
	return t, nil
}

// readTurn reads a turn without its evidence, and returns its row's id.
func readTurn(ctx context.Context, tx pgx.Tx, museum int64, publicID string, t *guide.Turn) (id int64, err error) {
	var degraded []string
	q := &t.Question
	err = tx.QueryRow(ctx, `
		SELECT t.id, t.public_id, c.public_id, t.asked_at, t.question, t.standalone, t.inventory, t.room, t.level, t.lang,
		       t.verdict, t.mode, t.sentences, t.citations, t.withheld, t.degraded, t.reason, t.model, t.prompt, t.drift, t.space, t.timings, t.kept
		FROM turns t JOIN conversations c ON c.id = t.conversation_id
		WHERE t.public_id = $1 AND t.museum_id = $2`, publicID, museum).Scan(
		&id, &t.ID, &t.Conversation, &t.At, &q.Text, &t.Standalone, &q.Object, &q.Room, &q.Level, &t.Lang,
		&t.Verdict, &t.Mode, &t.Sentences, &t.Citations, &t.Withheld, &degraded, &t.Reason, &t.Model, &t.Prompt, &t.Drift, &q.Museum.Space.Name, &t.Timings, &t.Kept)
	for _, d := range degraded {
		t.Degraded = append(t.Degraded, guide.Degradation(d))
	}
	q.Museum.ID = museum
	return id, err
}

func scanEvidence(row pgx.CollectableRow) (guide.Hit, error) {
	var h guide.Hit
	var date *time.Time
	err := row.Scan(&h.PassageID, &h.DocumentID, &h.Document, &h.Kind, &h.Inventory, &h.Title, &h.Lang, &h.Author, &h.Revision, &date,
		&h.Heading, &h.Text, &h.Start, &h.End, &h.LexicalRank, &h.LexicalScore, &h.VectorRank, &h.VectorScore, &h.Score)
	h.Date = timeOrZero(date)
	return h, err
}
