package curator

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// What visitors of the fake museum asked.

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func (h *fakeHouse) AskedReport(_ context.Context, q guide.AskedQuery) (guide.AskedReport, error) {
	defer h.lock()()
	h.askedQuery = q
	if q.Inventory == "nada" {
		return guide.AskedReport{}, h.broken
	}
	figures := guide.Figures{Asked: 23, Answered: 20, NotCovered: 2, Failed: 1, Helpful: 3, Unhelpful: 1}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	return guide.AskedReport{
		Days: []guide.DayFigures{{Day: today.AddDate(0, 0, -2), Figures: figures}}, Total: figures,
		Langs: []guide.Count{{Value: "pt", N: 20}, {Value: "en", N: 3}}, Works: []guide.Count{{Value: "CG-001", N: 9}, {Value: hostile, N: 1}},
		Median: 12.4, P95: 1440, Kept: 24,
	}, h.broken
}

func (h *fakeHouse) AskedTurns(_ context.Context, q guide.AskedQuery, offset, limit int) ([]guide.AskedTurn, error) {
	defer h.lock()()
	h.asked.Offset, h.asked.Limit = offset, limit
	if q.Inventory == "nada" || offset >= 40 {
		return nil, h.broken
	}
	citation := guide.Citation{Document: "live", Title: "Painéis de São Vicente", Lang: "pt"}
	return []guide.AskedTurn{
		{ID: "T1", At: noon, Question: hostile, Answer: hostile, Lang: "pt", Inventory: "CG-001", Verdict: guide.Answered, Mode: guide.ModeModel,
			Citations: []guide.Citation{citation, citation}, Rated: true, Reason: hostile,
			Withheld: 2, Kept: []guide.Withheld{{Text: hostile, Reason: "number 1911 not in the sources"}}},
		{ID: "T2", At: noon, Question: "Há ratos?", Answer: "Não.", Lang: "pt", Verdict: guide.Answered, Mode: guide.ModePinned, Rated: true, Helpful: true},
		{ID: "T3", At: noon, Question: "Who?", Answer: "Our notes don't say.", Lang: "en", Verdict: guide.NotCovered, Mode: guide.ModeQuote, Took: "Who? [" + hostile + "]"},
		{ID: "T4", At: noon, Question: "Olá", Answer: "Olá!", Lang: "pt", Verdict: guide.Answered, Mode: guide.ModePlain},
	}, h.broken
}

func (h *fakeHouse) Turn(_ context.Context, museum int64, id string) (guide.Turn, error) {
	defer h.lock()()
	if museum != gallery.ID || id != "TURN1" {
		return guide.Turn{}, guide.ErrNotFound
	}
	return guide.Turn{
		ID: id, At: noon, Question: guide.Question{Text: hostile, Object: hostile, Level: guide.LevelChild, Museum: guide.Museum{Space: guide.Space{Name: "hashed"}}}, Standalone: hostile, Lang: "pt",
		Verdict: guide.Answered, Mode: guide.ModeModel, Model: hostile, Prompt: "3", Withheld: 2, Drift: []string{hostile}, Degraded: []guide.Degradation{guide.DegradedCut},
		Sentences: []guide.Sentence{{Text: hostile, Citations: []int{1}}}, Citations: []guide.Citation{{Number: 1, Document: "live", Title: hostile, Sentence: hostile, Lang: "pt"}},
		Hits:    []guide.Hit{{PassageID: 1, Document: "live", Title: hostile, Text: hostile, Lang: "en", LexicalRank: 1, LexicalScore: 4.25}, {VectorRank: 3, VectorScore: .5}},
		Timings: guide.Timings{"total": 812.6},
	}, h.broken
}

// The page of one answer says what made it, and nothing on it is markup.
func TestWhy(t *testing.T) {
	b := signedIn(t, newFakeHouse(), guide.RoleReader)
	checkPage(t, b.get("/curator/questions/why/TURN1"), 200, []string{"<h1>Porquê esta resposta</h1>", "&lt;script&gt;", "instruções 3", "2 frases do modelo não foram mostradas",
		"a última frase foi deixada de fora", "Crianças", "813&nbsp;ms", "4.25", "já foi eliminada", `href="/curator/documents/live"`}, []string{"<script>alert"})
	checkPage(t, b.get("/curator/questions/why/never"), 404, nil, nil)
	checkPage(t, b.get("/curator/questions"), 200, []string{`href="/curator/questions/why/T1"`}, nil)
}

func (h *fakeHouse) CloseGaps(_ context.Context, by guide.User, gaps []int64, how guide.Closing) (string, error) {
	defer h.lock()()
	h.did = append(h.did, fmt.Sprintf("%s closes %v as %s", by.Role, gaps, how))
	h.closed = how
	return "CLOSING", h.broken
}

