package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/heritage"
	"cicerone/internal/text"
)

// Preparer reads, cuts, embeds and publishes stored revisions.
type Preparer struct {
	Store     Store
	Originals Originals
	Reader    Reader
	Embedder  Embedder
}

// finishEvery is how long prepared revisions wait for the rest of their job: some
// files take minutes, and the others are not to be done again because of them.
const finishEvery = 10 * time.Second

// Prepare finishes those of the revisions that still wait. A revision that
// cannot be read is marked failed with a reason; an error means that not all were
// finished and the same call is to be made again.
func (p Preparer) Prepare(ctx context.Context, museum guide.Museum, ids []int64) error {
	revisions, err := p.Store.Stored(ctx, ids)
	if err != nil {
		return err
	}
	var prepared []guide.Prepared
	begun := time.Now()
	for _, r := range revisions {
		if err := ctx.Err(); err != nil {
			return err
		}
		one, err := p.one(ctx, museum, r)
		if err != nil {
			return err
		}
		prepared = append(prepared, one)
		if time.Since(begun) > finishEvery {
			if err := p.Store.Finish(ctx, museum, prepared); err != nil {
				return err
			}
			prepared, begun = nil, time.Now()
		}
	}
	if len(prepared) == 0 {
		return nil
	}
	return p.Store.Finish(ctx, museum, prepared)
}

// one prepares one revision. Whatever is wrong with the file itself becomes a
// Failure, lest one file hold up its batch.
func (p Preparer) one(ctx context.Context, museum guide.Museum, r guide.Revision) (guide.Prepared, error) {
	note, err := p.read(ctx, museum, r)
	if errors.Is(err, guide.ErrInvalid) {
		return guide.Prepared{RevisionID: r.ID, Failure: Reason(err)}, nil
	}
	if err != nil {
		return guide.Prepared{}, fmt.Errorf("revision %d: %w", r.ID, err)
	}
	complete(&note, museum, r)
	passages, err := p.passages(ctx, museum, note)
	if err != nil {
		return guide.Prepared{}, fmt.Errorf("revision %d: %w", r.ID, err)
	}
	return guide.Prepared{RevisionID: r.ID, Note: note, Passages: passages}, nil
}

// read reads a record here and a file where it can do no harm. What a person has
// edited is as they left it.
func (p Preparer) read(ctx context.Context, museum guide.Museum, r guide.Revision) (guide.Note, error) {
	if r.Edited != nil {
		return *r.Edited, nil
	}
	if r.Record != nil {
		var record heritage.Record
		if err := json.Unmarshal(r.Record, &record); err != nil {
			return guide.Note{}, fmt.Errorf("decode record: %w", err)
		}
		return heritage.Note(record, museum.Lang)
	}
	f, err := p.Originals.Get(r.Original.SHA256)
	if err != nil {
		return guide.Note{}, err
	}
	defer f.Close()
	return p.Reader.Read(ctx, r.Original.Name, f)
}

// complete fills in what the file did not say of itself.
func complete(n *guide.Note, museum guide.Museum, r guide.Revision) {
	if n.Lang == "" {
		n.Lang, _ = text.Detect(n.Text, museum.Lang)
		n.Detected = true
	}
	if n.Label.Title == "" {
		n.Label.Title = strings.TrimSuffix(r.Original.Name, path.Ext(r.Original.Name))
	}
	if n.Kind == "" {
		n.Kind = guide.KindTheme
		if n.Inventory != "" {
			n.Kind = guide.KindObject
		}
	}
	if n.Audience == "" {
		n.Audience = guide.AudiencePublic
	}
	if n.Author == "" {
		n.Author = r.Author
	}
	n.Label.Lang = n.Lang
}

// passages cuts a note. Each passage is indexed and embedded together with the
// note's title and label, because "who made it?" is answered by sentences that
// do not name the work.
func (p Preparer) passages(ctx context.Context, museum guide.Museum, n guide.Note) ([]guide.IndexedPassage, error) {
	headings := make([]text.Heading, len(n.Headings))
	for i, h := range n.Headings {
		headings[i] = text.Heading(h)
	}
	var out []guide.IndexedPassage
	var toEmbed []string
	for i, piece := range text.Split(n.Text, headings) {
		body := text.Slice(n.Text, piece.Span)
		out = append(out, guide.IndexedPassage{
			Passage: guide.Passage{Ordinal: i, Heading: piece.Heading, Start: piece.Span.Start, End: piece.Span.End, Text: body},
		})
		toEmbed = append(toEmbed, embedded(n.Label, piece.Heading, body))
	}
	if len(toEmbed) == 0 {
		return out, nil
	}
	vectors, err := p.Embedder.Passages(ctx, museum.Space, toEmbed)
	if err != nil {
		return nil, &embedError{err}
	}
	for i, v := range vectors {
		out[i].Vector, out[i].Windows = v.Vector, v.Windows
	}
	return out, nil
}

// embedError is an error of the Embedder's.
type embedError struct{ err error }

func (e *embedError) Error() string { return "embed: " + e.err.Error() }

func (e *embedError) Unwrap() error { return e.err }

// embedded is what is embedded of a passage.
func embedded(label guide.Label, heading, body string) string {
	return label.Title + "\n" + label.Maker + "\n" + heading + "\n" + body
}
