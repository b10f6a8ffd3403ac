package curator

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/guide"

	qrcode "github.com/skip2/go-qrcode"
)

// objectRoles are the least roles of the routes about objects and rooms.
var objectRoles = map[string]guide.Role{
	"GET /curator/objects":                    guide.RoleReader,
	"GET /curator/objects/new":                guide.RoleCurator,
	"POST /curator/objects":                   guide.RoleCurator,
	"GET /curator/objects/1":                  guide.RoleReader,
	"POST /curator/objects/1":                 guide.RoleCurator,
	"POST /curator/objects/1/take":            guide.RoleCurator,
	"POST /curator/objects/2/delete":          guide.RoleCurator,
	"POST /curator/objects/1/picture":         guide.RoleCurator,
	"POST /curator/objects/1/picture/words":   guide.RoleCurator,
	"POST /curator/objects/1/picture/remove":  guide.RoleCurator,
	"POST /curator/objects/1/picture/restore": guide.RoleCurator,
	"GET /curator/objects/1/picture.jpg":      guide.RoleReader,
	"POST /curator/objects/1/signs":           guide.RoleCurator,
	"POST /curator/objects/1/signs/remove":    guide.RoleCurator,
	"POST /curator/objects/1/signs/restore":   guide.RoleCurator,
	"GET /curator/objects/1/signs/video":      guide.RoleReader,
	"GET /curator/objects/1/code.svg":         guide.RoleReader,
	"GET /curator/objects/1/code.png":         guide.RoleReader,
	"GET /curator/objects/codes":              guide.RoleReader,
	"GET /curator/objects/tables":             guide.RoleReader,
	"GET /curator/objects/objects.csv":        guide.RoleReader,
	"GET /curator/objects/rooms.csv":          guide.RoleReader,
	"POST /curator/objects/tables":            guide.RoleCurator,
	"POST /curator/objects/tables/apply":      guide.RoleCurator,
	"GET /curator/rooms":                      guide.RoleReader,
	"GET /curator/rooms/new":                  guide.RoleCurator,
	"POST /curator/rooms":                     guide.RoleCurator,
	"GET /curator/rooms/11":                   guide.RoleReader,
	"POST /curator/rooms/11":                  guide.RoleCurator,
	"POST /curator/rooms/11/move":             guide.RoleCurator,
	"POST /curator/rooms/11/delete":           guide.RoleCurator,
	"GET /curator/rooms/11/codes":             guide.RoleReader,
}

// Each route about objects asks for its role, and those below it do nothing.
func TestObjectRoles(t *testing.T) {
	for _, role := range []guide.Role{"", guide.RoleReader, guide.RoleCurator} {
		house := newFakeHouse()
		b := newBrowser(t, house)
		if role != "" {
			b.signIn(string(role)+"@museu.pt", goodPassword)
		}
		for _, request := range slices.Sorted(maps.Keys(objectRoles)) {
			t.Run(fmt.Sprintf("%q %s", role, request), func(t *testing.T) {
				house.objects.did = nil
				method, target, _ := strings.Cut(request, " ")
				r := httptest.NewRequest(method, target, strings.NewReader("version=1"))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				w := b.do(r)
				allowed := allows(role, objectRoles[request])
				switch {
				case role == "" && !strings.HasPrefix(w.Header().Get("Location"), "/curator/signin"):
					t.Errorf("signed out: got %d to %q, want to sign in", w.Code, w.Header().Get("Location"))
				case role != "" && allowed == (w.Code == http.StatusForbidden):
					t.Errorf("got %d, allowed: %v", w.Code, allowed)
				case !allowed && house.objects.did != nil:
					t.Errorf("done all the same: %v", house.objects.did)
				}
			})
		}
	}
}

