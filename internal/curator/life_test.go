package curator

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
)

// do changes a document of the fake house, unless refused stands in the way.
func (h *fakeHouse) do(by guide.User, id, what string, change func(*guide.OpenDocument)) error {
	defer h.lock()()
	d, ok := h.documents[id]
	switch {
	case !ok || by.Museum.ID != gallery.ID:
		return guide.ErrNotFound
	case h.refused != nil:
		return h.refused
	}
	change(&d)
	h.documents[id] = d
	h.did = append(h.did, fmt.Sprintf("%s %s %s", by.Role, what, id))
	return h.broken
}

func (h *fakeHouse) Submit(_ context.Context, by guide.User, id string, revision int) error {
	return h.do(by, id, "submits", func(d *guide.OpenDocument) {
		d.State = guide.DocumentInReview
		d.Revisions[0].Submitted, d.Revisions[0].SubmittedBy = time.Now(), by.Name
	})
}

func (h *fakeHouse) TakeBack(_ context.Context, by guide.User, id string, revision int) error {
	return h.do(by, id, "takes back", func(d *guide.OpenDocument) {
		d.State, d.Revisions[0].Submitted = guide.DocumentDraft, time.Time{}
	})
}

func (h *fakeHouse) SendBack(_ context.Context, by guide.User, id string, revision int, word string) error {
	return h.do(by, id, "sends back", func(d *guide.OpenDocument) {
		r := &d.Revisions[0]
		d.State, r.Submitted, r.Returned, r.ReturnedBy, r.Word = guide.DocumentDraft, time.Time{}, time.Now(), by.Name, word
	})
}

func (h *fakeHouse) Edit(_ context.Context, by guide.User, e guide.Edit) error {
	return h.do(by, e.Document, "edits", func(d *guide.OpenDocument) {
		h.edited = e.Note
		r := guide.Published{Revision: guide.Revision{ID: 900, Number: e.From + 1, State: guide.RevisionStored, CreatedAt: time.Now()},
			Review: guide.Review{Writer: by.Name, WriterID: by.ID, ByHand: true}}
		d.Revisions = append([]guide.Published{r}, d.Revisions...)
		d.Revision, d.State = r.Number, guide.DocumentStored
	})
}

func (h *fakeHouse) RestoreRevision(_ context.Context, by guide.User, id string, revision int) error {
	return h.do(by, id, fmt.Sprint("restores ", revision, " of"), func(d *guide.OpenDocument) { d.Revisions[0].ByHand = true })
}

func (h *fakeHouse) Retry(_ context.Context, by guide.User, id string) error {
	return h.do(by, id, "retries", func(d *guide.OpenDocument) {
		d.State, d.Failure, d.Revisions[0].State = guide.DocumentStored, "", guide.RevisionStored
	})
}

func (h *fakeHouse) RetryFailed(_ context.Context, by guide.User) (int, error) {
	h.did = append(h.did, string(by.Role)+" retries all")
	return 2, h.broken
}

func (h *fakeHouse) SetTerms(_ context.Context, by guide.User, id string, t guide.Terms) error {
	return h.do(by, id, "sets the terms of", func(d *guide.OpenDocument) { d.Terms = t })
}

func (h *fakeHouse) Delete(_ context.Context, by guide.User, id string) error {
	return h.do(by, id, "deletes", func(d *guide.OpenDocument) { d.State, d.Deleted = guide.DocumentDeleted, time.Now() })
}

func (h *fakeHouse) Undelete(_ context.Context, by guide.User, id string) error {
	return h.do(by, id, "brings back", func(d *guide.OpenDocument) { d.State, d.Deleted = guide.DocumentLive, time.Time{} })
}

func (h *fakeHouse) Rooms(context.Context, int64) ([]guide.Room, error) {
	return []guide.Room{{ID: 1, Code: "3", Names: map[string]string{"pt": "Sala dos Painéis", "en": "Panels room"}}}, h.broken
}

func (h *fakeHouse) ObjectTitle(_ context.Context, _ int64, inventory, _ string) (string, error) {
	if inventory != "CG-001" {
		return "", guide.ErrNotFound
	}
	return hostile, h.broken
}

