package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// Draft brings in a note that was written in the back office, as a document of
// its own that waits to be published. A note that says what another says already
// is guide.ErrConflict.
func (a Adder) Draft(ctx context.Context, source string, n guide.DraftNote) error {
	original, err := keep(ctx, a.Originals, bytes.NewReader(Markdown(n)), source)
	if err != nil {
		return err
	}
	incoming := []guide.Incoming{{Source: source, Original: original, ContentSHA256: original.SHA256, Author: a.Author, By: a.By}}
	arrivals, err := a.Store.Register(ctx, a.Museum.ID, a.Batch, false, incoming, func(ctx context.Context, tx pgx.Tx, revisions []int64) error {
		return a.Jobs.Enqueue(ctx, tx, a.Museum, revisions)
	})
	if err != nil {
		return err
	}
	if arrivals[0] != guide.ArrivedNew {
		return fmt.Errorf("note %s is %s: %w", source, arrivals[0], guide.ErrConflict)
	}
	return nil
}

// Markdown is a note as the file that extract reads: its facts at the head, then
// its text.
func Markdown(n guide.DraftNote) []byte {
	var out bytes.Buffer
	out.WriteString("---\n")
	for _, fact := range []struct{ name, value string }{
		{"inventory", n.Inventory}, {"title", n.Title}, {"language", n.Lang},
	} {
		if fact.value == "" {
			continue
		}
		quoted, err := json.Marshal(fact.value) // which YAML reads as well
		if err != nil {
			continue // impossible: strings can be marshalled
		}
		fmt.Fprintf(&out, "%s: %s\n", fact.name, quoted)
	}
	out.WriteString("---\n\n" + n.Text + "\n")
	return out.Bytes()
}
