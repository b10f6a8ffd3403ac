package extract

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"cicerone/internal/guide"
)

// Readable names the kinds of file that can be read, for messages.
const Readable = ".docx, .odt, .rtf, .pdf, .md, .txt, .html, .epub, .xlsx, .csv, .jsonl, .jpg, .png, .tiff or .webp"

// readers knows each kind of file by the ending its name should have.
var readers = map[string]reader{
	".md":   markdown,
	".txt":  plain,
	".html": webPage,
	".docx": wordDocument,
	".odt":  openDocument,
	".rtf":  richText,
	".epub": book,
	".xlsx": workbook,
	".pdf":  pdf,
	".jpg":  picture,
	".png":  picture,
	".gif":  picture,
	".tiff": picture,
	".webp": picture,
}

// likewise are other endings of the same kinds.
var likewise = map[string]string{
	".markdown": ".md", ".text": ".txt", ".htm": ".html", ".xhtml": ".html",
	".docm": ".docx", ".dotx": ".docx", ".dotm": ".docx", ".ott": ".odt",
	".xlsm": ".xlsx", ".xltx": ".xlsx", ".xltm": ".xlsx",
	".jpeg": ".jpg", ".tif": ".tiff", ".mhtml": ".mht", ".pps": ".ppt", ".ppsx": ".pptx", ".potx": ".pptx", ".dot": ".doc", ".xlt": ".xls",
}

// advice is what to do with the files that curators have and that no reader
// reads. A reader of the same kind goes before it.
var advice = map[string]string{
	".doc":      "this is an old Word file (.doc); save it as .docx and upload that",
	".xls":      "this is an old Excel file (.xls); save it as .xlsx and upload that",
	".ppt":      "this is an old PowerPoint file (.ppt); save its text as .docx and upload that",
	".pptx":     "this is a PowerPoint presentation; save its text as .docx and upload that",
	".odp":      "this is a presentation; save its text as .odt or .docx and upload that",
	".ods":      "this is an OpenDocument spreadsheet (.ods); save it as .xlsx and upload that",
	".xlsb":     "this is a binary Excel file (.xlsb); save it as .xlsx and upload that",
	".pages":    "this is an Apple Pages document; export it as Word (.docx) and upload that",
	".numbers":  "this is an Apple Numbers spreadsheet; export it as Excel (.xlsx) and upload that",
	".key":      "this is an Apple Keynote presentation; export its text as .docx and upload that",
	".msg":      "this is an e-mail (.msg); save its text as .docx or .txt and upload that",
	".mht":      "this is a web archive; save it as .docx or .html and upload that",
	".xml":      "this is an XML file; save it as .docx or .html and upload that",
	".zip":      "this is a folder packed as .zip; unpack it and upload the files in it",
	".bmp":      "this is a picture of a kind that is not read; save it as .png and upload that",
	".heic":     "this is a picture of a kind that is not read; save it as .jpg and upload that",
	"recording": "this is a recording; upload its text as .docx or .txt",
	"old":       "this is a file of an old Office program; save it as .docx or .xlsx and upload that",
}

// Known reports whether files of this name can be read, or are refused with
// advice once they have been looked at: an ending may be wrong. Pictures that no
// reader reads are unknown, since they often lie beside the notes they adorn.
func Known(name string) bool {
	kind := kindOfName(name)
	return readers[kind] != nil || advice[kind] != "" && kind != ".bmp" && kind != ".heic"
}

func kindOfName(name string) string {
	kind := ending(name)
	if same := likewise[kind]; same != "" {
		return same
	}
	return kind
}

// readerFor chooses the reader for a file. What is in it decides; its name only
// says what kind of text a text is.
func readerFor(name string, data []byte) (reader, error) {
	named := kindOfName(name)
	kind, err := kindOf(data)
	if err != nil {
		return nil, err
	}
	if kind == "" || kind == ".html" && named == ".md" { // Markdown may begin with HTML
		if kind = named; named == ".xml" && bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) { // without a declaration
			return nil, guide.Invalidf("file", "%s", advice[named])
		}
		if !isText(named) {
			kind = ".txt" // of a wrong name
		}
	}
	switch {
	case readers[kind] == nil && advice[kind] != "":
		return nil, guide.Invalidf("file", "%s", advice[kind])
	case readers[kind] == nil:
		return nil, guide.Invalidf("file", "this kind of file (%s) cannot be read; use %s", kind, Readable)
	case kind == ".txt" && !isText(named):
		return misnamed(named), nil
	}
	return readers[kind], nil
}

func isText(kind string) bool { return kind == ".txt" || kind == ".md" || kind == ".html" }

// misnamed reads text that a wrong ending was given, and says so where it is not
// even text.
func misnamed(named string) reader {
	return func(data []byte) (guide.Note, error) {
		if _, _, err := UTF8(data[:min(len(data), 4096)]); err != nil {
			return guide.Note{}, guide.Invalidf("file", "its name ends in %s, but that is not what is in it; it may be damaged. Open it in the program it comes from, save it again and upload that", named)
		}
		return plain(data)
	}
}

