package model

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// openServers makes servers that note their calls.
func openServers(t *testing.T, servers ...*modeltest.Server) (Servers, *[]guide.ModelCall) {
	t.Helper()
	var calls []guide.ModelCall
	cfg := patient("")
	cfg.Observe = func(c guide.ModelCall) { calls = append(calls, c) }
	var urls []string
	for _, s := range servers {
		urls = append(urls, s.URL)
	}
	open, err := Open(cfg, urls)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range open {
		t.Cleanup(c.http.CloseIdleConnections)
	}
	return open, &calls
}

func chatWith(ctx context.Context, s Servers) (string, error) {
	var text strings.Builder
	err := s.Chat(ctx, question, func(delta string) error {
		text.WriteString(delta)
		return nil
	})
	return text.String(), err
}

func TestFailOver(t *testing.T) {
	status := func(code int) modeltest.Behaviour { return modeltest.Status(code, nil) }
	well := modeltest.Say(lines)
	for _, test := range []struct {
		name          string
		first, second modeltest.Behaviour
		text          string
		words         string // of the error; empty: none
		asked         [2]int
	}{
		{"the first is well", well, well, lines, "", [2]int{1, 0}},
		{"the first is busy", status(503), well, lines, "", [2]int{1, 1}},
		{"the first lacks the model", status(404), well, lines, "", [2]int{1, 1}},
		{"the first breaks in mid-answer", modeltest.Cut, well, modeltest.Text, "hung up", [2]int{1, 0}},
		{"the first runs out of tokens", modeltest.OutOfTokens(lines), well, lines, guide.ErrCut.Error(), [2]int{1, 0}},
		{"neither is well", status(500), status(503), "", "server 2: model server answered with status 503", [2]int{1, 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, second := modeltest.New(t, test.first), modeltest.New(t, test.second)
			servers, _ := openServers(t, first, second)
			got, err := chatWith(t.Context(), servers)
			if got != test.text {
				t.Errorf("text %q, want %q", got, test.text)
			}
			if (err == nil) != (test.words == "") || err != nil && !strings.Contains(err.Error(), test.words) {
				t.Errorf("error %v, want %q", err, test.words)
			}
			if got := [2]int{len(first.Requests()), len(second.Requests())}; got != test.asked {
				t.Errorf("requests %v, want %v", got, test.asked)
			}
		})
	}
}

// A server that has failed often enough costs visitors no more time.
func TestFailOverSkipsWhatFails(t *testing.T) {
	first, second := modeltest.New(t, modeltest.Status(500, nil)), modeltest.New(t, modeltest.Say(lines))
	servers, _ := openServers(t, first, second)
	for range failuresInARow + 3 {
		if _, err := chatWith(t.Context(), servers); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(first.Requests()); got != failuresInARow {
		t.Errorf("%d requests to the server that fails, want %d", got, failuresInARow)
	}
}

func TestFailOverEndsWithTheVisitor(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	first := modeltest.New(t, func(_ http.ResponseWriter, r *http.Request) {
		leave()
		<-r.Context().Done()
	})
	second := modeltest.New(t, modeltest.Say(lines))
	servers, _ := openServers(t, first, second)
	if _, err := chatWith(ctx, servers); !errors.Is(err, context.Canceled) || len(second.Requests()) != 0 {
		t.Errorf("got %v and %d further requests, want %v and none", err, len(second.Requests()), context.Canceled)
	}
}

func TestAccounts(t *testing.T) {
	prompt := bytesOf(question) / bytesPerToken
	for _, test := range []struct {
		name      string
		behaviour modeltest.Behaviour
		want      guide.ModelCall
	}{
		{"counted", modeltest.SayCounted(lines, 30, 12), guide.ModelCall{Outcome: guide.CallAnswered, PromptTokens: 30, AnswerTokens: 12}},
		{"not counted", modeltest.Say(lines), guide.ModelCall{Outcome: guide.CallAnswered, PromptTokens: prompt, AnswerTokens: len(lines) / bytesPerToken, Estimated: true}},
		{"counted wrong", raw("text/event-stream", `data: {"choices":[{"delta":{"content":"olá"}}],"usage":{"prompt_tokens":5,"completion_tokens":-1}}`+"\n\ndata: [DONE]\n\n"),
			guide.ModelCall{Outcome: guide.CallAnswered, PromptTokens: prompt, AnswerTokens: 1, Estimated: true}},
		{"out of tokens", modeltest.OutOfTokens(lines), guide.ModelCall{Outcome: guide.CallCut, PromptTokens: prompt, AnswerTokens: len(lines) / bytesPerToken, Estimated: true}},
		{"broken", modeltest.Status(500, nil), guide.ModelCall{Outcome: guide.CallFailed, Estimated: true}},
		{"refused", modeltest.Status(400, nil), guide.ModelCall{Outcome: guide.CallRefused, Estimated: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			servers, calls := openServers(t, modeltest.New(t, test.behaviour))
			text, _ := chatWith(t.Context(), servers)
			test.want.Use, test.want.Model, test.want.Server = guide.UseChat, "amalia", 1
			if len(*calls) != 1 {
				t.Fatalf("%d calls told of, want 1", len(*calls))
			}
			got := (*calls)[0]
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(guide.ModelCall{}, "Total", "FirstToken")); diff != "" {
				t.Errorf("call (-want +got):\n%s", diff)
			}
			if got.Total <= 0 || (got.FirstToken > 0) != (text != "") {
				t.Errorf("first token after %v, over after %v", got.FirstToken, got.Total)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, urls := range map[string][]string{"none": nil, "the second is no address": {"http://localhost:8000", "x"}} {
		if _, err := Open(patient(""), urls); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%s: got %v, want %v", name, err, guide.ErrInvalid)
		}
	}
	cfg := patient("")
	cfg.Total = time.Minute
	if servers, err := Open(cfg, []string{"http://a", "http://b"}); err != nil || len(servers) != 2 {
		t.Errorf("%d servers, %v", len(servers), err)
	}
}
