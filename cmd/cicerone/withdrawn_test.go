package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/ingest"
)

// secret is a note about a work that no other note speaks of. Its words are
// looked for wherever a visitor may look.
const secret = `---
inventory: X-1
title: Tartaruga de marfim
maker: Oficina de Severino
room: "1"
highlight: true
language: pt
---

A tartaruga de marfim foi trazida de Goa em 1622 pela oficina de Severino.
`

var secretWords = []string{"artaruga de marfim", "Severino", "1622"}

// visitors ask a museum's server.
type visitors struct {
	t    *testing.T
	base string
}

// send returns an answer's status and body, and holds it to what every answer
// with a note in it must say to caches.
func (v visitors) send(method, target, contentType, body string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+target, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept-Language", "pt")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if cache := answer.Header.Get("Cache-Control"); len(holds(string(data))) > 0 && cache != "no-store" {
		v.t.Errorf("%s %s may be kept by a cache: %q", method, target, cache)
	}
	return answer.StatusCode, string(data)
}

func (v visitors) get(target string) (int, string) { return v.send("GET", target, "", "") }

// ask asks over the API.
func (v visitors) ask(question, object, conversation string) string {
	request, err := json.Marshal(map[string]string{"museum": "galeria", "question": question, "object": object, "conversation": conversation})
	if err != nil {
		v.t.Fatal(err)
	}
	_, body := v.send("POST", "/api/v1/ask", "application/json", string(request))
	return body
}

// holds lists the secret words in an answer.
func holds(body string) []string {
	return slices.DeleteFunc(slices.Clone(secretWords), func(w string) bool { return !strings.Contains(body, w) })
}

// serving serves a house until the test ends.
func serving(t *testing.T, h *house) visitors {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return visitors{t, "http://" + listener.Addr().String()}
}

// bring ingests one file, as a draft or live.
func bring(t *testing.T, h *house, museum guide.Museum, name, text string) {
	t.Helper()
	files := fstest.MapFS{name: {Data: []byte(text)}}
	done, err := h.ingest(t.Context(), museum, "Equipa", true, func(ctx context.Context, a ingest.Adder, tally *ingest.Tally, progress func(ingest.Tally)) error {
		return a.Folder(ctx, files, "ensaio", tally, progress)
	})
	if err != nil || done.failed() > 0 {
		t.Fatalf("ingest: %v, %d failed", err, done.failed())
	}
}

