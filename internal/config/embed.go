package config

import (
	"errors"
	"fmt"
	"time"
)

// Embed says which embedding server turns texts into vectors.
type Embed struct {
	URL           string        `placeholder:"URL" help:"An OpenAI-compatible embedding server, such as http://localhost:8000/v1; see docs/embeddings.md. Empty: the model that is built in."`
	Name          string        `help:"The embedding model's name on that server."`
	Key           string        `help:"Bearer key for that server, if it wants one."`
	Dims          int           `help:"Dimensions of that model's vectors, from 1 to 4000."`
	Space         string        `help:"Name of the space that its vectors make. Empty: made of the model's name and the dimensions, such as bge-m3-1024."`
	QueryPrefix   string        `default:"auto" help:"What goes before a question. auto: what the model was trained with."`
	PassagePrefix string        `default:"auto" help:"What goes before a passage. auto: what the model was trained with."`
	Timeout       time.Duration `default:"2s" help:"How long a question waits to be embedded, before it is searched by words alone."`
}

// Rerank says which server puts the passages found in a better order.
type Rerank struct {
	URL     string        `placeholder:"URL" help:"A reranking server, such as http://localhost:8001/v1 (vLLM, llama.cpp) or http://localhost:8001/rerank (TEI). Empty: none."`
	Name    string        `help:"The reranking model's name on that server."`
	Key     string        `help:"Bearer key for that server, if it wants one."`
	Timeout time.Duration `default:"1s" help:"How long a question waits to be reranked, before the order is left as it is."`
}

// Searchers are the names of the models on other servers that questions are
// searched with.
func (c Config) Searchers() (names []string) {
	if c.Embed.URL != "" {
		names = append(names, c.Embed.Name)
	}
	if c.Rerank.URL != "" {
		names = append(names, c.Rerank.Name)
	}
	return names
}

func (e Embed) check() []error {
	if e.URL == "" {
		return nil
	}
	problems := checkServer("CICERONE_EMBED", e.URL, e.Name, e.Timeout)
	if e.Dims < 1 || e.Dims > 4000 { // what a halfvec index can hold
		problems = append(problems, fmt.Errorf("CICERONE_EMBED_DIMS: %d is not between 1 and 4000; give the length of the model's vectors", e.Dims))
	}
	if e.Space != "" && !isSpaceName(e.Space) {
		problems = append(problems, errors.New("CICERONE_EMBED_SPACE: must begin with a letter or digit and hold only a-z, 0-9, dot, underscore and hyphen, 80 at most"))
	}
	return problems
}

func (r Rerank) check() []error {
	if r.URL == "" {
		return nil
	}
	return checkServer("CICERONE_RERANK", r.URL, r.Name, r.Timeout)
}

func checkServer(settings, url, name string, timeout time.Duration) []error {
	var problems []error
	if !isURL(url, "http", "https") {
		problems = append(problems, fmt.Errorf("%s_URL: is not an http:// or https:// address", settings))
	}
	if name == "" {
		problems = append(problems, fmt.Errorf("%s_NAME: is empty; give the model's name on the server", settings))
	}
	if timeout <= 0 {
		problems = append(problems, fmt.Errorf("%s_TIMEOUT: must be longer than nothing", settings))
	}
	return problems
}

// isSpaceName is the rule of the column embedding_spaces.name.
func isSpaceName(s string) bool {
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || i > 0 && (r == '.' || r == '_' || r == '-')) {
			return false
		}
	}
	return len(s) <= 80
}