func (h *fakeHouse) ReopenGaps(_ context.Context, by guide.User, closing string) error {
	defer h.lock()()
	h.did = append(h.did, fmt.Sprintf("%s reopens %s", by.Role, closing))
	h.closed = ""
	return h.broken
}

func (h *fakeHouse) Closed(_ context.Context, museum int64, closing string) (guide.Closing, int, error) {
	defer h.lock()()
	if closing != "CLOSING" || museum != gallery.ID || h.closed == "" {
		return "", 0, guide.ErrNotFound
	}
	return h.closed, 2, h.broken
}

func (h *fakeHouse) Pins(_ context.Context, _ int64, offset, limit int) ([]guide.Pin, error) {
	if offset > 0 {
		return nil, h.broken
	}
	live, _ := h.Pin(context.Background(), gallery.ID, "PIN")
	off := guide.Pin{ID: "OFF", Question: hostile, Answer: hostile, Lang: "en", Author: "Ana", Date: noon, Withdrawn: noon}
	return []guide.Pin{live, off}, h.broken
}

func (h *fakeHouse) Pin(_ context.Context, museum int64, id string) (guide.Pin, error) {
	if id != "PIN" || museum != gallery.ID {
		return guide.Pin{}, guide.ErrNotFound
	}
	return guide.Pin{ID: "PIN", Question: "Quem restaurou esta obra?", Answer: "O ateliê.", Lang: "pt", Inventory: "CG-001", Author: "Ana", Date: noon, Withdrawn: h.withdrawn}, h.broken
}

func (h *fakeHouse) AddPin(_ context.Context, by guide.User, d guide.DraftPin) (string, error) {
	return "PIN", h.pinned(by, "pins", d)
}

func (h *fakeHouse) EditPin(_ context.Context, by guide.User, id string, d guide.DraftPin) error {
	return h.pinned(by, "edits "+id, d)
}

func (h *fakeHouse) pinned(by guide.User, what string, d guide.DraftPin) error {
	defer h.lock()()
	if d.Inventory == "CG-404" {
		return guide.Invalidf("inventory", "no such object")
	}
	h.did = append(h.did, fmt.Sprintf("%s %s %q %q %s %s", by.Role, what, d.Question, d.Answer, d.Lang, d.Inventory))
	return h.broken
}

func (h *fakeHouse) WithdrawPin(_ context.Context, by guide.User, id string) error {
	return h.turnPin(by, "withdraws "+id, noon)
}

func (h *fakeHouse) RestorePin(_ context.Context, by guide.User, id string) error {
	return h.turnPin(by, "restores "+id, time.Time{})
}

func (h *fakeHouse) turnPin(by guide.User, what string, withdrawn time.Time) error {
	defer h.lock()()
	h.did, h.withdrawn = append(h.did, string(by.Role)+" "+what), withdrawn
	return h.broken
}

func (h *fakeHouse) addNote(_ context.Context, by guide.User, n guide.DraftNote) (string, error) {
	defer h.lock()()
	if n.Text == "igual" {
		return "", guide.ErrConflict
	}
	h.did = append(h.did, fmt.Sprintf("%s writes %q %q %s %s", by.Role, n.Title, n.Text, n.Lang, n.Inventory))
	return "draft", h.broken
}

