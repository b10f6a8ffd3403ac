package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
)

// A house that works jobs purges by itself soon after it opens.
func TestPurgesByItself(t *testing.T) {
	cfg := config.Config{DatabaseURL: dbtest.URL(t), Data: t.TempDir(), Workers: 2}
	ctx := context.Background()
	h, err := open(ctx, cfg, slog.New(slog.DiscardHandler), 0)
	if err != nil {
		t.Fatal(err)
	}
	museum, err := h.ensureMuseum(ctx, guide.Museum{Code: "galeria", Names: map[string]string{"pt": "Galeria"}, Lang: "pt", Langs: []string{"pt"}})
	if err != nil {
		t.Fatal(err)
	}
	for id, days := range map[string]int{"old": 31, "new": 29} {
		if err := h.store.SaveTurn(ctx, guide.Turn{ID: id, Conversation: id, Question: guide.Question{Museum: museum, Text: "?"}, Lang: "pt",
			Verdict: guide.Failed, Mode: guide.ModeQuote, At: time.Now().AddDate(0, 0, -days)}); err != nil {
			t.Fatal(err)
		}
	}
	h.close()
	if h, err = open(ctx, cfg, slog.New(slog.DiscardHandler), cfg.Workers); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	var left []string
	for range 600 { // River elects who queues such jobs first
		if err := h.pool.QueryRow(ctx, `SELECT array_agg(public_id) FROM turns`).Scan(&left); err != nil {
			t.Fatal(err)
		}
		if len(left) == 1 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(left) != 1 || left[0] != "new" {
		t.Errorf("kept %v, want the new one alone", left)
	}
}
