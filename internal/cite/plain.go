package cite

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markup is not deleted at once but covered, rune for rune, so that offsets into
// the covered text are offsets into what the model wrote: citations with goneTag,
// all else with gone. Both are private-use runes, and covering begins by taking
// those out of the text.
const (
	gone    = '\uE000'
	goneTag = '\uE001'
)

var (
	linkShape    = regexp.MustCompile(`(!?\[)([^\[\]\n]{0,200})(\]\([^()\s]{0,500}\))`)
	htmlShape    = regexp.MustCompile(`</?[A-Za-z][^<>]{0,500}>|<!--[^<>]{0,500}-->`)
	harmlessHTML = regexp.MustCompile(`^</?(?i:b|i|em|strong|u|p|br|span|sup|sub|small|q|ul|ol|li)\s*/?>$`)
	headingShape = regexp.MustCompile(`(?m)^[ \t]{0,3}(#{1,6}[ \t]+|>[ \t]?)`)
	bulletShape  = regexp.MustCompile(`(?m)^[ \t]*([-*+•–][ \t]+|[0-9]{1,2}[.)][ \t]+)`)
	ruleShape    = regexp.MustCompile(`(?m)^[ \t]*([-*_=][ \t]*){3,}$`)
	emphasis     = regexp.MustCompile("[*`_]+|~~+")
	urlShape     = regexp.MustCompile(`(?i)\b(?:[a-z]{2,12}://|www\.|javascript:|data:|[a-z0-9._-]+@)[^\s()<>\x{E000}\x{E001}]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/[^\s()<>\x{E000}\x{E001}]*|\b)`)

	// tagShape is a citation: [1], [2, 3], [1-3], 【1】, 【1†L4】, [^1], [fonte 2].
	tagShape = regexp.MustCompile(`[\[【][ \t]*(?:(?i:fontes?|sources?|notas?|notes?)[ \t]*:?[ \t]*)?\^?[0-9]{1,3}(?:[ \t]*(?:[,;–-]|e|y|et|and|und)[ \t]*[0-9]{1,3})*(?:†[^\]】\n]{0,40})?[ \t]*[\]】]`)
	// openTag is a tag that the stream has not closed yet.
	openTag = regexp.MustCompile(`[\[【][^\]】\n]{0,40}$`)

	tagNumber = regexp.MustCompile(`[0-9]+|[–-]`)
)

// tag is a citation as the model wrote it.
type tag struct{ ids []int }

// covered is a stretch of the answer with its markup covered.
type covered struct {
	text   string // same runes as what was written, markup replaced by gone
	tags   []tag
	reason string // why its sentence must be withheld, "" when nothing is wrong
}

// cover reads the markup of s. lineStart says whether s begins a line.
func cover(s string, lineStart bool) covered {
	var c covered
	s = strings.Map(visible, s)
	if !lineStart {
		s = "\uE000" + s // no line begins here
	}
	if strings.ContainsAny(s, "[【") {
		s = linkShape.ReplaceAllStringFunc(s, c.link)
		s = tagShape.ReplaceAllStringFunc(s, c.tag)
	}
	if strings.Contains(s, "<") {
		s = htmlShape.ReplaceAllStringFunc(s, c.html)
	}
	for _, shape := range []*regexp.Regexp{ruleShape, headingShape, bulletShape} {
		s = shape.ReplaceAllStringFunc(s, blankLine)
	}
	if strings.ContainsAny(s, "*_`~") {
		s = emphasis.ReplaceAllStringFunc(s, blank)
	}
	if !lineStart {
		s = strings.TrimPrefix(s, "\uE000")
	}
	c.text = s
	return c
}

// link covers a Markdown link and leaves its words, unless they are a citation.
func (c *covered) link(m string) string {
	g := linkShape.FindStringSubmatch(m)
	if g[1] == "![" {
		c.reason = reasonImage
	}
	if strings.Contains(g[3], ":") || urlShape.MatchString(g[3]) {
		c.reason = reasonLink
	}
	if isTag(g[2]) {
		c.tags = append(c.tags, tag{readIDs(g[2])})
		return coverWith(goneTag, m)
	}
	return blank(g[1]) + g[2] + blank(g[3])
}