// try answers every question with one sentence of the document "live", and
// those about Guernica not at all.
func (h *fakeHouse) try(_ context.Context, t guide.Trial) (guide.Turn, error) {
	h.did = append(h.did, fmt.Sprintf("tries %d: %s", t.Revision, t.Question.Text))
	turn := guide.Turn{Lang: "pt", Verdict: guide.Answered, Sentences: []guide.Sentence{{Text: hostile, Citations: []int{1}}},
		Citations: []guide.Citation{{Number: 1, Document: "live", Title: "Painéis", Inventory: "CG-001"}},
		Hits: []guide.Hit{{Document: "live", Title: "Painéis", Inventory: "CG-001", Text: strings.Repeat("texto ", 60), LexicalRank: 1, LexicalScore: 7.25, VectorScore: 0.5},
			{Document: "outro", Title: "Outra", VectorRank: 1}}}
	if strings.Contains(t.Question.Text, "Guernica") {
		turn.Verdict, turn.Reason, turn.Citations, turn.Withheld = guide.NotCovered, guide.ReasonUnknownName+": Guernica", nil, 2
		turn.Degraded = []guide.Degradation{guide.DegradedModel}
	}
	return turn, h.broken
}

// What each form does is said afterwards, with a way to undo it.
func TestLife(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleEditor)
	for _, step := range []struct {
		post string
		form url.Values
		done string
		want []string
	}{
		{"draft/submit", url.Values{"revision": {"2"}}, "submitted", []string{"Enviado para revisão.", `/draft/takeback"`, "em revisão"}},
		{"draft/sendback", url.Values{"revision": {"2"}, "word": {"Falta a data. " + hostile}}, "sentback", []string{"Devolvido, com as suas palavras.", "Falta a data. &lt;script&gt;", "Pessoa editor"}},
		{"draft/submit", url.Values{"revision": {"2"}}, "submitted", nil},
		{"draft/takeback", url.Values{"revision": {"2"}}, "takenback", []string{"De novo um rascunho."}},
		{"live/terms", url.Values{"audience": {"staff"}, "embargo": {"2030-05-01"}, "sensitivity": {hostile}}, "terms",
			[]string{"Condições guardadas.", "Só para a equipa.", "Sob embargo até 1 de maio de 2030.", `value="2030-05-01"`, `<p class="sensitivity">&lt;script`}},
		{"live/restore", url.Values{"revision": {"1"}}, "restored", []string{"A revisão antiga voltou"}},
		{"failed/retry", nil, "retried", []string{"Volta a ser lido.", `hx-get="/curator/documents/failed/reading"`}},
		{"live/delete", nil, "deleted", []string{"Eliminado.", `/live/undelete"`, "Desaparece de vez 30 dias depois"}},
		{"live/undelete", nil, "undeleted", []string{"Recuperado, tal como estava."}},
	} {
		id, _, _ := strings.Cut(step.post, "/")
		to := "/curator/documents/" + id + "?done=" + step.done
		checkRedirect(t, b.post("/curator/documents/"+step.post, step.form), to)
		checkPage(t, b.get(to), 200, step.want, []string{"<script>alert"})
	}
}

// What cannot be done is explained on the page, with what the document has become.
func TestRefused(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleEditor)
	for _, test := range []struct {
		refused error
		post    string
		form    url.Values
		status  int
		want    string
	}{
		{guide.ErrConflict, "submit", url.Values{"revision": {"2"}}, 409, "Já não é possível: o documento mudou entretanto."},
		{guide.ErrForbidden, "delete", nil, 403, "O seu papel não permite isto."},
		{nil, "sendback", url.Values{"revision": {"2"}, "word": {" \t "}}, 422, "Escreva o que falta"},
		{nil, "terms", url.Values{"sensitivity": {strings.Repeat("ã", 301)}}, 422, "no máximo, 300 caracteres"},
		{nil, "terms", url.Values{"embargo": {"amanhã"}}, 422, "A data do embargo não é uma data."},
	} {
		house.refused = test.refused
		checkPage(t, b.post("/curator/documents/draft/"+test.post, test.form), test.status, []string{test.want, `role="alert"`, ">Draft</h1>"}, nil)
	}
	if house.did != nil {
		t.Errorf("done all the same: %v", house.did)
	}
}

// Who wrote a draft is told who publishes it, and the button is not there.
func TestFourEyes(t *testing.T) {
	house := newFakeHouse()
	for i := range house.users {
		house.users[i].Museum.Settings.FourEyes = true
	}
	d := house.documents["draft"]
	d.Revisions[0].WriterID = 3 // the editor
	house.documents["draft"] = d
	checkPage(t, signedIn(t, house, guide.RoleAdmin).get("/curator/documents/draft"), 200, []string{"Publicar a revisão 2"}, nil)
	b := signedIn(t, house, guide.RoleEditor)
	checkPage(t, b.get("/curator/documents/draft"), 200, []string{"é outra pessoa da edição que o publica"}, []string{"Publicar a revisão 2"})
	house.refused = guide.ErrOwnText
	checkPage(t, b.post("/curator/documents/draft/publish", url.Values{"revision": {"2"}}), 403, []string{"regra dos quatro olhos"}, nil)
}

