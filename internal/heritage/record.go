package heritage

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Record is one row of a catalogue, its fields in the catalogue's order.
type Record struct {
	ID     string  `json:"id"` // meant to be unique in its file; catalogues repeat themselves
	Fields []Field `json:"fields"`
}

// Field is a name and a value as the catalogue has them, cleaned.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Limits on what is read. A catalogue record is some hundred bytes; the longest
// of 14,000 real ones has 31,000 characters, its longest name 41.
const (
	maxLine   = 1 << 20 // bytes in one line or row
	maxFields = 300
	maxName   = 100 // characters
	maxDepth  = 8   // of JSON
)

// add appends a field, unless it is empty. Text is cleaned before it is kept:
// the database takes no NUL.
func (r *Record) add(name, value string) error {
	if value = strings.TrimSpace(text.Clean(value)); value == "" {
		return nil
	}
	if len(r.Fields) == maxFields {
		return fmt.Errorf("more than %d fields", maxFields)
	}
	r.Fields = append(r.Fields, Field{Name: shortened(text.OneLine(text.Clean(name)), maxName), Value: value})
	return nil
}

// first is the first value with a meaning, or "".
func (r Record) first(m meaning) string {
	for _, f := range r.Fields {
		if meaningOf(f.Name) == m {
			return text.OneLine(f.Value)
		}
	}
	return ""
}

// inventory is the record's first inventory number that is one, or "".
func (r Record) inventory() string {
	for _, f := range r.Fields {
		if meaningOf(f.Name) == isInventory && guide.CleanInventory(f.Value) != "" {
			return guide.CleanInventory(f.Value)
		}
	}
	return ""
}

// JSONLines reads one JSON object a line, in UTF-8. A line that cannot be read
// yields an InvalidError that names it and reading goes on; a broken reader ends
// it. A record is called by its id, else by its inventory number, else by its
// line.
func JSONLines(r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			line, tooLong, err := readLine(lines)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Record{}, fmt.Errorf("read line %d: %w", n, err))
				return
			}
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(line)) > 0 || tooLong {
				where := fmt.Sprintf("line %d", n)
				record, problem := parseLine(line, tooLong)
				if problem != nil {
					problem = guide.Invalidf(where, "%v", problem)
				}
				record.ID = cmp.Or(record.ID, record.inventory(), where)
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
	if !utf8.Valid(line) {
		return Record{}, errors.New("not UTF-8; save the file in that encoding")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if first, err := decoder.Token(); err != nil {
		return Record{}, notJSON(err)
	} else if first != json.Delim('{') {
		return Record{}, errors.New("not a JSON object")
	}
	var record Record
	if err := record.readValue(decoder, json.Delim('{'), "", 0); err != nil {
		return Record{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Record{}, errors.New("more than one JSON object on the line")
	}
	return record, nil
}

// readValue appends the fields of the JSON value that token begins, in their
// order. Lists repeat their name, objects inside objects are flattened under
// the names of their members.
func (r *Record) readValue(d *json.Decoder, token json.Token, name string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
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
				member, _ := next.(string)
				inner = memberName(name, member)
				if next, err = d.Token(); err != nil {
					return notJSON(err)
				}
			}
			if err := r.readValue(d, next, inner, depth+1); err != nil {
				return err
			}
		}
		_, err := d.Token() // the closing delimiter
		return notJSON(err)
	case nil:
		return nil
	default:
		value := fmt.Sprint(v)
		if depth == 1 && r.ID == "" && meaningOf(name) == isID {
			r.ID = text.OneLine(text.Clean(value))
		}
		return r.add(name, value)
	}
}

// Objects that hold a record's own fields, and members that say what the object
// around them is: {"artist": {"name": "Rosa"}} names an artist, not the record.
var (
	envelopes   = wordSet("fields attributes properties metadata data record item object _source")
	bareMembers = wordSet("name nome nombre nom title titulo label value valor text")
)

// memberName is what a member of an object is called.
func memberName(object, member string) string {
	if object != "" && !envelopes[text.Fold(object)] && bareMembers[text.Fold(member)] {
		return object
	}
	return member
}

func notJSON(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("not JSON: it ends too early")
	}
	return fmt.Errorf("not JSON: %w", err)
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// shortened is s, or its beginning when it has more than most characters.
func shortened(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}
