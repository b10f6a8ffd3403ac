package extract

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/responses"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// A page is what is printed on it: lines with their places, from which
// paragraphs and headings are to be made, or paragraphs that were read off its
// image.
type pdfPage struct {
	lines      []line
	paragraphs []string
}

// line is one printed line. Places are in points (1/72 inch) from the page's
// lower left corner.
type line struct {
	text                     string
	hyphen                   bool // a hyphen at its end was taken away
	left, right, top, bottom float64
}

// size is the height of its letters, roughly the font's size; 0 if unknown.
func (l line) size() float64 { return l.top - l.bottom }

func (l *line) measure(first, last *responses.FPDFText_GetLooseCharBox) {
	if first == nil || last == nil {
		return
	}
	l.left, l.top, l.bottom = float64(first.Rect.Left), float64(first.Rect.Top), float64(first.Rect.Bottom)
	l.right = float64(last.Rect.Right)
}

// pdfBlock is a paragraph or a heading.
type pdfBlock struct {
	lines []line
}

func (b pdfBlock) last() line { return b.lines[len(b.lines)-1] }

// layOut makes a note of a document's pages: what stands on every page dropped,
// lines joined into paragraphs, headings known by the outline or by their size.
func layOut(pages []pdfPage, outline map[string]int) guide.Note {
	dropRunning(pages)
	words := wordsOf(pages)
	body := bodySize(pages)
	var blocks []pdfBlock
	var w blockWriter
	flush := func() {
		for _, b := range blocks {
			w.blockOfLines(b, words, body, outline)
		}
		blocks = blocks[:0]
	}
	for _, p := range pages {
		if p.paragraphs != nil {
			flush()
			for _, s := range p.paragraphs {
				w.block(s)
			}
			continue
		}
		lines := joinRows(p.lines)
		leading := usualLeading(lines)
		for i, l := range lines {
			if last := len(blocks) - 1; last >= 0 && continues(blocks[last], l, leading, i == 0) {
				blocks[last].lines = append(blocks[last].lines, l)
			} else {
				blocks = append(blocks, pdfBlock{lines: []line{l}})
			}
		}
	}
	flush()
	rankHeadings(w.headings)
	return guide.Note{Text: w.out.String(), Headings: w.headings}
}

// joinRows joins what is printed beside each other in one row: a raised number is
// a line of its own to PDFium, and so is what follows it.
func joinRows(lines []line) []line {
	var out []line
	for _, l := range lines {
		if last := len(out) - 1; last >= 0 && sameRow(out[last], l) {
			above := &out[last]
			if l.left-above.right > 0.1*max(above.size(), l.size()) {
				above.text += " "
			}
			above.text += l.text
			above.right, above.hyphen = l.right, l.hyphen
			above.top = max(above.top, above.bottom+l.size())
			continue
		}
		out = append(out, l)
	}
	return out
}

// sameRow reports whether a line begins close behind another, at the same height
// but for being raised or lowered.
func sameRow(above, l line) bool {
	height := max(above.size(), l.size())
	centre := (l.top + l.bottom) / 2
	gap := l.left - above.right
	return !above.hyphen && height > 0 && gap > -0.3*height && gap < height &&
		centre < above.top+0.3*height && centre > above.bottom-0.3*height
}

// blockOfLines writes a block. A heading's level is its outline's, or for now
// its size in tenths of a point below zero; see rankHeadings.
func (w *blockWriter) blockOfLines(b pdfBlock, words map[string]bool, body float64, outline map[string]int) {
	var lines []string
	for _, l := range b.lines {
		s := l.text
		if l.hyphen {
			s += "-"
		}
		lines = append(lines, s)
	}
	offset, written := w.block(joinLines(lines, words))
	if written == "" || utf8.RuneCountInString(written) > maxHeading || letters(written) < 2 || leaders.MatchString(written) {
		return
	}
	level := outline[headingKey(written)]
	if size := b.lines[0].size(); level == 0 && body > 0 && size >= largerThanBody*body && !strings.HasSuffix(written, ".") && !bulleted.MatchString(written) {
		level = -int(math.Round(size * 10))
	}
	if level != 0 {
		w.headings = append(w.headings, guide.Heading{Offset: offset, Level: level, Text: written})
	}
}

// leaders are the dots between a heading and its page in a table of contents.
var leaders = regexp.MustCompile(`(?:\. ?){4}|…{2}`)

const (
	maxHeading     = 150  // characters
	largerThanBody = 1.15 // 11.5 points above a text of 10
)

// rankHeadings gives headings that are known by their sizes levels from 1, the
// largest first, sizes within a tenth of each other being the same.
func rankHeadings(headings []guide.Heading) {
	sizes := map[int]bool{}
	for _, h := range headings {
		if h.Level < 0 {
			sizes[-h.Level] = true
		}
	}
	rank, level, largest := map[int]int{}, 0, 0
	for _, size := range slices.Backward(slices.Sorted(maps.Keys(sizes))) {
		if level == 0 || size*10 < largest*9 {
			level, largest = min(level+1, 6), size
		}
		rank[size] = level
	}
	for i, h := range headings {
		if h.Level < 0 {
			headings[i].Level = rank[-h.Level]
		}
	}
}

// headingKey is a heading without what its outline may write otherwise.
func headingKey(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(text.Clean(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), " "))
}

