package extract

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

func TestMarkdownNote(t *testing.T) {
	const file = "---\r\ninventory: CG-028\r\ntitle: \"Custódia: de Belém\"\r\nmaker: Gil Vicente\r\ndate: 1506\r\nroom: 4\r\norder: 1\r\n" +
		"language: pt-PT\r\nhighlight: sim\r\naudience: staff\r\nembargo: 2027-01-31\r\nauthor: Ana\r\n---\r\n" +
		"# A peça\r\n\r\nÉ de *ouro* e [esmalte](http://x.example).  \r\nMede ![foto](x.png) <b>pouco</b> &amp; brilha.\r\n\r\n- um\r\n- dois\r\n\r\n## Ficha\r\n\r\n| Peso | Ouro |\r\n|---|---|\r\n| 3 kg | sim |\r\n\r\n<script>x</script>\r\n"
	got, err := Read("nota.md", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Note{
		Inventory: "CG-028", Label: guide.Label{Title: "Custódia: de Belém", Maker: "Gil Vicente", Date: "1506"}, Room: "4", Order: 1,
		Lang: "pt", Highlight: true, Audience: guide.AudienceStaff, Embargo: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), Author: "Ana",
		Text:     "A peça\n\nÉ de ouro e esmalte. Mede  pouco & brilha.\n\num\ndois\n\nFicha\n\nPeso | Ouro\n3 kg | sim",
		Headings: []guide.Heading{{Offset: 0, Level: 1, Text: "A peça"}, {Offset: 61, Level: 2, Text: "Ficha"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	checkHeadings(t, got)
}

func TestFrontMatterIsStrict(t *testing.T) {
	for head, words := range map[string]string{
		"audiense: staff":                       "audiense",
		"audience: everyone":                    "neither public nor staff",
		"kind: song":                            "none of object, room, theme, visit",
		"kind: object":                          "needs its inventory number",
		"language: portuguese":                  "two-letter",
		"embargo: tomorrow":                     "not a day",
		"highlight: perhaps":                    "neither yes nor no",
		"order: first":                          "order",
		"inventory: " + strings.Repeat("1", 90): "longer than",
		"title: [a, b]":                         "line 1",
		"title: a\ntitle: b":                    "title",
	} {
		_, err := Read("n.md", strings.NewReader("---\n"+head+"\n---\nText."))
		if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "yaml") {
			t.Errorf("%s: %v, want %q in plain words", head, err, words)
		}
	}
	if _, err := Read("n.md", strings.NewReader("---\ntitle: a\nText.")); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("no second ---: %v", err)
	}
	bomb := "---\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\ntitle: [*c,*c,*c,*c,*c,*c]\n---\nText."
	if _, err := Read("n.md", strings.NewReader(bomb)); !errors.Is(err, guide.ErrInvalid) {
		t.Errorf("a YAML bomb: %v", err)
	}
}

func TestReadRefusesWithAReason(t *testing.T) {
	for words, c := range map[string]struct{ name, data string }{
		"not a kind of file": {"a.docx", "x"},
		"no text in it":      {"a.txt", " \n\t"},
		"not a text file":    {"a.txt", "PK\x03\x04\x00\x00\x00\x01"},
		"nested deeper":      {"a.md", strings.Repeat("> ", 200) + "x"},
		"longer than 4 MB":   {"a.txt", strings.Repeat("palavra ", 600_000)},
	} {
		if _, err := Read(c.name, strings.NewReader(c.data)); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", c.name, err, words)
		}
	}
}

func TestUTF8(t *testing.T) {
	for name, c := range map[string]struct{ data, text, encoding string }{
		"plain":         {"ação", "ação", "UTF-8"},
		"with mark":     {"\xef\xbb\xbfação", "ação", "UTF-8"},
		"windows":       {"a\xe7\xe3o \x93x\x94", "ação “x”", "windows-1252"},
		"UTF-16 marked": {"\xff\xfea\x00\xe7\x00\xe3\x00o\x00", "ação", "UTF-16 LE"},
		"UTF-16 big":    {"\xfe\xff\x00a\x00\xe7\x00\xe3\x00o", "ação", "UTF-16 BE"},
		"UTF-16 bare":   {"a\x00c\x00a\x00o\x00 \x00d\x00", "acao d", "UTF-16 LE"},
	} {
		if got, encoding, err := UTF8([]byte(c.data)); got != c.text || encoding != c.encoding || err != nil {
			t.Errorf("%s: %q, %s, %v; want %q, %s", name, got, encoding, err, c.text, c.encoding)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("---\ntitle: a\n---\n# b\n\nc\n\n> 1. d\n\n| e |\n|---|\n| f |\n")
	f.Add("# a\n\n## b `c` &#0; \\* \n\n\tcode\n")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Read("n.md", strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, guide.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.ValidString(n.Text) || strings.ContainsRune(n.Text, 0) {
			t.Fatalf("not clean text: %q", n.Text)
		}
		checkHeadings(t, n)
	})
}

// checkHeadings holds every heading to the place it says it stands at.
func checkHeadings(t *testing.T, n guide.Note) {
	t.Helper()
	previous := -1
	for _, h := range n.Headings {
		end := h.Offset + utf8.RuneCountInString(h.Text)
		if got := text.Slice(n.Text, text.Span{Start: h.Offset, End: end}); got != h.Text || h.Offset <= previous {
			t.Fatalf("heading %q at %d (after %d): there stands %q", h.Text, h.Offset, previous, got)
		}
		previous = h.Offset
	}
}
