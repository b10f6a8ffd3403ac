package ask

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"

	"github.com/google/go-cmp/cmp"
)

var errHungUp = errors.New("connection reset")

// A visitor may leave at any event. The turn is kept once, as far as it had
// come, and nothing more is said.
func TestVisitorLeavesAtEachEvent(t *testing.T) {
	twoSentences := "José Malhoa pintou O Fado em 1910 [1]. Uma mulher escuta-o [1]. "
	for _, test := range []struct {
		name     string
		says     string // by the model; "" for none
		question string
		events   []guide.EventKind
		verdict  guide.Verdict
	}{
		{"model", twoSentences, "Quem pintou O Fado?",
			[]guide.EventKind{guide.EventSources, guide.EventSentence, guide.EventSentence, guide.EventCitations, guide.EventDone}, guide.Answered},
		{"quotation", "", "o que é o fado?",
			[]guide.EventKind{guide.EventSources, guide.EventSentence, guide.EventSentence, guide.EventCitations, guide.EventDone}, guide.Answered},
		{"not covered", "", "Quem pintou a Guernica?",
			[]guide.EventKind{guide.EventSources, guide.EventSentence, guide.EventDone}, guide.NotCovered},
	} {
		for last := range test.events {
			t.Run(fmt.Sprintf("%s/%d %s", test.name, last, test.events[last]), func(t *testing.T) {
				var model *Model
				if test.says != "" {
					model = modelAt(t, modeltest.New(t, modeltest.Say(test.says)).URL)
				}
				m := openMuseum(t, model)
				var seen []guide.EventKind
				sentences := 0
				turn, err := m.Ask(t.Context(), guide.Question{Museum: galeria, Text: test.question, At: noon}, func(e guide.Event) error {
					seen = append(seen, e.Kind)
					if e.Kind == guide.EventSentence {
						sentences++
					}
					if len(seen) > last {
						return errHungUp
					}
					return nil
				})
				if !errors.Is(err, errHungUp) || !errors.Is(err, errGone) {
					t.Errorf("error %v, want emit's own", err)
				}
				if diff := cmp.Diff(test.events[:last+1], seen); diff != "" {
					t.Errorf("events (-want +got):\n%s", diff)
				}
				checkKept(t, m, turn)
				if len(turn.Sentences) != sentences {
					t.Errorf("%d sentences kept of %d", len(turn.Sentences), sentences)
				}
				if turn.Verdict != guide.Failed && turn.Verdict != test.verdict || turn.Verdict == guide.Failed && turn.Reason == "" {
					t.Errorf("verdict %q because %q", turn.Verdict, turn.Reason)
				}
				if answered := last >= len(test.events)-2; answered != (turn.Verdict == test.verdict) {
					t.Errorf("verdict %q when the visitor left at %s", turn.Verdict, test.events[last])
				}
			})
		}
	}
}

// checkKept looks for the turn in the notebook, once.
func checkKept(t *testing.T, m museum, turn guide.Turn) {
	t.Helper()
	if len(m.notebook.turns) != 1 {
		t.Fatalf("%d turns saved, want 1", len(m.notebook.turns))
	}
	checkSaved(t, m.notebook.turns[0], turn)
	if turn.Mode == guide.ModeModel && turn.Model == "" || (turn.Model == "") != (turn.Prompt == "") {
		t.Errorf("mode %q with model %q and prompt %q", turn.Mode, turn.Model, turn.Prompt)
	}
	if slices.Contains(turn.Degraded, guide.DegradedModel) {
		t.Errorf("degraded %v, but it was the visitor who left", turn.Degraded)
	}
}

