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
	"cicerone/internal/throttle"
)

// fakeProvider vouches for whoever it is told, to whoever comes back with what
// it gave. The protocol is tested in internal/signin.
type fakeProvider struct {
	who      guide.Identity
	begin    error
	finish   error
	attempts int
	finished []string // nonces
}

func (f *fakeProvider) Begin(context.Context) (guide.SignInAttempt, string, error) {
	if f.begin != nil {
		return guide.SignInAttempt{}, "", f.begin
	}
	f.attempts++
	a := guide.SignInAttempt{State: fmt.Sprintf("STATE%d", f.attempts), Nonce: fmt.Sprintf("NONCE%d", f.attempts), Verifier: "VERIFIER"}
	return a, "https://id.test/authorize?state=" + a.State, nil
}

func (f *fakeProvider) Finish(_ context.Context, a guide.SignInAttempt, code string) (guide.Identity, error) {
	f.finished = append(f.finished, a.Nonce)
	if code != "CODE" || a.Verifier != "VERIFIER" {
		return guide.Identity{}, guide.ErrInvalid
	}
	return f.who, f.finish
}

func withProvider(house *fakeHouse) (*fakeHouse, *fakeProvider) {
	f := &fakeProvider{who: guide.Identity{Email: "Editor@Museu.pt", Name: "Nome do Fornecedor"}}
	house.provider = f
	house.users = append(house.users, guide.User{ID: 60, Museum: gallery, Email: "sso@museu.pt", Name: "S", Role: guide.RoleAdmin})
	return house, f
}

const callback = "/curator/oidc/callback?state=STATE1&code=CODE"

func TestSignInElsewhere(t *testing.T) {
	house, _ := withProvider(newFakeHouse())
	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/signin?next=/curator/documents"), 200, []string{"Ou, sem palavra-passe:",
		`href="/curator/oidc?museum=galeria&amp;next=%2Fcurator%2Fdocuments">Entrar com Museu.ID</a>`, `name="password"`}, nil)
	checkRedirect(t, b.get("/curator/oidc?museum=galeria&next=/curator/documents"), "https://id.test/authorize?state=STATE1")
	c := b.cookies[attemptCookie]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/curator/oidc" || c.MaxAge != 600 {
		t.Errorf("cookie: got %v", c)
	}
	checkRedirect(t, b.get(callback), "/curator/documents")
	checkPage(t, b.get("/curator"), 200, []string{"Pessoa editor"}, nil)
	checkPage(t, b.get(callback), 422, []string{"demorou demasiado, ou começou noutra janela"}, nil) // once is all
}

func TestNoProvider(t *testing.T) {
	b := newBrowser(t, newFakeHouse())
	checkPage(t, b.get("/curator/signin"), 200, nil, []string{"/curator/oidc"})
	checkPage(t, b.get("/curator/join/GOODTOKEN"), 200, nil, []string{"/oidc"})
	for _, target := range []string{"/curator/oidc?museum=galeria", callback, "/curator/join/GOODTOKEN/oidc"} {
		checkPage(t, b.get(target), 404, nil, nil)
	}
}

