package extract

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

func readHead(head string) (guide.Note, error) {
	return Read("n.md", strings.NewReader("---\n"+head+"\n---\nTexto.\n"))
}

func TestFrontMatterKeys(t *testing.T) {
	day := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	for head, want := range map[string]guide.Note{
		"inventory: CG-028":               {Inventory: "CG-028"},
		"inventory: 007":                  {Inventory: "007"},
		"inventory: 1977.10":              {Inventory: "1977.10"},
		"inventory: Sem registo":          {},
		"inventory: \"#12\"":              {Inventory: "#12"},
		"title: Vaso":                     {Label: guide.Label{Title: "Vaso"}},
		"title: 'Custódia: de Belém'":     {Label: guide.Label{Title: "Custódia: de Belém"}},
		"title: http://x.example":         {Label: guide.Label{Title: "http://x.example"}},
		"title: >\n  em duas\n  linhas":   {Label: guide.Label{Title: "em duas linhas"}},
		`title: "a\u202eb\u0000c\n\n  d"`: {Label: guide.Label{Title: "abc d"}},
		"title: no":                       {Label: guide.Label{Title: "no"}},
		"title: ~":                        {},
		"maker: Gil Vicente":              {Label: guide.Label{Maker: "Gil Vicente"}},
		"date: 1506":                      {Label: guide.Label{Date: "1506"}},
		"date: 2026-01-01":                {Label: guide.Label{Date: "2026-01-01"}},
		"material: ouro e esmalte":        {Label: guide.Label{Material: "ouro e esmalte"}},
		"held_by: Museu":                  {Label: guide.Label{HeldBy: "Museu"}},
		"room: 3":                         {Room: "3"},
		"room: Sala do Trono":             {Room: "Sala do Trono"},
		"order: 12":                       {Order: 12},
		"language: pt":                    {Lang: "pt"},
		"language: pt-PT":                 {Lang: "pt"},
		"language: PT_br":                 {Lang: "pt"},
		"language: por":                   {Lang: "pt"},
		"language: ger":                   {Lang: "de"},
		"language: no":                    {Lang: "no"},
		"highlight: yes":                  {Highlight: true},
		"highlight: Sim":                  {Highlight: true},
		"highlight: true":                 {Highlight: true},
		"highlight: não":                  {},
		"highlight: nao":                  {},
		"highlight: no":                   {},
		"highlight: FALSE":                {},
		"author: Equipa":                  {Author: "Equipa"},
		"kind: visit":                     {Kind: guide.KindVisit},
		"kind: room":                      {Kind: guide.KindRoom},
		"kind: Theme":                     {Kind: guide.KindTheme},
		"kind: object\ninventory: 1":      {Kind: guide.KindObject, Inventory: "1"},
		"audience: staff":                 {Audience: guide.AudienceStaff},
		"level: Easy":                     {Level: "easy"},
		"audience: Staff ":                {Audience: guide.AudienceStaff},
		"audience: public":                {Audience: guide.AudiencePublic},
		"embargo: 2027-01-31":             {Embargo: day},
		"embargo: \"2027-01-31\"":         {Embargo: day},
		"embargo:":                        {},
		"title: &t Vaso\nmaker: *t":       {Label: guide.Label{Title: "Vaso", Maker: "Vaso"}},
		"title: Vaso # a rever":           {Label: guide.Label{Title: "Vaso"}},
		"# nada":                          {},
		"":                                {},
	} {
		want.Text, want.Encoding = "Texto.", "UTF-8"
		got, err := readHead(head)
		if err != nil {
			t.Errorf("%q: %v", head, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", head, diff)
		}
	}
}

func TestFrontMatterIsStrict(t *testing.T) {
	for head, words := range map[string]string{
		"audiense: staff":                       "line 2: field audiense is not known",
		"a: 1\nb: 2":                            "line 2: field a is not known; line 3: field b is not known",
		"audience: everyone":                    `audience: "everyone" is neither public nor staff`,
		"title: a\n...\naudience: staff":        "what follows would be lost",
		"kind: song":                            `kind: "song" is none of object, room, theme, visit`,
		"kind: object":                          "needs its inventory number",
		"kind: object\ninventory: s/n":          "needs its inventory number",
		"language: portuguese":                  "two-letter",
		"language: xx":                          "two-letter",
		"language: und":                         "two-letter",
		"language: mwl":                         "two-letter",
		"language: 12":                          "two-letter",
		"language: é":                           "two-letter",
		"embargo: tomorrow":                     `line 2: "tomorrow" is not a day such as 2026-12-31`,
		"embargo: 2026-02-30":                   "is not a day",
		"embargo: [2026-12-31]":                 "is not a day",
		"highlight: perhaps":                    `"perhaps" is neither yes nor no`,
		"highlight: {yes: 1}":                   "neither yes nor no",
		"order: first":                          `line 2: order "first" is not a number`,
		"order: 99999999999":                    "is not a number from 0",
		"order: 1.5":                            "is not a number",
		"inventory: " + strings.Repeat("1", 81): "inventory: longer than 80 characters",
		"room: " + strings.Repeat("ã", 81):      "room: longer than 80",
		"title: " + strings.Repeat("ã", 301):    "title: longer than 300",
		"maker: " + strings.Repeat("ã", 301):    "maker: longer than 300",
		"inventory: #12":                        `line 2: "#12" would be left out`,
		"title: a\nmaker: Composition #5":       `line 3: "#5" would be left out`,
		"title: [a, b]":                         "line 2: a list where one value is meant",
		"title: {a: b}":                         "line 2: keys where one value is meant",
		"title: a\ntitle: b":                    `line 3: mapping key "title" already defined at line 2`,
		"title: Custódia: de Belém":             "line 2: a value with \": \" in it",
		"title: \"Custódia\" de Belém":          "behind a closing quotation mark",
		"title: 'Custódia":                      "never closed",
		"\ttitle: a":                            "a tab",
		"Um texto.":                             `each line is to read "key: value"`,
		"- title":                               `each line is to read "key: value"`,
		"title: *t":                             "unknown anchor",
	} {
		_, err := readHead(head)
		if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, want %q", head, err, words)
			continue
		}
		for _, machinery := range []string{"yaml", "unmarshal", "matter.", "\n", "!!"} {
			if strings.Contains(err.Error(), machinery) {
				t.Errorf("%q: %v is not in plain words", head, err)
			}
		}
	}
}

