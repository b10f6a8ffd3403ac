package extract

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"cicerone/internal/guide"
)

// Limits on a web page, looked to before it is parsed: a tree takes some 200
// bytes for each tag. A catalogue of 1,000 works on one page has 40,000.
const (
	maxPage = 16 << 20 // bytes; pages with pictures inside are that large
	maxTags = 500_000
)

// webPage reads HTML as a reader sees it, without menus and forms. What is
// struck out no longer holds and is left out.
func webPage(data []byte) (guide.Note, error) {
	s, encoding, err := decodePage(data)
	if err != nil {
		return guide.Note{}, err
	}
	w := &webWalk{}
	if err := w.page(s); err != nil {
		return guide.Note{}, err
	}
	note, err := w.out.note(w.title, w.author)
	note.Encoding = encoding
	return note, err
}

// decodePage decodes a page. What it says of its encoding is believed where its
// bytes leave that open: saved again by another program, it is often wrong.
func decodePage(data []byte) (s, encoding string, err error) {
	if len(data) > maxPage {
		return "", "", guide.Invalidf("file", "larger than %d MB; save the page without its pictures", maxPage>>20)
	}
	s, encoding, err = UTF8(data)
	if err != nil || encoding != "windows-1252" {
		return s, encoding, err
	}
	declared, name, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	if name == "utf-8" || name == encoding {
		return s, encoding, nil
	}
	return decode(data, declared, name)
}

// webWalk walks the tree of one page, or of a book's pages one by one.
type webWalk struct {
	title, author string
	out           blocks
}

func (w *webWalk) page(s string) error {
	if strings.Count(s, "<") > maxTags {
		return guide.Invalidf("file", "it holds more than %d tags; split it", maxTags)
	}
	root, err := html.Parse(strings.NewReader(s))
	if err != nil { // nothing but its limit on depth, 512, fails
		return guide.Invalidf("file", "its tags are nested too deeply; copy the text into a new document")
	}
	f := flow{walk: w, out: &w.out}
	f.children(root)
	f.end()
	f.endTerm()
	return nil
}

// flow writes what it walks over to out, a block at a time.
type flow struct {
	walk  *webWalk
	out   *blocks
	line  strings.Builder // the block so far
	level int             // of the heading that is being read
	pre   int             // how many <pre> it is in
	term  string          // of a list of terms, that the next description explains
}

// end ends a block.
func (f *flow) end() {
	if s := f.line.String(); strings.TrimSpace(s) != "" {
		if f.term != "" {
			s, f.term = f.term+s, ""
		}
		f.out.add(f.level, s)
	}
	f.line.Reset()
}

// endTerm ends a term that nothing explains.
func (f *flow) endTerm() {
	f.out.add(0, strings.TrimSuffix(f.term, ": "))
	f.term = ""
}

func (f *flow) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if f.pre > 0 {
				f.line.WriteString(c.Data)
			} else {
				f.line.WriteString(strings.ReplaceAll(c.Data, "\n", " "))
			}
		case html.ElementNode, html.DocumentNode:
			f.element(c)
		}
	}
}

// unseen are elements whose text is not the page's: see hiddenIn, and what is
// there to act on or was taken back.
var unseen = append([]atom.Atom{atom.Nav, atom.Form, atom.Button, atom.Select, atom.Textarea, atom.Svg, atom.Math, atom.Canvas,
	atom.Audio, atom.Video, atom.Object, atom.Noembed, atom.Noframes, atom.Rt, atom.Rp, atom.Del, atom.S, atom.Strike, atom.Datalist, atom.Dialog}, hiddenIn...)

func (f *flow) element(n *html.Node) {
	switch tag := n.DataAtom; {
	case tag == atom.Title && f.walk.title == "" && n.Namespace == "":
		f.walk.title = stated(textOf(n))
	case tag == atom.Meta && strings.EqualFold(attribute(n, "name"), "author") && f.walk.author == "":
		f.walk.author = stated(attribute(n, "content"))
	case isHidden(n) || isNoteMark(n):
	case tag == atom.Form && holdsText(n):
		f.block(n) // old pages are forms as a whole
	case slices.Contains(unseen, tag):
	case tag == atom.Br:
		f.line.WriteByte('\n')
	case isHeading(tag):
		f.end()
		f.endTerm()
		f.level = int(n.Data[1] - '0')
		f.children(n)
		f.end()
		f.level = 0
	case tag == atom.Table:
		f.end()
		f.endTerm()
		f.table(n)
	case tag == atom.Dl:
		f.block(n)
		f.endTerm()
	case tag == atom.Dt:
		f.end()
		f.endTerm()
		f.children(n)
		if term := strings.TrimRight(strings.TrimSpace(f.line.String()), ":"); term != "" {
			f.term = term + ": "
		}
		f.line.Reset()
	case tag == atom.Pre:
		f.pre++
		f.block(n)
		f.pre--
	case slices.Contains(withinLine, tag), tag == 0 && n.Namespace == "": // an unknown tag is like a span
		f.children(n)
	default:
		f.block(n)
	}
}

func (f *flow) block(n *html.Node) {
	f.end()
	f.children(n)
	f.end()
}

// table writes a table's rows; its caption stands above them.
func (f *flow) table(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			var cells []blocks
			for cell := c.FirstChild; cell != nil; cell = cell.NextSibling {
				if cell.DataAtom == atom.Td || cell.DataAtom == atom.Th {
					cells = append(cells, f.cell(cell))
				}
			}
			f.out.row(cells)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			f.table(c)
		case atom.Caption:
			f.element(c)
		}
	}
}

func (f *flow) cell(n *html.Node) blocks {
	var out blocks
	inner := flow{walk: f.walk, out: &out}
	if !isHidden(n) {
		inner.children(n)
		inner.end()
		inner.endTerm()
	}
	return out
}

func isHeading(tag atom.Atom) bool {
	return slices.Contains([]atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6}, tag)
}

// isHidden knows the plain ways to hide an element. A style sheet is not read.
func isHidden(n *html.Node) bool {
	style := strings.ReplaceAll(strings.ToLower(attribute(n, "style")), " ", "")
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" }) ||
		strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || attribute(n, "role") == "navigation"
}

// isNoteMark knows the raised number that leads to a footnote.
func isNoteMark(n *html.Node) bool {
	switch {
	case attribute(n, "epub:type") == "noteref" || attribute(n, "role") == "doc-noteref" || attribute(n, "role") == "doc-backlink":
		return true
	case n.DataAtom != atom.Sup || n.FirstChild == nil:
		return false
	}
	link := n.FirstChild
	return link.NextSibling == nil && link.DataAtom == atom.A && strings.Contains(attribute(link, "href"), "#")
}

// holdsText reports whether a form holds paragraphs rather than fields.
func holdsText(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.P || isHeading(d.DataAtom) || d.DataAtom == atom.Td {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b bytes.Buffer
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
