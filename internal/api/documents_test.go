package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"cicerone/internal/api"
	"cicerone/internal/guide"
	"cicerone/internal/server"

	"github.com/google/go-cmp/cmp"
)

// archive has the tokens, uploads and documents of galeria and of another
// museum.
type archive struct {
	sent []guide.Sent
	got  []string // what the files said
	err  error
}

var tokens = map[string]guide.Token{
	"writer":    {ID: 1, Museum: galeria, Scopes: []guide.Scope{guide.ScopeWrite, guide.ScopeRead}},
	"publisher": {ID: 2, Museum: galeria, Scopes: []guide.Scope{guide.ScopeWrite, guide.ScopePublish}},
	"curious":   {ID: 5, Museum: galeria, Scopes: []guide.Scope{guide.ScopeQuestions}},
	"reader":    {ID: 3, Museum: galeria, Scopes: []guide.Scope{guide.ScopeRead}},
	"stranger":  {ID: 4, Museum: guide.Museum{ID: 8, Code: "outro"}, Scopes: []guide.Scope{guide.ScopeRead, guide.ScopeWrite, guide.ScopePublish}},
}

func (a *archive) Token(_ context.Context, secret string) (guide.Token, error) {
	if t, ok := tokens[secret]; ok {
		return t, nil
	}
	return guide.Token{}, guide.ErrNotFound
}

func (a *archive) Receive(_ context.Context, sent guide.Sent, body io.Reader) (guide.Upload, error) {
	data, err := io.ReadAll(body)
	if err = errors.Join(err, a.err); err != nil {
		return guide.Upload{}, fmt.Errorf("receive file: %w", err)
	}
	a.sent, a.got = append(a.sent, sent), append(a.got, sent.Name+"="+string(data))
	return newUploadOf(sent.Name, guide.ArrivedNew, guide.RevisionStored), nil
}

func newUploadOf(name string, arrival guide.Arrival, state guide.RevisionState) guide.Upload {
	return guide.Upload{ID: "up1", Path: name, Original: guide.Original{Type: "text/plain", Size: 3}, Arrival: arrival, CreatedAt: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
		Document: guide.UploadedDocument{PublicID: "doc1", Title: "Nota", Revision: 2, State: state, Lang: "pt", Encoding: "UTF-8"}}
}

func (a *archive) Upload(_ context.Context, museum int64, id string) (guide.Upload, error) {
	if museum != galeria.ID {
		return guide.Upload{}, guide.ErrNotFound
	}
	switch id {
	case "up1":
		return newUploadOf("a.md", guide.ArrivedUpdated, guide.RevisionReady), a.err
	case "failed":
		u := newUploadOf("a.md", guide.ArrivedNew, guide.RevisionFailed)
		u.Document.Failure = "there is no text in it"
		return u, a.err
	case "refused":
		return guide.Upload{ID: id, Path: "a.exe", Arrival: guide.ArrivedRefused, Reason: "not read"}, a.err
	case "records":
		return guide.Upload{ID: id, Path: "a.csv", Arrival: guide.ArrivedNew, Records: guide.RecordCounts{Total: 9, New: 4, Updated: 1, Refused: 1, Stored: 5}}, a.err
	}
	return guide.Upload{}, guide.ErrNotFound
}

func (a *archive) Document(_ context.Context, museum int64, id string) (guide.OpenDocument, error) {
	if museum != galeria.ID || id != "doc1" {
		return guide.OpenDocument{}, guide.ErrNotFound
	}
	return guide.OpenDocument{Terms: guide.Terms{Audience: guide.AudiencePublic, Embargo: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}, ListedDocument: guide.ListedDocument{
		PublicID: "doc1", Title: "Nota", Source: "uploads/a.md", Inventory: "CG-001", Kind: guide.KindObject, Lang: "pt", State: guide.DocumentLive, Revision: 2, LiveRevision: 2}}, a.err
}

func (a *archive) Turn(_ context.Context, museum int64, id string) (guide.Turn, error) {
	if museum != galeria.ID || id != "QUESTION" {
		return guide.Turn{}, guide.ErrNotFound
	}
	t := modelled().turn
	t.Question = guide.Question{Text: "What is <b>it</b> made of?", Object: "CG 1/2#a", Level: guide.LevelChild, Museum: guide.Museum{Space: guide.Space{Name: "hashed"}}}
	t.At, t.Drift, t.Standalone = noted, []string{"trem"}, "What is the boat made of?"
	t.Hits = []guide.Hit{{PassageID: 4, Document: "DOCBARCO", Title: "Modelo de barco", Text: "De pinho.", Lang: "pt", Revision: 2, Start: 40, End: 96, LexicalRank: 1, LexicalScore: 8.5, Score: 1}, {VectorRank: 2, VectorScore: -.25}}
	return t, a.err
}

