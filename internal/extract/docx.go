package extract

import (
	"cmp"
	"encoding/xml"
	"path"
	"strings"

	"cicerone/internal/guide"
)

// wordDocument reads a Word file: ECMA-376, part 1, section 17. Read are the
// text as it stands with all changes accepted, then foot- and endnotes. Left out
// are headers and footers, comments, tables of contents, and what is hidden or
// struck out.
func wordDocument(data []byte) (guide.Note, error) {
	a, err := openArchive(data)
	if err != nil {
		return guide.Note{}, err
	}
	d := &docx{archive: a, notes: map[string]map[string]blocks{}}
	top, err := d.related("")
	if err != nil {
		return guide.Note{}, err
	}
	main := top["officeDocument"]
	if main == "" {
		main = "word/document.xml"
	}
	if err := d.read(main); err != nil {
		return guide.Note{}, err
	}
	core, err := a.read(top["core-properties"])
	if err != nil {
		return guide.Note{}, err
	}
	facts, _ := properties(core) // damaged, they are not worth the text
	return d.out.note(cmp.Or(d.title, facts["title"]), facts["creator"])
}

// docx is a Word file being read.
type docx struct {
	archive *archive
	styles  map[string]wordStyle
	notes   map[string]map[string]blocks // "footnote" and "endnote": id → text
	cited   []blocks                     // notes in the order of their marks
	held    *strings.Builder             // a paragraph that goes on in the next
	title   string                       // the first paragraph in the style "Title"
	out     blocks
}

// read reads the main part and the notes that it cites.
func (d *docx) read(main string) error {
	parts, err := d.related(main)
	if err != nil {
		return err
	}
	styles, err := d.archive.read(parts["styles"])
	if err != nil {
		return err
	}
	if d.styles, err = wordStyles(styles); err != nil {
		return err
	}
	for _, kind := range []string{"footnote", "endnote"} {
		if err := d.readNotes(parts[kind+"s"], kind); err != nil {
			return err
		}
	}
	body, err := d.archive.read(main)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return errDamaged()
	}
	p := newParser(body)
	if err := d.body(p, &d.out); err != nil {
		return err
	}
	d.release(&d.out)
	for _, note := range d.cited {
		d.out.append(note)
	}
	return nil
}

// related lists the parts that a part refers to, by the last word of the kind of
// the relation; of two of a kind, the first.
func (d *docx) related(part string) (map[string]string, error) {
	folder, file := path.Split(part)
	data, err := d.archive.read(folder + "_rels/" + file + ".rels")
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	p := newParser(data)
	return found, p.each(nil, func(xml.StartElement) error {
		return p.each(nil, func(e xml.StartElement) error {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = folder + target
			}
			if kind := path.Base(attr(e, "Type")); found[kind] == "" && attr(e, "TargetMode") != "External" {
				found[kind] = target
			}
			return nil
		})
	})
}

func (d *docx) readNotes(part, kind string) error {
	data, err := d.archive.read(part)
	if err != nil {
		return err
	}
	d.notes[kind] = map[string]blocks{}
	p := newParser(data)
	return p.each(nil, func(xml.StartElement) error {
		return p.each(nil, func(e xml.StartElement) error {
			var note blocks
			if e.Name.Local != kind || strings.Contains(strings.ToLower(attr(e, "type")), "separat") { // the line above the notes, and its like
				return nil
			}
			err := d.body(p, &note)
			d.release(&note)
			d.notes[kind][attr(e, "id")] = note
			return err
		})
	})
}

// body reads paragraphs and tables and whatever holds them.
func (d *docx) body(p *parser, out *blocks) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p":
			return d.paragraph(p, out)
		case "tbl":
			return d.table(p, out)
		case "del", "moveFrom", "sectPr", "sdtPr", "Fallback":
			return nil
		}
		return d.body(p, out)
	})
}

func (d *docx) table(p *parser, out *blocks) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			var cells []blocks
			err := d.row(p, &cells)
			out.row(cells)
			return err
		case "tblPr", "tblGrid":
			return nil
		}
		return d.table(p, out) // a control or a change around rows
	})
}

