package curator

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// browser is a person at the back office: it keeps cookies, and follows nothing.
type browser struct {
	t       *testing.T
	handler http.Handler
	cookies map[string]*http.Cookie
	lang    string
	address string
	agent   string // User-Agent
}

// newBrowser opens the back office of house, with the error pages that
// internal/server would choose.
func newBrowser(t *testing.T, house *fakeHouse) *browser {
	t.Helper()
	return &browser{t: t, handler: newServer(t, house, false), cookies: map[string]*http.Cookie{}, lang: "pt", address: "192.0.2.1:1234"}
}

// options are what the back office needs, all of it met by house.
func options(house *fakeHouse) Options {
	return Options{Museums: house, Accounts: house, Invitations: house, Desk: house, Documents: house, Publisher: house,
		Reviewer: house, Writer: house, Retrier: house, Keeper: house, Places: house, Try: house.try,
		Receiver: house, Uploads: house,
		People: house, Tokens: house, Log: house, Settings: house, PublicURL: "guia.test", Provider: house.provider, ProviderName: "Museu.ID",
		Objects: house.objects, ObjectEditor: house.objects, Rooms: house.objects, RoomEditor: house.objects, Tours: house.tours, TourEditor: house.tours, TourPublisher: house.tours, Pictures: house.objects, SignVideos: house.objects,
		Originals: house.objects, Draw: fakeDraw, Text: fakeText,
		SetBook: house, SetEditor: house, SetWriter: house, Wanted: house.wanted, RunBook: house, Runner: house, AskUnseen: house.askUnseen,
		Evidence: house, Asked: house, GapBook: house, PinBoard: house, Pinner: house, PinSwitch: house, AddNote: house.addNote,
		Sessions: house.sessions}
}

func newServer(t *testing.T, house *fakeHouse, https bool) http.Handler {
	t.Helper()
	all := options(house)
	all.HTTPS = https
	o, err := New(all)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	e.HTTPErrorHandler = func(c *echo.Context, err error) {
		status := http.StatusInternalServerError
		var coder echo.HTTPStatusCoder
		switch {
		case errors.As(err, &coder):
			status = coder.StatusCode()
		case errors.Is(err, guide.ErrNotFound):
			status = http.StatusNotFound
		case errors.Is(err, guide.ErrInvalid):
			status = http.StatusBadRequest
		case errors.Is(err, guide.ErrForbidden):
			status = http.StatusForbidden
		case errors.Is(err, guide.ErrConflict):
			status = http.StatusConflict
		case errors.Is(err, guide.ErrUnavailable):
			status = http.StatusServiceUnavailable
		}
		if err := o.ErrorPage(c, status); err != nil {
			t.Errorf("error page %d: %v", status, err)
		}
	}
	o.Routes(e)
	return e
}

// signedIn is a browser in which a person of a role has signed in.
func signedIn(t *testing.T, house *fakeHouse, role guide.Role) *browser {
	t.Helper()
	b := newBrowser(t, house)
	b.signIn(string(role)+"@museu.pt", goodPassword)
	return b
}

func (b *browser) signIn(email, password string) {
	b.t.Helper()
	w := b.post("/curator/signin", url.Values{"email": {email}, "password": {password}})
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/curator" {
		b.t.Fatalf("sign in as %s: got %d to %q, want 303 to /curator", email, w.Code, got)
	}
}

func (b *browser) get(target string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, target, nil))
}

