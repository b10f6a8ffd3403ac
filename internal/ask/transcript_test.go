package ask

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// visits are the conversations kept in testdata, question by question. says is
// what the model answers to all of them; without it answers are quotations.
var visits = []struct {
	name      string
	says      string
	questions []guide.Question
}{
	{"quotation", "", []guide.Question{{Text: "Quem fez a Custódia de Belém?"}}},
	{"greeting", "", []guide.Question{{Text: "Olá, bom dia!"}, {Text: "Olá! Quem pintou O Fado?"}, {Text: "obrigada"}, {Text: "e quando?"}}},
	{"in_need_by_model", "Isto não devia ser dito.", []guide.Question{{Text: "I can't find my daughter"}, {Text: "quiero morir"}}},
	{"subject_changed", "", []guide.Question{{Text: "Quem pintou O Fado?"}, {Text: "e a candeia de prata do altar, de que século é?"}}},
	{"model_with_tags", "A custódia foi feita em 1506 por Gil Vicente [1]. O ouro veio do tributo do rei de Quíloa [1].",
		[]guide.Question{{Text: "Quem fez a Custódia de Belém?"}}},
	{"model_without_tags", "The monstrance was made in 1506 by Gil Vicente.",
		[]guide.Question{{Text: "Who made the Belém Monstrance?"}}},
	{"model_partly_unsupported", "A custódia foi feita em 1506 por Gil Vicente [1]. Demorou três anos a acabar [1]. Pesa seis quilos [9].",
		[]guide.Question{{Text: "Quem fez a Custódia de Belém?"}}},
	{"model_unsupported", "A custódia foi feita em 1640 por Josefa de Óbidos [1].",
		[]guide.Question{{Text: "Quem fez a Custódia de Belém?"}}},
	{"model_refuses", "As nossas notas não o dizem.",
		[]guide.Question{{Text: "Quem pagou a Custódia de Belém?"}}},
	{"model_refuses_but", "As notas não dizem quem a pagou, mas a custódia foi feita em 1506 por Gil Vicente [1].",
		[]guide.Question{{Text: "Quem pagou a Custódia de Belém?"}}},
	{"model_repeats_itself", strings.Repeat("José Malhoa pintou O Fado em 1910 [1]. ", 3),
		[]guide.Question{{Text: "Quem pintou O Fado?"}}},
	{"model_repeats_the_question", "Quem pintou O Fado? José Malhoa pintou O Fado em 1910 [1].",
		[]guide.Question{{Text: "Quem pintou O Fado?"}}},
	{"model_out_of_tokens", "José Malhoa pintou O Fado em 1910 [1]. Um homem toca guitarra portuguesa e uma",
		[]guide.Question{{Text: "Quem pintou O Fado?"}}},
	{"model_out_of_tokens_at_once", "José Malhoa pintou O Fado",
		[]guide.Question{{Text: "Quem pintou O Fado?"}}},
	{"not_covered", "", []guide.Question{{Text: "Há alguma pintura com um gato siamês?"}}},
	{"unknown_name", "", []guide.Question{{Text: "Quem pintou a Guernica?"}}},
	{"practical", "", []guide.Question{{Text: "A que horas fecha?"}}},
	{"practical_by_model", "O museu fecha às 18h00 [1].", []guide.Question{{Text: "A que horas fecha?"}}},
	{"at_hand", "", []guide.Question{{Text: "Who made this?", Object: "GM-001"}}},
	{"at_hand_by_model", "It was made in 1506 by the goldsmith Gil Vicente.", []guide.Question{{Text: "Who made this?", Object: "gm-001"}}},
	{"at_hand_unknown", "", []guide.Question{{Text: "Who made this?", Object: "GM-999"}}},
	{"follow_up_pt", "", []guide.Question{{Text: "Quem pintou O Fado?"}, {Text: "E quando?"}}},
	{"follow_up_en", "", []guide.Question{{Text: "Who made the Belém Monstrance?"}, {Text: "And when?"}}},
	{"follow_up_that_is_none", "", []guide.Question{{Text: "Who made the Belém Monstrance?"}, {Text: "o que é o fado?"}}},
	{"number", "", []guide.Question{{Text: "o que é a obra gm-002?"}}},
	{"number_elsewhere", "", []guide.Question{{Text: "De que material é GM-005?", Object: "GM-001"}}},
	{"no_terms", "", []guide.Question{{Text: "o que é que é?"}}},
	{"german", "", []guide.Question{{Text: "Wer hat die Custódia de Belém gemacht?"}}},
	{"german_by_model", "Die Custódia de Belém wurde 1506 von Gil Vicente gemacht [1].", []guide.Question{{Text: "Wer hat die Custódia de Belém gemacht?"}}},
}

func TestTranscripts(t *testing.T) {
	for _, visit := range visits {
		t.Run(visit.name, func(t *testing.T) {
			var m *Model
			if visit.says != "" {
				m = modelAt(t, modeltest.New(t, modeltest.Say(visit.says)).URL)
			}
			museum := openMuseum(t, m)
			var out strings.Builder
			if visit.says != "" {
				fmt.Fprintf(&out, "the model says: %s\n\n", visit.says)
			}
			conversation := ""
			for i, q := range visit.questions {
				q.Conversation = conversation
				events, turn := museum.ask(t, q)
				conversation = turn.Conversation
				out.WriteString(transcript(turn, events))
				checkTurn(t, turn)
				checkSaved(t, museum.notebook.turns[i], turn)
			}
			golden(t, visit.name+".golden", out.String())
		})
	}
}