func newDocuments(a *archive) http.Handler {
	return server.New(server.Options{Log: slog.New(slog.DiscardHandler)}, api.Documents{Tokens: a, Receiver: a, Archive: a}.Routes)
}

// as is the header of a token.
func as(token string) []string {
	if token == "" {
		return nil
	}
	return []string{"Authorization", "Bearer " + token}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		method, target, token string
		want                  int
	}{
		{"POST", "/api/v1/documents?name=a.md", "", 401},
		{"POST", "/api/v1/documents?name=a.md", "unknown", 401},
		{"POST", "/api/v1/documents?name=a.md", "reader", 403},
		{"POST", "/api/v1/documents?name=a.md", "writer", 202},
		{"POST", "/api/v1/documents?name=a.md&publish=false", "writer", 202},
		{"POST", "/api/v1/documents?name=a.md&publish=true", "writer", 403},
		{"POST", "/api/v1/documents?name=a.md&publish=true", "publisher", 202},
		{"POST", "/api/v1/documents?name=a.md&publish=1", "publisher", 400},
		{"POST", "/api/v1/documents?name=a.md&author=" + strings.Repeat("a", 301), "writer", 400},
		{"POST", "/api/v1/documents?name=a.md&author=%00", "writer", 400},
		{"POST", "/api/v1/documents", "writer", 400},
		{"GET", "/api/v1/documents", "writer", 405},
		{"GET", "/api/v1/uploads/up1", "", 401},
		{"GET", "/api/v1/uploads/up1", "publisher", 403},
		{"GET", "/api/v1/uploads/up1", "reader", 200},
		{"GET", "/api/v1/uploads/none", "reader", 404},
		{"GET", "/api/v1/uploads/up1", "stranger", 404},
		{"GET", "/api/v1/questions/QUESTION", "", 401},
		{"GET", "/api/v1/questions/QUESTION", "reader", 403},
		{"GET", "/api/v1/questions/QUESTION", "curious", 200},
		{"GET", "/api/v1/questions/never", "curious", 404},
		{"GET", "/api/v1/documents/doc1", "curious", 403},
		{"GET", "/api/v1/documents/doc1", "", 401},
		{"GET", "/api/v1/documents/doc1", "publisher", 403},
		{"GET", "/api/v1/documents/doc1", "reader", 200},
		{"GET", "/api/v1/documents/doc1", "stranger", 404},
	} {
		a := &archive{}
		w := send(t, newDocuments(a), c.method, c.target, "Texto.", as(c.token)...)
		if w.Code != c.want {
			t.Errorf("%s %s as %q: got %d, want %d: %s", c.method, c.target, c.token, w.Code, c.want, w.Body)
		}
		if c.want != 202 && len(a.sent) > 0 {
			t.Errorf("%s %s as %q: received all the same", c.method, c.target, c.token)
		}
		if got := w.Header().Get("WWW-Authenticate"); (c.want == 401) != (got != "") {
			t.Errorf("%s %s as %q: WWW-Authenticate %q", c.method, c.target, c.token, got)
		}
		if c.want < 400 && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be kept", c.method, c.target)
		}
	}
}

// Guessing tokens is answered 429 after a while, and only there.
func TestRefusedTokensAreThrottled(t *testing.T) {
	h := newDocuments(&archive{})
	codes := map[int]int{}
	for range 15 {
		codes[send(t, h, "GET", "/api/v1/uploads/up1", "", as("guess")...).Code]++
	}
	if codes[401] != 10 || codes[429] != 5 {
		t.Errorf("answers: %v, want 10 of 401 and 5 of 429", codes)
	}
	if w := send(t, h, "GET", "/api/openapi.json", ""); w.Code == 429 {
		t.Error("those who show no token are throttled too")
	}
}

