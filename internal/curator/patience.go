package curator

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"cicerone/internal/throttle"

	"github.com/labstack/echo/v5"
)

// accountKey is an account to which failures to sign in are counted, whether
// there is one or not.
func accountKey(museum int64, email string) string {
	return fmt.Sprintf("account %d %s", museum, email)
}

// addressKey is the address to which failures are counted.
func addressKey(c *echo.Context) string { return "address " + throttle.Network(c.RealIP()) }

// attempt counts an attempt of this address's as failed until it is known to
// have succeeded, and for each further key. It returns how long to wait when
// there were too many.
func (o *Office) attempt(c *echo.Context, keys ...string) (began time.Time, wait time.Duration) {
	began = time.Now()
	return began, o.failures.Begin(began, append(keys, addressKey(c))...)
}

// waiting says how long to wait, on the page and to programs.
func (p *page) waiting(c *echo.Context, wait time.Duration) string {
	c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return p.Count("signin.wait", int(math.Ceil(wait.Minutes())))
}
