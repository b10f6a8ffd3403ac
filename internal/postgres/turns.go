package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// NewID makes a public id for a turn or a conversation.
func NewID() string { return publicID() }

// SaveTurn writes a turn with its evidence, and a gap when the notes did not
// cover it. The conversation is made when it is new. A conversation of another
// museum is guide.ErrNotFound. Saving the same turn twice is one turn.
func (s *Store) SaveTurn(ctx context.Context, t guide.Turn) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		conversation, err := ensureConversation(ctx, tx, t.Question.Museum.ID, t.Conversation)
		if err != nil {
			return fmt.Errorf("conversation: %w", err)
		}
		id, err := insertTurn(ctx, tx, conversation, t)
		if err != nil || id == 0 {
			return err
		}
		if err := insertEvidence(ctx, tx, id, t.Hits); err != nil {
			return fmt.Errorf("evidence: %w", err)
		}
		if t.Verdict != guide.NotCovered {
			return nil
		}
		_, err = tx.Exec(ctx, `INSERT INTO gaps (museum_id, turn_id) VALUES ($1, $2)`, t.Question.Museum.ID, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("save turn: %w", err)
	}
	return nil
}

func ensureConversation(ctx context.Context, tx pgx.Tx, museum int64, publicID string) (int64, error) {
	if _, err := tx.Exec(ctx, `
		INSERT INTO conversations (public_id, museum_id) VALUES ($1, $2) ON CONFLICT (public_id) DO NOTHING`,
		publicID, museum); err != nil {
		return 0, err
	}
	var id int64
	// Held until the turn is in it: see purgeConversations.
	err := tx.QueryRow(ctx, `SELECT id FROM conversations WHERE public_id = $1 AND museum_id = $2 FOR KEY SHARE`, publicID, museum).Scan(&id)
	return id, err
}

// insertTurn returns the new turn's id, or 0 when it was saved before.
func insertTurn(ctx context.Context, tx pgx.Tx, conversation int64, t guide.Turn) (int64, error) {
	sentences, err := json.Marshal(t.Sentences)
	if err != nil {
		return 0, err
	}
	citations, err := json.Marshal(t.Citations)
	if err != nil {
		return 0, err
	}
	kept, err := json.Marshal(append([]guide.Withheld{}, t.Kept...)) // never null
	if err != nil {
		return 0, err
	}
	degraded := make([]string, len(t.Degraded))
	for i, d := range t.Degraded {
		degraded[i] = string(d)
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO turns (public_id, conversation_id, museum_id, asked_at, question, standalone, inventory, room, lang,
		                   verdict, mode, answer, sentences, citations, withheld, degraded, reason, model, prompt, space, timings, kept, level, drift)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, coalesce($21::jsonb, '{}'), $22,
		        coalesce(nullif($23, ''), 'everyone'), coalesce($24::text[], '{}'))
		ON CONFLICT (public_id) DO NOTHING RETURNING id`,
		t.ID, conversation, t.Question.Museum.ID, t.At, t.Question.Text, t.Standalone, t.Question.Object, t.Question.Room, t.Lang,
		t.Verdict, t.Mode, t.Text(), sentences, citations, t.Withheld, degraded, t.Reason, t.Model, t.Prompt,
		t.Question.Museum.Space.Name, t.Timings, kept, t.Question.Level, t.Drift).Scan(&id)
	if err == pgx.ErrNoRows {
		return 0, nil
	}
	return id, err
}

func insertEvidence(ctx context.Context, tx pgx.Tx, turn int64, hits []guide.Hit) error {
	var batch pgx.Batch
	for i, h := range hits {
		// A passage deleted since the search leaves its scores behind, not its words.
		batch.Queue(`
			INSERT INTO turn_evidence (turn_id, ordinal, passage_id, lexical_rank, lexical_score, vector_rank, vector_score, score)
			VALUES ($1, $2, (SELECT id FROM passages WHERE id = $3 FOR KEY SHARE), $4, $5, $6, $7, $8)`,
			turn, i, h.PassageID, h.LexicalRank, h.LexicalScore, h.VectorRank, h.VectorScore, h.Score)
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// History returns the last turns of a conversation, oldest first, at most limit.
// An unknown conversation, or one of another museum, has none.
func (s *Store) History(ctx context.Context, museum int64, conversation string, limit int) ([]guide.Exchange, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT t.question, t.answer, t.lang, t.citations
		FROM turns t JOIN conversations c ON c.id = t.conversation_id
		WHERE c.public_id = $1 AND c.museum_id = $2
		ORDER BY t.id DESC LIMIT $3`, conversation, museum, limit)
	if err != nil {
		return nil, fmt.Errorf("read conversation: %w", unavailable(err))
	}
	newestFirst, err := pgx.CollectRows(rows, scanExchange)
	if err != nil {
		return nil, fmt.Errorf("read conversation: %w", unavailable(err))
	}
	out := make([]guide.Exchange, len(newestFirst))
	for i, x := range newestFirst {
		out[len(out)-1-i] = x
	}
	return out, nil
}

func scanExchange(row pgx.CollectableRow) (guide.Exchange, error) {
	var x guide.Exchange
	var citations []guide.Citation
	if err := row.Scan(&x.Question, &x.Answer, &x.Lang, &citations); err != nil {
		return x, err
	}
	x.Works = guide.CitedWorks(citations)
	return x, nil
}
