package heritage

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"cicerone/internal/guide"
)

// Record is one row of a catalogue, its fields in the catalogue's order.
type Record struct {
	ID     string  `json:"id"` // unique in its file
	Fields []Field `json:"fields"`
}

// Field is a name and a value as the catalogue has them.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Limits on what is read. A catalogue record is some hundred bytes; the longest
// of 14,000 real ones has 31,000 characters.
const (
	maxLine   = 1 << 20 // bytes in one line or row
	maxFields = 300
	maxDepth  = 8 // of JSON
)

// JSONLines reads one JSON object a line. A line that cannot be read yields an
// InvalidError that names it and reading goes on; a broken reader ends it.
func JSONLines(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			line, tooLong, err := readLine(lines)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Record{}, fmt.Errorf("read line %d: %w", n, err))
				return
			}
			if len(bytes.TrimSpace(line)) > 0 || tooLong {
				record, problem := parseLine(line, tooLong)
				if problem != nil {
					problem = guide.Invalidf(fmt.Sprintf("line %d", n), "%v", problem)
				}
				if record.ID == "" {
					record.ID = fmt.Sprintf("line %d", n)
				}
				if !yield(record, problem) {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
}

// readLine reads one line without its end. Of a line longer than maxLine it
// keeps nothing.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return line, tooLong, err
	}
}

func parseLine(line []byte, tooLong bool) (Record, error) {
	if tooLong {
		return Record{}, fmt.Errorf("longer than %d kB", maxLine>>10)
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if first, err := decoder.Token(); err != nil {
		return Record{}, notJSON(err)
	} else if first != json.Delim('{') {
		return Record{}, errors.New("not a JSON object")
	}
	var record Record
	if err := readValue(decoder, json.Delim('{'), "", 0, &record.Fields); err != nil {
		return Record{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Record{}, errors.New("more than one JSON object on the line")
	}
	for _, f := range record.Fields {
		if strings.EqualFold(f.Name, "id") {
			record.ID = f.Value
			break
		}
	}
	return record, nil
}

// readValue appends the fields of the JSON value that token begins, in their
// order. Lists repeat their name, objects inside objects are flattened under
// the names of their members.
func readValue(d *json.Decoder, token json.Token, name string, depth int, fields *[]Field) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	if len(*fields) > maxFields {
		return fmt.Errorf("more than %d fields", maxFields)
	}
	switch v := token.(type) {
	case json.Delim:
		for d.More() {
			inner := name
			next, err := d.Token()
			if err != nil {
				return notJSON(err)
			}
			if v == '{' {
				inner, _ = next.(string)
				if next, err = d.Token(); err != nil {
					return notJSON(err)
				}
			}
			if err := readValue(d, next, inner, depth+1, fields); err != nil {
				return err
			}
		}
		_, err := d.Token() // the closing delimiter
		return notJSON(err)
	case nil:
		return nil
	default:
		if value := strings.TrimSpace(fmt.Sprint(v)); value != "" {
			*fields = append(*fields, Field{Name: name, Value: value})
		}
		return nil
	}
}

func notJSON(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return errors.New("not JSON: it ends too early")
	}
	return fmt.Errorf("not JSON: %w", err)
}
