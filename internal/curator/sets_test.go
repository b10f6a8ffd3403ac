package curator

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// The fake museum has one set, with a run that has ended, one before it, and
// perhaps one under way.

const aDocument = "abcdefghijklmnopqrstuvwxyz"

var setRuns = []guide.SetRun{
	{ID: "RUN2", Started: noon, Ended: noon, Commit: "abc123", Space: "hashed-256", Of: 3, Asked: 3, Right: 2, Works: 2, First: 1},
	{ID: "RUN1", Started: noon, Ended: noon, Commit: "abc122", Space: "hashed-256", Model: "amalia", Of: 3, Asked: 3},
}

func (h *fakeHouse) Sets(ctx context.Context, museum int64) ([]guide.QuestionSet, error) {
	set, _ := h.Set(ctx, museum, "SET")
	return []guide.QuestionSet{set, {ID: "NEW", Name: "Por começar"}}, h.broken
}

func (h *fakeHouse) Set(_ context.Context, museum int64, id string) (guide.QuestionSet, error) {
	if id != "SET" || museum != gallery.ID {
		return guide.QuestionSet{}, guide.ErrNotFound
	}
	return guide.QuestionSet{ID: "SET", Name: "Entrada " + hostile, Questions: 2, Edited: noon, Last: setRuns[0]}, h.broken
}

func (h *fakeHouse) SetQuestions(context.Context, int64, string) ([]guide.SetQuestion, error) {
	return []guide.SetQuestion{{ID: 1, Question: "Quem pintou? " + hostile, Lang: "pt", Want: []string{"CG-001", aDocument}},
		{ID: 2, Question: "Are there rats?", Lang: "en", Want: []string{guide.WantNothing}}}, h.broken
}

func (h *fakeHouse) setAct(by guide.User, format string, args ...any) error {
	defer h.lock()()
	h.did = append(h.did, string(by.Role)+" "+fmt.Sprintf(format, args...))
	return h.broken
}

func (h *fakeHouse) AddSet(_ context.Context, by guide.User, name string, _ []guide.SetQuestion) (string, error) {
	if name == "Entrada" {
		return "", guide.ErrConflict
	}
	return "SET", h.setAct(by, "makes set %s", name)
}

func (h *fakeHouse) RenameSet(_ context.Context, by guide.User, set, name string) error {
	if name == "Entrada" {
		return guide.ErrConflict
	}
	return h.setAct(by, "renames %s %s", set, name)
}

func (h *fakeHouse) RemoveSet(_ context.Context, by guide.User, set string) error {
	return h.setAct(by, "removes %s", set)
}

func (h *fakeHouse) AddSetQuestions(_ context.Context, by guide.User, set string, questions []guide.SetQuestion) error {
	if len(questions) > 2 {
		return guide.Invalidf("questions", "too many")
	}
	return h.setAct(by, "adds to %s %v", set, questions)
}

func (h *fakeHouse) EditSetQuestion(_ context.Context, by guide.User, set string, q guide.SetQuestion) error {
	return h.setAct(by, "edits in %s %v", set, q)
}

func (h *fakeHouse) RemoveSetQuestion(_ context.Context, by guide.User, set string, question int64) error {
	return h.setAct(by, "removes from %s %d", set, question)
}

func (h *fakeHouse) wanted(_ context.Context, _ int64, wants []string) (map[string]string, error) {
	return map[string]string{"CG-001": "CG-001", "cg-001": "CG-001", aDocument: aDocument, guide.WantNothing: guide.WantNothing, guide.WantVisit: guide.WantVisit}, h.broken
}

func (h *fakeHouse) Runs(context.Context, int64, string) ([]guide.SetRun, error) {
	runs := setRuns
	if h.running {
		runs = append([]guide.SetRun{{ID: "RUN3", Started: noon, Of: 3, Asked: 1}}, runs...)
	}
	return runs, h.broken
}

