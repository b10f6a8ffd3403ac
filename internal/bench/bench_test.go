package bench

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func newWriter(t *testing.T) *Writer {
	t.Helper()
	sample := strings.Repeat("O painel foi pintado em Lisboa por volta de 1470. O painel veio do convento de Lisboa em 1834, e ficou no museu. ", 3)
	w, err := NewWriter(7, []string{"pt"}, map[string][]string{"pt": {sample}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestNotesAreTheSameEachTimeAndDiffer(t *testing.T) {
	a, b := newWriter(t), newWriter(t)
	if diff := cmp.Diff(a.Note(3), b.Note(3)); diff != "" {
		t.Error(diff)
	}
	if a.Note(3).Text == a.Note(4).Text || a.Note(3).Inventory == a.Note(4).Inventory {
		t.Error("two notes are the same")
	}
	for i := range 50 {
		n := a.Note(i)
		words := len(strings.Fields(n.Text))
		if words < paragraphs*paragraphWords || words > 2*paragraphs*paragraphWords+paragraphs || n.Title == "" || !strings.Contains(n.Text, "painel") {
			t.Fatalf("note %d has %d words: %+v", i, words, n)
		}
	}
	if _, err := NewWriter(7, []string{"pt"}, nil); err == nil {
		t.Error("a writer that knows no word was made")
	}
}

// However many notes there are, most made-up names are rare and some are not.
func TestNamesAreLikeNames(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	times := map[string]int{}
	for range 20_000 {
		times[name(draw)]++
	}
	once, most := 0, 0
	for _, n := range times {
		if n == 1 {
			once++
		}
		most = max(most, n)
	}
	if len(times) < 3000 || once < len(times)/3 || most < 100 {
		t.Errorf("%d names, %d met once, one of them %d times", len(times), once, most)
	}
}

func TestQuestion(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	text := newWriter(t).Note(1).Text
	for range 200 {
		q := Question(draw, text)
		words := strings.Fields(strings.TrimSuffix(q, "?"))
		if len(words) < 1 || len(words) > questionWords || strings.ContainsAny(q, "0123456789") {
			t.Fatalf("question %q", q)
		}
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Fatalf("%q is not in the text", w)
			}
		}
	}
	if got := Question(draw, ""); got != "?" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestReadLog(t *testing.T) {
	got, err := ReadLog(strings.NewReader("0 1 1523 0 1700000000 1\n3 2 900 0 1700000000 2\n"))
	if diff := cmp.Diff([]time.Duration{1523 * time.Microsecond, 900 * time.Microsecond}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, log := range []string{"0 1\n", "0 1 soon 0 1 1\n"} {
		if _, err := ReadLog(strings.NewReader(log)); err == nil {
			t.Errorf("%q was read", log)
		}
	}
}

func TestSummarise(t *testing.T) {
	var took []time.Duration
	for i := range 200 {
		took = append(took, time.Duration(200-i)*time.Millisecond)
	}
	want := Timing{N: 200, P50: 101, P99: 199, PerSecond: 100, CPU: 5}
	if diff := cmp.Diff(want, Summarise(took, 2*time.Second, time.Second)); diff != "" {
		t.Error(diff)
	}
	if got := Summarise(nil, time.Second, 0); got != (Timing{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestMarkdown(t *testing.T) {
	r := Report{Passages: 10, Loads: []Load{{Clients: 4, API: Timing{N: 1, P50: 3, P99: 5, PerSecond: 80}, Same: Timing{N: 1, PerSecond: 100}, Leg: Timing{N: 1, P50: 2}}}}
	var out bytes.Buffer
	if err := r.Markdown(&out); err != nil {
		t.Fatal(err)
	}
	if want := "| 4 | 3.0 / 5.0 | 80 | – | 0.0 / 0.0 | 100 | – | 2.0 / 0.0 | 0.80 | 1.50 |"; !strings.Contains(out.String(), want) {
		t.Errorf("got\n%s\nwant %s", out.String(), want)
	}
}
