package rank

import (
	"math"
	"slices"
	"testing"

	"cicerone/internal/guide"
)

func TestWeightRisesWithFrequencyAndFallsWithLength(t *testing.T) {
	if a, b := Weight(1, 45), Weight(3, 45); a >= b {
		t.Errorf("Weight(1) = %v, Weight(3) = %v; want the first smaller", a, b)
	}
	if a, b := Weight(1, 20), Weight(1, 90); a <= b {
		t.Errorf("short = %v, long = %v; want the first larger", a, b)
	}
	// By hand: tf 1 in a passage of typical length weighs 2.2/2.2 = 1.
	if got := Weight(1, typicalTerms); math.Abs(got-1) > 1e-9 {
		t.Errorf("Weight(1, typical) = %v, want 1", got)
	}
}

func TestLevelsCoverEveryWeight(t *testing.T) {
	for tf := 1; tf < 200; tf++ {
		for _, length := range []int{1, 10, 45, 1000} {
			w := Weight(tf, length)
			level := Level(w)
			if level < 0 || level >= Levels || LevelWeight(level) < w-1e-9 && level < Levels-1 {
				t.Fatalf("Weight(%d, %d) = %v has level %d, whose heaviest is %v", tf, length, w, level, LevelWeight(level))
			}
		}
	}
}

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
		Fuse(hits)
		if got := ids(hits); !slices.Equal(got, []int64{2, 3, 1}) {
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
		Fuse(hits)
		got := ids(hits)
		if !slices.Equal(got, want) {
			t.Fatalf("order %v, want %v", got, want)
		}
		hits[0], hits[3], hits[1] = hits[3], hits[1], hits[0]
	}
	Fuse(nil)
}

func ids(hits []guide.Hit) []int64 {
	var out []int64
	for _, h := range hits {
		out = append(out, h.PassageID)
	}
	return out
}
