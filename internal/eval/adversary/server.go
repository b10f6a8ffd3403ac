package adversary

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Server is the liar behind the protocol of real model servers: streamed chat
// completions as vLLM, llama.cpp and Ollama speak them. The last message of a
// request is the place of the answer that it gives, from 0; to any other it says
// First. It is an http.Handler to be mounted on loopback.
type Server struct {
	Answers []Answer
	First   string        // what is said where no place is given
	Pace    time.Duration // between one token and the next; 0: none
}

// mostRequest bounds a request, in bytes: a prompt of 32,000 tokens is far less.
const mostRequest = 1 << 20

func (s Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, mostRequest)).Decode(&request); err != nil || len(request.Messages) == 0 {
		http.Error(w, "no messages", http.StatusBadRequest)
		return
	}
	said, endless := s.First, ""
	if i, err := strconv.Atoi(request.Messages[len(request.Messages)-1].Content); err == nil && i >= 0 && i < len(s.Answers) {
		said, endless = s.Answers[i].Text(), s.Answers[i].Endless
	}
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	for _, token := range strings.SplitAfter(said, " ") {
		if !pause(r, s.Pace) || event(w, token) != nil || flush() != nil {
			return // the client has gone
		}
	}
	for endless != "" {
		if !pause(r, s.Pace) || event(w, endless) != nil || flush() != nil {
			return
		}
	}
	_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
}

func pause(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return r.Context().Err() == nil
	}
	select {
	case <-r.Context().Done():
		return false
	case <-time.After(d):
		return true
	}
}

func event(w io.Writer, token string) error {
	content, err := json.Marshal(token)
	if err == nil {
		_, err = fmt.Fprintf(w, `data: {"choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", content)
	}
	return err
}