func (b *browser) post(target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	r.RemoteAddr = b.address
	r.Header.Set("Accept-Language", b.lang)
	r.Header.Set("User-Agent", b.agent)
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

// checkPage checks a page's status, what it shows and does not show, and what is
// true of every page.
func checkPage(t *testing.T, w *httptest.ResponseRecorder, status int, want, not []string) {
	t.Helper()
	body := w.Body.String()
	if w.Code != status {
		t.Errorf("status: got %d, want %d", w.Code, status)
	}
	for _, s := range want {
		if !strings.Contains(body, s) {
			t.Errorf("page lacks %q", s)
		}
	}
	for _, s := range append(not, "<script>", "<img", "<style", "style=", "onclick", "http://", "https://") {
		if strings.Contains(body, s) {
			t.Errorf("page holds %q", s)
		}
	}
	for name, want := range map[string]string{"Content-Security-Policy": web.ContentSecurityPolicy, "Cache-Control": "no-store"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

// checkRedirect checks that an answer leads to an address.
func checkRedirect(t *testing.T, w *httptest.ResponseRecorder, want string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
		t.Errorf("got %d to %q, want 303 to %q\n%s", w.Code, got, want, w.Body.String())
	}
}

func TestPages(t *testing.T) {
	tests := []struct {
		name, target string
		status       int
		want, not    []string
	}{
		{"home", "/curator", 200,
			[]string{"<h1>Galeria Cicerone</h1>", "Pessoa editor, edição", `href="/curator/documents?state=failed">falharam</a></dt>`, "<dd>80</dd>", "perguntas em 7 dias", "Há ratos?", "vazio.md", "não tem texto", `name="everywhere"`}, nil},
		{"home in English", "/curator?lang=en", 200, []string{`<html lang="en-GB">`, "<h1>Cicerone Gallery</h1>", "Pessoa editor, editor", "open gaps", "Questions the notes do not answer"}, nil},
		{"documents", "/curator/documents", 200,
			[]string{"<h1>Documentos</h1>", "1–5 de 5", `href="/curator/documents/live"`, "Painéis de São Vicente", `state-live">publicado`, `state-failed">falhou`, "CG-001", "obra", "português", "revisão 2", "Equipa da Galeria", "23 de novembro de 2026"}, nil},
		{"documents of a state", "/curator/documents?state=draft", 200, []string{"1–1 de 1", "Draft", `<option value="draft" selected>`, "Ver todos"}, []string{"Painéis de São Vicente"}},
		{"documents of no state", "/curator/documents?state=%27+OR+1", 200, []string{"1–5 de 5"}, []string{"OR 1", "Ver todos"}},
		{"documents in a language", "/curator/documents?in=en", 200, []string{"Draft", `<option value="en" selected>inglês</option>`}, []string{"Painéis de São Vicente"}},
		{"documents by title", "/curator/documents?q=pain%C3%A9is", 200, []string{`value="painéis"`, "1–1 de 1"}, nil},
		{"documents by what is not text", "/curator/documents?q=%ff%00%3Cscript%3E", 200, nil, nil},
		{"documents by an attack", "/curator/documents?q=%22%3E%3Cscript%3Ealert(1)", 200, []string{`value="&#34;&gt;&lt;script&gt;alert(1)"`, "Nenhum documento corresponde"}, nil},
		{"a page beyond the last", "/curator/documents?page=99", 200, []string{"Não há documentos nesta página.", `href="/curator/documents?page=98"`}, nil},
		{"a page that is no number", "/curator/documents?page=-1e9", 200, []string{"1–5 de 5"}, nil},
		{"document", "/curator/documents/live", 200,
			[]string{"<h1>Painéis de São Vicente</h1>", "Texto da revisão 2", "O guia lê-o em 2 passagens.", `<section class="passage" aria-labelledby="passage-1">`, "O guia responde com a revisão 2.", `action="/curator/documents/live/withdraw"`, `href="/galeria/notes/live"`, `href="/galeria/o/CG-001"`, "nota.md", "text/plain, 2\u00a0kB", `href="/curator/documents/live?revision=1"`}, []string{"Voltar a publicar", "/publish"}},
		{"earlier revision", "/curator/documents/live?revision=1", 200, []string{"Texto da revisão 1"}, nil},
		{"revision that is not", "/curator/documents/live?revision=7", 404, []string{"Esta página não existe"}, nil},
		{"document said to be withdrawn", "/curator/documents/live?done=withdrawn", 200, nil, []string{"Retirado."}},
		{"failed document", "/curator/documents/failed", 200, []string{"A revisão 1 não pôde ser lida", "não tem texto", "Ainda não foi publicado.", "esta revisão não pôde ser lida"}, []string{"/withdraw", "/publish"}},
		{"document whose newest revision failed", "/curator/documents/halffailed", 200, []string{"A revisão 2 não pôde ser lida", "Os visitantes continuam a ler a revisão 1.", "Texto da revisão 1", "/withdraw"}, []string{"/publish"}},
		{"document with a draft", "/curator/documents/draft", 200, []string{`lang="en">Draft</h1>`, `<button name="revision" value="2">Publicar a revisão 2</button>`, "O guia responde com a revisão 1."}, nil},
		{"hostile document", "/curator/documents/hostile", 200, []string{"&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;"}, []string{`lang=""><`}},
		{"document that is not", "/curator/documents/none", 404, []string{"Esta página não existe", `href="/curator"`}, nil},
		{"document with a name beyond reason", "/curator/documents/" + strings.Repeat("a", 81), 404, nil, nil},
	}
	b := signedIn(t, newFakeHouse(), guide.RoleEditor)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			delete(b.cookies, locale.Cookie)
			checkPage(t, b.get(tt.target), tt.status, tt.want, tt.not)
		})
	}
}