// continues reports whether a line goes on with a block's paragraph.
func continues(b pdfBlock, l line, leading float64, newPage bool) bool {
	above := b.last()
	if bulleted.MatchString(l.text) {
		return false
	}
	if above.hyphen {
		return true
	}
	big, small := max(above.size(), l.size()), min(above.size(), l.size())
	if big > 1.12*small {
		return false // a heading, a note, a caption
	}
	ended := strings.ContainsAny(lastRunes(above.text, 2), ".!?:;…")
	if down := above.bottom - l.bottom; newPage || down < -small/2 { // the next page or column
		return !ended && startsLower(l.text)
	} else if leading > 0 && down > 1.35*leading || down > 2.2*big && big > 0 {
		return false // a gap
	}
	width := 0.0
	for _, l := range b.lines {
		width = max(width, l.right-l.left)
	}
	indented := l.left > above.left+0.7*small && len(b.lines) > 1
	short := above.right < max(l.right, b.lines[0].right)-0.15*width-small
	return !(ended && (indented || short))
}

var bulleted = regexp.MustCompile(`^(?:[•◦▪■●‣–—*-]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)`)

func lastRunes(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// joinLines joins a paragraph's lines by spaces. A word that a hyphen breaks is
// made whole, unless its like stands elsewhere in the text with the hyphen, as
// "guarda-joias" may, and not without.
func joinLines(lines []string, words map[string]bool) string {
	var b strings.Builder
	for i, l := range lines {
		l = text.OneLine(l)
		if i+1 == len(lines) {
			b.WriteString(l)
			break
		}
		start, broken := strings.CutSuffix(l, "-")
		next := text.OneLine(lines[i+1])
		if broken = broken && start != "" && lastRune(start) != ' '; !broken || !unicode.IsLetter(lastRune(start)) || !startsLower(next) {
			b.WriteString(l)
			if !broken {
				b.WriteByte(' ')
			}
			continue
		}
		left, right := lastWord(start), firstWord(next)
		b.WriteString(start)
		if words[strings.ToLower(left+"-"+right)] && !words[strings.ToLower(left+right)] {
			b.WriteByte('-')
		}
	}
	return b.String()
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func inWord(r rune) bool { return unicode.IsLetter(r) || r == '-' }

func lastWord(s string) string {
	return s[strings.LastIndexFunc(s, func(r rune) bool { return !inWord(r) })+1:]
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !inWord(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// wordsOf are the words within the pages' lines, in small letters.
func wordsOf(pages []pdfPage) map[string]bool {
	words := map[string]bool{}
	for _, p := range pages {
		for _, l := range p.lines {
			for word := range strings.FieldsFuncSeq(strings.ToLower(l.text), func(r rune) bool { return !inWord(r) }) {
				words[word] = true
			}
		}
	}
	return words
}

// bodySize is the size that half of the letters do not exceed.
func bodySize(pages []pdfPage) float64 {
	counts, total := map[float64]int{}, 0
	for _, p := range pages {
		for _, l := range p.lines {
			n := letters(l.text)
			counts[math.Round(l.size()*10)/10] += n
			total += n
		}
	}
	seen := 0
	for _, size := range slices.Sorted(maps.Keys(counts)) {
		if seen += counts[size]; seen*2 >= total {
			return size
		}
	}
	return 0
}

// usualLeading is the usual distance between one line and the next, in points;
// 0 when there are too few to tell.
func usualLeading(lines []line) float64 {
	var steps []float64
	for i := 1; i < len(lines); i++ {
		if down := lines[i-1].bottom - lines[i].bottom; down > 1 && down < 4*lines[i].size() {
			steps = append(steps, down)
		}
	}
	if len(steps) < 3 {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/3] // more often too large, by a gap, than too small
}

// edge is the part of the printed height, at the head and at the foot, in which
// running lines stand.
const edge = 0.1

var digits = regexp.MustCompile(`\d+|\b[ivxlc]+\b`)

// dropRunning takes away what is printed at the head or foot of most pages, but
// for its numbers: running titles and page numbers.
func dropRunning(pages []pdfPage) {
	top, bottom := math.Inf(-1), math.Inf(1)
	for _, p := range pages {
		for _, l := range p.lines {
			top, bottom = max(top, l.top), min(bottom, l.bottom)
		}
	}
	margin := edge * (top - bottom)
	atEdge := func(l line) bool { return l.top > top-margin || l.bottom < bottom+margin }
	seen := map[string]int{}
	for _, p := range pages {
		onPage := map[string]bool{}
		for _, l := range p.lines {
			if key := runningKey(l); atEdge(l) && !onPage[key] {
				onPage[key] = true
				seen[key]++
			}
		}
	}
	for i, p := range pages {
		pages[i].lines = slices.DeleteFunc(p.lines, func(l line) bool {
			key := runningKey(l)
			return atEdge(l) && isRunning(key, seen[key], len(pages))
		})
	}
}

// isRunning judges a line by on how many pages it stands: on a third, since left
// and right pages may differ, and on three; numbers alone need only two.
func isRunning(key string, seen, pages int) bool {
	if letters(key) == 0 {
		return seen >= 2
	}
	return seen >= 3 && seen*3 >= pages
}

func runningKey(l line) string { return digits.ReplaceAllString(strings.ToLower(l.text), "#") }

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
