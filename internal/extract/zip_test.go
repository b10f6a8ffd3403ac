package extract

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// zipped packs parts given as name, content, name, content.
func zipped(t testing.TB, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		header := &zip.FileHeader{Name: parts[i], Method: zip.Deflate}
		if parts[i+1] == "" {
			header.Method = zip.Store
		}
		part, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// paragraphs writes a note's text with a blank line as ¶.
func paragraphs(n guide.Note) string { return strings.ReplaceAll(n.Text, "\n\n", "¶") }

// headingsOf writes a note's headings as "1 Title", and holds them to the text.
func headingsOf(t *testing.T, n guide.Note) []string {
	t.Helper()
	checkHeadings(t, n)
	var all []string
	for _, h := range n.Headings {
		all = append(all, fmt.Sprintf("%d %s", h.Level, h.Text))
	}
	return all
}

// refused holds a reading to an InvalidError with these words.
func refused(t *testing.T, name, data, words string) {
	t.Helper()
	note, err := Read(name, strings.NewReader(data))
	if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: %.60q, %v; want %q", name, note.Text, err, words)
	}
}

func TestArchivesAreBounded(t *testing.T) {
	const p = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>`
	spaces := strings.Repeat(" ", largePart+1000)
	many := make([]string, 0, 2*maxParts+4)
	for i := range maxParts + 1 {
		many = append(many, fmt.Sprint("parts/", i), "")
	}
	nested := "<w:document><w:body>" + strings.Repeat("<w:tbl><w:tr><w:tc>", 100) + strings.Repeat("</w:tc></w:tr></w:tbl>", 100) + "</w:body></w:document>"
	whole := docxOf(t, "<w:p><w:r><w:t>a</w:t></w:r></w:p>")
	for _, c := range []struct{ why, name, data, words string }{
		{"bomb", "a.docx", officeZip(t, p+spaces), "unpacks to more"},
		{"bomb in styles", "a.docx", zipped(t, "[Content_Types].xml", wordType, "word/document.xml", p, "word/styles.xml", spaces,
			"word/_rels/document.xml.rels", `<r><Relationship Type="x/styles" Target="styles.xml"/></r>`), "unpacks to more"},
		{"bomb in mimetype", "a.odt", zipped(t, "mimetype", spaces), "unpacks to more"},
		{"bomb of a spreadsheet", "a.xlsx", zipped(t, "[Content_Types].xml", sheetType, "xl/workbook.xml", spaces), "unpacks to more"},
		{"many parts", "a.docx", zipped(t, append(many, "[Content_Types].xml", wordType)...), "more than 10000 parts"},
		{"nested", "a.docx", officeZip(t, nested), "nested deeper than 256"},
		{"deep", "a.docx", officeZip(t, p+strings.Repeat("<a>", 1000)), "nested deeper than 256"},
		{"entities", "a.docx", officeZip(t, `<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>`+p+`&b;</w:t></w:r></w:p></w:body></w:document>`), "DOCTYPE"},
		{"entities of a book", "a.epub", zipped(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<!DOCTYPE c SYSTEM "file:///etc/passwd"><c/>`), "DOCTYPE"},
		{"unknown entity", "a.docx", officeZip(t, p+`&nbsp;</w:t></w:r></w:p></w:body></w:document>`), "damaged"},
		{"XML cut off", "a.docx", officeZip(t, p), "damaged or was cut off"},
		{"cut off", "a.docx", whole[:len(whole)/2], "damaged or was cut off"},
		{"no end", "a.xlsx", whole[:len(whole)-30], "damaged or was cut off"},
		{"nothing packed", "a.docx", zipped(t), "it is empty"},
		{"empty", "a.docx", "", "it is empty"},
		{"no main part", "a.docx", zipped(t, "[Content_Types].xml", wordType), "damaged"},
		{"nothing in it", "a.docx", docxOf(t, ""), "there is no text"},
		{"locked zip", "a.docx", strings.ReplaceAll(whole, "\x14\x00\x08\x00", "\x14\x00\x09\x00"), "password"},
	} {
		t.Run(c.why, func(t *testing.T) { refused(t, c.name, c.data, c.words) })
	}
}

// TestArchiveCountsWhatComesOut has a part that says it holds nothing.
func TestArchiveCountsWhatComesOut(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	f.Close()
	part, err := w.CreateRaw(&zip.FileHeader{Name: "a", Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 10})
	if err != nil {
		t.Fatal(err)
	}
	part.Write(packed.Bytes())
	w.Close()
	a, err := openArchive(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if data, err := a.read("a"); err == nil && len(data) > 10 {
		t.Errorf("%d bytes came out of a part of 10", len(data))
	}
}
