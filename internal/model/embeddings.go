package model

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"cicerone/internal/guide"
)

// EmbeddingConfig says which server embeds, and how its texts are put to it.
type EmbeddingConfig struct {
	Server
	Space string // name of the space that its vectors make; empty: made of the model's name and the dimensions
	Dims  int    // of its vectors

	// What goes before a question and before a passage. PrefixOfModel stands for
	// what the model was trained with, as far as it is known here.
	QueryPrefix, PassagePrefix string
}

// PrefixOfModel is a prefix that follows from the model's name.
const PrefixOfModel = "auto"

// Embeddings asks an OpenAI-compatible server for vectors: vLLM, TEI, llama.cpp,
// Ollama. Its address is the server's, its /v1 or its /v1/embeddings. It is safe
// for concurrent use.
type Embeddings struct {
	call            *caller
	space           guide.Space
	query, passages string // prefixes
}

// NewEmbeddings makes a client; it does not call the server. What is wrong with
// cfg is guide.ErrInvalid.
func NewEmbeddings(cfg EmbeddingConfig) (*Embeddings, error) {
	// A number takes some twenty bytes of JSON.
	call, err := newCaller(cfg.Server, guide.UseEmbed, "CICERONE_EMBED", "/v1", "/embeddings", int64(embedBatch*cfg.Dims*32)+1<<20)
	if err != nil {
		return nil, err
	}
	if cfg.Dims < 1 || cfg.Dims > maxDims {
		return nil, guide.Invalidf("CICERONE_EMBED_DIMS", "%d is not between 1 and %d", cfg.Dims, maxDims)
	}
	e := &Embeddings{call: call, query: prefix(cfg.QueryPrefix, cfg.Name, 0), passages: prefix(cfg.PassagePrefix, cfg.Name, 1)}
	e.space = guide.Space{Name: cfg.Space, Model: cfg.Name, Dims: cfg.Dims}
	if e.space.Name == "" {
		e.space.Name = spaceName(cfg.Name, cfg.Dims)
	}
	if e.passages != "" { // vectors with and without it must not meet
		e.space.Model += " " + strconv.Quote(e.passages)
	}
	return e, nil
}

// maxDims is how many dimensions a halfvec index can hold.
const maxDims = 4000

// embedBatch is how many texts one request holds: as many as servers take by
// default (TEI 32).
const embedBatch = 32

// prefixes are those that models were trained with, by what their names hold:
// of a question, and of a passage. Others, such as bge-m3, have none.
var prefixes = []struct {
	name string
	of   [2]string
}{
	{"multilingual-e5-large-instruct", [2]string{instruction + "\nQuery: ", ""}},
	{"multilingual-e5", [2]string{"query: ", "passage: "}},
	{"qwen3-embedding", [2]string{instruction + "\nQuery:", ""}},
	{"nomic-embed-text", [2]string{"search_query: ", "search_document: "}},
}

// instruction tells models that take one what their vectors are for.
const instruction = "Instruct: Given a museum visitor's question, retrieve passages that answer it"

func prefix(configured, model string, side int) string {
	if configured != PrefixOfModel {
		return strings.ReplaceAll(configured, `\n`, "\n")
	}
	for _, p := range prefixes {
		if strings.Contains(strings.ToLower(model), p.name) {
			return p.of[side]
		}
	}
	return ""
}

// spaceName makes a space's name of a model's: "BAAI/bge-m3" and 1024 make
// "bge-m3-1024".
func spaceName(model string, dims int) string {
	name := strings.ToLower(model[strings.LastIndex(model, "/")+1:])
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' {
			return r
		}
		return '-'
	}, name)
	name = strings.Trim(name, "-._")
	return fmt.Sprintf("%s-%d", name[:min(len(name), 60)], dims)
}

// Space is the space that the server's vectors make, without an id.
func (e *Embeddings) Space() guide.Space { return e.space }

