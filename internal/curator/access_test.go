package curator

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/throttle"
)

// Every route asks for its role, and of those below it nothing is done.
func TestRoles(t *testing.T) {
	least := map[string]guide.Role{
		"GET /curator":                        guide.RoleReader,
		"GET /curator/documents":              guide.RoleReader,
		"GET /curator/documents/live":         guide.RoleReader,
		"GET /curator/documents/live/compare": guide.RoleReader,
		"GET /curator/documents/live/reading": guide.RoleReader,

		"GET /curator/documents/live/edit":         guide.RoleCurator,
		"POST /curator/documents/draft/edit":       guide.RoleCurator,
		"GET /curator/documents/live/edit/object":  guide.RoleCurator,
		"POST /curator/documents/live/try":         guide.RoleCurator,
		"POST /curator/documents/live/submit":      guide.RoleCurator,
		"POST /curator/documents/live/takeback":    guide.RoleCurator,
		"POST /curator/documents/live/restore":     guide.RoleCurator,
		"POST /curator/documents/failed/retry":     guide.RoleCurator,
		"POST /curator/documents/hostile/delete":   guide.RoleCurator,
		"POST /curator/documents/hostile/undelete": guide.RoleCurator,
		"POST /curator/documents/bulk":             guide.RoleCurator,
		"POST /curator/documents/retry":            guide.RoleCurator,

		"POST /curator/documents/live/publish":  guide.RoleEditor,
		"POST /curator/documents/live/sendback": guide.RoleEditor,
		"POST /curator/documents/live/withdraw": guide.RoleEditor,
		"POST /curator/documents/live/terms":    guide.RoleEditor,

		"GET /curator/account":                        guide.RoleReader,
		"POST /curator/account/name":                  guide.RoleReader,
		"POST /curator/account/password":              guide.RoleReader,
		"POST /curator/account/sessions":              guide.RoleReader,
		"GET /curator/people":                         guide.RoleAdmin,
		"POST /curator/people/invite":                 guide.RoleAdmin,
		"POST /curator/people/invitations/1/withdraw": guide.RoleAdmin,
		"POST /curator/people/1/role":                 guide.RoleAdmin,
		"POST /curator/people/1/disable":              guide.RoleAdmin,
		"POST /curator/people/1/enable":               guide.RoleAdmin,
		"POST /curator/people/1/reset":                guide.RoleAdmin,
		"POST /curator/people/1/signout":              guide.RoleAdmin,
		"GET /curator/tokens":                         guide.RoleAdmin,
		"POST /curator/tokens":                        guide.RoleAdmin,
		"POST /curator/tokens/1/revoke":               guide.RoleAdmin,
		"GET /curator/log":                            guide.RoleAdmin,
		"GET /curator/log.csv":                        guide.RoleAdmin,
		"GET /curator/settings":                       guide.RoleAdmin,
		"POST /curator/settings":                      guide.RoleAdmin,
		"GET /curator/appearance":                     guide.RoleAdmin,
		"POST /curator/appearance":                    guide.RoleAdmin,
		"GET /curator/upload":                         guide.RoleCurator,
		"GET /curator/upload/basket":                  guide.RoleCurator,
		"GET /curator/upload/basket/rows":             guide.RoleCurator,
		"POST /curator/upload/basket":                 guide.RoleCurator,
		"PUT /curator/upload/basket/k?path=a":         guide.RoleCurator,
		"POST /curator/documents/live/file":           guide.RoleCurator,

		"GET /curator/questions":                    guide.RoleReader,
		"GET /curator/questions/gaps":               guide.RoleReader,
		"GET /curator/questions/why/TURN1":          guide.RoleReader,
		"POST /curator/questions/gaps/reopen":       guide.RoleCurator,
		"POST /curator/questions/gaps/GAP1/dismiss": guide.RoleCurator,
		"GET /curator/questions/gaps/GAP1/note":     guide.RoleCurator,
		"POST /curator/questions/gaps/GAP1/note":    guide.RoleCurator,
		"GET /curator/questions/pins":               guide.RoleReader,
		"GET /curator/questions/pins/new":           guide.RoleEditor,
		"POST /curator/questions/pins/new":          guide.RoleEditor,
		"GET /curator/questions/pins/PIN":           guide.RoleEditor,
		"POST /curator/questions/pins/PIN":          guide.RoleEditor,
		"POST /curator/questions/pins/PIN/withdraw": guide.RoleEditor,
		"POST /curator/questions/pins/PIN/restore":  guide.RoleEditor,
	}
	maps.Copy(least, setRoles)
	const form = "n=1&revision=2&question=x&answer=A&closing=C&language=pt&word=x&do=retry&title=t&kind=theme&text=t&role=reader&name=Nome&old=uma+frase+que+serve&password=outra+frase+que+serve&scope=documents:read&days=3&" +
		"name.pt=Galeria&lang=pt&first=pt&keep_days=30"
	roles := []guide.Role{"", "stranger", guide.RoleReader, guide.RoleCurator, guide.RoleEditor, guide.RoleAdmin}
	order := map[guide.Role]int{guide.RoleReader: 1, guide.RoleCurator: 2, guide.RoleEditor: 3, guide.RoleAdmin: 4}
	for _, role := range roles {
		house := newFakeHouse()
		b := newBrowser(t, house)
		if role != "" {
			house.users = append(house.users, guide.User{ID: 50, Museum: gallery, Email: "x@museu.pt", Name: "X", Role: role, PasswordHash: goodHash})
			b.signIn("x@museu.pt", goodPassword)
		}
		for request, least := range least {
			t.Run(fmt.Sprintf("%q %s", role, request), func(t *testing.T) {
				house.staff.made = []guide.Invitation{{ID: 1, Museum: gallery}}
				house.staff.tokens = []guide.Token{{ID: 1, Museum: gallery}}
				house.disabled[1], house.did = false, nil
				method, target, _ := strings.Cut(request, " ")
				r := httptest.NewRequest(method, target, strings.NewReader(form))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				w := b.do(r)
				switch allowed := order[role] >= order[least]; {
				case role == "":
					if !strings.HasPrefix(w.Header().Get("Location"), "/curator/signin") {
						t.Errorf("signed out: got %d to %q, want to sign in", w.Code, w.Header().Get("Location"))
					}
				case allowed && w.Code != http.StatusOK && w.Code != http.StatusSeeOther && w.Code != http.StatusUnprocessableEntity:
					t.Errorf("got %d, want to be let in", w.Code)
				case !allowed && w.Code != http.StatusForbidden:
					t.Errorf("got %d, want 403", w.Code)
				}
				if order[role] < order[least] && house.did != nil {
					t.Errorf("done all the same: %v", house.did)
				}
			})
		}
	}
	if o, err := New(options(newFakeHouse())); err != nil || len(o.routes()) != len(least)+len(objectRoles)+len(tourRoles)+10 {
		t.Errorf("the table above must name every route but the ten for anyone: %v", err)
	}
}

