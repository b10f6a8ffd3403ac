package throttle

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// After MaxFailures within Window a key has to wait.
const (
	MaxFailures = 10
	Window      = 15 * time.Minute
	// maxWatched is how many accounts and addresses are sure to be remembered,
	// at about 300 bytes each; at most twice as many are.
	maxWatched = 10_000
)

// Failures counts failed attempts by key: an account, an address. Like the limiter
// of questions it keeps two generations of keys, so that memory has a bound and
// nobody waits for a sweep. It is safe for concurrent use, and forgets when the
// program ends.
type Failures struct {
	mu            sync.Mutex
	recent, older map[string][]time.Time // of failures, oldest first, at most MaxFailures
}

// New counts from nothing.
func New() *Failures { return &Failures{recent: map[string][]time.Time{}} }

// Begin counts an attempt as failed, for each key, before it is known whether
// it is: however many come at once, no more than MaxFailures get through. It
// returns how long to wait when there have been too many already, and then
// counts nothing.
func (f *Failures) Begin(now time.Time, keys ...string) (wait time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, key := range keys {
		if failures := f.failures(now, key); len(failures) >= MaxFailures {
			wait = max(wait, failures[0].Add(Window).Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, key := range keys {
		f.put(key, append(f.failures(now, key), now))
	}
	return 0
}

// Succeed takes back what Begin counted at a time, and forgives the account its
// earlier failures; without an account, "", it only takes back. Those of the
// address stand: a guesser may have an account.
func (f *Failures) Succeed(began time.Time, account, address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if account != "" {
		f.put(account, nil)
	}
	failures := slices.Clone(f.failures(began, address))
	if i := slices.Index(failures, began); i >= 0 {
		failures = slices.Delete(failures, i, i+1)
	}
	f.put(address, failures)
}

// failures are those of a key that still count.
func (f *Failures) failures(now time.Time, key string) []time.Time {
	all, ok := f.recent[key]
	if !ok {
		all = f.older[key]
	}
	i := 0
	for i < len(all) && now.Sub(all[i]) >= Window {
		i++
	}
	return all[i:]
}

func (f *Failures) put(key string, failures []time.Time) {
	if _, ok := f.recent[key]; !ok && len(f.recent) >= maxWatched {
		f.recent, f.older = map[string][]time.Time{}, f.recent
	}
	f.recent[key] = failures
}

// Network is what counts as one address: an IPv4 address, or the /64 in which an
// IPv6 host chooses its own.
func Network(address string) string {
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