// What the list is asked for is what the address says, within bounds, and always
// the person's own museum.
func TestDocumentQuery(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleReader)
	b.get("/curator/documents?state=failed&in=pt&q=++S%C3%A3o%0AJo%C3%A3o+&page=3&museum=2&room=3&by=Ana")
	want := guide.DocumentQuery{MuseumID: 1, State: guide.DocumentFailed, Lang: "pt", Text: "São João", Room: "3", Author: "Ana", Offset: 100, Limit: 50}
	if house.asked != want {
		t.Errorf("query: got %+v, want %+v", house.asked, want)
	}
	b.get("/curator/documents?page=99999999999999&q=" + strings.Repeat("a", 5000))
	if got := house.asked; got.Offset != (maxPage-1)*documentsPerPage || len(got.Text) != maxFilter {
		t.Errorf("query beyond reason: got offset %d, text of %d", got.Offset, len(got.Text))
	}
}

func TestWithdrawAndPublish(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleEditor)

	checkRedirect(t, b.post("/curator/documents/live/withdraw", nil), "/curator/documents/live?done=withdrawn")
	checkPage(t, b.get("/curator/documents/live?done=withdrawn"), 200,
		[]string{"Retirado. A próxima resposta já não o usa.", `<button class="quiet" name="revision" value="2">Anular</button>`, "Retirado: nenhuma resposta o usa.", "Pessoa editor"},
		[]string{"/withdraw", `href="/galeria/notes/live"`})
	checkPage(t, b.get("/curator/documents/live"), 200, []string{"Voltar a publicar a revisão 2"}, []string{"Anular"})

	checkRedirect(t, b.post("/curator/documents/live/publish", url.Values{"revision": {"2"}}), "/curator/documents/live?done=published")
	checkPage(t, b.get("/curator/documents/live?done=published"), 200, []string{"Publicado. A próxima resposta já o pode usar.", "/withdraw"}, []string{"Anular"})

	checkPage(t, b.post("/curator/documents/live/publish", url.Values{"revision": {"1"}}), 409, []string{"Já não é possível"}, nil)
	checkPage(t, b.post("/curator/documents/failed/withdraw", nil), 409, nil, nil)
	checkPage(t, b.post("/curator/documents/live/publish", url.Values{"revision": {"2; DROP"}}), 400, nil, nil)
	checkPage(t, b.post("/curator/documents/live/publish", url.Values{"revision": {strings.Repeat("2", maxFormBytes)}}), 400, nil, nil)
	checkPage(t, b.post("/curator/documents/none/withdraw", nil), 404, nil, nil)

	want := "editor withdraws live, editor publishes live/2"
	if got := strings.Join(house.did, ", "); got != want {
		t.Errorf("done: got %q, want %q", got, want)
	}
}

// Nothing that fails shows what the database said.
func TestUnavailable(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleAdmin)
	house.broken = guide.ErrUnavailable
	for _, target := range []string{"/curator", "/curator/documents", "/curator/documents/live", "/curator/join/GOODTOKEN", "/curator/signin"} {
		checkPage(t, b.get(target), 503, []string{"A curadoria está em pausa"}, nil)
	}
}
