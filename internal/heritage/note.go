package heritage

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Note turns a record into a note. Its text is the record's own running text,
// then every other fact it states, each a block "Name: value", so that nothing in
// the record is lost and each fact can be quoted. Addresses and what is meant for
// machines or the staff alone are left out. fallback is the language of records
// that name none.
func Note(r Record, fallback string) (guide.Note, error) {
	note := guide.Note{Kind: guide.KindTheme, Audience: guide.AudiencePublic, Lang: languageOf(r, fallback)}
	note.Label.Lang = note.Lang
	fillLabel(&note, r)
	if err := fillRules(&note, r); err != nil {
		return guide.Note{}, err
	}
	if note.Label.Title == "" {
		return guide.Note{}, guide.Invalidf("title", "this record has no title; add a field %q", "title")
	}
	if n := utf8.RuneCountInString(note.Inventory); n > guide.MaxRefRunes {
		return guide.Note{}, guide.Invalidf("inventory", "%d characters long, %d at most", n, guide.MaxRefRunes)
	}
	running := runningText(r)
	note.Text = strings.Join(append(running, facts(r, note, running)...), "\n\n")
	if note.Text == "" {
		return guide.Note{}, guide.Invalidf("text", "this record says nothing beyond its title")
	}
	return note, nil
}

// fillLabel puts values where the label has a place for them, first come first
// served; a list's values are put in one. What is too long for the label is whole
// in the text.
func fillLabel(n *guide.Note, r Record) {
	n.Inventory = r.inventory()
	if room := guide.CleanInventory(r.first(isRoom)); utf8.RuneCountInString(room) <= guide.MaxRefRunes {
		n.Room = room
	}
	label := func(m meaning) string { return shortened(strings.Join(values(r, m), "; "), guide.MaxLabelRunes) }
	n.Author = label(isAuthor)
	n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy = label(isMaker), label(isDate), label(isMaterial), label(isHeldBy)
	for _, m := range []meaning{isTitle, isName} {
		if all := values(r, m); n.Label.Title == "" && len(all) > 0 {
			n.Label.Title = shortened(all[0], guide.MaxLabelRunes)
		}
	}
}

// values are those of the first field with a meaning: several when it is a list.
func values(r Record, m meaning) []string {
	var out []string
	var name string
	for _, f := range r.Fields {
		if meaningOf(f.Name) != m || name != "" && f.Name != name {
			continue
		}
		if value := plainValue(f); value != "" && !isAddress(value) && !slices.Contains(out, value) {
			name, out = f.Name, append(out, value)
		}
	}
	return out
}

// fillRules reads what decides where a note stands and who may read it. What is
// misspelt there is an error, lest it publish what was meant for staff.
func fillRules(n *guide.Note, r Record) error {
	if n.Inventory != "" {
		n.Kind = guide.KindObject
	}
	for _, f := range r.Fields {
		value := strings.ToLower(plainValue(f))
		switch meaningOf(f.Name) {
		case isKind:
			if kind := guide.Kind(value); kind.Valid() && (kind != guide.KindObject || n.Inventory != "") {
				n.Kind = kind
			}
		case isOrder:
			if order, ok := orderOf(value); ok {
				n.Order = order
			}
		case isHighlight:
			n.Highlight = n.Highlight || slices.Contains([]string{"yes", "true", "sim", "1"}, value)
		case isAudience:
			switch guide.Audience(value) {
			case guide.AudienceStaff:
				n.Audience = guide.AudienceStaff
			case guide.AudiencePublic:
			default:
				return guide.Invalidf("audience", "%q is neither public nor staff", value)
			}
		case isEmbargo:
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return guide.Invalidf("embargo", "%q is not a day such as 2026-12-31", value)
			}
			n.Embargo = day
		}
	}
	return nil
}

func orderOf(value string) (order int, ok bool) {
	order, err := strconv.Atoi(value)
	return order, err == nil && order >= 0 && order <= guide.MaxOrder
}

// languageOf is the record's own two-letter language, or fallback.
func languageOf(r Record, fallback string) string {
	for _, f := range r.Fields {
		if code := text.Code(f.Value); code != "" && meaningOf(f.Name) == isLang {
			return code
		}
	}
	return fallback
}

// runningText lists the record's texts, each once, without the lines that only
// repeat one of its fields: those are left to facts.
func runningText(r Record) []string {
	fields := map[string]bool{}
	for _, f := range r.Fields {
		if tells(guide.Note{}, meaningOf(f.Name), f.Value) {
			fields[folded(f.Name)+": "+levelled(plainValue(f))] = true
		}
	}
	var out []string
	for _, f := range r.Fields {
		s := proseWithout(fields, f.Value)
		if meaningOf(f.Name) != isText || isAddress(s) || slices.ContainsFunc(out, func(one string) bool { return holds(one, s) }) {
			continue
		}
		out = slices.DeleteFunc(out, func(one string) bool { return holds(s, one) }) // a shortened form of s
		out = append(out, s)
	}
	return out
}

