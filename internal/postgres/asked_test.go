package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cicerone/internal/guide"
	"cicerone/internal/retention"
)

// asked saves a turn about no work, at a time, and returns its public id.
func (c *collection) asked(m guide.Museum, at time.Time, verdict guide.Verdict, question string) string {
	c.t.Helper()
	id := fmt.Sprintf("turn-%d", c.count(`SELECT count(*) FROM turns`)+c.count(`SELECT coalesce(sum(asked), 0) FROM question_days`))
	c.save(guide.Turn{ID: id, Conversation: "visit-" + id, Question: guide.Question{Museum: m, Text: question}, Lang: "pt",
		Verdict: verdict, Mode: guide.ModeQuote, At: at, Timings: guide.Timings{"total": 20}})
	return id
}

func TestRate(t *testing.T) {
	c := newCollection(t)
	now := time.Now()
	good := c.asked(c.museum, now, guide.Answered, "Quem?")
	old := c.asked(c.museum, now.Add(-25*time.Hour), guide.Answered, "Quem?")
	vain := c.asked(c.museum, now, guide.NotCovered, "Quem?")
	tests := []struct {
		turn    string
		helpful bool
		reason  string
		err     error
		want    string
	}{
		{good, true, "", nil, "true "},
		{good, false, "Faltou a data.", nil, "false Faltou a data."},
		{good, false, strings.Repeat("ã", 500), nil, "false " + strings.Repeat("ã", 500)},
		{good, false, strings.Repeat("a", 501), guide.ErrInvalid, "false " + strings.Repeat("ã", 500)},
		{good, false, "a\x00b", guide.ErrInvalid, "false " + strings.Repeat("ã", 500)},
		{good, true, "sem sentido", nil, "true "},
		{old, true, "", guide.ErrNotFound, ""},
		{vain, true, "", guide.ErrNotFound, ""},
		{"nenhum", true, "", guide.ErrNotFound, ""},
	}
	for _, tt := range tests {
		if err := c.Rate(t.Context(), tt.turn, tt.helpful, tt.reason, now); !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("Rate(%s, %v, %.10q): got %v, want %v", tt.turn, tt.helpful, tt.reason, err, tt.err)
		}
		got := c.text(`SELECT coalesce(max(f.helpful || ' ' || f.reason), '') FROM feedback f JOIN turns t ON t.id = turn_id WHERE public_id = $1`, tt.turn)
		if got != tt.want {
			t.Errorf("kept of %s: got %q, want %q", tt.turn, got, tt.want)
		}
	}
}