func TestObjectPages(t *testing.T) {
	const undone = "Não se pode eliminar enquanto"
	tests := []struct {
		name, target string
		status       int
		want, not    []string
	}{
		{"list", "/curator/objects", 200, []string{"<h1>Obras</h1>", "1–3 de 3", `href="/curator/objects/1"`, "Painéis de São Vicente", "sala 1, n.º 2 · destaque · com imagem", "os visitantes não veem", "1 · Primitivos"}, nil},
		{"list of nothing", "/curator/objects?page=9", 200, []string{"Não há obras nesta página."}, nil},
		{"new", "/curator/objects/new", 200, []string{`name="inventory"`}, nil},
		{"object without documents", "/curator/objects/2", 200, []string{"<h1>CG-002</h1>", "Eliminar a obra", "Não tem imagem.", "guia.test/galeria/o/CG-002"}, []string{undone, "/take"}},
		{"hostile object", "/curator/objects/3", 200, nil, nil},
		{"unknown object", "/curator/objects/99", 404, nil, nil},
		{"no object", "/curator/objects/abc", 404, nil, nil},
		{"rooms", "/curator/rooms", 200, []string{"1 · Primitivos", "1 obra</a>", `aria-label="Descer 1 · Primitivos"`}, []string{`aria-label="Subir 1 ·`}},
		{"room", "/curator/rooms/11", 200, []string{`value="Primitivos"`, "1 obra fica sem sala"}, nil},
		{"new room", "/curator/rooms/new", 200, []string{`name="order" value="3"`}, nil},
		{"unknown room", "/curator/rooms/99", 404, nil, nil},
		{"tables", "/curator/objects/tables", 200, []string{"<code>title_pt</code>", "<code>about_en</code>", `enctype="multipart/form-data"`}, nil},
		{"codes of a room", "/curator/rooms/11/codes", 200, []string{"1 · Primitivos", "<svg viewBox", `<span lang="pt-PT">Pergunte ao guia</span><span lang="en-GB">Ask the guide</span>`, "Galeria Cicerone", "2 obras não têm nota publicada"}, []string{"CICERONE_PUBLIC_URL"}},
		{"codes of no room", "/curator/rooms/99/codes", 404, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := signedIn(t, newFakeHouse(), guide.RoleCurator).get(tt.target)
			for _, name := range []string{"<script>", "onerror=alert(1)>"} {
				if strings.Contains(w.Body.String(), name) {
					t.Errorf("page holds %q", name)
				}
			}
			checkPage(t, w, tt.status, tt.want, tt.not)
		})
	}
}

// The page of an object says what notes say otherwise, and offers it to those who
// may take it.
func TestObjectPage(t *testing.T) {
	want := []string{`value="Nuno Gonçalves e oficina"`, "Escrita à mão", "A nota diz: <q>Nuno Gonçalves</q>", "A nota diz: 2, 5", "Não se pode eliminar enquanto",
		`alt="Seis tábuas" width="480" height="320"`, "não veem a imagem nestas línguas", "inglês", `href="/galeria/o/CG-001"`, `href="/curator/documents/live"`}
	contains := func(body string, wanted bool, parts ...string) {
		t.Helper()
		for _, s := range parts {
			if strings.Contains(body, s) != wanted {
				t.Errorf("page holds %q: %v, want %v", s, !wanted, wanted)
			}
		}
	}
	page := signedIn(t, newFakeHouse(), guide.RoleCurator).get("/curator/objects/1").Body.String()
	contains(page, true, append(want, `form="take-pt"`, `form="take-place"`)...)
	page = signedIn(t, newFakeHouse(), guide.RoleReader).get("/curator/objects/1").Body.String()
	contains(page, true, append(want[:4:4], "Alterar cabe à curadoria.", "<fieldset class=\"label-form\" disabled>")...)
	contains(page, false, "take-", `action="/curator/objects/1/picture`, "Guardar", "/delete")
}

