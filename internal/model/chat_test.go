package model

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"

	"github.com/google/go-cmp/cmp"
)

const (
	key   = "sk-very-secret"
	lines = "Um cálice de prata 🏺, c. 1515.\n\n– “Obra-prima” [1] e [2]."
)

var question = []guide.Message{{Role: "system", Content: "És um guia."}, {Role: "user", Content: "De que é feita?"}}

// patient waits for longer than any test lasts.
func patient(url string) Config {
	return Config{URL: url, Name: "amalia", Key: key, FirstToken: time.Hour, NextToken: time.Hour, Total: time.Hour, MaxTokens: 400}
}

func newClient(t *testing.T, cfg Config) *Client {
	t.Helper()
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// chat returns the text that came, with the error.
func chat(ctx context.Context, c *Client) (string, error) {
	var text strings.Builder
	err := c.Chat(ctx, question, func(delta string) error {
		text.WriteString(delta)
		return nil
	})
	return text.String(), err
}

func TestWholeAnswers(t *testing.T) {
	const frames, hello = "text/event-stream", "olá"
	for _, test := range []struct {
		name      string
		behaviour modeltest.Behaviour
		want      string
	}{
		{"token by token", modeltest.Say(lines), lines},
		{"slow first token", modeltest.SlowFirstToken(time.Millisecond), modeltest.Text},
		{"empty frames", modeltest.EmptyFrames(lines), lines},
		{"odd chunks", modeltest.OddChunks(lines), lines},
		{"finish without DONE", modeltest.NoDone(lines), lines},
		{"plain JSON", modeltest.PlainJSON(lines), lines},
		{"DONE without finish", raw(frames, `data: {"choices":[{"delta":{"content":"olá"}}]}`+"\n\ndata: [DONE]\n\n"), hello},
		{"finish with the text", raw(frames+"; charset=utf-8", `data: {"choices":[{"delta":{"content":"olá"},"finish_reason":"stop"}]}`+"\n\n"), hello},
		{"tokens counted", modeltest.SayCounted(lines, 30, 12), lines},
		{"tokens miscounted", raw(frames, `data: {"choices":[{"delta":{"content":"olá"}}],"usage":{"prompt_tokens":"many"}}`+"\n\ndata: [DONE]\n\n"), hello},
		{"fault after the finish", raw(frames, `data: {"choices":[{"delta":{"content":"olá"},"finish_reason":"stop"}]}`+"\n\ndata: {]\n\n"), hello},
		{"frame over lines", raw(frames, "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"olá\"}}]}\r\rdata: [DONE]\r\r"), hello},
		{"control characters", raw(frames, `data: {"choices":[{"delta":{"content":"o\u0000l\u001bá"}}]}`+"\n\ndata: [DONE]\n\n"), hello},
		{"usage null", raw(frames, `data: {"choices":[{"delta":{"content":"olá"}}],"usage":null}`+"\n\n"+`data: {"choices":[],"usage":null}`+"\n\ndata: [DONE]\n\n"), hello},
		{"invalid UTF-8", raw(frames, "data: {\"choices\":[{\"delta\":{\"content\":\"ol\xc3\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}\n\ndata: [DONE]\n\n"), "ol\ufffd\ufffd"},
		{"reasoning apart", raw(frames, `data: {"choices":[{"delta":{"reasoning_content":"hm","reasoning":"hm"}}]}`+"\n\n"+`data: {"choices":[{"delta":{"content":"olá"},"finish_reason":"stop"}]}`+"\n\n"), hello},
		{"thinking aloud", modeltest.Say("<think>\nA nota diz prata.\n</think>\n\n" + lines), lines},
		{"thinking aloud in odd chunks", modeltest.OddChunks("\n<think>Hm </thin> hm</think>" + lines), lines},
		{"thinking aloud in one piece", modeltest.PlainJSON("<think></think>\n" + lines), lines},
		{"a mark in mid-answer", modeltest.Say("Um <think> a meio"), "Um <think> a meio"},
		{"half a mark", modeltest.Say("<thi"), "<thi"},
		{"other choices", raw(frames, `data: {"choices":[{"index":1,"delta":{"content":"no"},"finish_reason":"stop"},{"index":0,"delta":{"content":"olá"}}]}`+"\n\ndata: [DONE]\n\n"), hello},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := modeltest.New(t, test.behaviour)
			got, err := chat(t.Context(), newClient(t, patient(server.URL)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
		})
	}
}

// An answer that is not whole is an error, whatever came of it; and the text
// that came is handed out all the same, for sentences are checked as they come.
func TestBrokenAnswers(t *testing.T) {
	const frames = "text/event-stream"
	for _, test := range []struct {
		name      string
		behaviour modeltest.Behaviour
		text      string
		words     string // of the error
	}{
		{"connection cut", modeltest.Cut, modeltest.Text, "hung up"},
		{"malformed frame", modeltest.MalformedFrames, modeltest.Text, "not the JSON"},
		{"error line", modeltest.ErrorLine, modeltest.Text, "reported an error (server_error, 500)"},
		{"error frame", modeltest.ErrorFrame, modeltest.Text, "reported an error (server_error, 500)"},
		{"error event", raw(frames, "event: error\ndata: {\"message\":\"no\"}\n\n"), "", "reported an error"},
		{"error object", raw(frames, `data: {"object":"error","message":"no","type":"BadRequest","code":400}`+"\n\n"), "", "(BadRequest, 400)"},
		{"error as plain JSON", raw("application/json", `{"error":"no"}`), "", "reported an error"},
		{"key in the error", raw(frames, `data: {"error":{"message":"for `+key+`","type":"`+key+`"}}`+"\n\n"), "", "reported an error; "},
		{"context too short", raw(frames, `data: {"error":{"message":"exceeds the available context size","type":"exceed_context_size_error"}}`+"\n\n"), "", "CICERONE_MODEL_CONTEXT"},
		{"web page", modeltest.HTML, "", "text/html"},
		{"no type", raw("", "ok"), "", "unknown type"},
		{"ended early", raw(frames, `data: {"choices":[{"delta":{"content":"Um"}}]}`+"\n\n"), "Um", "before its answer"},
		{"half a DONE", raw(frames, `data: {"choices":[{"delta":{"content":"Um"}}]}`+"\n\ndata: [DONE]"), "Um", "before its answer"},
		{"nothing at all", raw(frames, ""), "", "before its answer"},
		{"no word", raw(frames, "data: [DONE]\n\n"), "", "without a word"},
		{"nothing but thought", modeltest.Say("<think>Hm, a nota diz prata."), "", "without a word"},
		{"nothing but reasoning", raw(frames, `data: {"choices":[{"delta":{"reasoning_content":"hm"},"finish_reason":"length"}]}`+"\n\n"), "", "without a word"},
		{"a tool called instead", raw(frames, `data: {"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"function":{"name":"x","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`+"\n\ndata: [DONE]\n\n"), "", "without a word"},
		{"no choices", raw("application/json", `{}`), "", "not finished"},
		{"frames without choices", raw(frames, "data: {}\n\ndata: {\"choices\":null}\n\n"), "", "before its answer"},
		{"choices that are none", raw(frames, "data: {\"choices\":{\"delta\":\"x\"}}\n\n"), "", "not the JSON"},
		{"content that is no text", raw(frames, `data: {"choices":[{"delta":{"content":["x"]}}]}`+"\n\n"), "", "not the JSON"},
		{"half an event", raw(frames, `data: {"choices":[{"delta":{"content":"Um"}}]}`+"\n\n"+`data: {"choices":[{"delta":{"content":" cá`), "Um", "before its answer"},
		{"packed", raw(frames, "\x1f\x8b\x08\x00data: x\n\n"), "", "before its answer"},
		{"given up", raw(frames, `data: {"choices":[{"delta":{},"finish_reason":"abort"}]}`+"\n\n"), "", "gave up"},
		{"long line", raw(frames, "data: "+strings.Repeat("x", maxLine)), "", "longer than 1024 KiB"},
		{"long event", raw(frames, strings.Repeat("data: "+strings.Repeat("x", 1000)+"\n", 1100)), "", "longer than 1024 KiB"},
		{"unfinished JSON", raw("application/json", `{"choices":[]}`), "", "not finished"},
		{"long JSON", raw("application/json", strings.Repeat(" ", maxWhole+1)), "", "more than an answer can hold"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := modeltest.New(t, test.behaviour)
			got, err := chat(t.Context(), newClient(t, patient(server.URL)))
			checkUnavailable(t, err, test.words)
			if got != test.text {
				t.Errorf("text %q, want %q", got, test.text)
			}
		})
	}
}

