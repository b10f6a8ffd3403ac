package main

import (
	"math"
	"math/rand/v2"

	"cicerone/internal/embed"
)

// net is the model while it is learned.
type net struct {
	dims           int
	dict           *dictionary
	words, buckets rows
	gains          []float32 // one a row, then that of words without one
	gainSquares    []float32
	rng            *rand.Rand
	work           work
}

const (
	temperature = .1
	lowestGain  = -3
	highestGain = 2
	dropRow     = .15 // of a word, its row in a batch
	dropParts   = .15 // else its parts
)

func newNet(dict *dictionary, vocabulary, dims int, rng *rand.Rand) *net {
	n := &net{dims: dims, dict: dict, words: newRows(vocabulary, dims), buckets: newRows(dict.buckets, dims), rng: rng,
		gains: make([]float32, vocabulary+1), gainSquares: make([]float32, vocabulary+1)}
	for i := range n.gainSquares {
		n.gainSquares[i] = firstSquare
	}
	bound := float32(math.Sqrt(3 / float64(dims)))
	for i := range n.buckets.values {
		n.buckets.values[i] = (2*rng.Float32() - 1) * bound
	}
	return n
}

// batch is texts that belong together, pair by pair. Targets with the same key
// are one and the same, and never held against each other.
type batch struct {
	questions, targets [][]int32
	keys               []int
}

// use is a word in a text: which of the batch's words, and how much of it.
type use struct {
	at     int32
	weight float32
}

// work is the memory of one step.
type work struct {
	local             map[int32]int32
	ids               []int32 // the batch's words
	hasRow, hasParts  []bool
	vectors, gradient []float32 // of words
	uses              [][]use   // of texts: questions, then targets
	usedBy            [][]use   // of words: by which texts
	texts, textGrad   []float32
	norms             []float32
	sims, simGrad     []float32
	byRow, byColumn   []float64 // sums of the exponentials of similarities
	touched           []int32   // of buckets: 1 + where in bucketIDs, or 0
	bucketIDs         []uint32
	partOf            [][]use // of buckets: of which words
}

// another adds an empty list, in the memory of an earlier one where there is one.
func another(lists [][]use) [][]use {
	if len(lists) == cap(lists) {
		return append(lists, nil)
	}
	lists = lists[:len(lists)+1]
	lists[len(lists)-1] = lists[len(lists)-1][:0]
	return lists
}

// step learns from a batch and returns its loss.
func (n *net) step(b batch, rate, gainRate float32) float64 {
	n.gather(b)
	n.forward()
	loss := n.compare(b)
	n.backward()
	n.learnWords(rate, gainRate)
	n.learnBuckets(rate)
	return loss
}

// gather lists the batch's words and where each is used.
func (n *net) gather(b batch) {
	w := &n.work
	if w.local == nil {
		w.local, w.touched = map[int32]int32{}, make([]int32, n.dict.buckets)
	}
	clear(w.local)
	w.ids, w.hasRow, w.hasParts = w.ids[:0], w.hasRow[:0], w.hasParts[:0]
	w.uses, w.usedBy = w.uses[:0], w.usedBy[:0]
	for _, side := range [][][]int32{b.questions, b.targets} {
		for _, words := range side {
			w.uses = append(w.uses, n.usesOf(words))
		}
	}
	for range w.ids {
		w.usedBy = another(w.usedBy)
	}
	for text, uses := range w.uses {
		for _, u := range uses {
			w.usedBy[u.at] = append(w.usedBy[u.at], use{int32(text), u.weight})
		}
	}
}

// usesOf weighs the words of one text.
func (n *net) usesOf(words []int32) []use {
	w := &n.work
	uses := make([]use, 0, len(words))
	at := make(map[int32]int, len(words))
	for _, id := range words {
		if i, seen := at[id]; seen {
			uses[i].weight++
			continue
		}
		local, known := w.local[id]
		if !known {
			local = n.newLocal(id)
		}
		at[id] = len(uses)
		uses = append(uses, use{local, 1})
	}
	for i, u := range uses {
		e := &n.dict.entries[w.ids[u.at]]
		damped := 1 + math.Log(float64(u.weight))
		uses[i].weight = e.weight * float32(damped*math.Exp(float64(n.gains[n.gainOf(e)])))
	}
	return uses
}