// text is the text that a statement selects.
func (c *collection) text(sql string, args ...any) (out string) {
	c.t.Helper()
	if err := c.pool.QueryRow(c.t.Context(), sql, args...).Scan(&out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

func TestGapsAreClosedAndOpenedTogether(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	now := time.Now()
	c.asked(c.museum, now, guide.NotCovered, "Há ratos?")
	c.asked(c.museum, now, guide.NotCovered, "Há gatos?")
	c.asked(other, now, guide.NotCovered, "Há cães?")
	gaps := c.openGaps(c.museum)
	if len(gaps) != 2 || gaps[0].Question != "Há gatos?" || gaps[0].Turn != "turn-1" {
		t.Fatalf("gaps: %+v", gaps)
	}
	foreign := c.openGaps(other)[0].ID
	closing, err := c.CloseGaps(t.Context(), c.editor, []int64{gaps[0].ID, foreign}, guide.ClosedDismissed)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.openGaps(c.museum); len(got) != 1 || got[0].Question != "Há ratos?" {
		t.Errorf("open after closing: %+v", got)
	}
	if len(c.openGaps(other)) != 1 {
		t.Error("another museum's gap was closed")
	}
	if _, err := c.CloseGaps(t.Context(), c.editor, []int64{gaps[0].ID}, guide.ClosedNote); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("closing again: got %v, want ErrConflict", err)
	}
	for range 2 { // the second time changes nothing
		if err := c.ReopenGaps(t.Context(), c.editor, closing); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.openGaps(c.museum); len(got) != 2 {
		t.Errorf("open after undoing: %+v", got)
	}
	if err := c.ReopenGaps(t.Context(), c.editor, "never"); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("unknown closing: got %v, want ErrNotFound", err)
	}
	if diff := cmp.Diff([]string{"gap.close by editor@museu.pt", "gap.reopen by editor@museu.pt"}, c.acts(closing)); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
}

func (c *collection) openGaps(m guide.Museum) []guide.Gap {
	c.t.Helper()
	gaps, err := c.Gaps(c.t.Context(), m.ID, 10)
	if err != nil {
		c.t.Fatal(err)
	}
	return gaps
}

func TestPins(t *testing.T) {
	c := newCollection(t)
	c.put("a.md", note("Almofariz", "cg-1", "pt", "Serve para moer."), true)
	draft := guide.DraftPin{Question: "Quem o restaurou?", Answer: "O ateliê do museu.", Lang: "pt", Inventory: "CG-1"}
	id, err := c.AddPin(t.Context(), c.editor, draft)
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Pin{ID: id, Question: draft.Question, Answer: draft.Answer, Lang: "pt", Inventory: "cg-1", Names: []string{"cg-1", "Almofariz"}, Author: "Pessoa"}
	untimed := cmpopts.IgnoreFields(guide.Pin{}, "Date")
	if diff := cmp.Diff([]guide.Pin{want}, c.livePins(c.museum), untimed); diff != "" {
		t.Errorf("added (-want +got):\n%s", diff)
	}

	changed := guide.DraftPin{Question: "Há ratos?", Answer: "Não.", Lang: "pt"}
	if err := c.EditPin(t.Context(), c.editor, id, changed); err != nil {
		t.Fatal(err)
	}
	want.Question, want.Answer, want.Inventory, want.Names = changed.Question, changed.Answer, "", []string{}
	if diff := cmp.Diff([]guide.Pin{want}, c.livePins(c.museum), untimed); diff != "" {
		t.Errorf("edited (-want +got):\n%s", diff)
	}

	for range 2 {
		if err := c.WithdrawPin(t.Context(), c.editor, id); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.livePins(c.museum); len(got) != 0 {
		t.Errorf("live after withdrawing: %+v", got)
	}
	if p, err := c.Pin(t.Context(), c.museum.ID, id); err != nil || p.Withdrawn.IsZero() {
		t.Errorf("withdrawn: %+v, %v", p, err)
	}
	if err := c.RestorePin(t.Context(), c.editor, id); err != nil {
		t.Fatal(err)
	}
	if got := c.livePins(c.museum); len(got) != 1 {
		t.Errorf("live after restoring: %+v", got)
	}
	if diff := cmp.Diff([]string{"pin.add by editor@museu.pt", "pin.edit by editor@museu.pt", "pin.withdraw by editor@museu.pt", "pin.restore by editor@museu.pt"}, c.acts(id)); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}

	other := c.editor
	other.Museum = c.addMuseum("outro")
	draft.Inventory = "cg-9"
	for name, err := range map[string]error{
		"edit": c.EditPin(t.Context(), other, id, changed), "withdraw": c.WithdrawPin(t.Context(), other, id), "restore": c.RestorePin(t.Context(), other, id),
	} {
		if !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s from another museum: got %v, want ErrNotFound", name, err)
		}
	}
	if _, err := c.AddPin(t.Context(), c.editor, draft); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("unknown object: got %v, want ErrInvalid", err)
	}
	if got := c.livePins(other.Museum); len(got) != 0 {
		t.Errorf("another museum has %+v", got)
	}
}

