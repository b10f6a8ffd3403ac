package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// Whoever runs the server looks after people when nobody can sign in.
func TestUser(t *testing.T) {
	url := dbtest.URL(t)
	pool, err := postgres.Open(t.Context(), url, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	store := postgres.New(pool)
	space, err := store.EnsureSpace(t.Context(), guide.Space{Name: "test-4", Model: "test", Dims: 4})
	if err != nil {
		t.Fatal(err)
	}
	museum, err := store.CreateMuseum(t.Context(), guide.Museum{Code: "galeria", Names: map[string]string{"pt": "Galeria"}, Lang: "pt", Langs: []string{"pt"}, Space: space})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []guide.Role{guide.RoleAdmin, guide.RoleEditor} {
		email := string(role) + "@museu.pt"
		token, err := store.InviteUser(t.Context(), museum.ID, role, time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.AcceptInvitation(t.Context(), token, email, "Pessoa", "hash"); err != nil {
			t.Fatal(err)
		}
	}
	data := t.TempDir()
	tests := []struct {
		args string
		code int
		want string // a regular expression
	}{
		{"user list", 0, `(?m)^admin@museu.pt +admin +Pessoa +never seen *\neditor@museu.pt +editor +Pessoa +never seen *$`},
		{"user reset editor@museu.pt", 0, `editor@museu.pt, good once, within a day: http://localhost:8080/curator/reset/[A-Z2-7]{26}`},
		{"user disable Editor@museu.pt", 0, `editor@museu.pt can no longer sign in`},
		{"user list", 0, `editor@museu.pt .* disabled \d{4}-\d\d-\d\d`},
		{"user reset editor@museu.pt", 1, `nobody with the address editor@museu.pt may sign in to galeria`},
		{"user disable editor@museu.pt", 1, `nobody with the address editor@museu.pt`},
		{"user disable admin@museu.pt", 1, `the museum's last admin`},
		{"user disable", 1, `expected "<email>"`},
	}
	for _, tt := range tests {
		got, code := run(t, url, data, strings.Fields(tt.args)...)
		if code != tt.code && (tt.code == 0 || code == 0) || !regexp.MustCompile(tt.want).MatchString(got) {
			t.Errorf("%s: got %d and %q, want %d and %s", tt.args, code, got, tt.code, tt.want)
		}
	}
}
