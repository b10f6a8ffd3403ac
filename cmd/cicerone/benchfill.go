package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"cicerone/internal/bench"
	"cicerone/internal/demo"
	"cicerone/internal/guide"
	"cicerone/internal/heritage"
	"cicerone/internal/ingest"
	"cicerone/internal/lexicon"
)

// benchSeed makes the same notes and questions each time. It has no meaning.
const benchSeed = 4

// notesAtOnce is how many notes are registered, and finished, in one transaction.
const notesAtOnce = 250

// fill makes the two museums and fills them as an ingest does, but for the queue
// of jobs: notes are registered, cut, embedded and published. Then it makes the
// graph.
func (b *benching) fill(ctx context.Context) error {
	samples, err := demoTexts()
	if err != nil {
		return err
	}
	writer, err := bench.NewWriter(benchSeed, []string{"pt", "en"}, samples)
	if err != nil {
		return err
	}
	if b.museum, err = b.house.ensureMuseum(ctx, guide.Museum{Code: "bench", Names: map[string]string{"pt": "Bench"}, Lang: "pt", Langs: []string{"pt", "en"}}); err != nil {
		return err
	}
	if b.small, err = b.house.ensureMuseum(ctx, guide.Museum{Code: "bench-small", Names: map[string]string{"pt": "Bench"}, Lang: "pt", Langs: []string{"pt", "en"}}); err != nil {
		return err
	}
	begun := time.Now()
	large := &filling{benching: b, museum: b.museum, writer: writer}
	if err := large.run(ctx, b.cmd.Passages); err != nil {
		return err
	}
	b.report.Ingest = float64(large.passages.Load()) / time.Since(begun).Seconds()
	b.report.Passages, b.report.Documents = int(large.passages.Load()), int(large.notes.Load())
	small := &filling{benching: b, museum: b.small, writer: writer}
	small.notes.Store(large.notes.Load()) // it goes on where the other ended
	if err := small.run(ctx, b.cmd.Passages/100); err != nil {
		return err
	}
	if err := b.house.store.Analyze(ctx); err != nil {
		return err
	}
	begun = time.Now()
	made, err := b.house.store.MakeGraphs(ctx)
	if len(made) > 0 {
		b.report.Graph = time.Since(begun).Seconds()
	}
	return err
}

// demoTexts are the demonstration's notes without what is known about them, by
// language.
func demoTexts() (map[string][]string, error) {
	out := map[string][]string{}
	err := fs.WalkDir(demo.Notes(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(demo.Notes(), name)
		if err != nil {
			return err
		}
		_, body, _ := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "\n---\n")
		parts := strings.Split(name, ".")
		lang := parts[max(0, len(parts)-2)]
		out[lang] = append(out[lang], strings.TrimSpace(body))
		return nil
	})
	return out, err
}

// filling is a museum being filled.
type filling struct {
	*benching
	museum   guide.Museum
	writer   *bench.Writer
	notes    atomic.Int64 // written
	passages atomic.Int64 // finished
	told     atomic.Int64 // when, Unix seconds
}

// run fills until there are so many passages, with as many workers as an ingest
// has. Nothing is kept in memory but the notes at hand.
func (f *filling) run(ctx context.Context, passages int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var working sync.WaitGroup
	workers := max(1, f.house.config.Workers)
	for range workers {
		working.Go(func() {
			for ctx.Err() == nil && f.passages.Load() < int64(passages) {
				if err := f.some(ctx, min(notesAtOnce, 1+(passages-int(f.passages.Load()))/8/workers)); err != nil {
					cancel(err)
					return
				}
				f.tell(passages)
			}
		})
	}
	working.Wait()
	return context.Cause(ctx)
}

// tell says on standard error how far it is, every ten seconds.
func (f *filling) tell(of int) {
	now, last := time.Now().Unix(), f.told.Load()
	if now-last >= 10 && f.told.CompareAndSwap(last, now) && last > 0 {
		fmt.Fprintf(os.Stderr, "%d of %d passages … ", f.passages.Load(), of)
	}
}

// some writes and finishes so many notes.
func (f *filling) some(ctx context.Context, n int) error {
	var incoming []guide.Incoming
	last := int(f.notes.Add(int64(n)))
	for i := last - n; i < last; i++ {
		record, err := json.Marshal(asRecord(f.writer.Note(i)))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(record)
		sha := hex.EncodeToString(sum[:])
		incoming = append(incoming, guide.Incoming{Source: fmt.Sprintf("bench.jsonl#%d", i), ContentSHA256: sha, Record: record,
			Original: guide.Original{SHA256: sha, Name: "bench.jsonl", Type: "application/jsonl", Size: int64(len(record))}})
	}
	var revisions []int64
	_, err := f.house.store.Register(ctx, f.museum.ID, "bench", true, incoming, func(_ context.Context, _ pgx.Tx, ids []int64) error {
		revisions = ids
		return nil
	})
	if err != nil {
		return err
	}
	counted := &counting{Store: f.house.store}
	prepare := ingest.Preparer{Store: counted, Originals: f.house.originals, Reader: f.house.reader, Embedder: f.house.spaces}
	if err := prepare.Prepare(ctx, f.museum, revisions); err != nil {
		return err
	}
	f.passages.Add(int64(counted.passages))
	return counted.failure
}

// counting counts the passages that are finished.
type counting struct {
	ingest.Store
	passages int
	failure  error // of a note, which none of ours should have
}

// Finish is ingest.Store's.
func (c *counting) Finish(ctx context.Context, museum guide.Museum, prepared []guide.Prepared) error {
	for _, p := range prepared {
		c.passages += len(p.Passages)
		if p.Failure != "" {
			c.failure = errors.Join(c.failure, errors.New(p.Failure))
		}
	}
	return c.Store.Finish(ctx, museum, prepared)
}

// asRecord is a note as a catalogue would hold it.
func asRecord(n bench.Note) heritage.Record {
	return heritage.Record{ID: n.Inventory, Fields: []heritage.Field{
		{Name: "inventory", Value: n.Inventory}, {Name: "title", Value: n.Title}, {Name: "maker", Value: n.Maker},
		{Name: "date", Value: n.Date}, {Name: "language", Value: n.Lang}, {Name: "text", Value: n.Text},
	}}
}

// warm reads the words, as a server does at its start, and measures what they
// take. The lexicon, which is the same for all museums, does not count.
func (b *benching) warm(ctx context.Context) error {
	lexicon.Known("azulejo")
	before := heapInUse()
	begun := time.Now()
	if err := b.house.store.Warm(ctx); err != nil {
		return err
	}
	b.report.Warm = time.Since(begun).Seconds()
	b.report.Words = heapInUse() - before
	return nil
}

// heapInUse is what this program holds in memory, in bytes, rubbish aside.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