func TestPostDocuments(t *testing.T) {
	a := &archive{}
	h := newDocuments(a)
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"pasta/a.md\"\r\n\r\none\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.md\"\r\n\r\ntwo\r\n--b--\r\n"
	header := append(as("publisher"), "Content-Type", "multipart/form-data; boundary=b", "Idempotency-Key", "k")
	w := send(t, h, "POST", "/api/v1/documents?publish=true&author=Ana", form, header...)
	want := `{"uploads":[{"id":"up1","name":"pasta/a.md","size":3,"media_type":"text/plain","state":"reading","arrival":"new","sent_at":"2026-11-23T10:00:00Z","document":{"id":"doc1","title":"Nota","revision":2,"lang":"pt","encoding":"UTF-8"}},` +
		`{"id":"up1","name":"b.md","size":3,"media_type":"text/plain","state":"reading","arrival":"new","sent_at":"2026-11-23T10:00:00Z","document":{"id":"doc1","title":"Nota","revision":2,"lang":"pt","encoding":"UTF-8"}}]}`
	if w.Code != 202 || w.Body.String() != want {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff([]string{"pasta/a.md=one", "b.md=two"}, a.got); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	first := a.sent[0]
	if first.Museum.ID != galeria.ID || first.TokenID != 2 || first.UserID != 0 || !first.Publish || first.Author != "Ana" || !guide.ValidBasket(first.Basket) || first.Key != "1" || a.sent[1].Key != "2" {
		t.Errorf("sent: %+v", first)
	}
	send(t, h, "POST", "/api/v1/documents", form, header...)
	if a.sent[2].Basket != first.Basket || a.sent[2].Key != first.Key {
		t.Errorf("the same Idempotency-Key made %+v of %+v", a.sent[2], first)
	}
	send(t, h, "POST", "/api/v1/documents?name=c.md", "three", append(as("writer"), "Idempotency-Key", "k")...)
	send(t, h, "POST", "/api/v1/documents", "four", append(as("writer"), "Content-Disposition", `attachment; filename="d.md"`)...)
	if a.sent[4].Basket == first.Basket || a.sent[4].Basket == a.sent[5].Basket {
		t.Error("two senders, or two requests, share a basket")
	}
	if got := a.got[4:]; !cmp.Equal(got, []string{"c.md=three", "d.md=four"}) {
		t.Errorf("bodies: %v", got)
	}
}

func TestPostDocumentsFails(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		body   string
		header []string
		status int
		code   string
	}{
		"a form cut off":      {nil, "--b\r\nContent-Disposition: form-data; filename=\"a.md\"\r\n\r\none", []string{"Content-Type", "multipart/form-data; boundary=b"}, 400, "invalid"},
		"a form that is none": {nil, "hello", []string{"Content-Type", "multipart/form-data; boundary=b"}, 400, "invalid"},
		"no database":         {guide.ErrUnavailable, "x", nil, 503, "unavailable"},
		"a full disk":         {&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "x", nil, 507, "no_space"},
		"a key used before":   {guide.ErrConflict, "x", nil, 409, "conflict"},
		"from another site":   {nil, "x", []string{"Sec-Fetch-Site", "cross-site"}, 403, "forbidden"},
	} {
		a := &archive{err: c.err}
		w := send(t, newDocuments(a), "POST", "/api/v1/documents?name=a.md", c.body, append(as("writer"), c.header...)...)
		var body struct{ Error string }
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != c.status || body.Error != c.code {
			t.Errorf("%s: got %d %s, want %d %s", name, w.Code, w.Body, c.status, c.code)
		}
		if len(a.sent) > 0 {
			t.Errorf("%s: received all the same", name)
		}
	}
}

func TestUploadsAndDocumentsFitOpenAPI(t *testing.T) {
	d, _ := readDocument(t)
	h := newDocuments(&archive{})
	for target, c := range map[string]struct{ schema, state string }{
		"/api/v1/uploads/up1":     {"Upload", "ready"},
		"/api/v1/uploads/failed":  {"Upload", "failed"},
		"/api/v1/uploads/refused": {"Upload", "refused"},
		"/api/v1/uploads/records": {"Upload", "reading"},
		"/api/v1/documents/doc1":  {"Standing", "live"},
		"/api/v1/uploads/none":    {"Error", ""},
	} {
		w := send(t, h, "GET", target, "", as("reader")...)
		d.check(t, target, c.schema, w.Body.String())
		var got struct{ State, Reason string }
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.State != c.state || (got.State == "failed" || got.State == "refused") != (got.Reason != "") {
			t.Errorf("%s: %s", target, w.Body)
		}
	}
	evidence := send(t, h, "GET", "/api/v1/questions/QUESTION", "", as("curious")...).Body.String()
	d.check(t, "questions", "Evidence", evidence)
	for _, want := range []string{`"question":"What is <b>it</b> made of?"`, `"level":"child"`, `"model":"amalia","prompt":"v1"`, `"withheld":1`, `"deleted":true`, `"vector_score":-0.25`, `"brazilian_forms":["trem"]`, `"space":"hashed"`} {
		if !strings.Contains(evidence, want) {
			t.Errorf("evidence %s lacks %s", evidence, want)
		}
	}
	w := send(t, h, "POST", "/api/v1/documents?name=a.md", "x", as("writer")...)
	d.check(t, "POST", "Received", w.Body.String())
	for _, status := range []string{"", "unknown"} {
		d.check(t, "401", "Error", send(t, h, "GET", "/api/v1/uploads/up1", "", as(status)...).Body.String())
	}
}
