package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

var setLangs = []string{"pt", "en"}

var someQuestions = []guide.SetQuestion{
	{Question: "Quem pintou, «O Fado»?", Lang: "pt", Want: []string{"A-1", "A-2"}},
	{Question: "Are there rats?", Lang: "en", Want: []string{guide.WantNothing}},
	{Question: "=1+1", Lang: "pt", Want: []string{guide.WantVisit}},
}

func TestQuestionsComeBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteQuestions(&b, someQuestions); err != nil {
		t.Fatal(err)
	}
	got, err := ReadQuestions(b.String(), setLangs)
	if err != nil || got.Wrong != 0 {
		t.Fatalf("%v, %+v in:\n%s", err, got.Problems, b.String())
	}
	if diff := cmp.Diff(someQuestions, got.Questions); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !strings.Contains(b.String(), `'=1+1`) {
		t.Errorf("a formula is not guarded:\n%s", b.String())
	}
	lines := `{"question":"Quem pintou, «O Fado»?","expect":["A-1","A-2"]}` + "\n\n" + `{"question":"Are there rats?","lang":"EN","verdict":"not_covered","expect":null}` + "\n" +
		`{"question":"=1+1","expect":"visit","verdict":"answered"}`
	if got, err = ReadQuestions(lines, setLangs); err != nil || got.Wrong != 0 {
		t.Fatalf("JSON lines: %v, %+v", err, got.Problems)
	}
	if diff := cmp.Diff(someQuestions, got.Questions); diff != "" {
		t.Errorf("JSON lines (-want +got):\n%s", diff)
	}
}

func TestReadQuestionsSaysWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string // problems as row and key; a single key for the whole table
	}{
		{"question,expect\n,A-1\n" + strings.Repeat("a", 501) + ",A-1\n", []string{"2 sets.question.none", "3 sets.question.long"}},
		{"question;lang;expect\nOk?;pt;A-1\nQuem?;xx;A-1\nOk?;PT;A-2\n", []string{"3 sets.lang.unknown", "4 sets.question.again"}},
		{"question,expect,verdict\na,,\nb,A-1,maybe\nc,A-1,not_covered\nd,–;A-1,\ne,–,answered\nf," + strings.Repeat("1;", 9) + strings.Repeat("a", 300) + ",\n",
			[]string{"2 sets.expect.none", "3 sets.verdict.unknown", "4 sets.expect.both", "5 sets.expect.both", "6 sets.expect.both", "7 sets.expect.long"}},
		{"{\"question\":\"a\",\"expect\":\"A-1\"}\n{\"question\":1}\n[]\n{\"question\":\"b\",\"expect\":{}}\n", []string{"2 sets.json", "3 sets.json", "4 sets.json"}},
		{"", []string{"sheet.empty"}},
		{"question\n", []string{"sheet.empty"}},
		{"pergunta,expect\na,b\n", []string{"sheet.unknown"}},
		{"lang,expect\npt,b\n", []string{"sheet.keyless"}},
		{"question\n\"a\n", []string{"sheet.quotes"}},
	} {
		got, err := ReadQuestions(tt.text, setLangs)
		var problems []string
		if err != nil {
			problems = append(problems, strings.SplitN(err.Error(), ":", 2)[0])
		}
		for _, p := range got.Problems {
			problems = append(problems, strings.Join([]string{strconv.Itoa(p.Row), p.Key}, " "))
		}
		if diff := cmp.Diff(tt.want, problems); diff != "" {
			t.Errorf("%.60q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func FuzzReadQuestions(f *testing.F) {
	f.Add("question,lang,expect,verdict\na,pt,A-1,\n")
	f.Add(`{"question":"a","expect":["A-1"]}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ReadQuestions(text, setLangs)
		if err != nil {
			return
		}
		if len(got.Questions) != len(got.Rows) {
			t.Fatalf("%d questions in %d rows", len(got.Questions), len(got.Rows))
		}
		for _, q := range got.Questions {
			if q.Question == "" || len(q.Want) == 0 || len(q.Want) > guide.MaxWants {
				t.Errorf("got %+v", q)
			}
		}
	})
}