func TestQuestionPages(t *testing.T) {
	tests := []struct {
		name, target string
		status       int
		want, not    []string
	}{
		{"questions", "/curator/questions", 200, []string{`<h1>Perguntas</h1>`, `<option value="30" selected>Últimos 30 dias</option>`, "<dd>23</dd>", "ajudaram, de 4 avaliadas", "<dd>75\u00a0%</dd>",
			"<dd>13\u00a0ms</dd>", "<dd>1,4\u00a0s</dd>", `<rect class="bar-answered"`, `<rect class="bar-failed"`, `href="/curator/questions?work=CG-001"`, `href="/curator/documents/live"`, "resposta fixada",
			"Não ajudou. <q>&lt;script&gt;", `lang="en">Who?`, "Página seguinte", "guardadas durante 0 dias"}, []string{"style=", "Página anterior"}},
		{"in English", "/curator/questions?lang=en", 200, []string{"<h1>Questions</h1>", "<dd>1.4\u00a0s</dd>", "23 questions"}, nil},
		{"its second page", "/curator/questions?page=2&days=7&in=pt&verdict=answered&work=CG-001", 200, []string{`<option value="7" selected>`, `<option value="pt" selected>`, `<option value="answered" selected>`,
			`value="CG-001"`, "21–24 de 24", "Página anterior", `href="/curator/questions?days=7&amp;in=pt&amp;verdict=answered&amp;work=CG-001"`}, []string{"Página seguinte"}},
		{"beyond the last", "/curator/questions?page=9", 200, []string{"Não há mais nada nesta página."}, nil},
		{"of nothing", "/curator/questions?work=nada", 200, []string{"Não há perguntas assim neste período.", "Mostrar todas"}, []string{"<svg", "avaliadas</dt><dd>75"}},
		{"with nonsense", "/curator/questions?days=-1&verdict=%3Cscript%3E&page=x&in=%00", 200, []string{`<option value="30" selected>`}, nil},
		{"gaps", "/curator/questions/gaps", 200, []string{"perguntado 2 vezes", `action="/curator/questions/gaps/GAP2/dismiss"`, `href="/curator/questions/gaps/GAP2/note"`, `href="/curator/questions/pins/new?gap=GAP2"`,
			"&lt;script&gt;", "Por outras palavras", "<li>há RATOS</li>"}, []string{"<script>alert", "Anular"}},
		{"gaps said to be closed", "/curator/questions/gaps?closing=CLOSING", 200, nil, []string{"Posto de lado", "Anular"}},
		{"note for a gap", "/curator/questions/gaps/GAP3/note", 200, []string{"Há ratos?", `<option value="pt" selected>`, `name="inventory" value="CG-001"`, "perguntado 2 vezes"}, nil},
		{"note for no gap", "/curator/questions/gaps/NONE/note", 409, nil, nil},
		{"pins", "/curator/questions/pins", 200, []string{"Quem restaurou esta obra?", "O ateliê.", "em vigor", "retirada", `action="/curator/questions/pins/PIN/withdraw"`, `action="/curator/questions/pins/OFF/restore"`}, []string{"Anular"}},
		{"pin for a gap", "/curator/questions/pins/new?gap=GAP2", 200, []string{`name="question" value="Há ratos?"`, `name="inventory" value="CG-001"`, `action="/curator/questions/pins/new?gap=GAP2"`}, nil},
		{"pin for none", "/curator/questions/pins/new", 200, []string{`action="/curator/questions/pins/new"`, `<option value="pt" selected>`}, nil},
		{"pin", "/curator/questions/pins/PIN", 200, []string{"Alterar a resposta", `value="Quem restaurou esta obra?"`, ">O ateliê.</textarea>"}, nil},
		{"pin that is not", "/curator/questions/pins/NONE", 404, nil, nil},
		{"home", "/curator", 200, []string{`href="/curator/questions/gaps#gap-2"`, "perguntado 2 vezes"}, nil},
	}
	b := signedIn(t, newFakeHouse(), guide.RoleEditor)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			delete(b.cookies, "cicerone_lang")
			checkPage(t, b.get(tt.target), tt.status, tt.want, tt.not)
		})
	}
}

// What is asked for is what the address says, within bounds, and always the
// person's own museum.
func TestAskedQuery(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleReader)
	b.get("/curator/questions?days=7&in=pt&work=+CG%0A1+&verdict=failed&page=3&museum=2")
	want := guide.AskedQuery{MuseumID: 1, Since: time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -6), Lang: "pt", Inventory: "CG 1", Verdict: guide.Failed}
	if house.askedQuery != want || house.asked.Offset != 40 || house.asked.Limit != 20 {
		t.Errorf("query: got %+v from %d for %d, want %+v", house.askedQuery, house.asked.Offset, house.asked.Limit, want)
	}
	checkPage(t, b.get("/curator/questions/gaps"), 200, nil, []string{"/dismiss", "/note", "/pins/new"})
	checkPage(t, b.get("/curator/questions/pins"), 200, nil, []string{"/withdraw", "/pins/new"})
}

