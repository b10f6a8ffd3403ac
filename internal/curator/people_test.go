package curator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/throttle"

	"github.com/google/go-cmp/cmp"
)

func TestPeople(t *testing.T) {
	house := newFakeHouse()
	house.users[0].Name = hostile
	house.staff.made = []guide.Invitation{{ID: 1, Museum: gallery, Role: guide.RoleEditor, Name: hostile, Email: "nova@museu.pt"}}
	b := signedIn(t, house, guide.RoleAdmin)
	checkPage(t, b.get("/curator/people"), 200, []string{"<h1>Pessoas</h1>", "editor@museu.pt", "é a sua conta", "Ainda não entrou",
		`aria-current="page">Pessoas`, `action="/curator/people/3/disable"`, "nova@museu.pt", "feito no servidor", "&lt;script&gt;"}, []string{"De outro"})

	checkRedirect(t, b.post("/curator/people/2/disable", nil), "/curator/people?done=disabled&person=2")
	checkPage(t, b.get("/curator/people?done=disabled&person=2"), 200,
		[]string{"A conta de Pessoa curator está suspensa", `action="/curator/people/2/enable"><button class="quiet">Anular`, "Conta suspensa desde 23 de novembro"}, nil)
	checkPage(t, b.get("/curator/people?done=disabled&person=3"), 200, nil, []string{"está suspensa, e"}) // it is not
	checkRedirect(t, b.post("/curator/people/2/enable", nil), "/curator/people?done=enabled&person=2")
	checkPage(t, b.get("/curator/people?done=enabled&person=2"), 200, []string{"Pessoa curator pode voltar a entrar."}, nil)

	checkRedirect(t, b.post("/curator/people/2/role", url.Values{"role": {"editor"}}), "/curator/people?done=role&person=2&was=curator")
	checkPage(t, b.get("/curator/people?done=role&person=2&was=curator"), 200,
		[]string{"O papel de Pessoa curator é agora: edição.", `<button class="quiet" name="role" value="curator">Anular`}, nil)
	checkPage(t, b.post("/curator/people/2/role", url.Values{"role": {"director"}}), 400, nil, nil)
	checkPage(t, b.post("/curator/people/9/role", url.Values{"role": {"reader"}}), 404, nil, nil) // of another museum
	checkPage(t, b.post("/curator/people/nobody/disable", nil), 404, nil, nil)

	last := []string{"É a última conta que administra este museu.", `role="alert"`}
	checkPage(t, b.post("/curator/people/4/role", url.Values{"role": {"reader"}}), 409, last, nil)
	checkPage(t, b.post("/curator/people/4/disable", nil), 409, last, nil)

	checkRedirect(t, b.post("/curator/people/invitations/1/withdraw", nil), "/curator/people?done=withdrawn")
	checkPage(t, b.get("/curator/people?done=withdrawn"), 200, []string{"O convite foi retirado.", "Não há convites por aceitar."}, nil)
	checkPage(t, b.post("/curator/people/invitations/1/withdraw", nil), 404, nil, nil)
	want := []string{"admin disables curator@museu.pt", "admin enables curator@museu.pt", "admin makes curator@museu.pt editor", "admin withdraws invitation 1"}
	if diff := cmp.Diff(want, house.did); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

func TestInvite(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleAdmin)
	w := b.post("/curator/people/invite", url.Values{"role": {"editor"}, "name": {" Ana  Sousa"}, "email": {"Ana@Museu.pt"}})
	checkPage(t, w, 200, []string{`value="guia.test/curator/join/FRESHTOKEN" readonly`, "Papel: edição.", "Só aparece agora"}, nil)
	checkPage(t, b.get("/curator/people"), 200, []string{"Ana Sousa", "ana@museu.pt", "feito por Pessoa admin"}, []string{"FRESHTOKEN"})
	checkPage(t, newBrowser(t, house).get("/curator/join/FRESHTOKEN"), 200, []string{`value="Convidada"`, `value="convidada@museu.pt"`}, nil)

	for field, tt := range map[string]struct {
		form url.Values
		want string
	}{
		"role":  {url.Values{"role": {"director"}, "name": {"Ana"}}, "Escolha um papel da lista."},
		"email": {url.Values{"role": {"reader"}, "email": {"ana"}}, "Escreva um endereço completo"},
		"name":  {url.Values{"role": {"reader"}, "name": {strings.Repeat("a", 121)}}, "no máximo, 120"},
	} {
		w := b.post("/curator/people/invite", tt.form)
		checkPage(t, w, 422, []string{tt.want, `id="invite-` + field + `-problem"`}, nil)
	}
	checkPage(t, b.post("/curator/people/invite", url.Values{"role": {"reader"}, "email": {"ana"}, "name": {"Ana"}}), 422, []string{`value="ana"`, `value="Ana"`}, nil)
}

