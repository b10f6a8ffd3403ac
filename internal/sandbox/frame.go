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

// question asks for a file to be read, or for its rows.
type question struct {
	Name string
	Rows bool `json:",omitempty"`
}

// reply is what a file says: a note, or rows when they were asked for.
type reply struct {
	note guide.Note
	rows [][]string
}

// answer is what a file says, without its text, or what is wrong with it.
type answer struct {
	Note    guide.Note
	Invalid *guide.InvalidError `json:",omitempty"`
}

// Limits on frames, in bytes. A child's word is not taken for more, so that it
// cannot make its parent hold more.
const (
	maxHeader = 2 << 20  // question or answer: room for some 20,000 headings
	maxBody   = 32 << 20 // rows of a spreadsheet; a text is held to extract.MaxText
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
func writeAnswer(w io.Writer, said reply, invalid *guide.InvalidError) error {
	body := []byte(said.note.Text)
	said.note.Text = ""
	if said.rows != nil {
		var err error
		if body, err = json.Marshal(said.rows); err != nil {
			return err
		}
	}
	header, err := json.Marshal(answer{said.note, invalid})
	switch {
	case err != nil:
		return err
	case len(header) > maxHeader:
		return writeAnswer(w, reply{}, &guide.InvalidError{Field: "file", Problem: "it has too many headings; split it into several notes"})
	case len(body) > maxBody:
		return writeAnswer(w, reply{}, &guide.InvalidError{Field: "file", Problem: "its rows hold too much text; split it"})
	}
	if err := writeFrame(w, header); err != nil {
		return err
	}
	return writeFrame(w, body)
}

// maxProblem is the longest reason of a child's that is passed on, in bytes.
const maxProblem = 2000

// readAnswer reads a child's answer to a question and believes nothing of it
// unseen.
func readAnswer(r io.Reader, q question) (reply, *guide.InvalidError, error) {
	var a answer
	if err := readJSON(r, &a); err != nil {
		return reply{}, nil, err
	}
	limit := extract.MaxText
	if q.Rows {
		limit = maxBody
	}
	body, err := readFrame(r, limit)
	if err != nil {
		return reply{}, nil, err
	}
	switch {
	case a.Invalid != nil && (a.Invalid.Field == "" || a.Invalid.Problem == "" || len(a.Invalid.Field)+len(a.Invalid.Problem) > maxProblem):
		return reply{}, nil, errors.New("a reason that is none")
	case a.Invalid != nil:
		return reply{}, a.Invalid, nil
	case q.Rows:
		var rows [][]string // whatever is in them is a stranger's anyway, and JSON is valid UTF-8
		err := json.Unmarshal(body, &rows)
		return reply{rows: rows}, nil, err
	}
	a.Note.Text = string(body)
	return reply{note: a.Note}, nil, extract.Check(a.Note)
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
