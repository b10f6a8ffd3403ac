package eval

import (
	"bufio"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"cicerone/internal/guide"
)

// Visit is a conversation of a visitor with the guide, and what a good guide
// does with each of its questions.
type Visit struct {
	Kind   string
	Lang   string // what the visitor writes in
	Object string // number of the work at hand; may be empty
	Half   Half
	Turns  []Expected
}

// Expected is a question with what would be right; see the head of
// internal/demo/guide.txt for the words.
type Expected struct {
	Question string
	Want     []string
}

// Half says whether a question may be looked at while the guide is improved.
type Half string

const (
	Development Half = "dev"
	HeldOut     Half = "held"
)

// halfOf puts a question, named by its id or by its words, into a half, always
// the same: an even FNV-1a hash of 32 bits is development.
func halfOf(name string) Half {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash cannot fail
	if h.Sum32()%2 == 0 {
		return Development
	}
	return HeldOut
}

// What may be wanted beside the number of a work, and what guide says of it.
const (
	wantSecond   = "^2" // the second work that the answer before cited
	wantCourtesy = "courtesy"
	wantRefusal  = "refusal"
	wantHelp     = "help"
)

// ReadVisits reads a list of conversations, the format of internal/demo/guide.txt.
// A line that is none is guide.ErrInvalid.
func ReadVisits(r io.Reader) ([]Visit, error) {
	var visits []Visit
	kind := ""
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch name, isKind := strings.CutPrefix(line, "## "); {
		case isKind:
			kind = name
		case line == "" || strings.HasPrefix(line, "#"):
		default:
			if err := readVisit(&visits, kind, line); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return visits, lines.Err()
}

// readVisit adds a line: a new conversation, or the next question of the last.
func readVisit(visits *[]Visit, kind, line string) error {
	asked, want, ok := strings.Cut(line, " → ")
	if !ok || strings.TrimSpace(want) == "" {
		return guide.Invalidf("line", "nothing is said to be right")
	}
	if next, ok := strings.CutPrefix(asked, "+ "); ok {
		if len(*visits) == 0 {
			return guide.Invalidf("line", "no conversation goes before")
		}
		last := &(*visits)[len(*visits)-1]
		last.Turns = append(last.Turns, Expected{Question: next, Want: strings.Fields(want)})
		return nil
	}
	who, question, ok := strings.Cut(asked, " | ")
	if !ok {
		return guide.Invalidf("line", "there is no | between the language and the question")
	}
	v := Visit{Kind: kind, Half: halfOf(question), Turns: []Expected{{Question: question, Want: strings.Fields(want)}}}
	v.Lang, v.Object, _ = strings.Cut(who, " @")
	*visits = append(*visits, v)
	return nil
}

// Guided is how well the guide does on a list of visits.
type Guided struct {
	All   Score   `json:"all"`
	Kinds []Score `json:"kinds"`
	Langs []Score `json:"langs"`
	Wrong []Wrong `json:"wrong"`
}

// Score is how many turns of a name came out right, by half.
type Score struct {
	Name        string `json:"name"`
	Development Tally  `json:"development"`
	HeldOut     Tally  `json:"held_out"`
}

// Tally counts turns. Works counts those that only what is cited first can be
// right for, and First those of them in which it is right.
type Tally struct {
	Turns    int `json:"turns"`
	Right    int `json:"right"`
	Works    int `json:"works"`
	First    int `json:"first"`
	Language int `json:"language"` // the visitor's was recognised
}

func (t *Tally) add(j guide.Judged) {
	t.Turns++
	t.Right += one(j.Right)
	t.Works += one(j.Work)
	t.First += one(j.Work && j.First)
	t.Language += one(j.Read == j.Lang)
}

// Wrong is a turn that was not right.
type Wrong struct {
	Kind string `json:"kind"`
	Half Half   `json:"half"`
	guide.Judged
}

// MeasureGuide has every visit of one half, or of both when half is empty, made
// to the guide: ask puts a question whose text, conversation and work at hand are
// filled in.
func MeasureGuide(ctx context.Context, visits []Visit, half Half, ask func(context.Context, guide.Question) (guide.Turn, error)) (Guided, error) {
	out := Guided{All: Score{Name: "all"}}
	for _, v := range visits {
		if half != "" && v.Half != half {
			continue
		}
		var before guide.Turn
		for _, e := range v.Turns {
			turn, err := ask(ctx, guide.Question{Text: e.Question, Conversation: before.Conversation, Object: v.Object})
			if err != nil {
				return out, fmt.Errorf("%q: %w", e.Question, err)
			}
			out.count(v, e, turn, before)
			before = turn
		}
	}
	return out, nil
}

// count adds a turn to every figure that it belongs to.
func (g *Guided) count(v Visit, e Expected, turn, before guide.Turn) {
	j := Judge(v.Lang, e, turn, before)
	for _, s := range []*Score{&g.All, score(&g.Kinds, v.Kind), score(&g.Langs, v.Lang)} {
		if v.Half == HeldOut {
			s.HeldOut.add(j)
		} else {
			s.Development.add(j)
		}
	}
	if !j.First {
		g.Wrong = append(g.Wrong, Wrong{Kind: v.Kind, Half: v.Half, Judged: j})
	}
}

// Judge compares what the guide did with what would be right; before is the
// visitor's turn that went before, if any.
func Judge(lang string, e Expected, turn, before guide.Turn) guide.Judged {
	want, got := e.Want, outcome(turn)
	if second := slices.Index(want, wantSecond); second >= 0 {
		want = slices.Replace(slices.Clone(want), second, second+1, secondCited(before))
	}
	work := onlyWorks(want)
	first := slices.Contains(want, got) || got != guide.WantNothing && len(turn.Citations) > 0 && slices.Contains(want, turn.Citations[0].Document)
	return guide.Judged{Lang: lang, Question: e.Question, Want: want, Got: got, Right: first || work && isWork(got), Work: work, First: first,
		Read: turn.Lang, Said: turn.Text(), Reason: turn.Reason, Took: turn.Standalone}
}

// score is the one of that name, made when it is new.
func score(all *[]Score, name string) *Score {
	i := slices.IndexFunc(*all, func(s Score) bool { return s.Name == name })
	if i < 0 {
		i = len(*all)
		*all = append(*all, Score{Name: name})
	}
	return &(*all)[i]
}

// outcome says what the guide did, in the words that may be wanted.
func outcome(t guide.Turn) string {
	switch {
	case t.Mode == guide.ModePlain:
		switch t.Reason {
		case guide.PlainHelp:
			return wantHelp
		case guide.PlainUnsafe:
			return wantRefusal
		}
		return wantCourtesy
	case t.Verdict != guide.Answered || len(t.Citations) == 0:
		return guide.WantNothing
	case t.Citations[0].Inventory == "":
		return guide.WantVisit
	}
	return t.Citations[0].Inventory
}

// isWork reports whether an outcome is the number of a work.
func isWork(outcome string) bool {
	return !slices.Contains([]string{wantSecond, guide.WantVisit, guide.WantNothing, wantCourtesy, wantRefusal, wantHelp}, outcome)
}

func onlyWorks(want []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !isWork(w) })
}

