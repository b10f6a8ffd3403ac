package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model"
)

// What embedding and reranking servers are tried with: a question in two languages,
// the passage that answers it, and others that do not.
const (
	trialQuestion = "De que material é feito o sino?"
	trialForeign  = "What is the bell made of?"
	trialAnswer   = "O sino foi fundido em bronze, o metal de que são feitos os sinos."
	trialOther    = "A bilheteira fecha às cinco horas da tarde."
)

// As much is sent at once as when notes come in and when passages are put in order;
// a passage has 120 words at most.
const (
	trialBatch    = 32
	trialReranked = 30
	trialWords    = 120
)

// patienceForTrial is how long a server may take for one trial: models are loaded
// when they are first asked.
const patienceForTrial = time.Minute

// Embedding examines an embedding server: is the model there, are its vectors of
// the dimension that the space has, do they bring a question and its answer
// together, and does it answer as fast as it must.
func Embedding(ctx context.Context, cfg model.EmbeddingConfig) Report {
	const part = "embedding server"
	var r Report
	within := cfg.Timeout
	cfg.Timeout = patienceForTrial
	client, err := model.NewEmbeddings(cfg)
	if err != nil {
		r.fail(part, "Mend the settings that begin with CICERONE_EMBED.", "The settings are wrong: %v.", err)
		return r
	}
	if !r.listed(ctx, part, "CICERONE_EMBED_URL", cfg.Name, client) {
		return r
	}
	question, ok := r.embeds(ctx, part, client, trialQuestion)
	if !ok {
		return r
	}
	r.well(part, "Its vectors have %d dimensions, as the space %s.", cfg.Dims, client.Space().Name)
	r.prefixes(part, client)
	begun := time.Now() // the first may have waited for the model to be loaded
	foreign, ok := r.embeds(ctx, part, client, trialForeign)
	if !ok {
		return r
	}
	r.inTime(part, "CICERONE_EMBED_TIMEOUT", "questions are searched by words alone", "A question is embedded", time.Since(begun), within)
	r.brings(ctx, part, client, question, foreign)
	return r
}

// embeds asks for a question's vector.
func (r *Report) embeds(ctx context.Context, part string, client *model.Embeddings, text string) ([]float32, bool) {
	vector, err := client.Question(ctx, text)
	switch {
	case errors.Is(err, guide.ErrConflict):
		r.fail(part, "Set CICERONE_EMBED_NAME and _DIMS to what the server has, or start it with the model that the space was made with: vectors of two kinds must not meet.",
			"It is not the model that was set up: %v.", err)
	case err != nil:
		r.fail(part, "See the server's own log. llama.cpp needs --embeddings; vLLM needs to be told that the model embeds; a model that is still being loaded answers after a while. Until then questions are searched by words alone, and new notes wait.",
			"It does not embed: %v.", err)
	}
	return vector, err == nil
}

// prefixes tells what goes before questions and passages.
func (r *Report) prefixes(part string, client *model.Embeddings) {
	query, passage := client.Prefixes()
	if query == "" && passage == "" {
		r.well(part, "Nothing goes before questions and passages. If the model's card asks for something, set CICERONE_EMBED_QUERY_PREFIX and _PASSAGE_PREFIX.")
		return
	}
	r.well(part, "Before a question goes %q, before a passage %q.", query, passage)
}

// inTime compares how long something took with how long visitors wait for it.
func (r *Report) inTime(part, setting, otherwise, what string, took, within time.Duration) {
	took = took.Round(time.Millisecond)
	if took > within {
		r.fail(part, fmt.Sprintf("Use a smaller model or a faster machine, or set %s longer; every visitor waits that long.", setting), "%s in %s, and %s allows %s: %s.", what, took, setting, within, otherwise)
		return
	}
	r.well(part, "%s in %s; %s allows %s.", what, took, setting, within)
}

// brings embeds passages, as many as are sent at once and one as long as they may
// be, and looks whether a question and its answer lie nearer to each other than
// what has nothing to do with it.
func (r *Report) brings(ctx context.Context, part string, client *model.Embeddings, question, foreign []float32) {
	ctx, cancel := context.WithTimeout(ctx, patienceForTrial)
	defer cancel()
	texts := append([]string{trialAnswer, trialOther, strings.Repeat("azulejaria ", trialWords)}, slices.Repeat([]string{trialOther}, trialBatch-3)...)
	begun := time.Now()
	passages, err := client.Passages(ctx, texts)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("nothing came within %s", patienceForTrial)
	}
	if err != nil {
		r.fail(part, "Have the server take 32 texts at once (TEI: --max-client-batch-size) and texts of 512 tokens (llama.cpp: -b and -ub).", "It does not embed passages as they are sent when notes come in: %v.", err)
		return
	}
	r.well(part, "%d passages are embedded in %s.", trialBatch, time.Since(begun).Round(time.Millisecond))
	answer, other := passages[0].Vector, passages[1].Vector
	if near, far := cosine(question, answer), cosine(question, other); near <= far {
		r.fail(part, "Look whether this is an embedding model, whether its prefixes are right, and how the server pools (vLLM and llama.cpp: --pooling).",
			"A question lies nearer to what has nothing to do with it (%.2f) than to its answer (%.2f).", far, near)
	} else {
		r.well(part, "A question lies nearer to its answer (%.2f) than to something else (%.2f).", near, far)
	}
	if near, far := cosine(foreign, answer), cosine(foreign, other); near <= far {
		r.warn(part, "Use a model of many languages, such as BAAI/bge-m3.", "An English question does not find its answer in Portuguese (%.2f, something else %.2f).", near, far)
	} else {
		r.well(part, "So does an English question to an answer in Portuguese (%.2f, something else %.2f).", near, far)
	}
}

// cosine is that of two vectors of unit length.
func cosine(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// Reranking examines a reranking server: is the model there, does it put the
// passage that answers first, and in time.
func Reranking(ctx context.Context, cfg model.Server) Report {
	const part = "reranking server"
	var r Report
	within := cfg.Timeout
	cfg.Timeout = patienceForTrial
	client, err := model.NewReranker(cfg)
	if err != nil {
		r.fail(part, "Mend the settings that begin with CICERONE_RERANK.", "The settings are wrong: %v.", err)
		return r
	}
	if !r.listed(ctx, part, "CICERONE_RERANK_URL", cfg.Name, client) {
		return r
	}
	texts := append(slices.Repeat([]string{trialOther}, trialReranked-1), trialAnswer)
	const help = "See the server's own log. llama.cpp needs --reranking, and vLLM a model that reranks; TEI is asked at its /rerank: give that whole address. Until then passages stay in the order in which they were found."
	if _, err := client.Rerank(ctx, trialQuestion, texts[:1]); err != nil { // and the model is loaded
		r.fail(part, help, "It does not rerank: %v.", err)
		return r
	}
	begun := time.Now()
	scores, err := client.Rerank(ctx, trialQuestion, texts)
	if err != nil {
		r.fail(part, help, "It does not rerank %d passages: %v.", trialReranked, err)
		return r
	}
	r.inTime(part, "CICERONE_RERANK_TIMEOUT", "passages stay in the order in which they were found", fmt.Sprintf("%d passages are put in order", trialReranked), time.Since(begun), within)
	if best := len(scores) - 1; scores[best] <= slices.Max(scores[:best]) {
		r.fail(part, "Look whether this is a reranking model, and one of many languages, such as BAAI/bge-reranker-v2-m3.", "It does not put the passage that answers a question before one that has nothing to do with it.")
	} else {
		r.well(part, "It puts the passage that answers a question first.")
	}
	return r
}
