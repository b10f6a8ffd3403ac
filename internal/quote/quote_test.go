package quote

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/quote/quotetest"
	"cicerone/internal/text"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// asked is a question of testdata/questions.txt.
type asked struct {
	lang, object, question string
	want                   string // first sentence; "" when nothing may be quoted
}

func questions(t *testing.T) []asked {
	t.Helper()
	data, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []asked
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		want, isAnswer := strings.CutPrefix(line, "=> ")
		switch {
		case line == "" || line[0] == '#':
		case isAnswer:
			all[len(all)-1].want = strings.TrimPrefix(want, "-")
		default:
			f := strings.SplitN(line, "|", 3)
			all = append(all, asked{lang: strings.TrimSpace(f[0]), object: strings.TrimSpace(f[1]), question: strings.TrimSpace(f[2])})
		}
	}
	return all
}

func (a asked) answer() ([]guide.Sentence, []guide.Citation) {
	hits := quotetest.Search(a.question, a.lang, a.object, 8)
	return Answer(a.question, hits, quotetest.IDF, Options{Lang: a.lang, Object: a.object})
}

func TestFirstSentence(t *testing.T) {
	for _, a := range questions(t) {
		t.Run(a.question, func(t *testing.T) {
			sentences, _ := a.answer()
			got := ""
			if len(sentences) > 0 {
				got = sentences[0].Text
			}
			if got != a.want {
				t.Errorf("Answer(%q) begins\n got  %s\n want %s", a.question, got, a.want)
			}
		})
	}
}

// TestAnswersGolden shows whole answers, to be read.
func TestAnswersGolden(t *testing.T) {
	var b strings.Builder
	for _, a := range questions(t) {
		fmt.Fprintf(&b, "%s %s %s\n", a.lang, a.object, a.question)
		sentences, citations := a.answer()
		for i, s := range sentences {
			c := citations[i]
			fmt.Fprintf(&b, "    %s %v\n        %s %s %d–%d\n", s.Text, s.Citations, c.Inventory, c.Lang, c.Start, c.End)
		}
		b.WriteByte('\n')
	}
	const file = "testdata/answers.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("answers changed (-want +got); if better, run with -update\n%s", diff)
	}
}

// whole returns the revisions of the collection, by document.
func whole(hits []guide.Hit) map[string]string {
	texts := map[string][]rune{}
	for _, h := range hits {
		r := texts[h.Document]
		for len(r) < h.End {
			r = append(r, '\n')
		}
		copy(r[h.Start:h.End], []rune(h.Text))
		texts[h.Document] = r
	}
	all := map[string]string{}
	for d, r := range texts {
		all[d] = string(r)
	}
	return all
}

func checkAnswer(t *testing.T, hits []guide.Hit, sentences []guide.Sentence, citations []guide.Citation, o Options) {
	t.Helper()
	texts := whole(hits)
	if len(sentences) != len(citations) || len(sentences) > o.Max {
		t.Fatalf("%d sentences, %d citations, at most %d wanted", len(sentences), len(citations), o.Max)
	}
	words := 0
	for i, c := range citations {
		if got := text.Slice(texts[c.Document], text.Span{Start: c.Start, End: c.End}); got != c.Sentence {
			t.Errorf("citation %d does not slice back: %q, says %q", i+1, got, c.Sentence)
		}
		if c.Number != i+1 || !slices.Equal(sentences[i].Citations, []int{i + 1}) {
			t.Errorf("citation %d has number %d, its sentence cites %v", i+1, c.Number, sentences[i].Citations)
		}
		if s := sentences[i]; !strings.Contains(s.Text, c.Sentence) || !s.Quoted || s.Lang != c.Lang {
			t.Errorf("sentence %+v does not quote %q", s, c.Sentence)
		}
		for _, d := range citations[:i] {
			if d.Document == c.Document && d.Start == c.Start {
				t.Errorf("%q is cited twice", c.Sentence)
			}
		}
		words += len(text.Words(c.Sentence))
	}
	if words > o.MaxWords && len(sentences) > 1 {
		t.Errorf("%d words quoted, at most %d wanted", words, o.MaxWords)
	}
}

func TestCitationsSliceBack(t *testing.T) {
	for _, a := range questions(t) {
		hits := quotetest.Search(a.question, a.lang, a.object, 8)
		o := Options{Lang: a.lang, Object: a.object, Max: defaultMax, MaxWords: defaultMaxWords}
		sentences, citations := Answer(a.question, hits, quotetest.IDF, o)
		checkAnswer(t, hits, sentences, citations, o)
	}
}

