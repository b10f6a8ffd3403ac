package rank

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cicerone/internal/guide"
)

func TestIDF(t *testing.T) {
	if a, b := IDF(1000, 0), IDF(1000, 1); a <= b {
		t.Errorf("unknown %v, rare %v: want the first larger", a, b)
	}
	// More holders than passages is what two terms under one key look like.
	for _, holding := range []int{10, 500, 501, 5000} {
		if got := IDF(10, holding); !(got >= 0) {
			t.Errorf("IDF of a term that %d passages hold = %v, want ≥ 0", holding, got)
		}
	}
}

// A leg that judged nothing leaves the order to the other.
func TestFuseWithOneLeg(t *testing.T) {
	for name, hits := range map[string][]guide.Hit{
		"lexical": {{PassageID: 1, LexicalScore: 1}, {PassageID: 2, LexicalScore: 3}, {PassageID: 3, LexicalScore: 2}},
		"vector":  {{PassageID: 1, VectorScore: -.1}, {PassageID: 2, VectorScore: .3}, {PassageID: 3, VectorScore: .2}},
	} {
		found := guide.Found{Hits: hits}
		Fuse(&found)
		if got := ids(found.Hits); !slices.Equal(got, []int64{2, 3, 1}) {
			t.Errorf("%s leg alone: order %v, want 2 3 1", name, got)
		}
	}
}

func TestFuseKeepsMarginsAndIsDeterministic(t *testing.T) {
	hits := []guide.Hit{
		{PassageID: 4, LexicalScore: 0, VectorScore: .5},
		{PassageID: 3, LexicalScore: 9, VectorScore: .1},
		{PassageID: 2, LexicalScore: 2, VectorScore: .4},
		{PassageID: 1, LexicalScore: 2, VectorScore: .4},
	}
	want := []int64{3, 1, 2, 4}
	for range 20 {
		Fuse(&guide.Found{Hits: hits})
		if got := ids(hits); !slices.Equal(got, want) {
			t.Fatalf("order %v, want %v", got, want)
		}
		hits[0], hits[3], hits[1] = hits[3], hits[1], hits[0]
	}
	Fuse(&guide.Found{})
}

// A question in words that no note holds leans on the vectors.
func TestFuseLeansOnVectorsWhereWordsAreUnheard(t *testing.T) {
	order := func(held bool) []int64 {
		hits := []guide.Hit{{PassageID: 1, LexicalScore: 2, VectorScore: .1}, {PassageID: 2, LexicalScore: 1.5, VectorScore: .4}}
		Fuse(&guide.Found{Hits: hits, Words: map[string]guide.Word{"cavalo": {IDF: 2, Held: held}}})
		return ids(hits)
	}
	if got := order(true); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("heard: %v, want the words' first", got)
	}
	if got := order(false); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("unheard: %v, want the vectors' first", got)
	}
}

// Every embedding has a scale of its own, and none must drown the words or be
// drowned by them.
func TestFuseWeighsAllScalesAlike(t *testing.T) {
	words := map[string]guide.Word{"cavalo": {IDF: 2, Held: true}, "horse": {IDF: 3}}
	fused := func(scale, shift float64) map[int64]float64 {
		found := guide.Found{Words: words}
		for i, cosine := range []float64{.1, .45, -.05, .3, .2} {
			found.Hits = append(found.Hits, guide.Hit{PassageID: int64(i), LexicalScore: float64(i % 3), VectorScore: shift + scale*cosine})
		}
		found.Hits = append(found.Hits, guide.Hit{PassageID: 9, LexicalScore: 1}) // not judged by the vectors
		Fuse(&found)
		scores := map[int64]float64{}
		for _, h := range found.Hits {
			scores[h.PassageID] = h.Score
		}
		return scores
	}
	want := fused(1, 0)
	if diff := cmp.Diff(want, fused(.1, .8), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("cosines between .8 and .9 (-want +got):\n%s", diff)
	}
	if want[9] != .5 || want[1] < .5+vectorsHeard {
		t.Errorf("got %v, want a hit without a vector at its words' .5, and the nearest above", want)
	}
}

func ids(hits []guide.Hit) []int64 {
	var out []int64
	for _, h := range hits {
		out = append(out, h.PassageID)
	}
	return out
}