func (n *net) newLocal(id int32) int32 {
	w := &n.work
	local := int32(len(w.ids))
	w.local[id] = local
	w.ids = append(w.ids, id)
	hasRow, hasParts := n.dict.entries[id].row >= 0, true
	if hasRow {
		switch chance := n.rng.Float64(); {
		case chance < dropRow:
			hasRow = false
		case chance < dropRow+(1-dropRow)*dropParts:
			hasParts = false
		}
	}
	w.hasRow, w.hasParts = append(w.hasRow, hasRow), append(w.hasParts, hasParts)
	return local
}

// gainOf is where a word's gain is.
func (n *net) gainOf(e *entry) int {
	if e.row < 0 {
		return len(n.gains) - 1
	}
	return int(e.row)
}

// word adds a word's vector, without its weight, to v.
func (n *net) word(v []float32, e *entry, hasRow, hasParts bool) {
	if hasRow {
		axpy(1, rowOf(n.words.values, int(e.row), n.dims), v)
	}
	if hasParts {
		share := float32(1 / math.Sqrt(float64(len(e.parts))))
		for _, bucket := range e.parts {
			axpy(share, rowOf(n.buckets.values, int(bucket), n.dims), v)
		}
	}
}

// forward makes the unit vectors of words and texts.
func (n *net) forward() {
	w, d := &n.work, n.dims
	w.vectors = sized(w.vectors, len(w.ids)*d)
	halves(len(w.ids), func(from, to int) {
		for i := from; i < to; i++ {
			n.word(rowOf(w.vectors, i, d), &n.dict.entries[w.ids[i]], w.hasRow[i], w.hasParts[i])
		}
	})
	w.texts, w.norms = sized(w.texts, len(w.uses)*d), sized(w.norms, len(w.uses))
	halves(len(w.uses), func(from, to int) {
		for i := from; i < to; i++ {
			v := rowOf(w.texts, i, d)
			for _, u := range w.uses[i] {
				axpy(u.weight, rowOf(w.vectors, int(u.at), d), v)
			}
			w.norms[i] = max(1e-6, float32(math.Sqrt(float64(dot(v, v)))))
			blas.Sscal(d, 1/w.norms[i], v, 1)
		}
	})
}

// compare is the symmetric contrastive loss of the batch (InfoNCE): of all
// targets a question must be nearest to its own, and of all questions a target.
// It leaves the gradient of the similarities in simGrad.
func (n *net) compare(b batch) float64 {
	w, d, size := &n.work, n.dims, len(b.questions)
	w.sims, w.simGrad = sized(w.sims, size*size), sized(w.simGrad, size*size)
	questions, targets := w.texts[:size*d], w.texts[size*d:]
	halves(size, func(from, to int) {
		for i := from; i < to; i++ {
			for j := range size {
				if i != j && b.keys[i] == b.keys[j] {
					w.sims[i*size+j] = float32(math.Inf(-1))
				} else {
					w.sims[i*size+j] = dot(rowOf(questions, i, d), rowOf(targets, j, d)) / temperature
				}
			}
		}
	})
	return n.softmax(size)
}

// softmax turns similarities into probabilities, by row and by column, and
// returns the mean loss. No similarity is above 1/temperature, which keeps
// exponentials in bounds.
func (n *net) softmax(size int) float64 {
	w := &n.work
	w.byRow, w.byColumn = sized(w.byRow, size), sized(w.byColumn, size)
	loss := 0.0
	for i := range size {
		loss -= 2 * float64(w.sims[i*size+i]-1/temperature)
	}
	for i := range size {
		for j := range size {
			e := math.Exp(float64(w.sims[i*size+j] - 1/temperature))
			w.sims[i*size+j] = float32(e)
			w.byRow[i] += e
			w.byColumn[j] += e
		}
	}
	scale := 1 / (2 * float64(size) * temperature)
	for i := range size {
		loss += math.Log(w.byRow[i]) + math.Log(w.byColumn[i])
		for j := range size {
			w.simGrad[i*size+j] = float32(scale * float64(w.sims[i*size+j]) * (1/w.byRow[i] + 1/w.byColumn[j]))
		}
		w.simGrad[i*size+i] -= float32(2 * scale)
	}
	return loss / float64(2*size)
}

