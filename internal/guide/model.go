package guide

import "time"

// Message is one message to a chat model.
type Message struct {
	Role    string // "system", "user" or "assistant"
	Content string
}

// Outcome says how a call of a model server ended.
type Outcome string

const (
	CallAnswered Outcome = "answered"
	CallCut      Outcome = "cut"     // at the tokens it may take
	CallFailed   Outcome = "failed"  // the server's doing
	CallRefused  Outcome = "refused" // by a server that is well: the request or the settings are wrong
	CallSpared   Outcome = "spared"  // not made: the server had failed too often just before
	CallLeft     Outcome = "left"    // whoever asked did not wait for the end
)

// Use says what a model server was called for.
type Use string

const (
	UseChat   Use = "chat"
	UseVision Use = "vision"
	UseEmbed  Use = "embed"
	UseRerank Use = "rerank"
)

// ModelCall is one call of a model server, for the figures: numbers alone, and
// no word of what was asked.
type ModelCall struct {
	Use        Use
	Model      string // as configured
	Server     int    // which of the model's servers, from 1
	Outcome    Outcome
	FirstToken time.Duration // from the call to the first text; 0: there was none, or is none to come
	Total      time.Duration

	PromptTokens, AnswerTokens int
	Estimated                  bool // the server did not count them
}
