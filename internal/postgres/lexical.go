package postgres

import (
	"cmp"
	"slices"

	"github.com/pgvector/pgvector-go"

	"cicerone/internal/rank"
)

// The lexical index lives in two columns of passages. lex is a sparse vector of
// term → BM25 weight; its inner product with the question's term → rarity is
// the exact BM25 score. keys holds one number for each of the passage's terms
// at the level of its weight, so that a GIN index can hand out the passages in
// which the question's rarest terms weigh most, without touching the rest:
// about candidateBudget of them are then scored exactly.
//
// Terms are numbered by hashing rather than through a dictionary. A key also
// hashes the museum, which makes the museum an index condition for free.

// lexDims is the number of dimensions of lex: half of what sparsevec allows.
// 50,000 distinct words collide twice in it, on average.
const lexDims = 1 << 29

// candidateBudget is how many passages are scored exactly for one question:
// measured on 100,000 passages, it finds .995 of the true best fifty.
const candidateBudget = 2000

// totalKey is the row of key_counts that counts all live passages.
const totalKey int32 = 0

// lexicalColumns computes a passage's keys, sorted and distinct, and its lex.
func lexicalColumns(museum int64, terms []string) ([]int32, pgvector.SparseVector) {
	frequency := make(map[string]int, len(terms))
	for _, t := range terms {
		frequency[t]++
	}
	keys := make([]int32, 0, len(frequency))
	weights := make(map[int32]float32, len(frequency))
	for t, tf := range frequency {
		w := rank.Weight(tf, len(terms))
		keys = append(keys, termKey(museum, t, rank.Level(w)))
		weights[termDim(t)] = float32(w)
	}
	slices.Sort(keys)
	return slices.Compact(keys), pgvector.NewSparseVectorFromMap(weights, lexDims)
}

// termKey numbers a term at a level in a museum. It is never totalKey.
func termKey(museum int64, term string, level int) int32 {
	h := hashTerm(term)
	h = (h ^ uint64(museum)) * 1099511628211
	h = (h ^ uint64(level)) * 1099511628211
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93 // a published 64-bit mixer (rrmxmx)
	h ^= h >> 32
	return cmp.Or(int32(h), 1)
}

// termDim is a term's dimension in lex.
func termDim(term string) int32 { return int32(hashTerm(term) >> 20 % lexDims) }

// hashTerm is FNV-1a with a final mix.
func hashTerm(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

// levelCount is how many live passages hold a term at a level.
type levelCount struct {
	term     string
	level    int
	key      int32
	passages int
}

// allLevels lists the keys of every term at every level, counts still zero.
func allLevels(museum int64, terms []string) []levelCount {
	out := make([]levelCount, 0, len(terms)*rank.Levels)
	for _, t := range terms {
		for level := range rank.Levels {
			out = append(out, levelCount{term: t, level: level, key: termKey(museum, t, level)})
		}
	}
	return out
}

// chooseKeys takes the (term, level) pairs that can add most to a score, until
// they cover about candidateBudget passages. Ties go to the question's earlier
// term, so that the choice is the same every time.
func chooseKeys(counts []levelCount, idf map[string]float64) []int32 {
	held := slices.DeleteFunc(slices.Clone(counts), func(c levelCount) bool { return c.passages <= 0 })
	slices.SortStableFunc(held, func(a, b levelCount) int {
		return cmp.Compare(idf[b.term]*rank.LevelWeight(b.level), idf[a.term]*rank.LevelWeight(a.level))
	})
	var keys []int32
	for covered, i := 0, 0; i < len(held) && covered < candidateBudget; i++ {
		keys = append(keys, held[i].key)
		covered += held[i].passages
	}
	return keys
}