// The first bytes of files.
const (
	magicZip   = "PK\x03\x04"
	magicEmpty = "PK\x05\x06" // a zip with nothing in it
	magicOLE   = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// kindOf tells what a file is by its content, or "" for any text and for what it
// does not know.
func kindOf(data []byte) (string, error) {
	head := string(data[:min(len(data), 1024)])
	start := strings.TrimLeft(strings.TrimPrefix(head, "\xef\xbb\xbf"), " \t\r\n")
	switch {
	case strings.HasPrefix(head, magicZip), strings.HasPrefix(head, magicEmpty):
		return kindOfArchive(data)
	case strings.HasPrefix(head, magicOLE):
		return kindOfOLE(data)
	case strings.HasPrefix(start, `{\rtf`):
		return ".rtf", nil
	case strings.Contains(head, "%PDF-"):
		return ".pdf", nil
	case strings.HasPrefix(start, "MIME-Version:"):
		return ".mht", nil
	case beginsHTML.MatchString(start):
		return ".html", nil
	case strings.HasPrefix(start, "<?xml"):
		return ".xml", nil
	}
	return kindOfMedia(data), nil
}

// beginsHTML is what web pages begin with, and Markdown and notes do not.
var beginsHTML = regexp.MustCompile(`(?is)^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head)\b`)

// kindOfMedia knows pictures, recordings and packed files by the library's list.
// What is text is none of them, even if it begins with "BM" as some pictures do.
func kindOfMedia(data []byte) string {
	head := data[:min(len(data), 3072)] // what the library looks at
	if _, _, err := UTF8(head); err == nil {
		return ""
	}
	found := mimetype.Detect(head)
	switch kind, _, _ := strings.Cut(found.String(), "/"); {
	case kind == "image":
		return found.Extension()
	case kind == "audio", kind == "video":
		return "recording"
	case isPacked(found.Extension()):
		return ".zip"
	}
	return ""
}

func isPacked(ending string) bool {
	return slices.Contains([]string{".7z", ".rar", ".gz", ".tar", ".bz2", ".xz", ".zst"}, ending)
}

// The parts of Office files are told by their types, whatever they are called.
// See ECMA-376, part 1, section 15.2.
var officeTypes = []struct{ contentType, kind string }{
	{"wordprocessingml.document.main+xml", ".docx"}, {"wordprocessingml.template.main+xml", ".docx"},
	{"ms-word.document.macroEnabled.main+xml", ".docx"}, {"ms-word.template.macroEnabledTemplate.main+xml", ".docx"},
	{"spreadsheetml.sheet.main+xml", ".xlsx"}, {"spreadsheetml.template.main+xml", ".xlsx"},
	{"ms-excel.sheet.macroEnabled.main+xml", ".xlsx"}, {"ms-excel.template.macroEnabled.main+xml", ".xlsx"},
	{"ms-excel.sheet.binary.macroEnabled.main", ".xlsb"},
	{"presentationml.", ".pptx"}, {"ms-powerpoint.", ".pptx"},
}

// openTypes are what OpenDocument files and books say they are in a part
// "mimetype".
var openTypes = map[string]string{
	"application/vnd.oasis.opendocument.text": ".odt", "application/vnd.oasis.opendocument.text-template": ".odt",
	"application/vnd.oasis.opendocument.spreadsheet": ".ods", "application/vnd.oasis.opendocument.presentation": ".odp",
	"application/epub+zip": ".epub",
}

func kindOfArchive(data []byte) (string, error) {
	a, err := openArchive(data)
	if err != nil {
		return "", err
	}
	if len(a.parts) == 0 {
		return "", errEmpty()
	}
	stated, err := a.read("mimetype")
	if err != nil {
		return "", err
	}
	if kind := openTypes[string(bytes.TrimSpace(stated))]; kind != "" {
		return kind, nil
	}
	types, err := a.read("[Content_Types].xml")
	if err != nil {
		return "", err
	}
	for _, t := range officeTypes {
		if bytes.Contains(types, []byte(t.contentType)) {
			return t.kind, nil
		}
	}
	switch {
	case a.has("META-INF/container.xml"):
		return ".epub", nil
	case a.has("Index/Document.iwa") && a.has("Index/Slide.iwa"):
		return ".key", nil
	case a.has("Index/CalculationEngine.iwa") && !a.has("Index/ObjectContainer.iwa"):
		return ".numbers", nil
	case a.has("Index/Document.iwa"), a.has("Index.zip"), a.has("index.xml"):
		return ".pages", nil
	}
	return ".zip", nil
}

// oleStreams are the names by which the files of old Office programs are told.
// See [MS-CFB]: names stand in the directory in UTF-16.
var oleStreams = []struct{ stream, kind string }{
	{"EncryptedPackage", "password"}, {"WordDocument", ".doc"}, {"Workbook", ".xls"}, {"Book", ".xls"},
	{"PowerPoint Document", ".ppt"}, {"__properties_version1.0", ".msg"},
}

func kindOfOLE(data []byte) (string, error) {
	for _, s := range oleStreams {
		name := []byte{}
		for _, c := range []byte(s.stream) {
			name = append(name, c, 0)
		}
		if !bytes.Contains(data, append(name, 0, 0)) {
			continue
		}
		if s.kind == "password" {
			return "", errPassword()
		}
		return s.kind, nil
	}
	return "old", nil
}
