package ingest

import (
	"context"
	"fmt"

	"cicerone/internal/guide"
)

// Spaces is what Reembedder needs of the database.
type Spaces interface {
	Unembedded(ctx context.Context, museum, space, after int64, limit int) ([]guide.Unembedded, error)
	AddVectors(ctx context.Context, museum int64, space guide.Space, passages []guide.Unembedded, embedded []guide.Embedded) error
	SwitchSpace(ctx context.Context, museum, space int64) (bool, error)
}

// Reembedder moves a museum to another embedding space while visitors go on
// asking and notes go on coming in.
type Reembedder struct {
	Spaces   Spaces
	Embedder Embedder
	Index    func(context.Context) error // makes a large space fast to search
}

// reembedSize is how many passages are embedded and written at a time: what a
// kill costs at most.
const reembedSize = 256

// Move embeds all passages that have no vector in a space, and moves the museum
// to it. Passages that come in meanwhile are embedded in the old space, found
// without a vector in the new one, and embedded there before the move. What an
// earlier call has embedded is not embedded again. done is told how many more
// have been written.
func (r Reembedder) Move(ctx context.Context, museum guide.Museum, space guide.Space, done func(more int)) error {
	if err := r.fill(ctx, museum, space, done); err != nil {
		return err
	}
	if err := r.Index(ctx); err != nil {
		return err
	}
	for {
		if err := r.fill(ctx, museum, space, done); err != nil {
			return err
		}
		moved, err := r.Spaces.SwitchSpace(ctx, museum.ID, space.ID)
		if err != nil || moved {
			return err
		}
	}
}

// fill embeds what has no vector, once through.
func (r Reembedder) fill(ctx context.Context, museum guide.Museum, space guide.Space, done func(more int)) error {
	for after := int64(0); ; {
		passages, err := r.Spaces.Unembedded(ctx, museum.ID, space.ID, after, reembedSize)
		if err != nil || len(passages) == 0 {
			return err
		}
		texts := make([]string, len(passages))
		for i, p := range passages {
			texts[i] = embedded(p.Label, p.Heading, p.Text)
		}
		vectors, err := r.Embedder.Passages(ctx, space, texts)
		if err != nil {
			return fmt.Errorf("embed: %w", err)
		}
		if err := r.Spaces.AddVectors(ctx, museum.ID, space, passages, vectors); err != nil {
			return err
		}
		after = passages[len(passages)-1].ID
		done(len(passages))
	}
}
