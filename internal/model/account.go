package model

import (
	"encoding/json"
	"errors"
	"time"

	"cicerone/internal/guide"
)

// usage is a server's own count of a call's tokens.
type usage struct {
	Prompt int `json:"prompt_tokens"`
	Answer int `json:"completion_tokens"`
	Total  int `json:"total_tokens"`
}

// bytesPerToken turns bytes into tokens where the server does not count them:
// what European Portuguese runs at in vocabularies of Llama's kind.
const bytesPerToken = 4

// count takes note of what a frame says of tokens. An answer is as good without.
func (a *answer) count(said json.RawMessage) {
	var u usage
	if !isNull(said) && json.Unmarshal(said, &u) == nil {
		a.usage = u
	}
}

// account is what the figures are told of a call that is over.
func (a *answer) account(begun time.Time, spared bool, err error) guide.ModelCall {
	call := guide.ModelCall{
		Use: a.use, Model: a.client.config.Name, Server: a.client.number, Outcome: outcome(spared, err), Total: time.Since(begun),
		PromptTokens: a.usage.Prompt, AnswerTokens: a.usage.Answer,
	}
	if !a.first.IsZero() {
		call.FirstToken = a.first.Sub(begun)
	}
	if a.usage.Prompt <= 0 || a.usage.Answer < 0 {
		call.PromptTokens, call.AnswerTokens, call.Estimated = 0, a.bytes/bytesPerToken, true
		if a.bytes > 0 { // else it is not known whether the server read any of it
			call.PromptTokens = a.promptBytes / bytesPerToken
		}
	}
	return call
}

// account tells whoever counts of a request and its reply.
func (c *caller) account(begun time.Time, request, reply []byte, err error) {
	if c.Observe == nil {
		return
	}
	call := guide.ModelCall{Use: c.use, Model: c.Name, Server: 1, Outcome: outcome(false, err), Total: time.Since(begun)}
	var said struct{ Usage usage }
	switch {
	case err != nil: // it is not known whether the server read any of it
		call.Estimated = true
	case json.Unmarshal(reply, &said) != nil || max(said.Usage.Prompt, said.Usage.Total) <= 0: // TEI's reranking sends a bare list
		call.PromptTokens, call.Estimated = len(request)/bytesPerToken, true
	default:
		call.PromptTokens = max(said.Usage.Prompt, said.Usage.Total)
	}
	c.Observe(call)
}

func outcome(spared bool, err error) guide.Outcome {
	f, isFailure := errors.AsType[*failure](err)
	switch {
	case err == nil:
		return guide.CallAnswered
	case errors.Is(err, guide.ErrCut):
		return guide.CallCut
	case spared:
		return guide.CallSpared
	case isFailure && f.refused:
		return guide.CallRefused
	case isFailure:
		return guide.CallFailed
	}
	return guide.CallLeft
}

func bytesOf(messages []guide.Message) int {
	n := 0
	for _, m := range messages {
		n += len(m.Content)
	}
	return n
}
