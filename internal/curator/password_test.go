package curator

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestPasswords(t *testing.T) {
	p, err := newPasswords()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.hash(t.Context(), "canção de embalar")
	if err != nil {
		t.Fatal(err)
	}
	if want := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(hash, want) {
		t.Errorf("hash: got %s, want %s…", hash, want)
	}
	tests := []struct {
		name, password, hash string
		want                 bool
	}{
		{"right", "canção de embalar", hash, true},
		{"right, from a keyboard that sends accents apart", "canc\u0327a\u0303o de embalar", hash, true},
		{"wrong", "cancao de embalar", hash, false},
		{"empty", "", hash, false},
		{"nobody's", "", "", false},
	}
	for _, tt := range tests {
		if got, err := p.match(t.Context(), tt.password, tt.hash); got != tt.want || err != nil {
			t.Errorf("%s: got %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

// No more hashes are made at once than there is memory set aside for; whoever
// goes away while waiting is not kept.
func TestPasswordsAtOnce(t *testing.T) {
	p, err := newPasswords()
	if err != nil {
		t.Fatal(err)
	}
	for range hashesAtOnce {
		if err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(gone, goodPassword); !errors.Is(err, context.Canceled) {
		t.Errorf("with all slots taken: got %v, want to wait", err)
	}
	p.done()
	if _, err := p.hash(t.Context(), goodPassword); err != nil {
		t.Error(err)
	}
}
