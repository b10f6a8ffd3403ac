package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// withinLine are the tags that do not part the text around them.
var withinLine = []atom.Atom{atom.A, atom.Abbr, atom.B, atom.Cite, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins,
	atom.Mark, atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U,
	atom.Acronym, atom.Bdi, atom.Bdo, atom.Big, atom.Data, atom.Dfn, atom.Img, atom.Kbd, atom.Label, atom.Rb, atom.Ruby, atom.Samp, atom.Tt, atom.Var, atom.Wbr}

// hiddenIn are the tags whose text no reader sees.
var hiddenIn = []atom.Atom{atom.Script, atom.Style, atom.Template, atom.Title, atom.Iframe, atom.Noscript}

// taggedText lists the blocks of text in a piece of HTML, each on one line.
// Comments, scripts and styles are none.
func taggedText(s string) []string {
	var b strings.Builder
	hidden := false
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken: // the end
			return slices.DeleteFunc(strings.Split(b.String(), "\n"), func(line string) bool { return line == "" })
		case html.TextToken:
			if !hidden {
				b.WriteString(strings.ReplaceAll(string(z.Text()), "\n", " "))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			hidden = kind == html.StartTagToken && slices.Contains(hiddenIn, tag)
			if !slices.Contains(withinLine, tag) {
				b.WriteByte('\n')
			}
		}
	}
}
