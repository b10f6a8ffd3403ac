package signin_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/signin"

	"github.com/google/go-cmp/cmp"
)

const (
	clientID, clientSecret = "cicerone", "a secret that is shared"
	redirect               = "http://guide.test/curator/oidc/callback"
)

// fakeProvider speaks OpenID Connect: discovery, keys, and a token endpoint that
// checks PKCE. It misbehaves as a test says.
type fakeProvider struct {
	*httptest.Server
	t   *testing.T
	key *rsa.PrivateKey

	challenge, nonce string         // of the authorization request
	claims           map[string]any // that replace those of a good ID token; nil takes one away
	signWith         *rsa.PrivateKey
	discovery        func(http.ResponseWriter) bool // answers in place of the provider, when it says so
	token            func(http.ResponseWriter) bool
	keysGone         bool
}

func newFakeProvider(t *testing.T) *fakeProvider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	f := &fakeProvider{t: t, key: key, signWith: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", f.serveDiscovery)
	mux.HandleFunc("GET /keys", f.serveKeys)
	mux.HandleFunc("POST /token", f.serveToken)
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeProvider) serveDiscovery(w http.ResponseWriter, _ *http.Request) {
	if f.discovery != nil && f.discovery(w) {
		return
	}
	f.write(w, map[string]any{"issuer": f.URL, "authorization_endpoint": f.URL + "/authorize", "token_endpoint": f.URL + "/token",
		"jwks_uri": f.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
}

func (f *fakeProvider) serveKeys(w http.ResponseWriter, _ *http.Request) {
	if f.keysGone {
		hangUp(w)
		return
	}
	f.write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
		"n": encode(f.key.N.Bytes()), "e": encode(big.NewInt(int64(f.key.E)).Bytes())}}})
}

func (f *fakeProvider) serveToken(w http.ResponseWriter, r *http.Request) {
	if f.token != nil && f.token(w) {
		return
	}
	id, secret, _ := r.BasicAuth()
	verifier := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if id != clientID || secret != url.QueryEscape(clientSecret) || r.PostFormValue("code") != "good-code" ||
		r.PostFormValue("redirect_uri") != redirect || encode(verifier[:]) != f.challenge {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		f.write(w, map[string]any{"error": "invalid_grant"})
		return
	}
	f.write(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": f.idToken()})
}

// idToken is a signed one, good but for what the test says.
func (f *fakeProvider) idToken() string {
	claims := map[string]any{"iss": f.URL, "aud": clientID, "sub": "7", "nonce": f.nonce, "exp": time.Now().Add(time.Hour).Unix(),
		"iat": time.Now().Unix(), "email": "Ana@Museu.pt", "email_verified": true, "name": "Ana Sousa"}
	maps.Copy(claims, f.claims)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	signed := f.part(map[string]any{"alg": "RS256", "kid": "1"}) + "." + f.part(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, f.signWith, crypto.SHA256, sum[:])
	if err != nil {
		f.t.Error(err)
	}
	return signed + "." + encode(signature)
}

func (f *fakeProvider) part(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		f.t.Error(err)
	}
	return encode(data)
}

func (f *fakeProvider) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.t.Error(err)
	}
}

// hangUp ends the connection with no answer.
func hangUp(w http.ResponseWriter) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
	return true
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func (f *fakeProvider) provider() *signin.Provider {
	return signin.New(signin.Config{Issuer: f.URL, ClientID: clientID, ClientSecret: clientSecret, Redirect: redirect})
}

// begin takes an attempt as far as the provider's own page.
func (f *fakeProvider) begin(p *signin.Provider) guide.SignInAttempt {
	f.t.Helper()
	a, address, err := p.Begin(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		f.t.Fatal(err)
	}
	q := u.Query()
	f.challenge, f.nonce = q.Get("code_challenge"), q.Get("nonce")
	want := url.Values{"client_id": {clientID}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {"openid email profile"},
		"code_challenge_method": {"S256"}, "state": {a.State}, "nonce": {a.Nonce}, "code_challenge": {f.challenge}}
	if diff := cmp.Diff(want, q); diff != "" {
		f.t.Errorf("authorization request (-want +got):\n%s", diff)
	}
	if strings.Contains(address, a.Verifier) || len(a.State) < 20 || len(a.Nonce) < 20 || len(a.Verifier) < 43 || a.State == a.Nonce {
		f.t.Errorf("attempt: got %+v in %s", a, address)
	}
	return a
}