// Question embeds a visitor's question: a vector of unit length. A server that
// does not answer in time is guide.ErrUnavailable.
func (e *Embeddings) Question(ctx context.Context, text string) ([]float32, error) {
	var vectors [][]float32
	if err := e.call.once(ctx, func(ctx context.Context) (err error) {
		vectors, err = e.embed(ctx, e.query, []string{text})
		return err
	}); err != nil {
		return nil, fmt.Errorf("embed a question: %w", err)
	}
	return vectors[0], nil
}

// Passages embeds texts, in order, as vectors of unit length. A server that is
// down or busy is waited for, for some minutes, and is then
// guide.ErrUnavailable. Vectors of another dimension or model than the space's
// are guide.ErrConflict.
func (e *Embeddings) Passages(ctx context.Context, texts []string) ([]guide.Embedded, error) {
	out := make([]guide.Embedded, 0, len(texts))
	for len(out) < len(texts) {
		batch := texts[len(out):min(len(texts), len(out)+embedBatch)]
		var vectors [][]float32
		if err := often(ctx, func(ctx context.Context) (err error) {
			vectors, err = e.embed(ctx, e.passages, batch)
			return err
		}); err != nil {
			return nil, fmt.Errorf("embed passages: %w", err)
		}
		for _, v := range vectors {
			out = append(out, guide.Embedded{Vector: v})
		}
	}
	return out, nil
}

type embeddingRequest struct {
	Model    string   `json:"model"`
	Input    []string `json:"input"`
	Encoding string   `json:"encoding_format"`
}

// embed makes one call.
func (e *Embeddings) embed(ctx context.Context, prefix string, texts []string) ([][]float32, error) {
	request := embeddingRequest{Model: e.call.Name, Input: make([]string, len(texts)), Encoding: "float"}
	for i, text := range texts {
		request.Input[i] = prefix + text
	}
	var reply embeddingReply
	if err := e.call.post(ctx, request, &reply); err != nil {
		return nil, err
	}
	return e.read(reply, len(texts))
}

type embeddingReply struct {
	Model string `json:"model"`
	Data  []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
}

// read puts the vectors of a reply to n texts in order, each made one long.
func (e *Embeddings) read(r embeddingReply, n int) ([][]float32, error) {
	if !sameModel(r.Model, e.call.Name) {
		return nil, fmt.Errorf("the embedding server answers with another model than %q; check CICERONE_EMBED_NAME: %w", e.call.Name, guide.ErrConflict)
	}
	if len(r.Data) != n {
		return nil, failed("sent %d vectors for %d texts", len(r.Data), n)
	}
	out := make([][]float32, n)
	for _, d := range r.Data {
		if d.Index < 0 || d.Index >= n || out[d.Index] != nil {
			return nil, failed("sent vectors that are not numbered 0 to %d, each once", n-1)
		}
		if len(d.Embedding) != e.space.Dims {
			return nil, fmt.Errorf("the embedding server's vectors have %d dimensions, space %s has %d; check CICERONE_EMBED_DIMS: %w",
				len(d.Embedding), e.space.Name, e.space.Dims, guide.ErrConflict)
		}
		v, ok := unit(d.Embedding)
		if !ok {
			return nil, failed("sent a vector that points nowhere")
		}
		out[d.Index] = v
	}
	return out, nil
}

// sameModel compares names of models, as far as servers say one: some say none,
// Ollama adds a tag.
func sameModel(said, asked string) bool {
	said, asked = strings.TrimSuffix(said, ":latest"), strings.TrimSuffix(asked, ":latest")
	return said == "" || strings.EqualFold(said, asked)
}

// unit makes a vector one long; one of no length, or not of numbers, cannot be.
func unit(v []float64) ([]float32, bool) {
	var sum float64
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 || !isFinite(sum) {
		return nil, false
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x / math.Sqrt(sum))
	}
	return out, true
}
