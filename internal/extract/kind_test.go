package extract

import (
	"errors"
	"strings"
	"testing"

	"cicerone/internal/guide"
)

// fuzzRead holds a reader to text or an InvalidError, whatever it is given.
func fuzzRead(t *testing.T, name, data string) {
	t.Helper()
	note, err := Read(name, strings.NewReader(data))
	if err == nil {
		checkNote(t, name, note)
	} else if !errors.Is(err, guide.ErrInvalid) {
		t.Fatal(err)
	}
}

// wide is s in UTF-16, as names stand in old Office files.
func wide(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00\x00\x00" }

func TestContentDecidesWhatAFileIs(t *testing.T) {
	word := docxOf(t, "<w:p><w:r><w:t>texto</w:t></w:r></w:p>")
	for _, c := range []struct{ name, data string }{
		{"nota.txt", word}, {"nota.doc", word}, {"nota.pdf.docx", word}, {"nota.md", word}, {"nota.XLSX", word},
		{"nota.doc", "<html><body><p>texto"}, {"nota.xls", "\ufeff \n<!DOCTYPE HTML><p>texto"}, {"nota.txt", "<!-- x --><html>texto"},
		{"nota.doc", `{\rtf1 texto}`}, {"nota.txt", `{\rtf1 texto}`},
		{"nota.doc", "texto"}, {"nota.docx", "texto"}, {"nota.html", "texto"}, {"nota.rtf", "texto"},
		{"nota.html", "<?xml version='1.0'?>\n<!DOCTYPE html><html><p>texto"},
		{"nota.md", "<!DOCTYPE html>\n\ntexto"},
	} {
		if got, err := Read(c.name, strings.NewReader(c.data)); err != nil || got.Text != "texto" {
			t.Errorf("%s of %.30q: %q, %v", c.name, c.data, got.Text, err)
		}
	}
}

// TestTextIsNotTakenForAPicture has notes that begin as pictures and music do.
func TestTextIsNotTakenForAPicture(t *testing.T) {
	for _, s := range []string{"BM 12 é o número da peça.", "ID3 na sala.", "GIF89a", "MZ", "fLaC", "Rar! disse."} {
		if got, err := Read("a.txt", strings.NewReader(s)); err != nil || got.Text != s {
			t.Errorf("%q: %q, %v", s, got.Text, err)
		}
	}
}

func TestWhatIsNotReadIsRefusedWithAdvice(t *testing.T) {
	ole := func(stream string) string { return magicOLE + strings.Repeat("\x00", 600) + wide(stream) }
	types := func(kind string) string { return zipped(t, "[Content_Types].xml", `<Types ContentType="`+kind+`"/>`) }
	for words, c := range map[string]struct{ name, data string }{
		"old Word file (.doc); save it as .docx":                {"a.docx", ole("WordDocument")},
		"old Excel file (.xls)":                                 {"a.xlsx", ole("Workbook")},
		"an old Excel file":                                     {"a.xls", ole("Book")},
		"old PowerPoint file (.ppt)":                            {"a.ppt", ole("PowerPoint Document")},
		"protected by a password":                               {"a.docx", ole("EncryptedPackage")},
		"an e-mail (.msg)":                                      {"a.msg", ole("__properties_version1.0")},
		"a file of an old Office program":                       {"a.doc", ole("Contents")},
		"PowerPoint presentation":                               {"a.pptx", types("x.presentationml.presentation.main+xml")},
		"binary Excel file (.xlsb)":                             {"a.xlsx", types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")},
		"OpenDocument spreadsheet (.ods)":                       {"a.odt", zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")},
		"this is a presentation; save its text":                 {"a.odp", zipped(t, "mimetype", "application/vnd.oasis.opendocument.presentation")},
		"Apple Pages document":                                  {"a.pages", zipped(t, "Index/Document.iwa", "", "Index/ObjectContainer.iwa", "")},
		"Apple Keynote":                                         {"a.key", zipped(t, "Index/Document.iwa", "", "Index/Slide.iwa", "")},
		"Apple Numbers":                                         {"a.numbers", zipped(t, "Index/Document.iwa", "", "Index/CalculationEngine.iwa", "")},
		"packed as .zip; unpack it":                             {"a.docx", zipped(t, "notas/a.md", "a")},
		"a folder packed as .zip":                               {"a.txt", "Rar!\x1a\x07\x00"},
		"this is a recording":                                   {"a.docx", "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"},
		"cannot be opened as an image":                          {"a.txt", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"},
		"cannot be opened as a PDF":                             {"a.docx", "%PDF-1.7\n"},
		"this is an XML file":                                   {"a.html", "<?xml version='1.0'?><FictionBook><p>a"},
		"this is a web archive":                                 {"a.doc", "MIME-Version: 1.0\r\n"},
		"save it as .docx or .html":                             {"a.xml", " \n<lido:lido xmlns:lido=\"x\"><lido:a/></lido:lido>"},
		"its name ends in .docx, but that is not what is in it": {"a.docx", "\x00\x01\x02\x03\x04\x05"},
		"locked against copying":                                {"a.epub", epubOf(t, "<p>a</p>", "META-INF/encryption.xml", `<e><CipherReference URI="OPS/um.xhtml"/></e>`)},
		"it is protected":                                       {"a.odt", zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<m><encryption-data/></m>", "content.xml", "\x01\x02")},
	} {
		refused(t, c.name, c.data, words)
	}
}
