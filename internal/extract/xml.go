package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"cicerone/internal/guide"
)

// maxElements is how deep elements may be nested in the XML of a document. A
// table within a table within a text box comes to some 60.
const maxElements = 256

// parser walks one part of a document element by element, in one pass.
// Entities that the document defines are never resolved: it may define none.
type parser struct {
	decoder *xml.Decoder
	depth   int
}

func newParser(data []byte) *parser {
	// A byte-order mark decides; what the document then says of its encoding is
	// no longer true of what the decoder sees.
	marked := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	r := transform.NewReader(bytes.NewReader(data), unicode.BOMOverride(transform.Nop))
	d := xml.NewDecoder(r)
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		if marked {
			return input, nil
		}
		return charset.NewReaderLabel(label, input)
	}
	return &parser{decoder: d}
}

// each calls element for every child of the element that was begun last, and
// chars, unless it is nil, for the text between them. A child that element has
// not read to its end is skipped.
func (p *parser) each(chars func(string), element func(xml.StartElement) error) error {
	inside := p.depth
	for {
		token, err := p.decoder.Token()
		switch token := token.(type) {
		case xml.StartElement:
			if p.depth++; p.depth > maxElements {
				return guide.Invalidf("file", "its parts are nested deeper than %d; copy the text into a new document", maxElements)
			}
			if err := element(token); err != nil {
				return err
			}
			for p.depth > inside { // left by element
				if err := p.skipToEnd(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			p.depth--
			return nil
		case xml.CharData:
			if chars != nil && p.depth == inside {
				chars(string(token))
			}
		case xml.Directive:
			return guide.Invalidf("file", "it defines a document type (DOCTYPE), which no word processor writes; save it again from one")
		}
		if errors.Is(err, io.EOF) && p.depth == 0 {
			return nil
		}
		if err != nil {
			return xmlError(err)
		}
	}
}

// skipToEnd reads past the end of the element that was begun last.
func (p *parser) skipToEnd() error {
	err := p.decoder.Skip()
	p.depth--
	if err != nil {
		return xmlError(err)
	}
	return nil
}

// text is all the text in the element that was begun last.
func (p *parser) text() (string, error) {
	var b strings.Builder
	var inner func(xml.StartElement) error
	write := func(s string) { b.WriteString(s) }
	inner = func(xml.StartElement) error { return p.each(write, inner) }
	err := p.each(write, inner)
	return b.String(), err
}

func xmlError(err error) error {
	if errors.Is(err, guide.ErrInvalid) {
		return err
	}
	return errDamaged()
}

// attr is an attribute's value by its local name, or "".
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// properties reads the Dublin Core of a part: local name → first value.
func properties(data []byte) (map[string]string, error) {
	found := map[string]string{}
	p := newParser(data)
	var element func(xml.StartElement) error
	element = func(e xml.StartElement) error {
		switch name := e.Name.Local; name {
		case "title", "creator", "initial-creator", "language":
			s, err := p.text()
			if found[name] == "" {
				found[name] = strings.TrimSpace(s)
			}
			return err
		}
		return p.each(nil, element)
	}
	return found, p.each(nil, element)
}
