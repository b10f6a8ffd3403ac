package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cicerone/internal/guide"
)

// Asker puts a question to the guide as a visitor would, and returns what the
// search brought back, best first, with the turn. Hits name the passage of the
// set in Source.
type Asker func(ctx context.Context, question, lang string) (Asked, error)

// Asked is what became of a question.
type Asked struct {
	Hits   []Hit
	Turn   guide.Turn
	Search float64 // milliseconds
}

// Hit is a hit, and which passage of the set it is part of.
type Hit struct {
	guide.Hit
	Source string
}

// Leg is a way of ordering what was found.
type Leg string

const (
	Lexical Leg = "lexical" // by BM25 alone
	Vector  Leg = "vector"  // by cosine alone
	Hybrid  Leg = "hybrid"  // as visitors get it
)

// Legs are all there are.
var Legs = []Leg{Lexical, Vector, Hybrid}

// Retrieval is how well a leg finds the passages of a set.
type Retrieval struct {
	Set       string  `json:"set"`
	Questions string  `json:"questions"` // their language
	Passages  string  `json:"passages"`
	Leg       Leg     `json:"leg"`
	N         int     `json:"n"`
	Recall1   Measure `json:"recall_1"`
	Recall5   Measure `json:"recall_5"`
	Recall10  Measure `json:"recall_10"`
	MRR10     Measure `json:"mrr_10"`
	NDCG10    Measure `json:"ndcg_10"`
	P50       float64 `json:"p50_ms"` // of the whole search, whatever the leg
	P99       float64 `json:"p99_ms"`
}

// MeasureRetrieval asks every question of a set and measures each leg. progress
// is told after each question.
func MeasureRetrieval(ctx context.Context, set Set, legs []Leg, ask Asker, progress func(done, of int)) ([]Retrieval, error) {
	ranks := map[Leg][]int{}
	var took []float64
	for i, item := range set.Asked {
		asked, err := ask(ctx, item.Question, set.Questions)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", item.ID, err)
		}
		took = append(took, asked.Search)
		for _, leg := range legs {
			ranks[leg] = append(ranks[leg], rankOf(item.Passage, order(asked.Hits, leg)))
		}
		progress(i+1, len(set.Asked))
	}
	var out []Retrieval
	for _, leg := range legs {
		r := Retrieval{Set: set.Name, Questions: set.Questions, Passages: set.Passages, Leg: leg, N: len(set.Asked),
			P50: quantile(took, .5), P99: quantile(took, .99)}
		r.fill(ranks[leg])
		out = append(out, r)
	}
	return out, nil
}

func (r *Retrieval) fill(ranks []int) {
	mean := func(figure func(rank int) float64) Measure {
		values := make([]float64, len(ranks))
		for i, rank := range ranks {
			values[i] = figure(rank)
		}
		return measure(values)
	}
	r.Recall1 = mean(func(rank int) float64 { return recall(rank, 1) })
	r.Recall5 = mean(func(rank int) float64 { return recall(rank, 5) })
	r.Recall10 = mean(func(rank int) float64 { return recall(rank, 10) })
	r.MRR10, r.NDCG10 = mean(reciprocal), mean(gain)
}

// order lists the hits of a leg, best first. Those of the hybrid come in order.
func order(hits []Hit, leg Leg) []Hit {
	rank := func(h Hit) int { return 0 }
	switch leg {
	case Lexical:
		rank = func(h Hit) int { return h.LexicalRank }
	case Vector:
		rank = func(h Hit) int { return h.VectorRank }
	default:
		return hits
	}
	found := slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return rank(h) == 0 })
	slices.SortFunc(found, func(a, b Hit) int { return cmp.Compare(rank(a), rank(b)) })
	return found
}

// rankOf is the place of a passage of the set among hits, from 1, each passage
// counted once however many slices of it were found; 0 when it is not there.
func rankOf(passage string, hits []Hit) int {
	seen := map[string]bool{}
	for _, h := range hits {
		if h.Source == passage {
			return len(seen) + 1
		}
		seen[h.Source] = true
	}
	return 0
}
