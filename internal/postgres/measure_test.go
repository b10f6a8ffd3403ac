package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"cicerone/internal/dbtest"
	"cicerone/internal/postgres"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// A search is recorded as it is sent, and what was recorded finds the same.
func TestRecordedSearch(t *testing.T) {
	pool := dbtest.DB(t)
	store := postgres.New(pool)
	museum := newMuseum(t, store, "botica", toyDims)
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	q := asked(museum, "triaga")
	record, err := store.RecordSearch(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{"whole": record.Whole, "leg": record.Leg} {
		if strings.ContainsAny(script, "@$") || !strings.Contains(script, "BEGIN") || !strings.Contains(script, "COMMIT") ||
			!strings.Contains(script, "(SELECT vector FROM bench_questions WHERE id = :q)") {
			t.Errorf("%s:\n%s", name, script)
		}
	}
	if n := strings.Count(record.Whole, `\startpipeline`); n != 2 {
		t.Errorf("%d round trips, want 2", n)
	}
	var found []int64
	for _, h := range search(t, store, q).Hits {
		found = append(found, h.PassageID)
	}
	slices.Sort(found)
	if diff := cmp.Diff(found, record.Passages); diff != "" {
		t.Errorf("passages (-found +recorded):\n%s", diff)
	}

	if err := store.KeepQuestions(t.Context(), museum.Space, [][]float32{q.Vector}, [][]int64{record.Passages}); err != nil {
		t.Fatal(err)
	}
	want, err := store.Nearest(t.Context(), q, false)
	if err != nil {
		t.Fatal(err)
	}
	leg := record.Leg
	for name, value := range record.Variables {
		leg = strings.ReplaceAll(leg, ":"+name, "'"+value+"'")
	}
	var got []int64
	for statement := range strings.SplitSeq(strings.ReplaceAll(leg, ":q)", "1)"), ";\n") {
		if !strings.Contains(statement, "ORDER BY") {
			continue
		}
		rows, err := pool.Query(t.Context(), statement)
		if err != nil {
			t.Fatal(err)
		}
		if got, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			t.Fatalf("%v in\n%s", err, statement)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nearest (-want +recorded):\n%s", diff)
	}
}

func TestStagesOfASearch(t *testing.T) {
	store := postgres.New(dbtest.DB(t))
	museum := newMuseum(t, store, "botica", toyDims)
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	q := asked(museum, "triaga")
	want := search(t, store, q)
	var stages []string
	got, err := store.TimedSearch(t.Context(), q, func(stage string) { stages = append(stages, stage) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-search +timed):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"words", "vectors", "hits", "fusion"}, stages); diff != "" {
		t.Error(diff)
	}
}

func TestCopyAgainAndSizes(t *testing.T) {
	store := postgres.New(dbtest.DB(t))
	museum := newMuseum(t, store, "botica", toyDims)
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	n, took, err := store.CopyAgain(t.Context(), 3)
	if err != nil || n != 3 || took <= 0 {
		t.Errorf("copied %d in %s, %v", n, took, err)
	}
	sizes, err := store.Sizes(t.Context())
	if err != nil || len(sizes) != 6 {
		t.Fatalf("%+v, %v", sizes, err)
	}
	for _, s := range sizes {
		if (s.Bytes <= 0) != strings.HasPrefix(s.Name, "graph") {
			t.Errorf("%s takes %d bytes", s.Name, s.Bytes)
		}
	}
	texts, err := store.SampleTexts(t.Context(), museum.ID, 5)
	again, errAgain := store.SampleTexts(t.Context(), museum.ID, 5)
	if diff := cmp.Diff(texts, again); err != nil || errAgain != nil || len(texts) != 5 || diff != "" {
		t.Errorf("%d texts, %v, %v\n%s", len(texts), err, errAgain, diff)
	}
}

// A scratch database is gone when it is removed, in use or not; those left by
// others go when nobody uses them.
func TestScratchDatabase(t *testing.T) {
	address := dbtest.Empty(t)
	scratch, remove, err := postgres.ScratchDatabase(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	_, removeSecond, err := postgres.ScratchDatabase(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	var here string
	if err := conn.QueryRow(t.Context(), `SELECT current_database()`).Scan(&here); err != nil || !strings.HasPrefix(here, "cicerone_scratch_") {
		t.Errorf("in %q, %v, after another was made", here, err)
	}
	for _, r := range []func() error{remove, removeSecond, remove} {
		if err := r(); err != nil {
			t.Error(err)
		}
	}
	if _, err := pgx.Connect(t.Context(), scratch); err == nil {
		t.Error("it is still there")
	}
	if _, _, err := postgres.ScratchDatabase(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"); err == nil {
		t.Error("made in a server that is not there")
	}
}
