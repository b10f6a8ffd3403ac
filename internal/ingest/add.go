package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// Adder stores and registers files.
type Adder struct {
	Store     Store
	Originals Originals
	Jobs      Enqueuer
	Museum    guide.Museum
	Batch     string // names this run, so that its progress can be asked for
	Author    string // of notes that name none
	By        int64  // user who brings them; 0: whoever runs the program
	Tables    Tables // nil: every spreadsheet is one document
	Publish   bool   // as soon as they are ready; else they stay drafts
}

// Tally counts what became of everything that was added.
type Tally struct {
	Files     int
	New       int
	Updated   int
	Unchanged int
	Pending   int // left over from an earlier run, taken up again
	Records   int // read from files that hold many
	Skipped   []guide.Failure
	Failed    []guide.Failure // never became a revision; those that did are in the batch's own count
}

// Waiting is how many revisions this run left for the jobs.
func (t Tally) Waiting() int { return t.New + t.Updated + t.Pending }

// registerEvery is how many documents are registered in one transaction.
const registerEvery = 500

// Folder adds every file below root that can be read; others are skipped, with
// the reason. Sources begin with prefix. progress is called after each
// transaction, of which one takes many files.
func (a Adder) Folder(ctx context.Context, root fs.FS, prefix string, tally *Tally, progress func(Tally)) error {
	var kept []guide.Incoming // not yet registered
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		source := path.Join(prefix, name)
		switch {
		case err != nil:
			tally.Failed = append(tally.Failed, guide.Failure{Source: source, Reason: Reason(err)})
			return nil
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			tally.Skipped = append(tally.Skipped, guide.Failure{Source: source, Reason: "not a regular file"})
			return nil
		case !known(name):
			tally.Skipped = append(tally.Skipped, guide.Failure{Source: source, Reason: fmt.Sprintf("files ending in %q are not read", path.Ext(name))})
			return nil
		case mayHoldRecords(name):
			return a.File(ctx, root, name, prefix, tally, progress)
		}
		tally.Files++
		original, err := a.take(ctx, root, name)
		if err != nil {
			return tally.fail(source, err)
		}
		if kept = append(kept, a.document(original, source)); len(kept) < jobSize {
			return nil
		}
		err = a.register(ctx, kept, tally, progress)
		kept = kept[:0]
		return err
	})
	if err != nil {
		return err
	}
	return a.register(ctx, kept, tally, progress)
}

// File adds one file. A file that cannot be read goes into tally.Failed; only
// what would stop every other file as well is returned as an error.
func (a Adder) File(ctx context.Context, root fs.FS, name, prefix string, tally *Tally, progress func(Tally)) error {
	source := path.Join(prefix, name)
	tally.Files++
	original, err := a.take(ctx, root, name)
	if err == nil {
		err = a.enter(ctx, original, source, tally, progress)
	}
	return tally.fail(source, err)
}

// fail notes what is wrong with a file, and returns what is wrong beyond it.
func (t *Tally) fail(source string, err error) error {
	if errors.Is(err, guide.ErrInvalid) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		t.Failed = append(t.Failed, guide.Failure{Source: source, Reason: Reason(err)})
		return nil
	}
	return err
}

// take keeps one file of a folder.
func (a Adder) take(ctx context.Context, root fs.FS, name string) (guide.Original, error) {
	if err := checkKnown(name); err != nil {
		return guide.Original{}, err
	}
	f, err := root.Open(name)
	if err != nil {
		return guide.Original{}, err
	}
	defer f.Close()
	return keep(ctx, a.Originals, f, name)
}

// checkKnown says which files can be added, of one that cannot.
func checkKnown(name string) error {
	if known(name) {
		return nil
	}
	return guide.Invalidf("file", "files ending in %q are not read; use %s", path.Ext(name), extract.Readable)
}

// keep stores an original and sniffs what it is.
func keep(ctx context.Context, originals Originals, r io.Reader, name string) (guide.Original, error) {
	buffered := bufio.NewReader(r)
	head, err := buffered.Peek(3072) // what mimetype looks at
	if err != nil && err != io.EOF { // io.ErrUnexpectedEOF is a sender that went away
		return guide.Original{}, fmt.Errorf("read %s: %w", name, err)
	}
	kind := mimetype.Detect(head).String()
	sha, size, err := originals.Put(ctx, buffered, extract.MaxFile)
	if err != nil {
		return guide.Original{}, err
	}
	return guide.Original{SHA256: sha, Name: path.Base(name), Type: kind, Size: size}, nil
}

// enter registers a kept file under a source: as one document, or each of its
// records as one.
func (a Adder) enter(ctx context.Context, original guide.Original, source string, tally *Tally, progress func(Tally)) error {
	records, closeFile, err := a.openRecords(ctx, original)
	if err != nil {
		return err
	}
	defer closeFile()
	if records == nil {
		return a.register(ctx, []guide.Incoming{a.document(original, source)}, tally, progress)
	}
	return a.records(ctx, records, original, source, tally, progress)
}

// document is a kept file that is one document.
func (a Adder) document(original guide.Original, source string) guide.Incoming {
	return guide.Incoming{Source: source, Original: original, ContentSHA256: original.SHA256, Author: a.Author, By: a.By}
}

func (a Adder) register(ctx context.Context, incoming []guide.Incoming, tally *Tally, progress func(Tally)) error {
	if len(incoming) == 0 {
		return nil
	}
	arrivals, err := a.registerPatiently(ctx, incoming)
	if err != nil {
		return err
	}
	for _, arrival := range arrivals {
		switch arrival {
		case guide.ArrivedNew:
			tally.New++
		case guide.ArrivedUpdated:
			tally.Updated++
		case guide.ArrivedUnchanged:
			tally.Unchanged++
		case guide.ArrivedPending:
			tally.Pending++
		}
	}
	progress(*tally)
	return nil
}

// OutagePatience is how long a database that is being restarted is waited for.
const OutagePatience = time.Minute

// registerPatiently registers, and tries again while the database is away: a
// transaction that was cut off has left nothing behind, or is recognised.
func (a Adder) registerPatiently(ctx context.Context, incoming []guide.Incoming) ([]guide.Arrival, error) {
	enqueue := func(ctx context.Context, tx pgx.Tx, revisions []int64) error {
		return a.Jobs.Enqueue(ctx, tx, a.Museum, revisions)
	}
	for deadline := time.Now().Add(OutagePatience); ; {
		arrivals, err := a.Store.Register(ctx, a.Museum.ID, a.Batch, a.Publish, incoming, enqueue)
		if !errors.Is(err, guide.ErrUnavailable) || time.Now().After(deadline) {
			return arrivals, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// known reports whether files of this name can be added.
func known(name string) bool { return isRecords(name) || extract.Known(name) }

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// Reason is an error about a file in a curator's words.
func Reason(err error) string {
	var invalid *guide.InvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Field != "file":
		return invalid.Error()
	case errors.As(err, &invalid):
		return invalid.Problem
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	}
	return err.Error()
}
