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

	"cicerone/internal/guide"
)

const (
	// maxText is the most text of one answer, in bytes: several hundred times
	// what the usual 400 tokens take.
	maxText = 1 << 20
	// maxWhole is the most bytes of an answer in one piece: its text, some of it
	// escaped, and little else.
	maxWhole = 4 << 20
	// maxBody is the most bytes of one stream. A frame takes some 300 bytes to
	// bring one token, so that this is 200,000 of them.
	maxBody = 64 << 20
	// afterFinish is how long the connection may take to become idle after an
	// answer, to be used again. It costs nothing when the server ends its reply
	// at once, as servers do.
	afterFinish = 100 * time.Millisecond
)

// frame is what a data line holds: a piece of an answer, or from servers that
// don't stream all of it. Reasoning, tool calls and whatever else a frame may
// hold are passed over.
type frame struct {
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
	Usage json.RawMessage `json:"usage"`
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
		err = a.whole(http.MaxBytesReader(nil, resp.Body, maxWhole))
	default:
		if !a.client.isPlain(kind) {
			kind = "an unknown type"
		}
		return &failure{refused: true, reason: "answered with " + kind + ", not with an event stream: is " + a.client.config.Settings + "_URL the address of a model server?"}
	}
	if err == nil {
		err = a.say(a.aloud.rest())
	}
	if err == nil && a.bytes == 0 {
		// Seen when a prompt is longer than the context (LM Studio), and when a
		// model thinks until its tokens are used up.
		return failed("finished without a word: the prompt or the model's reasoning may take up the whole of its context")
	}
	if err == nil && a.cut {
		return guide.ErrCut
	}
	return err
}

// stream reads an event stream until the answer is whole, which the server says
// by a finish_reason or by [DONE]; what goes wrong later is no loss.
func (a *answer) stream(body io.Reader) error {
	events := newEventReader(body)
	for ended := false; !ended; {
		e, err := events.next()
		switch {
		case err == io.EOF && a.ctx.Err() == nil: // else the server only followed us
			return failed("ended its stream before its answer")
		case errors.Is(err, bufio.ErrTooLong):
			return failed("sent a line or an event longer than %d KiB", maxLine>>10)
		case err != nil:
			return a.because(err)
		case e.name == "error":
			return a.complained([]byte(e.data))
		case strings.TrimSpace(e.data) == "": // sent to keep the connection open
			continue
		case e.data == "[DONE]":
			ended = true
		default:
			if ended, err = a.take([]byte(e.data)); err != nil {
				return err
			}
		}
	}
	a.expect(afterFinish, failed("did not end its reply"))
	a.afterwards(events)
	_, _ = io.Copy(io.Discard, body) // to the end, so that the connection can be used again
	return nil
}

// afterwards reads the count of tokens, which servers send between the end of an
// answer and the end of its stream. What goes wrong here is no loss.
func (a *answer) afterwards(events *eventReader) {
	for {
		e, err := events.next()
		if err != nil || e.data == "[DONE]" {
			return
		}
		var f frame
		if json.Unmarshal([]byte(e.data), &f) == nil {
			a.count(f.Usage)
		}
	}
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
	a.count(f.Usage)
	for _, choice := range f.Choices {
		if choice.Index != 0 { // one answer was asked for
			continue
		}
		if err := a.say(a.aloud.drop(choice.Delta.Content + choice.Message.Content)); err != nil {
			return false, err
		}
		switch choice.FinishReason {
		case "":
		case "abort", "error": // vLLM's words for an answer it gave up
			return false, failed("gave up in mid-answer")
		default:
			ended, a.cut = true, choice.FinishReason == "length"
		}
	}
	return ended, nil
}

// say hands out text. The clock for the next one stands still meanwhile: a slow
// phone is not a slow server.
func (a *answer) say(text string) error {
	text = strings.Map(printable, text)
	if text == "" {
		return nil
	}
	if a.bytes == 0 {
		a.first = time.Now()
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
		return a.client.promptTooLong()
	}
	return failed("reported an error%s; its own log says more", a.client.quotable(said))
}
