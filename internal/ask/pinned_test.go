package ask

import (
	"context"
	"slices"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// pins are pinned answers in memory.
type pins struct {
	live []guide.Pin
	err  error
}

func (p *pins) LivePins(context.Context, int64) ([]guide.Pin, error) {
	return slices.Clone(p.live), p.err
}

var written = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func pinBoard() *pins {
	return &pins{live: []guide.Pin{
		{ID: "rats", Question: "Há ratos no museu?", Answer: "Não. O museu é limpo todos os dias.\n\nVenha ver!", Lang: "pt", Date: written},
		{ID: "restored", Question: "Quem restaurou esta obra?", Answer: "O ateliê do museu.", Lang: "pt", Inventory: "GM-003", Names: []string{"GM-003", "O Fado"}, Date: written},
		{ID: "wifi-pt", Question: "Wi-Fi?", Answer: "Sim, em todas as salas.", Lang: "pt", Date: written},
		{ID: "wifi-en", Question: "wi-fi", Answer: "Yes, in every room.", Lang: "en", Date: written},
	}}
}

func TestPinned(t *testing.T) {
	tests := []struct {
		question guide.Question
		pin      string // "" for an ordinary answer
	}{
		{guide.Question{Text: "Há ratos no museu?"}, "rats"},
		{guide.Question{Text: "por favor, o museu tem ratos", Object: "GM-001"}, "rats"},
		{guide.Question{Text: "Há gatos no museu?"}, ""},
		{guide.Question{Text: "Não há ratos no museu?"}, ""},
		{guide.Question{Text: "Quem restaurou esta obra?", Object: "gm-003"}, "restored"},
		{guide.Question{Text: "Quem restaurou esta obra?", Object: "GM-001"}, ""},
		{guide.Question{Text: "Quem restaurou esta obra?"}, ""},
		{guide.Question{Text: "Quem restaurou O Fado?"}, "restored"},
		{guide.Question{Text: "Quem restaurou O Fado?", Object: "GM-001"}, "restored"},
		{guide.Question{Text: "quem restaurou a GM-003?"}, "restored"},
		{guide.Question{Text: "Quem pintou O Fado?"}, ""},
		{guide.Question{Text: "Quem restaurou O Fado em 1910?"}, ""},
		{guide.Question{Text: "Wi-Fi?", Lang: "en"}, "wifi-en"},
		{guide.Question{Text: "Wi-Fi?", Lang: "de"}, "wifi-pt"}, // the museum's own language is the nearest
	}
	for _, tt := range tests {
		m := openMuseum(t, nil)
		m.Pinned = pinBoard()
		_, turn := m.ask(t, tt.question)
		got := ""
		if turn.Pin != nil {
			got = turn.Pin.ID
		}
		if got != tt.pin || (turn.Mode == guide.ModePinned) != (tt.pin != "") {
			t.Errorf("%q at %q: got %q by %s, want %q", tt.question.Text, tt.question.Object, got, turn.Mode, tt.pin)
		}
	}
}

// A pinned answer is told like any other, rests on nothing, and is kept.
func TestPinnedTranscript(t *testing.T) {
	m := openMuseum(t, nil)
	m.Pinned = pinBoard()
	events, turn := m.ask(t, guide.Question{Text: "Há ratos no museu?"})
	var said []string
	for _, e := range events {
		said = append(said, string(e.Kind)+" "+e.Sentence.Text)
		if e.Kind == guide.EventSentence && (!e.Sentence.Quoted || e.Sentence.Lang != "pt" || len(e.Sentence.Citations) > 0) {
			t.Errorf("sentence %+v", e.Sentence)
		}
	}
	want := []string{"sources ", "sentence Não.", "sentence O museu é limpo todos os dias.", "sentence Venha ver!", "citations ", "done "}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if turn.Verdict != guide.Answered || !turn.Pin.Date.Equal(written) || len(m.shelf.searches) != 0 {
		t.Errorf("%s, written %v, after %d searches", turn.Verdict, turn.Pin.Date, len(m.shelf.searches))
	}
	if saved := m.notebook.turns[0]; saved.Pin != turn.Pin || saved.Mode != guide.ModePinned || saved.Text() != turn.Text() {
		t.Errorf("saved by %s: %s", saved.Mode, saved.Text())
	}
}

// A follow-up is about the work the last answer cited.
func TestPinnedFollowUp(t *testing.T) {
	m := openMuseum(t, nil)
	m.Pinned = pinBoard()
	_, first := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
	_, turn := m.ask(t, guide.Question{Text: "E quem o restaurou?", Conversation: first.Conversation})
	if turn.Pin == nil || turn.Pin.ID != "restored" {
		t.Errorf("answered by %s: %s", turn.Mode, turn.Text())
	}
}

// What is pinned or withdrawn counts from the next question on; what cannot be
// read is said, and the notes answer.
func TestPinsComeAndGo(t *testing.T) {
	m := openMuseum(t, nil)
	board := &pins{}
	m.Pinned = board
	mode := func() guide.Mode {
		_, turn := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
		return turn.Mode
	}
	before := mode()
	board.live = []guide.Pin{{ID: "p", Question: "Quem pintou O Fado?", Answer: "José Malhoa.", Lang: "pt"}}
	pinned := mode()
	board.live = nil
	after := mode()
	if before != guide.ModeQuote || pinned != guide.ModePinned || after != guide.ModeQuote {
		t.Errorf("before %s, pinned %s, withdrawn %s", before, pinned, after)
	}
	board.err = guide.ErrUnavailable
	_, turn := m.ask(t, guide.Question{Text: "Quem pintou O Fado?"})
	if turn.Mode != guide.ModeQuote || !slices.Equal(turn.Degraded, []guide.Degradation{guide.DegradedPinned}) {
		t.Errorf("unread: %s, degraded %v", turn.Mode, turn.Degraded)
	}
}