func (d *docx) row(p *parser, cells *[]blocks) error {
	deleted := false
	err := p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tc":
			var cell blocks
			err := d.body(p, &cell)
			*cells = append(*cells, cell)
			return err
		case "trPr":
			return p.each(nil, func(e xml.StartElement) error {
				deleted = deleted || e.Name.Local == "del"
				return nil
			})
		}
		return d.row(p, cells)
	})
	if deleted {
		*cells = nil
	}
	return err
}

// paragraph is one being read.
type paragraph struct {
	wordStyle
	text    *strings.Builder
	boxes   blocks // text boxes anchored in it
	joins   bool   // it goes on in the next: its end was deleted
	isTitle bool
}

func (d *docx) paragraph(p *parser, out *blocks) error {
	para := paragraph{text: d.held}
	if d.held = nil; para.text == nil {
		para.text = &strings.Builder{}
	}
	err := d.inline(p, &para)
	switch s := para.text.String(); {
	case para.contents:
	case para.joins:
		d.held = para.text
	default:
		if para.isTitle && d.title == "" {
			d.title = stated(s)
		}
		out.add(para.level, s)
	}
	out.append(para.boxes)
	return err
}

// release writes a paragraph that would go on in the next, but is the last.
func (d *docx) release(out *blocks) {
	if d.held != nil {
		out.add(0, d.held.String())
		d.held = nil
	}
}

// inline reads what is in a paragraph: runs, and whatever holds them.
func (d *docx) inline(p *parser, para *paragraph) error {
	return p.each(nil, func(e xml.StartElement) error { return d.inlineElement(p, e, para) })
}

func (d *docx) inlineElement(p *parser, e xml.StartElement, para *paragraph) error {
	switch name := e.Name.Local; name {
	case "pPr":
		return d.paragraphProperties(p, para)
	case "r":
		hidden := para.hidden
		err := d.inline(p, para)
		para.hidden = hidden
		return err
	case "rPr":
		return d.runProperties(p, para)
	case "t":
		s, err := p.text()
		if !para.hidden {
			para.text.WriteString(s)
		}
		return err
	case "tab", "ptab":
		para.text.WriteByte(' ')
	case "br", "cr":
		para.text.WriteByte('\n')
	case "noBreakHyphen":
		para.text.WriteByte('-')
	case "sym":
		if !para.hidden {
			para.text.WriteString(symbol(attr(e, "font"), attr(e, "char")))
		}
	case "footnoteReference", "endnoteReference":
		kind := strings.TrimSuffix(name, "Reference")
		if note, ok := d.notes[kind][attr(e, "id")]; ok && !para.hidden {
			d.cited = append(d.cited, note)
			delete(d.notes[kind], attr(e, "id"))
		}
	case "txbxContent":
		return d.body(p, &para.boxes)
	case "AlternateContent":
		return d.alternatives(p, para)
	case "del", "moveFrom", "rt", "sdtPr", "instrText", "delText": // rt: how a word is read aloud
	default:
		return d.inline(p, para)
	}
	return nil
}

// alternatives reads the first of several forms of the same thing in which there
// is text.
func (d *docx) alternatives(p *parser, para *paragraph) error {
	text, boxes := para.text.Len(), para.boxes.size
	return p.each(nil, func(xml.StartElement) error {
		if para.text.Len() > text || para.boxes.size > boxes {
			return nil
		}
		return d.inline(p, para)
	})
}

func (d *docx) paragraphProperties(p *parser, para *paragraph) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pStyle":
			style := d.styles[attr(e, "val")]
			para.wordStyle, para.isTitle = style, style.title
		case "outlineLvl":
			para.level = outlineLevel(attr(e, "val"))
		case "framePr": // a large first letter
			para.joins = para.joins || isOn(cmp.Or(attr(e, "dropCap"), "none"))
		case "rPr": // of the mark that ends the paragraph
			return p.each(nil, func(e xml.StartElement) error {
				para.joins = para.joins || e.Name.Local == "del" || e.Name.Local == "moveFrom"
				return nil
			})
		}
		return nil
	})
}

func (d *docx) runProperties(p *parser, para *paragraph) error {
	return p.each(nil, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "vanish", "strike", "dstrike":
			para.hidden = isOn(attr(e, "val"))
		case "rStyle":
			para.hidden = para.hidden || d.styles[attr(e, "val")].hidden
		}
		return nil
	})
}
