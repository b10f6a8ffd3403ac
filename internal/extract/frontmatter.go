package extract

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// maxFrontMatter is the longest front matter that is read, in bytes.
const maxFrontMatter = 16 << 10

// matter is the front matter of a note. Unknown keys are errors, because a
// misspelt "audience" must not publish what was meant for staff.
type matter struct {
	Inventory string   `yaml:"inventory"`
	Title     string   `yaml:"title"`
	Maker     string   `yaml:"maker"`
	Date      string   `yaml:"date"`
	Material  string   `yaml:"material"`
	HeldBy    string   `yaml:"held_by"`
	Room      string   `yaml:"room"`
	Order     place    `yaml:"order"`
	Language  string   `yaml:"language"`
	Highlight yesOrNo  `yaml:"highlight"`
	Author    string   `yaml:"author"`
	Kind      string   `yaml:"kind"`
	Audience  string   `yaml:"audience"`
	Level     string   `yaml:"level"`
	Embargo   calendar `yaml:"embargo"`
}

// The lines that begin and end front matter.
var (
	matterBegins = regexp.MustCompile(`\A\n*--- *\n`)
	matterEnds   = regexp.MustCompile(`(?m)^--- *$`)
)

// frontMatter splits a Markdown file into the facts at its head and its body. A
// file without front matter is all body. What begins like front matter and is
// none is an error, lest it be published as text.
func frontMatter(s string) (guide.Note, string, error) {
	begin := matterBegins.FindString(s)
	if begin == "" {
		return guide.Note{}, s, nil
	}
	rest := s[len(begin):]
	end := matterEnds.FindStringIndex(rest)
	if end == nil || end[0] > maxFrontMatter {
		return guide.Note{}, "", guide.Invalidf("front matter", "it begins with --- but no second --- ends it within %d kB", maxFrontMatter>>10)
	}
	above := strings.Repeat("\n", strings.Count(begin, "\n")) // so that errors tell the lines of the file
	m, err := decodeMatter(above + rest[:end[0]])
	if err != nil {
		return guide.Note{}, "", guide.Invalidf("front matter", "%s", plainYAMLError(err))
	}
	note, err := m.note()
	return note, rest[end[1]:], err
}

func decodeMatter(head string) (matter, error) {
	var m matter
	decoder := yaml.NewDecoder(strings.NewReader(head))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
		return m, nil // nothing in it
	} else if err != nil {
		return m, err
	}
	var more yaml.Node
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return m, errors.New("a line of ... ends it, and what follows would be lost")
	}
	return m, lostToComment(head)
}

// lostToComment finds values such as "Composition #5", of which YAML takes the
// end for a comment.
func lostToComment(head string) error {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(head), &document); err != nil {
		return err
	}
	for _, mapping := range document.Content {
		for _, n := range mapping.Content {
			if comment := n.LineComment; len(comment) > 1 && comment[1] != ' ' {
				return fmt.Errorf("line %d: %q would be left out; put the value in quotation marks", n.Line, comment)
			}
		}
	}
	return nil
}

