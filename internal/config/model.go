package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Model says which chat servers put answers into words.
type Model struct {
	Preset     string        `enum:",amalia-vllm,amalia-llamacpp,amalia-ollama" default:"" help:"Settings for AMALIA as docs/models.md starts it: amalia-vllm, amalia-llamacpp or amalia-ollama. What is set beside it counts."`
	URL        string        `placeholder:"URL" help:"An OpenAI-compatible chat server, such as http://localhost:8000/v1; several, parted by commas, stand in for one another. Empty: answers are quotations."`
	Name       string        `help:"The model's name on that server."`
	Key        string        `help:"Bearer key for that server, if it wants one."`
	Context    int           `help:"Tokens that the model reads and writes in all. Empty: the preset's, else 8192."`
	Answer     int           `default:"400" help:"Tokens that one answer may take."`
	FirstToken time.Duration `default:"10s" help:"How long to wait for the first word."`
	NextToken  time.Duration `default:"5s" help:"How long to wait for each further word."`
	Total      time.Duration `default:"60s" help:"How long one answer may take in all."`
	AtOnce     int           `default:"4" help:"Answers that the model writes at a time; other visitors wait for their turn."`
	Wait       time.Duration `default:"20s" help:"How long a visitor waits for a turn before the quotations answer."`
	PriceIn    float64       `help:"What a thousand tokens read cost, for the metrics; in whatever currency."`
	PriceOut   float64       `help:"What a thousand tokens written cost."`

	PT string `name:"pt" help:"Another model for answers in Portuguese: its name on the same server, or url|name."`
	EN string `name:"en" help:"The same for English."`
	ES string `name:"es" help:"The same for Spanish."`
	FR string `name:"fr" help:"The same for French."`
	IT string `name:"it" help:"The same for Italian."`
	DE string `name:"de" help:"The same for German."`
}

// defaultContext is what the community's builds of AMALIA for Ollama are set to,
// in tokens: the least of the three ways to run it.
const defaultContext = 8192

// presets are AMALIA in the three ways of docs/models.md.
var presets = map[string]Model{
	"amalia-vllm":     {URL: "http://localhost:8000/v1", Name: "amalia-llm/AMALIA-9B-0626-DPO", Context: 32768},
	"amalia-llamacpp": {URL: "http://localhost:8000/v1", Name: "amalia", Context: 16384},
	"amalia-ollama":   {URL: "http://localhost:11434/v1", Name: "teex/amalia", Context: defaultContext},
}

// WithPreset is m with what its preset says where nothing else was said.
func (m Model) WithPreset() Model {
	preset := presets[m.Preset]
	m.URL = cmp.Or(m.URL, preset.URL)
	m.Name = cmp.Or(m.Name, preset.Name)
	m.Context = cmp.Or(m.Context, preset.Context, defaultContext)
	return m
}

// Served is a model and the servers that have it.
type Served struct {
	URLs []string
	Name string
}

// Default is the model of all languages that have none of their own. Without
// one, it has no URLs.
func (m Model) Default() Served { return Served{addresses(m.URL), m.Name} }

// Languages are the models of single languages, by language.
func (m Model) Languages() map[string]Served {
	out := map[string]Served{}
	for lang, said := range m.byLanguage() {
		urls, name, elsewhere := strings.Cut(said, "|")
		switch {
		case elsewhere:
			out[lang] = Served{addresses(urls), strings.TrimSpace(name)}
		case said != "":
			out[lang] = Served{addresses(m.URL), strings.TrimSpace(said)}
		}
	}
	return out
}

// Names are the names of all models that may write answers, each once.
func (m Model) Names() []string {
	var names []string
	if m.URL != "" {
		names = append(names, m.Name)
	}
	for _, served := range m.Languages() {
		names = append(names, served.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (m Model) byLanguage() map[string]string {
	return map[string]string{"pt": m.PT, "en": m.EN, "es": m.ES, "fr": m.FR, "it": m.IT, "de": m.DE}
}

func addresses(list string) (urls []string) {
	for url := range strings.SplitSeq(list, ",") {
		if url = strings.TrimSpace(url); url != "" {
			urls = append(urls, url)
		}
	}
	return urls
}

func (m Model) check() []error {
	languages := m.Languages()
	if m.URL == "" && len(languages) == 0 {
		return nil
	}
	var problems []error
	wrong := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("CICERONE_MODEL_%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if m.URL != "" {
		if err := m.Default().check(); err != nil {
			wrong("URL", "%v", err)
		}
		if m.Name == "" {
			wrong("NAME", "is empty; give the model's name on the server")
		}
	}
	for lang, served := range languages {
		if err := served.check(); err != nil {
			wrong(strings.ToUpper(lang), "%v", err)
		} else if served.Name == "" {
			wrong(strings.ToUpper(lang), "names no model; write its name, or url|name")
		}
	}
	if m.Answer < 50 || m.Context < 4*m.Answer {
		wrong("CONTEXT", "%d tokens are too few for answers of %d (at least four times as many, and answers of 50)", m.Context, m.Answer)
	}
	for name, d := range map[string]time.Duration{"FIRST_TOKEN": m.FirstToken, "NEXT_TOKEN": m.NextToken, "TOTAL": m.Total, "WAIT": m.Wait} {
		if d <= 0 {
			wrong(name, "must be longer than nothing")
		}
	}
	if m.AtOnce < 1 || m.AtOnce > 64 {
		wrong("AT_ONCE", "%d is not between 1 and 64", m.AtOnce)
	}
	if m.PriceIn < 0 || m.PriceOut < 0 {
		wrong("PRICE_IN", "and CICERONE_MODEL_PRICE_OUT must not be less than nothing")
	}
	return problems
}

func (s Served) check() error {
	if len(s.URLs) == 0 {
		return errors.New("there is no server for it; set CICERONE_MODEL_URL, or write url|name")
	}
	for _, url := range s.URLs {
		if !isURL(url, "http", "https") {
			return errors.New("is not an http:// or https:// address, or several parted by commas")
		}
	}
	return nil
}