func TestTry(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkPage(t, b.post("/curator/documents/live/try", url.Values{"revision": {"1"}, "question": {" Quem  pintou? "}}), 200,
		[]string{"O guia responde.", "&lt;script&gt;alert", "2 passagens encontradas", "1.º lugar", "7.25", "não encontrada", "0.50", "deste documento", `value="Quem pintou?"`, "texto texto", "…"}, []string{"<script>alert"})
	checkPage(t, b.post("/curator/documents/live/try", url.Values{"revision": {"2"}, "question": {"E a Guernica?"}}), 200,
		[]string{"as notas não o dizem", "Nenhuma nota publicada fala de Guernica.", "2 frases do modelo", "O modelo não respondeu"}, nil)
	checkPage(t, b.post("/curator/documents/live/try", url.Values{"revision": {"2"}, "question": {"  "}}), 422, []string{"Escreva uma pergunta.", `aria-invalid="true"`}, nil)
	checkPage(t, b.post("/curator/documents/live/try", url.Values{"revision": {"7"}, "question": {"?"}}), 404, nil, nil)
	checkPage(t, b.post("/curator/documents/failed/try", url.Values{"revision": {"1"}, "question": {"?"}}), 409, nil, nil)
	if got, want := strings.Join(house.did, "; "), "tries 11: Quem pintou?; tries 12: E a Guernica?"; got != want {
		t.Errorf("tried: got %q, want %q", got, want)
	}
}

func edited(changes ...string) url.Values {
	form := url.Values{"revision": {"2"}, "title": {"Painéis"}, "kind": {"object"}, "inventory": {"CG-001"}, "room": {"3"}, "lang": {""},
		"maker": {"Nuno Gonçalves"}, "author": {"Ana"}, "text": {"# Título\r\n\r\nTexto."}}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestEdit(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkPage(t, b.get("/curator/documents/live/edit"), 200,
		[]string{"Editar «Painéis de São Vicente»", `name="revision" value="2"`, "Primeira passagem, com &lt;script&gt;", `<option value="object" selected>`, `value="CG-001"`, "Obra: &lt;script&gt;", "Sala dos Painéis"}, []string{"<script>alert"})
	for number, want := range map[string]string{"CG-9": "CG-9 ainda não existe", "CG-001": "Obra: &lt;script&gt;", "<script>": "&lt;script&gt; ainda não", "": ""} {
		w := b.get("/curator/documents/live/edit/object?" + url.Values{"inventory": {number}}.Encode())
		if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, want) || strings.Contains(body, "<script>") {
			t.Errorf("object %q: got %d %q, want %q", number, w.Code, body, want)
		}
	}
	for _, test := range []struct {
		name, field, value string
		want               []string
	}{
		{"no title", "title", " ", []string{"Escreva um título.", `aria-describedby="title-problem"`}},
		{"a long maker", "maker", strings.Repeat("m", 301), []string{"no máximo, 300 caracteres"}},
		{"an object without a number", "inventory", "s/n", []string{"precisa do seu número de inventário"}},
		{"no such kind", "kind", "cousa", []string{"Escolha de que trata."}},
		{"no such room", "room", "99", []string{"Escolha uma sala da lista.", `<option value="99" selected>99</option>`}},
		{"no such language", "lang", "xx", []string{"Escolha uma língua da lista."}},
		{"no text", "text", "\r\n \u200b", []string{"Escreva o texto."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkPage(t, b.post("/curator/documents/live/edit", edited(test.field, test.value)), 422, append(test.want, "Ainda não foi guardado", `value="Ana"`), nil)
		})
	}
	if house.did != nil {
		t.Fatalf("done all the same: %v", house.did)
	}
	checkRedirect(t, b.post("/curator/documents/live/edit", edited()), "/curator/documents/live?done=edited")
	if n := house.edited; n.Text != "Título\n\nTexto." || len(n.Headings) != 1 || n.Lang != "" || n.Room != "3" || n.Label.Maker != "Nuno Gonçalves" {
		t.Errorf("edited: got %+v", n)
	}
	checkPage(t, b.get("/curator/documents/live?done=edited"), 200, []string{"Guardado como nova revisão.", "A revisão 3 está a ser lida…"}, []string{`/live/edit"`})
	if w := b.get("/curator/documents/live/reading"); w.Code != http.StatusNoContent {
		t.Errorf("while it is read: got %d, want 204", w.Code)
	}
	checkPage(t, b.get("/curator/documents/live/edit"), 409, []string{"Já não é possível"}, nil)
}

