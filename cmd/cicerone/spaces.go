package main

import (
	"context"
	"fmt"

	"cicerone/internal/embed"
	"cicerone/internal/guide"
)

// embedder embeds in one space.
type embedder interface {
	Space() guide.Space // without an id
	Question(ctx context.Context, text string) ([]float32, error)
	Passages(ctx context.Context, texts []string) ([]guide.Embedded, error)
}

// embedders are the spaces that this program embeds in: that of its own model,
// and that of the configured server, if any. It is ask.Embedder and
// ingest.Embedder.
type embedders []embedder

// of finds who embeds in a space; none is guide.ErrConflict.
func (all embedders) of(space guide.Space) (embedder, error) {
	for _, e := range all {
		if s := e.Space(); s.Name == space.Name && s.Model == space.Model && s.Dims == space.Dims {
			return e, nil
		}
	}
	return nil, fmt.Errorf("nothing here embeds in space %s (%s, %d dimensions): %w", space.Name, space.Model, space.Dims, guide.ErrConflict)
}

// Question embeds a question in a space.
func (all embedders) Question(ctx context.Context, space guide.Space, text string) ([]float32, error) {
	e, err := all.of(space)
	if err != nil {
		return nil, err
	}
	return e.Question(ctx, text)
}

// Passages embeds passages in a space.
func (all embedders) Passages(ctx context.Context, space guide.Space, texts []string) ([]guide.Embedded, error) {
	e, err := all.of(space)
	if err != nil {
		return nil, err
	}
	return e.Passages(ctx, texts)
}

// builtIn is the program's own model.
type builtIn struct{ model embed.Hashed }

func (b builtIn) Space() guide.Space { return b.model.Space() }

func (b builtIn) Question(_ context.Context, text string) ([]float32, error) {
	return b.model.Embed([]string{text})[0], nil
}

func (b builtIn) Passages(_ context.Context, texts []string) ([]guide.Embedded, error) {
	out := make([]guide.Embedded, len(texts))
	for i, v := range b.model.Embed(texts) {
		out[i].Vector = v
	}
	return out, nil
}