// Disabling somebody, or signing them out, ends what they have open at once,
// and what ends is theirs alone.
func TestEndedSessions(t *testing.T) {
	house := newFakeHouse()
	admin, editor, reader := signedIn(t, house, guide.RoleAdmin), signedIn(t, house, guide.RoleEditor), signedIn(t, house, guide.RoleReader)
	checkRedirect(t, admin.post("/curator/people/3/signout", nil), "/curator/people?done=signedout&person=3")
	checkRedirect(t, editor.get("/curator"), "/curator/signin")
	checkPage(t, reader.get("/curator"), 200, nil, nil)

	checkRedirect(t, admin.post("/curator/people/1/disable", nil), "/curator/people?done=disabled&person=1")
	checkRedirect(t, admin.post("/curator/people/1/enable", nil), "/curator/people?done=enabled&person=1")
	checkRedirect(t, reader.get("/curator"), "/curator/signin") // it does not wake up
	checkPage(t, admin.get("/curator"), 200, nil, nil)
}

func TestReset(t *testing.T) {
	const fresh = "uma frase bem diferente"
	house := newFakeHouse()
	admin, open := signedIn(t, house, guide.RoleAdmin), signedIn(t, house, guide.RoleReader)
	checkPage(t, admin.post("/curator/people/1/reset", nil), 200, []string{`value="guia.test/curator/reset/FRESHRESET" readonly`}, nil)

	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/reset/FRESHRESET"), 200, []string{"<h1>Escolher nova palavra-passe</h1>", "reader@museu.pt", "Galeria Cicerone", `autocomplete="new-password"`}, nil)
	checkPage(t, b.post("/curator/reset/FRESHRESET", url.Values{"password": {"curta"}}), 422, []string{"pelo menos, 12 caracteres"}, []string{"curta"})
	checkPage(t, open.get("/curator"), 200, nil, nil) // nothing has happened yet
	checkRedirect(t, b.post("/curator/reset/FRESHRESET", url.Values{"password": {fresh}}), "/curator")
	checkPage(t, b.get("/curator"), 200, []string{"Pessoa reader"}, nil)
	checkRedirect(t, open.get("/curator"), "/curator/signin")
	checkPage(t, b.get("/curator/reset/FRESHRESET"), 404, []string{"Esta ligação já não serve"}, nil)
	checkPage(t, b.post("/curator/reset/FRESHRESET", url.Values{"password": {fresh}}), 404, nil, nil)
	newBrowser(t, house).signIn("reader@museu.pt", fresh)
	checkPage(t, newBrowser(t, house).post("/curator/signin", url.Values{"email": {"reader@museu.pt"}, "password": {goodPassword}}), 422, nil, nil)

	house.disabled[2] = true
	checkPage(t, b.get("/curator/reset/GOODRESET"), 404, nil, nil)
	checkPage(t, admin.post("/curator/people/2/reset", nil), 409, []string{"A conta está suspensa. Reative-a primeiro."}, nil)
}

// Guessing links is as slow as guessing passwords, and slows nobody else.
func TestThrottledLinks(t *testing.T) {
	house := newFakeHouse()
	b := newBrowser(t, house)
	for range 3 * throttle.MaxFailures { // a good one may be opened as often as one likes
		checkPage(t, b.get("/curator/reset/GOODRESET"), 200, nil, nil)
	}
	for i := range throttle.MaxFailures {
		checkPage(t, b.get(fmt.Sprintf("/curator/%s/GUESS%d", []string{"join", "reset"}[i%2], i)), 404, nil, nil)
	}
	for _, target := range []string{"/curator/join/GOODTOKEN", "/curator/reset/GOODRESET"} {
		checkPage(t, b.get(target), http.StatusTooManyRequests, []string{"Demasiadas tentativas", "Espere um quarto de hora"}, nil)
	}
	b.signIn("reader@museu.pt", goodPassword)
	elsewhere := newBrowser(t, house)
	elsewhere.handler, elsewhere.address = b.handler, "203.0.113.9:1"
	checkPage(t, elsewhere.get("/curator/join/GOODTOKEN"), 200, nil, nil)
}

func TestAccount(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleReader)
	checkPage(t, b.get("/curator/account"), 200, []string{"<h1>A sua conta</h1>", "reader@museu.pt, leitura", `value="Pessoa reader"`, "esta sessão", "Navegador desconhecido"}, []string{"Terminar todas as outras"})
	checkRedirect(t, b.post("/curator/account/name", url.Values{"name": {"  Rita   Reis "}}), "/curator/account?done=name")
	checkPage(t, b.get("/curator/account?done=name"), 200, []string{`value="Rita Reis"`, "O nome foi guardado."}, nil)
	checkPage(t, b.post("/curator/account/name", url.Values{"name": {" "}}), 422, []string{"Escreva o seu nome"}, nil)
	checkPage(t, b.post("/curator/account/name", url.Values{"name": {strings.Repeat("a", 121)}}), 422, []string{"no máximo, 120"}, nil)
	checkPage(t, b.get("/curator/account?done=%3Cscript%3E"), 200, nil, []string{`role="status"`})
}

