package extract

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestReadGolden reads one full note and compares what is made of it, its
// passages and their sentences.
func TestReadGolden(t *testing.T) {
	const golden = "testdata/note.golden"
	f, err := os.Open("testdata/note.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	note, err := Read("note.md", f)
	if err != nil {
		t.Fatal(err)
	}
	checkHeadings(t, note)
	got := describe(note)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// describe writes a note's facts, then each passage with one line a sentence.
func describe(n guide.Note) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kind %q, inventory %q, language %q, room %q, order %d, highlight %t\n", n.Kind, n.Inventory, n.Lang, n.Room, n.Order, n.Highlight)
	fmt.Fprintf(&b, "author %q, audience %q, embargo %s\n%+v\n", n.Author, n.Audience, n.Embargo.Format("2006-01-02 15:04 MST"), n.Label)
	headings := make([]text.Heading, len(n.Headings))
	for i, h := range n.Headings {
		headings[i] = text.Heading(h)
	}
	for _, piece := range text.Split(n.Text, headings) {
		fmt.Fprintf(&b, "== %s\n", piece.Heading)
		passage := text.Slice(n.Text, piece.Span)
		for _, s := range text.Sentences(passage) {
			fmt.Fprintf(&b, "%q\n", text.Slice(passage, s))
		}
	}
	return b.String()
}

func TestReadRefusesWithAReason(t *testing.T) {
	for words, c := range map[string]struct{ name, data string }{
		"not a kind of file":                      {"a.exe", "x"},
		`"" is not a kind of file`:                {"README", "x"},
		"no text in it":                           {"a.txt", " \n\t\u200b"},
		"there is no text":                        {"a.md", "---\ntitle: Vaso\n---\n<!-- nada -->\n\n![foto](x.png)\n"},
		"this is not a text file":                 {"a.txt", "\x00\x01\x02\x03"},
		"not a text file":                         {"a.md", "\x00\x01\x02\x03"},
		"text is longer than 4 MB":                {"a.txt", strings.Repeat("palavra ", 600_000)},
		"longer than 4 MB":                        {"a.md", strings.Repeat("palavra ", 600_000)},
		"longer than 4 MB; split it":              {"a.txt", strings.Repeat("x", 2*maxText+1)},
		"nested deeper than 50":                   {"a.md", strings.Repeat("> ", 60) + "x"},
		"quotations nested deeper":                {"a.md", strings.Repeat(">", 1<<20)},
		"lists or quotations nested deeper":       {"a.md", strings.Repeat("- ", 60) + "x"},
		"nested deeper than":                      {"a.md", stairs(60)},
		"more than 1000 marks of emphasis":        {"a.md", strings.Repeat("**a_", 1<<18)},
		"marks of emphasis, links, code and tags": {"a.md", strings.Repeat("[a](", 1<<18)},
	} {
		if _, err := Read(c.name, strings.NewReader(c.data)); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", c.name, err, words)
		}
	}
}

// stairs is a list within a list, n times.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

func TestReadRefusesFilesBeyondTheLimit(t *testing.T) {
	_, err := Read("a.txt", endless{})
	if !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), "larger than 64 MB") {
		t.Errorf("a file without an end: %v", err)
	}
}

// endless is a file that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReadPassesOnWhatFailsUnderneath(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := Read("a.txt", iotest.ErrReader(broken))
	if !errors.Is(err, broken) || errors.Is(err, guide.ErrInvalid) {
		t.Errorf("got %v, want %v, which is not the file's fault", err, broken)
	}
}

func TestKnown(t *testing.T) {
	for name, want := range map[string]bool{"a.md": true, "notas/A.MARKDOWN": true, "a.Txt": true, "a.DOCX": true, "a.htm": true, "a.doc": true, "a.exe": false, "md": false, "a.md.gz": false} {
		if got := Known(name); got != want {
			t.Errorf("Known(%q) = %t, want %t", name, got, want)
		}
	}
}

func TestPlainTextIsKeptAsItStands(t *testing.T) {
	got, err := Read("a.txt", strings.NewReader("\xef\xbb\xbf# Isto não é *Markdown*\r\n---\r\ntitle: nem isto\r\n\r\n<b>3 &amp; 4</b>"))
	want := guide.Note{Text: "# Isto não é *Markdown*\n---\ntitle: nem isto\n\n<b>3 &amp; 4</b>", Encoding: "UTF-8"}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
