package embed

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sort"
)

// The file of weights, little-endian:
//
//	magic     8 bytes
//	dims      uint32, even
//	words     uint32, how many
//	buckets   uint32, how many
//	keys      words × uint32, ascending (see Key)
//	scales    (words + buckets) × the upper half of a float32; its sign bit
//	          is set for words that German compounds may be made of
//	rows      (words + buckets) × dims/2 bytes: dimensions 2i and 2i+1 in the
//	          low and high half of byte i, each 8 more than its value in steps
const (
	magic      = "cicemb1\n"
	headerSize = len(magic) + 3*4
	maxDims    = 1024
)

//go:embed model.bin
var modelFile string

var builtin = mustRead(modelFile)

func mustRead(file string) *weights {
	w, err := read(file)
	if err != nil {
		panic(err) // embedded, and tested
	}
	return w
}

// weights are the rows of a model, read where they lie.
type weights struct {
	dims, words, buckets int
	keys, scales, rows   string
}

var errWeights = errors.New("not a file of embedding weights")

func read(file string) (*weights, error) {
	if len(file) < headerSize || file[:len(magic)] != magic {
		return nil, errWeights
	}
	number := func(i int) int { return int(u32(file[len(magic):], i)) }
	w := &weights{dims: number(0), words: number(1), buckets: number(2)}
	if w.dims < 2 || w.dims > maxDims || w.dims%2 != 0 || w.buckets < 1 {
		return nil, fmt.Errorf("%w: %d dimensions, %d words, %d buckets", errWeights, w.dims, w.words, w.buckets)
	}
	rows := w.words + w.buckets
	want := headerSize + 4*w.words + 2*rows + rows*w.dims/2
	if len(file) != want {
		return nil, fmt.Errorf("%w: %d bytes, want %d", errWeights, len(file), want)
	}
	rest := file[headerSize:]
	w.keys, rest = rest[:4*w.words], rest[4*w.words:]
	w.scales, w.rows = rest[:2*rows], rest[2*rows:]
	for i := 1; i < w.words; i++ {
		if u32(w.keys, i-1) >= u32(w.keys, i) {
			return nil, fmt.Errorf("%w: keys out of order at %d", errWeights, i)
		}
	}
	return w, nil
}

// u32 is the i-th number of s.
func u32(s string, i int) uint32 {
	s = s[4*i : 4*i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// row is the row of a word of the vocabulary, or -1.
func (w *weights) row(key uint32) int {
	i := sort.Search(w.words, func(i int) bool { return u32(w.keys, i) >= key })
	if i < w.words && u32(w.keys, i) == key {
		return i
	}
	return -1
}

func (w *weights) scale(row int) float32 {
	return math.Float32frombits(uint32(w.scales[2*row])<<16 | uint32(w.scales[2*row+1]&^signBit)<<24)
}

// compounds reports whether a row is of a word that compounds are made of.
func (w *weights) compounds(row int) bool { return w.scales[2*row+1]&signBit != 0 }

const signBit = 0x80

// halves holds the two values that a byte of a row stands for, in steps.
var halves = func() (table [256][2]float32) {
	for b := range table {
		table[b] = [2]float32{float32(b&15) - 8, float32(b>>4) - 8}
	}
	return table
}()

// add adds a row, times a factor, to a vector of dims values.
func (w *weights) add(v []float32, row int, factor float32) {
	factor *= w.scale(row)
	packed := w.rows[row*w.dims/2:][:w.dims/2]
	v = v[:2*len(packed)]
	for i := range len(packed) {
		h := &halves[packed[i]]
		v[2*i] += factor * h[0]
		v[2*i+1] += factor * h[1]
	}
}

// Table is a model before it is packed. All rows are of the same even length.
type Table struct {
	Words     map[string][]float32 // folded word: its vector times its weight
	Compounds map[string]bool      // words that German compounds may be made of
	Buckets   [][]float32
}

// Pack writes the table as a file of weights. Of two words with one Key the one
// that comes first in the alphabet stays.
func (t Table) Pack() []byte {
	byKey := map[uint32]string{}
	for word := range t.Words {
		key := Key([]byte(word))
		if other, taken := byKey[key]; !taken || word < other {
			byKey[key] = word
		}
	}
	keys := make([]uint32, 0, len(byKey))
	for key := range byKey {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	dims := len(t.Buckets[0])
	out := []byte(magic)
	for _, n := range []int{dims, len(keys), len(t.Buckets)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	rows := make([][]float32, 0, len(keys)+len(t.Buckets))
	compounds := make([]bool, cap(rows))
	for i, key := range keys {
		out = binary.LittleEndian.AppendUint32(out, key)
		rows = append(rows, t.Words[byKey[key]])
		compounds[i] = t.Compounds[byKey[key]]
	}
	rows = append(rows, t.Buckets...)
	var packed []byte
	for i, row := range rows {
		step := math.Float32frombits(math.Float32bits(stepOf(row)) &^ 0xffff)
		half := uint16(math.Float32bits(step) >> 16)
		if compounds[i] {
			half |= signBit << 8
		}
		out = binary.LittleEndian.AppendUint16(out, half)
		packed = appendHalves(packed, row, step)
	}
	return append(out, packed...)
}

// stepOf is the step that rounds normally distributed values to sixteen levels
// with the least error: .335 of their root mean square.
func stepOf(row []float32) float32 {
	return .335 * float32(math.Sqrt(dot(row, row)/float64(len(row))))
}

// appendHalves packs a row in the given step, two dimensions a byte.
func appendHalves(dst []byte, row []float32, step float32) []byte {
	for i := 0; i < len(row); i += 2 {
		dst = append(dst, level(row[i], step)|level(row[i+1], step)<<4)
	}
	return dst
}

// level is the nearest of sixteen levels.
func level(x, step float32) byte {
	if step == 0 {
		return 8
	}
	return byte(min(15, max(0, 8+math.Round(float64(x/step)))))
}

func dot(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
