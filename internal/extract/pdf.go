package extract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/text/encoding/charmap"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Limits on one PDF.
const (
	maxPDFPages   = 2000
	maxScans      = 50       // pages that are images
	maxPDFMemory  = 384 << 4 // WebAssembly pages of 64 kB: 384 MB
	maxBookmarks  = 5000
	fewLetters    = 25  // a page with fewer and an image on it may be a scan with a stamp
	scanDPI       = 200 // dots an inch: tesseract's makers advise 300 for small print, at twice the time
	maxPageInches = 40  // a side of a page that is drawn
)

// pdfCache is where PDFium's machine code is kept; see CachePDFium.
var pdfCache string

// CachePDFium names a folder in which the machine code made of PDFium is kept
// from one process to the next: to make it takes seconds. Whoever can write
// there can run code here. It is to be called before the first Read.
func CachePDFium(folder string) { pdfCache = folder }

// startPDFium starts PDFium, which is C++ compiled to WebAssembly: it sees its own
// memory, no files, no network.
var startPDFium = sync.OnceValues(func() (pdfium.Pool, error) {
	if pdfCache != "" {
		// A cache that cannot be written or is damaged costs time and nothing else.
		if cache, err := wazero.NewCompilationCacheWithDir(pdfCache); err == nil {
			if pool, err := initPDFium(cache); err == nil {
				return pool, nil
			}
		}
	}
	return initPDFium(wazero.NewCompilationCache())
})

func initPDFium(cache wazero.CompilationCache) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxPDFMemory).WithCompilationCache(cache).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling) // PDFium is compiled for these
	return webassembly.Init(webassembly.Config{MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: os.Stderr})
}

// pdfFile is an open PDF.
type pdfFile struct {
	pdfium.Pdfium
	document references.FPDF_DOCUMENT
	pages    int
}

// pdf reads a PDF's text layer, or the text on its images when there is none.
func pdf(data []byte) (guide.Note, error) {
	pool, err := startPDFium()
	if err != nil {
		return guide.Note{}, fmt.Errorf("start PDFium: %w", err)
	}
	instance, err := pool.GetInstance(time.Minute)
	if err != nil {
		return guide.Note{}, fmt.Errorf("start PDFium: %w", err)
	}
	defer instance.Close() // and with it everything it opened
	f, err := openPDF(instance, data)
	if err != nil {
		return guide.Note{}, err
	}
	pages, err := f.read()
	if err != nil {
		return guide.Note{}, err
	}
	note := layOut(pages, f.bookmarks())
	if title := f.info("Title"); sensibleTitle(title) {
		note.Label.Title = title
	} else if first := note.Headings; len(first) > 0 && first[0].Level == 1 && utf8.RuneCountInString(first[0].Text) <= guide.MaxLabelRunes {
		note.Label.Title = first[0].Text
	}
	if author := f.info("Author"); sensibleAuthor(author) {
		note.Author = author
	}
	return note, nil
}

func openPDF(instance pdfium.Pdfium, data []byte) (*pdfFile, error) {
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword):
		return nil, guide.Invalidf("file", "it is protected by a password; save it without")
	case errors.Is(err, pdferrors.ErrSecurity):
		return nil, guide.Invalidf("file", "it is encrypted in a way that cannot be read; save it without protection")
	case err != nil:
		return nil, guide.Invalidf("file", "it cannot be opened as a PDF; is it damaged?")
	}
	f := &pdfFile{Pdfium: instance, document: opened.Document}
	count, err := f.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.document})
	if err != nil || count.PageCount < 1 {
		return nil, guide.Invalidf("file", "it has no pages that can be read; is it damaged?")
	}
	if count.PageCount > maxPDFPages {
		return nil, guide.Invalidf("file", "it has %d pages, more than %d; split it", count.PageCount, maxPDFPages)
	}
	f.pages = count.PageCount
	return f, nil
}

// read reads each page's lines, off its image where it is a scan. A page that
// PDFium cannot read is left out.
func (f *pdfFile) read() ([]pdfPage, error) {
	pages := make([]pdfPage, f.pages)
	var scans []int
	size := 0
	for i := range pages {
		lines, err := f.lines(i)
		if err != nil {
			continue
		}
		pages[i].lines = lines
		seen := 0
		for _, l := range lines {
			seen += letters(l.text)
			size += len(l.text)
		}
		if seen < fewLetters && f.hasImage(i) {
			scans = append(scans, i)
		}
		if size > maxText {
			return nil, errTooLong()
		}
	}
	if len(scans)*2 < f.pages { // a text with pictures
		return pages, nil
	}
	return pages, f.readScans(pages, scans, size > 0)
}

// readScans reads the text off pages that are images. Without tesseract, what
// other text there is has to do.
func (f *pdfFile) readScans(pages []pdfPage, scans []int, haveText bool) error {
	if len(scans) > maxScans {
		return guide.Invalidf("file", "%d of its pages are images, more than the %d whose text can be read; split it", len(scans), maxScans)
	}
	program, err := findTesseract()
	if err != nil && haveText && errors.Is(err, guide.ErrInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), ocrTime)
	defer cancel()
	for _, i := range scans {
		img, err := f.draw(i)
		if err != nil || isBlank(img) {
			continue
		}
		paragraphs, err := program.read(ctx, img)
		if err != nil {
			return err
		}
		if len(paragraphs) > 0 {
			pages[i] = pdfPage{paragraphs: paragraphs}
		}
	}
	return nil
}