// secondCited is the second work that a turn cited; nothing has that number when
// there is none.
func secondCited(t guide.Turn) string {
	if works := guide.CitedWorks(t.Citations); len(works) > 1 {
		return works[1].Inventory
	}
	return "a second work"
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// markdown writes the figures as tables, and what went wrong as a list.
func (g Guided) markdown(b *strings.Builder) {
	b.WriteString("\n## Does the guide do the right thing?\n\n" +
		"Right: the verdict is the expected one. Work: of the turns that only a work can answer, a right one is cited first. " +
		"Language: that of the visitor was recognised.\n")
	for _, part := range []struct {
		name   string
		scores []Score
	}{{"kind of question", append([]Score{g.All}, g.Kinds...)}, {"language", g.Langs}} {
		fmt.Fprintf(b, "\n| %s | development: right | work | language | held out: right | work | language |\n|---|---|---|---|---|---|---|\n", part.name)
		for _, s := range part.scores {
			fmt.Fprintf(b, "| %s | %s | %s |\n", s.Name, s.Development, s.HeldOut)
		}
	}
	for _, half := range []Half{Development, HeldOut} {
		fmt.Fprintf(b, "\n### Not right, half %s\n\n", half)
		for _, w := range g.Wrong {
			if w.Half != half {
				continue
			}
			fmt.Fprintf(b, "- %s, %s\n", w.Kind, wrongLine(w.Judged))
		}
	}
}

// wrongLine says what became of a question and what may explain it.
func wrongLine(j guide.Judged) string {
	line := fmt.Sprintf("%s: “%s” → wanted %s, got %s", j.Lang, j.Question, strings.Join(j.Want, " or "), j.Got)
	for _, more := range [][2]string{{"read as", differing(j.Read, j.Lang)}, {"understood as", j.Took}, {"because", j.Reason}} {
		if more[1] != "" {
			line += "; " + more[0] + " " + more[1]
		}
	}
	return line
}

func differing(got, want string) string {
	if got == want {
		return ""
	}
	return got
}

// String is the cells of a table: right, work, language.
func (t Tally) String() string {
	return strings.Join([]string{shareOf(t.Right, t.Turns), shareOf(t.First, t.Works), shareOf(t.Language, t.Turns)}, " | ")
}

// shareOf is "45 of 50, .900".
func shareOf(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d, %s", n, of, short(float64(n)/float64(of), 3))
}
