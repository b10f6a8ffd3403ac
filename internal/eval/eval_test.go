package eval

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func folder(t *testing.T) fstest.MapFS {
	return fstest.MapFS{
		"passages.pt.jsonl": {Data: []byte(`{"id":"set-pt-1","text":"Um."}` + "\n" + `{"id":"set-pt-2","text":"Dois."}` + "\n")},
		"questions.de.jsonl.gz": {Data: zipped(t, `{"id":"a","question":"Eins?","context_id":"set-de-1","answers":["um"]}`+"\n"+
			`{"id":"b","question":"Drei?","context_id":"set-de-3"}`+"\n")},
		"questions.pt.jsonl": {Data: []byte("{\n")},
	}
}

func TestOpen(t *testing.T) {
	got, err := Open(folder(t), "set", "pt", "de")
	if err != nil {
		t.Fatal(err)
	}
	want := Set{Name: "set", Passages: "pt", Questions: "de",
		Asked: []Item{{ID: "a", Question: "Eins?", Passage: "set-pt-1", Answers: []string{"um"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	foreign, err := OpenForeign(folder(t), folder(t), "set", "pt", "de")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Item{{ID: "a", Question: "Eins?"}, {ID: "b", Question: "Drei?"}}, foreign.Asked); diff != "" {
		t.Errorf("questions of another collection (-want +got):\n%s", diff)
	}
	for _, wrong := range [][2]string{{"pt", "pt"}, {"pt", "fr"}, {"fr", "de"}} { // not JSON; no such file, twice
		if _, err := Open(folder(t), "set", wrong[0], wrong[1]); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%v: got %v, want an invalid set", wrong, err)
		}
	}
}

func TestHalves(t *testing.T) {
	set := Set{Asked: []Item{{ID: "1"}, {ID: "2"}}} // hashes 340ca71c and 370cabd5, by another program
	for half, want := range map[Half][]Item{Development: {{ID: "1"}}, HeldOut: {{ID: "2"}}, "": set.Asked} {
		if got, err := set.In(half); err != nil || !cmp.Equal(want, got.Asked) {
			t.Errorf("half %q: got %v, %v, want %v", half, got.Asked, err, want)
		}
	}
	if _, err := (Set{Asked: set.Asked[:1]}).In(HeldOut); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("an empty half: got %v, want it refused", err)
	}
}

func TestLanguages(t *testing.T) {
	got, err := Languages(folder(t), "questions")
	if diff := cmp.Diff([]string{"de", "pt"}, got); err != nil || diff != "" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := Languages(fstest.MapFS{}, "passages"); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("empty folder: got %v", err)
	}
}

func TestFigures(t *testing.T) {
	tests := []struct {
		rank                      int
		at1, at5, mrr, discounted float64
	}{
		{0, 0, 0, 0, 0}, {1, 1, 1, 1, 1}, {2, 0, 1, .5, 1 / math.Log2(3)}, {10, 0, 0, .1, 1 / math.Log2(11)}, {11, 0, 0, 0, 0},
	}
	for _, tt := range tests {
		got := []float64{recall(tt.rank, 1), recall(tt.rank, 5), reciprocal(tt.rank), gain(tt.rank)}
		if diff := cmp.Diff([]float64{tt.at1, tt.at5, tt.mrr, tt.discounted}, got); diff != "" {
			t.Errorf("rank %d (-want +got):\n%s", tt.rank, diff)
		}
	}
}

func TestMeasure(t *testing.T) {
	values := make([]float64, 100)
	for i := range 80 {
		values[i] = 1
	}
	got := measure(values)
	if got.Mean != .8 || got.Low < .70 || got.Low > .75 || got.High < .85 || got.High > .90 { // ±1.96·√(.8·.2/100) = ±.078
		t.Errorf("got %+v, want .8 between about .72 and .88", got)
	}
	if again := measure(values); again != got {
		t.Errorf("a second time: got %+v, want %+v", again, got)
	}
	if got := measure(nil); got != (Measure{}) {
		t.Errorf("of nothing: got %+v", got)
	}
}

func TestRankOfCountsPassagesOnce(t *testing.T) {
	hit := func(source string, lexical, vector int) Hit {
		return Hit{Hit: guide.Hit{LexicalRank: lexical, VectorRank: vector}, Source: source}
	}
	hits := []Hit{hit("a", 3, 0), hit("a", 2, 1), hit("b", 1, 0), hit("c", 0, 2)}
	for leg, want := range map[Leg]map[string]int{
		Hybrid:  {"a": 1, "b": 2, "c": 3, "d": 0},
		Lexical: {"a": 2, "b": 1, "c": 0},
		Vector:  {"a": 1, "b": 0, "c": 2},
	} {
		for passage, rank := range want {
			if got := rankOf(passage, order(hits, leg)); got != rank {
				t.Errorf("%s of %s: got %d, want %d", leg, passage, got, rank)
			}
		}
	}
}

func TestMeasureAnswers(t *testing.T) {
	set := Set{Name: "set", Questions: "pt", Passages: "pt", Asked: []Item{
		{Question: "certa", Answers: []string{"séc. XVI"}}, {Question: "errada", Answers: []string{"1506"}},
		{Question: "recusada", Answers: []string{"ouro"}}, {Question: "sem resposta conhecida"},
	}}
	shown := map[string]string{"certa": "É do SÉC XVI, diz-se.", "errada": "É de 15061.", "sem resposta conhecida": "Talvez."}
	got, err := MeasureAnswers(t.Context(), set, func(_ context.Context, question, _ string) (Asked, error) {
		turn := guide.Turn{Verdict: guide.NotCovered}
		if s := shown[question]; s != "" {
			turn = guide.Turn{Verdict: guide.Answered, Sentences: []guide.Sentence{{Text: s}}}
		}
		return Asked{Turn: turn}, nil
	}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if got.Known != 3 || got.Gold.Mean != 1./3 || got.Refused.Mean != .25 || got.Words.Mean != 9./3 {
		t.Errorf("got %+v, want 1 of 3 known answers, a quarter refused, 3 words", got)
	}
	down := errors.New("down")
	if _, err := MeasureAnswers(t.Context(), set, func(context.Context, string, string) (Asked, error) { return Asked{}, down }, nil); !errors.Is(err, down) {
		t.Errorf("got %v, want the asker's error", err)
	}
}

func TestMarkdown(t *testing.T) {
	report := Report{Header: Header{Command: "cicerone eval", Commit: "abc", Space: "s-1", At: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)},
		Retrieval: []Retrieval{{Set: "xquad", Questions: "en", Passages: "pt", Leg: Hybrid, N: 2, Recall1: Measure{.5, .25, 1}}},
		Answers:   []Answers{{Set: "faquad", Questions: "pt", Passages: "pt", N: 3}}}
	var b strings.Builder
	if err := report.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"`cicerone eval`", "quotations, no model", "2026-11-23", "| xquad | en → pt | 2 | hybrid | .500 [.25–1.00] |", "| faquad | pt → pt | 3 | none known |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, b.String())
		}
	}
}
