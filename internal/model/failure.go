package model

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cicerone/internal/guide"
)

// failure is an answer that did not come. It is guide.ErrUnavailable.
type failure struct {
	reason  string        // for whoever runs the server
	retry   bool          // worth a second try, when no text has come yet
	pause   time.Duration // the server's wish before that try; 0: none
	refused bool          // by a server that is well: it is the request that is wrong
}

func (f *failure) Error() string { return "model server " + f.reason }

func (f *failure) Unwrap() error { return guide.ErrUnavailable }

func failed(format string, args ...any) *failure {
	return &failure{reason: fmt.Sprintf(format, args...)}
}

// broken tells of a connection that could not be made or did not last. Only
// errors of known kinds are repeated: net/http puts into the others what came
// over the wire.
func broken(err error) *failure {
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return failed("sent more than an answer can hold")
	}
	f := &failure{reason: "hung up, or does not speak HTTP or HTTPS as its address says", retry: true}
	if network, ok := errors.AsType[*net.OpError](err); ok {
		f.reason = "cannot be reached, or hung up: " + network.Error()
	}
	if certificate, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.reason = "cannot be trusted: " + certificate.Error()
	}
	return f
}

// maxComplaint is how many bytes of an error page are read.
const maxComplaint = 64 << 10

// refusal tells of a status other than 200, with the fix where it is known.
func (c *Client) refusal(resp *http.Response) *failure {
	// What could not be read of it is missed only in the wording.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxComplaint))
	said := readComplaint(body)
	f := &failure{reason: fmt.Sprintf("answered with status %d%s", resp.StatusCode, c.quotable(said))}
	switch status := resp.StatusCode; {
	case said.contextTooShort():
		*f = *c.promptTooLong()
	case status >= 300 && status < 400:
		f.refused, f.reason = true, f.reason+": it redirects; put the address it redirects to in "+c.config.Settings+"_URL"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		f.refused, f.reason = true, f.reason+": wrong key; check "+c.config.Settings+"_KEY"
	case status == http.StatusNotFound:
		f.refused, f.reason = true, f.reason+fmt.Sprintf(": it has no model %q, or no chat at that address; check %s_NAME and %[2]s_URL", c.config.Name, c.config.Settings)
	case status == http.StatusTooManyRequests, status == http.StatusBadGateway, status == http.StatusServiceUnavailable:
		f.retry, f.pause = true, retryAfter(resp.Header)
		f.reason += ": it is overloaded, or still starting"
	case status == http.StatusRequestTimeout: // the server's doing, whatever its number
	case status >= 400 && status < 500:
		f.refused, f.reason = true, f.reason+fmt.Sprintf(": it refuses the request; check %s_NAME (%q) and the server's own log", c.config.Settings, c.config.Name)
	}
	return f
}

func (c *Client) promptTooLong() *failure {
	f := &failure{refused: true, reason: "says that the prompt is too long: start it with a longer context"}
	if c.config.Settings == "CICERONE_MODEL" {
		f.reason += ", or set CICERONE_MODEL_CONTEXT to the one that it has"
	}
	return f
}

// retryAfter reads the header of that name, in seconds or as a date; 0 when the
// server names no time.
func retryAfter(h http.Header) time.Duration {
	said := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// complaint is what a server says went wrong. Only codes and types may be
// repeated: messages have been seen to quote the prompt, or the key.
type complaint struct {
	Message string          `json:"message"`
	Type    string          `json:"type"`
	Code    json.RawMessage `json:"code"` // a number or a string, as the server likes
}

// readComplaint understands {"error":{…}}, {"error":"…"}, {"message":…}, and
// takes anything else for the message itself.
func readComplaint(body []byte) complaint {
	var envelope struct {
		Error json.RawMessage `json:"error"`
		complaint
	}
	if json.Unmarshal(body, &envelope) != nil {
		return complaint{Message: string(body)}
	}
	if isNull(envelope.Error) {
		return envelope.complaint
	}
	var said complaint
	if json.Unmarshal(envelope.Error, &said) != nil {
		return complaint{Message: string(envelope.Error)}
	}
	return said
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// contextTooShort recognises the words of llama.cpp (exceed_context_size_error),
// of OpenAI (context_length_exceeded) and of vLLM ("maximum context length").
func (s complaint) contextTooShort() bool {
	all := strings.ToLower(strings.ReplaceAll(s.Type+" "+string(s.Code)+" "+s.Message, "_", " "))
	for _, sign := range []string{"context length", "context size", "context window"} {
		if strings.Contains(all, sign) {
			return true
		}
	}
	return false
}

// quotable is what of a complaint may stand in an error: its type and code when
// they are plain identifiers, in parentheses after a space.
func (c *Client) quotable(s complaint) string {
	var words []string
	for _, word := range []string{s.Type, strings.Trim(string(s.Code), `"`)} {
		if c.isPlain(word) && word != "null" {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// isPlain reports whether a word from the server is a plain identifier that may
// stand in an error.
func (c *Client) isPlain(word string) bool {
	const longest = 60 // "exceed_context_size_error" and the like are half of it
	strange := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./", r))
	}
	return word != "" && len(word) <= longest && !strings.ContainsFunc(word, strange) &&
		(c.config.Key == "" || !strings.Contains(word, c.config.Key))
}
