package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Config is every setting. The tags are kong's; the variable is CICERONE_ and
// the flag's name in capitals, except where env says otherwise.
type Config struct {
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"Postgres with pgvector 0.8 or newer. Empty: a private server in the data folder."`
	Data        string `default:".cicerone" help:"Folder for the private Postgres and the originals of the notes."`
	Address     string `default:"localhost" help:"Address to listen on."`
	Port        int    `env:"PORT" default:"8080" help:"Port to listen on."`
	PublicURL   string `placeholder:"URL" help:"Address by which visitors reach the guide. Empty: http:// with address and port."`
	Museum      string `help:"Code of the museum that commands work on. Empty: the only one there is."`
	TrustProxy  bool   `help:"Believe the X-Forwarded-For header of a reverse proxy in front."`
	Rate        int    `default:"30" help:"Questions a minute that one address may ask."`
	Workers     int    `default:"2" help:"Ingest jobs worked at a time."`
	LogFormat   string `enum:"text,json" default:"text" help:"How to log: text or json."`

	Model  Model  `embed:"" prefix:"model-"`
	Embed  Embed  `embed:"" prefix:"embed-"`
	Rerank Rerank `embed:"" prefix:"rerank-"`
	OIDC   OIDC   `embed:"" prefix:"oidc-"`
}

// Model says which chat server puts answers into words.
type Model struct {
	URL        string        `placeholder:"URL" help:"An OpenAI-compatible chat server, such as http://localhost:8000/v1. Empty: answers are quotations."`
	Name       string        `help:"The model's name on that server."`
	Key        string        `help:"Bearer key for that server, if it wants one."`
	Context    int           `default:"8192" help:"Tokens that the model reads and writes in all."`
	Answer     int           `default:"400" help:"Tokens that one answer may take."`
	FirstToken time.Duration `default:"10s" help:"How long to wait for the first word."`
	NextToken  time.Duration `default:"5s" help:"How long to wait for each further word."`
	Total      time.Duration `default:"60s" help:"How long one answer may take in all."`
}

// OIDC says which OpenID Connect provider people may sign in with.
type OIDC struct {
	Issuer       string `placeholder:"URL" help:"An OpenID Connect provider to sign in to the back office with; it sends people back to /curator/oidc/callback. Empty: passwords only."`
	ClientID     string `help:"What that provider knows this program as."`
	ClientSecret string `help:"The secret it shares with this program."`
	Name         string `default:"OpenID" help:"What the museum's people call it; the button says it."`
}

// Check reports everything that is wrong, in words that name the variable.
func (c Config) Check() error {
	var problems []error
	wrong := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if c.Port < 0 || c.Port > 65535 {
		wrong("PORT", "%d is not a port", c.Port)
	}
	if c.Data == "" {
		wrong("CICERONE_DATA", "is empty; name a folder")
	}
	if c.DatabaseURL != "" && !isURL(c.DatabaseURL, "postgres", "postgresql") {
		wrong("DATABASE_URL", "is not a postgres:// address")
	}
	if c.PublicURL != "" && !isURL(c.PublicURL, "http", "https") {
		wrong("CICERONE_PUBLIC_URL", "is not an http:// or https:// address")
	}
	if c.Workers < 1 || c.Workers > 64 {
		wrong("CICERONE_WORKERS", "%d is not between 1 and 64", c.Workers)
	}
	if c.Rate < 1 {
		wrong("CICERONE_RATE", "%d questions a minute would shut everybody out", c.Rate)
	}
	problems = append(problems, c.Model.check()...)
	problems = append(problems, c.Embed.check()...)
	problems = append(problems, c.Rerank.check()...)
	if c.OIDC.Issuer != "" && !isURL(c.OIDC.Issuer, "http", "https") {
		wrong("CICERONE_OIDC_ISSUER", "is not an http:// or https:// address")
	}
	if c.OIDC.Issuer != "" && (c.OIDC.ClientID == "" || c.OIDC.ClientSecret == "" || c.OIDC.Name == "") {
		wrong("CICERONE_OIDC_CLIENT_ID", "CICERONE_OIDC_CLIENT_SECRET and CICERONE_OIDC_NAME must be set too")
	}
	return errors.Join(problems...)
}

func (m Model) check() []error {
	if m.URL == "" {
		return nil
	}
	var problems []error
	if !isURL(m.URL, "http", "https") {
		problems = append(problems, errors.New("CICERONE_MODEL_URL: is not an http:// or https:// address"))
	}
	if m.Name == "" {
		problems = append(problems, errors.New("CICERONE_MODEL_NAME: is empty; give the model's name on the server"))
	}
	if m.Answer < 50 || m.Context < 4*m.Answer {
		problems = append(problems, fmt.Errorf("CICERONE_MODEL_CONTEXT: %d tokens are too few for answers of %d (at least four times as many, and answers of 50)", m.Context, m.Answer))
	}
	for name, d := range map[string]time.Duration{"FIRST_TOKEN": m.FirstToken, "NEXT_TOKEN": m.NextToken, "TOTAL": m.Total} {
		if d <= 0 {
			problems = append(problems, fmt.Errorf("CICERONE_MODEL_%s: must be longer than nothing", name))
		}
	}
	return problems
}

func isURL(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme {
			return true
		}
	}
	return false
}

// Listen is the address to listen on.
func (c Config) Listen() string { return net.JoinHostPort(c.Address, fmt.Sprint(c.Port)) }

// Public is the address visitors use, without a slash at its end.
func (c Config) Public(port int) string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	return "http://" + net.JoinHostPort(c.Address, fmt.Sprint(port))
}

// Originals is the folder of the notes' original files.
func (c Config) Originals() string { return filepath.Join(c.Data, "originals") }

// Postgres is the folder of the private server.
func (c Config) Postgres() string { return filepath.Join(c.Data, "postgres") }
