package ingest

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
	"cicerone/internal/heritage"
)

// maxUnpacked is the most that one .gz file may unpack to, in bytes.
const maxUnpacked = 1 << 30

// records registers each record of a stored file as a document of its own.
func (a Adder) records(ctx context.Context, records iter.Seq2[heritage.Record, error], original guide.Original, source string,
	tally *Tally, progress func(Tally)) error {

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

// nothingOpen closes what was read whole.
func nothingOpen() error { return nil }

// openRecords reads the records of a kept file; nil when it is one document.
func (a Adder) openRecords(ctx context.Context, original guide.Original) (iter.Seq2[heritage.Record, error], func() error, error) {
	if !mayHoldRecords(original.Name) {
		return nil, nothingOpen, nil
	}
	f, err := a.Originals.Get(original.SHA256)
	if err != nil {
		return nil, nil, err
	}
	if !isRecords(original.Name) {
		defer f.Close()
		records, err := a.catalogue(ctx, original.Name, f)
		return records, nothingOpen, err
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
	return heritage.CSV(text), nothingOpen, nil
}

// catalogue reads the records of a spreadsheet that is a catalogue; nil when it
// is anything else. One that cannot be read is left to its job, which says why.
func (a Adder) catalogue(ctx context.Context, name string, file io.Reader) (iter.Seq2[heritage.Record, error], error) {
	if a.Tables == nil {
		return nil, nil
	}
	rows, err := a.Tables.Rows(ctx, name, file)
	switch {
	case errors.Is(err, guide.ErrInvalid):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read rows: %w", err)
	}
	i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 })
	if i < 0 || !heritage.IsCatalogue(rows[i]) {
		return nil, nil
	}
	return heritage.Rows(rows), nil
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

// isRecords reports whether a file of this name holds many records, whatever is
// in it.
func isRecords(name string) bool {
	switch ending(strings.TrimSuffix(strings.ToLower(name), ".gz")) {
	case ".jsonl", ".csv":
		return true
	}
	return false
}

// mayHoldRecords reports whether a file of this name holds many records, or may,
// being a spreadsheet.
func mayHoldRecords(name string) bool {
	return isRecords(name) || strings.HasPrefix(ending(name), ".xls") || strings.HasPrefix(ending(name), ".xlt")
}
