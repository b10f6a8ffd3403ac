package heritage

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"cicerone/internal/guide"
)

// CSV reads a table whose first row names the columns. The delimiter is the
// likeliest of comma, semicolon and tab. Rows of the wrong length are read as
// far as they go; a row that cannot be read yields an InvalidError that names
// its line and reading goes on. A record is called by its inventory number, else
// by its id, else by its line. The text must be UTF-8 (see extract.UTF8).
func CSV(text string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		t := newTable(strings.TrimPrefix(text, "\ufeff"))
		for t.next() {
			if !yieldRow(t.header, t.row, t.line, t.problem, yield) {
				return
			}
		}
	}
}

// Rows reads the rows of a spreadsheet (see extract.Table) as CSV reads those of
// a text: the first that is not empty names the columns.
func Rows(rows [][]string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		header := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 })
		for i := header + 1; i < len(rows) && header >= 0; i++ {
			if !yieldRow(rows[header], rows[i], i+1, nil, yield) {
				return
			}
		}
	}
}

// IsCatalogue reports whether a table with these columns is a catalogue, of
// which each row is a work: there is a number or an id, and a title or a
// description.
func IsCatalogue(header []string) bool {
	has := map[meaning]bool{}
	for _, name := range header {
		has[meaningOf(name)] = true
	}
	return (has[isInventory] || has[isID]) && (has[isTitle] || has[isName] || has[isText])
}

// yieldRow yields a row, unless it is empty, or why it cannot be read, and
// reports whether to go on.
func yieldRow(header, row []string, line int, problem error, yield func(Record, error) bool) bool {
	where := fmt.Sprintf("row %d", line)
	var record Record
	if problem == nil {
		record, problem = recordOf(header, row)
	}
	if problem != nil {
		problem = guide.Invalidf(where, "%v", problem)
	}
	if len(record.Fields) == 0 && problem == nil {
		return true
	}
	record.ID = cmp.Or(record.inventory(), record.first(isID), where)
	return yield(record, problem)
}

// table reads the rows of a CSV text strictly. A row whose quotation marks make
// no sense is read line by line instead: read leniently, a single mark could
// swallow all rows up to the next.
type table struct {
	text   string
	comma  rune
	buffer *bufio.Reader
	reader *csv.Reader
	from   int // where in text the reader began
	above  int // lines before that
	header []string

	row     []string
	line    int // of row, from 1
	problem error
}

func newTable(text string) *table {
	t := &table{text: text, comma: delimiter(text), buffer: bufio.NewReader(nil)}
	t.restart(0)
	if t.next() {
		t.header = t.row
	}
	return t
}

func (t *table) restart(at int) {
	t.above += strings.Count(t.text[t.from:at], "\n")
	t.from = at
	t.buffer.Reset(strings.NewReader(t.text[at:]))
	t.reader = csv.NewReader(t.buffer)
	t.reader.Comma = t.comma
	t.reader.FieldsPerRecord = -1
}

// next reads the next row, or why it cannot be read, and reports whether there
// was one.
func (t *table) next() bool {
	begin := t.from + int(t.reader.InputOffset())
	row, err := t.reader.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		t.nextLine(begin)
		return true
	}
	line, _ := t.reader.FieldPos(0)
	t.row, t.line, t.problem = row, t.above+line, nil
	return true
}

// nextLine reads the line that begins at begin, or below where lines are empty,
// as a row by itself.
func (t *table) nextLine(begin int) {
	for strings.HasPrefix(t.text[begin:], "\n") || strings.HasPrefix(t.text[begin:], "\r\n") {
		begin += 1 + strings.IndexByte(t.text[begin:], '\n')
	}
	line, _, _ := strings.Cut(t.text[begin:], "\n")
	t.restart(min(begin+len(line)+1, len(t.text)))
	t.line = t.above
	if t.from == len(t.text) && !strings.HasSuffix(t.text, "\n") {
		t.line++
	}
	t.row, t.problem = t.lenient(strings.TrimSuffix(line, "\r")), nil
	if t.header != nil && len(t.row) != len(t.header) {
		t.problem = errors.New("its quotation marks do not pair; double those inside a value, and put the value in quotation marks")
	}
}

// lenient reads one line with quotation marks where they should not be, at best
// to as many values as the table has columns.
func (t *table) lenient(line string) []string {
	reader := csv.NewReader(strings.NewReader(line))
	reader.Comma = t.comma
	reader.LazyQuotes = true
	if row, err := reader.Read(); err == nil && len(row) == len(t.header) {
		return row
	}
	row := strings.Split(line, string(t.comma))
	for i, value := range row {
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			row[i] = strings.ReplaceAll(value[1:len(value)-1], `""`, `"`)
		}
	}
	return row
}

// recordOf gives a row's values the names of their columns.
func recordOf(header, row []string) (Record, error) {
	var record Record
	size := 0
	for i, value := range row {
		if size += len(value); size > maxLine {
			return Record{}, fmt.Errorf("longer than %d kB", maxLine>>10)
		}
		name := fmt.Sprintf("column %d", i+1)
		if i < len(header) && strings.TrimSpace(header[i]) != "" {
			name = header[i]
		}
		if err := record.add(name, value); err != nil {
			return Record{}, err
		}
	}
	return record, nil
}

// delimiter is the one of , ; and tab that the first row holds most of outside
// quotation marks.
func delimiter(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, c := range strings.TrimLeft(text, "\r\n") {
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\n' {
			break
		}
		counts[c]++
	}
	best := ','
	for _, c := range ";\t" {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}
