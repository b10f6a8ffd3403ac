package embed

import (
	"math"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Hashed embeds by the hashing trick (Weinberger and others, 2009): every
// feature of the text adds ±weight to two of 256 dimensions.
type Hashed struct{}

const hashedDims = 256

// How much a word counts as a whole, as its first five letters, and through
// each of its character n-grams (which share one word's weight among them).
const (
	weightWord   = 1.0
	weightPrefix = 1.0
	weightGrams  = 0.7
)

// Space is the embedding space of Hashed's vectors.
func (Hashed) Space() guide.Space {
	return guide.Space{Name: "hashed-256-v1", Model: "hashed-words-and-ngrams", Dims: hashedDims}
}

// Embed returns one unit vector of 256 dimensions for each text; a text with no
// content word gets the zero vector.
func (h Hashed) Embed(texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, s := range texts {
		out[i] = h.embed(s)
	}
	return out
}

func (Hashed) embed(s string) []float32 {
	v := make([]float32, hashedDims)
	for _, w := range text.Words(s) {
		if text.IsStop(w.Text) {
			continue
		}
		add(v, hash('w', w.Text), weightWord)
		if !w.Digits && len(w.Text) >= 5 {
			add(v, hash('p', w.Text[:5]), weightPrefix)
		}
		addGrams(v, w.Text)
	}
	normalise(v)
	return v
}

// addGrams adds the 3- to 5-grams of "<word>", long words cut at 26 bytes.
func addGrams(v []float32, word string) {
	marked := "<" + word[:min(len(word), 26)] + ">"
	n := 0
	for size := 3; size <= 5; size++ {
		n += max(0, len(marked)-size+1)
	}
	if n == 0 {
		return
	}
	weight := float32(weightGrams / math.Sqrt(float64(n)))
	for size := 3; size <= 5; size++ {
		for i := 0; i+size <= len(marked); i++ {
			add(v, hash(byte('0'+size), marked[i:i+size]), weight)
		}
	}
}

// add spreads a feature over two dimensions, so that a collision in one seldom
// makes two features alike.
func add(v []float32, h uint64, weight float32) {
	for range 2 {
		sign := float32(1)
		if h&1 == 1 {
			sign = -1
		}
		v[(h>>1)%hashedDims] += sign * weight
		h = mix(h)
	}
}

func normalise(v []float32) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
}

// hash is FNV-1a, with a kind so that a word and a gram of the same letters
// differ, finished by mix because FNV's low bits are weak on short input.
func hash(kind byte, s string) uint64 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(kind)) * 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix is the finaliser of MurmurHash3.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
