package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/embed"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/model"
)

// embedder embeds in one space.
type embedder interface {
	Space() guide.Space // without an id
	Question(ctx context.Context, text string) ([]float32, error)
	Passages(ctx context.Context, texts []string) ([]guide.Embedded, error)
}

// embedders are the spaces that this program embeds in: that of the configured
// server, if any, and that of its own model. New museums begin in the first. It
// is ask.Embedder and ingest.Embedder.
type embedders []embedder

// retired are the spaces of earlier models of the program's own. Museums in them
// are moved to the present one in the background; until then their questions are
// searched by words alone.
var retired = []string{"hashed-256-v1"}

// newEmbedders connects the configured embedding server; called is told of every
// call of it.
func newEmbedders(c config.Embed, called func(guide.ModelCall), log *slog.Logger) (embedders, error) {
	if c.URL == "" {
		return embedders{builtIn{}}, nil
	}
	client, err := model.NewEmbeddings(embeddingConfig(c, called))
	if err != nil {
		return nil, fmt.Errorf("CICERONE_EMBED_URL: %w", err)
	}
	return embedders{&watched{Embeddings: client, log: log}, builtIn{}}, nil
}

func embeddingConfig(c config.Embed, called func(guide.ModelCall)) model.EmbeddingConfig {
	return model.EmbeddingConfig{
		Server: model.Server{URL: c.URL, Name: c.Name, Key: c.Key, Timeout: c.Timeout, Observe: called},
		Space:  c.Space, Dims: c.Dims, QueryPrefix: c.QueryPrefix, PassagePrefix: c.PassagePrefix}
}

// of finds who embeds in a space; none is guide.ErrConflict.
func (all embedders) of(space guide.Space) (embedder, error) {
	for _, e := range all {
		if s := e.Space(); s.Name == space.Name && s.Model == space.Model && s.Dims == space.Dims {
			return e, nil
		}
	}
	return nil, fmt.Errorf("nothing here embeds in space %s (%s, %d dimensions): set CICERONE_EMBED_URL, _NAME and _DIMS to the server of that model, or move the museum: cicerone reembed --space %s: %w",
		space.Name, space.Model, space.Dims, all[0].Space().Name, guide.ErrConflict)
}

// retires reports whether a space is one that museums are moved out of.
func (all embedders) retires(space guide.Space) bool {
	_, err := all.of(space)
	return err != nil && slices.Contains(retired, space.Name)
}

// Question embeds a question in a space.
func (all embedders) Question(ctx context.Context, space guide.Space, text string) ([]float32, error) {
	e, err := all.of(space)
	if err != nil {
		return nil, err
	}
	return e.Question(ctx, text)
}

// Passages embeds passages in a space. Those of a retired space get no vector:
// they are embedded when the museum moves out of it.
func (all embedders) Passages(ctx context.Context, space guide.Space, texts []string) ([]guide.Embedded, error) {
	if all.retires(space) {
		return make([]guide.Embedded, len(texts)), nil
	}
	e, err := all.of(space)
	if err != nil {
		return nil, err
	}
	return e.Passages(ctx, texts)
}

// builtIn is the program's own model.
type builtIn struct{ model embed.Model }

func (b builtIn) Space() guide.Space { return b.model.Space() }

func (b builtIn) Question(_ context.Context, text string) ([]float32, error) {
	return b.model.Question(text), nil
}

func (b builtIn) Passages(_ context.Context, texts []string) ([]guide.Embedded, error) {
	out := make([]guide.Embedded, len(texts))
	for i, text := range texts {
		out[i].Vector, out[i].Windows = b.model.Passage(text)
	}
	return out, nil
}

// watched is a server's model, whose failing and recovering is logged once.
type watched struct {
	*model.Embeddings
	log  *slog.Logger
	down atomic.Bool
}

func (w *watched) Question(ctx context.Context, text string) ([]float32, error) {
	v, err := w.Embeddings.Question(ctx, text)
	w.note(err)
	return v, err
}

func (w *watched) Passages(ctx context.Context, texts []string) ([]guide.Embedded, error) {
	out, err := w.Embeddings.Passages(ctx, texts)
	w.note(err)
	return out, err
}

func (w *watched) note(err error) {
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil && w.down.CompareAndSwap(false, true):
		w.log.Warn("the embedding server fails: questions are searched by words alone, and new notes wait", "space", w.Space().Name, "error", err)
	case err == nil && w.down.CompareAndSwap(true, false):
		w.log.Info("the embedding server works again", "space", w.Space().Name)
	}
}

// ensureSpace makes sure that an embedder is what it says, by asking it, and
// that its space is in the database, in this order: nothing is written for a
// server with another model or dimension.
func (h *house) ensureSpace(ctx context.Context, e embedder) (guide.Space, error) {
	if _, err := e.Passages(ctx, []string{"Cicerone"}); err != nil {
		return guide.Space{}, fmt.Errorf("space %s: %w", e.Space().Name, err)
	}
	return h.store.EnsureSpace(ctx, e.Space())
}

// reembedder moves museums to other spaces. A large space has its index before a
// museum is in it.
func (h *house) reembedder() ingest.Reembedder {
	return ingest.Reembedder{Spaces: h.store, Embedder: h.spaces, Index: h.makeGraphs}
}

// makeGraphs gives every large space the index it may lack.
func (h *house) makeGraphs(ctx context.Context) error {
	made, err := h.store.MakeGraphs(ctx)
	for _, space := range made {
		h.log.Info("made an index of vectors", "space", space)
	}
	return err
}

// catchUpAgain is how long catching up waits after it has failed.
const catchUpAgain = time.Minute

// catchUp moves museums out of retired spaces, one after the other, until all
// are out or ctx ends; and says which museums are searched by words alone
// because nobody embeds in their space.
func (h *house) catchUp(ctx context.Context, museums []guide.Museum) {
	for _, m := range museums {
		if _, err := h.spaces.of(m.Space); err == nil {
			continue
		} else if !h.spaces.retires(m.Space) {
			h.log.Warn("questions are searched by words alone, and new notes fail", "museum", m.Code, "error", err)
			continue
		}
		h.log.Info("embedding again, in the background, for a newer model", "museum", m.Code, "from", m.Space.Name, "to", builtIn{}.Space().Name)
		for {
			err := h.moveToBuiltIn(ctx, m)
			if err == nil {
				h.log.Info("embedded again", "museum", m.Code, "space", builtIn{}.Space().Name)
				break
			}
			if ctx.Err() != nil {
				return
			}
			h.log.Error("embedding again failed; it is tried again", "museum", m.Code, "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(catchUpAgain):
			}
		}
	}
}

func (h *house) moveToBuiltIn(ctx context.Context, m guide.Museum) error {
	space, err := h.ensureSpace(ctx, builtIn{})
	if err != nil {
		return err
	}
	return h.reembedder().Move(ctx, m, space, func(int) {})
}