// Whatever comes back wrong lets nobody in, and is said in plain words beside
// the form for the password.
func TestRefusedElsewhere(t *testing.T) {
	tests := []struct {
		name, target string
		spoil        func(*fakeHouse, *fakeProvider, *browser)
		status       int
		want         string
	}{
		{"another state", strings.Replace(callback, "STATE1", "STATE2", 1), nil, 422, "começou noutra janela"},
		{"no state", "/curator/oidc/callback?code=CODE", nil, 422, "começou noutra janela"},
		{"no cookie", callback, func(_ *fakeHouse, _ *fakeProvider, b *browser) { delete(b.cookies, attemptCookie) }, 422, "começou noutra janela"},
		{"a cookie of their own making", callback, func(_ *fakeHouse, _ *fakeProvider, b *browser) {
			b.cookies[attemptCookie] = &http.Cookie{Name: attemptCookie, Value: newAttemptKey().seal(attempt{SignInAttempt: guide.SignInAttempt{State: "STATE1"}, Museum: "galeria", Expires: 1 << 40})}
		}, 422, "começou noutra janela"},
		{"cancelled", "/curator/oidc/callback?state=STATE1&error=access_denied&error_description=%3Cscript%3E", nil, 422, "com Museu.ID foi cancelada."},
		{"cancelled in somebody's name", "/curator/oidc/callback?state=X&error=access_denied", nil, 422, "começou noutra janela"},
		{"another error", "/curator/oidc/callback?state=STATE1&error=server_error", nil, 422, "A resposta de Museu.ID não está certa."},
		{"no code", "/curator/oidc/callback?state=STATE1", nil, 422, "A resposta de Museu.ID não está certa."},
		{"endless code", "/curator/oidc/callback?state=STATE1&code=" + strings.Repeat("x", maxCode+1), nil, 422, "A resposta de Museu.ID não está certa."},
		{"wrong code", "/curator/oidc/callback?state=STATE1&code=ANOTHER", nil, 422, "A resposta de Museu.ID não está certa."},
		{"address not verified", callback, func(_ *fakeHouse, f *fakeProvider, _ *browser) { f.finish = guide.ErrForbidden }, 422, "não confirma o seu endereço"},
		{"address that is none", callback, func(_ *fakeHouse, f *fakeProvider, _ *browser) { f.who.Email = "a@b.pt\nc@d.pt" }, 422, "não confirma o seu endereço"},
		{"provider down", callback, func(_ *fakeHouse, f *fakeProvider, _ *browser) { f.finish = guide.ErrUnavailable }, 503, "Museu.ID não responde."},
		{"nobody here", callback, func(_ *fakeHouse, f *fakeProvider, _ *browser) { f.who.Email = "estranha@museu.pt" }, 422, "Não há nenhuma conta com o endereço estranha@museu.pt"},
		{"hostile address", callback, func(_ *fakeHouse, f *fakeProvider, _ *browser) { f.who.Email = `<script>@museu.pt` }, 422, "&lt;script&gt;@museu.pt"},
		{"disabled account", callback, func(h *fakeHouse, _ *fakeProvider, _ *browser) { h.disabled[3] = true }, 422, "Não há nenhuma conta"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house, f := withProvider(newFakeHouse())
			b := newBrowser(t, house)
			b.get("/curator/oidc?museum=galeria")
			if tt.spoil != nil {
				tt.spoil(house, f, b)
			}
			checkPage(t, b.get(tt.target), tt.status, []string{tt.want, `role="alert"`, `name="password"`}, nil)
			if b.cookies["cicerone_session"] != nil || len(house.users) != 6 {
				t.Error("somebody was let in")
			}
			if b.cookies[attemptCookie] != nil {
				t.Error("the attempt can be tried again")
			}
		})
	}
	house, f := withProvider(newFakeHouse())
	f.begin = fmt.Errorf("no route: %w", guide.ErrUnavailable)
	b := newBrowser(t, house)
	for range throttle.MaxFailures {
		checkPage(t, b.get("/curator/oidc?museum=galeria"), 503, []string{"Museu.ID não responde."}, []string{"no route"})
	}
	checkPage(t, b.get("/curator/oidc?museum=galeria"), 429, []string{"Demasiadas tentativas"}, nil) // it is not asked without end
}

