package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"cicerone/internal/guide"
)

// Sets lists a museum's own sets of questions, each with its newest run, last
// edited first.
func (s *Store) Sets(ctx context.Context, museum int64) ([]guide.QuestionSet, error) {
	return s.sets(ctx, museum, "")
}

// Set is one of a museum's sets, or guide.ErrNotFound.
func (s *Store) Set(ctx context.Context, museum int64, id string) (guide.QuestionSet, error) {
	sets, err := s.sets(ctx, museum, id)
	if err == nil && len(sets) == 0 {
		err = fmt.Errorf("set %.80q: %w", id, guide.ErrNotFound)
	}
	if err != nil {
		return guide.QuestionSet{}, err
	}
	return sets[0], nil
}

// SetNamed is the museum's set of that name, in any case, or guide.ErrNotFound.
func (s *Store) SetNamed(ctx context.Context, museum int64, name string) (guide.QuestionSet, error) {
	var id string
	if err := s.pool.QueryRow(ctx, `SELECT public_id FROM question_sets WHERE museum_id = $1 AND lower(name) = lower($2)`, museum, name).Scan(&id); err != nil {
		return guide.QuestionSet{}, fmt.Errorf("set %.80q: %w", name, unavailable(err))
	}
	return s.Set(ctx, museum, id)
}

func (s *Store) sets(ctx context.Context, museum int64, id string) ([]guide.QuestionSet, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT q.public_id, q.name, (SELECT count(*) FROM set_questions WHERE set_id = q.id), q.edited_at, r.*
		FROM question_sets q
		LEFT JOIN LATERAL (`+selectRuns+`WHERE r.set_id = q.id ORDER BY r.id DESC LIMIT 1) r ON true
		WHERE q.museum_id = $1 AND ($2 = '' OR q.public_id = $2) ORDER BY q.edited_at DESC, q.id DESC LIMIT $3`, museum, id, guide.MaxSets)
	if err != nil {
		return nil, fmt.Errorf("read sets: %w", unavailable(err))
	}
	sets, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (guide.QuestionSet, error) {
		var q guide.QuestionSet
		var run scannedRun
		err := row.Scan(append([]any{&q.ID, &q.Name, &q.Questions, &q.Edited}, run.fields()...)...)
		q.Last = run.run()
		return q, err
	})
	if err != nil {
		return nil, fmt.Errorf("read sets: %w", unavailable(err))
	}
	return sets, nil
}

// SetQuestions lists the questions of a museum's set in the order they came in.
func (s *Store) SetQuestions(ctx context.Context, museum int64, set string) ([]guide.SetQuestion, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT q.id, q.question, q.lang, q.want FROM set_questions q JOIN question_sets s ON s.id = q.set_id
		WHERE s.museum_id = $1 AND s.public_id = $2 ORDER BY q.id`, museum, set)
	if err != nil {
		return nil, fmt.Errorf("read a set's questions: %w", unavailable(err))
	}
	questions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[guide.SetQuestion])
	if err != nil {
		return nil, fmt.Errorf("read a set's questions: %w", unavailable(err))
	}
	return questions, nil
}

// Wanted says how the museum writes what may be wanted: the numbers of its works,
// which are known in any case, and its documents' public ids. What it does not
// have is not in the answer.
func (s *Store) Wanted(ctx context.Context, museum int64, wants []string) (map[string]string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT DISTINCT ON (w) w, known FROM unnest($2::text[]) w, LATERAL (
			SELECT inventory AS known FROM objects WHERE museum_id = $1 AND lower(inventory) = lower(w)
			UNION ALL SELECT public_id FROM documents WHERE museum_id = $1 AND public_id = w) k
		ORDER BY w, known <> w, known`, museum, wants)
	if err != nil {
		return nil, fmt.Errorf("look up what is wanted: %w", unavailable(err))
	}
	out := map[string]string{guide.WantVisit: guide.WantVisit, guide.WantNothing: guide.WantNothing}
	var want, known string
	_, err = pgx.ForEachRow(rows, []any{&want, &known}, func() error { out[want] = known; return nil })
	if err != nil {
		return nil, fmt.Errorf("look up what is wanted: %w", unavailable(err))
	}
	return out, nil
}

// AddSet makes a set with its first questions, if any. A name that is taken is
// guide.ErrConflict; one set or question too many is guide.ErrInvalid.
func (s *Store) AddSet(ctx context.Context, by guide.User, name string, questions []guide.SetQuestion) (id string, err error) {
	id = publicID()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var have int
		var set int64
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM question_sets WHERE museum_id = $1`, by.Museum.ID).Scan(&have); err != nil {
			return err
		}
		if have >= guide.MaxSets {
			return guide.Invalidf("sets", "a museum keeps %d at most", guide.MaxSets)
		}
		if err := tx.QueryRow(ctx, `INSERT INTO question_sets (public_id, museum_id, name) VALUES ($1, $2, $3) RETURNING id`,
			id, by.Museum.ID, name).Scan(&set); err != nil {
			return taken(err, "question_sets_name")
		}
		if err := insertQuestions(ctx, tx, set, questions); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, "set.add", id, map[string]any{"name": name, "questions": len(questions)})
	})
	if err != nil {
		return "", fmt.Errorf("add a set: %w", err)
	}
	return id, nil
}

