package modeltest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Behaviour is how the server meets one request. A test may write its own.
type Behaviour func(w http.ResponseWriter, r *http.Request)

// Text is what the behaviours say, in full or in part, that take no text.
const Text = "A candeia é de prata, do século XVIII [1]. "

// Say answers well: text, token by token.
func Say(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		out.role()
		out.text(text)
		out.finish("stop")
		out.done()
	}
}

// SayCounted answers well and counts its tokens, as servers do that are asked to.
func SayCounted(text string, prompt, answer int) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		out.role()
		out.text(text)
		out.finish("stop")
		out.event(fmt.Sprintf(`{"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}`, prompt, answer, prompt+answer))
		out.done()
	}
}

// OutOfTokens says text and stops there, the tokens of an answer being used up.
func OutOfTokens(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		out.role()
		out.text(text)
		out.finish("length")
		out.done()
	}
}

// Held says the first word of Text, and the rest once release is closed: a
// server that is at work as long as a test likes.
func Held(release <-chan struct{}) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		first, rest, _ := strings.Cut(Text, " ")
		out.delta(first + " ")
		select {
		case <-r.Context().Done():
			return
		case <-release:
		}
		out.text(rest)
		out.finish("stop")
		out.done()
	}
}

// SlowFirstToken keeps silent for d and then says Text.
func SlowFirstToken(d time.Duration) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		out.role()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(d):
		}
		out.text(Text)
		out.finish("stop")
		out.done()
	}
}

// Stall says Text and then nothing more until its client has hung up.
func Stall(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	out.role()
	out.text(Text)
	<-r.Context().Done()
}

// Cut says Text and drops the connection in the midst of another frame.
func Cut(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	out.role()
	out.text(Text)
	out.write(`data: {"choices":[{"index":0,"delta":{"cont`)
	panic(http.ErrAbortHandler)
}

// Status refuses with a status and, if header is not nil, headers. Its complaint
// quotes the key that came with the request, as a careless server's would.
func Status(code int, header http.Header) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), header)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, complaint(code, "scripted, for "+r.Header.Get("Authorization")))
	}
}

// MalformedFrames says Text and then sends a frame that is no JSON.
func MalformedFrames(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	out.text(Text)
	out.event(`{"choices":[{"index":0,"delta":{"content":"cut`)
	out.finish("stop")
	out.done()
}

// EmptyFrames answers well, with everything in between that has nothing to say:
// empty data, comments, roles, reasoning, null, frames without choices.
func EmptyFrames(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		for _, token := range tokens(text) {
			out.write(": keep-alive\n\n")
			out.write("data:\n\n")
			out.write("data\n\n")
			out.write("id: 7\nretry: 10\n\n")
			out.role()
			out.event(`{"choices":[]}`)
			out.event(`{"choices":[{"index":0,"delta":{"content":null},"finish_reason":null}],"error":null}`)
			out.event(`{"choices":[{"index":0,"delta":{"reasoning_content":"let me see"}}]}`)
			out.delta(token)
		}
		out.finish("stop")
		out.event(`{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}`)
		out.done()
	}
}

// ErrorLine says Text and then fails as llama.cpp does, in a line of its own
// kind.
func ErrorLine(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	out.text(Text)
	out.write(`error: {"code":500,"message":"scripted","type":"server_error"}` + "\n\n")
}

// ErrorFrame says Text and then fails as vLLM does, in a data frame; the [DONE]
// that follows does not mend it.
func ErrorFrame(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	out.text(Text)
	out.event(complaint(http.StatusInternalServerError, "scripted"))
	out.done()
}

// HTML answers with a web page, as a wrong address or a gateway does.
func HTML(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><title>It works</title>\n")
}

// Endless repeats Text, as fast as it is read, until its client has hung up.
func Endless(w http.ResponseWriter, r *http.Request) {
	out := open(w)
	for r.Context().Err() == nil && !out.broken {
		out.delta(Text)
	}
}

// OddChunks answers well, in packets of one to three bytes, that end inside
// letters, between CR and LF, and wherever else it is awkward.
func OddChunks(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		var whole strings.Builder
		frames := stream{w: &whole, flush: func() error { return nil }}
		frames.write("\ufeff")
		frames.role()
		frames.text(text)
		frames.finish("stop")
		frames.done()

		out := open(w)
		rest := strings.ReplaceAll(whole.String(), "\n", "\r\n")
		for size := 1; rest != ""; size = size%3 + 1 {
			size = min(size, len(rest))
			out.write(rest[:size])
			rest = rest[size:]
		}
	}
}

// NoDone answers well but for the closing [DONE].
func NoDone(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		out := open(w)
		out.role()
		out.text(text)
		out.finish("stop")
	}
}

// PlainJSON answers in one piece, as a server does that cannot stream.
func PlainJSON(text string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = fmt.Fprintf(w, `{"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",`+
			`"message":{"role":"assistant","content":%s}}]}`, quoted(text))
	}
}

// stream writes an event stream, at once and not when a buffer is full.
type stream struct {
	w      io.Writer
	flush  func() error
	broken bool // the client is gone
}

func open(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	return &stream{w: w, flush: http.NewResponseController(w).Flush}
}

func (s *stream) write(raw string) {
	_, err := io.WriteString(s.w, raw)
	if flushed := s.flush(); err != nil || flushed != nil {
		s.broken = true
	}
}

func (s *stream) event(data string) { s.write("data: " + data + "\n\n") }

func (s *stream) role() {
	s.event(`{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`)
}

func (s *stream) delta(token string) {
	s.event(`{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":` + quoted(token) + `},"finish_reason":null}]}`)
}

func (s *stream) text(text string) {
	for _, token := range tokens(text) {
		s.delta(token)
	}
}

func (s *stream) finish(reason string) {
	s.event(`{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"` + reason + `"}]}`)
}

func (s *stream) done() { s.event("[DONE]") }

// tokens cuts a text into words with the space that follows: near enough to what
// a model's tokens are.
func tokens(text string) []string { return strings.SplitAfter(text, " ") }

// quoted is s as a JSON string.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a string cannot fail
	return string(b)
}

func complaint(code int, message string) string {
	return fmt.Sprintf(`{"error":{"message":%s,"type":"server_error","code":%d}}`, quoted(message), code)
}