// Buttons that a person may not use are not offered.
func TestNoButtonsForReaders(t *testing.T) {
	b := signedIn(t, newFakeHouse(), guide.RoleCurator)
	checkPage(t, b.get("/curator/documents/live"), 200, []string{"Publicar e retirar cabe à edição."}, []string{"/withdraw", "/publish"})
}

func TestJoin(t *testing.T) {
	good := url.Values{"name": {"  Ana   Sousa "}, "email": {"Ana@Museu.PT"}, "password": {goodPassword}}
	with := func(name, value string) url.Values {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(name, value)
		return form
	}
	tests := []struct {
		name   string
		form   url.Values
		status int
		want   []string
	}{
		{"password of 11 characters", with("password", "açúcar é bo"), 422, []string{"pelo menos, 12 caracteres", `value="Ana@Museu.PT"`, `value="Ana Sousa"`}},
		{"password of 12 letters typed as 13", with("password", "açúcar é boa\u0301"), 303, nil},
		{"no password", with("password", ""), 422, []string{"pelo menos, 12 caracteres"}},
		{"no name", with("name", " \t "), 422, []string{"Escreva o seu nome", `aria-invalid="true" aria-describedby="name-problem" autofocus`}},
		{"name too long", with("name", strings.Repeat("ã", 121)), 422, []string{"no máximo, 120 caracteres"}},
		{"name that is not text", with("name", "Ana\x00\xff"), 422, []string{"Escreva o seu nome"}},
		{"hostile name", with("name", hostile), 303, nil},
		{"no address", with("email", "ana"), 422, []string{"Escreva um endereço completo", `value="ana"`}},
		{"two addresses", with("email", "a@b.pt c@d.pt"), 422, []string{"Escreva um endereço completo"}},
		{"address that has an account", with("email", "reader@museu.pt"), 422, []string{"Já há uma conta com este endereço"}},
		{"larger than any form", with("name", strings.Repeat("a", maxFormBytes)), 400, nil},
		{"good", good, 303, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house := newFakeHouse()
			b := newBrowser(t, house)
			w := b.post("/curator/join/GOODTOKEN", tt.form)
			if tt.status == http.StatusSeeOther {
				checkRedirect(t, w, "/curator")
				checkPage(t, b.get("/curator"), 200, []string{"administração"}, nil)
				return
			}
			checkPage(t, w, tt.status, tt.want, []string{goodPassword, "açúcar"})
			if _, ok := house.invitations["GOODTOKEN"]; !ok {
				t.Error("the invitation is used up")
			}
		})
	}
}

