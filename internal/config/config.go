package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
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
	Locales     string `placeholder:"FOLDER" help:"Folder of the museum's own words for the visitor's pages: pt.json changes some, nl.json brings a language."`
	Patterns    bool   `help:"Show every part of the visitor's pages in every state at /patterns, for those who work on them."`
	TrustProxy  bool   `help:"Believe the X-Forwarded-For header of a reverse proxy in front."`
	Rate        int    `default:"30" help:"Questions a minute that one address may ask."`
	Workers     int    `default:"2" help:"Ingest jobs worked at a time."`
	LogFormat   string `enum:"text,json" default:"text" help:"How to log: text or json."`

	Model  Model  `embed:"" prefix:"model-"`
	Vision Vision `embed:"" prefix:"vision-"`
	Embed  Embed  `embed:"" prefix:"embed-"`
	Rerank Rerank `embed:"" prefix:"rerank-"`
	OIDC   OIDC   `embed:"" prefix:"oidc-"`
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
	problems = append(problems, c.Vision.check()...)
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
