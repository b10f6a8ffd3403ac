package doctor

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cicerone/internal/model"
	"cicerone/internal/model/modeltest"
)

// worst is the worst state in a report, with all that was found and is to be done.
func worst(r Report) (state State, found, do string) {
	state = Well
	for _, f := range r {
		found, do = found+f.Found+"\n", do+f.Do+"\n"
		if f.State == Failure || f.State == Warning && state == Well {
			state = f.State
		}
	}
	return state, found, do
}

// languages are what a model of several languages knows.
var languages = map[string]string{"bell": "sino", "made": "feitos", "of": "de"}

// named has a server call itself something in its replies.
func named(model string, then modeltest.Fault) modeltest.Fault {
	return func(w http.ResponseWriter, r *http.Request, good map[string]any) {
		good["model"] = model
		then(w, r, good)
	}
}

// flat embeds everything alike, but for a little.
func flat(w http.ResponseWriter, r *http.Request, good map[string]any) {
	modeltest.With("embedding", append([]float64{1}, make([]float64, 511)...))(w, r, good)
}

// notServed is what llama.cpp says that was started for something else.
func notServed(w http.ResponseWriter, r *http.Request, _ map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotImplemented)
	_, _ = w.Write([]byte(`{"error":{"code":501,"message":"This server does not support it. Start it with another flag","type":"not_supported_error"}}`))
}

// tooLong is how llama.cpp meets a text of more tokens than it takes at once.
func tooLong(w http.ResponseWriter, r *http.Request, _ map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write([]byte(`{"error":{"code":500,"message":"input is too large to process. increase the physical batch size","type":"server_error"}}`))
}

// unbatched is how TEI meets more texts than it takes at once.
func unbatched(w http.ResponseWriter, r *http.Request, _ map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnprocessableEntity)
	_, _ = w.Write([]byte(`{"error":"batch size 32 > maximum allowed batch size 8","error_type":"Validation"}`))
}

