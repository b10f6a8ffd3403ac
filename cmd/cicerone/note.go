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

// embed turns texts into vectors of the museum's space, or gives nil when the
// program embeds in another.
func (h *house) embed(m guide.Museum, texts []string) [][]float32 {
	if h.embedder.Space().Name != m.Space.Name {
		return nil
	}
	return h.embedder.Embed(texts)
}
