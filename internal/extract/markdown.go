package extract

import (
	"bufio"
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	mdhtml "github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// markdown reads a note in Markdown with YAML front matter. The text is what a
// reader would see: no markup, a blank line between blocks.
func markdown(data []byte) (guide.Note, error) {
	s, encoding, err := writing(data)
	if err != nil {
		return guide.Note{}, err
	}
	note, body, err := frontMatter(cleanLines(s))
	if err != nil {
		return guide.Note{}, err
	}
	if err := checkMarkdown(body); err != nil {
		return guide.Note{}, err
	}
	w := &blockWriter{source: []byte(body)}
	root := goldmark.New(goldmark.WithExtensions(extension.Strikethrough)).
		Parser().Parse(gtext.NewReader(w.source))
	if err := w.blocks(root, 0); err != nil {
		return guide.Note{}, err
	}
	note.Text, note.Headings, note.Encoding = w.out.String(), w.headings, encoding
	if note.Label.Title == "" {
		note.Label.Title = w.title()
	}
	return note, nil
}

// cleanLines is s cleaned, but for the two spaces that break a line.
func cleanLines(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		clean := strings.TrimSuffix(text.Clean(line), "\n")
		b.WriteString(clean)
		if clean != "" && strings.HasSuffix(strings.TrimRight(line, "\r\n"), "  ") {
			b.WriteString("  ")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// blockWriter writes a Markdown tree as plain text.
type blockWriter struct {
	page
	source []byte
}

func (w *blockWriter) blocks(parent ast.Node, depth int) error {
	if depth > maxNesting {
		return errNested()
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			w.heading(n.Level, w.inline(n, " "))
		case *ast.Paragraph, *ast.TextBlock: // a TextBlock is a tight list item's
			w.paragraph(n)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			w.block(w.lines(n))
		case *ast.HTMLBlock:
			source := w.lines(n)
			if n.HasClosure() {
				source += string(n.ClosureLine.Value(w.source))
			}
			for _, s := range taggedText(source) {
				w.block(text.OneLine(s))
			}
		case *ast.ThematicBreak:
		default:
			if err := w.blocks(n, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableRule is the line below a table's head, such as |---|:--:|.
var tableRule = regexp.MustCompile(`(?m)^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$`)

// footnote is a footnote's mark in the text and before the note itself.
var footnote = regexp.MustCompile(`\[\^[^\]\s]{1,30}\](?:: )?`)

// paragraph writes a paragraph, or the table that its lines make. goldmark's own
// tables are not used: they fill up short rows, 57 kB with 5 GB of cells.
func (w *blockWriter) paragraph(n ast.Node) {
	if !tableRule.MatchString(w.lines(n)) {
		w.prose(w.inline(n, " "))
		return
	}
	rows := strings.Split(w.inline(n, "\n"), "\n")
	for i, row := range rows {
		if i > 0 && tableRule.MatchString(row) && strings.Contains(rows[i-1], "|") {
			w.prose(strings.Join(rows[:i-1], " ")) // right above the table
			w.rows(append(rows[i-1:i:i], rows[i+1:]...))
			return
		}
	}
	w.prose(strings.Join(rows, " "))
}

// prose writes running text without the marks of footnotes.
func (w *blockWriter) prose(s string) { w.page.prose(footnote.ReplaceAllString(s, "")) }

// rows writes a table's rows with their cells apart.
func (w *blockWriter) rows(rows []string) {
	for _, row := range rows {
		var cells []string
		for cell := range strings.SplitSeq(row, "|") {
			if s := text.OneLine(cell); s != "" {
				cells = append(cells, s)
			}
		}
		w.block(strings.Join(cells, " | "))
	}
}

// inline is the text inside a block. softBreak stands where a line of it was
// wrapped. What is struck out no longer holds and is left out.
func (w *blockWriter) inline(block ast.Node, softBreak string) string {
	var b strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			if n.IsRaw() { // code
				b.WriteString(strings.ReplaceAll(string(n.Value(w.source)), "\n", " "))
			} else {
				b.WriteString(unescape(n.Value(w.source)))
			}
			if n.HardLineBreak() {
				b.WriteByte('\n')
			} else if n.SoftLineBreak() {
				b.WriteString(softBreak)
			}
		case *ast.AutoLink:
			b.Write(n.Label(w.source))
		case *ast.RawHTML:
			if tag := n.Segments.At(0); bytes.HasPrefix(bytes.ToLower(tag.Value(w.source)), []byte("<br")) {
				b.WriteByte('\n')
			}
		case *ast.Image, *extast.Strikethrough:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// lines are a block's lines as they stand in the source.
func (w *blockWriter) lines(n ast.Node) string {
	return string(n.Lines().Value(w.source))
}

// unescape resolves backslashes and character references, as a browser would.
// goldmark does it only while it writes HTML, so that is undone again.
func unescape(s []byte) string {
	if !bytes.ContainsAny(s, `\&`) {
		return string(s)
	}
	var b bytes.Buffer
	out := bufio.NewWriterSize(&b, len(s))
	mdhtml.DefaultWriter.Write(out, s)
	out.Flush()
	return html.UnescapeString(b.String())
}
