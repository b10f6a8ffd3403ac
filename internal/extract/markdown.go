package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// markdown reads a note in Markdown with YAML front matter. The text is what a
// reader would see: no markup, a blank line between blocks.
func markdown(data []byte) (guide.Note, error) {
	s, _, err := UTF8(data)
	if err != nil {
		return guide.Note{}, err
	}
	note, body, err := frontMatter(strings.ReplaceAll(s, "\r\n", "\n"))
	if err != nil {
		return guide.Note{}, err
	}
	w := &blockWriter{source: []byte(text.Clean(body))}
	root := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).
		Parser().Parse(gtext.NewReader(w.source))
	if err := w.blocks(root, 0); err != nil {
		return guide.Note{}, err
	}
	note.Text, note.Headings = w.out.String(), w.headings
	if note.Label.Title == "" && len(note.Headings) > 0 {
		note.Label.Title = note.Headings[0].Text
	}
	return note, nil
}

// maxNesting is how deep quotations and lists may nest; goldmark itself is
// linear, so this only bounds our recursion.
const maxNesting = 50

// blockWriter writes a Markdown tree as plain text.
type blockWriter struct {
	source   []byte
	out      strings.Builder
	runes    int // written so far
	headings []guide.Heading
}

func (w *blockWriter) blocks(parent ast.Node, depth int) error {
	if depth > maxNesting {
		return guide.Invalidf("file", "lists or quotations nested deeper than %d", maxNesting)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			title := oneLine(w.inline(n))
			if title != "" {
				w.gap("\n\n")
				w.headings = append(w.headings, guide.Heading{Offset: w.runes, Level: n.Level, Text: title})
				w.write(title)
			}
		case *ast.Paragraph:
			w.block("\n\n", w.inline(n))
		case *ast.TextBlock: // a tight list item
			w.block(itemGap(n), w.inline(n))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			w.block("\n\n", lines(n, w.source))
		case *ast.HTMLBlock, *ast.ThematicBreak:
			// markup is not text
		case *extast.Table:
			gap := "\n\n"
			for row := n.FirstChild(); row != nil; row = row.NextSibling() {
				w.block(gap, w.row(row))
				gap = "\n"
			}
		default:
			if err := w.blocks(n, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// itemGap parts the first item of a list from what stands before it, and the
// others, as well as lists within lists, from one another by a line end.
func itemGap(block ast.Node) string {
	item := block.Parent()
	if item.PreviousSibling() == nil && item.Parent().Parent().Kind() != ast.KindListItem {
		return "\n\n"
	}
	return "\n"
}

// row writes a table's row with its cells apart.
func (w *blockWriter) row(row ast.Node) string {
	var cells []string
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		if s := oneLine(w.inline(cell)); s != "" {
			cells = append(cells, s)
		}
	}
	return strings.Join(cells, " | ")
}

// inline is the text inside a block; soft line breaks become spaces.
func (w *blockWriter) inline(block ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(unescape(n.Segment.Value(w.source)))
			if n.HardLineBreak() {
				b.WriteByte('\n')
			} else if n.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(w.source))
		case *ast.Image, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func (w *blockWriter) block(gap, s string) {
	if s = strings.TrimSpace(s); s != "" {
		w.gap(gap)
		w.write(s)
	}
}

func (w *blockWriter) gap(s string) {
	if w.runes > 0 {
		w.write(s)
	}
}

func (w *blockWriter) write(s string) {
	w.out.WriteString(s)
	w.runes += utf8.RuneCountInString(s)
}

func lines(n ast.Node, source []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(source))
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// unescape resolves backslashes and character references, as a browser would.
func unescape(s []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
}
