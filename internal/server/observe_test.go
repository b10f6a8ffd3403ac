package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestAccessLog(t *testing.T) {
	h := newHouse(Options{}, pages)
	w := h.send("POST", "/secretmuseum/ask?q=secret", "question=secret",
		"X-Request-Id", "secret", "User-Agent", "secret", "Referer", "http://secret/", "X-Forwarded-For", "203.0.113.7")
	var got map[string]any
	if err := json.Unmarshal(h.log.Bytes(), &got); err != nil {
		t.Fatalf("want one line: %v: %s", err, h.log)
	}
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "POST", "route": "/:museum/ask", "status": 200.0, "bytes": 3.0,
		"request": w.Header().Get("X-Request-Id"),
	}
	for _, name := range []string{"time", "ms"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
		delete(got, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	for _, private := range []string{"secret", "192.0.2.1", "203.0.113.7"} { // 192.0.2.1 is httptest's client
		if strings.Contains(h.log.String(), private) {
			t.Errorf("the log tells %q: %s", private, h.log)
		}
	}
}

func TestRequestsHaveIDs(t *testing.T) {
	h := newHouse(Options{}, pages)
	seen := map[string]bool{}
	for range 3 {
		id := h.send("GET", "/galeria", "").Header().Get("X-Request-Id")
		if len(id) < 20 || seen[id] {
			t.Errorf("id %q is short or not new", id)
		}
		seen[id] = true
	}
}

func TestWatchersAreQuiet(t *testing.T) {
	h := newHouse(Options{}, pages)
	for _, path := range watched {
		if w := h.send("GET", path, ""); w.Code != 200 {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	if got := h.lines(`"level":"DEBUG"`); len(got) != len(watched) {
		t.Errorf("log %s, want %d lines, all of level debug", h.log, len(watched))
	}
}

func TestReady(t *testing.T) {
	var failure error
	h := newHouse(Options{Ready: func(ctx context.Context) error {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("asked without a deadline")
		}
		return failure
	}})
	for _, tt := range []struct {
		err    error
		status int
		body   string
	}{
		{nil, 200, "ready\n"},
		{errors.New("dial user=secret"), 503, "not ready: the database does not answer\n"},
		{nil, 200, "ready\n"},
	} {
		failure = tt.err
		w := h.send("GET", "/readyz", "")
		if w.Code != tt.status || w.Body.String() != tt.body || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("failure %v: %d %q, want %d %q", tt.err, w.Code, w.Body, tt.status, tt.body)
		}
		if w := h.send("GET", "/healthz", ""); w.Code != 200 || w.Body.String() != "ok\n" {
			t.Errorf("failure %v: healthz %d %q", tt.err, w.Code, w.Body)
		}
	}
	if len(h.lines("user=secret")) != 1 {
		t.Errorf("log %s, want the cause once", h.log)
	}
	if w := h.send("HEAD", "/healthz", ""); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD /healthz: %d %q", w.Code, w.Body)
	}
}