// When the visitor's request ends, so does the one to the model server, and what
// was said by then is kept under a context of its own.
func TestContextEndsInMidAnswer(t *testing.T) {
	for _, test := range []struct {
		name, says, want string
		mode             guide.Mode
	}{
		{"before a word", "", "", guide.ModeQuote},
		{"after a sentence", "José Malhoa pintou O Fado em 1910 [1]. Uma ", "José Malhoa pintou O Fado em 1910.", guide.ModeModel},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			server := modeltest.New(t, func(w http.ResponseWriter, r *http.Request) {
				begin(w, test.says)
				if test.says == "" {
					leave()
				}
				<-r.Context().Done()
			})
			m := openMuseum(t, modelAt(t, server.URL))
			m.notebook.onSave = func(ctx context.Context) {
				if _, bounded := ctx.Deadline(); ctx.Err() != nil || !bounded {
					t.Errorf("saving under a context that has ended (%v) or never will", ctx.Err())
				}
			}
			turn, err := m.Ask(ctx, guide.Question{Museum: galeria, Text: "Quem pintou O Fado?", At: noon}, func(e guide.Event) error {
				if e.Kind == guide.EventSentence {
					leave()
				}
				return nil
			})
			if !errors.Is(err, context.Canceled) || !errors.Is(err, errGone) {
				t.Errorf("error %v, want %v", err, context.Canceled)
			}
			server.Wait() // the server has seen its client hang up
			checkKept(t, m, turn)
			if turn.Verdict != guide.Failed || turn.Text() != test.want || turn.Mode != test.mode {
				t.Errorf("%s by %s: %q, want failed by %s: %q", turn.Verdict, turn.Mode, turn.Text(), test.mode, test.want)
			}
		})
	}
}

func TestSavingFails(t *testing.T) {
	m := openMuseum(t, nil)
	m.notebook.saveErr = guide.ErrUnavailable
	events, turn := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
	if turn.Verdict != guide.Answered || !slices.Equal(turn.Degraded, []guide.Degradation{guide.DegradedSave}) {
		t.Errorf("%s, degraded %v; want answered, degraded save", turn.Verdict, turn.Degraded)
	}
	if diff := cmp.Diff(turn, events[len(events)-1].Done); diff != "" {
		t.Errorf("turn (-returned +told):\n%s", diff)
	}
	checkTurn(t, turn)
}

func TestSearchFails(t *testing.T) {
	m := openMuseum(t, nil)
	m.shelf.err = fmt.Errorf("search passages: %w", guide.ErrUnavailable)
	_, err := m.Ask(t.Context(), guide.Question{Museum: galeria, Text: "Quem pintou O Fado?", At: noon}, func(e guide.Event) error {
		t.Errorf("event %s, want none", e.Kind)
		return nil
	})
	if !errors.Is(err, guide.ErrUnavailable) || len(m.notebook.turns) != 0 {
		t.Errorf("%d turns and error %v, want none and %v", len(m.notebook.turns), err, guide.ErrUnavailable)
	}
}

// Without the history a follow-up leans on nothing, which is said.
func TestHistoryFails(t *testing.T) {
	m := openMuseum(t, nil)
	_, first := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
	m.notebook.historyErr = guide.ErrUnavailable
	_, turn := m.ask(t, guide.Question{Text: "E quando?", Conversation: first.Conversation})
	if turn.Verdict != guide.NotCovered || turn.Standalone != "" {
		t.Errorf("%s, taken for %q; want not covered, for itself", turn.Verdict, turn.Standalone)
	}
}

// A program that embeds in another space than the museum's searches by words.
func TestEmbedderOfAnotherSpace(t *testing.T) {
	m := openMuseum(t, nil)
	elsewhere := galeria
	elsewhere.Space.Name = "another-1024"
	turn, err := m.Ask(t.Context(), guide.Question{Museum: elsewhere, Text: "Quem pintou O Fado?", At: noon}, func(guide.Event) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if v := m.shelf.searches[0].Vector; v != nil {
		t.Errorf("searched by a vector of %d dimensions of another space", len(v))
	}
	if turn.Verdict != guide.Answered || !slices.Equal(turn.Degraded, []guide.Degradation{guide.DegradedVector}) {
		t.Errorf("%s, degraded %v; want answered, degraded vector search", turn.Verdict, turn.Degraded)
	}
}