func objectForm(more ...string) url.Values {
	form := url.Values{"version": {"1"}, "title_pt": {"Painéis de São Vicente"}, "maker_pt": {"Nuno Gonçalves e oficina"}, "room": {"1"}, "order": {"2"}, "highlight": {"1"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func TestSaveObject(t *testing.T) {
	long := strings.Repeat("ã", guide.MaxLabelRunes+1)
	tests := []struct {
		name   string
		form   url.Values
		status int
		want   []string
	}{
		{"saved", objectForm("date_pt", "  c.  1470 "), 303, nil},
		{"another language", objectForm("title_en", "Panels"), 303, nil},
		{"a label without a title", objectForm("title_pt", ""), 422, []string{"Uma etiqueta precisa de título.", `value="Nuno Gonçalves e oficina"`}},
		{"too long", objectForm("maker_pt", long), 422, []string{"No máximo, 300 caracteres.", long}},
		{"order in words", objectForm("order", "primeiro"), 422, []string{"Escreva um número de 0 a 1000000.", `value="primeiro"`}},
		{"order below nothing", objectForm("order", "-2"), 422, []string{"Escreva um número", `value="-2"`}},
		{"an old form", objectForm("version", "0", "maker_pt", "Outro autor"), 409,
			[]string{"Alguém alterou isto entretanto", `value="Outro autor"`, "Entretanto ficou: <q>Nuno Gonçalves e oficina</q>", `name="version" value="1"`}},
		{"hostile", objectForm("title_pt", hostile, "version", "0"), 409, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house := newFakeHouse()
			w := signedIn(t, house, guide.RoleCurator).post("/curator/objects/1", tt.form)
			if tt.status == http.StatusSeeOther {
				checkRedirect(t, w, "/curator/objects/1?done=saved")
				return
			}
			if w.Code != tt.status || house.objects.did != nil {
				t.Errorf("got %d, did %v, want %d and nothing", w.Code, house.objects.did, tt.status)
			}
			for _, s := range tt.want {
				if !strings.Contains(w.Body.String(), s) {
					t.Errorf("page lacks %q", s)
				}
			}
			if strings.Contains(w.Body.String(), "<script>") {
				t.Error("what was typed is markup")
			}
		})
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	b.post("/curator/objects/1", objectForm("date_pt", "  c.  1470 ", "highlight", "", "order", ""))
	card := house.objects.cards[1]
	if got, want := card.Labels["pt"], (guide.Label{Lang: "pt", Title: "Painéis de São Vicente", Maker: "Nuno Gonçalves e oficina", Date: "c. 1470"}); got != want {
		t.Errorf("label: got %+v, want %+v", got, want)
	}
	if got, want := card.Place(), (guide.Place{Room: "1"}); got != want {
		t.Errorf("place: got %+v, want %+v", got, want)
	}
	// Somebody saves between the reading and the writing of a form.
	house.objects.meets = func() {
		house.objects.meets = nil
		c := house.objects.cards[1]
		c.Version, c.Labels = 9, map[string]guide.Label{"pt": {Lang: "pt", Title: "Mudado"}}
		house.objects.cards[1] = c
	}
	w := b.post("/curator/objects/1", objectForm("version", "2"))
	if !strings.Contains(w.Body.String(), "Entretanto ficou: <q>Mudado</q>") || !strings.Contains(w.Body.String(), `name="version" value="9"`) {
		t.Errorf("got %d without what was saved meanwhile", w.Code)
	}
}

func TestAddObject(t *testing.T) {
	tests := []struct {
		name, inventory string
		status          int
		want            []string
	}{
		{"new", "  CG  9/1 ", 303, nil},
		{"nothing", " ", 422, []string{"Escreva o número de inventário."}},
		{"word for none", "s/n", 422, []string{"Escreva o número de inventário.", `value="s/n"`}},
		{"taken", "cg-001", 422, []string{"já tem uma obra com este número", `value="cg-001"`}},
		{"long", strings.Repeat("1", guide.MaxRefRunes+1), 422, []string{"no máximo, 80 caracteres"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house := newFakeHouse()
			w := signedIn(t, house, guide.RoleCurator).post("/curator/objects", url.Values{"inventory": {tt.inventory}})
			if tt.status == http.StatusSeeOther {
				checkRedirect(t, w, "/curator/objects/4")
				if got, want := fmt.Sprint(house.objects.did), "[curator adds CG 9/1]"; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				return
			}
			checkPage(t, w, tt.status, tt.want, nil)
		})
	}
}

func TestDeleteObject(t *testing.T) {
	b := signedIn(t, newFakeHouse(), guide.RoleCurator)
	if w := b.post("/curator/objects/1/delete", url.Values{"version": {"1"}}); w.Code != http.StatusConflict {
		t.Errorf("one with documents: got %d, want 409", w.Code)
	}
	w := b.post("/curator/objects/2/delete", url.Values{"version": {"1"}})
	checkRedirect(t, w, "/curator/objects?deleted=CG-002")
	checkPage(t, b.get("/curator/objects?deleted=CG-002"), 200, []string{"A obra CG-002 foi eliminada.", "1–2 de 2"}, nil)
}

// send sends a file as a form does, after other fields and what they hold.
func (b *browser) send(target, content string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	part, err := form.CreateFormFile("file", "ficheiro")
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(content))
	form.Close()
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func TestPutPicture(t *testing.T) {
	for content, want := range map[string]string{
		"image.type": "Não é uma imagem que se saiba ler", "image.pixels": "píxeis a mais", "image.broken": "está danificado",
		"image.slow": "demora demasiado", "image.thin": "demasiado estreita", "image.other": "está danificado",
		"": "Escolha um ficheiro", strings.Repeat("x", maxPicture+1): "mais de 20\u00a0MB",
	} {
		house := newFakeHouse()
		w := signedIn(t, house, guide.RoleCurator).send("/curator/objects/1/picture", content)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) || house.objects.did != nil {
			t.Errorf("%.20q: got %d without %q, did %v", content, w.Code, want, house.objects.did)
		}
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkRedirect(t, b.send("/curator/objects/2/picture", "a good picture"), "/curator/objects/2?done=picture#picture")
	if got, want := fmt.Sprint(house.objects.did), "[curator pictures 2 by [{480 320 "+fakeSHA("a good picture")+"}]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if w := b.post("/curator/objects/1/picture", nil); w.Code != http.StatusBadRequest {
		t.Errorf("a form without files: got %d, want 400", w.Code)
	}
	w := b.get("/curator/objects/1/picture.jpg")
	if w.Body.String() != "small" || w.Header().Get("Content-Type") != "image/jpeg" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %q as %v", w.Body, w.Header())
	}
	if w := b.get("/curator/objects/2/picture.jpg"); w.Code != http.StatusNotFound {
		t.Errorf("an object without one: got %d, want 404", w.Code)
	}
}

func TestPictureWords(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	form := url.Values{"picture": {"painel"}, "alt_pt": {""}, "alt_en": {" Six  panels "}, "credit": {"Casa"}}
	checkRedirect(t, b.post("/curator/objects/1/picture/words", form), "/curator/objects/1?done=words#picture")
	if got, want := fmt.Sprint(house.objects.did), "[curator describes painel: map[en:Six panels] Casa]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	form.Set("alt_en", strings.Repeat("é", guide.MaxAltRunes+1))
	w := b.post("/curator/objects/1/picture/words", form)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "No máximo, 500 caracteres.") || !strings.Contains(w.Body.String(), form.Get("alt_en")) {
		t.Errorf("too long: got %d", w.Code)
	}
	if w := b.post("/curator/objects/2/picture/words", form); w.Code != http.StatusConflict {
		t.Errorf("of no picture: got %d, want 409", w.Code)
	}
}