func (h *fakeHouse) Judged(_ context.Context, _ int64, run string) ([]guide.Judged, error) {
	judged := func(question, lang, got string, merit int) guide.Judged {
		return guide.Judged{Question: question, Lang: lang, Want: []string{"CG-001"}, Got: got, Work: true, Right: merit > 0, First: merit > 1, Read: "pt", Said: "Foi " + hostile}
	}
	rats := guide.Judged{Question: "Há ratos?", Lang: "pt", Want: []string{guide.WantNothing}, Got: guide.WantNothing, Right: true, First: true, Read: "pt", Reason: "no_passage"}
	if run == "RUN1" {
		return []guide.Judged{judged("Quem?", "pt", "–", 0), judged("Who?", "en", "CG-001", 2), rats}, h.broken
	}
	return []guide.Judged{judged("Quem?", "pt", "CG-001", 2), judged("Who?", "en", aDocument, 0), rats}, h.broken
}

func (h *fakeHouse) StartRun(_ context.Context, by guide.User, set string) (string, error) {
	if h.running {
		return "", guide.ErrConflict
	}
	return "RUN2", h.setAct(by, "runs %s", set)
}

func (h *fakeHouse) StopRun(_ context.Context, by guide.User, run string) error {
	return h.setAct(by, "stops %s", run)
}

func (h *fakeHouse) askUnseen(_ context.Context, _ guide.Museum, question string) (guide.Turn, error) {
	return guide.Turn{Verdict: guide.Answered, Lang: "pt", Sentences: []guide.Sentence{{Text: "Agora: " + question + hostile, Citations: []int{1}}},
		Citations: []guide.Citation{{Number: 1, Inventory: "CG-001", Document: "live", Title: "Painéis"}}}, h.broken
}

// setRoles are the least roles of the pages about sets; see TestRoles.
var setRoles = map[string]guide.Role{
	"GET /curator/sets":                         guide.RoleReader,
	"POST /curator/sets":                        guide.RoleCurator,
	"GET /curator/sets/SET":                     guide.RoleReader,
	"POST /curator/sets/SET":                    guide.RoleCurator,
	"POST /curator/sets/SET/remove":             guide.RoleCurator,
	"GET /curator/sets/SET/questions.csv":       guide.RoleReader,
	"POST /curator/sets/SET/questions":          guide.RoleCurator,
	"POST /curator/sets/SET/table":              guide.RoleCurator,
	"GET /curator/sets/SET/questions/1":         guide.RoleCurator,
	"POST /curator/sets/SET/questions/1":        guide.RoleCurator,
	"POST /curator/sets/SET/questions/1/remove": guide.RoleCurator,
	"POST /curator/sets/SET/run":                guide.RoleCurator,
	"GET /curator/sets/SET/runs/RUN2":           guide.RoleReader,
	"POST /curator/sets/SET/runs/RUN2/stop":     guide.RoleCurator,
	"POST /curator/sets/SET/runs/RUN2/try":      guide.RoleCurator,
}

