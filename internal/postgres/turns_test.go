package postgres_test

import (
	"errors"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// answered is a turn about an object, resting on hits.
func answered(c *collection, id, conversation, question string, hits ...guide.Hit) guide.Turn {
	return guide.Turn{
		ID: id, Conversation: conversation, Question: guide.Question{Museum: c.museum, Text: question, Object: "cg-1", Room: "sala-2"},
		Lang: "pt", Verdict: guide.Answered, Mode: guide.ModeQuote, At: time.Now(),
		Sentences: []guide.Sentence{{Text: "Serve para moer.", Citations: []int{1}, Quoted: true, Lang: "pt"}, {Text: "Foi fundido em 1540.", Citations: []int{2}, Lang: "pt"}},
		Citations: []guide.Citation{{Number: 1, Inventory: "cg-1", Title: "Almofariz", Sentence: "Serve para moer."}, {Number: 2, Title: "A botica"}},
		Hits:      hits, Degraded: []guide.Degradation{guide.DegradedVector}, Timings: guide.Timings{"search": 1.5},
	}
}

func (c *collection) save(turn guide.Turn) {
	c.t.Helper()
	if err := c.SaveTurn(c.t.Context(), turn); err != nil {
		c.t.Fatal(err)
	}
}

func (c *collection) history(museum guide.Museum, conversation string, limit int) []guide.Exchange {
	c.t.Helper()
	got, err := c.History(c.t.Context(), museum.ID, conversation, limit)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

func TestHistory(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	for _, question := range []string{"primeira", "segunda", "terceira"} {
		c.save(answered(c, "turn-"+question, "visit", question))
	}
	c.save(answered(c, "turn-elsewhere", "another visit", "de outrem"))
	exchange := func(question string) guide.Exchange {
		return guide.Exchange{Question: question, Answer: "Serve para moer. Foi fundido em 1540.", Works: []guide.CitedWork{{Inventory: "cg-1", Title: "Almofariz"}}, Lang: "pt"}
	}
	if diff := cmp.Diff([]guide.Exchange{exchange("segunda"), exchange("terceira")}, c.history(c.museum, "visit", 2)); diff != "" {
		t.Errorf("the last two (-want +got):\n%s", diff)
	}
	if got := c.history(c.museum, "visit", 10); len(got) != 3 {
		t.Errorf("got %d exchanges, want 3", len(got))
	}
	if got := c.history(other, "visit", 10); len(got) != 0 {
		t.Errorf("another museum reads %d exchanges", len(got))
	}
	if got := c.history(c.museum, "never", 10); len(got) != 0 {
		t.Errorf("an unknown conversation has %d exchanges", len(got))
	}
}

// Saving the same turn again, at the same moment or later, is one turn, with its
// evidence and its gap once.
func TestSaveTurnOnce(t *testing.T) {
	c := newCollection(t)
	publish(t, c.Store, c.museum, cut("a.md", note("Almofariz", "cg-1", "pt", "Serve para moer.\nFoi fundido."), 4))
	found := search(t, c.Store, guide.Search{Museum: c.museum, At: time.Now(), Vector: []float32{1, 1, 1, 1}})
	turn := answered(c, "turn", "visit", "Quem o fez?", found.Hits...)
	turn.Verdict, turn.Reason = guide.NotCovered, "far_off"
	var saving sync.WaitGroup
	for range 4 {
		saving.Go(func() {
			if err := c.SaveTurn(t.Context(), turn); err != nil {
				t.Error(err)
			}
		})
	}
	saving.Wait()
	c.save(turn)
	for table, want := range map[string]int{"conversations": 1, "turns": 1, "turn_evidence": 2, "gaps": 1} {
		if got := c.count(`SELECT count(*) FROM ` + table); got != want {
			t.Errorf("%s: got %d rows, want %d", table, got, want)
		}
	}
	// An answered turn leaves no gap.
	c.save(answered(c, "turn 2", "visit", "Para que serve?"))
	if got := c.count(`SELECT count(*) FROM gaps`); got != 1 {
		t.Errorf("gaps: got %d, want 1", got)
	}
}

func TestSaveTurnInAnotherMuseumsConversation(t *testing.T) {
	c := newCollection(t)
	c.save(answered(c, "turn", "visit", "Quem o fez?"))
	stolen := answered(c, "turn 2", "visit", "E quando?")
	stolen.Question.Museum = c.addMuseum("outro")
	if err := c.SaveTurn(t.Context(), stolen); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if got := c.count(`SELECT count(*) FROM turns`); got != 1 {
		t.Errorf("turns: got %d, want 1", got)
	}
}

// Evidence keeps both ranks and scores, also of a passage that has been deleted
// since, and of one whose score is no number.
func TestSaveTurnEvidence(t *testing.T) {
	c := newCollection(t)
	publish(t, c.Store, c.museum, cut("a.md", note("Almofariz", "cg-1", "pt", "Serve para moer."), 4))
	hit := search(t, c.Store, guide.Search{Museum: c.museum, At: time.Now(), Text: "serve", Vector: []float32{1, 1, 1, 1}}).Hits[0]
	gone, odd := hit, hit
	gone.PassageID = 999_999
	odd.VectorScore = math.Inf(1)
	c.save(answered(c, "turn", "visit", "Para que serve?", hit, gone, odd))
	rows, err := c.pool.Query(t.Context(), `
		SELECT coalesce(passage_id, 0), lexical_rank, lexical_score, vector_rank, vector_score, score FROM turn_evidence ORDER BY ordinal`)
	if err != nil {
		t.Fatal(err)
	}
	type evidence struct {
		Passage     int64
		LexicalRank int
		Lexical     float64
		VectorRank  int
		Vector      float64
		Score       float64
	}
	got, err := pgx.CollectRows(rows, pgx.RowToStructByPos[evidence])
	if err != nil {
		t.Fatal(err)
	}
	kept := evidence{hit.PassageID, 1, hit.LexicalScore, 1, hit.VectorScore, hit.Score}
	want := []evidence{kept, kept, kept}
	want[1].Passage, want[2].Vector = 0, odd.VectorScore
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// A passage deleted later leaves its scores.
	execute(t, c.pool, `DELETE FROM passages`)
	if got := c.count(`SELECT count(*) FROM turn_evidence WHERE passage_id IS NULL`); got != 3 {
		t.Errorf("evidence without passage: got %d rows, want 3", got)
	}
}

// A turn that ended before anything was known of it can be saved too.
func TestSaveBareTurn(t *testing.T) {
	c := newCollection(t)
	c.save(guide.Turn{ID: "turn", Conversation: "visit", Question: guide.Question{Museum: c.museum, Text: "?"}, Lang: "pt",
		Verdict: guide.Failed, Mode: guide.ModeQuote, At: time.Now()})
	want := []guide.Exchange{{Question: "?", Lang: "pt"}}
	if diff := cmp.Diff(want, c.history(c.museum, "visit", 5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A turn in the guide's own words is kept as one, leaves no gap, and a follow-up
// with what it was understood as.
func TestSavePlainTurn(t *testing.T) {
	c := newCollection(t)
	plain := answered(c, "hello", "visit", "Olá!")
	plain.Mode, plain.Reason, plain.Citations = guide.ModePlain, guide.PlainGreeting, nil
	plain.At = time.Now()
	c.save(plain)
	followUp := answered(c, "when", "visit", "E quando?")
	followUp.Standalone, followUp.At = "E quando? [cg-1 Almofariz]", plain.At.Add(time.Second)
	c.save(followUp)
	turns, err := c.AskedTurns(t.Context(), guide.AskedQuery{MuseumID: c.museum.ID, Since: plain.At.Add(-time.Hour)}, 0, 2)
	if err != nil || len(turns) != 2 || turns[0].Took != followUp.Standalone || turns[1].Mode != guide.ModePlain || turns[1].Took != "" {
		t.Errorf("got %+v, %v", turns, err)
	}
	if gaps, err := c.Gaps(t.Context(), c.museum.ID, 5); err != nil || len(gaps) > 0 {
		t.Errorf("got gaps %+v, %v; want none", gaps, err)
	}
}
