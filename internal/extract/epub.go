package extract

import (
	"encoding/xml"
	"net/url"
	"path"
	"regexp"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// maxPages is how many pages of a book are read.
const maxPages = 3000

// book reads an EPUB 2 or 3, page by page in reading order.
func book(data []byte) (guide.Note, error) {
	a, err := openArchive(data)
	if err != nil {
		return guide.Note{}, err
	}
	container, err := a.read("META-INF/container.xml")
	if err != nil {
		return guide.Note{}, err
	}
	opf, err := rootFile(container)
	if err != nil {
		return guide.Note{}, err
	}
	packed, err := a.read(opf)
	if err != nil {
		return guide.Note{}, err
	}
	facts, err := properties(packed)
	if err != nil {
		return guide.Note{}, err
	}
	pages, err := spine(packed, path.Dir(opf))
	if err != nil {
		return guide.Note{}, err
	}
	locked, err := a.read("META-INF/encryption.xml")
	if err != nil {
		return guide.Note{}, err
	}
	w := &webWalk{}
	for _, page := range pages {
		if strings.Contains(string(locked), `"`+page+`"`) { // fonts alone often are
			return guide.Note{}, guide.Invalidf("file", "this book is locked against copying; upload it without the lock")
		}
		if err := w.bookPage(a, page); err != nil {
			return guide.Note{}, err
		}
	}
	note, err := w.out.note(facts["title"], facts["creator"])
	note.Lang = text.Code(facts["language"])
	return note, err
}

func rootFile(container []byte) (string, error) {
	found := ""
	p := newParser(container)
	var element func(e xml.StartElement) error
	element = func(e xml.StartElement) error {
		if e.Name.Local == "rootfile" && found == "" {
			found = attr(e, "full-path")
		}
		return p.each(nil, element)
	}
	err := p.each(nil, element)
	if err == nil && found == "" {
		err = errDamaged()
	}
	return found, err
}

// spine lists the paths of a book's pages in reading order, without the pages
// that are a table of contents.
func spine(opf []byte, folder string) ([]string, error) {
	manifest := map[string]string{} // id → path
	var pages []string
	p := newParser(opf)
	var element func(e xml.StartElement) error
	element = func(e xml.StartElement) error {
		switch e.Name.Local {
		case "item":
			href, err := url.PathUnescape(attr(e, "href"))
			isPage := strings.Contains(attr(e, "media-type"), "html") && !strings.Contains(" "+attr(e, "properties")+" ", " nav ")
			if err == nil && isPage {
				manifest[attr(e, "id")] = path.Join(folder, href)
			}
		case "itemref":
			if page := manifest[attr(e, "idref")]; page != "" {
				pages = append(pages, page)
				delete(manifest, attr(e, "idref")) // once
			}
		}
		return p.each(nil, element)
	}
	err := p.each(nil, element)
	if len(pages) > maxPages {
		return nil, guide.Invalidf("file", "more than %d pages; split it", maxPages)
	}
	return pages, err
}

// closedTags are elements that XHTML may close at once, and that HTML would read
// to the end of the page.
var closedTags = regexp.MustCompile(`(?i)<(title|script|style|textarea|iframe|noscript|a|p|div|span|td)(\s[^<>]*)?/>`)

// definedEntities is a document type that defines some. HTML knows of none.
var definedEntities = regexp.MustCompile(`(?is)<!doctype[^>\[]*\[.*?\]\s*>`)

func (w *webWalk) bookPage(a *archive, name string) error {
	data, err := a.read(name)
	if err != nil || len(data) == 0 { // a page that is missing is not the rest's fault
		return err
	}
	s, _, err := decodePage(data)
	if err != nil {
		return err
	}
	return w.page(closedTags.ReplaceAllString(definedEntities.ReplaceAllString(s, ""), "<$1$2></$1>"))
}