func TestSignIn(t *testing.T) {
	f := newFakeProvider(t)
	p := f.provider()
	got, err := p.Finish(t.Context(), f.begin(p), "good-code")
	if want := (guide.Identity{Email: "Ana@Museu.pt", Name: "Ana Sousa"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	first, second := f.begin(p), f.begin(p)
	if first.State == second.State || first.Nonce == second.Nonce || first.Verifier == second.Verifier {
		t.Error("two attempts share a secret")
	}
}

func TestMisbehaviour(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	status := func(code int, body string) func(http.ResponseWriter) bool {
		return func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	claim := func(name string, value any) func(*fakeProvider) {
		return func(f *fakeProvider) { f.claims = map[string]any{name: value} }
	}
	token := func(answer func(http.ResponseWriter) bool) func(*fakeProvider) {
		return func(f *fakeProvider) { f.token = answer }
	}
	tests := []struct {
		name  string
		spoil func(*fakeProvider)
		code  string
		want  error
	}{
		{"wrong nonce", claim("nonce", "another"), "good-code", guide.ErrInvalid},
		{"no nonce", claim("nonce", nil), "good-code", guide.ErrInvalid},
		{"wrong audience", claim("aud", "another"), "good-code", guide.ErrInvalid},
		{"wrong issuer", claim("iss", "http://another.test"), "good-code", guide.ErrInvalid},
		{"expired", claim("exp", time.Now().Add(-time.Hour).Unix()), "good-code", guide.ErrInvalid},
		{"expires in words", claim("exp", "tomorrow"), "good-code", guide.ErrInvalid},
		{"address not verified", claim("email_verified", false), "good-code", guide.ErrForbidden},
		{"address not verified, in words", claim("email_verified", "false"), "good-code", guide.ErrForbidden},
		{"nothing said of verifying", claim("email_verified", nil), "good-code", guide.ErrForbidden},
		{"no address", claim("email", nil), "good-code", guide.ErrForbidden},
		{"address that is a list", claim("email", []string{"a@museu.pt", "b@museu.pt"}), "good-code", guide.ErrInvalid},
		{"signed by another", func(f *fakeProvider) { f.signWith = other }, "good-code", guide.ErrInvalid},
		{"wrong code", func(*fakeProvider) {}, "another-code", guide.ErrInvalid},
		{"code of another attempt", func(f *fakeProvider) { f.challenge = "another" }, "good-code", guide.ErrInvalid},
		{"no ID token", token(status(200, `{"access_token":"x","token_type":"Bearer"}`)), "good-code", guide.ErrInvalid},
		{"ID token that is none", token(status(200, `{"access_token":"x","token_type":"Bearer","id_token":"a.b.c"}`)), "good-code", guide.ErrInvalid},
		{"unsigned ID token", token(status(200, `{"access_token":"x","token_type":"Bearer","id_token":"eyJhbGciOiJub25lIn0.e30."}`)), "good-code", guide.ErrInvalid},
		{"answer that is no JSON", token(status(200, "<html>")), "good-code", guide.ErrInvalid},
		{"endless answer", token(status(200, `{"access_token":"`+strings.Repeat("x", 3<<20))), "good-code", guide.ErrInvalid},
		{"provider failing", token(status(500, "oops")), "good-code", guide.ErrUnavailable},
		{"provider hanging up", token(hangUp), "good-code", guide.ErrUnavailable},
		{"keys gone", func(f *fakeProvider) { f.keysGone = true }, "good-code", guide.ErrInvalid}, // the library does not tell it from a wrong signature
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeProvider(t)
			p := f.provider()
			a := f.begin(p)
			tt.spoil(f)
			if got, err := p.Finish(t.Context(), a, tt.code); !errors.Is(err, tt.want) || got != (guide.Identity{}) {
				t.Errorf("got %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// "true" in words counts too: some providers send it so.
func TestVerifiedInWords(t *testing.T) {
	f := newFakeProvider(t)
	f.claims = map[string]any{"email_verified": "true", "name": nil}
	p := f.provider()
	got, err := p.Finish(t.Context(), f.begin(p), "good-code")
	if want := (guide.Identity{Email: "Ana@Museu.pt"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

// A provider that is down is asked again at the next attempt, and only as often
// as it has to be.
func TestProviderDown(t *testing.T) {
	f := newFakeProvider(t)
	p := f.provider()
	asked := 0
	for name, answer := range map[string]func(http.ResponseWriter){
		"failing":         func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
		"somebody else":   func(w http.ResponseWriter) { f.write(w, map[string]any{"issuer": "http://another.test"}) },
		"no JSON":         func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) },
		"sends elsewhere": func(w http.ResponseWriter) { w.Header().Set("Location", "/keys"); w.WriteHeader(http.StatusFound) },
	} {
		f.discovery = func(w http.ResponseWriter) bool { asked++; answer(w); return true }
		if _, _, err := p.Begin(t.Context()); !errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("%s: got %v, want ErrUnavailable", name, err)
		}
	}
	f.discovery = func(http.ResponseWriter) bool { asked++; return false }
	asked = 0
	for range 3 {
		f.begin(p)
	}
	if asked != 1 {
		t.Errorf("asked about itself %d times, want once", asked)
	}

	gone := newFakeProvider(t)
	p = gone.provider()
	gone.Close()
	if _, _, err := p.Begin(t.Context()); !errors.Is(err, guide.ErrUnavailable) {
		t.Errorf("nobody listening: got %v, want ErrUnavailable", err)
	}
}
