package text

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A text with its headings can be written by hand: a heading is a line that
// begins with as many # as it is deep, and a space. A line of the text that
// happens to begin so has a backslash before it.
var (
	writtenHeading = regexp.MustCompile(`^(#{1,6}) +([^ ].*)$`)
	looksWritten   = regexp.MustCompile(`^\\*#{1,6} +[^ ]`)
)

const deepest = 6

// Write writes a text and its headings for editing. Headings that do not stand
// at the beginning of a line are left out.
func Write(s string, headings []Heading) string {
	var b strings.Builder
	at := 0 // runes, where the line begins
	for line := range strings.Lines(s) {
		for len(headings) > 0 && headings[0].Offset < at {
			headings = headings[1:]
		}
		switch body := strings.TrimSuffix(line, "\n"); {
		case len(headings) > 0 && headings[0].Offset == at && strings.TrimSpace(body) != "":
			b.WriteString(strings.Repeat("#", min(max(headings[0].Level, 1), deepest)) + " ")
		case looksWritten.MatchString(body):
			b.WriteByte('\\')
		}
		b.WriteString(line)
		at += utf8.RuneCountInString(line)
	}
	return b.String()
}

// ReadWritten is the clean text and the headings that somebody wrote as Write
// does. It undoes Write, for a clean text without blank lines around it.
func ReadWritten(s string) (string, []Heading) {
	var b strings.Builder
	var headings []Heading
	at := 0
	for line := range strings.Lines(strings.Trim(Clean(s), "\n")) {
		body, ended := strings.CutSuffix(line, "\n")
		if m := writtenHeading.FindStringSubmatch(body); m != nil {
			headings = append(headings, Heading{Offset: at, Level: len(m[1]), Text: m[2]})
			body = m[2]
		} else if looksWritten.MatchString(body) {
			body = body[1:]
		}
		b.WriteString(body)
		at += utf8.RuneCountInString(body)
		if ended {
			b.WriteByte('\n')
			at++
		}
	}
	return b.String(), headings
}