func TestJoinLinks(t *testing.T) {
	house := newFakeHouse()
	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/join/GOODTOKEN"), 200, []string{"<h1>Criar a sua conta</h1>", "Galeria Cicerone", "administração", `autocomplete="new-password"`, `minlength="12"`}, nil)
	checkPage(t, b.get("/curator/join/GOODTOKEN"), 200, []string{"Criar conta"}, nil) // looking does not use it up
	checkRedirect(t, b.post("/curator/join/GOODTOKEN", url.Values{"name": {"Ana"}, "email": {"ana@museu.pt"}, "password": {goodPassword}}), "/curator")

	over := []string{"Esta ligação já não serve", "cicerone user add", `href="/curator/signin"`}
	for _, token := range []string{"GOODTOKEN", "unknown", strings.Repeat("x", 500), "%3Cscript%3E"} {
		checkPage(t, b.get("/curator/join/"+token), 404, over, nil)
		checkPage(t, b.post("/curator/join/"+token, url.Values{"name": {"B"}, "email": {"b@museu.pt"}, "password": {goodPassword}}), 404, over, nil)
	}
}

func TestSignIn(t *testing.T) {
	tests := []struct {
		name                  string
		email, password, next string
		status                int
		to                    string
	}{
		{"right", "admin@museu.pt", goodPassword, "", 303, "/curator"},
		{"address in capitals", " ADMIN@museu.pt ", goodPassword, "", 303, "/curator"},
		{"back to a page", "admin@museu.pt", goodPassword, "/curator/documents?state=failed", 303, "/curator/documents?state=failed"},
		{"never to another site", "admin@museu.pt", goodPassword, "https://evil.example/curator", 303, "/curator"},
		{"nor to one without a scheme", "admin@museu.pt", goodPassword, "//evil.example/curator", 303, "/curator"},
		{"nor out of the back office", "admin@museu.pt", goodPassword, "/curatorial", 303, "/curator"},
		{"nor by a backslash", "admin@museu.pt", goodPassword, `/curator/\evil.example`, 303, "/curator"},
		{"wrong password", "admin@museu.pt", goodPassword + "!", "", 422, ""},
		{"no password", "admin@museu.pt", "", "", 422, ""},
		{"unknown address", "ninguem@museu.pt", goodPassword, "", 422, ""},
		{"no address", "", "", "", 422, ""},
		{"hostile address", hostile, goodPassword, "", 422, ""},
		{"somebody who signs in elsewhere", "sso@museu.pt", "", "", 422, ""},
		{"disabled account", "curator@museu.pt", goodPassword, "", 422, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			house := newFakeHouse()
			house.users = append(house.users, guide.User{ID: 60, Museum: gallery, Email: "sso@museu.pt", Name: "S", Role: guide.RoleAdmin})
			house.disabled[2] = true
			b := newBrowser(t, house)
			w := b.post("/curator/signin", url.Values{"email": {tt.email}, "password": {tt.password}, "next": {tt.next}})
			if tt.status == http.StatusSeeOther {
				checkRedirect(t, w, tt.to)
				return
			}
			checkPage(t, w, tt.status, []string{"não correspondem a nenhuma conta", `role="alert"`}, []string{goodPassword})
			if b.cookies["cicerone_session"] != nil {
				t.Error("a session was begun")
			}
		})
	}
}