func TestRequestMetrics(t *testing.T) {
	h := newHouse(Options{}, pages, func(e *echo.Echo) {
		e.GET("/api/fail", func(*echo.Context) error { return guide.ErrUnavailable })
	})
	h.send("GET", "/galeria", "")
	h.send("GET", "/castelo", "")
	h.send("GET", "/api/fail", "")
	h.send("BREW", "/galeria", "")
	h.send("BREW2", "/galeria", "")
	for i := range 50 {
		h.send("GET", fmt.Sprintf("/no/such/page/%d", i), "")
	}
	body := h.send("GET", "/metrics", "").Body.String()
	for _, want := range []string{
		`cicerone_http_requests_total{method="GET",route="/:museum",status="200"} 2`,
		`cicerone_http_requests_total{method="GET",route="/api/fail",status="503"} 1`,
		`cicerone_http_requests_total{method="other",route="/:museum",status="405"} 2`,
		`cicerone_http_requests_total{method="GET",route="none",status="404"} 50`,
		`cicerone_http_request_duration_seconds_count{method="GET",route="/:museum",status="200"} 2`,
		`go_goroutines `,
		`process_open_fds `,
	} {
		if !strings.Contains(body, "\n"+want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}

func TestModelMetrics(t *testing.T) {
	m := NewMetrics()
	waiting := 3
	m.Waiting(func() int { return waiting })
	prices := Prices{guide.UseChat: {Prompt: 0.5, Answer: 2}, guide.UseVision: {Prompt: 3}}
	for _, c := range []guide.ModelCall{
		{Use: guide.UseChat, Model: "amalia", Server: 1, Outcome: guide.CallAnswered, FirstToken: time.Second, PromptTokens: 1000, AnswerTokens: 250},
		{Use: guide.UseChat, Model: "amalia", Server: 2, Outcome: guide.CallFailed, Estimated: true},
		{Use: guide.UseChat, Model: "amalia", Server: 1, Outcome: guide.CallCut, PromptTokens: 1000, AnswerTokens: 500, Estimated: true},
		{Use: guide.UseVision, Model: "amalia", Server: 1, Outcome: guide.CallAnswered, PromptTokens: 2000, AnswerTokens: 40},
		{Use: guide.UseEmbed, Model: "bge-m3", Server: 1, Outcome: guide.CallAnswered, PromptTokens: 12},
		{Use: guide.UseRerank, Model: "reranker", Server: 1, Outcome: guide.CallSpared, Estimated: true},
	} {
		m.ModelCall(c, prices)
	}
	err := testutil.GatherAndCompare(m.Registry, strings.NewReader(`
# HELP cicerone_model_calls_total Calls of model servers by what for (chat, vision, embed, rerank) and how they ended.
# TYPE cicerone_model_calls_total counter
cicerone_model_calls_total{model="amalia",outcome="answered",server="1",use="chat"} 1
cicerone_model_calls_total{model="amalia",outcome="answered",server="1",use="vision"} 1
cicerone_model_calls_total{model="amalia",outcome="cut",server="1",use="chat"} 1
cicerone_model_calls_total{model="amalia",outcome="failed",server="2",use="chat"} 1
cicerone_model_calls_total{model="bge-m3",outcome="answered",server="1",use="embed"} 1
cicerone_model_calls_total{model="reranker",outcome="spared",server="1",use="rerank"} 1
# HELP cicerone_model_tokens_total Tokens read (prompt) and written (answer); counted by the server, or estimated from their bytes.
# TYPE cicerone_model_tokens_total counter
cicerone_model_tokens_total{counted="false",kind="answer",model="amalia",use="chat"} 500
cicerone_model_tokens_total{counted="false",kind="prompt",model="amalia",use="chat"} 1000
cicerone_model_tokens_total{counted="false",kind="prompt",model="reranker",use="rerank"} 0
cicerone_model_tokens_total{counted="true",kind="answer",model="amalia",use="chat"} 250
cicerone_model_tokens_total{counted="true",kind="answer",model="amalia",use="vision"} 40
cicerone_model_tokens_total{counted="true",kind="prompt",model="amalia",use="chat"} 1000
cicerone_model_tokens_total{counted="true",kind="prompt",model="amalia",use="vision"} 2000
cicerone_model_tokens_total{counted="true",kind="prompt",model="bge-m3",use="embed"} 12
# HELP cicerone_model_cost_total What the tokens cost at the configured prices, in their currency.
# TYPE cicerone_model_cost_total counter
cicerone_model_cost_total{model="amalia",use="chat"} 2.5
cicerone_model_cost_total{model="amalia",use="vision"} 6
# HELP cicerone_model_waiting Visitors who wait for their turn at a model.
# TYPE cicerone_model_waiting gauge
cicerone_model_waiting 3
`), "cicerone_model_calls_total", "cicerone_model_tokens_total", "cicerone_model_cost_total", "cicerone_model_waiting")
	if err != nil {
		t.Error(err)
	}
	if got := testutil.CollectAndCount(m.callTimes); got != 4 { // the one spared took no time
		t.Errorf("%d series of times, want 4", got)
	}
}

func TestTurnMetrics(t *testing.T) {
	m := NewMetrics()
	m.Turn(guide.Turn{Verdict: guide.Answered, Mode: guide.ModeModel, Lang: "pt", Timings: guide.Timings{"search": 20, "total": 1500}})
	m.Turn(guide.Turn{Verdict: guide.NotCovered, Mode: guide.ModeQuote, Lang: "is", Degraded: []guide.Degradation{guide.DegradedModel}})
	m.Turn(guide.Turn{Verdict: guide.NotCovered, Mode: guide.ModeQuote, Lang: "\"\n"})
	err := testutil.GatherAndCompare(m.Registry, strings.NewReader(`
# HELP cicerone_questions_total Questions by how they ended.
# TYPE cicerone_questions_total counter
cicerone_questions_total{lang="other",mode="quote",verdict="not_covered"} 2
cicerone_questions_total{lang="pt",mode="model",verdict="answered"} 1
# HELP cicerone_questions_degraded_total Questions answered although something did not work.
# TYPE cicerone_questions_degraded_total counter
cicerone_questions_degraded_total{what="model"} 1
`), "cicerone_questions_total", "cicerone_questions_degraded_total")
	if err != nil {
		t.Error(err)
	}
	if got := testutil.CollectAndCount(m.stages); got != 2 {
		t.Errorf("%d stages, want 2", got)
	}
}
