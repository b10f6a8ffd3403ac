package model

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func readEvents(r io.Reader) ([]event, error) {
	var all []event
	events := newEventReader(r)
	for {
		e, err := events.next()
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
}

func TestEvents(t *testing.T) {
	for _, test := range []struct {
		name, stream string
		want         []event
	}{
		{"nothing", "", nil},
		{"LF", "data: a\n\ndata: b\n\n", []event{{"", "a"}, {"", "b"}}},
		{"CR", "data: a\r\rdata: b\r\r", []event{{"", "a"}, {"", "b"}}},
		{"CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", []event{{"", "a"}, {"", "b"}}},
		{"CRLF is one end", "data: a\r\ndata: b\r\n\r\n", []event{{"", "a\nb"}}},
		{"mixed ends", "data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", []event{{"", "a"}, {"", "b"}, {"", "c"}}},
		{"LF CR are two ends", "data: a\n\rdata: b\n\n", []event{{"", "a"}, {"", "b"}}},
		{"many lines", "data: a\ndata:  b\ndata\ndata:c\n\n", []event{{"", "a\n b\n\nc"}}},
		{"empty data", "data\n\ndata:\n\ndata: \n\n", []event{{}, {}, {}}},
		{"no data", "event: x\n\nid: 1\nretry: 2\n\ndata: a\n\n", []event{{"", "a"}}},
		{"name", "event: x\ndata: a\n\ndata: b\n\n", []event{{"x", "a"}, {"", "b"}}},
		{"last name holds", "event: x\nevent: y\ndata: a\n\n", []event{{"y", "a"}}},
		{"comments", ": hello\n:\ndata: a\n: there\ndata: b\n\n", []event{{"", "a\nb"}}},
		{"unknown fields", "dat: x\ndata : y\n data: z\nData: w\ndata: a\n\n", []event{{"", "a"}}},
		{"colons", "data: a: b\n\n", []event{{"", "a: b"}}},
		{"BOM", "\ufeffdata: a\n\n\ufeffdata: b\n\n", []event{{"", "a"}}},
		{"BOM alone", "\ufeff\ndata: a\n\n", []event{{"", "a"}}},
		{"two BOMs", "\ufeff\ufeffdata: a\n\n", nil},
		{"not ended", "data: a\n\ndata: b\n", []event{{"", "a"}}},
		{"line not ended", "data: a\n\ndata: b", []event{{"", "a"}}},
		{"error line", "data: a\n\nerror: {\"code\":500}\n\n", []event{{"", "a"}, {"error", `{"code":500}`}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readEvents(strings.NewReader(test.stream))
			if err != io.EOF {
				t.Errorf("error %v, want %v", err, io.EOF)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(event{})); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// An event is there when its blank line is, though its CR may be half a CRLF.
func TestEventIsNotHeldBack(t *testing.T) {
	stream, server := io.Pipe()
	defer stream.Close()
	go func() { _, _ = io.WriteString(server, "data: a\r\n\r") }()
	got, err := newEventReader(stream).next()
	if want := (event{"", "a"}); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestEventLimits(t *testing.T) {
	line := "data:" + strings.Repeat("x", maxLine-len("data:"))
	for _, test := range []struct {
		name, stream string
		want         error
	}{
		{"longest line", line + "\n\n", io.EOF},
		{"longer line", line + "x\n\n", bufio.ErrTooLong},
		{"line without end", line + line, bufio.ErrTooLong},
		{"longer event", line + "\n" + line + "\n\n", bufio.ErrTooLong},
		{"longer comment", ":" + line + "\n\n", bufio.ErrTooLong},
	} {
		if _, err := readEvents(strings.NewReader(test.stream)); err != test.want {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

// FuzzSSE holds the reader to another that takes the whole stream at once and
// follows the letter of the standard, whatever the packets the stream comes in.
func FuzzSSE(f *testing.F) {
	for _, stream := range []string{
		"data: a\n\n", "data: a\r\ndata: b\r\r", "\ufeffevent: x\ndata: á\ndata\n\n", ": c\n\rdata:\n\n", "error: no\ndata: a\r\n\n", "\xef\xbb",
	} {
		f.Add([]byte(stream), []byte{1, 3, 2})
	}
	f.Fuzz(func(t *testing.T, stream, sizes []byte) {
		if len(stream) > maxLine {
			return
		}
		want := eventsByTheLetter(string(stream))
		for name, r := range map[string]io.Reader{
			"whole":         bytes.NewReader(stream),
			"byte by byte":  iotest.OneByteReader(bytes.NewReader(stream)),
			"data with EOF": iotest.DataErrReader(bytes.NewReader(stream)),
			"packets":       &packets{stream, sizes, 0},
		} {
			got, err := readEvents(r)
			if err != io.EOF {
				t.Fatalf("%s: error %v, want %v", name, err, io.EOF)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(event{})); diff != "" {
				t.Fatalf("%s: events (-want +got):\n%s", name, diff)
			}
		}
	})
}

// eventsByTheLetter reads a whole stream the plain way.
func eventsByTheLetter(stream string) []event {
	stream = strings.TrimPrefix(stream, "\ufeff")
	stream = strings.ReplaceAll(strings.ReplaceAll(stream, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(stream, "\n")
	var all []event
	var name, data string
	for _, line := range lines[:len(lines)-1] {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if data != "" {
				all = append(all, event{name, strings.TrimSuffix(data, "\n")})
			}
			name, data = "", ""
		case field == "event":
			name = value
		case field == "data":
			data += value + "\n"
		case field == "error":
			all = append(all, event{"error", value})
			name, data = "", ""
		}
	}
	return all
}

// packets hands out a stream in pieces of the given sizes, over and over.
type packets struct {
	rest  []byte
	sizes []byte
	n     int
}

func (p *packets) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	size := 1
	if len(p.sizes) > 0 {
		size += int(p.sizes[p.n%len(p.sizes)])
		p.n++
	}
	n := copy(b, p.rest[:min(size, len(p.rest))])
	p.rest = p.rest[n:]
	return n, nil
}