// backward takes the gradient from similarities to texts to words.
func (n *net) backward() {
	w, d, size := &n.work, n.dims, len(n.work.uses)/2
	w.textGrad = sized(w.textGrad, len(w.uses)*d)
	halves(len(w.uses), func(from, to int) {
		for i := from; i < to; i++ {
			g := rowOf(w.textGrad, i, d)
			for j := range size {
				if i < size {
					axpy(w.simGrad[i*size+j], rowOf(w.texts, size+j, d), g)
				} else {
					axpy(w.simGrad[j*size+i-size], rowOf(w.texts, j, d), g)
				}
			}
			v := rowOf(w.texts, i, d) // of unit length: what lies along it changes nothing
			axpy(-dot(g, v), v, g)
			blas.Sscal(d, 1/w.norms[i], g, 1)
		}
	})
	w.gradient = sized(w.gradient, len(w.ids)*d)
	halves(len(w.ids), func(from, to int) {
		for i := from; i < to; i++ {
			for _, u := range w.usedBy[i] {
				axpy(u.weight, rowOf(w.textGrad, int(u.at), d), rowOf(w.gradient, i, d))
			}
		}
	})
}

// learnWords moves rows and gains. The gain multiplies the vector, so that its
// gradient is the product of vector and gradient.
func (n *net) learnWords(rate, gainRate float32) {
	w, d := &n.work, n.dims
	halves(len(w.ids), func(from, to int) {
		for i := from; i < to; i++ {
			e := &n.dict.entries[w.ids[i]]
			if e.row < 0 {
				continue
			}
			g := rowOf(w.gradient, i, d)
			n.learnGain(int(e.row), dot(g, rowOf(w.vectors, i, d)), gainRate)
			if w.hasRow[i] {
				n.words.learn(int(e.row), g, rate)
			}
		}
	})
	shared := float32(0)
	for i, id := range w.ids {
		if n.dict.entries[id].row < 0 {
			shared += dot(rowOf(w.gradient, i, d), rowOf(w.vectors, i, d))
		}
	}
	n.learnGain(len(n.gains)-1, shared, gainRate)
}

func (n *net) learnGain(i int, g, rate float32) {
	n.gainSquares[i] += g * g
	gain := n.gains[i] - rate*g/float32(math.Sqrt(float64(n.gainSquares[i])))
	n.gains[i] = min(highestGain, max(lowestGain, gain))
}

// learnBuckets moves the parts of the batch's words.
func (n *net) learnBuckets(rate float32) {
	w, d := &n.work, n.dims
	w.bucketIDs, w.partOf = w.bucketIDs[:0], w.partOf[:0]
	for i, id := range w.ids {
		if !w.hasParts[i] {
			continue
		}
		parts := n.dict.entries[id].parts
		share := float32(1 / math.Sqrt(float64(len(parts))))
		for _, bucket := range parts {
			if w.touched[bucket] == 0 {
				w.bucketIDs = append(w.bucketIDs, bucket)
				w.partOf = another(w.partOf)
				w.touched[bucket] = int32(len(w.bucketIDs))
			}
			at := w.touched[bucket] - 1
			w.partOf[at] = append(w.partOf[at], use{int32(i), share})
		}
	}
	for _, bucket := range w.bucketIDs {
		w.touched[bucket] = 0
	}
	halves(len(w.bucketIDs), func(from, to int) {
		g := make([]float32, d)
		for at := from; at < to; at++ {
			clear(g)
			for _, u := range w.partOf[at] {
				axpy(u.weight, rowOf(w.gradient, int(u.at), d), g)
			}
			n.buckets.learn(int(w.bucketIDs[at]), g, rate)
		}
	})
}

// table is the model as it is packed: to each word of the vocabulary its whole
// vector, parts and weight included.
func (n *net) table() embed.Table {
	t := embed.Table{Words: map[string][]float32{}, Compounds: map[string]bool{}}
	for i := range n.dict.entries {
		e := &n.dict.entries[i]
		if e.row < 0 {
			continue
		}
		v := make([]float32, n.dims)
		n.word(v, e, true, true)
		blas.Sscal(n.dims, e.weight*float32(math.Exp(float64(n.gains[e.row]))), v, 1)
		t.Words[e.text] = v
		if n.dict.isGerman(e.text) {
			t.Compounds[e.text] = true
		}
	}
	unknown := float32(math.Exp(float64(n.gains[len(n.gains)-1])))
	for i := range n.dict.buckets {
		row := append([]float32(nil), rowOf(n.buckets.values, i, n.dims)...)
		blas.Sscal(n.dims, unknown, row, 1)
		t.Buckets = append(t.Buckets, row)
	}
	return t
}