func TestGapsAndPins(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleEditor)

	checkRedirect(t, b.post("/curator/questions/gaps/GAP3/dismiss", nil), "/curator/questions/gaps?closing=CLOSING")
	checkPage(t, b.get("/curator/questions/gaps?closing=CLOSING"), 200, []string{"Posto de lado.", "2 perguntas saíram da lista.", `name="closing" value="CLOSING">Anular`}, nil)
	checkRedirect(t, b.post("/curator/questions/gaps/reopen", url.Values{"closing": {"CLOSING"}}), "/curator/questions/gaps")
	checkPage(t, b.post("/curator/questions/gaps/NONE/dismiss", nil), 409, nil, nil)

	note := url.Values{"title": {" Os  ratos "}, "text": {"Não há.\r\n\r\nNunca houve."}, "language": {"pt"}, "inventory": {"CG-001"}}
	checkRedirect(t, b.post("/curator/questions/gaps/GAP2/note", note), "/curator/questions/gaps?closing=CLOSING&document=draft")
	checkPage(t, b.get("/curator/questions/gaps?closing=CLOSING&document=draft"), 200, []string{"Rascunho guardado", `href="/curator/documents/draft"`}, nil)

	pin := url.Values{"question": {"Há ratos?"}, "answer": {"Não."}, "language": {"pt"}, "inventory": {""}}
	checkRedirect(t, b.post("/curator/questions/pins/new?gap=GAP2", pin), "/curator/questions/gaps?closing=CLOSING")
	checkRedirect(t, b.post("/curator/questions/pins/new", pin), "/curator/questions/pins")
	checkRedirect(t, b.post("/curator/questions/pins/PIN", pin), "/curator/questions/pins")
	checkRedirect(t, b.post("/curator/questions/pins/PIN/withdraw", nil), "/curator/questions/pins?withdrawn=PIN")
	checkPage(t, b.get("/curator/questions/pins?withdrawn=PIN"), 200, []string{"Retirada: já não é dada a ninguém.", "Anular"}, nil)
	checkRedirect(t, b.post("/curator/questions/pins/PIN/restore", nil), "/curator/questions/pins")
	checkPage(t, b.get("/curator/questions/pins?withdrawn=PIN"), 200, nil, []string{"Anular"})

	want := []string{
		"editor closes [2 3] as dismissed", "editor reopens CLOSING",
		`editor writes "Os ratos" "Não há.\n\nNunca houve." pt CG-001`, "editor closes [2 3] as note",
		`editor pins "Há ratos?" "Não." pt `, "editor closes [2 3] as pinned",
		`editor pins "Há ratos?" "Não." pt `, `editor edits PIN "Há ratos?" "Não." pt `,
		"editor withdraws PIN", "editor restores PIN",
	}
	if diff := cmp.Diff(want, house.did); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

// What is wrong stands beside its field, and what was typed is kept.
func TestQuestionForms(t *testing.T) {
	const note, pin = "/curator/questions/gaps/GAP2/note", "/curator/questions/pins/new?gap=GAP2"
	good := url.Values{"title": {"T"}, "text": {"X"}, "question": {"Q"}, "answer": {"A"}, "language": {"pt"}, "inventory": {""}}
	tests := []struct {
		target, field, value, want string
	}{
		{note, "title", " ", "Dê um título"},
		{note, "title", strings.Repeat("ã", 201), "o limite são 200 caracteres"},
		{note, "text", "", "Escreva o texto"},
		{note, "text", "a\x00b", "Escreva o texto"},
		{note, "text", strings.Repeat("ã", 10_001), "o limite são 10000 caracteres"},
		{note, "text", "igual", "Já há um documento"},
		{note, "language", "klingon", "Escolha uma das línguas"},
		{note, "inventory", strings.Repeat("1", 81), "o limite são 80 caracteres"},
		{pin, "question", "", "Escreva a pergunta"},
		{pin, "question", strings.Repeat("ã", 501), "o limite são 500 caracteres"},
		{pin, "answer", "", "Escreva a resposta"},
		{pin, "answer", strings.Repeat("ã", 2001), "o limite são 2000 caracteres"},
		{pin, "language", "", "Escolha uma das línguas"},
		{pin, "inventory", "CG-404", "nenhuma obra com este número"},
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleEditor)
	for _, tt := range tests {
		t.Run(tt.target+" "+tt.field, func(t *testing.T) {
			form := url.Values{}
			for name, values := range good {
				form[name] = values
			}
			form.Set(tt.field, tt.value)
			kept := []string{tt.want, `aria-invalid="true"`, `id="` + tt.field + `-problem"`}
			if v := strings.TrimSpace(tt.value); v != "" && tt.field != "language" && !strings.Contains(v, "\x00") {
				kept = append(kept, v)
			}
			checkPage(t, b.post(tt.target, form), 422, kept, nil)
		})
	}
	if house.did != nil {
		t.Errorf("done all the same: %v", house.did)
	}
}

func TestChart(t *testing.T) {
	first := noon.Truncate(24 * time.Hour)
	day := func(n int, f guide.Figures) guide.DayFigures {
		return guide.DayFigures{Day: first.AddDate(0, 0, n), Figures: f}
	}
	busy, quiet := guide.Figures{Asked: 10, Answered: 5, NotCovered: 4, Failed: 1}, guide.Figures{Asked: 5, Answered: 5}
	c := newChart([]guide.DayFigures{day(-1, busy), day(0, busy), day(2, quiet)}, first, 3)
	want := chart{Most: 10, Days: []guide.DayFigures{day(0, busy), day(1, guide.Figures{}), day(2, quiet)}, Bars: []bar{
		{day(0, busy), guide.Answered, 1, 50, 50}, {day(0, busy), guide.NotCovered, 1, 10, 40}, {day(0, busy), guide.Failed, 1, 0, 10}, {day(2, quiet), guide.Answered, 21, 50, 50},
	}}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c := newChart(nil, first, 7); len(c.Days) != 7 || len(c.Bars) != 0 {
		t.Errorf("of nothing: %d days, %d bars", len(c.Days), len(c.Bars))
	}
}
