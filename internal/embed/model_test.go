package embed

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// long is a text of more than one window.
const long = `A Custódia de Belém é uma peça de ourivesaria em ouro, esmaltes policromos e vidro, lavrada em 1506 com o primeiro ouro
trazido de Quíloa por Vasco da Gama. D. Manuel I deixou-a em testamento ao mosteiro dos Jerónimos. The monstrance shows the twelve apostles
kneeling around the host, and the armillary spheres of the king on its foot; it is attributed to the playwright Gil Vicente.`

func TestVectorsAreUnitAndEqualFromRunToRun(t *testing.T) {
	for _, s := range []string{"A Custódia de Belém é de ouro e esmalte.", "1755", "xqzzk", "Ὀδυσσεύς", long} {
		a := Model{}.Question(s)
		if got := dot(a, a); math.Abs(got-1) > 1e-5 {
			t.Errorf("%q: norm² = %v, want 1", s, got)
		}
		if b := (Model{}).Question(s); !slices.Equal(a, b) {
			t.Errorf("%q: two runs differ", s)
		}
		p, windows := Model{}.Passage(s)
		for i := range p {
			if math.Abs(float64(p[i]-a[i])) > 1e-5 {
				t.Fatalf("%q: as a passage, dimension %d is %v, want %v", s, i, p[i], a[i])
			}
		}
		if _, again := (Model{}).Passage(s); !slices.Equal(windows, again) {
			t.Errorf("%q: windows of two runs differ", s)
		}
	}
}

func TestTextWithoutWords(t *testing.T) {
	for _, s := range []string{"", " … — ?!", "\xff\xfe"} {
		v := Model{}.Question(s)
		if len(v) != (Model{}).Space().Dims || dot(v, v) != 0 {
			t.Errorf("%q: %v, want the zero vector", s, v)
		}
		if _, windows := (Model{}).Passage(s); windows != nil {
			t.Errorf("%q has windows", s)
		}
	}
}

func TestSpellingDoesNotMatter(t *testing.T) {
	want := Model{}.Question("A custódia de Belém, em ouro")
	got := Model{}.Question("  a CUSTODIA de «Belem» em Ouro!")
	if !slices.Equal(want, got) {
		t.Error("accents, case and marks change the vector")
	}
}

// Each word is nearer to what it means in other languages than to anything else
// of the list.
func TestWordsOfDifferentLanguagesMeet(t *testing.T) {
	concepts := [][]string{
		{"cavalo", "horse", "caballo", "cheval", "cavallo", "Pferd"},
		{"igreja", "church", "iglesia", "église", "chiesa", "Kirche"},
		{"azul", "blue", "azul", "bleu", "blu", "blau"},
		{"rei", "king", "rey", "roi", "re", "König"},
		{"guerra", "war", "guerra", "guerre", "guerra", "Krieg"},
		{"livro", "book", "libro", "livre", "libro", "Buch"},
		{"quadro", "painting", "cuadro", "tableau", "quadro", "Gemälde"},
		{"madeira", "wood", "madera", "bois", "legno", "Holz"},
	}
	asked, right := 0, 0
	for i, concept := range concepts {
		for l, word := range concept {
			v := Model{}.Question(word)
			for to := range concept {
				if to == l {
					continue
				}
				best, at := -2.0, -1
				for j, other := range concepts {
					if c := dot(v, Model{}.Question(other[to])); c > best {
						best, at = c, j
					}
				}
				asked++
				if at == i {
					right++
				} else {
					t.Logf("%s is nearest to %s (%.2f)", word, concepts[at][to], best)
				}
			}
		}
	}
	if right < asked*95/100 {
		t.Errorf("%d of %d words found their like", right, asked)
	}
}

func TestQuestionsFindTheirNote(t *testing.T) {
	notes := []string{long,
		"O Coche dos Oceanos levou a embaixada do marquês de Fontes a Roma em 1716, puxado por cavalos.",
		"Esta locomotiva a vapor foi construída em Manchester e puxou comboios na linha do Douro até 1965.",
		"O retábulo de talha dourada veio da capela de um convento demolido no século XIX."}
	for question, want := range map[string]int{
		"Quem mandou fazer a custódia de ouro?":           0,
		"Which carriage did the horses pull to Rome?":     1,
		"Wo wurde die Dampflokomotive gebaut?":            2,
		"¿De qué capilla viene el retablo dorado?":        3,
		"Quelle locomotive tirait les trains du Douro ?":  2,
		"Da quale convento viene la pala d'altare dorata": 3,
	} {
		q := Model{}.Question(question)
		best, at := -10.0, -1
		for i, note := range notes {
			v, windows := Model{}.Passage(note)
			if c := dot(q, v) + Nearest(q, windows); c > best {
				best, at = c, i
			}
		}
		if at != want {
			t.Errorf("%q found note %d, want %d", question, at, want)
		}
	}
}