// Of two who edit the same revision, the second is told of the first and keeps
// what they typed; saved again, it goes on top.
func TestLostUpdate(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	w := b.post("/curator/documents/live/edit", edited("revision", "1", "text", "O que eu escrevi."))
	checkPage(t, w, 409, []string{"entretanto a revisão 2", "O que eu escrevi.", `name="revision" value="2"`, `href="/curator/documents/live?revision=2"`}, nil)
	if house.did != nil {
		t.Fatalf("done all the same: %v", house.did)
	}
	checkRedirect(t, b.post("/curator/documents/live/edit", edited("text", "O que eu escrevi.")), "/curator/documents/live?done=edited")
}

func TestComparePage(t *testing.T) {
	house := newFakeHouse()
	older, newer := house.texts[11], house.texts[12]
	older.Note.Text = "Um.\n\nDois.\n\nTrês.\n\nQuatro.\n\nCinco.\n\nPintado em 1470 por " + hostile
	newer.Note.Text = "Um.\n\nDois.\n\nTrês.\n\nQuatro.\n\nCinco.\n\nPintado em 1471 por " + hostile
	newer.Note.Label.Maker = "Nuno"
	house.texts[11], house.texts[12] = older, newer
	b := signedIn(t, house, guide.RoleReader)
	checkPage(t, b.get("/curator/documents/live/compare?from=2&to=1"), 200,
		[]string{"da revisão 1 para a revisão 2", "3 parágrafos iguais", "Eliminado: </span>1470</del>", "Acrescentado: </span>1471</ins>", "Nuno</ins>"}, []string{"<script>alert"})
	checkPage(t, b.get("/curator/documents/live/compare?from=2&to=2"), 200, []string{"dizem o mesmo"}, nil)
	checkPage(t, b.get("/curator/documents/failed/compare"), 404, nil, nil)
}

func TestBulk(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkPage(t, b.get("/curator/documents"), 200, []string{`value="delete">Eliminar`, `name="document" value="live"`}, []string{`value="publish"`})
	checkRedirect(t, b.post("/curator/documents/bulk", url.Values{"do": {"retry"}, "document": {"failed", "halffailed"}, "back": {"q=a"}}), "/curator/documents?did=retry&n=2&q=a&refused=0")
	checkPage(t, b.get("/curator/documents?did=retry&n=2&refused=1"), 200, []string{"2 documentos voltam a ser lidos. 1 ficou como estava"}, nil)
	checkPage(t, b.get("/curator/documents?did=%3Cscript%3E&n=x"), 200, nil, []string{"documentos voltam"})
	if w := b.post("/curator/documents/bulk", url.Values{"do": {"publish"}, "document": {"draft"}}); w.Code != http.StatusForbidden {
		t.Errorf("a curator publishes: got %d, want 403", w.Code)
	}
	house.refused = guide.ErrConflict
	checkRedirect(t, b.post("/curator/documents/bulk", url.Values{"do": {"submit"}, "document": {"draft"}}), "/curator/documents?did=submit&n=0&refused=1")
	if w := b.post("/curator/documents/bulk", url.Values{"do": {"drop"}}); w.Code != http.StatusBadRequest {
		t.Errorf("no such deed: got %d, want 400", w.Code)
	}
	if w := b.post("/curator/documents/bulk", url.Values{"do": {"delete"}, "document": make([]string, 51)}); w.Code != http.StatusBadRequest {
		t.Errorf("too many: got %d, want 400", w.Code)
	}
}

// Every fact of the form, with hostile words in it, is shown as text.
func TestEditIsText(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	form := edited("title", "")
	for _, field := range []string{"maker", "date", "material", "held_by", "author", "text", "room", "lang", "kind"} {
		form.Set(field, `"></textarea>`+hostile)
	}
	w := b.post("/curator/documents/live/edit", form)
	checkPage(t, w, 422, nil, []string{"<script>alert", `"></textarea><`})
}
