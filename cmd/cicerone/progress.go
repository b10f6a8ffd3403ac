package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"cicerone/internal/guide"
	"cicerone/internal/ingest"
)

// progress shows how far a long piece of work is: a bar on a terminal, a line every two
// seconds elsewhere.
type progress struct {
	out      io.Writer
	bar      *progressbar.ProgressBar // nil: no terminal
	started  time.Time
	lastLine time.Time
}

func newProgress(out *os.File) *progress {
	p := &progress{out: out, started: time.Now(), lastLine: time.Now()}
	if term.IsTerminal(int(out.Fd())) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(out), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true))
	}
	return p
}

// show draws where things stand. The total grows while files are still being
// added.
func (p *progress) show(t ingest.Tally, s guide.BatchState) {
	total, done := t.Waiting(), s.Ready+s.Failed
	if total == 0 {
		return
	}
	rate := float64(s.Passages) / max(time.Since(p.started).Seconds(), 0.001)
	p.count(done, total, fmt.Sprintf("%d passages, %.0f/s", s.Passages, rate))
}

// count draws that so many things are done of so many, and a remark on them.
func (p *progress) count(done, total int, what string) {
	if p.bar != nil {
		p.bar.ChangeMax(total)
		p.bar.Describe(what)
		_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
		return
	}
	if time.Since(p.lastLine) < 2*time.Second {
		return
	}
	p.lastLine = time.Now()
	left := time.Duration(float64(total-done) / max(float64(done), 1) * float64(time.Since(p.started)))
	fmt.Fprintf(p.out, "%d of %d, %s, %s left\n", done, total, what, left.Round(time.Second))
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// summary is what an ingest came to.
type summary struct {
	ingest.Tally
	batch   guide.BatchState
	started time.Time
	took    time.Duration
}

func (s summary) failed() int { return len(s.Failed) + s.batch.Failed }

func (s summary) print(out io.Writer) {
	fmt.Fprintf(out, "%d files in %s: %d new, %d updated, %d unchanged, %d failed", s.Files, s.took.Round(10*time.Millisecond), s.New, s.Updated, s.Unchanged, s.failed())
	if s.Pending > 0 {
		fmt.Fprintf(out, ", %d taken up again", s.Pending)
	}
	if n := len(s.Skipped); n > 0 {
		fmt.Fprintf(out, ", %d files skipped", n)
	}
	if s.batch.Passages > 0 {
		fmt.Fprintf(out, "; %d passages, %.0f/s", s.batch.Passages, float64(s.batch.Passages)/s.took.Seconds())
	}
	fmt.Fprintln(out, ".")
	for _, f := range s.Skipped {
		fmt.Fprintf(out, "  skipped  %s: %s\n", f.Source, f.Reason)
	}
	for _, f := range append(s.Failed, s.batch.Failures...) {
		fmt.Fprintf(out, "  failed   %s: %s\n", f.Source, f.Reason)
	}
	if more := s.batch.Failed - len(s.batch.Failures); more > 0 {
		fmt.Fprintf(out, "  … and %d more failed\n", more)
	}
}
