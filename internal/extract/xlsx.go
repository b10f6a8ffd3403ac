package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Limits on a catalogue in a spreadsheet. The largest catalogues of single museums have some
// 80,000 works; heritage takes no more than 300 fields of each.
const (
	maxRows    = 100_000
	maxColumns = 300
	maxSheets  = 200
)

// Limits on any spreadsheet, beyond those of an archive.
const (
	maxParsed = 32 << 20   // bytes of XML in a part that is not a sheet: the library takes ten times that in memory
	maxCells  = 20_000_000 // in all, empty ones before a filled one too; that takes a second
)

// workbook reads a spreadsheet: each row says the values of a work, a room, a
// day, each with its column's name. Hidden sheets are left out.
func workbook(data []byte) (note guide.Note, err error) {
	w, err := openWorkbook(data)
	if err != nil {
		return guide.Note{}, err
	}
	defer w.Close()
	defer recoverDamaged(&err)
	sheets, err := w.visible()
	if err != nil {
		return guide.Note{}, err
	}
	var out blocks
	for _, sheet := range sheets {
		rows, err := w.told(sheet)
		if err != nil {
			return guide.Note{}, err
		}
		if len(rows.list) > 0 { // an empty sheet has no heading
			out.add(1, sheet)
		}
		out.append(rows)
	}
	props, err := w.GetDocProps()
	if err != nil {
		props = &excelize.DocProperties{} // damaged, they are not worth the rows
	}
	note, err = out.note(props.Title, props.Creator)
	if stated(props.Title) == "" && unnamedSheet.MatchString(text.Fold(note.Label.Title)) {
		note.Label.Title = ""
	}
	return note, err
}

// Table reads the rows of the first sheet that has any, as a person would see
// their values. Of an empty row nothing is there but its place, so that row i is
// i+1 in the spreadsheet. A file of that name and content that cannot be read is
// an InvalidError, and so is one with more than 100,000 rows or 300 columns.
func Table(name string, r io.Reader) (rows [][]string, err error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > MaxFile {
		return nil, errTooLarge()
	}
	kind, err := kindOf(data)
	if err != nil {
		return nil, err
	}
	if kind != ".xlsx" {
		return nil, guide.Invalidf("file", "this is not a spreadsheet that can be read; save it as .xlsx and upload that")
	}
	w, err := openWorkbook(data)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	defer recoverDamaged(&err)
	sheets, err := w.visible()
	if err != nil {
		return nil, err
	}
	for _, sheet := range sheets {
		for i, row := range w.rows(sheet) {
			if err := checkRow(sheet, i, row); err != nil {
				return nil, err
			}
			for len(rows) < i {
				rows = append(rows, nil)
			}
			rows = append(rows, row)
		}
		if w.err != nil || len(rows) > 0 {
			return rows, w.err
		}
	}
	return nil, guide.Invalidf("file", "there are no rows in it")
}

func checkRow(sheet string, i int, row []string) error {
	switch {
	case len(row) > maxColumns:
		return guide.Invalidf("file", "row %d of the sheet %q has more than %d columns; remove those that are not needed", i+1, sheet, maxColumns)
	case i >= maxRows:
		return guide.Invalidf("file", "the sheet %q has more than %d rows; split it", sheet, maxRows)
	}
	return nil
}

// unnamedSheet is what programs call a sheet, folded.
var unnamedSheet = regexp.MustCompile(`^(?:sheet|folha|planilha|plan|hoja|feuil|feuille|foglio|tabelle|arkusz|blad) ?\d*$`)

// workbookFile is an open spreadsheet.
type workbookFile struct {
	*excelize.File
	cells int   // read so far
	err   error // what ended the last sheet early
}

func openWorkbook(data []byte) (w *workbookFile, err error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	if err := checkParts(a); err != nil {
		return nil, err
	}
	defer recoverDamaged(&err)
	// With both limits the same, nothing is unpacked into files.
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, ShortDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		return nil, errDamaged()
	}
	return &workbookFile{File: f}, nil
}

// checkParts looks at all parts, because the library unpacks them itself. A part
// that says less than it holds is cut off by archive/zip.
func checkParts(a *archive) error {
	var all uint64
	for name, f := range a.parts {
		parsed := strings.HasSuffix(name, ".xml") && !strings.HasPrefix(name, "xl/worksheets/")
		switch all += min(f.UncompressedSize64, maxUnpacked+1); {
		case f.Flags&1 != 0:
			return errPassword()
		case isBomb(f), all > maxUnpacked, parsed && f.UncompressedSize64 > maxParsed:
			return errBomb()
		}
	}
	return nil
}