func TestEmbedding(t *testing.T) {
	well := modeltest.Well
	vllm := told{"/v1/models", `{"object":"list","data":[{"id":"BAAI/bge-m3","max_model_len":8192}]}`}
	llama := told{"/v1/models", `{"models":[{"name":"bge-m3"}],"data":[{"id":"bge-m3"}]}`}
	ollama := told{"/v1/models", `{"data":[{"id":"amalia:latest"},{"id":"bge-m3:latest"}]}`}
	tei := told{"/info", `{"model_id":"BAAI/bge-m3","model_type":{"embedding":{"pooling":"cls"}},"max_client_batch_size":32}`}
	const big, small = "BAAI/bge-m3", "bge-m3"
	for _, test := range []struct {
		name   string
		model  string
		tells  []told
		faults []modeltest.Fault // of the two questions and the passages
		change func(*model.EmbeddingConfig, *modeltest.Vectors)
		state  State
		found  string
		do     string
	}{
		{"vLLM", big, []told{vllm}, nil, nil, Well, `lists "BAAI/bge-m3"`, ""},
		{"llama.cpp", small, []told{llama}, nil, nil, Well, "have 512 dimensions, as the space bge-m3-512", ""},
		{"Ollama", small, []told{ollama}, []modeltest.Fault{named("bge-m3:latest", well)}, nil, Well, "32 passages are embedded", ""},
		{"TEI", big, []told{tei}, nil, nil, Well, `lists "BAAI/bge-m3"`, ""},
		{"TEI of another model", big, []told{{"/info", `{"model_id":"BAAI/bge-small-en"}`}}, []modeltest.Fault{named("BAAI/bge-small-en", well)}, nil,
			Failure, "another model", "CICERONE_EMBED_NAME and _DIMS"},
		{"prefixes of the model", "intfloat/multilingual-e5-small", []told{{"/v1/models", `{"data":[{"id":"intfloat/multilingual-e5-small"}]}`}}, nil,
			func(c *model.EmbeddingConfig, _ *modeltest.Vectors) {
				c.QueryPrefix, c.PassagePrefix = model.PrefixOfModel, model.PrefixOfModel
			}, Well, `Before a question goes "query: ", before a passage "passage: ".`, ""},
		{"no list", big, nil, nil, nil, Warning, "does not list its models", "Nothing"},
		{"not in the list", big, []told{unlisted}, nil, nil, Warning, `does not list "BAAI/bge-m3"`, "other"},
		{"wrong dimension", big, []told{vllm}, nil, func(c *model.EmbeddingConfig, _ *modeltest.Vectors) { c.Dims = 1024 }, Failure, "have 512 dimensions, space bge-m3-1024 has 1024", "CICERONE_EMBED_NAME and _DIMS"},
		{"wrong settings", big, []told{vllm}, nil, func(c *model.EmbeddingConfig, _ *modeltest.Vectors) { c.Dims = 5000 }, Failure, "settings are wrong", "Mend"},
		{"no such address", big, nil, []modeltest.Fault{modeltest.Refuse(404, "")}, nil, Failure, "check CICERONE_EMBED_NAME and CICERONE_EMBED_URL", "--embeddings"},
		{"web page", big, nil, []modeltest.Fault{modeltest.Page}, nil, Failure, "is CICERONE_EMBED_URL the address of a model server?", "log"},
		{"unauthorised", big, []told{vllm}, []modeltest.Fault{modeltest.Refuse(401, "")}, nil, Failure, "check CICERONE_EMBED_KEY", "log"},
		{"not an embedding server", small, []told{llama}, []modeltest.Fault{notServed}, nil, Failure, "status 501", "--embeddings"},
		{"slow", big, []told{vllm}, []modeltest.Fault{well, modeltest.Slow(60 * time.Millisecond)}, func(c *model.EmbeddingConfig, _ *modeltest.Vectors) { c.Timeout = 20 * time.Millisecond }, Failure, "CICERONE_EMBED_TIMEOUT allows 20ms", "CICERONE_EMBED_TIMEOUT longer"},
		{"slow only at first", big, []told{vllm}, []modeltest.Fault{modeltest.Slow(60 * time.Millisecond)}, nil, Well, "A question is embedded in", ""},
		{"small batches", big, []told{tei}, []modeltest.Fault{well, well, unbatched}, nil, Failure, "as they are sent when notes come in", "--max-client-batch-size"},
		{"short texts", small, []told{llama}, []modeltest.Fault{well, well, tooLong, tooLong, tooLong, tooLong, tooLong}, nil, Failure, "as they are sent when notes come in", "-ub"},
		{"all alike", big, []told{vllm}, []modeltest.Fault{flat, flat, flat}, nil, Failure, "nearer to what has nothing to do with it (1.00)", "--pooling"},
		{"of one language", big, []told{vllm}, nil, func(_ *model.EmbeddingConfig, s *modeltest.Vectors) { s.Same = nil }, Warning, "An English question does not find", "many languages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel() // one of them is waited for
			server := modeltest.NewVectors(t, test.model, 512, test.faults...)
			server.Same = languages
			for _, fact := range test.tells {
				server.Tell(fact.path, fact.json)
			}
			cfg := model.EmbeddingConfig{Server: model.Server{URL: server.URL, Name: test.model, Timeout: 5 * time.Second}, Dims: 512}
			if test.change != nil {
				test.change(&cfg, server)
			}
			state, found, do := worst(Embedding(t.Context(), cfg))
			if state != test.state || !strings.Contains(found, test.found) || !strings.Contains(do, test.do) {
				t.Errorf("got %s, want %s with %q and %q:\n%s%s", state, test.state, test.found, test.do, found, do)
			}
		})
	}
}