// taken is guide.ErrConflict for what a unique index does not allow twice.
func taken(err error, index string) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" && pg.ConstraintName == index {
		return fmt.Errorf("%w: %w", guide.ErrConflict, err)
	}
	return err
}

func insertQuestions(ctx context.Context, tx pgx.Tx, set int64, questions []guide.SetQuestion) error {
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"set_questions"}, []string{"set_id", "question", "lang", "want"},
		pgx.CopyFromSlice(len(questions), func(i int) ([]any, error) {
			q := questions[i]
			return []any{set, q.Question, q.Lang, q.Want}, nil
		})); err != nil {
		return err
	}
	var have int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM set_questions WHERE set_id = $1`, set).Scan(&have); err != nil {
		return err
	}
	if have > guide.MaxSetQuestions {
		return guide.Invalidf("questions", "a set holds %d at most", guide.MaxSetQuestions)
	}
	return nil
}

// changeSet does something to a set of the person's museum, and notes it.
func (s *Store) changeSet(ctx context.Context, by guide.User, set, action string, detail map[string]any, f func(tx pgx.Tx, id int64) error) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var id int64
		if err := tx.QueryRow(ctx, `UPDATE question_sets SET edited_at = now() WHERE museum_id = $1 AND public_id = $2 RETURNING id`,
			by.Museum.ID, set).Scan(&id); err != nil {
			return err
		}
		if err := f(tx, id); err != nil {
			return err
		}
		return audit(ctx, tx, by.Museum.ID, by.ID, action, set, detail)
	})
	if err != nil {
		return fmt.Errorf("%s %.80q: %w", action, set, err)
	}
	return nil
}

// RenameSet gives a set another name; one that is taken is guide.ErrConflict.
func (s *Store) RenameSet(ctx context.Context, by guide.User, set, name string) error {
	return s.changeSet(ctx, by, set, "set.edit", map[string]any{"name": name}, func(tx pgx.Tx, id int64) error {
		_, err := tx.Exec(ctx, `UPDATE question_sets SET name = $2 WHERE id = $1`, id, name)
		return taken(err, "question_sets_name")
	})
}

// RemoveSet removes a set with its runs.
func (s *Store) RemoveSet(ctx context.Context, by guide.User, set string) error {
	return s.changeSet(ctx, by, set, "set.remove", nil, func(tx pgx.Tx, id int64) error {
		_, err := tx.Exec(ctx, `DELETE FROM question_sets WHERE id = $1`, id)
		return err
	})
}

// AddSetQuestions adds questions to a set: all of them or, when they would be too
// many, none, and guide.ErrInvalid.
func (s *Store) AddSetQuestions(ctx context.Context, by guide.User, set string, questions []guide.SetQuestion) error {
	return s.changeSet(ctx, by, set, "set.edit", map[string]any{"added": len(questions)}, func(tx pgx.Tx, id int64) error {
		return insertQuestions(ctx, tx, id, questions)
	})
}

// EditSetQuestion changes a question of a set; runs keep it as it was.
func (s *Store) EditSetQuestion(ctx context.Context, by guide.User, set string, q guide.SetQuestion) error {
	return s.changeSet(ctx, by, set, "set.edit", map[string]any{"changed": 1}, func(tx pgx.Tx, id int64) error {
		return one(tx.Exec(ctx, `UPDATE set_questions SET question = $3, lang = $4, want = $5 WHERE set_id = $1 AND id = $2`, id, q.ID, q.Question, q.Lang, q.Want))
	})
}

// RemoveSetQuestion takes a question out of a set; runs keep it.
func (s *Store) RemoveSetQuestion(ctx context.Context, by guide.User, set string, question int64) error {
	return s.changeSet(ctx, by, set, "set.edit", map[string]any{"removed": 1}, func(tx pgx.Tx, id int64) error {
		return one(tx.Exec(ctx, `DELETE FROM set_questions WHERE set_id = $1 AND id = $2`, id, question))
	})
}

// one is guide.ErrNotFound for a statement that met no row.
func one(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return guide.ErrNotFound
	}
	return err
}

// scannedRun is a run as selectRuns has it, all of it NULL when there is none.
type scannedRun struct {
	id, commit, space, model, failure *string
	started, ended                    *time.Time
	of, asked, right, works, first    *int
}

func (r *scannedRun) fields() []any {
	return []any{&r.id, &r.started, &r.ended, &r.failure, &r.commit, &r.space, &r.model, &r.of, &r.asked, &r.right, &r.works, &r.first}
}

func (r *scannedRun) run() guide.SetRun {
	if r.id == nil {
		return guide.SetRun{}
	}
	return guide.SetRun{ID: *r.id, Started: *r.started, Ended: timeOrZero(r.ended), Failure: guide.RunFailure(*r.failure), Commit: *r.commit, Space: *r.space,
		Model: *r.model, Of: *r.of, Asked: *r.asked, Right: *r.right, Works: *r.works, First: *r.first}
}
