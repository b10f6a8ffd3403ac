package model

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

// counting answers well and says what it read, as vLLM and llama.cpp do.
func counting(used map[string]any) modeltest.Fault {
	return func(w http.ResponseWriter, r *http.Request, good map[string]any) {
		good["usage"] = used
		modeltest.Well(w, r, good)
	}
}

// Every request to an embedding or reranking server is told of, and so is one that
// was not made.
func TestAccountsOfEmbeddingAndReranking(t *testing.T) {
	answered := guide.ModelCall{Outcome: guide.CallAnswered, PromptTokens: 17}
	for _, test := range []struct {
		name  string
		fault modeltest.Fault
		want  guide.ModelCall
	}{
		{"counted", counting(map[string]any{"prompt_tokens": 17, "total_tokens": 17}), answered},
		{"counted in all", counting(map[string]any{"total_tokens": 17}), answered},
		{"count is null", counting(nil), guide.ModelCall{Outcome: guide.CallAnswered, Estimated: true}},
		{"not counted", modeltest.Well, guide.ModelCall{Outcome: guide.CallAnswered, Estimated: true}},
		{"out of order", modeltest.Refuse(500, ""), guide.ModelCall{Outcome: guide.CallFailed, Estimated: true}},
		{"wrong key", modeltest.Refuse(401, ""), guide.ModelCall{Outcome: guide.CallRefused, Estimated: true}},
		{"page", modeltest.Page, guide.ModelCall{Outcome: guide.CallRefused, Estimated: true}},
		{"no JSON", modeltest.NotANumber, guide.ModelCall{Outcome: guide.CallFailed, Estimated: true}},
		{"too late", modeltest.Slow(time.Minute), guide.ModelCall{Outcome: guide.CallFailed, Estimated: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := modeltest.NewVectors(t, bge, 8, test.fault, test.fault)
			var calls []guide.ModelCall
			server := Server{URL: s.URL, Name: bge, Timeout: 300 * time.Millisecond, Observe: func(c guide.ModelCall) { calls = append(calls, c) }}
			e, err := NewEmbeddings(EmbeddingConfig{Server: server, Dims: 8})
			if err != nil {
				t.Fatal(err)
			}
			r, err := NewReranker(server)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = e.Question(t.Context(), "quem fez o sino") // how they fail is tested elsewhere
			_, _ = r.Rerank(t.Context(), asked, texts)
			if len(calls) != 2 {
				t.Fatalf("%d calls told of, want 2", len(calls))
			}
			for i, use := range []guide.Use{guide.UseEmbed, guide.UseRerank} {
				got := calls[i]
				test.want.Use, test.want.Model, test.want.Server = use, bge, 1
				if test.want.Outcome == guide.CallAnswered && test.want.Estimated {
					if got.PromptTokens < 10 || got.PromptTokens > 80 {
						t.Errorf("%s: %d tokens estimated", use, got.PromptTokens)
					}
					got.PromptTokens = 0
				}
				if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(guide.ModelCall{}, "Total")); diff != "" || got.Total <= 0 {
					t.Errorf("%s: took %v (-want +got):\n%s", use, got.Total, diff)
				}
			}
		})
	}
}

func TestASparedCallIsToldOf(t *testing.T) {
	s := modeltest.NewVectors(t, bge, 8)
	s.Close()
	var last guide.ModelCall
	e, err := NewEmbeddings(EmbeddingConfig{Server: Server{URL: s.URL, Name: bge, Timeout: time.Second, Observe: func(c guide.ModelCall) { last = c }}, Dims: 8})
	if err != nil {
		t.Fatal(err)
	}
	for range failuresInARow + 1 {
		if _, err := e.Question(t.Context(), "q"); err == nil {
			t.Fatal("a server that is down answered")
		}
	}
	if want := (guide.ModelCall{Use: guide.UseEmbed, Model: bge, Server: 1, Outcome: guide.CallSpared, Estimated: true}); last != want {
		t.Errorf("told of %+v, want %+v", last, want)
	}
}

// What is said of a server's settings names those that it has.
func TestFailuresNameTheSettings(t *testing.T) {
	for name, behaviour := range map[string]modeltest.Behaviour{
		"CICERONE_VISION_KEY": modeltest.Status(401, nil), "CICERONE_VISION_NAME": modeltest.Status(404, nil), "CICERONE_VISION_URL": modeltest.HTML,
	} {
		cfg := patient(modeltest.New(t, behaviour).URL)
		cfg.Settings = "CICERONE_VISION"
		var call guide.ModelCall
		cfg.Observe = func(c guide.ModelCall) { call = c }
		err := newClient(t, cfg).Look(t.Context(), "s", "w", []byte("jpeg"), func(string) error { return nil })
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "CICERONE_MODEL") {
			t.Errorf("%v, want it to name %s", err, name)
		}
		if call.Use != guide.UseVision || call.Outcome != guide.CallRefused {
			t.Errorf("told of %+v, want a refused call of vision", call)
		}
	}
}
