package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// selectRuns reads runs with what they add up to; see scannedRun.
const selectRuns = `
	SELECT r.public_id, r.started_at, r.ended_at, coalesce(r.failure, ''), r.commit, r.space, r.model, o.*
	FROM set_runs r, LATERAL (
		SELECT count(*), count(*) FILTER (WHERE got <> ''), count(*) FILTER (WHERE is_right), count(*) FILTER (WHERE is_work),
		       count(*) FILTER (WHERE is_work AND is_first)
		FROM set_outcomes WHERE run_id = r.id) o (of, asked, n_right, works, n_first)
	`

// EnqueueRun puts a run into the queue of jobs, in the transaction that made it.
type EnqueueRun func(ctx context.Context, tx pgx.Tx, run int64) error

// StartRun begins a run of a set, whose questions are kept as they are now. made
// says with what. A set that is being run already is guide.ErrConflict, an empty
// one guide.ErrInvalid. The oldest runs beyond guide.MaxKeptRuns are forgotten.
func (s *Store) StartRun(ctx context.Context, by guide.User, set string, made guide.SetRun, enqueue EnqueueRun) (id string, err error) {
	id = publicID()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var setID, run int64
		if err := tx.QueryRow(ctx, `SELECT id FROM question_sets WHERE museum_id = $1 AND public_id = $2 FOR UPDATE`, by.Museum.ID, set).Scan(&setID); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `INSERT INTO set_runs (public_id, set_id, commit, space, model) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
			id, setID, made.Commit, made.Space, made.Model).Scan(&run); err != nil {
			return taken(err, "set_runs_open")
		}
		questions, err := tx.Exec(ctx, `
			INSERT INTO set_outcomes (run_id, ordinal, question, lang, want)
			SELECT $2, row_number() OVER (ORDER BY id), question, lang, want FROM set_questions WHERE set_id = $1`, setID, run)
		if err == nil && questions.RowsAffected() == 0 {
			err = guide.Invalidf("questions", "the set has none")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM set_runs WHERE id IN (SELECT id FROM set_runs WHERE set_id = $1 ORDER BY id DESC OFFSET $2)`, setID, guide.MaxKeptRuns); err != nil {
			return err
		}
		if err := enqueue(ctx, tx, run); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "set.run", set, nil)
	})
	if err != nil {
		return "", fmt.Errorf("start a run of set %.80q: %w", set, err)
	}
	return id, nil
}

// Runs lists a set's runs, newest first.
func (s *Store) Runs(ctx context.Context, museum int64, set string) ([]guide.SetRun, error) {
	rows, err := s.pool.Query(ctx, selectRuns+`
		WHERE r.set_id = (SELECT id FROM question_sets WHERE museum_id = $1 AND public_id = $2) ORDER BY r.id DESC LIMIT $3`, museum, set, guide.MaxKeptRuns)
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", unavailable(err))
	}
	runs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.SetRun, error) {
		var r scannedRun
		err := row.Scan(r.fields()...)
		return r.run(), err
	})
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", unavailable(err))
	}
	return runs, nil
}

// Judged is what became of the questions of a run of a museum's set, in the order of the questions.
func (s *Store) Judged(ctx context.Context, museum int64, run string) ([]guide.Judged, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT o.lang, o.question, o.want, o.got, o.is_right, o.is_work, o.is_first, o.read_as, o.said, o.reason, o.took
		FROM set_outcomes o JOIN set_runs r ON r.id = o.run_id JOIN question_sets q ON q.id = r.set_id
		WHERE q.museum_id = $1 AND r.public_id = $2 ORDER BY o.ordinal`, museum, run)
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", unavailable(err))
	}
	outcomes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.Judged])
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", unavailable(err))
	}
	return outcomes, nil
}

// StopRun ends a museum's run before its last question. One that has ended stays
// as it is.
func (s *Store) StopRun(ctx context.Context, museum int64, run string) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE set_runs r SET ended_at = now(), failure = 'stopped' FROM question_sets q
		WHERE q.id = r.set_id AND q.museum_id = $1 AND r.public_id = $2 AND r.ended_at IS NULL`, museum, run)
	if err != nil {
		return fmt.Errorf("stop a run: %w", unavailable(err))
	}
	return nil
}

// UnfinishedRuns are the runs under way, of all museums; nobody may be at them.
func (s *Store) UnfinishedRuns(ctx context.Context) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `SELECT id FROM set_runs WHERE ended_at IS NULL ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read unfinished runs: %w", unavailable(err))
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("read unfinished runs: %w", unavailable(err))
	}
	return ids, nil
}

// NextQuestion is the first question of a run that was not asked yet, with the
// code of its museum. A run that has none left, that has ended or was removed is
// guide.ErrNotFound.
func (s *Store) NextQuestion(ctx context.Context, run int64) (museum string, ordinal int, o guide.Judged, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT m.code, o.ordinal, o.lang, o.question, o.want
		FROM set_outcomes o JOIN set_runs r ON r.id = o.run_id JOIN question_sets q ON q.id = r.set_id JOIN museums m ON m.id = q.museum_id
		WHERE o.run_id = $1 AND o.got = '' AND r.ended_at IS NULL ORDER BY o.ordinal LIMIT 1`, run).
		Scan(&museum, &ordinal, &o.Lang, &o.Question, &o.Want)
	if err != nil {
		return "", 0, o, fmt.Errorf("next question of a run: %w", unavailable(err))
	}
	return museum, ordinal, o, nil
}

// SaveOutcome keeps what became of a run's question, unless that is known or the
// run has ended. With the last one the run ends.
func (s *Store) SaveOutcome(ctx context.Context, run int64, ordinal int, o guide.Judged) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT FROM set_runs WHERE id = $1 AND ended_at IS NULL FOR UPDATE`, run).Scan(); err != nil {
			if errors.Is(err, pgx.ErrNoRows) {
				return nil // stopped meanwhile
			}
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE set_outcomes SET got = $3, is_right = $4, is_work = $5, is_first = $6, read_as = $7, said = $8, reason = $9, took = $10
			WHERE run_id = $1 AND ordinal = $2 AND got = ''`,
			run, ordinal, o.Got, o.Right, o.Work, o.First, o.Read, o.Said, o.Reason, o.Took); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE set_runs SET ended_at = now() WHERE id = $1 AND NOT EXISTS (SELECT FROM set_outcomes WHERE run_id = $1 AND got = '')`, run)
		return err
	})
	if err != nil {
		return fmt.Errorf("save an outcome: %w", err)
	}
	return nil
}

// BreakRun ends a run that cannot go on.
func (s *Store) BreakRun(ctx context.Context, run int64) error {
	if _, err := s.pool.Exec(ctx, `UPDATE set_runs SET ended_at = now(), failure = 'broken' WHERE id = $1 AND ended_at IS NULL`, run); err != nil {
		return fmt.Errorf("end a run: %w", unavailable(err))
	}
	return nil
}
