package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/api"
	"cicerone/internal/guide"
	"cicerone/internal/server"
	"cicerone/internal/site"
)

// A visitor asks, by both ways, and rates the answers. Neither the log nor any
// table holds the address or the device it came from, and the log not a word of
// what was said.
func TestNobodyIsKnownByTheirQuestions(t *testing.T) {
	h, museum := demoHouse(t)
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.guide.Log = logger
	pages, err := site.New(h.store, h.guide.Ask, h.guide.Works, h.originals)
	if err != nil {
		t.Fatal(err)
	}
	handler := server.New(server.Options{Log: logger, RatePerMinute: 30, TrustProxy: true}, api.New(h.store, h.guide.Ask, h.guide.Find).Routes, pages.Routes)
	const address, forwarded, device, reason = "198.51.100.77", "203.0.113.99", "AparelhoDeEnsaio/1.0", "faltou o ateliê"
	send := func(path, kind, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.RemoteAddr = address + ":1234"
		r.Header.Set("X-Forwarded-For", forwarded)
		r.Header.Set("User-Agent", device)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	w := send("/api/v1/ask", "application/json", `{"question":"Quem pintou os Painéis de São Vicente?"}`)
	var answer struct {
		ID string `json:"question_id"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.ID == "" {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	rated := send("/api/v1/feedback", "application/json", `{"turn":"`+answer.ID+`","helpful":false,"reason":"`+reason+`"}`)
	asked := send("/"+museum.Code+"/ask", "application/x-www-form-urlencoded", "question=Quem+pagou+a+Guernica%3F")
	again := send("/"+museum.Code+"/feedback", "application/x-www-form-urlencoded", "turn="+answer.ID+"&helpful=no&reason="+strings.ReplaceAll(reason, " ", "+"))
	if rated.Code != 204 || asked.Code != 200 || again.Code != 200 {
		t.Fatalf("rated %d, asked %d, rated again %d", rated.Code, asked.Code, again.Code)
	}

	kept := everything(t, h)
	for _, who := range []string{address, forwarded, device} {
		if strings.Contains(kept, who) || strings.Contains(log.String(), who) {
			t.Errorf("%s is kept: in tables %v, in the log %v", who, strings.Contains(kept, who), strings.Contains(log.String(), who))
		}
	}
	for _, said := range []string{"Guernica", "pintou", "ateliê"} {
		if strings.Contains(log.String(), said) {
			t.Errorf("the log holds %q", said)
		}
	}
	if !strings.Contains(kept, "Guernica") || !strings.Contains(kept, reason) || !strings.Contains(log.String(), "/api/v1/feedback") {
		t.Error("this test looks in the wrong place")
	}
}

// everything is every row of every table but the notes', as text.
func everything(t *testing.T, h *house) string {
	t.Helper()
	ctx := context.Background()
	rows, err := h.pool.Query(ctx, `
		SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND relname NOT IN ('passages', 'passage_vectors', 'revisions') ORDER BY relname`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, table := range tables {
		rows, err := h.pool.Query(ctx, `SELECT t::text FROM `+pgx.Identifier{table}.Sanitize()+` t`)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(strings.Join(lines, "\n"))
	}
	return out.String()
}

// A gap becomes a note that waits to be published, and a pinned answer counts
// from the next question on, until it is withdrawn.
func TestFromGapToAnswer(t *testing.T) {
	h, museum := demoHouse(t)
	ctx := context.Background()
	token, err := h.store.InviteFirst(ctx, museum.ID, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	editor, err := h.store.AcceptInvitation(ctx, token, "ensaio@museu.example", "Pessoa de Ensaio", "hash")
	if err != nil {
		t.Fatal(err)
	}
	const question = "Quem restaurou a Torre de Marfim?"
	ask := func() guide.Turn {
		turn, err := h.guide.Ask(ctx, guide.Question{Museum: museum, Text: question, At: time.Now()}, ignore)
		if err != nil {
			t.Fatal(err)
		}
		return turn
	}
	if turn := ask(); turn.Verdict != guide.NotCovered {
		t.Fatalf("before: %s: %s", turn.Verdict, turn.Text())
	}

	draft := guide.DraftNote{Title: `A "Torre" #1: \ história`, Text: "A Torre de Marfim foi restaurada em 1999.", Lang: "pt", Inventory: "CG-900"}
	document, err := h.addNote(ctx, editor, draft)
	if err != nil {
		t.Fatal(err)
	}
	var open guide.OpenDocument
	for range 200 { // until the job has read it
		if open, err = h.store.Document(ctx, museum.ID, document); err != nil {
			t.Fatal(err)
		}
		if open.State != guide.DocumentStored {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if open.State != guide.DocumentDraft || open.Title != draft.Title || open.Lang != "pt" || open.Inventory != "CG-900" || open.Author != editor.Name {
		t.Errorf("the draft is %+v", open.ListedDocument)
	}
	if turn := ask(); turn.Verdict != guide.NotCovered {
		t.Errorf("with a draft: %s: %s", turn.Verdict, turn.Text())
	}

	pin, err := h.store.AddPin(ctx, editor, guide.DraftPin{Question: question, Answer: "O ateliê do museu.", Lang: "pt"})
	if err != nil {
		t.Fatal(err)
	}
	if turn := ask(); turn.Mode != guide.ModePinned || turn.Text() != "O ateliê do museu." || len(turn.Degraded) > 0 {
		t.Errorf("pinned: %s, degraded %v: %s", turn.Mode, turn.Degraded, turn.Text())
	}
	if err := h.store.WithdrawPin(ctx, editor, pin); err != nil {
		t.Fatal(err)
	}
	if turn := ask(); turn.Mode == guide.ModePinned {
		t.Errorf("withdrawn: %s", turn.Text())
	}
}
