package model

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

const bge = "BAAI/bge-m3"

func embeddings(t *testing.T, s *modeltest.Vectors, change func(*EmbeddingConfig)) *Embeddings {
	t.Helper()
	cfg := EmbeddingConfig{Server: Server{URL: s.URL, Name: s.Model, Key: key, Timeout: 5 * time.Second}, Dims: s.Dims,
		QueryPrefix: PrefixOfModel, PassagePrefix: PrefixOfModel}
	if change != nil {
		change(&cfg)
	}
	e, err := NewEmbeddings(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// hurry has servers waited for as long as tests can.
func hurry(t *testing.T) {
	t.Helper()
	was := patience
	t.Cleanup(func() { patience = was })
	patience.pause, patience.limit, patience.each, patience.tries = time.Millisecond, 5*time.Millisecond, time.Second, 3
}

func TestPassagesComeInOrderAndOneLong(t *testing.T) {
	s := modeltest.NewVectors(t, bge, 64, modeltest.Shuffled)
	e := embeddings(t, s, nil)
	texts := []string{}
	for i := range 70 {
		texts = append(texts, strings.Repeat("sino ", i%3)+"torre"+strings.Repeat(" porta", i%5))
	}
	got, err := e.Passages(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(texts) {
		t.Fatalf("%d vectors for %d texts", len(got), len(texts))
	}
	for i, text := range texts {
		one, err := e.Question(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, got[i].Vector); diff != "" {
			t.Fatalf("text %d (-alone +in a batch):\n%s", i, diff)
		}
		var sum float64
		for _, x := range one {
			sum += float64(x) * float64(x)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("text %d: norm² %v, want 1", i, sum)
		}
	}
	requests := s.Requests()
	if got := []int{len(requests[0].Input), len(requests[1].Input), len(requests[2].Input)}; !cmp.Equal(got, []int{32, 32, 6}) {
		t.Errorf("batches of %v, want 32, 32 and 6", got)
	}
	if r := requests[0]; r.Path != "/v1/embeddings" || r.Model != bge || r.Header.Get("Authorization") != "Bearer "+key {
		t.Errorf("asked %s for %s with %q", r.Path, r.Model, r.Header.Get("Authorization"))
	}
}

func TestPrefixesAndSpacesFollowTheModel(t *testing.T) {
	for _, c := range []struct {
		model, query, passage string
		want                  []string // what is sent for a question "q" and a passage "p"
		space, spaceModel     string
	}{
		{bge, "auto", "auto", []string{"q", "p"}, "bge-m3-8", bge},
		{"intfloat/multilingual-e5-base", "auto", "auto", []string{"query: q", "passage: p"}, "multilingual-e5-base-8", `intfloat/multilingual-e5-base "passage: "`},
		{"intfloat/multilingual-e5-large-instruct", "auto", "auto", []string{instruction + "\nQuery: q", "p"}, "multilingual-e5-large-instruct-8", "intfloat/multilingual-e5-large-instruct"},
		{"Qwen/Qwen3-Embedding-0.6B", "auto", "auto", []string{instruction + "\nQuery:q", "p"}, "qwen3-embedding-0.6b-8", "Qwen/Qwen3-Embedding-0.6B"},
		{"intfloat/multilingual-e5-base", "", "", []string{"q", "p"}, "multilingual-e5-base-8", "intfloat/multilingual-e5-base"},
		{"bge m3:Q8", `pergunta\n`, "nota ", []string{"pergunta\nq", "nota p"}, "bge-m3-q8-8", `bge m3:Q8 "nota "`},
	} {
		s := modeltest.NewVectors(t, c.model, 8)
		e := embeddings(t, s, func(cfg *EmbeddingConfig) { cfg.QueryPrefix, cfg.PassagePrefix = c.query, c.passage })
		if _, err := e.Question(t.Context(), "q"); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Passages(t.Context(), []string{"p"}); err != nil {
			t.Fatal(err)
		}
		got := append(s.Requests()[0].Input, s.Requests()[1].Input...)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.model, diff)
		}
		if diff := cmp.Diff(guide.Space{Name: c.space, Model: c.spaceModel, Dims: 8}, e.Space()); diff != "" {
			t.Errorf("%s: space (-want +got):\n%s", c.model, diff)
		}
	}
}

func TestAnotherModelOrDimensionIsAConflict(t *testing.T) {
	for name, fault := range map[string]modeltest.Fault{
		"model":      modeltest.AnotherModel,
		"dimensions": modeltest.With("embedding", []float64{1, 2, 3}),
	} {
		s := modeltest.NewVectors(t, bge, 8, fault, fault)
		e := embeddings(t, s, nil)
		if _, err := e.Passages(t.Context(), []string{"p"}); !errors.Is(err, guide.ErrConflict) {
			t.Errorf("%s of passages: got %v, want %v", name, err, guide.ErrConflict)
		}
		if _, err := e.Question(t.Context(), "q"); !errors.Is(err, guide.ErrConflict) {
			t.Errorf("%s of a question: got %v, want %v", name, err, guide.ErrConflict)
		}
		if n := len(s.Requests()); n != 2 {
			t.Errorf("%s: asked %d times, want twice: asking again mends nothing", name, n)
		}
	}
}

func TestPassagesWaitForAServerThatIsDownForAWhile(t *testing.T) {
	for name, fault := range map[string]modeltest.Fault{
		"missing item":   modeltest.Short,
		"item twice":     modeltest.Twice,
		"strange index":  modeltest.With("index", -1),
		"no direction":   modeltest.With("embedding", make([]float64, 8)),
		"not a number":   modeltest.NotANumber,
		"500":            modeltest.Refuse(500, ""),
		"503, busy":      modeltest.Refuse(503, "0"),
		"429, patience":  modeltest.Refuse(429, "3600"), // not kept: it is bounded
		"cut off":        modeltest.CutOff,
		"silent":         modeltest.Slow(time.Minute),
		"without an end": modeltest.Huge,
	} {
		t.Run(name, func(t *testing.T) {
			hurry(t)
			e := embeddings(t, modeltest.NewVectors(t, bge, 8, fault), nil)
			if got, err := e.Passages(t.Context(), []string{"a", "b"}); err != nil || len(got) != 2 {
				t.Errorf("once: %d vectors, %v; want 2", len(got), err)
			}
			s := modeltest.NewVectors(t, bge, 8, fault, fault, fault, fault)
			_, err := embeddings(t, s, nil).Passages(t.Context(), []string{"a", "b"})
			if !errors.Is(err, guide.ErrUnavailable) || len(s.Requests()) != 3 {
				t.Errorf("for long: %v after %d tries, want %v after 3", err, len(s.Requests()), guide.ErrUnavailable)
			}
			if err != nil && strings.Contains(err.Error(), key) {
				t.Errorf("%q holds the key", err)
			}
		})
	}
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	other := modeltest.NewVectors(t, bge, 8)
	for name, c := range map[string]struct {
		fault modeltest.Fault
		want  string
	}{
		"page":     {modeltest.Page, "CICERONE_EMBED_URL"},
		"key":      {modeltest.Refuse(401, ""), "CICERONE_EMBED_KEY"},
		"model":    {modeltest.Refuse(404, ""), "CICERONE_EMBED_NAME"},
		"request":  {modeltest.Refuse(422, ""), "CICERONE_EMBED_NAME"},
		"redirect": {modeltest.Elsewhere(other.URL), "redirects"},
	} {
		s := modeltest.NewVectors(t, bge, 8, c.fault)
		_, err := embeddings(t, s, nil).Passages(t.Context(), []string{"a"})
		if !errors.Is(err, guide.ErrUnavailable) || !strings.Contains(err.Error(), c.want) || len(s.Requests()) != 1 {
			t.Errorf("%s: %v after %d requests, want one that names %s", name, err, len(s.Requests()), c.want)
		}
	}
	if n := len(other.Requests()); n != 0 {
		t.Errorf("%d texts went to another host", n)
	}
}

func TestAQuestionIsNotWaitedForLong(t *testing.T) {
	slow := modeltest.NewVectors(t, bge, 8, modeltest.Slow(time.Minute))
	e := embeddings(t, slow, func(cfg *EmbeddingConfig) { cfg.Timeout = 20 * time.Millisecond })
	if _, err := e.Question(t.Context(), "q"); !errors.Is(err, guide.ErrUnavailable) || !strings.Contains(err.Error(), "20ms") {
		t.Errorf("slow: got %v, want %v within 20ms", err, guide.ErrUnavailable)
	}
	down := modeltest.NewVectors(t, bge, 8)
	e = embeddings(t, down, nil)
	down.Close()
	for range failuresInARow + 1 {
		_, err := e.Question(t.Context(), "q")
		if !errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("down: got %v, want %v", err, guide.ErrUnavailable)
		}
	}
	if _, err := e.Question(t.Context(), "q"); err == nil || !strings.Contains(err.Error(), "left alone") {
		t.Errorf("down for long: got %v, want that it is left alone", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := embeddings(t, modeltest.NewVectors(t, bge, 8), nil).Passages(ctx, []string{"a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: got %v, want %v", err, context.Canceled)
	}
}

func TestNewEmbeddingsRefuses(t *testing.T) {
	for name, change := range map[string]func(*EmbeddingConfig){
		"address":    func(c *EmbeddingConfig) { c.URL = "localhost:8000" },
		"name":       func(c *EmbeddingConfig) { c.Name = "" },
		"key":        func(c *EmbeddingConfig) { c.Key = "a\nb" },
		"dimensions": func(c *EmbeddingConfig) { c.Dims = 0 },
		"many":       func(c *EmbeddingConfig) { c.Dims = 4001 },
		"time":       func(c *EmbeddingConfig) { c.Timeout = 0 },
	} {
		cfg := EmbeddingConfig{Server: Server{URL: "http://localhost:8000", Name: bge, Timeout: time.Second}, Dims: 8}
		change(&cfg)
		if _, err := NewEmbeddings(cfg); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%s: got %v, want %v", name, err, guide.ErrInvalid)
		}
	}
	e := embeddings(t, modeltest.NewVectors(t, bge, 8), nil)
	if e.call.http.Transport.(*http.Transport).Proxy != nil {
		t.Error("passages may go through a proxy")
	}
}