func (c *collection) livePins(m guide.Museum) []guide.Pin {
	c.t.Helper()
	pins, err := c.LivePins(c.t.Context(), m.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	return pins
}

// Two museums keep their questions for different times. What is older goes, with
// all that hangs on it; what is newer stays; the figures are the same before and
// after, and a second run changes nothing.
func TestPurge(t *testing.T) {
	c := newCollection(t)
	short := c.addMuseum("outro")
	execute(t, c.pool, `UPDATE museums SET settings = '{"keep_days": 7}' WHERE code = 'outro'`)
	c.put("a.md", note("Almofariz", "cg-1", "pt", "Serve para moer."), true)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return now.Add(-time.Duration(n) * 24 * time.Hour) }
	for _, m := range []guide.Museum{c.museum, short} {
		for _, ago := range []int{1, 6, 8, 29, 31, 31, 60} {
			rated := c.asked(m, day(ago), guide.Answered, "Quem o fez?")
			if err := c.Rate(t.Context(), rated, ago != 60, "", day(ago)); err != nil {
				t.Fatal(err)
			}
			c.asked(m, day(ago), guide.NotCovered, "Há ratos?")
		}
	}
	atHand := func(id, work string) {
		c.save(guide.Turn{ID: id, Conversation: id, Question: guide.Question{Museum: c.museum, Text: "?", Object: work}, Lang: "en", Verdict: guide.Failed, Mode: guide.ModeQuote, At: day(40)})
	}
	atHand("work", "CG-1")
	atHand("words", "o meu nome é Ana") // nothing that was typed may outlive the turn
	// A visit that began long ago and goes on keeps its newer turn.
	long := answered(c, "long-1", "long", "Antes?")
	long.At = day(45)
	c.save(long)
	long.ID, long.At = "long-2", day(2)
	c.save(long)
	execute(t, c.pool, `UPDATE conversations c SET created_at = (SELECT min(asked_at) FROM turns WHERE conversation_id = c.id)`)
	execute(t, c.pool, `INSERT INTO sessions VALUES ('over', '', now() - interval '1 hour'), ('on', '', now() + interval '1 hour')`)
	execute(t, c.pool, `INSERT INTO invitations (token_sha256, museum_id, role, expires_at) VALUES (repeat('a', 64), 1, 'reader', '2026-10-01'), (repeat('b', 64), 1, 'reader', '2026-11-20')`)

	before := c.report(c.museum, day(89))
	first, err := retention.Purge(t.Context(), c.Store, now)
	if err != nil {
		t.Fatal(err)
	}
	// Galeria: 31, 31, 60 days twice, two at hand, one of the long visit. Outro: 8, 29, 31, 31, 60 twice.
	if want := (guide.Purged{Turns: 6 + 2 + 1 + 10, Conversations: 6 + 2 + 10, Sessions: 1, Invitations: 1}); first != want {
		t.Errorf("removed %+v, want %+v", first, want)
	}
	for table, want := range map[string]int{"turns": 8 + 1 + 4, "conversations": 8 + 1 + 4, "feedback": 4 + 2, "gaps": 4 + 2, "sessions": 1} {
		if got := c.count(`SELECT count(*) FROM ` + table); got != want {
			t.Errorf("%s: %d left, want %d", table, got, want)
		}
	}
	if got := c.text(`SELECT string_agg(d::text, ' ') FROM question_days d`); strings.Contains(got, "Ana") || !strings.Contains(got, "cg-1") {
		t.Errorf("figures hold %s", got)
	}
	after := c.report(c.museum, day(89))
	if diff := cmp.Diff(before, after, cmpopts.IgnoreFields(guide.AskedReport{}, "Works", "Kept", "Median", "P95")); diff != "" {
		t.Errorf("figures (-before +after):\n%s", diff)
	}
	if want := (guide.Figures{Asked: 18, Answered: 9, NotCovered: 7, Failed: 2, Helpful: 6, Unhelpful: 1}); after.Total != want {
		t.Errorf("in all: got %+v, want %+v", after.Total, want)
	}

	again, err := retention.Purge(t.Context(), c.Store, now)
	if err != nil || again != (guide.Purged{}) {
		t.Errorf("again: removed %+v, %v", again, err)
	}
	if diff := cmp.Diff(after, c.report(c.museum, day(89))); diff != "" {
		t.Errorf("figures after a second run (-want +got):\n%s", diff)
	}
}

