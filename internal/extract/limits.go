package extract

import (
	"regexp"
	"strings"

	"cicerone/internal/guide"
)

// Limits on Markdown beyond its size. They are looked to before it is parsed,
// because the parser's time grows with the square of what they count: 64 kB of
// ">" took it four seconds, 130 kB of "**a_" five.
const (
	maxNesting = 50   // quotations and lists inside each other
	maxMarks   = 1000 // emphasis, links, code and tags in one paragraph
)

var (
	// opening is what a line begins with inside a quotation or a list item.
	opening = regexp.MustCompile(`^[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])[ \t])`)
	// bullet begins a line that surely ends the paragraph above it.
	bullet = regexp.MustCompile(`^ {0,3}[-+*] \S`)
)

// checkMarkdown refuses what would take unduly long to parse.
func checkMarkdown(source string) error {
	marks := 0
	for line := range strings.Lines(source) {
		rest := line
		for nesting := 0; ; nesting++ {
			if nesting > maxNesting {
				return errNested()
			}
			found := opening.FindString(rest)
			if found == "" {
				break
			}
			rest = rest[len(found):]
		}
		if bullet.MatchString(line) || strings.TrimSpace(rest) == "" {
			marks = 0
		}
		if marks += countMarks(rest); marks > maxMarks {
			return guide.Invalidf("file", "more than %d marks of emphasis, links, code and tags in one paragraph; part it by blank lines", maxMarks)
		}
	}
	return nil
}

func errNested() error {
	return guide.Invalidf("file", "lists or quotations nested deeper than %d", maxNesting)
}

// countMarks counts what may begin or end emphasis, links, code and tags.
func countMarks(line string) int {
	n := 0
	for i := range len(line) {
		switch c := line[i]; c {
		case '[', ']', '<':
			n++
		case '*', '_', '~', '`':
			if i == 0 || line[i-1] != c { // a run of them is one mark
				n++
			}
		}
	}
	return n
}
