package index

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cicerone/internal/text"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func query(s string) Query { return Query{Terms: text.Terms(s), Lang: "pt", At: noon} }

func each(passages ...Passage) iter.Seq2[Passage, error] {
	return func(yield func(Passage, error) bool) {
		for _, p := range passages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func with(t *testing.T, x *Index, documents []int64, passages ...Passage) *Index {
	t.Helper()
	next, err := x.With(documents, each(passages...))
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func top(x *Index, q Query, n int) []Hit {
	s := x.Score(q)
	defer s.Close()
	return s.Top(n)
}

func ids(hits []Hit) (out []int64) {
	for _, h := range hits {
		out = append(out, h.Passage)
	}
	return out
}

// random makes passages of words that Zipf might have counted, three a document.
func random(seed uint64, first, n int) []Passage {
	draw := rand.New(rand.NewPCG(seed, 2))
	zipf := rand.NewZipf(draw, 1.2, 2, 300)
	var out []Passage
	for i := first; i < first+n; i++ {
		words := make([]string, 1+draw.IntN(60))
		for j := range words {
			words[j] = fmt.Sprint("w", zipf.Uint64())
		}
		out = append(out, Passage{ID: int64(i), Document: int64(i / 3), Lang: "pt", Text: strings.Join(words, " "), Label: "Nota"})
	}
	return out
}

// The sums are what the textbook says, computed the slow way: k1 = 1.2, b = 0.75.
func TestSumsAreBM25(t *testing.T) {
	passages := random(1, 1, 400)
	x := with(t, &Index{}, nil, passages...)
	defer func(w weights) { tuned = w }(tuned)
	tuned.word, tuned.pairs, tuned.window = 0, 0, 0

	var bags [][]string
	length := 0.0
	for _, p := range passages {
		bag := append(strings.Fields(p.Text), "nota")
		bags = append(bags, bag)
		length += float64(len(bag)) / float64(len(passages))
	}
	for _, question := range []string{"w1", "w0 w7", "w3 w20 w90 unheard", "nota w299"} {
		want := map[int64]float64{}
		for _, word := range strings.Fields(question) {
			holding := 0.0
			for _, bag := range bags {
				if slices.Contains(bag, word) {
					holding++
				}
			}
			idf := math.Log(1 + (max(500, float64(len(bags)))-holding+.5)/(holding+.5))
			for i, bag := range bags {
				tf := 0.0
				for _, w := range bag {
					if w == word {
						tf++
					}
				}
				if tf > 0 {
					want[passages[i].ID] += idf * tf * 2.2 / (tf + 1.2*(.25+.75*float64(len(bag))/length))
				}
			}
		}
		got := map[int64]float64{}
		for _, h := range top(x, query(question), len(passages)) {
			got[h.Passage] = h.Score
		}
		if diff := gocmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-4)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", question, diff)
		}
	}
}

// However an index came about, by whatever changes in whatever order, it finds
// what one does that was made of what there is, at once.
func TestChangesLeaveNoTrace(t *testing.T) {
	draw := rand.New(rand.NewPCG(3, 4))
	now := map[int64][]Passage{}
	x := &Index{}
	next := 1
	for step := range 120 {
		var documents []int64
		var passages []Passage
		for range 1 + draw.IntN(4) {
			d := int64(draw.IntN(40))
			if slices.Contains(documents, d) {
				continue
			}
			documents = append(documents, d)
			delete(now, d)
			if draw.IntN(3) > 0 {
				for _, p := range random(uint64(step), next, 1+draw.IntN(9)) {
					p.Document, p.Staff = d, d%7 == 0
					now[d] = append(now[d], p)
					passages = append(passages, p)
					next++
				}
			}
		}
		x = with(t, x, documents, passages...)
		var all []Passage
		for _, p := range now {
			all = append(all, p...)
		}
		slices.SortFunc(all, func(a, b Passage) int { return cmp.Compare(a.ID, b.ID) })
		fresh := with(t, &Index{}, nil, all...)
		for _, q := range []string{"w1 w2 w30", "w0 w1 w5 nota"} {
			if diff := gocmp.Diff(top(fresh, query(q), 20), top(x, query(q), 20)); diff != "" {
				t.Fatalf("step %d (-fresh +followed):\n%s", step, diff)
			}
		}
		if x.Len() != len(all) || len(x.segments) > 8 {
			t.Fatalf("step %d: %d passages in %d segments, want %d in a few", step, x.Len(), len(x.segments), len(all))
		}
	}
}

// What an asker may not see is not found, and weighs on no rarity.
func TestHiddenPassagesWeighNothing(t *testing.T) {
	open := random(5, 1, 60)
	hidden := random(6, 61, 60)
	for i := range hidden {
		hidden[i].Document += 100
		if i%2 == 0 {
			hidden[i].Staff = true
		} else {
			hidden[i].Embargo = noon.Add(time.Hour)
		}
	}
	alone, beside := with(t, &Index{}, nil, open...), with(t, &Index{}, nil, append(open, hidden...)...)
	q := query("w1 w4 w9")
	if diff := gocmp.Diff(top(alone, q, 60), top(beside, q, 60)); diff != "" {
		t.Errorf("(-alone +beside):\n%s", diff)
	}
	s := beside.Score(q)
	defer s.Close()
	if got := s.Of(hidden[0].ID); got != 0 {
		t.Errorf("a hidden passage scores %v", got)
	}
	q.Staff, q.At = true, noon.Add(2*time.Hour)
	if n := len(top(beside, q, 120)); n <= 60 {
		t.Errorf("later, staff find %d passages", n)
	}
}

func TestOrderOfWords(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "A igreja fica na vila. O mestre pintou o teto. Um retábulo dourado, muito longe, fecha a capela funda do bispo."},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "A igreja fica na vila. O mestre dourado pintou o teto. Um retábulo, muito longe, fecha a capela funda do bispo."},
	)
	for question, want := range map[string]int64{"o retábulo dourado": 1, "o mestre dourado": 2} {
		if got := ids(top(x, query(question), 2)); len(got) != 2 || got[0] != want {
			t.Errorf("%s: got %v, want %d first", question, got, want)
		}
	}
}

