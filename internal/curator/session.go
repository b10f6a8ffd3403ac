package curator

import (
	"crypto/rand"
	"fmt"
	"time"

	"cicerone/internal/guide"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v5"
)

const (
	// idle is how long a session lasts that nobody uses: over lunch and the rest
	// of the day, not overnight and the next.
	idle = 12 * time.Hour
	// lifetime is how long one lasts however much it is used: a working week.
	lifetime = 7 * 24 * time.Hour
	// touchEvery is how often use is noted. Rarely, so that pages are read
	// without writing, and so that a request under way while its session is
	// being deleted does not write it back.
	touchEvery = 10 * time.Minute
)

// What a session holds.
const (
	sessionUser    = "user"    // int64: whose it is
	sessionSince   = "since"   // int64: the person's SessionsSince when it began, Unix microseconds
	sessionID      = "id"      // string: by which its owner names it
	sessionBegan   = "began"   // int64: Unix seconds
	sessionUsed    = "used"    // int64: when that was last noted, Unix seconds
	sessionBrowser = "browser" // string: see browserOf; may be empty
)

func newSessions(store scs.Store, https bool) *scs.SessionManager {
	s := scs.New()
	s.Store = store
	s.IdleTimeout = idle
	s.Lifetime = lifetime
	s.HashTokenInStore = true // whoever reads the database cannot sign in with it
	s.Cookie.Name = "cicerone_session"
	s.Cookie.Path = Path
	s.Cookie.Secure = https
	return s // HttpOnly and SameSite=Lax are scs's defaults
}

// loadSession puts the request's session, or a new one that nothing has been
// written to, into the request's context.
func (o *Office) loadSession(c *echo.Context) error {
	r := c.Request()
	token := ""
	if cookie, err := r.Cookie(o.sessions.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := o.sessions.Load(r.Context(), token)
	if err != nil {
		return fmt.Errorf("load session: %w: %w", guide.ErrUnavailable, err)
	}
	c.SetRequest(r.WithContext(ctx))
	return nil
}

// beginSession signs a person in, under a token nobody has seen before.
func (o *Office) beginSession(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	if err := o.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w: %w", guide.ErrUnavailable, err)
	}
	o.sessions.Put(ctx, sessionUser, person.ID)
	o.sessions.Put(ctx, sessionID, rand.Text())
	o.sessions.Put(ctx, sessionBegan, time.Now().Unix())
	o.sessions.Put(ctx, sessionBrowser, browserOf(c.Request().UserAgent()))
	return o.keepSession(c, person)
}

// keepSession lets this session go on when all others of the person's have
// ended.
func (o *Office) keepSession(c *echo.Context, person guide.User) error {
	o.sessions.Put(c.Request().Context(), sessionSince, person.SessionsSince.UnixMicro())
	return o.saveSession(c, person)
}

// touchSession keeps a session that is in use from expiring.
func (o *Office) touchSession(c *echo.Context, person guide.User) error {
	used := time.Unix(o.sessions.GetInt64(c.Request().Context(), sessionUsed), 0)
	if time.Since(used) < touchEvery {
		return nil
	}
	return o.saveSession(c, person)
}

// saveSession writes the session, and that the person was seen.
func (o *Office) saveSession(c *echo.Context, person guide.User) error {
	ctx := c.Request().Context()
	o.sessions.Put(ctx, sessionUsed, time.Now().Unix())
	token, expires, err := o.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("save session: %w: %w", guide.ErrUnavailable, err)
	}
	o.sessions.WriteSessionCookie(ctx, c.Response(), token, expires)
	return o.People.Seen(ctx, person)
}

// endSession signs out whoever is signed in here.
func (o *Office) endSession(c *echo.Context) error {
	ctx := c.Request().Context()
	if err := o.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w: %w", guide.ErrUnavailable, err)
	}
	o.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	return nil
}