// Accounts are a museum's: where there are several, the form asks which.
func TestSignInAmongMuseums(t *testing.T) {
	house := newFakeHouse()
	house.museums = []guide.Museum{gallery, other}
	b := newBrowser(t, house)
	checkPage(t, b.get("/curator/signin?museum=outro"), 200,
		[]string{`<option value="galeria">Galeria Cicerone</option>`, `<option value="outro" selected>Outro Museu</option>`}, nil)
	form := url.Values{"email": {"editor@museu.pt"}, "password": {goodPassword}}
	for _, museum := range []string{"", "outro", "none"} {
		form.Set("museum", museum)
		checkPage(t, b.post("/curator/signin", form), 422, []string{"não correspondem"}, nil)
	}
	form.Set("museum", "galeria")
	checkRedirect(t, b.post("/curator/signin", form), "/curator")

	outsider := newBrowser(t, house)
	outsider.post("/curator/signin", url.Values{"museum": {"outro"}, "email": {"admin@museu.pt"}, "password": {goodPassword}})
	checkPage(t, outsider.get("/curator/documents/live"), 404, nil, []string{"Painéis"})
	checkPage(t, outsider.post("/curator/documents/live/withdraw", nil), 404, nil, nil)
}

func TestThrottledSignIn(t *testing.T) {
	house := newFakeHouse()
	b := newBrowser(t, house)
	try := func(address, email, password string) int {
		b.address = address + ":99"
		return b.post("/curator/signin", url.Values{"email": {email}, "password": {password}}).Code
	}
	for i := range throttle.MaxFailures { // each from another address: it is the account that is guarded
		if got := try(fmt.Sprintf("198.51.100.%d", i), "admin@museu.pt", "errada"); got != 422 {
			t.Fatalf("failure %d: got %d, want 422", i+1, got)
		}
	}
	w := b.post("/curator/signin", url.Values{"email": {"Admin@museu.pt"}, "password": {goodPassword}})
	checkPage(t, w, http.StatusTooManyRequests, []string{"Demasiadas tentativas. Espere 15 minutos"}, nil)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if got := try("203.0.113.7", "editor@museu.pt", goodPassword); got != 303 {
		t.Errorf("another account: got %d, want 303", got)
	}
	for i := range throttle.MaxFailures { // many accounts from one network: it is the address
		try(fmt.Sprintf("[2001:db8::%d]", i), fmt.Sprintf("x%d@museu.pt", i), "errada")
	}
	if got := try("[2001:db8::ffff]", "reader@museu.pt", goodPassword); got != 429 {
		t.Errorf("an address that guessed: got %d, want 429", got)
	}
	if got := try("203.0.113.8", "reader@museu.pt", goodPassword); got != 303 {
		t.Errorf("the same account from elsewhere: got %d, want 303", got)
	}
}

