package model

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

func TestNewCompletesTheAddress(t *testing.T) {
	for base, want := range map[string]string{
		"http://localhost:8000":                         "http://localhost:8000/v1/chat/completions",
		"http://localhost:8000/":                        "http://localhost:8000/v1/chat/completions",
		"http://localhost:8000/v1":                      "http://localhost:8000/v1/chat/completions",
		"https://models.museum.example/amalia/v1/":      "https://models.museum.example/amalia/v1/chat/completions",
		"http://localhost:8000/v1/chat/completions":     "http://localhost:8000/v1/chat/completions",
		"http://localhost:8000/openai/chat/completions": "http://localhost:8000/openai/chat/completions",
		"http://[::1]:8000":                             "http://[::1]:8000/v1/chat/completions",
	} {
		c, err := New(patient(base))
		if err != nil {
			t.Errorf("%s: %v", base, err)
		} else if c.endpoint != want {
			t.Errorf("%s: got %s, want %s", base, c.endpoint, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	const good = "http://localhost:8000"
	for name, change := range map[string]func(*Config){
		"no address":     func(c *Config) { c.URL = "" },
		"no scheme":      func(c *Config) { c.URL = "localhost:8000" },
		"a file":         func(c *Config) { c.URL = "file:///etc/passwd" },
		"no host":        func(c *Config) { c.URL = "http://:8000/v1" },
		"a password":     func(c *Config) { c.URL = "http://me:" + key + "@localhost" },
		"a query":        func(c *Config) { c.URL = good + "?key=" + key },
		"a broken host":  func(c *Config) { c.URL = "http://local host/" + key },
		"no name":        func(c *Config) { c.Name = "" },
		"key over lines": func(c *Config) { c.Key = key + "\r\nX: y" },
		"no first token": func(c *Config) { c.FirstToken = 0 },
		"no next token":  func(c *Config) { c.NextToken = -1 },
		"no total":       func(c *Config) { c.Total = 0 },
		"minus tokens":   func(c *Config) { c.MaxTokens = -1 },
	} {
		cfg := patient(good)
		change(&cfg)
		_, err := New(cfg)
		if !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%s: got %v, want %v", name, err, guide.ErrInvalid)
		} else if strings.Contains(err.Error(), key) {
			t.Errorf("%s: %q holds the key", name, err)
		}
	}
}

func TestNoProxy(t *testing.T) {
	c := newClient(t, patient("http://localhost:8000"))
	if c.http.Transport.(*http.Transport).Proxy != nil {
		t.Error("questions may go through a proxy")
	}
	if got, want := c.Name(), "amalia"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
}