func (c *collection) report(m guide.Museum, since time.Time) guide.AskedReport {
	c.t.Helper()
	r, err := c.AskedReport(c.t.Context(), guide.AskedQuery{MuseumID: m.ID, Since: since.Truncate(24 * time.Hour)})
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func TestAskedReport(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	yesterday := now.Add(-24 * time.Hour)
	good := c.asked(c.museum, now, guide.Answered, "Quem?")
	c.asked(c.museum, yesterday, guide.NotCovered, "Há ratos?")
	c.asked(other, now, guide.Answered, "De outrem?")
	turn := answered(c, "work", "work", "Para que serve?")
	turn.At, turn.Lang, turn.Timings = now, "en", guide.Timings{"total": 40}
	c.save(turn)
	if err := c.Rate(t.Context(), good, false, "Faltou a data.", now); err != nil {
		t.Fatal(err)
	}
	execute(t, c.pool, `INSERT INTO question_days VALUES (1, '2026-11-22', 'pt', 'CG-1', 5, 3, 1, 1, 2, 1), (1, '2026-10-01', 'pt', '', 9, 9, 0, 0, 0, 0)`)

	today, before := now.Truncate(24*time.Hour), yesterday.Truncate(24*time.Hour)
	tests := []struct {
		name string
		q    guide.AskedQuery
		want guide.AskedReport
	}{
		{"all", guide.AskedQuery{Since: before}, guide.AskedReport{
			Days: []guide.DayFigures{{Day: before, Figures: guide.Figures{Asked: 6, Answered: 3, NotCovered: 2, Failed: 1, Helpful: 2, Unhelpful: 1}},
				{Day: today, Figures: guide.Figures{Asked: 2, Answered: 2, Unhelpful: 1}}},
			Works: []guide.Count{{Value: "CG-1", N: 6}}, Median: 20, P95: 38, Kept: 3}},
		{"today", guide.AskedQuery{Since: today}, guide.AskedReport{
			Days:  []guide.DayFigures{{Day: today, Figures: guide.Figures{Asked: 2, Answered: 2, Unhelpful: 1}}},
			Works: []guide.Count{{Value: "cg-1", N: 1}}, Median: 30, P95: 39, Kept: 2}},
		{"not covered", guide.AskedQuery{Since: before, Verdict: guide.NotCovered}, guide.AskedReport{
			Days:  []guide.DayFigures{{Day: before, Figures: guide.Figures{Asked: 2, NotCovered: 2}}},
			Works: []guide.Count{{Value: "CG-1", N: 1}}, Median: 20, P95: 20, Kept: 1}},
		{"one work in one language", guide.AskedQuery{Since: before, Inventory: "Cg-1", Lang: "en"}, guide.AskedReport{
			Days:  []guide.DayFigures{{Day: today, Figures: guide.Figures{Asked: 1, Answered: 1}}},
			Works: []guide.Count{{Value: "cg-1", N: 1}}, Median: 40, P95: 40, Kept: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.q.MuseumID = c.museum.ID
			got, err := c.AskedReport(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(guide.AskedReport{}, "Total", "Langs"), cmpopts.EquateApprox(0.01, 0)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}

	turns, err := c.AskedTurns(t.Context(), guide.AskedQuery{MuseumID: c.museum.ID, Since: before}, 0, 2)
	if err != nil || len(turns) != 2 || turns[0].ID != "work" || turns[1].Reason != "Faltou a data." || !turns[1].Rated || turns[0].Citations[0].Title != "Almofariz" {
		t.Errorf("the newest two: %+v, %v", turns, err)
	}
	turns, err = c.AskedTurns(t.Context(), guide.AskedQuery{MuseumID: c.museum.ID, Since: before}, 2, 2)
	if err != nil || len(turns) != 1 || turns[0].Question != "Há ratos?" {
		t.Errorf("the next: %+v, %v", turns, err)
	}
}