// transcript is a question with the events that answered it, as text.
func transcript(turn guide.Turn, events []guide.Event) string {
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	say("? %s", turn.Question.Text)
	if turn.Question.Object != "" {
		say("  standing at %s", turn.Question.Object)
	}
	for _, e := range events {
		switch e.Kind {
		case guide.EventSources:
			var places []string
			for _, h := range e.Sources {
				places = append(places, fmt.Sprintf("%s@%d", h.Document, h.Start))
			}
			say("sources for %s in %s, %s: %s", e.Done.ID, e.Done.Conversation, e.Done.Lang, strings.Join(places, " "))
		case guide.EventSentence:
			quoted := ""
			if e.Sentence.Quoted {
				quoted = " quoted"
			}
			say("sentence %d, %s%s: %s %v", e.Index, e.Sentence.Lang, quoted, e.Sentence.Text, e.Sentence.Citations)
		case guide.EventCitations:
			say("citations")
			for _, c := range e.Citations {
				say("  [%d] %s %s, %s r%d %d–%d: %s", c.Number, c.Inventory, c.Title, c.Document, c.Revision, c.Start, c.End, c.Sentence)
			}
		case guide.EventDone:
			say("done: %s", ending(e.Done))
		default:
			say("%s", e.Kind)
		}
	}
	return out.String() + "\n"
}

// ending is what a turn says of itself beside its answer; empty fields are left
// out.
func ending(t guide.Turn) string {
	said := []string{string(t.Verdict), string(t.Mode)}
	add := func(name, value string) {
		if value != "" {
			said = append(said, name+" "+value)
		}
	}
	add("model", t.Model)
	add("prompt", t.Prompt)
	add("standalone", t.Standalone)
	if t.Withheld > 0 {
		add("withheld", fmt.Sprint(t.Withheld))
	}
	for _, d := range t.Degraded {
		add("degraded", string(d))
	}
	for _, o := range t.Nearby {
		add("nearby", o.Inventory+" "+o.Label.Title)
	}
	add("because", t.Reason)
	return strings.Join(said, "; ")
}

// stages are those that every turn has timed.
var stages = []string{"answer", "embed", "gate", "rewrite", "save", "search", "total"}

// stagesOf are the stages that were timed, without what only some turns have.
func stagesOf(t guide.Timings) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(t)), func(s string) bool {
		return s == firstToken || s == firstSentence || s == "queue"
	})
}

// checkTurn holds a finished turn to what the database and the pages take for
// granted.
func checkTurn(t *testing.T, turn guide.Turn) {
	t.Helper()
	if turn.ID == "" || turn.Conversation == "" || turn.Lang == "" || turn.At.IsZero() {
		t.Errorf("turn lacks an id, a conversation, a language or a time: %+v", turn)
	}
	if turn.Mode == guide.ModeModel && turn.Model == "" || (turn.Model == "") != (turn.Prompt == "") {
		t.Errorf("mode %q with model %q and prompt %q", turn.Mode, turn.Model, turn.Prompt)
	}
	plainly := turn.Mode == guide.ModePlain
	if (turn.Verdict == guide.Answered && !plainly) != (turn.Reason == "") || turn.Verdict != guide.NotCovered && len(turn.Nearby) > 0 {
		t.Errorf("verdict %q with reason %q and %d works nearby", turn.Verdict, turn.Reason, len(turn.Nearby))
	}
	for i, c := range turn.Citations {
		if c.Number != i+1 {
			t.Errorf("citation %d has number %d", i+1, c.Number)
		}
		checkCitation(t, c)
	}
	for i, s := range turn.Sentences {
		saysLanguage := i == 0 && strings.HasSuffix(s.Text, ":") && len(turn.Sentences) > 1 // and a quotation follows
		if turn.Verdict == guide.Answered && !plainly && !saysLanguage && len(s.Citations) == 0 {
			t.Errorf("sentence without a citation: %q", s.Text)
		}
	}
	timed := stages
	if plainly {
		timed = []string{"answer", "rewrite", "save", "total"} // nothing is searched
	}
	if diff := cmp.Diff(timed, stagesOf(turn.Timings)); diff != "" {
		t.Errorf("timings (-want +got):\n%s", diff)
	}
}

// checkCitation finds the cited sentence at its offsets in the notes.
func checkCitation(t *testing.T, c guide.Citation) {
	t.Helper()
	for _, h := range passages() {
		if h.Document == c.Document && h.Start <= c.Start && c.End <= h.End {
			if got := string([]rune(h.Text)[c.Start-h.Start : c.End-h.Start]); got != c.Sentence {
				t.Errorf("%s %d–%d holds %q, cited is %q", c.Document, c.Start, c.End, got, c.Sentence)
			}
			return
		}
	}
	t.Errorf("no passage of %s holds %d–%d", c.Document, c.Start, c.End)
}

// checkSaved compares the saved turn with the one that was returned, which alone
// knows how long saving took.
func checkSaved(t *testing.T, saved, returned guide.Turn) {
	t.Helper()
	all := slices.DeleteFunc(stagesOf(returned.Timings), func(s string) bool { return s == "save" })
	if diff := cmp.Diff(all, stagesOf(saved.Timings)); diff != "" {
		t.Errorf("saved timings (-want +got):\n%s", diff)
	}
	saved.Timings, returned.Timings = nil, nil
	if diff := cmp.Diff(returned, saved); diff != "" {
		t.Errorf("saved turn (-returned +saved):\n%s", diff)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