func TestEndlessAnswerIsCutOff(t *testing.T) {
	server := modeltest.New(t, modeltest.Endless)
	got, err := chat(t.Context(), newClient(t, patient(server.URL)))
	checkUnavailable(t, err, "more than an answer can hold")
	if len(got) > maxText {
		t.Errorf("%d bytes of text, want at most %d", len(got), maxText)
	}
	server.Wait()
}

func TestRequest(t *testing.T) {
	server := modeltest.New(t, modeltest.Say("Sim."))
	if _, err := chat(t.Context(), newClient(t, patient(server.URL+"/v1/"))); err != nil {
		t.Fatal(err)
	}
	got := server.Requests()[0]
	if got, want := got.Header.Get("Authorization"), "Bearer "+key; got != want {
		t.Errorf("Authorization %q, want %q", got, want)
	}
	got.Header = nil
	want := modeltest.Request{Path: "/v1/chat/completions", Model: "amalia", Messages: question, MaxTokens: 400, Temperature: 0.2, Stream: true, Usage: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

// A model that sees is sent the picture beside the words, and answers as others do.
func TestLook(t *testing.T) {
	server := modeltest.New(t, modeltest.Say(lines))
	var said strings.Builder
	err := newClient(t, patient(server.URL)).Look(t.Context(), "Descreve.", "O que é?", []byte("JPEG\xff\x00"), func(delta string) error {
		said.WriteString(delta)
		return nil
	})
	if err != nil || said.String() != lines {
		t.Errorf("got %q, %v", said.String(), err)
	}
	got := server.Requests()[0]
	got.Header = nil
	want := modeltest.Request{Path: "/v1/chat/completions", Model: "amalia", MaxTokens: 400, Temperature: 0.2, Stream: true, Usage: true,
		Messages: []guide.Message{{Role: "system", Content: "Descreve."}, {Role: "user", Content: "O que é?"}}, Pictures: [][]byte{[]byte("JPEG\xff\x00")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestNoKeyNoHeader(t *testing.T) {
	server := modeltest.New(t, modeltest.Say("Sim."))
	cfg := patient(server.URL)
	cfg.Key, cfg.MaxTokens = "", 0
	if _, err := chat(t.Context(), newClient(t, cfg)); err != nil {
		t.Fatal(err)
	}
	if got := server.Requests()[0].Header.Values("Authorization"); got != nil {
		t.Errorf("Authorization %q, want none", got)
	}
}

func TestReaderMayStopTheAnswer(t *testing.T) {
	server := modeltest.New(t, modeltest.Endless)
	enough := errors.New("enough")
	calls := 0
	err := newClient(t, patient(server.URL)).Chat(t.Context(), question, func(string) error {
		if calls++; calls == 3 {
			return enough
		}
		return nil
	})
	if err != enough || calls != 3 {
		t.Errorf("got %v after %d calls, want %v after 3", err, calls, enough)
	}
	server.Wait() // the server notices
}

func TestCancellationClosesUpstream(t *testing.T) {
	server := modeltest.New(t, modeltest.Stall)
	ctx, leave := context.WithCancel(t.Context())
	err := newClient(t, patient(server.URL)).Chat(ctx, question, func(string) error {
		leave()
		return nil
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, guide.ErrUnavailable) {
		t.Errorf("got %v, want only %v", err, context.Canceled)
	}
	server.Wait() // the server notices
}

func TestConnectionIsKept(t *testing.T) {
	server := modeltest.New(t, modeltest.Say(lines), modeltest.NoDone(lines), modeltest.PlainJSON(lines))
	var connections atomic.Int32
	counting := httptest.NewUnstartedServer(server)
	counting.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	counting.Start()
	defer counting.Close()
	c := newClient(t, patient(counting.URL))
	for range 3 {
		if _, err := chat(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// checkUnavailable wants an error of a kind and with words that help, and never
// the key in it.
func checkUnavailable(t *testing.T, err error, words string) {
	t.Helper()
	switch {
	case !errors.Is(err, guide.ErrUnavailable):
		t.Errorf("got %v, want %v", err, guide.ErrUnavailable)
	case !strings.Contains(err.Error(), words):
		t.Errorf("got %q, want it to say %q", err, words)
	case strings.Contains(err.Error(), key):
		t.Errorf("%q holds the key", err)
	}
}

// raw answers with exactly these bytes.
func raw(contentType, body string) modeltest.Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}
