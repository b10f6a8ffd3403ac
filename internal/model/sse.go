package model

import (
	"bufio"
	"bytes"
	"io"
)

// maxLine is the longest line of a stream that is read, and the most data of
// one event, in bytes.
const maxLine = 1 << 20

// event is one server-sent event; its name is empty for plain messages.
type event struct {
	name string
	data string
}

// eventReader reads server-sent events as the HTML standard defines them
// (section 9.2.6, "Interpreting an event stream"), with one addition: a line of
// a field named error, as llama.cpp sends it, is at once an event of that name.
// Ids and reconnection times are passed over: an answer is never resumed.
type eventReader struct {
	in      *bufio.Reader
	line    []byte
	afterCR bool // the line before ended in CR, so that an LF now belongs to it
	begun   bool // past the first line, the only one that a BOM may precede
}

func newEventReader(r io.Reader) *eventReader { return &eventReader{in: bufio.NewReader(r)} }

// next returns the next event that has data, be it empty. Its error is io.EOF at
// the end, where an event that no blank line has ended is dropped;
// bufio.ErrTooLong past maxLine; or the reader's own.
func (r *eventReader) next() (event, error) {
	var name string
	var data []byte // each of its lines ended by LF; nil: there is none
	for {
		line, err := r.readLine()
		if err != nil {
			return event{}, err
		}
		if len(line) == 0 {
			if data != nil {
				return event{name, string(data[:len(data)-1])}, nil
			}
			name = ""
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":")) // a comment is a field without a name
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			name = string(value)
		case "data":
			if len(data)+len(value) > maxLine {
				return event{}, bufio.ErrTooLong
			}
			data = append(append(data, value...), '\n')
		case "error":
			return event{"error", string(value)}, nil
		}
	}
}

// readLine returns a line ended by LF, CR or CRLF, without that end, valid until
// the next call. It does not wait for the byte after a CR: that may be long in
// coming. A last line without an end is no line.
func (r *eventReader) readLine() ([]byte, error) {
	r.line = r.line[:0]
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			return nil, err
		}
		afterCR := r.afterCR
		r.afterCR = c == '\r'
		switch {
		case c == '\n' && afterCR: // the rest of a CRLF
		case c == '\n' || c == '\r':
			line := r.line
			if !r.begun {
				line, r.begun = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), true
			}
			return line, nil
		case len(r.line) == maxLine:
			return nil, bufio.ErrTooLong
		default:
			r.line = append(r.line, c)
		}
	}
}