func TestReranking(t *testing.T) {
	const name = "BAAI/bge-reranker-v2-m3"
	well := modeltest.Well
	vllm := told{"/v1/models", `{"data":[{"id":"BAAI/bge-reranker-v2-m3"}]}`}
	llama := told{"/v1/models", `{"data":[{"id":"bge-reranker-v2-m3-Q8_0.gguf"}]}`}
	tei := told{"/info", `{"model_id":"BAAI/bge-reranker-v2-m3","model_type":{"reranker":{}}}`}
	for _, test := range []struct {
		name   string
		path   string
		tells  []told
		faults []modeltest.Fault // of the first passage, and of all
		within time.Duration
		state  State
		found  string
		do     string
	}{
		{"vLLM", "/v1", []told{vllm}, nil, time.Minute, Well, "puts the passage that answers a question first", ""},
		{"llama.cpp under its own name", "/v1/rerank", []told{llama}, nil, time.Minute, Warning, "does not list", "bge-reranker-v2-m3-Q8_0.gguf"},
		{"TEI", "/rerank", []told{tei}, nil, time.Minute, Well, "30 passages are put in order in", ""},
		{"in another order", "/v1", []told{vllm}, []modeltest.Fault{modeltest.Shuffled, modeltest.Shuffled}, time.Minute, Well, "first", ""},
		{"no such address", "/v1", nil, []modeltest.Fault{modeltest.Refuse(404, "")}, time.Minute, Failure, "check CICERONE_RERANK_NAME and CICERONE_RERANK_URL", "TEI"},
		{"not for reranking", "/v1", []told{llama}, []modeltest.Fault{notServed}, time.Minute, Failure, "status 501", "--reranking"},
		{"web page", "/v1", nil, []modeltest.Fault{modeltest.Page}, time.Minute, Failure, "CICERONE_RERANK_URL", "log"},
		{"unauthorised", "/v1", []told{vllm}, []modeltest.Fault{modeltest.Refuse(403, "")}, time.Minute, Failure, "check CICERONE_RERANK_KEY", "log"},
		{"not for all", "/v1", []told{vllm}, []modeltest.Fault{well, modeltest.Short}, time.Minute, Failure, "scored 29 texts of 30", "log"},
		{"slow", "/v1", []told{vllm}, []modeltest.Fault{well, modeltest.Slow(60 * time.Millisecond)}, 20 * time.Millisecond, Failure, "CICERONE_RERANK_TIMEOUT allows 20ms", "CICERONE_RERANK_TIMEOUT longer"},
		{"all alike", "/v1", []told{vllm}, []modeltest.Fault{well, modeltest.With("relevance_score", 0.5)}, time.Minute, Failure, "does not put the passage", "reranking model"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := modeltest.NewVectors(t, name, 1, test.faults...)
			for _, fact := range test.tells {
				server.Tell(fact.path, fact.json)
			}
			state, found, do := worst(Reranking(t.Context(), model.Server{URL: server.URL + test.path, Name: name, Timeout: test.within}))
			if state != test.state || !strings.Contains(found, test.found) || !strings.Contains(do, test.do) {
				t.Errorf("got %s, want %s with %q and %q:\n%s%s", state, test.state, test.found, test.do, found, do)
			}
			if sent := server.Requests(); test.state == Well && (len(sent) != 2 || len(sent[1].Input) != 30) {
				t.Errorf("%d requests, want two, the second of thirty passages", len(sent))
			}
		})
	}
}

func TestVectorsDown(t *testing.T) {
	server := modeltest.NewVectors(t, "m", 512)
	server.Close()
	cfg := model.Server{URL: server.URL, Name: "m", Timeout: time.Second}
	for name, r := range map[string]Report{"embedding": Embedding(t.Context(), model.EmbeddingConfig{Server: cfg, Dims: 512}), "reranking": Reranking(t.Context(), cfg)} {
		if len(r) != 1 || r[0].State != Failure || !strings.Contains(r[0].Do, "Start the model server") {
			t.Errorf("%s: got %+v, want one failure", name, r)
		}
	}
}
