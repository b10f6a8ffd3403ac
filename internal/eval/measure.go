package eval

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Measure is the mean of a figure over questions, with the interval that holds
// 95 of 100 resamplings of them (bootstrap, percentile method; Efron 1979).
type Measure struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// resamplings is how often questions are drawn anew; the ends of the interval
// then move by less than .002 from seed to seed.
const resamplings = 1000

// measure means the figures of single questions. The seed is fixed, so that the
// same figures have the same interval.
func measure(values []float64) Measure {
	if len(values) == 0 {
		return Measure{}
	}
	draw := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamplings)
	for i := range means {
		sum := 0.0
		for range values {
			sum += values[draw.IntN(len(values))]
		}
		means[i] = sum / float64(len(values))
	}
	slices.Sort(means)
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return Measure{Mean: sum / float64(len(values)), Low: means[resamplings*25/1000], High: means[resamplings*975/1000]}
}

// recall is 1 when the right passage, at rank (from 1; 0: not found), is among
// the first k.
func recall(rank, k int) float64 {
	if rank > 0 && rank <= k {
		return 1
	}
	return 0
}

// reciprocal is 1/rank among the first ten, else 0.
func reciprocal(rank int) float64 { return recall(rank, 10) / float64(max(rank, 1)) }

// gain is the discounted cumulative gain among the first ten. With one right
// passage the ideal is 1, so this is nDCG@10.
func gain(rank int) float64 { return recall(rank, 10) / math.Log2(float64(max(rank, 1))+1) }

// quantile is the value that a share of values does not exceed (nearest rank).
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(math.Ceil(share*float64(len(sorted)))-1))]
}
