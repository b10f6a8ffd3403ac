package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Why a child was killed.
var (
	errSlow  = errors.New("takes too long")
	errLarge = errors.New("needs too much memory")
)

// sourceError is a failure to read the file itself, which is no child's fault.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }

// process is a running child. One file at a time is read by it.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr head
	over   chan struct{} // closed when it may be waited for
	ended  chan struct{} // closed when it has been
	served int
	idle   *time.Timer // ends it when nothing comes
}

// passedOn are the variables that a child may need: where tesseract is, and its
// data.
var passedOn = []string{"PATH", "TESSDATA_PREFIX"}

// start starts a child in an empty folder that is removed at once, so that it can
// make no files there and none are left behind. The thread that starts it is kept
// until it has ended, because on Linux the signal "your parent has died" speaks
// of that thread, not of the process.
func start(command []string) (*process, error) {
	folder, err := os.MkdirTemp("", "cicerone-read-")
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(command[0], command[1:]...), over: make(chan struct{}), ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stderr, p.cmd.SysProcAttr = folder, &p.stderr, attributes()
	p.cmd.Env = []string{"TMPDIR=" + folder}
	for _, name := range passedOn {
		if value, ok := os.LookupEnv(name); ok {
			p.cmd.Env = append(p.cmd.Env, name+"="+value)
		}
	}
	p.cmd.WaitDelay = time.Second // for what it started itself to let go of stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		p.in, err = p.cmd.StdinPipe()
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(folder))
	}
	p.out = bufio.NewReaderSize(out, chunkSize)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		os.Remove(folder)
		started <- err
		if err == nil {
			<-p.over
			p.cmd.Wait() // how it ended is in cmd.ProcessState
		}
		close(p.ended)
	}()
	return p, <-started
}

// read has the child read one file. After any error but an InvalidError it is to
// be killed.
func (p *process) read(ctx context.Context, patience time.Duration, memory int64, q question, file io.Reader) (reply, error) {
	finished, verdict := make(chan struct{}), make(chan error)
	go func() { verdict <- p.watch(ctx, patience, memory, finished) }()
	said, err := p.talk(q, file)
	close(finished)
	p.served++
	if killed := <-verdict; killed != nil {
		return reply{}, killed
	}
	return said, err
}

func (p *process) talk(q question, file io.Reader) (reply, error) {
	if err := writeJSON(p.in, q); err != nil {
		return reply{}, err
	}
	chunk := make([]byte, chunkSize)
	for done := false; !done; {
		n, err := io.ReadFull(file, chunk)
		done = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !done {
			return reply{}, sourceError{err}
		}
		if n == 0 {
			continue
		}
		if err := writeFrame(p.in, chunk[:n]); err != nil {
			return reply{}, err
		}
	}
	if err := writeFrame(p.in, nil); err != nil {
		return reply{}, err
	}
	said, invalid, err := readAnswer(p.out, q)
	if err != nil {
		return reply{}, fmt.Errorf("the answer: %v", err) // not %w: what is wrong with it is no InvalidError
	}
	if invalid != nil {
		return reply{}, invalid
	}
	return said, nil
}

// lookEvery is how often a child's memory is looked at. What it takes meanwhile
// is bounded by wall.
const lookEvery = 50 * time.Millisecond

// watch kills the child when ctx ends, when its time is over or its memory too
// large, and says why. It returns nil when the file was finished first.
func (p *process) watch(ctx context.Context, patience time.Duration, memory int64, finished <-chan struct{}) error {
	tooLong := time.NewTimer(patience)
	defer tooLong.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		var why error
		select {
		case <-finished:
			return nil
		case <-ctx.Done():
			why = ctx.Err()
		case <-tooLong.C:
			why = errSlow
		case <-look.C:
			if resident(p.cmd.Process.Pid) <= memory {
				continue
			}
			why = errLarge
		}
		p.signal()
		return why
	}
}

// signal kills the child and whatever it started. Its number is still its own,
// since it has not been waited for.
func (p *process) signal() { syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }

// kill ends the child at once and waits until it is gone.
func (p *process) kill() {
	p.signal()
	close(p.over)
	<-p.ended
}

// end lets the child go: it ends by itself when its input does.
func (p *process) end() {
	p.in.Close()
	const patience = 2 * time.Second
	impatient := time.AfterFunc(patience, p.signal)
	io.Copy(io.Discard, p.out) // until it is gone
	impatient.Stop()
	close(p.over)
	<-p.ended
}

// head keeps the beginning of what is written: what a crash says first says
// most.
type head struct {
	mu   sync.Mutex
	data []byte
}

func (h *head) Write(p []byte) (int, error) {
	const size = 4 << 10
	h.mu.Lock()
	defer h.mu.Unlock()
	h.data = append(h.data, p[:min(len(p), size-len(h.data))]...)
	return len(p), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.data)
}
