package model

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

const (
	// maxText is the most text of one answer, in bytes: a thousand times what
	// the usual 400 tokens take.
	maxText = 4 << 20
	// maxBody is the most bytes of one stream. A frame takes some 300 bytes to
	// bring one token, so that this is 200,000 of them.
	maxBody = 64 << 20
	// afterFinish is how long the token counts may take to follow the end of an
	// answer. Servers send them at once, if at all.
	afterFinish = time.Second
	// afterDone is how long the connection may take to become idle, to be used
	// again. It costs nothing when the server ends its reply, as they do.
	afterDone = 100 * time.Millisecond
)

// done is the data of the event that ends a stream.
const done = "[DONE]"

// frame is what a data line holds: a piece of an answer, or from servers that
// don't stream all of it. Reasoning, tool calls and whatever else a frame may
// hold are passed over.
type frame struct {
	Model   string `json:"model"`
	Object  string `json:"object"`
	Choices []struct {
		Index int `json:"index"`
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	} `json:"usage"`
	Error json.RawMessage `json:"error"`
}

// read takes an answer from a reply of either kind.
func (a *answer) read(resp *http.Response) error {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "text/event-stream":
		err = a.stream(http.MaxBytesReader(nil, resp.Body, maxBody))
	case "application/json":
		err = a.whole(http.MaxBytesReader(nil, resp.Body, maxText))
	default:
		if !a.client.isPlain(kind) {
			kind = "an unknown type"
		}
		return &failure{refused: true, reason: "answered with " + kind + ", not with an event stream: is CICERONE_MODEL_URL the address of a model server?"}
	}
	if err == nil && a.bytes == 0 {
		// Seen when a prompt is longer than the context (LM Studio), and when a
		// model thinks until its tokens are used up.
		return failed("finished without a word: the prompt or the model's reasoning may take up the whole of its context")
	}
	return err
}

// stream reads an event stream. The answer is whole when the server says so, by
// a finish_reason or by [DONE].
func (a *answer) stream(body io.Reader) error {
	events := newEventReader(body, maxLine)
	for {
		e, err := events.next()
		switch {
		case err == io.EOF:
			return &failure{reason: "ended its stream before its answer", retry: true}
		case errors.Is(err, bufio.ErrTooLong):
			return failed("sent a line longer than %d KiB", maxLine>>10)
		case err != nil:
			return a.because(err)
		case e.name == "error":
			return a.complained([]byte(e.data))
		case e.data == "":
			continue
		case e.data == done:
			a.drain(body)
			return nil
		}
		ended, err := a.take([]byte(e.data))
		if err != nil {
			return err
		}
		if ended {
			a.trailer(events, body)
			return nil
		}
	}
}

// trailer reads what follows the last of the text: the token counts and the end
// of the reply. Nothing that goes wrong in it is a loss.
func (a *answer) trailer(events *eventReader, body io.Reader) {
	a.expect(afterFinish, failed("did not end its reply"))
	for {
		e, err := events.next()
		if err != nil {
			return
		}
		if e.data == done {
			a.drain(body)
			return
		}
		var f frame
		if json.Unmarshal([]byte(e.data), &f) == nil {
			a.note(f)
		}
	}
}

// drain reads to the end of a reply, so that its connection can be used again.
func (a *answer) drain(body io.Reader) {
	a.expect(afterDone, failed("did not end its reply"))
	_, _ = io.Copy(io.Discard, body)
}

// whole reads an answer that comes in one piece.
func (a *answer) whole(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return a.because(err)
	}
	ended, err := a.take(raw)
	if err == nil && !ended {
		return failed("sent an answer that is not finished")
	}
	return err
}

// take reads one frame, hands out its text, and reports whether the answer ends
// with it.
func (a *answer) take(raw []byte) (ended bool, err error) {
	var f frame
	if json.Unmarshal(raw, &f) != nil {
		return false, failed("sent a frame that is not the JSON of a chat answer")
	}
	if !isNull(f.Error) || f.Object == "error" {
		return false, a.complained(raw)
	}
	a.note(f)
	for _, choice := range f.Choices {
		if choice.Index != 0 { // one answer was asked for
			continue
		}
		if err := a.say(choice.Delta.Content + choice.Message.Content); err != nil {
			return false, err
		}
		switch choice.FinishReason {
		case "":
		case "abort", "error": // vLLM's words for an answer it gave up
			return false, failed("gave up in mid-answer")
		default:
			a.result.Finish, ended = clipped(choice.FinishReason), true
		}
	}
	return ended, nil
}

// note keeps what a frame says about the answer.
func (a *answer) note(f frame) {
	if f.Model != "" {
		a.result.Model = clipped(f.Model)
	}
	if f.Usage.PromptTokens > 0 || f.Usage.CompletionTokens > 0 {
		a.result.PromptTokens, a.result.CompletionTokens = f.Usage.PromptTokens, f.Usage.CompletionTokens
	}
}

// clipped bounds a name that the server gives; the longest in use, the paths of
// GGUF files, stay below.
func clipped(name string) string {
	const longest = 200
	return strings.ToValidUTF8(name[:min(len(name), longest)], "")
}

// say hands out text. The clock for the next one stands still meanwhile: a slow
// phone is not a slow server.
func (a *answer) say(text string) error {
	text = strings.Map(printable, text)
	if text == "" {
		return nil
	}
	if a.bytes == 0 {
		a.result.FirstToken = time.Since(a.begun)
	}
	a.bytes += len(text)
	if a.bytes > maxText {
		return failed("sent more than an answer can hold")
	}
	a.timer.Stop()
	if err := a.onText(text); err != nil {
		return err
	}
	wait := a.client.config.NextToken
	a.expect(wait, failed("fell silent for %s in mid-answer", wait))
	return nil
}

// printable drops control characters: no answer has a use for them, and
// Postgres refuses NUL. Invalid UTF-8 became U+FFFD when its JSON was read.
func printable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

// complained tells of an error that came in place of an answer, or in its midst.
func (a *answer) complained(raw []byte) error {
	said := readComplaint(raw)
	if said.contextTooShort() {
		return promptTooLong()
	}
	return failed("reported an error%s; its own log says more", a.client.quotable(said))
}
