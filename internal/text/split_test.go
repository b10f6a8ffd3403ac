package text

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSplitGolden cuts each note of testdata/split, in which a line that begins
// with # is a heading, and compares its passages and their sentences.
func TestSplitGolden(t *testing.T) {
	notes, err := filepath.Glob("testdata/split/*.txt")
	if err != nil || len(notes) == 0 {
		t.Fatalf("no notes: %v", err)
	}
	for _, path := range notes {
		note, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, golden := cutNote(Clean(string(note))), strings.TrimSuffix(path, ".txt")+".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: -want +got\n%s", path, diff)
		}
	}
}

// cutNote writes each passage as a title line and one line a sentence.
func cutNote(s string) string {
	var b strings.Builder
	for _, p := range Split(s, hashHeadings(s)) {
		passage := Slice(s, p.Span)
		fmt.Fprintf(&b, "== %s (%d words)\n", p.Heading, len(strings.Fields(passage)))
		for _, sentence := range Sentences(passage) {
			fmt.Fprintf(&b, "%q\n", Slice(passage, sentence))
		}
	}
	return b.String()
}

func hashHeadings(s string) []Heading {
	var out []Heading
	offset := 0
	for line := range strings.Lines(s) {
		if title := strings.TrimLeft(line, "#"); title != line {
			out = append(out, Heading{Offset: offset, Level: len(line) - len(title), Text: strings.TrimSpace(title)})
		}
		offset += len([]rune(line))
	}
	return out
}

func TestSplitSizes(t *testing.T) {
	sentence := "Esta frase tem exatamente dez palavras para contar até dez. "
	for sentences, want := range map[int][]int{
		1:  {10},
		8:  {80},
		11: {110},
		12: {60, 60},
		16: {80, 80},
		25: {80, 80, 90},
	} {
		s := strings.TrimSpace(strings.Repeat(sentence, sentences))
		var got []int
		total := 0
		for _, p := range Split(s, nil) {
			n := len(strings.Fields(Slice(s, p.Span)))
			got, total = append(got, n), total+n
		}
		if len(got) != len(want) || total != sentences*10 {
			t.Errorf("%d sentences: passages of %v words, want about %v", sentences, got, want)
		}
		for _, n := range got {
			if n > maxWords || n < min(60, sentences*10) {
				t.Errorf("%d sentences: passages of %v words", sentences, got)
			}
		}
	}
}

func TestSplitPrefersParagraphs(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Cinco palavras numa só frase. ", 13)) // 65 words
	s := long + "\n\n" + long + "\n\nUm fim breve."
	want := []string{long, long + "\n\nUm fim breve."}
	var got []string
	for _, p := range Split(s, nil) {
		got = append(got, Slice(s, p.Span))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSplitHeadings(t *testing.T) {
	s := "# Visita\nUm.\n## Horário\nDois.\n## Preços\nTrês.\n# Obras\n## Vazio\n### Sala\nQuatro."
	var got []string
	for _, p := range Split(s, hashHeadings(s)) {
		got = append(got, p.Heading+": "+Slice(s, p.Span))
	}
	want := []string{"Visita: Um.", "Visita › Horário: Dois.", "Visita › Preços: Três.", "Obras › Vazio › Sala: Quatro."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	disorder := []Heading{{Offset: 30, Level: 1, Text: "b"}, {Offset: 3, Level: 1, Text: "a"}, {Offset: -1}, {Offset: 1 << 40}}
	if got := Split(s, disorder); len(got) != 2 {
		t.Errorf("%d passages with one good heading, want 2", len(got))
	}
}

func TestSplitCutsALongSentenceAtClauses(t *testing.T) {
	clause := strings.TrimSuffix(strings.Repeat("uma palavra mais ", 15), " ") + ", " // 45 words
	s := strings.TrimSuffix(strings.Repeat(clause, 5), ", ") + "."
	for i, p := range Split(s, nil) {
		if got := Slice(s, p.Span); !strings.HasSuffix(got, ",") && !strings.HasSuffix(got, ".") {
			t.Errorf("passage %d ends inside a clause: %q", i, got)
		}
	}
}

func TestHostileText(t *testing.T) {
	for name, s := range map[string]string{
		"one word":        strings.Repeat("a", 1<<20),
		"no stop":         strings.Repeat("palavra ", 1<<16),
		"newlines":        strings.Repeat("\n", 1<<20) + "fim",
		"spaces":          "a." + strings.Repeat(" ", 1<<20) + "B.",
		"combining marks": "a" + strings.Repeat("\u0301", 1<<18),
		"label lines":     strings.Repeat("A: b\n", 1<<16),
		"stops":           strings.Repeat(".", 1<<20) + "a",
		"spaced stops":    "a" + strings.Repeat(". ", 1<<19),
		"initials":        strings.Repeat("A. ", 1<<18),
		"brackets":        strings.Repeat("a(", 1<<18) + strings.Repeat("?)", 1<<18),
		"numbers":         strings.Repeat("1-", 1<<19),
		"codes":           strings.Repeat("a", 1<<19) + "-" + strings.Repeat("1", 1<<19),
		"quotes":          "a" + strings.Repeat(".»", 1<<18),
		"bullets":         strings.Repeat("- \n", 1<<18),
		"short lines":     strings.Repeat("A\n", 1<<18),
	} {
		s = Clean(s)
		Terms(s)
		Detect(s, "pt")
		for _, p := range Split(s, nil) {
			if n := p.Span.End - p.Span.Start; n > 2*maxWords*wordRunes && name != "spaces" {
				t.Errorf("%s: a passage of %d runes", name, n)
			}
		}
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("O séc. XVI. «Sim!» disse. (Não.) 1. Um\n- dois\n\nA: b")
	f.Add("a. C. d... [1] » » \n\n . . .")
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s)
		checkSpans(t, s, Sentences(s), nil)
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("Um.\n\nDois. Três\n# Quatro\nCinco")
	f.Add(strings.Repeat("ã, ", 400))
	f.Add(strings.Repeat("x", 5000) + " " + strings.Repeat("palavra ", 300))
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s)
		headings := hashHeadings(s)
		var spans []Span
		for _, p := range Split(s, headings) {
			spans = append(spans, p.Span)
			for _, h := range headings {
				if p.Span.Start <= h.Offset && h.Offset < p.Span.End {
					t.Fatalf("passage %v crosses the heading at %d", p.Span, h.Offset)
				}
			}
		}
		checkSpans(t, s, spans, headings)
	})
}

// checkSpans demands that spans are in order, apart, without space at their
// ends, and hold every rune of s that is neither space nor heading.
func checkSpans(t *testing.T, s string, spans []Span, headings []Heading) {
	t.Helper()
	runes := []rune(s)
	covered := make([]bool, len(runes))
	for _, h := range headings {
		for i := h.Offset; i < lineEnd(runes, h.Offset); i++ {
			covered[i] = true
		}
	}
	end := 0
	for _, sp := range spans {
		if sp.Start < end || sp.End <= sp.Start || sp.End > len(runes) {
			t.Fatalf("span %v after %d in %d runes of %q", sp, end, len(runes), s)
		}
		if got, want := Slice(s, sp), string(runes[sp.Start:sp.End]); got != want || got != strings.TrimSpace(got) {
			t.Fatalf("Slice(%v) = %q, want %q, trimmed", sp, got, want)
		}
		for i := sp.Start; i < sp.End; i++ {
			covered[i] = true
		}
		end = sp.End
	}
	for i, r := range runes {
		if !covered[i] && !unicode.IsSpace(r) {
			t.Fatalf("rune %d, %q, of %q is in no span", i, r, s)
		}
	}
}