// holds reports whether all of part stands in whole.
func holds(whole, part string) bool { return strings.Contains(levelled(whole), levelled(part)) }

// proseWithout is a text without the lines that are among fields or hold nothing
// but marks.
func proseWithout(fields map[string]bool, value string) string {
	var lines []string
	for line := range strings.Lines(text.Clean(readable(value))) {
		line = strings.TrimLeft(strings.TrimRight(line, "\n"), ", ")
		name, rest, found := strings.Cut(line, ": ")
		if found && meaningOf(name) == isText && len(lines) == 0 { // "Descrição: …"
			name, line = "", strings.TrimLeft(rest, ", ")
		}
		said := Field{Name: name, Value: rest}
		isMarks := line != "" && !strings.ContainsFunc(line, isLetterOrDigit)
		if !isMarks && !fields[folded(name)+": "+levelled(plainValue(said))] {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// facts lists what the record states beyond its running text, each once.
func facts(r Record, n guide.Note, running []string) []string {
	all := levelled(strings.Join(running, " "))
	told := map[string]bool{}
	for _, block := range running {
		for line := range strings.Lines(block) {
			told[levelled(line)] = true
		}
	}
	var out []string
	for _, f := range r.Fields {
		value := plainValue(f)
		if value == "" || isAddress(value) || !tells(n, meaningOf(f.Name), value) {
			continue
		}
		line := value
		if name := spoken(f.Name, n.Lang); name != "" {
			line = name + ": " + value
		}
		// A long value that stands in the text already is not said twice.
		if told[levelled(line)] || len(value) > 40 && strings.Contains(all, levelled(value)) {
			continue
		}
		told[levelled(line)] = true
		out, all = append(out, line), all+" "+levelled(line)
	}
	return out
}

// tells reports whether a value is a fact to be told in the note's text: not
// what the note has a place for, unless something else is there.
func tells(n guide.Note, m meaning, value string) bool {
	switch m {
	case isID, isText, isHighlight, isAudience, isEmbargo, isInternal:
		return false
	case isInventory:
		inventory := guide.CleanInventory(value)
		return inventory != "" && inventory != n.Inventory
	case isTitle, isName:
		return value != n.Label.Title
	case isRoom:
		return value != n.Room
	case isAuthor:
		return value != n.Author
	case isOrder:
		_, ok := orderOf(value)
		return !ok
	case isLang: // "Latim" is the work's language, not the note's
		return text.Code(value) == ""
	case isKind:
		return !guide.Kind(strings.ToLower(value)).Valid() && !slug.MatchString(value)
	}
	return true
}

// slug is a kind in a machine's words: "press-releases".
var slug = regexp.MustCompile(`^[a-z0-9]+(?:[-_][a-z0-9]+)+$`)

// plainValue is a field's value on one line. The bars "||" are those with which
// Tainacan parts several values; each is said once. So is the field's name, which
// some have in the value too: "Duração: Duração: 44’", "title: Título: Palácio".
func plainValue(f Field) string {
	var parts []string
	for part := range strings.SplitSeq(readable(f.Value), "||") {
		if part = text.OneLine(text.Clean(part)); part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	value := strings.Join(parts, " | ")
	if name, rest, found := strings.Cut(value, ": "); found && len(name) <= maxName {
		if folded(name) == folded(f.Name) || meaningOf(f.Name) == isTitle && meaningOf(name) == isTitle {
			return rest
		}
	}
	return value
}

var reference = regexp.MustCompile(`&#?\w{1,30};`)

// readable undoes what exports do to text: character references, line ends
// written as \r\n, commas around values that are missing.
func readable(value string) string {
	value = reference.ReplaceAllStringFunc(value, html.UnescapeString)
	value = strings.ReplaceAll(value, `\r\n`, "\n")
	return strings.Trim(value, ", \n")
}

// isAddress reports whether a value is made of web addresses and nothing else.
func isAddress(value string) bool {
	for word := range strings.FieldsSeq(value) {
		if !strings.Contains(word, "://") && !strings.HasPrefix(word, "www.") && strings.ContainsFunc(word, isLetterOrDigit) {
			return false
		}
	}
	return true
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// levelled is s without regard to case, accents and line ends.
func levelled(s string) string { return text.OneLine(text.Fold(s)) }
