package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// Limits on a table that is read.
const (
	MaxBytes = 20 << 20
	MaxRows  = 100_000
	// MaxProblems is how many problems are told: who has more corrects those
	// first.
	MaxProblems = 100
)

// byteOrderMark is how spreadsheet programs know that a file is UTF-8.
const byteOrderMark = "\ufeff"

// Problem is what is wrong with a row of a table. Key and Pairs are its words in
// the pages' languages.
type Problem struct {
	Row   int // as spreadsheet programs count, the columns' names being row 1
	Key   string
	Pairs []any
}

// formulas are what a cell must not begin with, lest a spreadsheet program
// compute it (OWASP, CSV Injection).
const formulas = "=+-@\t\r"

// guard puts an apostrophe before what a spreadsheet program would compute, and
// before what looks so guarded already, so that unguard finds what there was.
func guard(value string) string {
	if value == "" {
		return ""
	}
	if strings.IndexByte(formulas, value[0]) >= 0 || isGuarded(value) {
		return "'" + value
	}
	return value
}

func unguard(value string) string {
	if isGuarded(value) {
		return value[1:]
	}
	return value
}

func isGuarded(value string) bool {
	return len(value) > 1 && value[0] == '\'' && strings.IndexByte(formulas+"'", value[1]) >= 0
}

// write writes a table. Its numbers are written as they are: a negative one is
// no formula.
func write(w io.Writer, header []string, rows [][]string) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return err
	}
	return out.WriteAll(rows)
}

// table is one that was read: each row has a value for each column, and rows
// that hold nothing are left out.
type table struct {
	columns map[string]int // index by name
	rows    [][]string
	lines   []int // of each row, as Problem has them
}

// read reads a table. What is wrong with it as a whole is an InvalidError whose
// Field is a message's key.
func read(text string) (table, error) {
	text = strings.TrimPrefix(text, byteOrderMark)
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = delimiter(text)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return table{}, guide.Invalidf("sheet.empty", "it is empty")
	}
	if err != nil {
		return table{}, broken(err)
	}
	t := table{columns: map[string]int{}}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := t.columns[name]; twice && name != "" {
			return table{}, guide.Invalidf("sheet.twice", "%s", name)
		}
		t.columns[name] = i
	}
	for number := 2; ; number++ {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return table{}, broken(err)
		}
		if len(t.rows) == MaxRows {
			return table{}, guide.Invalidf("sheet.rows", "%d", MaxRows)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		for len(row) < len(header) {
			row = append(row, "")
		}
		t.rows, t.lines = append(t.rows, row), append(t.lines, number)
	}
}

func broken(err error) error {
	line := 0
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		line = parse.StartLine
	}
	return guide.Invalidf("sheet.quotes", "%d", line)
}

// value is what a row has in a column: old when it says just that, so that what
// was written comes back as it was, else tidied as text on one line. A column that
// is not there says what there was.
func (t table) value(row []string, column, old string) string {
	i, there := t.columns[column]
	if !there {
		return old
	}
	value := unguard(row[i])
	if value == old {
		return old
	}
	return strings.Join(strings.Fields(value), " ")
}

// delimiter is the one of , ; and tab that the columns' names hold most of.
func delimiter(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(first, string(c)) > strings.Count(first, string(best)) {
			best = c
		}
	}
	return best
}

// readKnown reads a table whose columns are all among those known, the key with
// them. Its errors are guide.ErrInvalid, with a message's key as the field.
func readKnown(text string, known []string, key string) (table, error) {
	t, err := read(text)
	if err != nil {
		return table{}, err
	}
	if unknown := t.unknownColumns(known); len(unknown) > 0 {
		return table{}, guide.Invalidf("sheet.unknown", "%s", strings.Join(unknown, ", "))
	}
	if _, there := t.columns[key]; !there {
		return table{}, guide.Invalidf("sheet.keyless", "%s", key)
	}
	return t, nil
}

// unknownColumns are the columns of a table that are not among those known, in
// the order in which they stand.
func (t table) unknownColumns(known []string) []string {
	names := make([]string, len(t.columns))
	for name, i := range t.columns {
		if i < len(names) {
			names[i] = name
		}
	}
	var unknown []string
	for _, name := range names {
		if name != "" && !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

// problems gathers what is wrong, up to MaxProblems.
type problems struct {
	list  []Problem
	total int
}

func (p *problems) add(row int, key string, pairs ...any) {
	if p.total++; len(p.list) < MaxProblems {
		p.list = append(p.list, Problem{row, key, pairs})
	}
}

// rowReader reads the rows of a table, gathering what is wrong with them.
type rowReader struct {
	table
	problems
}

// text is what a row says in a column, which had old, in at most so many
// characters.
func (r *rowReader) text(line int, row []string, column, old string, most int) string {
	value := r.value(row, column, old)
	if value != old && !plain(value, most) {
		r.add(line, "sheet.long", "column", column, "max", most)
	}
	return value
}

// number is the whole number that a row has in a column, which had old, between
// two others; nothing is 0.
func (r *rowReader) number(line int, row []string, column string, old, least, most int) int {
	value := r.value(row, column, strconv.Itoa(old))
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		r.add(line, "sheet.number", "column", column, "value", value)
	}
	return n
}

// plain reports whether s is text of at most so many characters, without control
// characters.
func plain(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}