func TestSaveRoom(t *testing.T) {
	tests := []struct {
		name, target string
		form         url.Values
		status       int
		want         []string
	}{
		{"new", "/curator/rooms", url.Values{"code": {"3"}, "floor": {"-1"}, "name_pt": {"Nova"}}, 303, nil},
		{"changed", "/curator/rooms/11", url.Values{"code": {"1"}, "version": {"1"}}, 303, nil},
		{"no code", "/curator/rooms", url.Values{"name_pt": {"Nova"}}, 422, []string{"Escreva o código da sala.", `value="Nova"`}},
		{"taken", "/curator/rooms", url.Values{"code": {"2"}}, 422, []string{"Outra sala já tem este código."}},
		{"floor in words", "/curator/rooms", url.Values{"code": {"3"}, "floor": {"cave"}}, 422, []string{"entre -200 e 200", `value="cave"`}},
		{"an old form", "/curator/rooms/11", url.Values{"code": {"1"}, "version": {"0"}, "name_pt": {"Antigos"}}, 409,
			[]string{"Alguém alterou isto entretanto", `value="Antigos"`, "<q>Primitivos</q>", `name="version" value="1"`}},
		{"unknown", "/curator/rooms/99", url.Values{"code": {"9"}}, 404, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := signedIn(t, newFakeHouse(), guide.RoleCurator).post(tt.target, tt.form)
			if tt.status == http.StatusSeeOther {
				checkRedirect(t, w, "/curator/rooms?done=saved")
				return
			}
			checkPage(t, w, tt.status, tt.want, nil)
		})
	}
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	checkRedirect(t, b.post("/curator/rooms/12/move", url.Values{"to": {"up"}}), "/curator/rooms?moved=12")
	checkPage(t, b.get("/curator/rooms?moved=12"), 200, []string{"autofocus"}, nil)
	if w := b.post("/curator/rooms/12/move", url.Values{"to": {"away"}}); w.Code != http.StatusBadRequest {
		t.Errorf("moved away: got %d, want 400", w.Code)
	}
	checkRedirect(t, b.post("/curator/rooms/12/delete", url.Values{"version": {"1"}}), "/curator/rooms?done=deleted")
	if got, want := fmt.Sprint(house.objects.did), "[curator moves room 12 by -1 curator deletes room 12]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// hidden is the value of a hidden field of a page.
