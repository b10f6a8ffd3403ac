package postgres

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

//go:embed asked.sql
var askedSQL string

// topWorks is how many works a report names.
const topWorks = 10

// AskedReport adds up what visitors asked: the questions that are still kept,
// and the figures of the days that outlived theirs.
func (s *Store) AskedReport(ctx context.Context, q guide.AskedQuery) (guide.AskedReport, error) {
	var out guide.AskedReport
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		args := askedArgs(q)
		args["works"] = topWorks
		rows, err := tx.Query(ctx, askedSQL, args)
		if err != nil {
			return err
		}
		if err := readAsked(rows, &out); err != nil {
			return err
		}
		// NULL when there is no question.
		var times []float64
		if err := tx.QueryRow(ctx, `
			SELECT count(*), percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY took_ms)
			FROM turns t WHERE `+keptWhere, askedArgs(q)).Scan(&out.Kept, &times); err != nil {
			return err
		}
		if len(times) == 2 {
			out.Median, out.P95 = times[0], times[1]
		}
		return nil
	})
	if err != nil {
		return guide.AskedReport{}, fmt.Errorf("add up questions: %w", err)
	}
	return out, nil
}

// readAsked sorts the rows of asked.sql into a report.
func readAsked(rows pgx.Rows, out *guide.AskedReport) error {
	var kind, value string
	var f guide.Figures
	var place int
	_, err := pgx.ForEachRow(rows, []any{&kind, &value, &f.Asked, &f.Answered, &f.NotCovered, &f.Failed, &f.Helpful, &f.Unhelpful, &place}, func() error {
		switch kind {
		case "work":
			out.Works = append(out.Works, guide.Count{Value: value, N: f.Asked})
		case "lang":
			out.Langs = append(out.Langs, guide.Count{Value: value, N: f.Asked})
		default:
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return err
			}
			out.Days = append(out.Days, guide.DayFigures{Day: day, Figures: f})
			out.Total = out.Total.Add(f)
		}
		return nil
	})
	return err
}

// keptWhere is true of the turns that a query asks for; its columns are all in
// the index turns_asked.
const keptWhere = `t.museum_id = @museum AND t.asked_at >= @since AND (@lang = '' OR t.lang = @lang)
	AND (@inventory = '' OR lower(t.inventory) = lower(@inventory)) AND (@verdict = '' OR t.verdict = @verdict)`

func askedArgs(q guide.AskedQuery) pgx.NamedArgs {
	return pgx.NamedArgs{"museum": q.MuseumID, "since": q.Since, "lang": q.Lang, "inventory": q.Inventory, "verdict": string(q.Verdict)}
}

// AskedTurns lists a page of the questions that are still kept, newest first.
func (s *Store) AskedTurns(ctx context.Context, q guide.AskedQuery, offset, limit int) ([]guide.AskedTurn, error) {
	args := askedArgs(q)
	args["offset"], args["limit"] = offset, limit
	// The page is chosen by the index alone; only its turns are then read whole.
	rows, err := s.pool.Query(ctx, `
		WITH page AS MATERIALIZED (
		    SELECT t.id FROM turns t WHERE `+keptWhere+` ORDER BY t.asked_at DESC, t.id DESC OFFSET @offset LIMIT @limit)
		SELECT t.public_id, t.asked_at, t.question, t.standalone, t.answer, t.lang, t.inventory, t.verdict, t.mode, t.citations, t.withheld, t.kept,
		       f.turn_id IS NOT NULL, coalesce(f.helpful, false), coalesce(f.reason, '')
		FROM page JOIN turns t ON t.id = page.id LEFT JOIN feedback f ON f.turn_id = t.id
		ORDER BY t.asked_at DESC, t.id DESC`, args)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", unavailable(err))
	}
	turns, err := pgx.CollectRows(rows, scanAskedTurn)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", unavailable(err))
	}
	return turns, nil
}

func scanAskedTurn(row pgx.CollectableRow) (guide.AskedTurn, error) {
	var t guide.AskedTurn
	var citations []byte
	if err := row.Scan(&t.ID, &t.At, &t.Question, &t.Took, &t.Answer, &t.Lang, &t.Inventory, &t.Verdict, &t.Mode, &citations, &t.Withheld, &t.Kept, &t.Rated, &t.Helpful, &t.Reason); err != nil {
		return t, err
	}
	return t, json.Unmarshal(citations, &t.Citations)
}

// DocumentBySource is the public id of the museum's document with a source, or
// guide.ErrNotFound.
func (s *Store) DocumentBySource(ctx context.Context, museum int64, source string) (id string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT public_id FROM documents WHERE museum_id = $1 AND source = $2`, museum, source).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("document of %s: %w", source, unavailable(err))
	}
	return id, nil
}