// lines reads a page's lines in PDFium's order.
func (f *pdfFile) lines(index int) ([]line, error) {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: f.document, Index: index}}
	loaded, err := f.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: at})
	if err != nil {
		return nil, err
	}
	defer f.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
	count, err := f.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return nil, err
	}
	var lines []line
	var b strings.Builder
	first, last := -1, -1 // characters of the line that are seen
	finish := func(hyphen bool) {
		if s := text.OneLine(text.Clean(b.String())); s != "" {
			l := line{text: s, hyphen: hyphen}
			l.measure(f.box(loaded.TextPage, first), f.box(loaded.TextPage, last))
			lines = append(lines, l)
		}
		b.Reset()
		first, last = -1, -1
	}
	for i := range min(count.Count, maxText) {
		char, err := f.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: loaded.TextPage, Index: i})
		if err != nil {
			return nil, err
		}
		switch r := rune(char.Unicode); r {
		case '\r', '\n':
			finish(false)
		case 2, 0xfffe: // PDFium's mark of a hyphen at a line's end, which it joins to the next
			finish(true)
		default:
			if 0x80 <= r && r < 0xa0 { // no control character but a quotation mark or a dash, wrongly named
				r = charmap.Windows1252.DecodeByte(byte(r))
			}
			b.WriteRune(r)
			if unicode.IsPrint(r) && r != ' ' {
				if last = i; first < 0 {
					first = i
				}
			}
		}
	}
	finish(false)
	return lines, nil
}

// box is where a character stands, with its font's height; nil when PDFium does
// not know.
func (f *pdfFile) box(textPage references.FPDF_TEXTPAGE, index int) *responses.FPDFText_GetLooseCharBox {
	if index < 0 {
		return nil
	}
	box, err := f.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: textPage, Index: index})
	if err != nil {
		return nil
	}
	return box
}

// hasImage reports whether a page shows an image, or may: a form can hold one.
func (f *pdfFile) hasImage(index int) bool {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: f.document, Index: index}}
	count, err := f.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: at})
	if err != nil {
		return false
	}
	const enough = 1000 // objects to look at
	for i := range min(count.Count, enough) {
		object, err := f.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: at, Index: i})
		if err != nil {
			return false
		}
		kind, err := f.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err == nil && (kind.Type == enums.FPDF_PAGEOBJ_IMAGE || kind.Type == enums.FPDF_PAGEOBJ_FORM) {
			return true
		}
	}
	return false
}

// draw draws a page in shades of grey.
func (f *pdfFile) draw(index int) (*image.Gray, error) {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: f.document, Index: index}}
	size, err := f.GetPageSize(&requests.GetPageSize{Page: at})
	if err != nil {
		return nil, err
	}
	if side := max(size.Width, size.Height); side > maxPageInches*72 {
		return nil, fmt.Errorf("a page of %.0f points", side)
	}
	drawn, err := f.RenderPageInDPI(&requests.RenderPageInDPI{Page: at, DPI: scanDPI, ImageFormat: requests.RenderImageFormatGrayscale})
	if err != nil {
		return nil, err
	}
	defer drawn.Cleanup()
	return grey(drawn.Result.RenderedImage), nil // a copy: PDFium takes its own back
}

// isBlank reports whether nothing is on an image.
func isBlank(img *image.Gray) bool {
	const darker = 128
	return !slices.ContainsFunc(img.Pix, func(p uint8) bool { return p < darker })
}

// bookmarks are the titles of a PDF's outline with their depths, from 1.
func (f *pdfFile) bookmarks() map[string]int {
	levels := map[string]int{}
	left := maxBookmarks // an outline may lead in circles
	var walk func(parent *references.FPDF_BOOKMARK, depth int)
	walk = func(parent *references.FPDF_BOOKMARK, depth int) {
		found, err := f.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: f.document, Bookmark: parent})
		if err != nil || depth > 6 {
			return
		}
		for b := found.Bookmark; b != nil && left > 0; left-- {
			if title, err := f.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *b}); err == nil {
				levels[headingKey(title.Title)] = depth
			}
			walk(b, depth+1)
			next, err := f.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: f.document, Bookmark: *b})
			if err != nil {
				return
			}
			b = next.Bookmark
		}
	}
	walk(nil, 1)
	delete(levels, "")
	return levels
}

// info is what the document says of itself under a tag, on one line.
func (f *pdfFile) info(tag string) string {
	found, err := f.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: f.document, Tag: tag})
	if err != nil {
		return ""
	}
	return text.OneLine(text.Clean(found.Value))
}

// notTitles are what programs write where a title is meant.
var notTitles = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|excel)|untitled|sem t[ií]tulo|document[o]?\s*\d*$|powerpoint presentation|apresenta[cç][aã]o do powerpoint|slide \d+|\(?anonymous|scan|img|page)|\.(docx?|odt|rtf|pptx?|xlsx?|pdf|indd|qxd|tex|dvi|pub|cdr|ai|pmd|p65|wpd|html?)$|[\\/]\S+[\\/]|^[\d\W_]*$`)

func sensibleTitle(s string) bool {
	return letters(s) >= 3 && utf8.RuneCountInString(s) <= guide.MaxLabelRunes && !notTitles.MatchString(s)
}

// notAuthors are accounts and programs, not people.
var notAuthors = regexp.MustCompile(`(?i)^(user|utilizador|usu[aá]rio|admin|administrat?or|administrador|owner|pc|default|anonymous|an[oó]nimo|unknown|root|microsoft.*|adobe.*|\(.*)$|\d{3}`)

func sensibleAuthor(s string) bool {
	return letters(s) >= 3 && utf8.RuneCountInString(s) <= guide.MaxLabelRunes && !notAuthors.MatchString(s)
}