// Nearest works on packed windows and must tell what the texts of the windows
// themselves would.
func TestNearestIsTheBestWindow(t *testing.T) {
	_, windows := Model{}.Passage(long)
	var words []string
	for word := range Words(long) {
		words = append(words, string(word))
	}
	count := len(windows) / (scaleBytes + Model{}.Space().Dims/2)
	if want := (len(words)-windowWords+windowStride-1)/windowStride + 1; count != want {
		t.Fatalf("%d windows of %d words, want %d", count, len(words), want)
	}
	for _, question := range []string{"Quem fez a custódia?", "Which apostles kneel?", "Vasco da Gama", "1506", "uma locomotiva"} {
		q := Model{}.Question(question)
		want := -2.0
		for start := 0; ; start += windowStride {
			end := min(start+windowWords, len(words))
			want = max(want, dot(q, Model{}.Question(strings.Join(words[start:end], " "))))
			if end == len(words) {
				break
			}
		}
		if got := Nearest(q, windows); math.Abs(got-want) > .03 {
			t.Errorf("%q: %.4f, want %.4f", question, got, want)
		}
	}
}

func TestNearestOfNothing(t *testing.T) {
	q := Model{}.Question("ouro")
	_, windows := Model{}.Passage(long)
	for name, got := range map[string]float64{
		"no windows": Nearest(q, nil), "no question": Nearest(nil, windows), "another length": Nearest(q[:254], windows),
		"half a window": Nearest(q, windows[:len(windows)-1]), "no words asked": Nearest(make([]float32, len(q)), windows),
	} {
		if got != 0 {
			t.Errorf("%s: %v, want 0", name, got)
		}
	}
}

// mostBytes is what the weights may add to the program.
const mostBytes = 24 << 20

func TestWeightsAreSmall(t *testing.T) {
	if len(modelFile) > mostBytes {
		t.Errorf("%d bytes, at most %d", len(modelFile), mostBytes)
	}
	if builtin.words < 10_000 {
		t.Errorf("%d words: not a trained model", builtin.words)
	}
}

// tiny is a model of three words and random buckets.
func tiny() []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	row := func() []float32 {
		v := make([]float32, 32)
		for i := range v {
			v[i] = float32(rng.NormFloat64())
		}
		return v
	}
	t := Table{Words: map[string][]float32{"ouro": row(), "prata": row(), "e": make([]float32, 32)}}
	for range 64 {
		t.Buckets = append(t.Buckets, row())
	}
	return t.Pack()
}

func TestPackedRowsAreNearTheirValues(t *testing.T) {
	m, err := Open(tiny())
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	want := make([]float32, 32)
	for i := range want {
		want[i] = float32(rng.NormFloat64())
	}
	normalise(want)
	rows := [][]float32{m.Question("ouro"), m.Question("prata")} // one of them was drawn first
	if got := max(dot(want, rows[0]), dot(want, rows[1])); got < .98 {
		t.Errorf("cosine with what was packed: %.3f", got)
	}
	if v := m.Question("e"); dot(v, v) != 0 {
		t.Error("a zero row is not zero")
	}
}

func TestOpenRefusesWhatIsNoModel(t *testing.T) {
	file := tiny()
	change := func(at int, n uint32) []byte {
		out := slices.Clone(file)
		binary.LittleEndian.PutUint32(out[at:], n)
		return out
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "another file": []byte("GIF89a and more than a header of it"), "cut off": file[:len(file)-1], "too long": append(slices.Clone(file), 0),
		"odd dims": change(8, 31), "no dims": change(8, 0), "huge dims": change(8, 1<<31), "many words": change(12, math.MaxUint32),
		"no buckets": change(16, 0), "many buckets": change(16, math.MaxUint32), "keys out of order": change(20, math.MaxUint32),
	} {
		if _, err := Open(bad); err == nil {
			t.Errorf("%s is opened", name)
		}
	}
}

func FuzzModel(f *testing.F) {
	for _, s := range []string{"", long, "a\xffb", strings.Repeat("ß", 100), "Krönungszeremonie", "1.500 m²", "\u0301\u0301", "ﬁ ﬂ İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, windows := Model{}.Passage(s)
		if n := dot(v, v); n != 0 && math.Abs(n-1) > 1e-4 || math.IsNaN(n) {
			t.Errorf("norm² %v", n)
		}
		if near := Nearest(v, windows); math.IsNaN(near) || near > 1.01 {
			t.Errorf("nearest %v", near)
		}
	})
}

const question = "Quem pintou os Painéis de São Vicente e quando?"

func BenchmarkQuestion(b *testing.B) {
	dst := make([]float32, 0, Model{}.Space().Dims)
	b.ReportAllocs()
	for b.Loop() {
		(Model{}).AppendQuestion(dst, question)
	}
}

// A question of words that the vocabulary lacks takes longest.
func BenchmarkQuestionOfUnknownWords(b *testing.B) {
	dst := make([]float32, 0, Model{}.Space().Dims)
	b.ReportAllocs()
	for b.Loop() {
		(Model{}).AppendQuestion(dst, "Qwem pimtou oz Paineys di Sao Vicemte y qwando?")
	}
}

func BenchmarkPassage(b *testing.B) {
	s := long + long[:len(long)/2] // some 100 words
	b.ReportAllocs()
	for b.Loop() {
		(Model{}).Passage(s)
	}
}

func BenchmarkNearest(b *testing.B) {
	q := Model{}.Question(question)
	_, windows := Model{}.Passage(long)
	windows = windows[:5*(scaleBytes+len(q)/2)]
	b.ReportAllocs()
	for b.Loop() { // 100 passages of five windows
		for range 100 {
			Nearest(q, windows)
		}
	}
}
