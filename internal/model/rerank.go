package model

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cicerone/internal/guide"
)

// Reranker asks a server how well texts answer a question. Its address is the
// server's, its /v1 or its /v1/rerank, as vLLM and llama.cpp serve it, or ends in
// /rerank without a version, as TEI serves it. It is safe for concurrent use.
type Reranker struct{ call *caller }

// NewReranker makes a client; it does not call the server. What is wrong with
// cfg is guide.ErrInvalid.
func NewReranker(cfg Server) (*Reranker, error) {
	call, err := newCaller(cfg, guide.UseRerank, "CICERONE_RERANK", "/v1", "/rerank", 4<<20)
	if err != nil {
		return nil, err
	}
	return &Reranker{call}, nil
}

// rerankRequest is put in the words of Jina's protocol or of TEI's.
type rerankRequest struct {
	Model     string   `json:"model,omitempty"`
	Query     string   `json:"query"`
	Documents []string `json:"documents,omitempty"`
	Texts     []string `json:"texts,omitempty"`
	Truncate  bool     `json:"truncate,omitempty"` // texts that are too long, where servers else refuse all
}

// ranked is how one text fares, in either protocol's words.
type ranked struct {
	Index     *int     `json:"index"`
	Relevance *float64 `json:"relevance_score"`
	Score     *float64 `json:"score"`
}

// Rerank scores texts by how well they answer a question, in their order; more
// is better, and only the order means anything. A server that does not answer in
// time, or not for all texts, is guide.ErrUnavailable.
func (r *Reranker) Rerank(ctx context.Context, question string, texts []string) ([]float64, error) {
	if len(texts) == 0 {
		return []float64{}, nil
	}
	var scores []float64
	if err := r.call.once(ctx, func(ctx context.Context) (err error) {
		var reply json.RawMessage
		if err := r.call.post(ctx, r.request(question, texts), &reply); err != nil {
			return err
		}
		scores, err = readRanks(reply, len(texts))
		return err
	}); err != nil {
		return nil, fmt.Errorf("rerank: %w", err)
	}
	return scores, nil
}

func (r *Reranker) request(question string, texts []string) rerankRequest {
	if strings.HasSuffix(r.call.endpoint, "/v1/rerank") || strings.HasSuffix(r.call.endpoint, "/v2/rerank") {
		return rerankRequest{Model: r.call.Name, Query: question, Documents: texts}
	}
	return rerankRequest{Query: question, Texts: texts, Truncate: true}
}

// readRanks puts the scores of a reply in the order of the n texts.
func readRanks(reply json.RawMessage, n int) ([]float64, error) {
	var all []ranked
	if json.Unmarshal(reply, &all) != nil { // not TEI's list
		var wrapped struct {
			Results []ranked `json:"results"`
		}
		if json.Unmarshal(reply, &wrapped) != nil {
			return nil, failed("sent what is not a list of scores")
		}
		all = wrapped.Results
	}
	if len(all) != n {
		return nil, failed("scored %d texts of %d", len(all), n)
	}
	scores, seen := make([]float64, n), make([]bool, n)
	for _, x := range all {
		score := x.Relevance
		if score == nil {
			score = x.Score
		}
		if x.Index == nil || *x.Index < 0 || *x.Index >= n || seen[*x.Index] || score == nil || !isFinite(*score) {
			return nil, failed("sent scores that are not numbered 0 to %d, each once", n-1)
		}
		scores[*x.Index], seen[*x.Index] = *score, true
	}
	return scores, nil
}
