package sandbox

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
)

func TestAnswerComesBackAsItWent(t *testing.T) {
	want := guide.Note{
		Kind: guide.KindObject, Lang: "pt", Author: "Museu", Inventory: "CG-028", Label: guide.Label{Title: "Custódia <&> \u2028"},
		Text: "Custódia\n\nUm texto.", Headings: []guide.Heading{{Offset: 0, Level: 1, Text: "Custódia"}},
	}
	var sent bytes.Buffer
	if err := writeAnswer(&sent, reply{note: want}, nil); err != nil {
		t.Fatal(err)
	}
	got, invalid, err := readAnswer(iotest.OneByteReader(&sent), question{})
	if diff := cmp.Diff(want, got.note); diff != "" || invalid != nil || err != nil {
		t.Errorf("%v, %v; -want +got\n%s", invalid, err, diff)
	}
}

func TestAnswerWithTooManyHeadingsIsARefusal(t *testing.T) {
	note := guide.Note{Text: strings.Repeat("a\n", 200_000)}
	for i := range 100_000 {
		note.Headings = append(note.Headings, guide.Heading{Offset: 2 * i, Level: 1, Text: "a"})
	}
	var sent bytes.Buffer
	if err := writeAnswer(&sent, reply{note: note}, nil); err != nil {
		t.Fatal(err)
	}
	if _, invalid, err := readAnswer(&sent, question{}); err != nil || invalid == nil || !strings.Contains(invalid.Problem, "too many headings") {
		t.Errorf("%v, %v", invalid, err)
	}
}

// FuzzAnswer reads what a child may send: whatever is believed is a note.
func FuzzAnswer(f *testing.F) {
	var sent bytes.Buffer
	if err := writeAnswer(&sent, reply{note: guide.Note{Text: "Um texto.", Headings: []guide.Heading{{Offset: 3, Level: 1, Text: "texto."}}}}, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(sent.Bytes())
	f.Add([]byte("\x00\x00\x00\x02{}\x00\x00\x00\x01a"))
	f.Add([]byte("\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		said, invalid, err := readAnswer(bytes.NewReader(data), question{})
		if err != nil || invalid != nil {
			return
		}
		if err := extract.Check(said.note); err != nil {
			t.Fatal(err)
		}
	})
}