// Where there are several museums, the one chosen is the one entered.
func TestElsewhereAmongMuseums(t *testing.T) {
	house, f := withProvider(newFakeHouse())
	house.museums = []guide.Museum{gallery, other}
	f.who.Email = "admin@museu.pt" // has an account in both
	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/signin"), 200, []string{`href="/curator/oidc?museum=galeria"`, `href="/curator/oidc?museum=outro"`, "Outro Museu</span>"}, nil)
	b.get("/curator/oidc?museum=outro")
	checkRedirect(t, b.get(callback), "/curator")
	checkPage(t, b.get("/curator"), 200, []string{"De outro"}, []string{"Pessoa admin"})

	stranger := newBrowser(t, house)
	for n, museum := range []string{"", "none", strings.Repeat("x", 81)} {
		w := stranger.get("/curator/oidc?museum=" + museum)
		if len(museum) > guide.MaxRefRunes {
			checkPage(t, w, 400, nil, nil)
			continue
		}
		state := fmt.Sprintf("STATE%d", n+2)
		checkPage(t, stranger.get("/curator/oidc/callback?code=CODE&state="+state), 422, []string{"Não há nenhuma conta"}, nil)
	}
}

// An invitation can be accepted with the provider: the account has its address
// and no password.
func TestJoinElsewhere(t *testing.T) {
	house, f := withProvider(newFakeHouse())
	f.who = guide.Identity{Email: "Nova@Museu.pt", Name: " Nova   Pessoa "}
	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/join/GOODTOKEN"), 200, []string{`href="/curator/join/GOODTOKEN/oidc">Entrar com Museu.ID`}, nil)
	checkRedirect(t, b.get("/curator/join/GOODTOKEN/oidc"), "https://id.test/authorize?state=STATE1")
	checkRedirect(t, b.get(callback), "/curator")
	checkPage(t, b.get("/curator/account"), 200, []string{"nova@museu.pt, administração", `value="Nova Pessoa"`, "Entra com Museu.ID. A sua conta não tem palavra-passe."}, nil)
	if u := house.users[len(house.users)-1]; u.PasswordHash != "" {
		t.Errorf("password hash: got %q, want none", u.PasswordHash)
	}
	checkPage(t, newBrowser(t, house).post("/curator/signin", url.Values{"email": {"nova@museu.pt"}, "password": {""}}), 422, nil, nil)
	checkPage(t, b.get("/curator/join/GOODTOKEN/oidc"), 404, []string{"Esta ligação já não serve"}, nil)

	house, f = withProvider(newFakeHouse())
	b = newBrowser(t, house)
	b.get("/curator/join/GOODTOKEN/oidc")
	checkPage(t, b.get(callback), 422, []string{"Já há uma conta com o endereço editor@museu.pt"}, nil)
	if _, ok := house.invitations["GOODTOKEN"]; !ok {
		t.Error("the invitation is used up")
	}
	b.get("/curator/join/GOODTOKEN/oidc")
	delete(house.invitations, "GOODTOKEN")
	f.who.Email = "outra@museu.pt"
	checkPage(t, b.get("/curator/oidc/callback?state=STATE2&code=CODE"), 422, []string{"já foi usada"}, nil)
}

func TestAttempt(t *testing.T) {
	k, now := newAttemptKey(), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	a := attempt{SignInAttempt: guide.SignInAttempt{State: "s", Nonce: "n", Verifier: "v"}, Museum: "m", Invitation: "i", Next: "/curator", Expires: now.Unix() + 1}
	sealed := k.seal(a)
	if got, ok := k.open(sealed, now); !ok || got != a {
		t.Errorf("opened: got %+v, %v", got, ok)
	}
	if _, ok := k.open(sealed, now.Add(time.Second)); ok {
		t.Error("an attempt that has expired is good")
	}
	if _, ok := newAttemptKey().open(sealed, now); ok {
		t.Error("another program's attempt is good")
	}
	for i := range sealed {
		spoiled := []byte(sealed)
		spoiled[i] ^= 1
		if got, ok := k.open(string(spoiled), now); ok && got != a {
			t.Errorf("character %d changed: got %+v", i, got)
		}
	}
	for _, s := range []string{"", ".", "a", "a.b.c", sealed + "x", strings.Repeat("a", 10_000)} {
		if _, ok := k.open(s, now); ok {
			t.Errorf("%.20q is good", s)
		}
	}
}
