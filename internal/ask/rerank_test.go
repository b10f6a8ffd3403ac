package ask

import (
	"context"
	"slices"
	"testing"

	"cicerone/internal/guide"
)

// longest likes long texts, or fails.
type longest struct {
	err   error
	texts []string
}

func (l *longest) Rerank(_ context.Context, _ string, texts []string) ([]float64, error) {
	l.texts = texts
	scores := make([]float64, len(texts))
	for i, text := range texts {
		scores[i] = float64(len(text) / 100) // equal for some
	}
	return scores, l.err
}

func TestRerankOrdersTheBest(t *testing.T) {
	m := openMuseum(t, nil)
	plain := question{text: "Quem pintou O Fado?"}
	hits := func() []guide.Hit {
		var out []guide.Hit
		for i := range 40 {
			out = append(out, guide.Hit{PassageID: int64(i), Text: string(make([]byte, 100*(i%3)))})
		}
		return out
	}
	m.Reranker = &longest{}
	got, turn := hits(), guide.Turn{}
	m.rerank(t.Context(), &turn, plain, got)
	want := slices.Clone(hits()[:30])
	slices.SortStableFunc(want, func(a, b guide.Hit) int { return len(b.Text) - len(a.Text) })
	want = append(want, hits()[30:]...)
	if !slices.Equal(order(got), order(want)) || len(turn.Degraded) > 0 {
		t.Errorf("order %v, degraded %v; want %v", order(got), turn.Degraded, order(want))
	}

	m.Reranker = &longest{err: guide.ErrUnavailable}
	got = hits()
	m.rerank(t.Context(), &turn, plain, got)
	if !slices.Equal(order(got), order(hits())) || !slices.Equal(turn.Degraded, []guide.Degradation{guide.DegradedRerank}) {
		t.Errorf("without the reranker: order %v, degraded %v; want it as it was, and said", order(got), turn.Degraded)
	}
}

func order(hits []guide.Hit) []int64 {
	var out []int64
	for _, h := range hits {
		out = append(out, h.PassageID)
	}
	return out
}

// The whole question is answered with and without.
func TestRerankedAnswer(t *testing.T) {
	for _, err := range []error{nil, guide.ErrUnavailable} {
		m := openMuseum(t, nil)
		l := &longest{err: err}
		m.Reranker = l
		_, turn := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
		if turn.Verdict != guide.Answered || len(l.texts) < 2 || slices.Contains(turn.Degraded, guide.DegradedRerank) != (err != nil) {
			t.Errorf("%v: %s, %d texts sent, degraded %v", err, turn.Verdict, len(l.texts), turn.Degraded)
		}
	}
}
