package curator

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Guessing passwords is slow: after maxFailures within failureWindow an account,
// or an address, has to wait.
const (
	maxFailures   = 10
	failureWindow = 15 * time.Minute
	// maxWatched is how many accounts and addresses are sure to be remembered,
	// at about 300 bytes each; at most twice as many are.
	maxWatched = 10_000
)

// A throttle counts failed sign-ins by key. Like the limiter of questions it
// keeps two generations of keys, so that memory has a bound and nobody waits
// for a sweep. It forgets when the program ends.
type throttle struct {
	mu            sync.Mutex
	recent, older map[string][]time.Time // of failures, oldest first, at most maxFailures
}

func newThrottle() *throttle { return &throttle{recent: map[string][]time.Time{}} }

// begin counts an attempt as failed, for each key, before it is known whether
// it is: however many come at once, no more than maxFailures get through. It
// returns how long to wait when there have been too many already, and then
// counts nothing.
func (t *throttle) begin(now time.Time, keys ...string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range keys {
		if failures := t.failures(now, key); len(failures) >= maxFailures {
			wait = max(wait, failures[0].Add(failureWindow).Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, key := range keys {
		t.put(key, append(t.failures(now, key), now))
	}
	return 0
}

// succeed takes back what begin counted at a time, and forgives the account its
// earlier failures. Those of the address stand: a guesser may have an account.
func (t *throttle) succeed(began time.Time, account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.put(account, nil)
	failures := slices.Clone(t.failures(began, address))
	if i := slices.Index(failures, began); i >= 0 {
		failures = slices.Delete(failures, i, i+1)
	}
	t.put(address, failures)
}

// failures are those of a key that still count.
func (t *throttle) failures(now time.Time, key string) []time.Time {
	all, ok := t.recent[key]
	if !ok {
		all = t.older[key]
	}
	i := 0
	for i < len(all) && now.Sub(all[i]) >= failureWindow {
		i++
	}
	return all[i:]
}

func (t *throttle) put(key string, failures []time.Time) {
	if _, ok := t.recent[key]; !ok && len(t.recent) >= maxWatched {
		t.recent, t.older = map[string][]time.Time{}, t.recent
	}
	t.recent[key] = failures
}

// network is what counts as one address: an IPv4 address, or the /64 in which an
// IPv6 host chooses its own.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return "" // impossible: an IPv6 address has 128 bits
	}
	return prefix.String()
}
