package curator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cicerone/internal/guide"
)

// Receive keeps what is sent to the gallery. Files that begin with "%PDF" are
// refused; what has been sent under the same basket and key is known again.
func (h *fakeHouse) Receive(_ context.Context, sent guide.Sent, body io.Reader) (guide.Upload, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return guide.Upload{}, err
	}
	defer h.lock()()
	if h.broken != nil {
		return guide.Upload{}, h.broken
	}
	for _, u := range h.uploads {
		if u.MuseumID == sent.Museum.ID && u.Basket == sent.Basket && u.Key == sent.Key {
			return u, nil
		}
	}
	u := guide.Upload{ID: "up" + strconv.Itoa(len(h.uploads)+1), MuseumID: sent.Museum.ID, Basket: sent.Basket, Key: sent.Key, UserID: sent.UserID,
		Author: sent.Author, Publish: sent.Publish, Path: sent.Name, Source: sent.Source, CreatedAt: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
		Original: guide.Original{Type: "text/plain; charset=utf-8", Size: int64(len(data))}, Arrival: guide.ArrivedNew,
		Document: guide.UploadedDocument{PublicID: "draft", Title: "Draft", Revision: 1, State: guide.RevisionStored}}
	if bytes.HasPrefix(data, []byte("%PDF")) {
		u.Arrival, u.Reason, u.Document = guide.ArrivedRefused, "it is a "+hostile, guide.UploadedDocument{}
	}
	h.uploads = append(h.uploads, u)
	h.did = append(h.did, "uploads "+sent.Name)
	return u, nil
}

func (h *fakeHouse) BasketUploads(_ context.Context, museum int64, basket string, ids []string) ([]guide.Upload, error) {
	defer h.lock()()
	var out []guide.Upload
	for _, u := range h.uploads {
		if u.MuseumID == museum && u.Basket == basket && (ids == nil || slices.Contains(ids, u.ID)) {
			out = append(out, u)
		}
	}
	return out, h.broken
}

func (h *fakeHouse) Baskets(_ context.Context, museum, user int64, limit int) ([]guide.Basket, error) {
	defer h.lock()()
	var out []guide.Basket
	for _, u := range h.uploads {
		if u.MuseumID == museum && u.UserID == user {
			out = append(out, guide.Basket{ID: u.Basket, Files: 3, Problems: 1, First: u.Path, CreatedAt: u.CreatedAt})
		}
	}
	return out[:min(len(out), limit)], h.broken
}

// put sends a file as the page's script does.
func (b *browser) put(target, body string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodPut, target, strings.NewReader(body)))
}

// form sends files as a browser without scripts does: name, content, and so on.
// A name of "" is a chooser in which nothing was chosen.
func (b *browser) form(target string, files ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + files[i] + `"`}})
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}

func TestUploadPage(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	fresh := b.get("/curator/upload")
	checkPage(t, fresh, 200, []string{"<h1>Enviar ficheiros</h1>", `enctype="multipart/form-data"`, "webkitdirectory", "até 64\u00a0MB cada", "Os seus envios ficam aqui.", `data-person="2"`}, nil)
	action := regexp.MustCompile(`action="(/curator/upload/[a-z0-9]{26})\?form=[a-z0-9]{26}"`).FindStringSubmatch(fresh.Body.String())
	if action == nil {
		t.Fatal("the form leads nowhere")
	}
	checkRedirect(t, b.form(action[1]+"?form=f", "pasta/nota.md", "Texto.", "", "", "<script>.pdf", "%PDF"), action[1])
	want := []string{`<span class="upload-folder">pasta/</span>nota.md`, "em leitura", `href="/curator/documents/draft"`, "0 de 2 prontos", "1 com problema", "&lt;script&gt;.pdf", "it is a &lt;script&gt;", "recusado", "Ver como estão agora"}
	checkPage(t, b.get(action[1]), 200, want, []string{"Últimos envios"})
	checkPage(t, b.get("/curator/upload"), 200, []string{`href="` + action[1] + `">pasta/nota.md</a> e mais 2`, "1 com problema"}, nil)

	first := house.uploads[0]
	if first.Publish || first.UserID != 2 || first.Author != "Pessoa curator" || first.MuseumID != gallery.ID || first.Source != "" {
		t.Errorf("sent: %+v", first)
	}
	// The same form sent again, by a reload, brings nothing twice.
	checkRedirect(t, b.form(action[1]+"?form=f", "pasta/nota.md", "Texto.", "", "", "<script>.pdf", "%PDF"), action[1])
	if len(house.uploads) != 2 {
		t.Errorf("%d uploads, want 2", len(house.uploads))
	}
	checkPage(t, b.form(action[1]+"?form=g", "", ""), 422, []string{"Não escolheu nenhum ficheiro.", `role="alert"`}, nil)
	checkPage(t, b.post(action[1], nil), 422, []string{"Não escolheu nenhum ficheiro."}, nil)
}