func TestSession(t *testing.T) {
	house := newFakeHouse()
	w := (&browser{t: t, handler: newServer(t, house, true), cookies: map[string]*http.Cookie{}, address: "192.0.2.1:1"}).
		post("/curator/signin", url.Values{"email": {"admin@museu.pt"}, "password": {goodPassword}})
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != Path || c.MaxAge > int(idle/time.Second)+1 {
		t.Errorf("session cookie: got %s", c)
	}
	if _, found, _ := house.sessions.Find(c.Value); found {
		t.Error("the token itself is kept")
	}

	b := newBrowser(t, house)
	b.cookies["cicerone_session"] = &http.Cookie{Name: "cicerone_session", Value: "chosen-by-somebody-else"}
	b.signIn("admin@museu.pt", goodPassword)
	if got := b.cookies["cicerone_session"].Value; got == "chosen-by-somebody-else" {
		t.Error("the token was kept over signing in")
	}
	stale := *b.cookies["cicerone_session"]
	b.signIn("editor@museu.pt", goodPassword)
	thief := newBrowser(t, house)
	thief.cookies["cicerone_session"] = &stale
	checkRedirect(t, thief.get("/curator"), "/curator/signin")
}

func TestSignOut(t *testing.T) {
	house := newFakeHouse()
	desk, home, colleague := signedIn(t, house, guide.RoleAdmin), signedIn(t, house, guide.RoleAdmin), signedIn(t, house, guide.RoleEditor)
	stolen := *desk.cookies["cicerone_session"]
	checkRedirect(t, desk.post("/curator/signout", nil), "/curator/signin")
	desk.cookies["cicerone_session"] = &stolen
	checkRedirect(t, desk.get("/curator/documents?q=a"), "/curator/signin?next=%2Fcurator%2Fdocuments%3Fq%3Da")
	checkPage(t, home.get("/curator"), 200, nil, nil)

	third := signedIn(t, house, guide.RoleAdmin)
	checkRedirect(t, third.post("/curator/signout", url.Values{"everywhere": {"1"}}), "/curator/signin")
	checkRedirect(t, home.get("/curator"), "/curator/signin")
	checkPage(t, colleague.get("/curator"), 200, nil, nil)
	checkRedirect(t, newBrowser(t, house).post("/curator/signout", url.Values{"everywhere": {"1"}}), "/curator/signin")
}

// A disabled account is shut out at the next page, and a changed role counts
// from there.
func TestDisabledAtOnce(t *testing.T) {
	house := newFakeHouse()
	b := signedIn(t, house, guide.RoleAdmin)
	house.users[3].Role = guide.RoleReader
	checkPage(t, b.post("/curator/documents/live/withdraw", nil), 403, []string{"Isto não cabe ao seu papel"}, nil)
	house.disabled[4] = true
	checkRedirect(t, b.get("/curator"), "/curator/signin")
	house.disabled[4] = false
	checkRedirect(t, b.get("/curator"), "/curator/signin") // the session is gone, not asleep
}

// A session ends 12 hours after its last use, and a week after it began however
// much it is used.
func TestSessionExpires(t *testing.T) {
	b := newBrowser(t, newFakeHouse()) // outside the bubble: scs leaves a goroutine running
	synctest.Test(t, func(t *testing.T) {
		b.t = t
		b.signIn("reader@museu.pt", goodPassword)
		began := time.Now()
		for range 13 {
			time.Sleep(11 * time.Hour)
			checkPage(t, b.get("/curator"), 200, nil, nil)
		}
		time.Sleep(13 * time.Hour)
		checkRedirect(t, b.get("/curator"), "/curator/signin")
		b.signIn("reader@museu.pt", goodPassword)
		for began = time.Now(); time.Since(began) < lifetime; time.Sleep(11 * time.Hour) {
			checkPage(t, b.get("/curator"), 200, nil, nil)
		}
		checkRedirect(t, b.get("/curator"), "/curator/signin")
	})
}
