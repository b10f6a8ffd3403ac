package modeltest

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"cicerone/internal/guide"
)

// Server is the fake. It listens on loopback at URL; being an http.Handler it
// can also be mounted elsewhere.
type Server struct {
	URL string // without a path

	listening *httptest.Server
	script    []Behaviour
	running   sync.WaitGroup // behaviours

	mu       sync.Mutex
	requests []Request
	facts    facts
}

// facts are what a server tells of itself: JSON by path.
type facts struct {
	mu   sync.Mutex
	json map[string]string
}

func (f *facts) set(path, json string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.json == nil {
		f.json = map[string]string{}
	}
	f.json[path] = json
}

func (f *facts) tell(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	fact, known := f.json[r.URL.Path]
	f.mu.Unlock()
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, fact)
}

// Request is one chat request that arrived.
type Request struct {
	Path        string
	Header      http.Header
	Model       string
	Messages    []guide.Message
	MaxTokens   int     // 0: none was given
	Temperature float64 // -1: none was given
	Stream      bool
	Usage       bool     // the tokens are to be counted
	Pictures    [][]byte // those in the messages, in order
}

// sentMessage is a message as it comes, its content text or parts.
type sentMessage struct {
	Role    string
	Content json.RawMessage
}

// read takes a message apart into its text and its pictures.
func (m sentMessage) read() (words string, pictures [][]byte, err error) {
	if json.Unmarshal(m.Content, &words) == nil {
		return words, nil, nil
	}
	var parts []struct {
		Type  string
		Text  string
		Image struct{ URL string } `json:"image_url"`
	}
	if err := json.Unmarshal(m.Content, &parts); err != nil {
		return "", nil, err
	}
	for _, p := range parts {
		words += p.Text
		if p.Type == "image_url" {
			_, data, _ := strings.Cut(p.Image.URL, ";base64,")
			picture, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				return "", nil, err
			}
			pictures = append(pictures, picture)
		}
	}
	return words, pictures, nil
}

// New starts a server that meets its first request with the first behaviour of
// the script, and so on; the last one is repeated. It stops with the test.
func New(t testing.TB, script ...Behaviour) *Server {
	t.Helper()
	if len(script) == 0 {
		t.Fatal("modeltest: a script needs a behaviour")
	}
	s := &Server{script: slices.Clone(script)}
	s.listening = httptest.NewServer(s)
	s.URL = s.listening.URL
	t.Cleanup(s.Close)
	return s
}

// Close stops the server before the test ends: from then on it is down. To
// close it twice is no harm.
func (s *Server) Close() {
	s.listening.CloseClientConnections() // a stalled behaviour ends with its client
	s.listening.Close()
}

// Tell has the server answer GET requests for a path with JSON, as servers tell
// of their models at /v1/models. Any other path is 404.
func (s *Server) Tell(path, json string) { s.facts.set(path, json) }

// Requests returns the requests so far, in the order they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Wait returns when the server is done with every request that has come. For a
// behaviour that stalls, that is when its client has hung up.
func (s *Server) Wait() { s.running.Wait() }

// maxRequest is the most bytes of a request that are read: far more than the
// longest context of a model that a test could mean.
const maxRequest = 4 << 20

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.running.Add(1)
	defer s.running.Done()
	if r.Method == http.MethodGet {
		s.facts.tell(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "modeltest: unreadable request", http.StatusBadRequest)
		return
	}
	sent := struct {
		Model       string        `json:"model"`
		Messages    []sentMessage `json:"messages"`
		MaxTokens   int           `json:"max_tokens"`
		Temperature float64       `json:"temperature"`
		Stream      bool          `json:"stream"`
		Options     struct {
			Usage bool `json:"include_usage"`
		} `json:"stream_options"`
	}{Temperature: -1}
	if err := json.Unmarshal(body, &sent); err != nil {
		http.Error(w, "modeltest: no chat request", http.StatusBadRequest)
		return
	}
	request := Request{Path: r.URL.Path, Header: r.Header.Clone(), Model: sent.Model, MaxTokens: sent.MaxTokens,
		Temperature: sent.Temperature, Stream: sent.Stream, Usage: sent.Options.Usage}
	for _, m := range sent.Messages {
		words, pictures, err := m.read()
		if err != nil {
			http.Error(w, "modeltest: unreadable message", http.StatusBadRequest)
			return
		}
		request.Messages = append(request.Messages, guide.Message{Role: m.Role, Content: words})
		request.Pictures = append(request.Pictures, pictures...)
	}
	s.next(request)(w, r)
}

// next notes a request and says how it is to be met.
func (s *Server) next(r Request) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	return s.script[min(len(s.requests), len(s.script))-1]
}
