package curator

import (
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
	sessionUser = "user" // int64: whose it is
	sessionUsed = "used" // int64: when that was last noted, Unix seconds
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
	return o.saveSession(c)
}

// touchSession keeps a session that is in use from expiring.
func (o *Office) touchSession(c *echo.Context) error {
	used := time.Unix(o.sessions.GetInt64(c.Request().Context(), sessionUsed), 0)
	if time.Since(used) < touchEvery {
		return nil
	}
	return o.saveSession(c)
}

func (o *Office) saveSession(c *echo.Context) error {
	ctx := c.Request().Context()
	o.sessions.Put(ctx, sessionUsed, time.Now().Unix())
	token, expires, err := o.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("save session: %w: %w", guide.ErrUnavailable, err)
	}
	o.sessions.WriteSessionCookie(ctx, c.Response(), token, expires)
	return nil
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

// EndSessions signs a person out everywhere. It reads every session there is,
// of which a back office has few.
func (o *Office) EndSessions(user int64) error {
	all, err := o.Sessions.All()
	if err != nil {
		return fmt.Errorf("list sessions: %w: %w", guide.ErrUnavailable, err)
	}
	for key, data := range all {
		_, values, err := o.sessions.Codec.Decode(data)
		if err != nil {
			return fmt.Errorf("read session: %w", err)
		}
		if values[sessionUser] != user {
			continue
		}
		if err := o.Sessions.Delete(key); err != nil {
			return fmt.Errorf("end session: %w: %w", guide.ErrUnavailable, err)
		}
	}
	return nil
}