func (c *covered) tag(m string) string {
	c.tags = append(c.tags, tag{readIDs(m)})
	return coverWith(goneTag, m)
}

func (c *covered) html(m string) string {
	if !harmlessHTML.MatchString(m) {
		c.reason = reasonHTML
	}
	return blank(m)
}

func isTag(s string) bool {
	_, err := strconv.Atoi(strings.TrimSpace(s))
	return err == nil
}

// longestRange bounds "[1-9]": a longer one is no citation.
const longestRange = 10

// readIDs returns the numbers of a tag; a dash between two means all between.
func readIDs(s string) []int {
	s, _, _ = strings.Cut(s, "†")
	var ids []int
	dash := false
	for _, part := range tagNumber.FindAllString(s, -1) {
		n, err := strconv.Atoi(part)
		if err != nil {
			dash = len(ids) > 0
			continue
		}
		if last := len(ids) - 1; dash && n > ids[last] && n-ids[last] <= longestRange {
			for i := ids[last] + 1; i < n; i++ {
				ids = append(ids, i)
			}
		}
		ids = append(ids, n)
		dash = false
	}
	return ids
}

// visible drops what has no place in a sentence: control characters, invisible
// formatting (bidirectional overrides among it) and the rune that covers markup.
// It keeps the count of runes by putting gone in their place.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == ' ':
		return r
	case r == '\r':
		return ' '
	case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return gone
	}
	return r
}

// blank covers s, keeping its line breaks.
func blank(s string) string { return coverWith(gone, s) }

func coverWith(cover rune, s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return cover
	}, s)
}

// blankLine covers what begins a line, with a line break in front: a list item
// is a sentence of its own.
func blankLine(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return "\n" + blank(s[size:])
}

// spaced shows covered text to the sentence finder: markup reads as space.
func spaced(s string) string { return uncover.Replace(s) }

var uncover = strings.NewReplacer(string(gone), " ", string(goneTag), " ")

var (
	coveredBefore = regexp.MustCompile(`(?:[ \t\n]*[\x{E000}\x{E001}]+)+[ \t\n]*([.,;:!?)»”]|$)`)
	anyCovered    = regexp.MustCompile(`[\x{E000}\x{E001}]+`)
)

// plain is covered text as a visitor reads it, on one line.
func plain(s string) string {
	s = coveredBefore.ReplaceAllString(s, "$1")
	s = anyCovered.ReplaceAllString(s, "")
	return strings.Join(strings.Fields(s), " ")
}

// promptPieces betray that the model repeats its instructions or the fences
// around its sources, lower case. No curator's sentence needs them.
var promptPieces = []string{
	"<|", "|>", "[inst]", "[/inst]", "<<", ">>", "</s>", "sources:", "fontes:",
	"system prompt", "begin source", "end source", "===", "-----",
}

// codeMarks in a sentence make it code or broken markup, not prose.
const codeMarks = "<>{}|\\＜＞"

// unfit says why a sentence as written, once plain, may not be shown whatever
// the sources say; "" when it may. addresses are those that the sources hold.
func unfit(written, shown string, addresses map[string]bool) string {
	lower := strings.ToLower(written)
	for _, p := range promptPieces {
		if strings.Contains(lower, p) {
			return reasonPrompt
		}
	}
	if strings.HasPrefix(shown, "Rules:") || strings.Contains(written, "SOURCES") || strings.Contains(written, "FONTES") {
		return reasonPrompt
	}
	if strings.ContainsAny(shown, codeMarks) || entityShape.MatchString(shown) {
		return reasonMarkup
	}
	for _, u := range urlShape.FindAllString(shown, -1) {
		if !addresses[address(u)] {
			return reasonAddress
		}
	}
	return ""
}

// entityShape is a character written as HTML writes it.
var entityShape = regexp.MustCompile(`&#?[A-Za-z0-9]{2,8};`)

// address is a URL as it is compared, without the punctuation of its sentence.
func address(u string) string {
	return strings.TrimRight(strings.ToLower(u), ".,;:!?»”'\"/")
}
