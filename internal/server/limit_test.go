package server

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7":               "203.0.113.7/32",
		"::ffff:203.0.113.7":        "203.0.113.7/32",
		"2001:db8:1:2:3:4:5:6":      "2001:db8:1:2::/64",
		"fe80::1%eth0":              "fe80::/64",
		"@":                         "invalid Prefix",
		"":                          "invalid Prefix",
		"203.0.113.7:443":           "invalid Prefix",
		"999.0.0.1; DROP addresses": "invalid Prefix",
	} {
		if got := network(address).String(); got != want {
			t.Errorf("%q: %s, want %s", address, got, want)
		}
	}
}

func TestLimiter(t *testing.T) {
	l := newLimiter(6, 100) // one every 10 s
	a, b := network("203.0.113.7"), network("203.0.113.8")
	start := time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)
	steps := []struct {
		from netip.Prefix
		at   time.Duration
		want time.Duration
	}{
		{a, 0, 0}, {a, 0, 0}, {a, 0, 0}, {a, 0, 0}, {a, 0, 0}, {a, 0, 0},
		{a, 0, 10 * time.Second},
		{a, 0, 10 * time.Second}, // being refused costs nothing more
		{b, 0, 0},
		{a, 4 * time.Second, 6 * time.Second},
		{a, 10 * time.Second, 0},
		{a, 10 * time.Second, 10 * time.Second},
		{a, time.Hour, 0},
	}
	for i, s := range steps {
		if got := l.take(s.from, start.Add(s.at)).Round(time.Millisecond); got != s.want {
			t.Errorf("step %d: wait %v, want %v", i, got, s.want)
		}
	}
}

func TestLimiterForgets(t *testing.T) {
	const most = 10
	l := newLimiter(1, most)
	now := time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)
	regular := network("203.0.113.7")
	l.take(regular, now)
	for i := range 1000 {
		l.take(network(fmt.Sprintf("198.51.%d.%d", i/250, i%250)), now)
		if l.take(regular, now) == 0 {
			t.Fatalf("an address in use was forgotten after %d others", i)
		}
		if got := len(l.recent) + len(l.older); got > 2*most {
			t.Fatalf("%d addresses remembered, want %d at most", got, 2*most)
		}
	}
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(Options{RatePerMinute: 2}, pages)
		from := func(address, target, forwarded string) (status int, retryAfter string) {
			r := httptest.NewRequest("POST", target, nil)
			r.RemoteAddr = address
			r.Header.Set("X-Forwarded-For", forwarded)
			w := h.do(r)
			return w.Code, w.Header().Get("Retry-After")
		}
		steps := []struct {
			address, target, forwarded string
			want                       int
		}{
			{"[2001:db8::1]:1", "/galeria/ask", "", 200},
			{"[2001:db8::2]:1", "/api/v1/ask", "", 200},
			{"[2001:db8::3]:1", "/galeria/ask", "", 429},
			{"[2001:db8::3]:1", "/api/v1/ask", "203.0.113.9", 429}, // not to be had by a header
			{"[2001:db8::3]:1", "/galeria/notes", "", 200},
			{"[2001:db8:0:1::3]:1", "/api/v1/ask", "", 200},
		}
		for i, s := range steps {
			got, retry := from(s.address, s.target, s.forwarded)
			if got != s.want {
				t.Errorf("step %d: status %d, want %d", i, got, s.want)
			}
			if seconds, err := strconv.Atoi(retry); (got == 429) != (err == nil && seconds == 30) {
				t.Errorf("step %d: Retry-After %q", i, retry)
			}
		}
		time.Sleep(30 * time.Second)
		if got, _ := from("[2001:db8::3]:1", "/galeria/ask", ""); got != 200 {
			t.Errorf("after the wait: status %d, want 200", got)
		}
	})
}

func TestRateLimitBehindProxy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(Options{RatePerMinute: 1, TrustProxy: true}, pages)
		for i, s := range []struct {
			forwarded string
			want      int
		}{
			{"203.0.113.7", 200},
			{"203.0.113.7", 429},
			{"198.51.100.1, 203.0.113.7", 429}, // what the client sent stands before what the proxy wrote
			{"198.51.100.1, 10.0.0.9, 203.0.113.7", 429},
			{"198.51.100.1|203.0.113.7", 429}, // the same in two lines
			{"203.0.113.7, 10.0.0.9", 200},
			{"[2001:db8::1]", 200},
			{"nonsense", 200}, // then the proxy itself
			{"", 429},
		} {
			r := httptest.NewRequest("POST", "/galeria/ask", nil)
			if s.forwarded != "" {
				r.Header["X-Forwarded-For"] = strings.Split(s.forwarded, "|")
			}
			if w := h.do(r); w.Code != s.want {
				t.Errorf("step %d, %q: status %d, want %d", i, s.forwarded, w.Code, s.want)
			}
		}
	})
}

func TestNoRateLimit(t *testing.T) {
	h := newHouse(Options{}, pages)
	for range 200 {
		if w := h.send("POST", "/galeria/ask", ""); w.Code != 200 {
			t.Fatalf("status %d, want 200", w.Code)
		}
	}
}
