package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

// Parent and child speak in frames: four bytes of length, big-endian, and so
// many bytes. The parent sends a question, the file in frames of any number and
// an empty one. The child sends an answer and the note's text.

// question asks for a file to be read.
type question struct {
	Name string
}

// answer is what a file says, without its text, or what is wrong with it.
type answer struct {
	Note    guide.Note
	Invalid *guide.InvalidError `json:",omitempty"`
}

// Limits on frames, in bytes. A child's word is not taken for more, so that it
// cannot make its parent hold more.
const (
	maxHeader = 2 << 20 // question or answer: room for some 20,000 headings
	chunkSize = 64 << 10
)

func writeFrame(w io.Writer, data []byte) error {
	frame := make([]byte, 4, 4+len(data))
	binary.BigEndian.PutUint32(frame, uint32(len(data)))
	_, err := w.Write(append(frame, data...))
	return err
}

// readFrame reads a frame of at most limit bytes. Its error is io.EOF only when
// nothing at all came.
func readFrame(r io.Reader, limit int) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := int64(binary.BigEndian.Uint32(head[:]))
	if size > int64(limit) {
		return nil, fmt.Errorf("a frame of %d bytes, more than %d", size, limit)
	}
	var b bytes.Buffer // grows as bytes come
	if _, err := io.CopyN(&b, r, size); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return b.Bytes(), nil
}

func writeJSON(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return writeFrame(w, data)
}

func readJSON(r io.Reader, v any) error {
	data, err := readFrame(r, maxHeader)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}

// writeAnswer sends what became of a file.
func writeAnswer(w io.Writer, note guide.Note, invalid *guide.InvalidError) error {
	text := note.Text
	note.Text = ""
	header, err := json.Marshal(answer{note, invalid})
	if err != nil {
		return err
	}
	if len(header) > maxHeader {
		return writeAnswer(w, guide.Note{}, &guide.InvalidError{Field: "file", Problem: "it has too many headings; split it into several notes"})
	}
	if err := writeFrame(w, header); err != nil {
		return err
	}
	return writeFrame(w, []byte(text))
}

// maxProblem is the longest reason of a child's that is passed on, in bytes.
const maxProblem = 2000

// readAnswer reads a child's answer and believes nothing of it unseen.
func readAnswer(r io.Reader) (guide.Note, *guide.InvalidError, error) {
	var a answer
	if err := readJSON(r, &a); err != nil {
		return guide.Note{}, nil, err
	}
	text, err := readFrame(r, extract.MaxText)
	if err != nil {
		return guide.Note{}, nil, err
	}
	if a.Invalid != nil {
		if a.Invalid.Field == "" || a.Invalid.Problem == "" || len(a.Invalid.Field)+len(a.Invalid.Problem) > maxProblem {
			return guide.Note{}, nil, errors.New("a reason that is none")
		}
		return guide.Note{}, a.Invalid, nil
	}
	a.Note.Text = string(text)
	return a.Note, nil, extract.Check(a.Note)
}

// body is a file that comes in frames.
type body struct {
	r    io.Reader
	left []byte
	done bool
}

func (b *body) Read(p []byte) (int, error) {
	if len(b.left) == 0 && !b.done {
		chunk, err := readFrame(b.r, chunkSize)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // the file was to be ended by an empty frame
		}
		if err != nil {
			return 0, err
		}
		b.left, b.done = chunk, len(chunk) == 0
	}
	if b.done {
		return 0, io.EOF
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}