func FuzzAnswer(f *testing.F) {
	for _, q := range []string{"Quem fez a Custódia de Belém?", "", "Wo?", "que obras há", "\xff\x00 1506"} {
		f.Add(q, "O ouro. Ele é de 1506, em Lisboa.\nAutor: Ninguém\n\n«Sim»?", "Título", 0, 3, 60)
	}
	f.Fuzz(func(t *testing.T, question, note, title string, start, most, mostWords int) {
		start, most, mostWords = max(start%1000, 0), 1+max(most%9, 0), 1+max(mostWords%200, 0)
		note = text.Clean(note)
		h := guide.Hit{Document: "d", Lang: "pt", Title: title, Inventory: "X-1", Text: note, Start: start, End: start + len([]rune(note))}
		hits := append(quotetest.Search(question, "pt", "", 3), h)
		o := Options{Lang: "pt", Object: "X-1", Max: most, MaxWords: mostWords}
		sentences, citations := Answer(question, hits, quotetest.IDF, o)
		checkAnswer(t, hits, sentences, citations, o)
	})
}

// A caller may know how near a sentence comes in meaning: one that shares no word
// with the question is then quoted too.
func TestAlike(t *testing.T) {
	hits := []guide.Hit{{Inventory: "A", Lang: "pt", Title: "Nau", Text: "A nau é de madeira. O casco foi reparado depois de um naufrágio.", Document: "d"}}
	const question = "Was it ever wrecked?"
	if got, _ := Answer(question, hits, nil, Options{Lang: "pt"}); len(got) > 0 {
		t.Errorf("by words alone: got %q, want nothing", got[0].Text)
	}
	alike := func(sentence, lang string) float64 {
		if lang == "pt" && strings.Contains(sentence, "naufrágio") {
			return .8
		}
		return .1
	}
	got, _ := Answer(question, hits, nil, Options{Lang: "pt", Alike: alike})
	if len(got) != 1 || got[0].Text != "Nau: O casco foi reparado depois de um naufrágio." {
		t.Errorf("by meaning: got %+v", got)
	}
}

// The work whose title the question says is the one quoted, whatever else the
// question says.
func TestTheTitledWorkIsQuoted(t *testing.T) {
	hits := []guide.Hit{
		{Document: "a", Inventory: "A-1", Lang: "pt", Title: "Anjo", Text: "Paula Rego nasceu em Lisboa.", Score: 1},
		{Document: "b", Inventory: "A-2", Lang: "pt", Title: "O Desterrado", Text: "O Desterrado é de mármore.", Score: .9},
	}
	titled := func(h guide.Hit) bool { return h.Inventory == "A-2" }
	_, citations := Answer("Porque é que a Paula Rego esculpiu o Desterrado?", hits, nil, Options{Lang: "pt", Titled: titled})
	if len(citations) == 0 || citations[0].Inventory != "A-2" {
		t.Errorf("got %+v, want A-2 first", citations)
	}
}

// Of works that a question names side by side each is quoted; one whose title is a
// part of another's is not named beside it.
func TestWorksComparedAreBothQuoted(t *testing.T) {
	hit := func(inventory, title, text string) guide.Hit {
		return guide.Hit{Document: inventory, Inventory: inventory, Title: title, Lang: "pt", Text: text, Score: 1}
	}
	hits := []guide.Hit{
		hit("A", "Custódia de Belém", "A Custódia de Belém é de ouro. A Custódia de Belém foi feita em 1506."),
		hit("B", "Biombo", "O biombo é de madeira e folha de ouro."),
		hit("C", "Belém", "Belém fica junto ao rio."),
	}
	for question, want := range map[string]string{
		"O que têm em comum a Custódia de Belém e o Biombo?": "A B",
		"De que é feita a Custódia de Belém?":                "A",
	} {
		said := strings.ToLower(question)
		sentences, citations := Answer(question, hits, nil, Options{Lang: "pt", Titled: func(h guide.Hit) bool {
			return strings.Contains(said, strings.ToLower(h.Title))
		}})
		var got []string
		for _, s := range sentences {
			got = append(got, citations[s.Citations[0]-1].Inventory)
		}
		if strings.Join(slices.Compact(got), " ") != want {
			t.Errorf("%s: quoted %v, want %s", question, got, want)
		}
	}
}
