package sandbox

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// TestMain lets the test binary be a child, good or bad, when it is started with
// words that say which.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		if err := beChild(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// command starts this test binary as a child of some kind.
func command(t *testing.T, kind string) []string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir() // slower: PDFium is compiled anew
	}
	return []string{program, "child", kind, filepath.Join(cache, "cicerone-test", "pdfium")}
}

// beChild is a child: the real one, one that does as the file it is to read
// says, or one that starts another and is killed with it.
func beChild(kind string) error {
	switch kind {
	case "real":
		extract.CachePDFium(os.Args[3])
		return Serve(os.Stdin, os.Stdout)
	case "obedient":
		return obey(os.Stdin, os.Stdout)
	case "parent":
		return beParent()
	}
	return fmt.Errorf("no child is called %q", kind)
}

// obey reads text files, and does what a bad file would make a reader do.
func obey(in io.Reader, out io.Writer) error {
	served := 0
	for {
		var q question
		if err := readJSON(in, &q); err != nil {
			return err
		}
		file, err := io.ReadAll(&body{r: in})
		if err != nil {
			return err
		}
		served++
		word, rest, _ := strings.Cut(string(file), " ")
		switch word {
		case "hang":
			select {}
		case "eat":
			eat()
		case "exit":
			os.Exit(0)
		case "panic":
			panic("the reader's own words")
		case "tired": // breaks all but a fresh child
			if served > 1 {
				panic("tired")
			}
		case "garbage":
			_, err = io.WriteString(out, strings.Repeat("garbage ", 1000))
			time.Sleep(time.Hour)
		case "gigabyte":
			flood(out)
		case "huge": // a frame that says it is
			_, err = out.Write([]byte{0xff, 0xff, 0xff, 0xff})
			time.Sleep(time.Hour)
		case "cut":
			_, err = out.Write([]byte{0, 0, 0, 100, '{'})
			os.Exit(0)
		case "lie":
			err = lie(rest, out)
		}
		if err != nil {
			return err
		}
		if err := writeAnswer(out, reply{note: guide.Note{Text: fmt.Sprintf("%d %s", served, file)}}, nil); err != nil {
			return err
		}
	}
}

// eat holds more and more memory and touches every page of it.
func eat() {
	var held [][]byte
	for {
		chunk := make([]byte, 16<<20)
		for i := 0; i < len(chunk); i += 4096 {
			chunk[i] = 1
		}
		held = append(held, chunk)
		time.Sleep(5 * time.Millisecond)
		if len(held) > 1000 {
			fmt.Fprintln(os.Stderr, "nobody minds")
			os.Exit(1)
		}
	}
}

// flood writes a gigabyte of frames.
func flood(out io.Writer) {
	frame := append([]byte{0, 16, 0, 0}, make([]byte, 1<<20)...)
	for range 1024 {
		if _, err := out.Write(frame); err != nil {
			os.Exit(1)
		}
	}
	time.Sleep(time.Hour)
}

// lie answers with a note that cannot be.
func lie(what string, out io.Writer) error {
	note := guide.Note{Text: "Um texto."}
	switch what {
	case "offset":
		note.Headings = []guide.Heading{{Offset: 9, Level: 1, Text: "x"}}
	case "order":
		note.Headings = []guide.Heading{{Offset: 3, Level: 1, Text: "x"}, {Offset: 3, Level: 1, Text: "x"}}
	case "level":
		note.Headings = []guide.Heading{{Offset: 0, Level: 0, Text: "x"}}
	case "empty":
		note.Text = " \n"
	case "utf8":
		note.Text = "a\xff"
	case "nul":
		note.Text = "a\x00"
	case "title":
		note.Label.Title = strings.Repeat("t", guide.MaxLabelRunes+1)
	case "audience":
		note.Audience = "everyone"
	case "kind":
		note.Kind = "song"
	case "reason":
		return writeAnswer(out, reply{}, &guide.InvalidError{Field: "file", Problem: strings.Repeat("x", maxProblem)})
	case "unknown":
		return writeJSON(out, map[string]string{"Command": "rm"})
	}
	return writeAnswer(out, reply{note: note}, nil)
}

// beParent has a child read a file that hangs, says its number and waits to be
// killed.
func beParent() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	p, err := start([]string{program, "child", "obedient"})
	if err != nil {
		return err
	}
	fmt.Println(p.cmd.Process.Pid)
	_, err = p.talk(question{Name: "n.txt"}, strings.NewReader("hang"))
	return err
}

// lines keeps what is logged.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, strings.TrimSpace(string(p)))
	return len(p), nil
}
