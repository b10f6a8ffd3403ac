package sheet

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// QuestionColumns are the columns of a table of a set's questions. Where a
// question may be answered from several works, their numbers are parted by
// semicolons.
var QuestionColumns = []string{"question", "lang", "expect", "verdict"}

// WriteQuestions writes a table of a set's questions.
func WriteQuestions(w io.Writer, questions []guide.SetQuestion) error {
	var rows [][]string
	for _, q := range questions {
		expect, verdict := strings.Join(q.Want, "; "), guide.Answered
		if q.Nothing() {
			expect, verdict = "", guide.NotCovered
		}
		rows = append(rows, []string{guard(q.Question), q.Lang, guard(expect), string(verdict)})
	}
	return write(w, QuestionColumns, rows)
}

// Questions is what a table of questions would add to a set.
type Questions struct {
	Questions []guide.SetQuestion
	Rows      []int // in which each stands
	Problems  []Problem
	Wrong     int // how many problems there are in all
}

// Add notes another problem with a row.
func (q *Questions) Add(row int, key string, pairs ...any) {
	if q.Wrong++; len(q.Problems) < MaxProblems {
		q.Problems = append(q.Problems, Problem{row, key, pairs})
	}
}

// line is a question as it is typed.
type line struct{ question, lang, expect, verdict string }

// ReadQuestions reads a table of questions, or one JSON object a line with the
// same names, in some languages of which the first is meant where none is said.
// What is wrong with the table as a whole is an InvalidError whose Field is a
// message's key.
func ReadQuestions(text string, langs []string) (Questions, error) {
	read := readLines
	if !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(text, byteOrderMark)), "{") {
		read = readTable
	}
	var out Questions
	at := map[string]int{} // the row of each question
	err := read(text, &out, func(row int, l line) {
		if l.lang = strings.ToLower(l.lang); l.lang == "" {
			l.lang = langs[0]
		}
		want, problem := Wants(l.expect, l.verdict)
		key := l.lang + " " + l.question
		switch {
		case l.question == "":
			out.Add(row, "sets.question.none")
		case utf8.RuneCountInString(l.question) > guide.MaxQuestionRunes || strings.ContainsFunc(l.question, unicode.IsControl):
			out.Add(row, "sets.question.long", "max", guide.MaxQuestionRunes)
		case !slices.Contains(langs, l.lang):
			out.Add(row, "sets.lang.unknown", "value", l.lang, "known", strings.Join(langs, ", "))
		case problem != "":
			out.Add(row, problem, "value", l.verdict, "max", guide.MaxWants)
		case at[key] != 0:
			out.Add(row, "sets.question.again", "first", at[key])
		default:
			at[key] = row
			out.Questions = append(out.Questions, guide.SetQuestion{Question: l.question, Lang: l.lang, Want: want})
			out.Rows = append(out.Rows, row)
		}
	})
	if err == nil && len(out.Questions) == 0 && out.Wrong == 0 {
		err = guide.Invalidf("sheet.empty", "there is no question in it")
	}
	return out, err
}

// Wants reads what is expected of a question: numbers of works and ids of
// documents parted by semicolons, or a verdict that the notes don't say. problem
// is a message's key, or empty.
func Wants(expect, verdict string) (want []string, problem string) {
	for w := range strings.SplitSeq(expect, ";") {
		if w = strings.Join(strings.Fields(w), " "); w != "" && !slices.Contains(want, w) {
			want = append(want, w)
		}
	}
	nothing := slices.Equal(want, []string{guide.WantNothing})
	switch v := guide.Verdict(strings.ToLower(verdict)); {
	case v != "" && v != guide.Answered && v != guide.NotCovered:
		return nil, "sets.verdict.unknown"
	case v == guide.NotCovered && len(want) == 0, nothing && v != guide.Answered:
		return []string{guide.WantNothing}, ""
	case v == guide.NotCovered, slices.Contains(want, guide.WantNothing):
		return nil, "sets.expect.both"
	case len(want) == 0:
		return nil, "sets.expect.none"
	case len(want) > guide.MaxWants:
		return nil, "sets.expect.many"
	case slices.ContainsFunc(want, func(w string) bool { return utf8.RuneCountInString(w) > guide.MaxRefRunes }):
		return nil, "sets.expect.long"
	}
	return want, ""
}

func readTable(text string, out *Questions, each func(int, line)) error {
	t, err := readKnown(text, QuestionColumns, "question")
	if err != nil {
		return err
	}
	for i, row := range t.rows {
		each(t.lines[i], line{t.value(row, "question", ""), t.value(row, "lang", ""), t.value(row, "expect", ""), t.value(row, "verdict", "")})
	}
	return nil
}

// readLines reads JSON Lines. expect may be one number or a list of them.
func readLines(text string, out *Questions, each func(int, line)) error {
	number := 0
	for s := range strings.Lines(strings.TrimPrefix(text, byteOrderMark)) {
		number++
		if strings.TrimSpace(s) == "" {
			continue
		}
		var l struct {
			Question, Lang, Verdict string
			Expect                  json.RawMessage
		}
		err := json.Unmarshal([]byte(s), &l)
		expect := ""
		if err == nil && len(l.Expect) > 0 && string(l.Expect) != "null" {
			var several []string
			if err = json.Unmarshal(l.Expect, &several); err == nil {
				expect = strings.Join(several, ";")
			} else {
				err = json.Unmarshal(l.Expect, &expect)
			}
		}
		if err != nil {
			out.Add(number, "sets.json")
			continue
		}
		each(number, line{strings.Join(strings.Fields(l.Question), " "), strings.TrimSpace(l.Lang), expect, strings.TrimSpace(l.Verdict)})
	}
	return nil
}
