package ingest

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
	"cicerone/internal/heritage"
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

// maxUnpacked is the most that one .gz file may unpack to, in bytes.
const maxUnpacked = 1 << 30

// Folder adds every file below root that can be read; others are skipped, with
// the reason. Sources begin with prefix. progress is called after each
// transaction.
func (a Adder) Folder(ctx context.Context, root fs.FS, prefix string, tally *Tally, progress func(Tally)) error {
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			tally.Failed = append(tally.Failed, guide.Failure{Source: path.Join(prefix, name), Reason: Reason(err)})
			return nil
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			tally.Skipped = append(tally.Skipped, guide.Failure{Source: path.Join(prefix, name), Reason: "not a regular file"})
			return nil
		case !known(name):
			tally.Skipped = append(tally.Skipped, guide.Failure{Source: path.Join(prefix, name), Reason: fmt.Sprintf("files ending in %q are not read", path.Ext(name))})
			return nil
		}
		return a.File(ctx, root, name, prefix, tally, progress)
	})
}

// File adds one file. A file that cannot be read goes into tally.Failed; only
// what would stop every other file as well is returned as an error.
func (a Adder) File(ctx context.Context, root fs.FS, name, prefix string, tally *Tally, progress func(Tally)) error {
	tally.Files++
	err := a.file(ctx, root, name, path.Join(prefix, name), tally, progress)
	if errors.Is(err, guide.ErrInvalid) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		tally.Failed = append(tally.Failed, guide.Failure{Source: path.Join(prefix, name), Reason: Reason(err)})
		return nil
	}
	return err
}

func (a Adder) file(ctx context.Context, root fs.FS, name, source string, tally *Tally, progress func(Tally)) error {
	if err := checkKnown(name); err != nil {
		return err
	}
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	original, err := keep(ctx, a.Originals, f, name)
	if err != nil {
		return err
	}
	return a.enter(ctx, original, source, tally, progress)
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
	if !isRecords(original.Name) {
		incoming := guide.Incoming{Source: source, Original: original, ContentSHA256: original.SHA256, Author: a.Author, By: a.By}
		return a.register(ctx, []guide.Incoming{incoming}, tally, progress)
	}
	return a.records(ctx, original, source, tally, progress)
}

// records registers each record of a stored file as a document of its own.
func (a Adder) records(ctx context.Context, original guide.Original, source string, tally *Tally, progress func(Tally)) error {
	records, closeFile, err := a.openRecords(original)
	if err != nil {
		return err
	}
	defer closeFile()
	var chunk []guide.Incoming
	seen := map[string]int{}
	for record, problem := range records {
		tally.Records++
		if problem != nil {
			if isDamage(problem) {
				problem = guide.Invalidf("file", "it is damaged, and was read only up to there; what came before is kept")
			}
			if !errors.Is(problem, guide.ErrInvalid) {
				return fmt.Errorf("read %s: %w", source, problem)
			}
			tally.Failed = append(tally.Failed, guide.Failure{Source: source, Reason: Reason(problem)})
			continue
		}
		content, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("read %s: %w", source, err)
		}
		hash := sha256.Sum256(content)
		chunk = append(chunk, guide.Incoming{
			Source: recordSource(source, record.ID, seen), Original: original, Record: content,
			ContentSHA256: hex.EncodeToString(hash[:]), Author: a.Author, By: a.By,
		})
		if len(chunk) == registerEvery {
			if err := a.register(ctx, chunk, tally, progress); err != nil {
				return err
			}
			chunk = chunk[:0]
		}
	}
	return a.register(ctx, chunk, tally, progress)
}

// isDamage reports whether a compressed file is cut off or corrupt.
func isDamage(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)
}

// recordSource names a record within its file. An id that comes a second time
// gets a number, so that nothing is lost.
func recordSource(source, id string, seen map[string]int) string {
	const maxID = 300 // the column holds 500 characters in all
	if r := []rune(id); len(r) > maxID {
		id = string(r[:maxID])
	}
	seen[id]++
	if n := seen[id]; n > 1 {
		return fmt.Sprintf("%s#%s~%d", source, id, n)
	}
	return source + "#" + id
}

func (a Adder) openRecords(original guide.Original) (iter.Seq2[heritage.Record, error], func() error, error) {
	f, err := a.Originals.Get(original.SHA256)
	if err != nil {
		return nil, nil, err
	}
	name, r := original.Name, io.Reader(f)
	if strings.HasSuffix(strings.ToLower(name), ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			f.Close()
			return nil, nil, guide.Invalidf("file", "it ends in .gz but is not gzip")
		}
		r, name = &limited{r: r, left: maxUnpacked}, name[:len(name)-3]
	}
	if ending(name) == ".jsonl" {
		return heritage.JSONLines(r), f.Close, nil
	}
	defer f.Close()
	data, err := io.ReadAll(&limited{r: r, left: extract.MaxFile})
	if isDamage(err) {
		return nil, nil, guide.Invalidf("file", "it is damaged")
	}
	if err != nil {
		return nil, nil, err
	}
	text, _, err := extract.UTF8(data)
	if err != nil {
		return nil, nil, err
	}
	return heritage.CSV(text), func() error { return nil }, nil
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

// limited fails, rather than ending quietly, when more than left bytes come.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, guide.Invalidf("file", "it unpacks to more than can be read; split it")
	}
	return n, err
}

// known reports whether files of this name can be added.
func known(name string) bool { return isRecords(name) || extract.Known(name) }

// isRecords reports whether a file of this name holds many records.
func isRecords(name string) bool {
	switch ending(strings.TrimSuffix(strings.ToLower(name), ".gz")) {
	case ".jsonl", ".csv":
		return true
	}
	return false
}

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
