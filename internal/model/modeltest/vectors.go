package modeltest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Vectors is an embedding and reranking server: it speaks the protocols of
// /v1/embeddings, /v1/rerank and TEI's /rerank, and embeds by counting words, so
// that texts with the same words lie near each other.
type Vectors struct {
	URL   string // without a path
	Model string // that it says it is
	Dims  int

	// Same are words that mean another, as a model of several languages knows.
	Same map[string]string

	listening *httptest.Server
	mu        sync.Mutex
	script    []Fault
	requests  []VectorRequest
	facts     facts
}

// Tell has the server answer GET requests for a path with JSON, as vLLM, llama.cpp
// and Ollama tell of their models at /v1/models and TEI at /info.
func (s *Vectors) Tell(path, json string) { s.facts.set(path, json) }

// VectorRequest is one request that arrived.
type VectorRequest struct {
	Path   string
	Header http.Header
	Model  string
	Input  []string // texts to embed, or to score
	Query  string   // of a reranking
}

// Fault is how the server meets one request: good is the whole reply that it
// would give when all went well.
type Fault func(w http.ResponseWriter, r *http.Request, good map[string]any)

// NewVectors starts a server that meets its first request with the first fault
// of the script, and so on, and those after the last one well. It stops with the
// test.
func NewVectors(t testing.TB, model string, dims int, script ...Fault) *Vectors {
	t.Helper()
	s := &Vectors{Model: model, Dims: dims, script: script}
	s.listening = httptest.NewServer(s)
	s.URL = s.listening.URL
	t.Cleanup(s.Close)
	return s
}

// Close stops the server before the test ends. To close it twice is no harm.
func (s *Vectors) Close() {
	s.listening.CloseClientConnections()
	s.listening.Close()
}

// Next adds faults for the next requests.
func (s *Vectors) Next(script ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, script...)
}

