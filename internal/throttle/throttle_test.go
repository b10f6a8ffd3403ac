package throttle

import (
	"fmt"
	"testing"
	"time"
)

func TestThrottle(t *testing.T) {
	th := New()
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	for i := range MaxFailures {
		if wait := th.Begin(at(i), "account", "address"); wait != 0 {
			t.Fatalf("attempt %d: told to wait %v", i, wait)
		}
	}
	if got, want := th.Begin(at(10), "account", "elsewhere"), 5*time.Minute; got != want {
		t.Errorf("wait at minute 10: got %v, want %v", got, want)
	}
	if got := th.Begin(at(15), "account", "elsewhere"); got != 0 {
		t.Errorf("when the first has passed: got %v, want none", got)
	}
	th.Succeed(at(15), "account", "elsewhere")
	for i := range MaxFailures {
		if wait := th.Begin(at(16), "account", "new"); wait != 0 {
			t.Fatalf("attempt %d after success: told to wait %v", i, wait)
		}
	}
	th.Succeed(at(16), "", "new")
	if wait := th.Begin(at(16), "new"); wait != 0 {
		t.Errorf("after one was taken back: told to wait %v", wait)
	}
	if wait := th.Begin(at(16), "account"); wait == 0 {
		t.Error("taking back one of an address's forgave the account")
	}
	for i := range 3 * maxWatched {
		th.Begin(at(16), fmt.Sprint(i))
	}
	if n := len(th.recent) + len(th.older); n > 2*maxWatched {
		t.Errorf("remembered: got %d, want at most %d", n, 2*maxWatched)
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8::1": "2001:db8::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "nowhere": "",
	} {
		if got := Network(address); got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}