func editorOf(t *testing.T, h *house, museum guide.Museum) guide.User {
	t.Helper()
	token, err := h.store.InviteFirst(t.Context(), museum.ID, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	person, err := h.store.AcceptInvitation(t.Context(), token, "edicao@museu.pt", "Edição", "hash")
	if err != nil {
		t.Fatal(err)
	}
	person.Museum = museum
	return person
}

// TestWithdrawnIsGone takes a note from visitors in each of the ways there are,
// and looks for it on every path there is.
func TestWithdrawnIsGone(t *testing.T) {
	h, museum := demoHouse(t)
	bring(t, h, museum, "X-1.md", secret)
	editor := editorOf(t, h, museum)
	v := serving(t, h)
	list, err := h.store.Documents(t.Context(), guide.DocumentQuery{MuseumID: museum.ID, Text: "tartaruga", Limit: 2})
	if err != nil || len(list.Documents) != 1 {
		t.Fatalf("the document: %+v, %v", list, err)
	}
	document := list.Documents[0].PublicID

	// A conversation that has had the answer, and the link it was given.
	converse := func() (conversation, cited string) {
		var told struct {
			Conversation string
			Citations    []struct{ URL string }
		}
		body := v.ask("Quem trouxe a tartaruga de marfim?", "", "")
		if err := json.Unmarshal([]byte(body), &told); err != nil || len(told.Citations) == 0 || len(holds(body)) != 3 {
			t.Fatalf("before: %v\n%s", err, body)
		}
		return told.Conversation, told.Citations[0].URL
	}
	_, cited := converse()
	var followed, named, onPage string // conversations, each in which it was just spoken of

	paths := map[string]func() string{
		"answer":           func() string { return v.ask("Quem trouxe a tartaruga de marfim?", "", "") },
		"answer by number": func() string { return v.ask("O que é a X-1?", "", "") },
		"answer at hand":   func() string { return v.ask("Quem a trouxe?", "X-1", "") },
		"follow-up":        func() string { return v.ask("E quem a trouxe?", "", followed) },
		"follow-up, named": func() string { return v.ask("Em que ano veio de Goa a peça de Severino?", "", named) },
		"answer on a page": func() string {
			_, body := v.send("POST", "/galeria/ask", "application/x-www-form-urlencoded",
				url.Values{"question": {"De onde veio a peça de marfim?"}, "conversation": {onPage}}.Encode())
			return body
		},
		"citation link":      func() string { _, body := v.get(cited); return body },
		"note page":          func() string { _, body := v.get("/galeria/notes/" + document); return body },
		"object page":        func() string { _, body := v.get("/galeria/o/X-1"); return body },
		"room page":          func() string { _, body := v.get("/galeria/rooms/1"); return body },
		"front page":         func() string { _, body := v.get("/galeria"); return body },
		"API note":           func() string { _, body := v.get("/api/v1/museums/galeria/notes/" + document); return body },
		"API note, revision": func() string { _, body := v.get("/api/v1/museums/galeria/notes/" + document + "?r=1"); return body },
		"search": func() string {
			var found []string
			vector, err := h.spaces.Question(t.Context(), museum.Space, "A tartaruga de marfim foi trazida de Goa")
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range []guide.Search{{Text: "tartaruga marfim"}, {Vector: vector}, {Objects: []string{"x-1"}}} {
				s.Museum, s.At, s.Lang = museum, time.Now(), "pt"
				got, err := h.store.Search(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				for _, hit := range got.Hits {
					if hit.Document == document { // others may speak of the same year
						found = append(found, hit.Title, hit.Text)
					}
				}
			}
			return strings.Join(found, "\n")
		},
	}
	look := func(when string, want bool) {
		t.Helper()
		for name, path := range paths {
			got := holds(path())
			if found := len(got) > 0; found != want {
				t.Errorf("%s, %s: holds %q, want any: %v", when, name, got, want)
			}
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	store, ctx := h.store, t.Context()
	again := func() {
		t.Helper()
		followed, _ = converse()
		named, _ = converse()
		onPage, _ = converse()
	}
	again()
	look("live", true)
	for _, way := range []struct {
		name       string
		hide, show func() error
	}{
		{"withdrawn", func() error { return store.Withdraw(ctx, editor, document) }, func() error { return store.Publish(ctx, editor, document, 1) }},
		{"embargoed", func() error {
			return store.SetTerms(ctx, editor, document, guide.Terms{Audience: guide.AudiencePublic, Embargo: time.Now().Add(time.Hour)})
		},
			func() error {
				return store.SetTerms(ctx, editor, document, guide.Terms{Audience: guide.AudiencePublic})
			}},
		{"for staff", func() error { return store.SetTerms(ctx, editor, document, guide.Terms{Audience: guide.AudienceStaff}) },
			func() error {
				return store.SetTerms(ctx, editor, document, guide.Terms{Audience: guide.AudiencePublic})
			}},
		{"deleted", func() error { return store.Delete(ctx, editor, document) }, func() error { return store.Undelete(ctx, editor, document) }},
	} {
		again()
		must(way.hide())
		look(way.name, false)
		must(way.show())
		again()
		look(way.name+" no more", true)
	}
	again()
	must(store.Delete(ctx, editor, document))
	_, err = store.PurgeDeleted(ctx, time.Now().Add(time.Minute))
	must(err)
	look("purged", false)
}

// TestTry answers a question from a draft, which visitors' questions do not
// find; nothing is kept of it.
func TestTry(t *testing.T) {
	h, museum := demoHouse(t)
	bring(t, h, museum, "X-1.md", secret)
	editor := editorOf(t, h, museum)
	list, err := h.store.Documents(t.Context(), guide.DocumentQuery{MuseumID: museum.ID, Text: "tartaruga", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.store.Document(t.Context(), museum.ID, list.Documents[0].PublicID)
	if err != nil {
		t.Fatal(err)
	}
	note, err := h.store.ReadRevision(t.Context(), museum.ID, d.Revisions[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	note.Note.Text = "A tartaruga tem uma gaveta secreta, descoberta por Aurélia Quintino."
	desk := desk{h.store, h.jobs, h.madeWith}
	if err := desk.Edit(t.Context(), editor, guide.Edit{Document: d.PublicID, From: 1, Note: note.Note}); err != nil {
		t.Fatal(err)
	}
	for d.State != guide.DocumentDraft { // until a worker has read it
		if d, err = h.store.Document(t.Context(), museum.ID, d.PublicID); err != nil {
			t.Fatal(err)
		}
	}
	q := guide.Question{Museum: museum, Text: "Quem descobriu a gaveta secreta da tartaruga?", At: time.Now()}
	count := func() (n int) {
		if err := h.pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM turns) + (SELECT count(*) FROM gaps) + (SELECT count(*) FROM conversations)`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	turn, err := h.try(t.Context(), guide.Trial{Question: q, Revision: d.Revisions[0].ID})
	if err != nil || turn.Verdict != guide.Answered || !strings.Contains(turn.Text(), "Aurélia Quintino") || turn.Citations[0].Revision != 2 {
		t.Errorf("tried: got %s %q (%s), %v", turn.Verdict, turn.Text(), turn.Reason, err)
	}
	if after := count(); after != before {
		t.Errorf("trying left %d rows behind", after-before)
	}
	asked, err := h.guide.Ask(t.Context(), q, ignore)
	if err != nil || asked.Verdict != guide.NotCovered && strings.Contains(asked.Text(), "Quintino") {
		t.Errorf("visitors: got %s %q, %v", asked.Verdict, asked.Text(), err)
	}
}