func TestVeryWordCounts(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "A caixa pintada da sala."},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "O cofre pintado da sala."},
	)
	for question, want := range map[string]int64{"pintada": 1, "pintado": 2} {
		if got := ids(top(x, query(question), 2)); len(got) != 2 || got[0] != want {
			t.Errorf("%s: got %v, want both, %d first", question, got, want)
		}
	}
}

// A compound is said by a passage that holds its parts, not by one that holds one
// of them again and again.
func TestPartsOfCompounds(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "Uma taça de barro, outra taça de vidro, uma tigela e mais outra taça."},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "Uma taça, que é de prata, serviu na mesa do rei e na da rainha."},
	)
	q := query("Silberschale")
	q.Lang = "de"
	if got := ids(top(x, q, 2)); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("got %v, want the silver bowl first", got)
	}
}

func TestLabelsBelongToEveryPassage(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "Foi feita em Lisboa.", Label: "Custódia de Belém Gil Vicente CG-028"},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "Foi feita em Lisboa.", Label: "Coche dos Oceanos CG-030"},
	)
	for question, want := range map[string]int64{"a custódia foi feita onde?": 1, "cg-030": 2} {
		if got := ids(top(x, query(question), 1)); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v, want %d", question, got, want)
		}
	}
}

func TestEmptyIndexAndQuestion(t *testing.T) {
	for _, q := range []Query{{}, query("azulejo")} {
		if got := top(&Index{}, q, 5); got != nil {
			t.Errorf("an empty index finds %v", got)
		}
	}
	x := with(t, &Index{}, nil, random(1, 1, 5)...)
	if got := top(x, Query{}, 5); got != nil {
		t.Errorf("an empty question finds %v", got)
	}
}

// A slip of the pen is understood where nothing else is known by that name.
func TestSlips(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "Um astrolábio de latão."},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "Um retábulo de talha."},
	)
	for question, want := range map[string]int64{"astrolbio": 1, "astrolávio": 1, "asrtolabio": 1, "xastrolabio": 1, "retabuloo": 2, "rtábulo": 2} {
		if got := ids(top(x, query(question), 2)); !slices.Equal(got, []int64{want}) {
			t.Errorf("%s: got %v, want %d", question, got, want)
		}
	}
	for _, question := range []string{"asrtolavio", "zzzzz", strings.Repeat("z", 1000)} {
		if got := ids(top(x, query(question), 2)); len(got) > 0 {
			t.Errorf("%s: got %v, want nothing", question, got)
		}
	}
}

// A short name one letter away is somebody else's; how another language writes a
// name is not.
func TestNames(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "Um quadro de Manet."},
		Passage{ID: 2, Document: 2, Lang: "pt", Text: "Santo Agostinho de mitra."},
	)
	for name, want := range map[string]bool{"Monet": false, "Augustin": true, "Agostino": true} {
		s := x.Score(Query{Terms: text.Terms(name), At: noon})
		term := text.Terms(name)[0].Text
		if w := s.Words[term]; (w.Whole || len(w.Senses) > 0) != want {
			t.Errorf("%s is known: %v (%+v), want %v", name, !want, w, want)
		}
		s.Close()
	}
}

// Other forms of a short word have terms of their own, and count nearly as the word.
func TestForms(t *testing.T) {
	x := with(t, &Index{}, nil,
		Passage{ID: 1, Lang: "pt", Text: "O violoncelo continua a ser tocado."},
		Passage{ID: 2, Document: 2, Lang: "en", Text: "Three ships left the Tagus."},
		Passage{ID: 3, Document: 3, Lang: "en", Text: "Tocado by the light."},
	)
	if got := ids(top(x, query("ainda se toca?"), 3)); !slices.Equal(got, []int64{1}) {
		t.Errorf("toca: got %v, want 1", got)
	}
	if got := ids(top(x, Query{Terms: text.Terms("which ship?"), Lang: "en", At: noon}, 3)); !slices.Equal(got, []int64{2}) {
		t.Errorf("ship: got %v, want 2", got)
	}
}

func BenchmarkScore(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		x, err := (&Index{}).With(nil, each(random(1, 1, n)...))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				top(x, query("w1 w4 w9 w40 w120"), 50)
			}
		})
	}
}
