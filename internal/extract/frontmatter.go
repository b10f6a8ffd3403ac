package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

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
	Embargo   calendar `yaml:"embargo"`
}

// frontMatter splits a Markdown file into the facts at its head and its body.
// A file without front matter is all body.
func frontMatter(s string) (guide.Note, string, error) {
	rest, ok := strings.CutPrefix(s, "---\n")
	if !ok {
		return guide.Note{}, s, nil
	}
	head, body, ok := strings.Cut(rest, "\n---")
	if !ok || len(head) > maxFrontMatter {
		return guide.Note{}, "", guide.Invalidf("front matter", "it begins with --- but no second --- ends it within %d kB", maxFrontMatter>>10)
	}
	_, body, _ = strings.Cut(body, "\n") // whatever follows the dashes on their line
	var m matter
	decoder := yaml.NewDecoder(strings.NewReader(head))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		return guide.Note{}, "", guide.Invalidf("front matter", "%s", plainYAMLError(err))
	}
	note, err := m.note()
	return note, body, err
}

func (m matter) note() (guide.Note, error) {
	clean := func(s string) string { return oneLine(text.Clean(s)) }
	note := guide.Note{
		Kind: guide.Kind(m.Kind), Lang: strings.ToLower(clean(m.Language)), Author: clean(m.Author),
		Room: clean(m.Room), Order: int(m.Order), Highlight: bool(m.Highlight),
		Inventory: guide.CleanInventory(clean(m.Inventory)),
		Label: guide.Label{Title: clean(m.Title), Maker: clean(m.Maker), Date: clean(m.Date),
			Material: clean(m.Material), HeldBy: clean(m.HeldBy)},
		Audience: guide.Audience(m.Audience), Embargo: time.Time(m.Embargo),
	}
	note.Lang, _, _ = strings.Cut(note.Lang, "-") // pt-PT → pt
	switch {
	case m.Kind != "" && !note.Kind.Valid():
		return note, guide.Invalidf("kind", "%q is none of object, room, theme, visit", m.Kind)
	case m.Audience != "" && note.Audience != guide.AudiencePublic && note.Audience != guide.AudienceStaff:
		return note, guide.Invalidf("audience", "%q is neither public nor staff", m.Audience)
	case note.Lang != "" && len(note.Lang) != 2:
		return note, guide.Invalidf("language", "%q is not a two-letter language code such as pt or en", m.Language)
	case len([]rune(note.Inventory)) > guide.MaxRefRunes:
		return note, guide.Invalidf("inventory", "longer than %d characters", guide.MaxRefRunes)
	case len([]rune(note.Room)) > guide.MaxRefRunes:
		return note, guide.Invalidf("room", "longer than %d characters", guide.MaxRefRunes)
	case note.Kind == guide.KindObject && note.Inventory == "":
		return note, guide.Invalidf("inventory", "a note about an object needs its inventory number")
	}
	return note, nil
}

// place reads a place in a row.
type place int

func (p *place) UnmarshalYAML(n *yaml.Node) error {
	value, err := strconv.Atoi(n.Value)
	if err != nil || value < 0 || value > 1_000_000 {
		return fmt.Errorf("line %d: order %q is not a number", n.Line, n.Value)
	}
	*p = place(value)
	return nil
}

// yesOrNo reads yes, no, sim, não, true and false.
type yesOrNo bool

func (y *yesOrNo) UnmarshalYAML(n *yaml.Node) error {
	switch strings.ToLower(n.Value) {
	case "yes", "true", "sim":
		*y = true
	case "no", "false", "não", "":
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

// plainYAMLError takes the library's name and Go's types out of its messages.
func plainYAMLError(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	s = strings.ReplaceAll(s, "unmarshal errors:\n  ", "")
	s = strings.ReplaceAll(s, " in type extract.matter", "")
	s = strings.ReplaceAll(s, " not found", " is not known")
	return oneLine(s)
}