func TestSetPages(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	for _, tt := range []struct {
		name, target string
		status       int
		want, not    []string
	}{
		{"sets", "/curator/sets", 200, []string{`aria-current="page">Conjuntos`, `href="/curator/sets/SET"`, "2 de 3 com o resultado certo", "ainda não foi perguntado", `name="name"`}, []string{"<script>alert"}},
		{"set", "/curator/sets/SET", 200, []string{"Entrada &lt;script&gt;", `href="/curator/sets"`, `action="/curator/sets/SET/run"`, `href="/curator/sets/SET/runs/RUN1"`, "<td>2/3</td><td>1/2</td><td><code>abc123",
			`href="/curator/documents/` + aDocument + `"`, "as notas não dizem", `lang="en">Are there rats?`, `href="/curator/sets/SET?gap=GAP2#add"`, "500 perguntas"}, []string{"<script>alert"}},
		{"set with a gap's question", "/curator/sets/SET?gap=GAP2", 200, []string{`name="question" value="Há ratos?"`}, nil},
		{"set with an unknown gap", "/curator/sets/SET?gap=GAP9", 200, []string{`name="question" value=""`}, nil},
		{"set that is not", "/curator/sets/NONE", 404, nil, nil},
		{"question", "/curator/sets/SET/questions/1", 200, []string{`name="expect" value="CG-001; ` + aDocument + `"`, `action="/curator/sets/SET/questions/1"`}, []string{" checked"}},
		{"question without an answer", "/curator/sets/SET/questions/2", 200, []string{`name="expect" value=""`, " checked"}, nil},
		{"question that is not", "/curator/sets/SET/questions/3", 404, nil, nil},
		{"question of no number", "/curator/sets/SET/questions/x", 404, nil, nil},
		{"run", "/curator/sets/SET/runs/RUN2", 200, []string{"2 (67\u00a0%)", "1/2 (50\u00a0%)", "1 pergunta ficou pior", "1 pergunta ficou melhor", `href="/curator/sets/SET/runs/RUN1"`, "(tomada por português)",
			`name="n" value="2"`, "Foi &lt;script&gt;", "citações, sem modelo"}, []string{"<script>alert", "hx-get"}},
		{"first run", "/curator/sets/SET/runs/RUN1", 200, []string{"Não há vez anterior", "amalia"}, nil},
		{"run that is not", "/curator/sets/SET/runs/RUN9", 404, nil, nil},
		{"in English", "/curator/sets/SET/runs/RUN2?lang=en", 200, []string{"1 question got worse", "the notes don’t say"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			delete(b.cookies, "cicerone_lang")
			checkPage(t, b.get(tt.target), tt.status, tt.want, tt.not)
		})
	}
	delete(b.cookies, "cicerone_lang")
	if table := b.get("/curator/sets/SET/questions.csv").Body.String(); !strings.Contains(table, "Are there rats?,en,,not_covered") {
		t.Errorf("table: got\n%s", table)
	}
	house.running = true
	checkPage(t, b.get("/curator/sets/SET"), 200, []string{"A perguntar: 1 de 3", `href="/curator/sets/SET/runs/RUN3"`}, []string{"/curator/sets/SET/run\""})
	checkPage(t, b.get("/curator/sets/SET/runs/RUN3"), 200, []string{`hx-get="/curator/sets/SET/runs/RUN3"`, `value="1" max="3"`, `action="/curator/sets/SET/runs/RUN3/stop"`}, []string{"Pergunta a pergunta"})
	checkRedirect(t, b.post("/curator/sets/SET/run", nil), "/curator/sets/SET")

	reader := signedIn(t, newFakeHouse(), guide.RoleReader)
	checkPage(t, reader.get("/curator/sets"), 200, nil, []string{`method="post" action="/curator/sets`})
	checkPage(t, reader.get("/curator/sets/SET"), 200, nil, []string{`method="post" action="/curator/sets`, "/questions/1", "enctype", "GAP2"})
	checkPage(t, reader.get("/curator/sets/SET/runs/RUN2"), 200, nil, []string{`method="post" action="/curator/sets`})
}

