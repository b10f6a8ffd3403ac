package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// maxGroups is how deep groups may be nested. Word comes to some 30.
const maxGroups = 500

// richText reads RTF 1.9.1. Left out are headers and footers, comments, pictures,
// and what is hidden, deleted or struck out; footnotes stand at the end.
func richText(data []byte) (guide.Note, error) {
	r := &rtf{data: data, codePage: 1252, fonts: map[int]int{}, styles: map[int]int{}, names: map[int]*strings.Builder{}}
	r.state = rtfState{uc: 1, style: -1}
	r.utf8 = utf8.Valid(data) && utf8.RuneCount(data) < len(data)
	if err := r.read(); err != nil {
		return guide.Note{}, err
	}
	note, err := r.out.note(r.title.String(), r.author.String())
	note.Encoding = pageName(r.codePage)
	return note, err
}

// rtfState is what a group restores at its end.
type rtfState struct {
	to     target
	uc     int  // how many characters stand after \u for those who do not know it
	font   int  // its code page, or 0
	hidden bool // hidden, deleted or struck out
	level  int  // of a heading
	tables int  // how many tables the paragraph is in
	style  int  // in the style sheet: the style being read
	page   int  // in the font table: the font being read
}

// target is where the text of a group goes.
type target int

const (
	toText target = iota
	toNothing
	toNote
	toInfo
	toTitle
	toAuthor
	toStyle
	toFonts
)

type rtf struct {
	data     []byte
	at       int
	state    rtfState
	outer    []rtfState
	codePage int
	utf8     bool                     // its letters are, though RTF has only ASCII or a code page
	fonts    map[int]int              // font → code page
	styles   map[int]int              // paragraph style → level
	names    map[int]*strings.Builder // paragraph style → name

	bytes   []byte   // of a code page, to be decoded together
	halves  []uint16 // of UTF-16
	ignored int      // characters still to be left out after \u
	star    bool     // \* was just read: an unknown group is left out

	line, note    strings.Builder // the paragraph so far, in the text and in a footnote
	cell, nested  blocks
	cells, inner  []blocks
	footnotes     blocks
	title, author strings.Builder
	out           blocks
}

func (r *rtf) read() error {
	for r.at < len(r.data) {
		c := r.data[r.at]
		r.at++
		switch c {
		case '{':
			r.flush()
			if r.outer = append(r.outer, r.state); len(r.outer) > maxGroups {
				return guide.Invalidf("file", "its groups are nested deeper than %d; save it as .docx and upload that", maxGroups)
			}
			r.ignored, r.star = 0, false
		case '}':
			r.close()
			if len(r.outer) == 0 {
				r.at = len(r.data) // what follows is no RTF
			}
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			r.char(c)
		}
		if r.out.size > maxText {
			return errTooLong()
		}
	}
	cut := len(r.outer) > 0
	r.paragraph()
	r.endTable()
	if cut && r.out.size == 0 {
		return errDamaged()
	}
	r.out.append(r.footnotes)
	return nil
}

// close ends a group.
func (r *rtf) close() {
	r.flush()
	if len(r.outer) == 0 {
		return
	}
	inner := r.state
	r.state = r.outer[len(r.outer)-1]
	r.outer = r.outer[:len(r.outer)-1]
	r.ignored, r.star = 0, false
	if inner.to == toNote && r.state.to != toNote {
		r.footnotes.add(0, r.note.String())
		r.note.Reset()
	}
	if inner.to == toStyle && inner.style >= 0 && r.state.style < 0 {
		r.defineStyle(inner)
	}
}

func (r *rtf) defineStyle(s rtfState) {
	level := s.level
	if name := r.names[s.style]; name != nil && level == 0 {
		first, _, _ := strings.Cut(name.String(), ";")
		if level = headingLevel(strings.TrimSpace(first)); isTitleStyle(strings.TrimSpace(first)) {
			level = 1
		}
	}
	r.styles[s.style] = level
	delete(r.names, s.style)
}

// char reads one byte of text.
func (r *rtf) char(c byte) {
	if r.ignored > 0 {
		r.ignored--
		return
	}
	r.flushHalves()
	if r.state.to != toNothing {
		r.bytes = append(r.bytes, c)
	}
}

// control reads what a backslash begins.
func (r *rtf) control() {
	if r.at == len(r.data) {
		return
	}
	c := r.data[r.at]
	r.at++
	switch {
	case isASCIILetter(c):
		r.at--
		r.word()
	case c == '\'':
		if r.at+2 <= len(r.data) {
			if b, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				if r.utf8 { // this one is of the code page
					r.flush()
					defer r.flush()
				}
				r.char(byte(b))
			}
		}
	case c == '*':
		r.star = true
	case c == '~':
		r.write(" ")
	case c == '_':
		r.write("-")
	case c == '\r' || c == '\n':
		r.paragraph()
	case c == '\\' || c == '{' || c == '}':
		r.char(c)
	}
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// The longest control word, in letters, by the specification, and the longest
// number, with its sign, that cannot overflow.
const (
	longestWord   = 32
	longestNumber = 11
)

// word reads a control word with its number.
func (r *rtf) word() {
	begin := r.at
	for r.at < len(r.data) && r.at-begin < longestWord && isASCIILetter(r.data[r.at]) {
		r.at++
	}
	name := string(r.data[begin:r.at])
	begin = r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && '0' <= r.data[r.at] && r.data[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.data[begin:min(r.at, begin+longestNumber)]))
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	if name == "bin" {
		r.at = min(len(r.data), r.at+max(0, n))
		return
	}
	if r.ignored > 0 && signs[name] != "" {
		r.ignored--
		return
	}
	r.ignored = 0 // a writer forgot what should stand there
	star := r.star
	r.star = false
	r.do(name, n, err == nil, star)
}
