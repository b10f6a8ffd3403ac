package extract

import (
	"fmt"
	"io"
	"path"
	"strings"

	"cicerone/internal/guide"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 64 << 20

// maxText is the longest text taken from one file, in bytes: some 1,500 printed
// pages.
const maxText = 4 << 20

// reader turns a whole file into a note.
type reader func(data []byte) (guide.Note, error)

// Read reads one file. The note's text is clean and its offsets count runes.
// What cannot be read is an InvalidError with a reason for the curator.
func Read(name string, r io.Reader) (guide.Note, error) {
	if !Known(name) {
		return guide.Note{}, guide.Invalidf("file", "%q is not a kind of file that can be read; use %s", path.Ext(name), Readable)
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return guide.Note{}, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > MaxFile {
		return guide.Note{}, errTooLarge()
	}
	if len(data) == 0 {
		return guide.Note{}, errEmpty()
	}
	read, err := readerFor(name, data)
	if err != nil {
		return guide.Note{}, err
	}
	note, err := read(data)
	if err != nil {
		return guide.Note{}, err
	}
	if len(note.Text) > maxText {
		return guide.Note{}, errTooLong()
	}
	if strings.TrimSpace(note.Text) == "" {
		return guide.Note{}, guide.Invalidf("file", "there is no text in it")
	}
	return note, nil
}

func errEmpty() error { return guide.Invalidf("file", "it is empty") }

func errTooLarge() error {
	return guide.Invalidf("file", "larger than %d MB; split it", MaxFile>>20)
}

func errTooLong() error {
	return guide.Invalidf("file", "its text is longer than %d MB; split it into several notes", maxText>>20)
}

func ending(name string) string { return strings.ToLower(path.Ext(name)) }