func (m matter) note() (guide.Note, error) {
	clean := func(s string) string { return text.OneLine(text.Clean(s)) }
	note := guide.Note{
		Kind: guide.Kind(strings.ToLower(clean(m.Kind))), Author: clean(m.Author),
		Room: clean(m.Room), Order: int(m.Order), Highlight: bool(m.Highlight),
		Inventory: guide.CleanInventory(clean(m.Inventory)),
		Label: guide.Label{Title: clean(m.Title), Maker: clean(m.Maker), Date: clean(m.Date),
			Material: clean(m.Material), HeldBy: clean(m.HeldBy)},
		Audience: guide.Audience(strings.ToLower(clean(m.Audience))), Embargo: time.Time(m.Embargo),
		Level: strings.ToLower(clean(m.Level)),
	}
	for _, f := range []struct {
		key, value string
		most       int // runes
	}{
		{"inventory", note.Inventory, guide.MaxRefRunes}, {"room", note.Room, guide.MaxRefRunes},
		{"title", note.Label.Title, guide.MaxLabelRunes}, {"maker", note.Label.Maker, guide.MaxLabelRunes}, {"date", note.Label.Date, guide.MaxLabelRunes},
		{"material", note.Label.Material, guide.MaxLabelRunes}, {"held_by", note.Label.HeldBy, guide.MaxLabelRunes}, {"author", note.Author, guide.MaxLabelRunes},
	} {
		if utf8.RuneCountInString(f.value) > f.most {
			return note, guide.Invalidf(f.key, "longer than %d characters", f.most)
		}
	}
	switch {
	case note.Kind != "" && !note.Kind.Valid():
		return note, guide.Invalidf("kind", "%q is none of object, room, theme, visit", m.Kind)
	case note.Audience != "" && note.Audience != guide.AudiencePublic && note.Audience != guide.AudienceStaff:
		return note, guide.Invalidf("audience", "%q is neither public nor staff", m.Audience)
	case note.Level != "" && !slices.Contains(guide.NoteLevels, note.Level):
		return note, guide.Invalidf("level", "%q is neither easy nor child", m.Level)
	case note.Kind == guide.KindObject && note.Inventory == "":
		return note, guide.Invalidf("inventory", "a note about an object needs its inventory number")
	}
	if note.Lang = text.Code(clean(m.Language)); note.Lang == "" && clean(m.Language) != "" {
		return note, guide.Invalidf("language", "%q is not a two-letter language code such as pt or en", clean(m.Language))
	}
	return note, nil
}

// place reads a place in a row.
type place int

func (p *place) UnmarshalYAML(n *yaml.Node) error {
	value, err := strconv.Atoi(n.Value)
	if err != nil || value < 0 || value > guide.MaxOrder {
		return fmt.Errorf("line %d: order %q is not a number from 0 to %d", n.Line, n.Value, guide.MaxOrder)
	}
	*p = place(value)
	return nil
}

// yesOrNo reads yes, no, sim, não, true and false.
type yesOrNo bool

func (y *yesOrNo) UnmarshalYAML(n *yaml.Node) error {
	switch text.Fold(n.Value) {
	case "yes", "true", "sim":
		*y = true
	case "no", "false", "nao":
		*y = false
	default:
		return fmt.Errorf("line %d: %q is neither yes nor no", n.Line, n.Value)
	}
	return nil
}

// calendar reads a day, 2026-12-31, as its first moment in UTC.
type calendar time.Time

func (c *calendar) UnmarshalYAML(n *yaml.Node) error {
	day, err := time.Parse(time.DateOnly, n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is not a day such as 2026-12-31", n.Line, n.Value)
	}
	*c = calendar(day)
	return nil
}

// plainly turns what the YAML library says of Go's types and of its own
// machinery into what a curator can act on.
var plainly = strings.NewReplacer(
	"yaml: ", "",
	"unmarshal errors:\n  ", "",
	"\n  ", "; ",
	" in type extract.matter", "",
	" not found", " is not known",
	"mapping values are not allowed in this context", `a value with ": " in it, or a wrong indent; put the value in quotation marks`,
	"did not find expected key", "something stands behind a closing quotation mark",
	"found unexpected end of stream", "a quotation mark is never closed",
	"found character that cannot start any token", "a tab, or a value that begins with a sign; put it in quotation marks",
	"cannot unmarshal !!seq into string", "a list where one value is meant",
	"cannot unmarshal !!map into string", "keys where one value is meant",
	"cannot unmarshal !!seq into extract.matter", `each line is to read "key: value"`,
	"cannot unmarshal !!str", "cannot read",
	" into extract.matter", `; each line is to read "key: value"`,
)

func plainYAMLError(err error) string { return text.OneLine(plainly.Replace(err.Error())) }
