package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Uploads remembers what was sent; see postgres.Store for each.
type Uploads interface {
	OpenUpload(ctx context.Context, u guide.Upload) (opened guide.Upload, found bool, err error)
	SettleUpload(ctx context.Context, museum int64, id string, as guide.Settled) (guide.Upload, error)
	UnsettledUploads(ctx context.Context, museum int64) ([]guide.Upload, error)
}

// Receiver takes in files that people and programs send over the network. It is
// safe for concurrent use.
type Receiver struct {
	Store     Store
	Uploads   Uploads
	Originals Originals
	Jobs      Enqueuer
	Tables    Tables
}

// Receive keeps a file that was sent and registers it, once however often it is
// sent under the same basket and key. A file that can never become a document is
// an upload too, refused with a reason. An error means that nothing came of it
// and that it may be sent again: body ended early, or the database or the disk
// would not have it.
func (r Receiver) Receive(ctx context.Context, sent guide.Sent, body io.Reader) (guide.Upload, error) {
	u := newUpload(sent)
	kept, err := r.keep(ctx, u, body)
	var invalid *guide.InvalidError
	switch {
	case errors.As(err, &invalid):
		u.Arrival, u.Reason = guide.ArrivedRefused, Reason(err)
	case err != nil:
		return guide.Upload{}, fmt.Errorf("read %s as it comes: %w", u.Path, err)
	}
	u.Original = kept
	// From here on the file is kept: that its sender has gone is no reason to
	// leave it half registered.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*OutagePatience)
	defer cancel()
	opened, found, err := r.Uploads.OpenUpload(ctx, u)
	if err != nil {
		return guide.Upload{}, err
	}
	if opened.Arrival != "" {
		return opened, nil
	}
	return r.register(ctx, sent.Museum, opened, found)
}

// Resume registers files that were kept by a process that then was killed. It
// goes on past those that it cannot register, and returns why.
func (r Receiver) Resume(ctx context.Context, museum guide.Museum) error {
	unsettled, err := r.Uploads.UnsettledUploads(ctx, museum.ID)
	if err != nil {
		return err
	}
	var failed []error
	for _, u := range unsettled {
		if _, err := r.register(ctx, museum, u, true); err != nil {
			failed = append(failed, fmt.Errorf("resume upload %s: %w", u.ID, err))
		}
	}
	return errors.Join(failed...)
}

// newUpload is what was sent, with names that are safe to keep.
func newUpload(s guide.Sent) guide.Upload {
	u := guide.Upload{
		MuseumID: s.Museum.ID, Basket: s.Basket, Key: s.Key, UserID: s.UserID, TokenID: s.TokenID,
		Path: safePath(s.Name), Source: s.Source, Author: s.Author, Publish: s.Publish,
	}
	if u.Source == "" {
		u.Source = "uploads/" + u.Path
	}
	return u
}

// keep stores a file that can be read. It looks at the name first, so that
// nothing is kept of those that cannot.
func (r Receiver) keep(ctx context.Context, u guide.Upload, body io.Reader) (guide.Original, error) {
	if err := checkKnown(u.Path); err != nil {
		return guide.Original{}, err
	}
	if isRecords(u.Path) && u.Source != "uploads/"+u.Path {
		return guide.Original{}, guide.Invalidf("file", "it holds many records, and cannot be the new version of one document")
	}
	original, err := keep(ctx, r.Originals, body, u.Path)
	if err == nil && original.Size == 0 {
		return original, guide.Invalidf("file", "it is empty")
	}
	return original, err
}

// register makes a kept file's documents, and settles what became of it.
// Whoever sends the file again while this is going on does the same work, to the
// same end.
func (r Receiver) register(ctx context.Context, museum guide.Museum, u guide.Upload, again bool) (guide.Upload, error) {
	adder := Adder{Store: r.Store, Originals: r.Originals, Jobs: r.Jobs, Museum: museum, Batch: u.ID, Author: u.Author, By: u.UserID, Publish: u.Publish}
	if u.Source == "uploads/"+u.Path { // a new version of one document is one, whatever table it holds
		adder.Tables = r.Tables
	}
	original := u.Original
	original.Name = path.Base(u.Path)
	var tally Tally
	err := adder.enter(ctx, original, u.Source, &tally, func(Tally) {})
	settled := guide.Settled{Arrival: tally.arrival(), Records: tally.Records, Refused: len(tally.Failed)}
	if len(tally.Failed) > 0 {
		settled.Why = tally.Failed[0].Reason
	}
	var invalid *guide.InvalidError
	switch {
	case errors.As(err, &invalid):
		settled = guide.Settled{Arrival: guide.ArrivedRefused, Reason: Reason(err)}
	case err != nil:
		return guide.Upload{}, err
	case tally.Waiting()+tally.Unchanged == 0:
		settled = guide.Settled{Arrival: guide.ArrivedRefused, Reason: Reason(guide.Invalidf("file", "there is no record in it that can be read"))}
	case again && settled.Arrival == guide.ArrivedPending:
		settled.Arrival = guide.ArrivedUnchanged // what waits is what the first attempt left; see SettleUpload
	}
	return r.Uploads.SettleUpload(ctx, museum.ID, u.ID, settled)
}

// arrival is what became of a file as a whole: of many records, the most that
// became of any.
func (t Tally) arrival() guide.Arrival {
	switch {
	case t.New > 0:
		return guide.ArrivedNew
	case t.Updated > 0:
		return guide.ArrivedUpdated
	case t.Pending > 0:
		return guide.ArrivedPending
	}
	return guide.ArrivedUnchanged
}

// maxPath is the longest name of a file that was sent, folders included, in
// characters: what the uploads table holds.
const maxPath = 300

// safePath makes the name of a file that somebody sent safe to keep and to show:
// one line of text in NFC with nothing invisible in it, that leads nowhere
// upwards, of at most maxPath characters. It keeps the ending, by which files are
// read. Long names that differ stay different.
func safePath(name string) string {
	const maxBytes = 64 << 10 // names are a header's; this is only so that cleaning costs little
	clean := text.OneLine(text.Clean(name[:min(len(name), maxBytes)]))
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(clean, `\`, "/"), "/") {
		if part = strings.TrimSpace(part); part != "" && part != "." && part != ".." {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "unnamed"
	}
	clean = strings.Join(parts, "/")
	runes := []rune(clean)
	if len(runes) <= maxPath {
		return clean
	}
	sum := sha256.Sum256([]byte(clean))
	end := "~" + hex.EncodeToString(sum[:4])
	if ext := path.Ext(clean); len(ext) <= 20 {
		end += ext
	}
	return strings.TrimRight(string(runes[:maxPath-len([]rune(end))]), "/ ") + end
}
