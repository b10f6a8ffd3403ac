package main

import (
	"context"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/postgres"
)

// addNote makes a draft of a note written in the back office, and returns the
// public id of its document.
func (h *house) addNote(ctx context.Context, by guide.User, n guide.DraftNote) (string, error) {
	id := postgres.NewID()
	source := "notes/" + strings.ToLower(id) + "." + n.Lang + ".md"
	adder := ingest.Adder{Store: h.store, Originals: h.originals, Jobs: h.jobs, Museum: by.Museum, Batch: id, Author: by.Name, By: by.ID}
	if err := adder.Draft(ctx, source, n); err != nil {
		return "", err
	}
	return h.store.DocumentBySource(ctx, by.Museum.ID, source)
}

// embed turns texts into vectors that are compared with each other only: by the
// program's own model, whatever space the museum is in, so that no page waits
// for a server.
func (h *house) embed(_ guide.Museum, texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = builtIn{}.model.Question(text)
	}
	return out
}
