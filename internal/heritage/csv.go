package heritage

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"cicerone/internal/guide"
)

// CSV reads a table whose first row names the columns. The delimiter is the
// likeliest of comma, semicolon and tab. Rows of the wrong length are read as
// far as they go; a row that cannot be read yields an InvalidError and reading
// goes on. The text must be UTF-8 (see extract.UTF8).
func CSV(text string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		reader := csv.NewReader(strings.NewReader(text))
		reader.Comma = delimiter(text)
		reader.LazyQuotes = true
		reader.FieldsPerRecord = -1
		header, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Record{}, guide.Invalidf("row 1", "the column names cannot be read: %v", err))
			return
		}
		key := keyColumn(header)
		for {
			row, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			line, _ := reader.FieldPos(0)
			where := fmt.Sprintf("row %d", line)
			record, problem := parseRow(header, row, err)
			if problem != nil {
				problem = guide.Invalidf(where, "%v", problem)
			}
			if len(record.Fields) == 0 && problem == nil {
				continue // an empty row
			}
			record.ID = where
			if key < len(row) && guide.CleanInventory(row[key]) != "" {
				record.ID = guide.CleanInventory(row[key])
			}
			if !yield(record, problem) {
				return
			}
		}
	}
}

// delimiter is the one of , ; and tab that the first line holds most of.
func delimiter(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// keyColumn is the column that names a row for good: its inventory number, else
// its id. With neither, len(header).
func keyColumn(header []string) int {
	for _, wanted := range []meaning{isInventory, isID} {
		for i, name := range header {
			if meaningOf(name) == wanted {
				return i
			}
		}
	}
	return len(header)
}

func parseRow(header, row []string, err error) (Record, error) {
	if err != nil {
		return Record{}, err
	}
	if len(row) > maxFields {
		return Record{}, fmt.Errorf("more than %d columns", maxFields)
	}
	var record Record
	size := 0
	for i, value := range row {
		value = strings.TrimSpace(value)
		if value == "" {
			continue
		}
		if size += len(value); size > maxLine {
			return Record{}, fmt.Errorf("longer than %d kB", maxLine>>10)
		}
		name := fmt.Sprintf("column %d", i+1)
		if i < len(header) && strings.TrimSpace(header[i]) != "" {
			name = strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff"))
		}
		record.Fields = append(record.Fields, Field{Name: name, Value: value})
	}
	return record, nil
}