// recoverDamaged makes a panic of the spreadsheet library the file's failure.
func recoverDamaged(err *error) {
	if recover() != nil {
		*err = errDamaged()
	}
}

// visible names the sheets that are not hidden.
func (w *workbookFile) visible() ([]string, error) {
	var names []string
	for _, name := range w.GetSheetList() {
		if visible, err := w.GetSheetVisible(name); err == nil && visible {
			names = append(names, name)
		}
	}
	if len(names) > maxSheets {
		return nil, guide.Invalidf("file", "it holds more than %d sheets; split it", maxSheets)
	}
	return names, nil
}

// rows yields the rows of a sheet that are not empty with their place, from 0.
// What ends it early is left in w.err.
func (w *workbookFile) rows(sheet string) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		rows, err := w.Rows(sheet)
		var noSheet excelize.ErrSheetNotExist
		if errors.As(err, &noSheet) {
			return // a chart on a sheet of its own
		}
		if err != nil {
			w.err = errDamaged()
			return
		}
		defer rows.Close()
		for i := 0; rows.Next(); i++ {
			row, err := rows.Columns()
			if err != nil {
				w.err = errDamaged()
				return
			}
			if w.cells += len(row); w.cells > maxCells {
				w.err = guide.Invalidf("file", "it has more cells than can be read; remove the empty columns and rows of the sheet %q", sheet)
				return
			}
			for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
				row = row[:len(row)-1]
			}
			if len(row) > 0 && !yield(i, row) {
				return
			}
		}
		if rows.Error() != nil {
			w.err = errDamaged()
		}
	}
}

// above is how many rows may stand above the one that names the columns.
const above = 20

// told reads a sheet's rows and tells each with the names of its columns.
func (w *workbookFile) told(sheet string) (blocks, error) {
	var out blocks
	var top [][]string
	var header []string
	for _, row := range w.rows(sheet) {
		if len(top) < above {
			if top = append(top, row); len(top) == above {
				header = tellTop(top, &out)
			}
			continue
		}
		out.add(0, told(row, header))
		if out.size > maxText {
			return out, errTooLong()
		}
	}
	if len(top) < above {
		tellTop(top, &out)
	}
	return out, w.err
}

// tellTop tells a sheet's first rows and returns the names of its columns, if
// there are any: they are in the first row that is nearly as wide as the widest.
// What stands above is a title.
func tellTop(rows [][]string, out *blocks) (header []string) {
	widest := 0
	for _, row := range rows {
		widest = max(widest, filled(row))
	}
	named := slices.IndexFunc(rows, func(row []string) bool { return filled(row) >= max(2, widest/2+1) })
	for i, row := range rows {
		if i == named && i+1 < len(rows) && areNames(row) {
			header = row
			continue
		}
		out.add(0, told(row, header))
	}
	return header
}

func filled(row []string) int {
	n := 0
	for _, value := range row {
		if strings.TrimSpace(value) != "" {
			n++
		}
	}
	return n
}

// longestName is more than the longest name of a column that was seen, 41
// characters.
const longestName = 100

// areNames reports whether a row reads like the names of columns: short, with
// letters, none twice, and none that names what stands beside it.
func areNames(row []string) bool {
	seen := map[string]bool{}
	for _, value := range row {
		name := text.OneLine(value)
		if name == "" {
			continue
		}
		if seen[name] || strings.HasSuffix(name, ":") || utf8.RuneCountInString(name) > longestName || !strings.ContainsFunc(name, unicode.IsLetter) {
			return false
		}
		seen[name] = true
	}
	return true
}

// told is a row as "Name: value. Name: value.", or with strokes between its
// values where the columns have no names.
func told(row, header []string) string {
	var parts []string
	named := false
	for i, value := range row {
		if value = text.OneLine(value); value == "" {
			continue
		}
		if i < len(header) && strings.TrimSpace(header[i]) != "" {
			value = strings.TrimRight(text.OneLine(header[i]), ": ") + ": " + value
			named = true
		}
		parts = append(parts, value)
	}
	if !named {
		return strings.Join(parts, " | ")
	}
	for i, part := range parts {
		if !strings.ContainsAny(part[len(part)-1:], ".!?") && !strings.HasSuffix(part, "…") {
			parts[i] += "."
		}
	}
	return strings.Join(parts, " ")
}
