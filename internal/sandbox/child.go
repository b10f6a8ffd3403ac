package sandbox

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// Serve is the child's side: it reads the files that come on in and answers on
// out, one after another, until in ends. It limits the whole process, so it is
// for a process that does nothing else. An error is for the parent's log; the
// process is to end with it.
func Serve(in io.Reader, out io.Writer) error {
	debug.SetMemoryLimit(maxMemory * 3 / 4) // collect garbage harder before the parent steps in
	if err := wall(); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	in = bufio.NewReaderSize(in, chunkSize)
	for {
		var q question
		err := readJSON(in, &q)
		if errors.Is(err, io.EOF) {
			return nil // the parent needs us no more
		}
		if err != nil {
			return fmt.Errorf("question: %w", err)
		}
		if err := serveOne(q, in, out); err != nil {
			return fmt.Errorf("file ending in %q: %w", extract.Ending(q.Name), err)
		}
	}
}

// orphanGrace is how much longer than its time a child works on a file: by then
// the parent has killed it, or is dead itself.
const orphanGrace = 10 * time.Second

func serveOne(q question, in io.Reader, out io.Writer) error {
	alarm := time.AfterFunc(extract.Patience(q.Name)+orphanGrace, func() { os.Exit(1) })
	defer alarm.Stop()
	file := &body{r: in}
	var said reply
	var err error
	if q.Rows {
		said.rows, err = extract.Table(q.Name, file)
	} else {
		said.note, err = extract.Read(q.Name, file)
	}
	var invalid *guide.InvalidError
	if err != nil && !errors.As(err, &invalid) {
		return err
	}
	if _, err := io.Copy(io.Discard, file); err != nil { // what the reader did not want
		return err
	}
	return writeAnswer(out, said, invalid)
}