func hidden(page, name string) string {
	_, rest, _ := strings.Cut(page, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestTables(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleCurator)
	download := b.get("/curator/objects/objects.csv")
	if got := download.Header().Get("Content-Disposition"); got != `attachment; filename="galeria-objects.csv"` {
		t.Errorf("Content-Disposition: got %s", got)
	}
	checkPage(t, b.send("/curator/objects/tables", download.Body.String()), 200, []string{"não há nada a aplicar", "Lida como UTF-8."}, []string{"Aplicar"})

	for content, want := range map[string]string{
		"inventory,titulo\n1,2\n": "Colunas que o guia não conhece: titulo.", "title_pt\nx\n": "Falta a coluna inventory.",
		"\x00\x01": "não é um texto que se possa ler", "": "Escolha um ficheiro",
	} {
		checkPage(t, b.send("/curator/objects/tables", content), 422, []string{want}, []string{"Aplicar"})
	}
	wrong := "inventory,room\nCG-001,9\nNOVA,1\n\"" + strings.ReplaceAll(hostile, `"`, `""`) + "\",7\n"
	checkPage(t, b.send("/curator/objects/tables", wrong), 200, []string{"Linha 2:", "não há nenhuma sala 9.", "Linha 4:", "enquanto houver um erro, nada muda"}, []string{"Aplicar"})

	page := b.send("/curator/objects/tables", "inventory;room;title_en\nCG-001;2;Panels\nNOVA;1;New\n").Body.String()
	form := url.Values{}
	for _, name := range []string{"table", "seen", "of"} {
		form.Set(name, hidden(page, name))
	}
	if house.objects.did != nil {
		t.Errorf("a look did %v", house.objects.did)
	}
	// Meanwhile somebody changes one of the objects: it is shown anew.
	c := house.objects.cards[1]
	c.Version = 7
	house.objects.cards[1] = c
	w := b.post("/curator/objects/tables/apply", form)
	checkPage(t, w, 409, []string{"Entretanto alguma coisa mudou", "room, title_en"}, nil)
	if house.objects.did != nil {
		t.Errorf("out of date, and yet did %v", house.objects.did)
	}
	form.Set("seen", hidden(w.Body.String(), "seen"))
	checkRedirect(t, b.post("/curator/objects/tables/apply", form), "/curator/objects/tables?changed=2")
	if got, want := fmt.Sprint(house.objects.did), "[curator imports CG-001 curator imports NOVA]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	form.Set("of", "rooms")
	if w := b.post("/curator/objects/tables/apply", form); w.Code != http.StatusConflict {
		t.Errorf("objects taken for rooms: got %d, want 409", w.Code)
	}
	for _, sha := range []string{"", "../../etc/passwd", fakeSHA("never sent")} {
		if w := b.post("/curator/objects/tables/apply", url.Values{"table": {sha}}); w.Code != http.StatusNotFound {
			t.Errorf("table %q: got %d, want 404", sha, w.Code)
		}
	}
	checkPage(t, b.send("/curator/objects/tables", "code,name_pt\n1,Outra\n5,Nova\n"), 200, []string{"O que a tabela de salas mudaria", `name="of" value="rooms"`}, nil)
}

// The code is that of the address, drawn as the library draws it.
func TestCode(t *testing.T) {
	const address = "guia.test/galeria/o/CG-001"
	want, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	code, err := drawCode(address)
	if err != nil {
		t.Fatal(err)
	}
	bitmap := want.Bitmap()
	drawn := make([][]bool, code.Side)
	for i := range drawn {
		drawn[i] = make([]bool, code.Side)
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(code.Path, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
			t.Fatalf("%q: %v", part, err)
		}
		for i := range n {
			drawn[y][x+i] = true
		}
	}
	if !slices.EqualFunc(drawn, bitmap, slices.Equal) {
		t.Error("the drawing is not the code")
	}
	b := signedIn(t, newFakeHouse(), guide.RoleReader)
	if svg := b.get("/curator/objects/1/code.svg"); !strings.Contains(svg.Body.String(), code.Path) || svg.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("SVG: got %q", svg.Body)
	}
	png, err := want.PNG(-codeModule)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.get("/curator/objects/1/code.png"); !bytes.Equal(got.Body.Bytes(), png) || got.Header().Get("Content-Disposition") != `attachment; filename="CG-001.png"` {
		t.Errorf("PNG: got %d bytes, %v", got.Body.Len(), got.Header())
	}
	if _, err := drawCode("http://museu.example/" + strings.Repeat("x", 4000)); err == nil {
		t.Error("an address too long for any code has one")
	}
	for address, want := range map[string]bool{"http://localhost:8080": true, "http://127.0.0.1": true, "https://guia.museu.pt": false, "http://[::1]:80": true, "": false} {
		if got := isLocal(address); got != want {
			t.Errorf("isLocal(%q): got %v, want %v", address, got, want)
		}
	}
}