func TestSetActs(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	question := url.Values{"question": {" E  isto? "}, "language": {"pt"}, "expect": {"cg-001; https://museu.pt/curator/documents/" + aDocument}}
	checkRedirect(t, b.post("/curator/sets", url.Values{"name": {" Saída "}}), "/curator/sets/SET")
	checkRedirect(t, b.post("/curator/sets/SET", url.Values{"name": {"Átrio"}}), "/curator/sets/SET")
	checkRedirect(t, b.post("/curator/sets/SET/questions", question), "/curator/sets/SET#add")
	checkRedirect(t, b.post("/curator/sets/SET/questions/2", url.Values{"question": {"E?"}, "language": {"en"}, "nothing": {"1"}}), "/curator/sets/SET#question-2")
	checkRedirect(t, b.post("/curator/sets/SET/questions/2/remove", nil), "/curator/sets/SET#questions")
	checkRedirect(t, sendTable(t, b, "", "question;expect\nE aqui?;CG-001\n"), "/curator/sets/SET#questions")
	checkRedirect(t, sendTable(t, b, "question,verdict\nE ali?,not_covered\n", ""), "/curator/sets/SET#questions")
	checkRedirect(t, b.post("/curator/sets/SET/run", nil), "/curator/sets/SET/runs/RUN2")
	checkRedirect(t, b.post("/curator/sets/SET/runs/RUN2/stop", nil), "/curator/sets/SET/runs/RUN2")
	checkPage(t, b.post("/curator/sets/SET/runs/RUN2/try", url.Values{"n": {"2"}}), 200, []string{"Perguntado agora", "Agora: Who?&lt;script&gt;", `href="/curator/documents/live"`}, []string{"<script>alert"})
	checkPage(t, b.post("/curator/sets/SET/runs/RUN2/try", url.Values{"n": {"4"}}), 404, nil, nil)
	checkRedirect(t, b.post("/curator/sets/SET/remove", nil), "/curator/sets")
	want := []string{
		"curator makes set Saída", "curator renames SET Átrio", "curator adds to SET [{0 E isto? pt [CG-001 " + aDocument + "]}]", "curator edits in SET {2 E? en [–]}",
		"curator removes from SET 2", "curator adds to SET [{0 E aqui? pt [CG-001]}]", "curator adds to SET [{0 E ali? pt [–]}]",
		"curator runs SET", "curator stops RUN2", "curator removes SET",
	}
	if diff := cmp.Diff(want, house.did); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

// What is wrong stands where it was typed, and nothing of that is lost.
func TestSetForms(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	form := func(question, language, expect, nothing string) url.Values {
		return url.Values{"question": {question}, "language": {language}, "expect": {expect}, "nothing": {nothing}}
	}
	for _, tt := range []struct {
		name   string
		answer *httptest.ResponseRecorder
		want   []string
	}{
		{"no name", b.post("/curator/sets", url.Values{"name": {" "}}), []string{"Dê um nome"}},
		{"long name", b.post("/curator/sets", url.Values{"name": {strings.Repeat("ã", 121)}}), []string{"o limite são 120"}},
		{"taken name", b.post("/curator/sets", url.Values{"name": {"Entrada"}}), []string{"Já há um conjunto", `value="Entrada"`}},
		{"taken other name", b.post("/curator/sets/SET", url.Values{"name": {"Entrada"}}), []string{"Já há um conjunto", `value="Entrada"`}},
		{"no question", b.post("/curator/sets/SET/questions", form("", "pt", "CG-001", "")), []string{"Escreva a pergunta", `name="expect" value="CG-001"`}},
		{"nothing expected", b.post("/curator/sets/SET/questions", form("E?", "pt", "", "")), []string{"Diga o que deve ser citado", `value="E?"`}},
		{"both expected", b.post("/curator/sets/SET/questions", form("E?", "pt", "CG-001", "1")), []string{"não ambas", `name="expect" value="CG-001"`, " checked"}},
		{"unknown work", b.post("/curator/sets/SET/questions", form("E?", "pt", "CG-404; CG-001", "")), []string{"O museu não tem: CG-404.", `name="expect" value="CG-404; CG-001"`}},
		{"unknown language", b.post("/curator/sets/SET/questions/1", form("E?", "xx", "CG-001", "")), []string{"Escolha uma das línguas"}},
		{"there already", b.post("/curator/sets/SET/questions", form("Are there rats?", "en", "CG-001", "")), []string{"já tem esta pergunta"}},
		{"wrong rows", sendTable(t, b, "question,expect\nE?,CG-404\n,CG-001\n", ""), []string{"Linha 2: O museu não tem: CG-404.", "Linha 3: falta a pergunta.", "E?,CG-404\n,CG-001</textarea>"}},
		{"wrong rows of a file", sendTable(t, b, "", `{"question":"<b>","expect":5}`), []string{"Linha 1: a linha não é um objeto JSON", "{&#34;question&#34;:&#34;&lt;b&gt;&#34;"}},
		{"no column", sendTable(t, b, "pergunta\nE?\n", ""), []string{"Colunas que o guia não conhece: pergunta", "pergunta\nE?</textarea>"}},
		{"empty table", sendTable(t, b, " ", ""), []string{"A tabela está vazia"}},
		{"table too large", sendTable(t, b, "", strings.Repeat("a", maxSetTable+1)), []string{"passa de 512\u00a0kB"}},
		{"form far too large", sendTable(t, b, "", strings.Repeat("a", 3*maxSetTable)), []string{"passa de 512\u00a0kB"}},
		{"too many questions", sendTable(t, b, "question,expect\na,CG-001\nb,CG-001\nc,CG-001\n", ""), []string{"no máximo, 500 perguntas", "c,CG-001</textarea>"}},
	} {
		t.Run(tt.name, func(t *testing.T) { checkPage(t, tt.answer, 422, tt.want, []string{"<b>\""}) })
	}
	if house.did != nil {
		t.Errorf("done all the same: %v", house.did)
	}
}

// sendTable sends the form for many questions, with a file unless that is empty.
func sendTable(t *testing.T, b *browser, typed, file string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("table", typed); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "perguntas.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/curator/sets/SET/table", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}
