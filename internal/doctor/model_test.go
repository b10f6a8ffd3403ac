package doctor

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model"
	"cicerone/internal/model/modeltest"
)

const (
	itself = "Sou o guia do Museu da Ribeira."
	fact   = "Foi construído em 1887 [1]."
)

func patient(url string) Patient {
	one := func(words string) []guide.Message {
		return []guide.Message{{Role: "system", Content: "És o guia."}, {Role: "user", Content: words}}
	}
	return Patient{Part: "model", Setting: "CICERONE_MODEL_URL", Context: 8192, Museum: "Museu da Ribeira", Fact: "1887",
		Config:   model.Config{URL: url, Name: "amalia", FirstToken: time.Hour, NextToken: time.Hour, Total: time.Hour, MaxTokens: 400},
		Identity: one("Quem és?"), Notes: one("Quando?")}
}

// fact at a path, with which a server tells of itself.
type told struct{ path, json string }

var (
	vllm     = told{"/v1/models", `{"data":[{"id":"amalia","max_model_len":32768}]}`}
	listed   = told{"/v1/models", `{"data":[{"id":"amalia:latest"}]}`}
	unlisted = told{"/v1/models", `{"data":[{"id":"other"}]}`}
)

func TestModel(t *testing.T) {
	counted := func(text string) modeltest.Behaviour { return modeltest.SayCounted(text, 20, 10) }
	well := []modeltest.Behaviour{counted("um dois três"), counted(itself), counted(fact)}
	with := func(i int, b modeltest.Behaviour) []modeltest.Behaviour {
		script := append([]modeltest.Behaviour{}, well...)
		script[i] = b
		return script
	}
	for _, test := range []struct {
		name   string
		tells  []told
		script []modeltest.Behaviour
		state  State  // the worst
		found  string // among what is found
		do     string // among what is to be done
	}{
		{"all is well on vLLM", []told{vllm}, well, Well, "context of 32768 tokens is long enough", ""},
		{"llama.cpp", []told{listed, {"/props", `{"default_generation_settings":{"n_ctx":16384}}`}}, well, Well, "context of 16384 tokens", ""},
		{"Ollama with the context of its defaults", []told{listed, {"/api/ps", `{"models":[{"name":"amalia:latest","context_length":4096}]}`}}, well,
			Failure, "context is 4096 tokens, and CICERONE_MODEL_CONTEXT says 8192", "CICERONE_MODEL_CONTEXT=4096"},
		{"context not told", []told{listed}, well, Warning, "does not tell how long its context is", ""},
		{"no list", nil, well, Warning, "does not list its models", ""},
		{"another model", []told{unlisted}, well, Warning, `does not list "amalia"`, "other"},
		{"no such model", []told{unlisted}, []modeltest.Behaviour{modeltest.Status(http.StatusNotFound, nil)}, Failure, "It does not answer", "log"},
		{"not a stream", []told{vllm}, with(0, modeltest.PlainJSON("um dois três")), Warning, "in one piece", "buffering"},
		{"tokens not counted", []told{vllm}, with(0, modeltest.Say("um dois três")), Warning, "does not count", ""},
		{"thinks aloud", []told{vllm}, with(0, modeltest.OutOfTokens("hm hm")), Warning, "took all the 400 tokens", "thinks aloud"},
		{"system message dropped", []told{vllm}, with(1, counted("I am Llama, made by Meta AI.")), Failure, "it says Llama", "chat template"},
		{"no name", []told{vllm}, with(1, counted("Olá!")), Warning, "names neither the museum nor a guide", ""},
		{"wrong template", []told{vllm}, with(1, counted(itself+"<|im_end|>")), Failure, "Marks of a chat template", "--jinja"},
		{"does not read", []told{vllm}, with(2, counted("Não sei.")), Warning, "did not find it", "Q8_0"},
		{"no tags", []told{vllm}, with(2, counted("Em 1887.")), Well, "the guide finds them", ""},
		{"breaks", []told{vllm}, with(2, modeltest.Cut), Failure, "does not answer from notes", ""},
		{"web page", nil, []modeltest.Behaviour{modeltest.HTML}, Failure, "not with an event stream", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := modeltest.New(t, test.script...)
			for _, fact := range test.tells {
				server.Tell(fact.path, fact.json)
			}
			r := Model(t.Context(), patient(server.URL))
			state, found, do := worst(r)
			if state != test.state || !strings.Contains(found, test.found) || !strings.Contains(do, test.do) {
				t.Errorf("got %s, want %s with %q and %q:\n%s%s", state, test.state, test.found, test.do, found, do)
			}
			if r.Failed() != (test.state == Failure) {
				t.Errorf("failed: %v, want %v", r.Failed(), test.state == Failure)
			}
		})
	}
}

func TestModelDown(t *testing.T) {
	server := modeltest.New(t, modeltest.Say("x"))
	server.Close()
	r := Model(t.Context(), patient(server.URL))
	if len(r) != 1 || r[0].State != Failure || !strings.Contains(r[0].Do, "Start the model server") {
		t.Errorf("got %+v, want one failure", r)
	}
}

func TestSight(t *testing.T) {
	for name, test := range map[string]struct {
		script modeltest.Behaviour
		state  State
		found  string
	}{
		"sees":          {modeltest.Say("A imagem é vermelha."), Well, "It sees pictures"},
		"is blind":      {modeltest.Say("I am sorry, I cannot see it."), Failure, "did not see that it is red"},
		"takes no one":  {modeltest.Status(http.StatusBadRequest, nil), Failure, "does not look at pictures"},
		"unauthorised":  {modeltest.Status(http.StatusUnauthorized, nil), Failure, "check CICERONE_VISION_KEY"},
		"no such model": {modeltest.Status(http.StatusNotFound, nil), Failure, "check CICERONE_VISION_NAME"},
		"web page":      {modeltest.HTML, Failure, "is CICERONE_VISION_URL the address"},
		"breaks":        {modeltest.Cut, Failure, "hung up"},
		"slow":          {modeltest.SlowFirstToken(time.Minute), Failure, "said nothing for 300ms"},
	} {
		server := modeltest.New(t, test.script)
		server.Tell(vllm.path, vllm.json)
		cfg := patient(server.URL).Config
		cfg.Settings, cfg.FirstToken = "CICERONE_VISION", 300*time.Millisecond
		r := Sight(t.Context(), "vision model", "CICERONE_VISION_URL", cfg)
		if last := r[len(r)-1]; last.State != test.state || !strings.Contains(last.Found, test.found) {
			t.Errorf("%s: got %+v, want %s with %q", name, last, test.state, test.found)
		}
		if sent := server.Requests(); len(sent) != 1 || len(sent[0].Pictures) != 1 {
			t.Errorf("%s: %d requests, want one with a picture", name, len(sent))
		}
	}
}

func TestReport(t *testing.T) {
	r := Report{{"database", Well, "Postgres 17 answers.", ""}, {"model", Failure, "It does not answer.", "Start it."}, {"model", Warning, "Slow <5 s>.", "Wait."}}
	var text, out bytes.Buffer
	if err := r.Text(&text); err != nil {
		t.Fatal(err)
	}
	want := "database\n  ok    Postgres 17 answers.\nmodel\n  BAD   It does not answer.\n        → Start it.\n  look  Slow <5 s>.\n        → Wait.\n"
	if got := text.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := r.JSON(&out); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Well     bool
		Findings []Finding
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Well || len(back.Findings) != 3 || back.Findings[1] != r[1] {
		t.Errorf("JSON %s, %v", &out, err)
	}
}
