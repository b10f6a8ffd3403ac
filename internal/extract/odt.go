package extract

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"cicerone/internal/guide"
)

// openDocument reads a text of LibreOffice and its like: OpenDocument 1.3, part
// 3. Read are the text with all changes accepted, then its notes. Left out are
// comments, headers and footers, tables of contents, and what is hidden or
// struck out.
func openDocument(data []byte) (guide.Note, error) {
	a, err := openArchive(data)
	if err != nil {
		return guide.Note{}, err
	}
	manifest, err := a.read("META-INF/manifest.xml")
	if err != nil {
		return guide.Note{}, err
	}
	if strings.Contains(string(manifest), "encryption-data") {
		return guide.Note{}, errPassword()
	}
	o := &odt{styles: map[string]odtStyle{}}
	var texts bool
	for _, part := range []string{"styles.xml", "content.xml"} {
		data, err := a.read(part)
		if err != nil {
			return guide.Note{}, err
		}
		p := newParser(data)
		if err := p.each(nil, func(xml.StartElement) error { return o.document(p) }); err != nil {
			return guide.Note{}, err
		}
		texts = len(data) > 0
	}
	if !texts {
		return guide.Note{}, errDamaged()
	}
	o.out.append(o.notes)
	meta, err := a.read("meta.xml")
	if err != nil {
		return guide.Note{}, err
	}
	facts, _ := properties(meta) // damaged, they are not worth the text
	return o.out.note(cmp.Or(o.title, facts["title"]), cmp.Or(facts["initial-creator"], facts["creator"]))
}

// odtStyle is what a style says, with all that it inherits.
type odtStyle struct {
	level  int // of a heading, from 1; 0: none
	title  bool
	hidden bool // hidden or struck out
}

type odt struct {
	styles map[string]odtStyle
	notes  blocks
	title  string
	out    blocks
}

func (o *odt) document(p *parser) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "styles", "automatic-styles":
			return p.each(nil, func(e xml.StartElement) error { return o.style(p, e) })
		case "body":
			return p.each(nil, func(xml.StartElement) error { return o.body(p, &o.out) })
		}
		return nil
	})
}

// style reads a style. Those it inherits from stand before it, but for a common
// style below its heir, which LibreOffice does not write.
func (o *odt) style(p *parser, e xml.StartElement) error {
	name := attr(e, "name")
	if e.Name.Local != "style" || name == "" {
		return nil
	}
	style := o.styles[attr(e, "family")+attr(e, "parent-style-name")]
	plain := strings.ReplaceAll(name, "_20_", " ") // how a space is written in a name
	if isTitleStyle(plain) {
		style.level, style.title = 1, true
	}
	if level := headingLevel(plain); level > 0 {
		style.level = level
	}
	if level, err := strconv.Atoi(attr(e, "default-outline-level")); err == nil && level > 0 {
		style.level = level
	}
	err := p.each(nil, func(e xml.StartElement) error {
		if e.Name.Local == "text-properties" {
			style.hidden = style.hidden || attr(e, "display") == "none" || isStruck(e)
		}
		return nil
	})
	o.styles[attr(e, "family")+name] = style
	return err
}

func isStruck(e xml.StartElement) bool {
	style, kind := attr(e, "text-line-through-style"), attr(e, "text-line-through-type")
	return style != "" && style != "none" || kind != "" && kind != "none"
}

// body reads paragraphs, lists, tables and whatever holds them.
func (o *odt) body(p *parser, out *blocks) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p", "h":
			return o.paragraph(p, e, out)
		case "table":
			return o.table(p, out)
		case "section":
			if attr(e, "display") == "none" {
				return nil
			}
		case "tracked-changes", "forms", "annotation", "table-of-content", "illustration-index", "table-index",
			"object-index", "alphabetical-index", "user-index", "variable-decls", "sequence-decls", "user-field-decls",
			"object", "object-ole", "title", "desc":
			return nil
		}
		return o.body(p, out)
	})
}

// table reads rows. Repeated ones are read once.
func (o *odt) table(p *parser, out *blocks) error {
	return p.each(nil, func(e xml.StartElement) error {
		if e.Name.Local != "table-row" {
			return o.table(p, out) // table-header-rows and the like
		}
		var cells []blocks
		err := p.each(nil, func(e xml.StartElement) error {
			var cell blocks
			err := o.body(p, &cell)
			cells = append(cells, cell)
			return err
		})
		out.row(cells)
		return err
	})
}

// odtParagraph is one being read.
type odtParagraph struct {
	text   strings.Builder
	hidden bool
	boxes  blocks // text boxes anchored in it
}

func (o *odt) paragraph(p *parser, e xml.StartElement, out *blocks) error {
	style := o.styles["paragraph"+attr(e, "style-name")]
	level := style.level
	if n, err := strconv.Atoi(attr(e, "outline-level")); err == nil && n > 0 {
		level = n
	} else if e.Name.Local == "h" {
		level = max(level, 1)
	}
	para := odtParagraph{hidden: style.hidden}
	err := o.inline(p, &para)
	s := para.text.String()
	if style.title && o.title == "" {
		o.title = stated(s)
	}
	out.add(level, s)
	out.append(para.boxes)
	return err
}

func (o *odt) inline(p *parser, para *odtParagraph) error {
	chars := func(s string) {
		if !para.hidden {
			para.text.WriteString(strings.ReplaceAll(s, "\n", " "))
		}
	}
	return p.each(chars, func(e xml.StartElement) error { return o.inlineElement(p, e, para) })
}

func (o *odt) inlineElement(p *parser, e xml.StartElement, para *odtParagraph) error {
	switch e.Name.Local {
	case "span":
		hidden := para.hidden
		para.hidden = hidden || o.styles["text"+attr(e, "style-name")].hidden
		err := o.inline(p, para)
		para.hidden = hidden
		return err
	case "s", "tab":
		para.text.WriteByte(' ')
	case "line-break":
		para.text.WriteByte('\n')
	case "note":
		return o.note(p)
	case "hidden-paragraph":
		para.hidden = para.hidden || attr(e, "is-hidden") == "true"
	case "hidden-text":
		if attr(e, "is-hidden") == "true" {
			return nil
		}
		return o.inline(p, para)
	case "text-box":
		return o.body(p, &para.boxes)
	case "annotation", "ruby-text", "object", "object-ole", "title", "desc", "tracked-changes":
	default:
		return o.inline(p, para)
	}
	return nil
}

// note keeps a foot- or endnote for the end.
func (o *odt) note(p *parser) error {
	return p.each(nil, func(e xml.StartElement) error {
		if e.Name.Local == "note-citation" {
			return nil
		}
		return o.body(p, &o.notes)
	})
}