// Requests returns the requests so far, in the order they came.
func (s *Vectors) Requests() []VectorRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *Vectors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		s.facts.tell(w, r)
		return
	}
	var sent struct {
		Model     string   `json:"model"`
		Input     []string `json:"input"`
		Query     string   `json:"query"`
		Documents []string `json:"documents"`
		Texts     []string `json:"texts"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil || json.Unmarshal(body, &sent) != nil {
		http.Error(w, "modeltest: unreadable request", http.StatusBadRequest)
		return
	}
	input := slices.Concat(sent.Input, sent.Documents, sent.Texts)
	fault := s.note(VectorRequest{r.URL.Path, r.Header.Clone(), sent.Model, input, sent.Query})
	good := map[string]any{"model": s.Model}
	switch {
	case strings.HasSuffix(r.URL.Path, "/v1/embeddings"):
		var data []any
		for i, text := range input {
			data = append(data, map[string]any{"object": "embedding", "index": i, "embedding": s.vector(text)})
		}
		good["object"], good["data"] = "list", data
	case strings.HasSuffix(r.URL.Path, "/rerank"):
		good["results"] = scored(sent.Query, input)
	default:
		http.NotFound(w, r)
		return
	}
	if fault == nil {
		fault = Well
	}
	fault(w, r, good)
}

// note remembers a request and says how it is to be met.
func (s *Vectors) note(r VectorRequest) (fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	if len(s.script) > 0 {
		fault, s.script = s.script[0], s.script[1:]
	}
	return fault
}

// vector counts a text's words, each in a dimension of its own, and is not of
// unit length.
func (s *Vectors) vector(text string) []float64 {
	v := make([]float64, s.Dims)
	v[0] = .1
	for _, word := range strings.Fields(strings.ToLower(text)) {
		word = strings.Trim(word, ".,:?")
		if same, ok := s.Same[word]; ok {
			word = same
		}
		h := fnv.New32a()
		_, _ = io.WriteString(h, word) // a hash cannot fail
		v[int(h.Sum32()%uint32(s.Dims))]++
	}
	return v
}

// scored counts the words that each text shares with the query, best first, as
// servers order them.
func scored(query string, texts []string) []any {
	type rank struct {
		index, shared int
	}
	var ranks []rank
	for i, text := range texts {
		r := rank{index: i}
		for _, word := range strings.Fields(strings.ToLower(query)) {
			if strings.Contains(strings.ToLower(text), word) {
				r.shared++
			}
		}
		ranks = append(ranks, r)
	}
	slices.SortStableFunc(ranks, func(a, b rank) int { return b.shared - a.shared })
	var out []any
	for _, r := range ranks {
		out = append(out, map[string]any{"index": r.index, "relevance_score": float64(r.shared), "score": float64(r.shared)})
	}
	return out
}

// items are the vectors or the scores of a good reply.
func items(good map[string]any) (list []any, name string) {
	if list, ok := good["data"].([]any); ok {
		return list, "data"
	}
	list, _ = good["results"].([]any)
	return list, "results"
}

// reply sends a reply as the asked server would: TEI's to /rerank is a bare list.
func reply(w http.ResponseWriter, r *http.Request, good map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if list, name := items(good); name == "results" && !strings.HasSuffix(r.URL.Path, "/v1/rerank") {
		_ = json.NewEncoder(w).Encode(list) // the client may have gone
		return
	}
	_ = json.NewEncoder(w).Encode(good) // the client may have gone
}

// Well answers well.
func Well(w http.ResponseWriter, r *http.Request, good map[string]any) { reply(w, r, good) }

// Shuffled answers well, in another order than asked.
func Shuffled(w http.ResponseWriter, r *http.Request, good map[string]any) {
	list, name := items(good)
	list = slices.Clone(list)
	slices.Reverse(list)
	good[name] = list
	reply(w, r, good)
}

// Short leaves the last one out.
func Short(w http.ResponseWriter, r *http.Request, good map[string]any) {
	list, name := items(good)
	good[name] = list[:len(list)-1]
	reply(w, r, good)
}

// Twice sends the first one in place of the last, too.
func Twice(w http.ResponseWriter, r *http.Request, good map[string]any) {
	list, _ := items(good)
	list[len(list)-1] = list[0]
	reply(w, r, good)
}

// With changes something in every vector or score.
func With(key string, value any) Fault {
	return func(w http.ResponseWriter, r *http.Request, good map[string]any) {
		list, _ := items(good)
		for _, item := range list {
			maps.Copy(item.(map[string]any), map[string]any{key: value})
		}
		reply(w, r, good)
	}
}

// AnotherModel answers as another model.
func AnotherModel(w http.ResponseWriter, r *http.Request, good map[string]any) {
	good["model"] = "another/model"
	reply(w, r, good)
}

// NotANumber sends what Python's json makes of NaN.
func NotANumber(w http.ResponseWriter, r *http.Request, good map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"data":[{"index":0,"embedding":[NaN,1]}],"results":[{"index":0,"relevance_score":NaN}]}`)
}

// Refuse answers with a status, and Retry-After when after is not empty.
func Refuse(status int, after string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ map[string]any) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		Status(status, nil)(w, r)
	}
}

// Slow answers well after d, if its client is still there.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, good map[string]any) {
		select {
		case <-r.Context().Done():
		case <-time.After(d):
			reply(w, r, good)
		}
	}
}

// CutOff drops the connection in the midst of the reply.
func CutOff(w http.ResponseWriter, r *http.Request, good map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"object":"list","data":[{"index":0,"embed`)
	panic(http.ErrAbortHandler)
}

// Page answers with a web page.
func Page(w http.ResponseWriter, r *http.Request, _ map[string]any) { HTML(w, r) }

// Huge sends more than any reply needs.
func Huge(w http.ResponseWriter, r *http.Request, _ map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"model":"`)
	for range 64 {
		if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
			return
		}
	}
}

// Elsewhere redirects to another host.
func Elsewhere(to string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ map[string]any) {
		http.Redirect(w, r, fmt.Sprintf("%s%s", to, r.URL.Path), http.StatusTemporaryRedirect)
	}
}