func TestUploadFile(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	for range 2 { // the answer to the first was lost
		w := b.put("/curator/upload/basket/k1?path=pasta%2Fnota.md", "Texto.")
		checkPage(t, w, 200, []string{`data-id="up1" data-key="k1" data-state="reading" data-moving`, "nota.md", `aria-label="Leitura de nota.md"`}, []string{"<html"})
	}
	checkPage(t, b.put("/curator/upload/basket/k2?path=x.pdf", "%PDF-1.7"), 200, []string{`data-state="refused" data-problem`, "it is a &lt;script&gt;"}, []string{"data-moving"})

	house.uploads[0].Document = guide.UploadedDocument{PublicID: "draft", Title: hostile, Revision: 2, State: guide.RevisionReady, Lang: "en", Encoding: "windows-1252"}
	house.uploads[0].Arrival = guide.ArrivedUpdated
	checkPage(t, b.get("/curator/upload/basket/rows?of=up1,none"), 200,
		[]string{`data-state="ready"`, "rascunho", "Nova versão (revisão 2) de", "inglês", "windows-1252", `lang="en">&lt;script&gt;`}, []string{"up2", "<progress", "data-moving"})
	house.uploads[0].Arrival = guide.ArrivedUnchanged
	checkPage(t, b.get("/curator/upload/basket"), 200, []string{"Igual a", "sem novidade", "1 de 2 prontos"}, nil)
	house.uploads[0].Records, house.uploads[0].Document = guide.RecordCounts{Total: 9, New: 3, Updated: 2, Refused: 1, Ready: 4, Failed: 1, Problem: "it has no title"}, guide.UploadedDocument{}
	checkPage(t, b.get("/curator/upload/basket"), 200, []string{"9 registos: 3 novos, 2 alterados, 3 iguais", "2 registos não puderam ser lidos. it has no title", "Ver os documentos destes registos"}, nil)

	for _, target := range []string{"/curator/upload/a%20b/k", "/curator/upload/a/k%2Fk", "/curator/upload/" + strings.Repeat("a", 81) + "/k", "/curator/upload/a/%3Cscript%3E"} {
		checkPage(t, b.put(target, "x"), 404, nil, nil)
	}
	if len(house.uploads) != 2 {
		t.Errorf("%d uploads, want 2", len(house.uploads))
	}
}

// A museum's uploads are its own.
func TestUploadsOfAnotherMuseum(t *testing.T) {
	house := newFakeHouse()
	house.uploads = []guide.Upload{{ID: "up1", MuseumID: other.ID, UserID: 2, Basket: "basket", Key: "k", Path: "segredo.md"}}
	b := signedIn(t, house, guide.RoleCurator)
	for _, target := range []string{"/curator/upload", "/curator/upload/basket", "/curator/upload/basket/rows?of=up1"} {
		checkPage(t, b.get(target), 200, nil, []string{"segredo"})
	}
}

// A body that breaks off leaves nothing, and a database that is away is said to
// be.
func TestUploadFails(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("connection reset")))
	if w := b.do(httptest.NewRequest(http.MethodPut, "/curator/upload/basket/k?path=a.md", broken)); w.Code != 500 {
		t.Errorf("cut off: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/curator/upload/basket", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\nhalf"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	if w := b.do(r); w.Code < 400 {
		t.Errorf("form cut off: %d", w.Code)
	}
	if len(house.uploads) != 0 {
		t.Errorf("kept: %+v", house.uploads)
	}
	house.broken = guide.ErrUnavailable
	checkPage(t, b.put("/curator/upload/basket/k?path=a.md", "x"), 503, []string{"A curadoria está em pausa"}, nil)
}

func TestUploadVersion(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	w := b.form("/curator/documents/live/file", "outro nome.md", "Texto corrigido.")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/curator/upload/") {
		t.Fatalf("got %d to %q", w.Code, to)
	}
	if u := house.uploads[0]; u.Source != "CG-001.pt.md" || u.Path != "outro nome.md" || u.Publish {
		t.Errorf("sent: %+v", u)
	}
	checkRedirect(t, b.form("/curator/documents/live/file", "", ""), "/curator/documents/live")
	checkPage(t, b.form("/curator/documents/none/file", "a.md", "x"), 404, nil, nil)
	if len(house.uploads) != 1 {
		t.Errorf("%d uploads, want 1", len(house.uploads))
	}

	o, err := New(Options{Sessions: house.sessions})
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[guide.Role]bool{guide.RoleReader: false, guide.RoleCurator: true} {
		var html strings.Builder
		p := &documentPage{page: page{Person: guide.User{Role: role}}, Doc: house.documents["live"]}
		if err := o.pages["document"].ExecuteTemplate(&html, "newversion", p); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(html.String(), `action="/curator/documents/live/file"`); got != want {
			t.Errorf("%s is offered a new version: %t, want %t", role, got, want)
		}
	}
}