func TestChangePassword(t *testing.T) {
	const fresh = "uma frase bem diferente"
	house := newFakeHouse()
	b, other, colleague := signedIn(t, house, guide.RoleReader), signedIn(t, house, guide.RoleReader), signedIn(t, house, guide.RoleEditor)
	form := func(old, password string) url.Values { return url.Values{"old": {old}, "password": {password}} }
	checkPage(t, b.post("/curator/account/password", form("não é esta", fresh)), 422, []string{"Não é a palavra-passe atual."}, []string{fresh})
	checkPage(t, b.post("/curator/account/password", form(goodPassword, "curta")), 422, []string{"pelo menos, 12 caracteres"}, nil)
	checkPage(t, other.get("/curator"), 200, nil, nil)
	checkRedirect(t, b.post("/curator/account/password", form(goodPassword, fresh)), "/curator/account?done=password")
	checkPage(t, b.get("/curator/account?done=password"), 200, []string{"A palavra-passe foi mudada"}, nil) // this session goes on
	checkRedirect(t, other.get("/curator"), "/curator/signin")
	checkPage(t, colleague.get("/curator"), 200, nil, nil)

	for range throttle.MaxFailures {
		b.post("/curator/account/password", form("errada", fresh))
	}
	checkPage(t, b.post("/curator/account/password", form(fresh, goodPassword)), 429, []string{"Demasiadas tentativas. Espere 15 minutos"}, nil)

	house.users[2].PasswordHash = ""
	checkPage(t, colleague.get("/curator/account"), 200, []string{"A sua conta não tem palavra-passe."}, []string{`name="old"`})
	colleague.handler = b.handler                                                             // the same server, which counts
	checkPage(t, colleague.post("/curator/account/password", form("", fresh)), 429, nil, nil) // the same address
	colleague.address = "203.0.113.9:1"
	checkPage(t, colleague.post("/curator/account/password", form("", fresh)), 422, nil, nil)
}

func TestOwnSessions(t *testing.T) {
	const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 secret-detail"
	house := newFakeHouse()
	desk := signedIn(t, house, guide.RoleReader)
	phone := newBrowser(t, house)
	phone.agent = firefox
	phone.signIn("reader@museu.pt", goodPassword)
	third, colleague := signedIn(t, house, guide.RoleReader), signedIn(t, house, guide.RoleEditor)

	w := desk.get("/curator/account")
	checkPage(t, w, 200, []string{"Firefox, Linux", "Terminar todas as outras"}, []string{"secret-detail", "Mozilla", "192.0.2.1"})
	ids := sessionIDs(w.Body.String())
	if len(ids) != 2 {
		t.Fatalf("other sessions: got %d, want 2", len(ids))
	}
	theirs := colleague.post("/curator/account/sessions", url.Values{"session": {ids[0]}}) // none of hers
	checkRedirect(t, theirs, "/curator/account")
	checkPage(t, phone.get("/curator"), 200, nil, nil)
	checkPage(t, third.get("/curator"), 200, nil, nil)

	for _, id := range ids {
		checkRedirect(t, desk.post("/curator/account/sessions", url.Values{"session": {id}}), "/curator/account?done=sessions")
	}
	checkRedirect(t, phone.get("/curator"), "/curator/signin")
	checkRedirect(t, third.get("/curator"), "/curator/signin")
	checkPage(t, desk.get("/curator"), 200, nil, nil)

	again := signedIn(t, house, guide.RoleReader)
	checkRedirect(t, desk.post("/curator/account/sessions", url.Values{"others": {"1"}}), "/curator/account?done=sessions")
	checkRedirect(t, again.get("/curator"), "/curator/signin")
	checkPage(t, desk.get("/curator/account"), 200, []string{"esta sessão"}, []string{"Terminar todas as outras"})
	checkPage(t, colleague.get("/curator"), 200, nil, nil)
}