func TestFrontMatterIsBounded(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("title: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		c := string(rune('a' + i%26))
		bomb.WriteString(strings.Repeat(c, i) + ": &b" + strings.Repeat(c, i) + " [*a0, *a0, *a0, *a0, *a0, *a0, *a0]\n")
	}
	for name, head := range map[string]string{
		"aliases of aliases": "title: &a [x,x,x,x,x,x,x,x,x]\nmaker: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\ndate: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nroom: [*c,*c,*c,*c,*c,*c,*c]",
		"many anchors":       bomb.String(),
		"in itself":          "title: &a [*a]",
		"deep":               "title: " + strings.Repeat("[", 9000),
		"long":               "title: >\n" + strings.Repeat("  palavra\n", maxFrontMatter/10),
	} {
		if _, err := readHead(head); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
}

// TestFrontMatterIsFound tries the ways in which its lines are written: what is
// not seen as front matter would be published as text, staff notes among it.
func TestFrontMatterIsFound(t *testing.T) {
	const head, body = "audience: staff\ntitle: Vaso", "Texto."
	for name, file := range map[string]string{
		"plain":             "---\n" + head + "\n---\n" + body,
		"CRLF":              strings.ReplaceAll("---\n"+head+"\n---\n"+body+"\n", "\n", "\r\n"),
		"CR":                strings.ReplaceAll("---\n"+head+"\n---\n"+body+"\n", "\n", "\r"),
		"byte-order mark":   "\xef\xbb\xbf---\n" + head + "\n---\n" + body,
		"two marks":         "\ufeff\ufeff---\n" + head + "\n---\n" + body,
		"UTF-16":            "\xff\xfe" + strings.Join(strings.Split("---\n"+head+"\n---\n"+body, ""), "\x00") + "\x00",
		"spaces behind":     "--- \t\n" + head + "\n---   \n" + body,
		"blank lines":       "\n \n---\n" + head + "\n---\n\n\n" + body,
		"hard space":        "---\u00a0\n" + head + "\n---\n" + body,
		"rules in it":       "---\n" + head + "\n---\n" + body + "\n\n---\n",
		"zero width before": "\u200b---\n" + head + "\n---\n" + body,
	} {
		got, err := Read("n.md", strings.NewReader(file))
		if err != nil || got.Audience != guide.AudienceStaff || got.Label.Title != "Vaso" || got.Text != body {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, file := range map[string]string{
		"no second":      "---\n" + head + "\n" + body,
		"longer second":  "---\n" + head + "\n----\n" + body,
		"far second":     "---\n" + head + "\n" + strings.Repeat("# x\n", maxFrontMatter/4) + "---\n" + body,
		"second in text": "---\n" + head + "\n\n" + body + "\n\n---\n\nMais.",
	} {
		if got, err := Read("n.md", strings.NewReader(file)); !errors.Is(err, guide.ErrInvalid) || !strings.HasPrefix(err.Error(), "front matter: ") {
			t.Errorf("%s: %+v, %v; want it refused", name, got, err)
		}
	}
	got, err := Read("n.md", strings.NewReader("Texto.\n\n---\n\naudience: staff\n\n---\n\nMais."))
	if err != nil || got.Text != "Texto.\n\naudience: staff\n\nMais." {
		t.Errorf("a note without front matter: %+v, %v", got, err)
	}
}
