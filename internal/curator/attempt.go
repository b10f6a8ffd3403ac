package curator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// attempt is a sign-in with the identity provider that has not come back yet. It
// waits in a cookie of the browser that began it, signed, so that what comes
// back was begun here and not long ago.
type attempt struct {
	guide.SignInAttempt
	Museum     string // code of the one chosen
	Invitation string // token of the one to accept; empty: to sign in
	Next       string // where to go then
	Expires    int64  // Unix seconds
}

const (
	attemptCookie = "cicerone_oidc"
	// attemptLasts is how long a person may take at the provider, finding a
	// second factor included.
	attemptLasts = 10 * time.Minute
)

// attemptKey signs attempts. It is made anew when the program starts: whoever is
// at the provider at that moment begins again.
type attemptKey []byte

func newAttemptKey() attemptKey {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails
	return key
}

func (k attemptKey) sign(payload string) []byte {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(payload))
	return mac.Sum(nil)
}

// seal is an attempt as a cookie's value: what it is, a dot, and the signature.
func (k attemptKey) seal(a attempt) string {
	data, err := json.Marshal(a)
	if err != nil {
		panic("curator: " + err.Error()) // impossible: strings and a number
	}
	payload := base64.RawURLEncoding.EncodeToString(data)
	return payload + "." + base64.RawURLEncoding.EncodeToString(k.sign(payload))
}

// open is the attempt that was sealed, if it was, and has not expired by now.
func (k attemptKey) open(sealed string, now time.Time) (attempt, bool) {
	payload, signature, _ := strings.Cut(sealed, ".")
	got, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(got, k.sign(payload)) {
		return attempt{}, false
	}
	data, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return attempt{}, false
	}
	var a attempt
	if err := json.Unmarshal(data, &a); err != nil || now.Unix() >= a.Expires {
		return attempt{}, false
	}
	return a, true
}

func (o *Office) writeAttempt(c *echo.Context, a attempt) {
	a.Expires = time.Now().Add(attemptLasts).Unix()
	http.SetCookie(c.Response(), o.attemptCookie(o.attempts.seal(a), int(attemptLasts/time.Second)))
}

func (o *Office) readAttempt(c *echo.Context) (attempt, bool) {
	cookie, err := c.Request().Cookie(attemptCookie)
	if err != nil {
		return attempt{}, false
	}
	return o.attempts.open(cookie.Value, time.Now())
}

func (o *Office) forgetAttempt(c *echo.Context) {
	http.SetCookie(c.Response(), o.attemptCookie("", -1))
}

// attemptCookie is sent back when the provider sends the person back, which is
// why it is not stricter than Lax.
func (o *Office) attemptCookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: attemptCookie, Value: value, Path: elsewherePath, MaxAge: maxAge,
		HttpOnly: true, Secure: o.HTTPS, SameSite: http.SameSiteLaxMode}
}