// sessionIDs are those that the page offers to end.
func sessionIDs(html string) []string {
	var ids []string
	for _, part := range strings.Split(html, `name="session" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

func TestBrowserOf(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36":                            "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0":              "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1":    "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet, Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0":                                                       "Firefox, Mac",
		"curl/8.0": "", "": "", hostile: "",
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%s: got %q, want %q", agent, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleAdmin)
	checkPage(t, b.get("/curator/tokens"), 200, []string{"<h1>Chaves da API</h1>", "Ainda não há chaves.", `value="90"`, `value="documents:read" checked`}, nil)
	good := url.Values{"name": {hostile}, "scope": {"documents:write", "documents:publish"}, "days": {"365"}}
	checkPage(t, b.post("/curator/tokens", good), 200, []string{`value="cic_FRESHSECRET" readonly`, "A chave está pronta", "&lt;script&gt;"}, nil)
	made := house.staff.tokens[0]
	if diff := cmp.Diff([]guide.Scope{guide.ScopeWrite, guide.ScopePublish}, made.Scopes); diff != "" || made.Name != hostile || time.Until(made.ExpiresAt) > maxTokenDays*24*time.Hour {
		t.Errorf("made: got %+v %s", made, diff)
	}
	checkPage(t, b.get("/curator/tokens"), 200, []string{"enviar e publicar", "criada por Pessoa admin", "nunca usada"}, []string{"FRESHSECRET"})
	house.staff.tokens[0].ExpiresAt = time.Now().Add(-time.Minute)
	checkPage(t, b.get("/curator/tokens"), 200, []string{"caducou"}, nil)

	for field, tt := range map[string]struct{ value, want string }{
		"name": {"", "Escreva para que serve"}, "scope": {"users:write", "Escolha, pelo menos, uma permissão."}, "days": {"366", "de 1 a 365"},
	} {
		bad := url.Values{"name": {"x"}, "scope": {"documents:read"}, "days": {"30"}}
		bad.Set(field, tt.value)
		checkPage(t, b.post("/curator/tokens", bad), 422, []string{tt.want, `id="` + field + `-problem"`}, nil)
	}
	for _, days := range []string{"", "0", "-1", "1e2", "99999999999999999999"} {
		checkPage(t, b.post("/curator/tokens", url.Values{"name": {"x"}, "scope": {"documents:read"}, "days": {days}}), 422, []string{"de 1 a 365"}, nil)
	}
	checkRedirect(t, b.post("/curator/tokens/1/revoke", nil), "/curator/tokens?done=revoked")
	checkPage(t, b.post("/curator/tokens/1/revoke", nil), 404, nil, nil)
}

func TestSettings(t *testing.T) {
	house := newFakeHouse()
	for i := range house.users {
		house.users[i].Museum.Settings.KeepDays = 30
	}
	b := signedIn(t, house, guide.RoleAdmin)
	checkPage(t, b.get("/curator/settings"), 200, []string{`name="name.pt" value="Galeria Cicerone"`, `name="name.en" value="Cicerone Gallery"`, `value="30"`, `<option value="pt" selected>`}, []string{`name="four_eyes" value="1" checked`})
	good := func() url.Values {
		return url.Values{"name.pt": {"Galeria Nova"}, "name.en": {""}, "lang": {"pt", "en", "xx"}, "first": {"en"}, "four_eyes": {"1"}, "keep_days": {"90"},
			"voice": {" Trate os visitantes por tu.\r\nSem exageros. "}, "contact": {"Receção,  piso 0"}}
	}
	checkRedirect(t, b.post("/curator/settings", good()), "/curator/settings?done=saved")
	want := gallery
	want.Names, want.Langs, want.Settings = map[string]string{"pt": "Galeria Nova"}, []string{"en", "pt"}, guide.Settings{FourEyes: true, KeepDays: 90,
		Voice: "Trate os visitantes por tu.\nSem exageros.", Contact: "Receção, piso 0"}
	if diff := cmp.Diff(want, house.staff.saved); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	house.did = nil
	for name, tt := range map[string]struct{ field, value, want string }{
		"no name in its own language": {"name.pt", "", `id="name-pt-problem">O museu precisa de um nome`},
		"a name too long":             {"name.en", strings.Repeat("a", 121), `id="name-en-problem">O nome tem, no máximo, 120`},
		"no language":                 {"lang", "", "Escolha, pelo menos, uma língua."},
		"first is not offered":        {"first", "xx", "Escolha uma das línguas das páginas."},
		"kept no day":                 {"keep_days", "0", "de 1 a 365"},
		"kept too long":               {"keep_days", "366", "de 1 a 365"},
		"kept for no number":          {"keep_days", "muitos", `value="muitos"`},
		"a voice too long":            {"voice", strings.Repeat("ã", guide.MaxVoiceRunes+1), `id="voice-problem">É demasiado longo`},
		"a contact too long":          {"contact", strings.Repeat("ã", guide.MaxContactRunes+1), `id="contact-problem">É demasiado longo`},
	} {
		form := good()
		form.Set(tt.field, tt.value)
		t.Run(name, func(t *testing.T) {
			checkPage(t, b.post("/curator/settings", form), 422, []string{tt.want, "Há qualquer coisa a corrigir."}, nil)
		})
	}
	if house.did != nil {
		t.Errorf("done all the same: %v", house.did)
	}
}
