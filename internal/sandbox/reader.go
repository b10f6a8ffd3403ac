package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

const (
	// maxMemory is what a child may hold, in bytes. PDFium on a large file takes
	// about half of it.
	maxMemory = 768 << 20
	// maxServed is how many files a child reads before it is replaced, lest what
	// readers leak add up.
	maxServed = 300
	// idleTime is how long a child waits for a file before it is ended.
	idleTime = 3 * time.Minute
)

// Reader reads files in child processes. Its methods may be called at once from
// several goroutines.
type Reader struct {
	command  []string
	log      *slog.Logger
	patience func(name string) time.Duration
	memory   int64         // that a child may hold, in bytes
	slots    chan struct{} // one for each child that may be at work

	mu     sync.Mutex
	idle   []*process // the last one used is last
	closed bool
}

// New makes a reader whose children run command, which is to call Serve on its
// standard input and output. At most so many of them run at a time; each is
// started when a file wants it. Log hears what killed children said.
func New(command []string, children int, log *slog.Logger) *Reader {
	return &Reader{command: command, log: log, patience: extract.Patience, memory: maxMemory, slots: make(chan struct{}, children)}
}

// Read reads one file, as extract.Read does. A file that takes too long, needs
// too much memory or breaks its reader ends in an InvalidError, like one that
// cannot be read. Other errors say nothing about the file: ctx has ended, file
// could not be read from, or no child could be started.
//
// A file that breaks a child that has read others before is read a second time
// by a new one, when it can be rewound: what came before may be to blame.
func (r *Reader) Read(ctx context.Context, name string, file io.Reader) (guide.Note, error) {
	said, err := r.ask(ctx, question{Name: name}, file)
	return said.note, err
}

// Rows reads the rows of a spreadsheet, as extract.Table does, with the same
// errors as Read.
func (r *Reader) Rows(ctx context.Context, name string, file io.Reader) ([][]string, error) {
	said, err := r.ask(ctx, question{Name: name, Rows: true}, file)
	return said.rows, err
}

func (r *Reader) ask(ctx context.Context, q question, file io.Reader) (reply, error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
	for {
		p, err := r.take()
		if err != nil {
			return reply{}, fmt.Errorf("start a reader: %w", err)
		}
		used := p.served > 0
		said, err := p.read(ctx, r.patience(q.Name), r.memory, q, file)
		if err == nil || errors.Is(err, guide.ErrInvalid) {
			r.putBack(p)
			return said, err
		}
		p.kill()
		var source sourceError
		switch {
		case ctx.Err() != nil:
			return reply{}, ctx.Err()
		case errors.As(err, &source):
			return reply{}, source.error
		case used && !errors.Is(err, errSlow) && rewind(file):
			continue
		}
		r.log.Error("a file killed its reader", "ending", extract.Ending(q.Name), "error", err, "state", p.cmd.ProcessState, "stderr", p.stderr.String())
		return reply{}, r.blame(q.Name, err)
	}
}

func rewind(file io.Reader) bool {
	seeker, ok := file.(io.Seeker)
	if !ok {
		return false
	}
	_, err := seeker.Seek(0, io.SeekStart)
	return err == nil
}

// blame says what a file did to its reader, in words for its curator.
func (r *Reader) blame(name string, err error) error {
	switch {
	case errors.Is(err, errSlow):
		return guide.Invalidf("file", "it takes longer than %v to read; is it a note? Simplify it or split it", r.patience(name))
	case errors.Is(err, errLarge):
		return guide.Invalidf("file", "it needs more than %d MB of memory to read; simplify it or split it", r.memory>>20)
	}
	return guide.Invalidf("file", "it could not be read: the reader broke on it")
}

// take gives the child that was used last, or a new one.
func (r *Reader) take() (*process, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, errors.New("the reader is closed")
	}
	if last := len(r.idle) - 1; last >= 0 {
		p := r.idle[last]
		r.idle = r.idle[:last]
		p.idle.Stop()
		return p, nil
	}
	return start(r.command)
}

// putBack keeps a child for the next file, or ends it when it has done enough.
func (r *Reader) putBack(p *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || p.served >= maxServed {
		go p.end()
		return
	}
	p.idle = time.AfterFunc(idleTime, func() { r.dismiss(p) })
	r.idle = append(r.idle, p)
}

// dismiss ends a child that has waited too long, unless it was just taken.
func (r *Reader) dismiss(p *process) {
	r.mu.Lock()
	i := slices.Index(r.idle, p)
	if i >= 0 {
		r.idle = slices.Delete(r.idle, i, i+1)
	}
	r.mu.Unlock()
	if i >= 0 {
		p.end()
	}
}

// Close ends the children. Those at work end when they have finished their file.
func (r *Reader) Close() {
	r.mu.Lock()
	idle := r.idle
	r.idle, r.closed = nil, true
	r.mu.Unlock()
	for _, p := range idle {
		p.idle.Stop()
		p.end()
	}
}
