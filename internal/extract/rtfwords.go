package extract

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// rtfLeftOut are groups whose text is not the document's.
var rtfLeftOut = setOf(`aftncn aftnsep aftnsepc annotation atndate atnid atnparent atnref atntime atnauthor atrfend atrfstart
	background bkmkend bkmkstart category colorschememapping colortbl comment company datafield datastore doccomm docvar falt
	fchars ffdeftext ffhelptext ffname ffstattext filetbl fldinst fontemb fontfile footer footerf footerl footerr formfield
	ftncn ftnsep ftnsepc generator header headerf headerl headerr hlinkbase keywords latentstyles lchars listoverridetable
	listtable listtext manager mmathpr nonesttables nonshppict objdata oldcprops oldpprops oldsprops oldtprops operator
	passwordhash pgptbl pict pnseclvl pntext pntxta pntxtb private protusertbl revtbl rsidtbl shprslt sn subject sv tc tcn
	template themedata userprops wgrffmtfilter xe xmlnstbl`)

// rtfKnown are groups marked \* whose text is the document's. All others so
// marked are left out.
var rtfKnown = setOf("footnote nesttableprops shp shpinst shptxt")

// signs are the words that stand for a character.
var signs = map[string]string{
	"tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// do carries out a control word.
func (r *rtf) do(name string, n int, numbered, star bool) {
	if sign := signs[name]; sign != "" {
		r.write(sign)
		return
	}
	on := !numbered || n != 0
	switch name {
	case "u":
		r.unicode(n)
		return
	case "uc":
		r.state.uc = min(max(n, 0), 10)
		return
	}
	r.flush()
	if r.group(name, star) {
		return
	}
	switch name {
	case "ansicpg":
		r.codePage = n
	case "mac":
		r.codePage = 10000
	case "pc":
		r.codePage = 437
	case "pca":
		r.codePage = 850
	case "f":
		r.state.page, r.state.font = n, r.fonts[n]
	case "fcharset":
		if r.state.to == toFonts {
			r.fonts[r.state.page] = charsetPages[n]
		}
	case "v", "deleted", "strike", "striked":
		r.state.hidden = on
	case "plain":
		r.state.hidden, r.state.font = false, 0
	case "outlinelevel":
		r.state.level = outlineLevel(strconv.Itoa(n))
	case "itap":
		r.state.tables = max(n, 0)
	case "s":
		if r.state.to == toStyle {
			r.state.style, r.names[n] = n, &strings.Builder{}
		} else {
			r.state.level = r.styles[n]
		}
	default:
		r.layout(name)
	}
}

// group begins a group of its own kind, and reports whether name does.
func (r *rtf) group(name string, star bool) bool {
	s := &r.state
	switch {
	case s.to == toNothing:
		return true
	case name == "stylesheet":
		s.to = toStyle
	case name == "fonttbl":
		s.to = toFonts
	case name == "info":
		s.to = toInfo
	case name == "title" && s.to == toInfo:
		s.to = toTitle
	case name == "author" && s.to == toInfo:
		s.to = toAuthor
	case name == "footnote":
		if s.to == toText {
			s.to = toNote
		}
	case rtfLeftOut[name], star && !rtfKnown[name]:
		s.to = toNothing
	default:
		return false
	}
	return true
}

// maxRowCells is how many cells a row may have; Word allows 63.
const maxRowCells = 1000

// layout ends paragraphs, cells and rows.
func (r *rtf) layout(name string) {
	s := &r.state
	switch name {
	case "pard":
		s.level, s.tables = 0, 0
	case "intbl":
		s.tables = max(s.tables, 1)
	case "par", "sect", "page":
		r.paragraph()
	case "cell":
		r.cell.add(s.level, r.take())
		if r.cells = append(r.cells, r.cell); len(r.cells) == maxRowCells {
			r.endTable()
		}
		r.cell = blocks{}
	case "nestcell":
		r.nested.add(s.level, r.take())
		if r.inner = append(r.inner, r.nested); len(r.inner) == maxRowCells {
			r.endTable()
		}
		r.nested = blocks{}
	case "nestrow":
		r.cell.row(r.inner)
		r.inner = nil
	case "row":
		r.endTable()
	}
}

// take is the line so far, which ends here.
func (r *rtf) take() string {
	r.flush()
	s := r.line.String()
	r.line.Reset()
	return s
}

func (r *rtf) paragraph() {
	r.flush()
	if r.state.to == toNote {
		r.footnotes.add(0, r.note.String())
		r.note.Reset()
	}
	if r.state.to != toText {
		return
	}
	switch s := r.take(); {
	case r.state.tables > 1:
		r.nested.add(r.state.level, s)
	case r.state.tables == 1:
		r.cell.add(r.state.level, s)
	default:
		r.endTable()
		r.out.add(r.state.level, s)
	}
}

// endTable writes the row so far, also one that nothing ended.
func (r *rtf) endTable() {
	if r.cells = append(r.cells, r.nested, r.cell); len(r.cells) > 2 || len(r.cell.list) > 0 || len(r.nested.list) > 0 {
		r.out.row(append(r.inner, r.cells...))
	}
	r.cells, r.inner, r.cell, r.nested = nil, nil, blocks{}, blocks{}
}

// unicode reads \u: half a character of UTF-16, or all of it.
func (r *rtf) unicode(n int) {
	r.flushBytes()
	if r.state.to != toNothing {
		r.halves = append(r.halves, uint16(n)) // negative from 0x8000 on
	}
	r.ignored = r.state.uc
}

// write writes a character that a word stands for.
func (r *rtf) write(s string) {
	if r.ignored > 0 {
		r.ignored--
		return
	}
	r.flush()
	r.put(s)
}

func (r *rtf) flush() {
	r.flushHalves()
	r.flushBytes()
}

func (r *rtf) flushHalves() {
	if len(r.halves) > 0 {
		r.put(string(utf16.Decode(r.halves)))
		r.halves = r.halves[:0]
	}
}

func (r *rtf) flushBytes() {
	if len(r.bytes) == 0 {
		return
	}
	defer func() { r.bytes = r.bytes[:0] }()
	if r.utf8 && len(r.bytes) > 1 && utf8.Valid(r.bytes) {
		r.put(string(r.bytes))
		return
	}
	page := r.codePage
	if r.state.font != 0 {
		page = r.state.font
	}
	s, err := codePageOf(page).NewDecoder().Bytes(r.bytes)
	if err != nil {
		s = r.bytes // cleaned later
	}
	r.put(string(s))
}

// put writes text to where the group's text goes.
func (r *rtf) put(s string) {
	if r.state.hidden {
		return
	}
	switch r.state.to {
	case toText:
		r.line.WriteString(s)
	case toNote:
		r.note.WriteString(s)
	case toTitle:
		r.title.WriteString(s)
	case toAuthor:
		r.author.WriteString(s)
	case toStyle:
		if name := r.names[r.state.style]; name != nil {
			name.WriteString(s)
		}
	}
}
