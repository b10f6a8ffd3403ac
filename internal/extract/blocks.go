package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// block is a paragraph, a list item, a table's row or a heading.
type block struct {
	level int // of a heading, from 1; 0 for anything else
	text  string
}

// blocks gathers what a reader finds, in reading order. Once it holds more than
// may be taken from one file it keeps no more, and page fails.
type blocks struct {
	list []block
	size int // bytes of text
}

func (b *blocks) add(level int, s string) {
	if b.size += len(s); b.size > maxText || strings.TrimSpace(s) == "" {
		return
	}
	b.list = append(b.list, block{level, s})
}

func (b *blocks) append(more blocks) {
	b.size += more.size
	if b.size <= maxText {
		b.list = append(b.list, more.list...)
	}
}

// layoutParagraphs is from how many paragraphs on a cell holds running text: the
// table is there to lay out a page, and its cells are read one after the other.
const layoutParagraphs = 4

// row adds a table's row as one line with the cells apart, as the Markdown
// reader writes it, or cell by cell where the table only lays out a page.
func (b *blocks) row(cells []blocks) {
	var line []string
	for _, cell := range cells {
		if cell.isLayout() {
			for _, cell := range cells {
				b.append(cell)
			}
			return
		}
		if s := cell.joined(); s != "" {
			line = append(line, s)
		}
	}
	b.add(0, strings.Join(line, " | "))
}

func (b *blocks) isLayout() bool {
	for _, one := range b.list {
		if one.level > 0 {
			return true
		}
	}
	return len(b.list) >= layoutParagraphs
}

// joined is the text on one line. A stroke parts paragraphs that end without a
// mark, as items of a list do.
func (b *blocks) joined() string {
	var line strings.Builder
	for _, one := range b.list {
		s := text.OneLine(one.text)
		if written := line.String(); written != "" && s != "" {
			if strings.ContainsAny(written[len(written)-1:], ".,:;!?") {
				line.WriteString(" ")
			} else {
				line.WriteString(" / ")
			}
		}
		line.WriteString(s)
	}
	return line.String()
}

// note writes the blocks on a page. The title is the one stated, else the first
// heading.
func (b *blocks) note(title, author string) (guide.Note, error) {
	if b.size > maxText {
		return guide.Note{}, errTooLong()
	}
	var p page
	for _, one := range b.list {
		if one.level > 0 {
			p.heading(one.level, one.text)
		} else {
			p.prose(one.text)
		}
	}
	note := guide.Note{Text: p.out.String(), Headings: p.headings, Author: stated(author)}
	note.Label.Title = stated(title)
	if note.Label.Title == "" {
		note.Label.Title = p.title()
	}
	return note, nil
}

// page is plain text in the making. What it writes is clean, and a blank line
// parts all blocks, list items and table rows too: sentences end there whatever
// they begin and end with.
type page struct {
	out      strings.Builder
	runes    int // written so far
	headings []guide.Heading
}

func (p *page) heading(level int, s string) {
	if offset, title := p.block(text.OneLine(s)); title != "" {
		p.headings = append(p.headings, guide.Heading{Offset: offset, Level: min(level, 6), Text: title})
	}
}

// prose writes running text with single spaces, as a browser shows it.
func (p *page) prose(s string) {
	rows := strings.Split(s, "\n")
	for i, row := range rows {
		rows[i] = text.OneLine(row)
	}
	p.block(strings.Join(rows, "\n"))
}

// title is the first heading, if it is short enough for a label.
func (p *page) title() string {
	if len(p.headings) == 0 || utf8.RuneCountInString(p.headings[0].Text) > guide.MaxLabelRunes {
		return ""
	}
	return p.headings[0].Text
}

// block writes s, if there is anything in it, and returns where it begins and
// what was written.
func (p *page) block(s string) (offset int, written string) {
	s = strings.TrimSpace(text.Clean(s)) // again: references such as &#8238; were resolved
	if s == "" {
		return p.runes, ""
	}
	if p.runes > 0 {
		p.write("\n\n")
	}
	offset = p.runes
	p.write(s)
	return offset, s
}

func (p *page) write(s string) {
	p.out.WriteString(s)
	p.runes += utf8.RuneCountInString(s)
}

// nobody are the titles and authors that programs fill in by themselves, folded.
var nobody = map[string]bool{
	"user": true, "utilizador": true, "usuario": true, "admin": true, "administrator": true, "administrador": true,
	"microsoft office user": true, "utilizador do microsoft office": true, "usuario do microsoft office": true, "author": true, "autor": true,
	"unknown": true, "unknown author": true, "python-docx": true, "apache poi": true, "openpyxl": true, "pc": true, "owner": true,
	"untitled": true, "sem titulo": true, "untitled document": true, "word document": true, "title": true, "titulo": true,
}

// stated is what a file states of itself, cleaned, or "" where a program stated
// it or it is too long for a label.
func stated(s string) string {
	s = text.OneLine(text.Clean(s))
	folded := text.Fold(s)
	if !strings.ContainsFunc(s, unicode.IsLetter) || nobody[folded] || strings.HasPrefix(folded, "microsoft word - ") || utf8.RuneCountInString(s) > guide.MaxLabelRunes {
		return ""
	}
	return s
}
