package server

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v5"
	"golang.org/x/time/rate"
)

// limitQuestions answers 429 to an address that asks too much.
func limitQuestions(perMinute int) echo.MiddlewareFunc {
	l := newLimiter(perMinute, maxAddresses)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if perMinute <= 0 || !asksQuestion(c) && !takesPhoto(c) {
				return next(c)
			}
			if wait := l.take(network(c.RealIP()), time.Now()); wait > 0 {
				seconds := int(math.Ceil(wait.Seconds()))
				c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(seconds))
				return echo.ErrTooManyRequests
			}
			return next(c)
		}
	}
}

// refusalsPerMinute is how many requests with a token that is none one address
// may make. Tokens have 130 bits; this only keeps guessing from costing us.
const refusalsPerMinute = 10

// limitRefusals answers 429 to an address whose tokens have been refused too
// often.
func limitRefusals() echo.MiddlewareFunc {
	l := newLimiter(refusalsPerMinute, maxAddresses)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if c.Request().Header.Get(echo.HeaderAuthorization) == "" {
				return next(c)
			}
			from := network(c.RealIP())
			if l.bucket(from).TokensAt(time.Now()) < 1 {
				c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(60/refusalsPerMinute))
				return echo.ErrTooManyRequests
			}
			err := next(c)
			if statusOf(err) == http.StatusUnauthorized {
				l.take(from, time.Now())
			}
			return err
		}
	}
}

// maxAddresses is how many addresses a limiter is sure to remember, at about
// 200 bytes each, and it remembers at most twice as many.
const maxAddresses = 10_000

// A limiter gives each address a token bucket. Buckets are kept in two
// generations: when the recent one is full it becomes the older, and what was
// older is forgotten unless it has been used since. So memory has a bound and no
// request waits for a sweep; a flood from more addresses than are remembered
// wins them fresh buckets, which a limit by address cannot prevent anyway.
type limiter struct {
	rate  rate.Limit
	burst int
	max   int // addresses in a generation

	mu            sync.Mutex
	recent, older map[netip.Prefix]*rate.Limiter
}

func newLimiter(perMinute, maxAddresses int) *limiter {
	return &limiter{
		rate:   rate.Limit(perMinute) / 60,
		burst:  perMinute,
		max:    maxAddresses,
		recent: map[netip.Prefix]*rate.Limiter{},
	}
}

// take takes a token of an address. When there is none it says how long to wait
// for the next.
func (l *limiter) take(from netip.Prefix, now time.Time) time.Duration {
	token := l.bucket(from).ReserveN(now, 1)
	wait := token.DelayFrom(now)
	if wait > 0 {
		token.CancelAt(now)
	}
	return wait
}

func (l *limiter) bucket(from netip.Prefix) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bucket, ok := l.recent[from]; ok {
		return bucket
	}
	bucket, ok := l.older[from]
	if !ok {
		bucket = rate.NewLimiter(l.rate, l.burst)
	}
	if len(l.recent) >= l.max {
		l.recent, l.older = map[netip.Prefix]*rate.Limiter{}, l.recent
	}
	l.recent[from] = bucket
	return bucket
}

// network is what counts as one visitor's address: an IPv4 address, or the /64
// in which an IPv6 host chooses its own. What is no address, such as a Unix
// socket's, counts as one.
func network(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // impossible: the bits fit the address
	}
	return prefix
}

// lastForwarded is the address that the reverse proxy in front of this server
// saw: the last in X-Forwarded-For, which the proxy wrote itself. Those before
// it are whatever the client pleased to send.
func lastForwarded(r *http.Request) string {
	if lines := r.Header.Values(echo.HeaderXForwardedFor); len(lines) > 0 {
		line := lines[len(lines)-1]
		last := strings.TrimSpace(line[strings.LastIndexByte(line, ',')+1:])
		if ip, err := netip.ParseAddr(strings.Trim(last, "[]")); err == nil {
			return ip.String()
		}
	}
	return echo.ExtractIPDirect()(r)
}
