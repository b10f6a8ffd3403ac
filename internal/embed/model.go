package embed

import (
	"encoding/binary"
	"math"
	"sync"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Model is the built-in embedding. The zero value is ready, and safe for use by
// many at once.
type Model struct {
	opened *weights // nil: the built-in ones
}

// Open is a model of other weights, as Table.Pack makes them.
func Open(file []byte) (Model, error) {
	w, err := read(string(file))
	return Model{opened: w}, err
}

func (m Model) weights() *weights {
	if m.opened != nil {
		return m.opened
	}
	return builtin
}

// Space is the embedding space of the model's vectors.
func (Model) Space() guide.Space {
	return guide.Space{Name: spaceName, Model: "cicerone-words-and-parts", Dims: builtin.dims}
}

// spaceName changes whenever model.bin does: vectors of two are not comparable.
const spaceName = "cicerone-256-v2"

// Question returns the unit vector of a text; a text with no words has the zero
// vector.
func (m Model) Question(s string) []float32 {
	return m.AppendQuestion(nil, s)
}

// AppendQuestion appends Question's vector to dst. It allocates nothing else.
func (m Model) AppendQuestion(dst []float32, s string) []float32 {
	w := m.weights()
	at := len(dst)
	for range w.dims {
		dst = append(dst, 0)
	}
	v := dst[at:]
	sc := scratches.Get().(*scratch)
	defer sc.done()
	sc.read(s)
	for _, word := range sc.distinct {
		w.addWord(v, sc, word)
	}
	normalise(v)
	return dst
}

// Passage returns the unit vector of a whole text, as Question does, and its
// windows of twenty words, one every ten, packed for Nearest. A text with no
// words has no windows.
func (m Model) Passage(s string) (vector []float32, windows []byte) {
	w := m.weights()
	sc := scratches.Get().(*scratch)
	defer sc.done()
	sc.read(s)
	vector = make([]float32, w.dims)
	sc.vectors = resize(sc.vectors, len(sc.distinct)*w.dims)
	clear(sc.vectors)
	for i, word := range sc.distinct {
		v := sc.vectors[i*w.dims:][:w.dims]
		n := word.times
		word.times = 1
		w.addWord(v, sc, word)
		addTimes(vector, v, damped(n))
	}
	normalise(vector)
	return vector, w.windows(sc)
}

const (
	windowWords  = 20
	windowStride = 10
)

// windows packs the windows of the text that sc has read, whose word vectors
// are in sc.vectors.
func (w *weights) windows(sc *scratch) []byte {
	sc.window = resize(sc.window, w.dims)
	n := len(sc.order)
	var packed []byte
	if n > 0 {
		packed = make([]byte, 0, (n/windowStride+1)*(scaleBytes+w.dims/2))
	}
	for start := 0; start < n; start += windowStride {
		end := min(start+windowWords, n)
		clear(sc.window)
		for i := start; i < end; i++ {
			times, seen := sc.inWindow(start, i)
			if !seen {
				addTimes(sc.window, sc.vectors[int(sc.order[i])*w.dims:][:w.dims], damped(int(times)))
			}
		}
		packed = appendWindow(packed, sc.window)
		if end == n {
			break
		}
	}
	return packed
}

// inWindow reports how often the word at i stands in the window that begins at
// start, and whether it stood there before i.
func (sc *scratch) inWindow(start, i int) (times int, seen bool) {
	end := min(start+windowWords, len(sc.order))
	for j := start; j < end; j++ {
		if sc.order[j] == sc.order[i] {
			if j < i {
				return 0, true
			}
			times++
		}
	}
	return times, false
}

// scaleBytes is the size of the float32 before a packed window that makes its
// levels a unit vector.
const scaleBytes = 4

func appendWindow(dst []byte, v []float32) []byte {
	at := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	dst = appendHalves(dst, v, stepOf(v))
	var sum float32
	for _, b := range dst[at+scaleBytes:] {
		sum += halves[b][0]*halves[b][0] + halves[b][1]*halves[b][1]
	}
	if sum > 0 {
		binary.LittleEndian.PutUint32(dst[at:], math.Float32bits(float32(1/math.Sqrt(float64(sum)))))
	}
	return dst
}

// Nearest is the best cosine of a question's vector with the windows of a passage
// that Passage of the same model packed; 0 when there are none. Windows that
// cannot be of vectors of this length have none either.
func Nearest(question []float32, windows []byte) float64 {
	size := scaleBytes + len(question)/2
	if len(question) == 0 || len(windows) == 0 || len(windows)%size != 0 {
		return 0
	}
	best := float32(-1)
	for ; len(windows) > 0; windows = windows[size:] {
		scale := math.Float32frombits(binary.LittleEndian.Uint32(windows))
		best = max(best, scale*dotHalves(question, windows[scaleBytes:size]))
	}
	return float64(best)
}

// dotHalves is the product of a vector with packed levels.
func dotHalves(v []float32, packed []byte) float32 {
	var even, odd float32
	v = v[:2*len(packed)]
	for i, b := range packed {
		h := &halves[b]
		even += v[2*i] * h[0]
		odd += v[2*i+1] * h[1]
	}
	return even + odd
}

// word is one of the distinct words of a text.
type word struct {
	start, end int // in scratch.folded
	times      int
	key        uint32
}

// scratch is the memory that reading a text takes, used again and again.
type scratch struct {
	folded   []byte
	distinct []word
	order    []int32 // for each place of the text, its index in distinct
	indexOf  map[uint64]int32
	parts    []uint32
	vectors  []float32
	window   []float32
}

var scratches = sync.Pool{New: func() any { return &scratch{indexOf: map[uint64]int32{}} }}

// mostKept is how many bytes a text may have for its scratch memory to be kept.
const mostKept = 1 << 16

func (sc *scratch) done() {
	if len(sc.folded) <= mostKept {
		scratches.Put(sc)
	}
}

// read lists the words of s.
func (sc *scratch) read(s string) {
	sc.folded = text.AppendFold(sc.folded[:0], s)
	sc.distinct, sc.order = sc.distinct[:0], sc.order[:0]
	clear(sc.indexOf)
	for at := 0; ; {
		start, end := nextWord(sc.folded, at)
		if start == end {
			return
		}
		at = end
		h := hash('w', sc.folded[start:end])
		i, seen := sc.indexOf[h]
		if !seen {
			i = int32(len(sc.distinct))
			sc.indexOf[h] = i
			sc.distinct = append(sc.distinct, word{start: start, end: end, key: uint32(h >> 32)})
		}
		sc.distinct[i].times++
		sc.order = append(sc.order, i)
	}
}

// addWord adds a word's weighted vector, damped by how often it is there.
func (w *weights) addWord(v []float32, sc *scratch, word word) {
	factor := damped(word.times)
	if row := w.row(word.key); row >= 0 {
		w.add(v, row, factor)
		return
	}
	if first, second, ok := w.compound(sc.folded[word.start:word.end]); ok {
		w.add(v, first, partsShare*factor)
		w.add(v, second, partsShare*factor)
	}
	sc.parts = Parts(sc.parts[:0], sc.folded[word.start:word.end], w.buckets)
	factor /= float32(math.Sqrt(float64(len(sc.parts))))
	for _, bucket := range sc.parts {
		w.add(v, w.words+int(bucket), factor)
	}
}

// damped is the weight of a word that a text holds so often.
func damped(times int) float32 {
	if times == 1 {
		return 1
	}
	return float32(1 + math.Log(float64(times)))
}

func addTimes(v, u []float32, factor float32) {
	for i, x := range u {
		v[i] += factor * x
	}
}

func resize(v []float32, n int) []float32 {
	if cap(v) < n {
		return make([]float32, n)
	}
	return v[:n]
}

func normalise(v []float32) {
	sum := dot(v, v)
	if sum == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
}
