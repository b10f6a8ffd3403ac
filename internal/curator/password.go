package curator

import (
	"context"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// minPassword is the shortest password, in characters; there is no other rule.
// NIST SP 800-63B asks for 15, or 8 beside a second factor, and warns against
// rules of composition.
const minPassword = 12

// hashing is what OWASP recommends for argon2id on a server whose memory is
// dear: 19 MiB and about 30 ms a hash.
var hashing = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashesAtOnce bounds the memory that sign-ins can take, to 38 MiB.
const hashesAtOnce = 2

// passwords makes and checks hashes, a few at a time.
type passwords struct {
	slots   chan struct{}
	nobodys string // the hash that is checked when there is no account
}

func newPasswords() (*passwords, error) {
	nobodys, err := argon2id.CreateHash("", &hashing)
	return &passwords{slots: make(chan struct{}, hashesAtOnce), nobodys: nobodys}, err
}

// hash makes what is kept of a password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.wait(ctx); err != nil {
		return "", err
	}
	defer p.done()
	return argon2id.CreateHash(norm.NFC.String(password), &hashing)
}

// match reports whether a password is the one that was hashed. With no hash it
// never is, and takes as long to say so.
func (p *passwords) match(ctx context.Context, password, hash string) (bool, error) {
	if err := p.wait(ctx); err != nil {
		return false, err
	}
	defer p.done()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), p.nobodys)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
}

func (p *passwords) wait(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *passwords) done() { <-p.slots }

// tooShort counts characters as people see most of them: "ã" is one, however
// the keyboard sent it.
func tooShort(password string) bool {
	return utf8.RuneCountInString(norm.NFC.String(password)) < minPassword
}
