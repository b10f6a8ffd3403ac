package adversary

import (
	"compress/gzip"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"cicerone/internal/extract"
	"cicerone/internal/guide"
	"cicerone/internal/heritage"
	"cicerone/internal/text"
)

// Work is one work with its notes, by language, each a list of passages.
type Work struct {
	Inventory string
	Notes     map[string][]guide.Hit
}

// HeldOut reports whether a work belongs to the half that nobody tunes on.
func (w Work) HeldOut() bool { return hashOf(w.Inventory)%2 == 1 }

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // a hash cannot fail
	return h.Sum64()
}

// mostWorks bounds what is read of a collection: records beyond it would only
// repeat the kinds of sentences that are there.
const mostWorks = 20_000

// ReadBook reads the notes of a folder: Markdown files, and records as JSON
// Lines, also as .gz. Works are in the order of their numbers; notes about no
// work, and works with fewer than three sentences of prose, are left out.
func ReadBook(folder fs.FS) ([]Work, error) {
	works := map[string]*Work{}
	add := func(n guide.Note) {
		if n.Inventory == "" || len(works) >= mostWorks {
			return
		}
		w := works[n.Inventory]
		if w == nil {
			w = &Work{Inventory: n.Inventory, Notes: map[string][]guide.Hit{}}
			works[n.Inventory] = w
		}
		w.Notes[n.Lang] = append(w.Notes[n.Lang], passagesOf(n)...)
	}
	files, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	for _, file := range files {
		if err := readFile(folder, file.Name(), add); err != nil {
			return nil, fmt.Errorf("read %s: %w", file.Name(), err)
		}
	}
	var book []Work
	for _, w := range works {
		for lang, hits := range w.Notes {
			if prose(hits) < leastProse {
				delete(w.Notes, lang)
			}
		}
		if len(w.Notes) > 0 {
			book = append(book, *w)
		}
	}
	slices.SortFunc(book, func(a, b Work) int { return strings.Compare(a.Inventory, b.Inventory) })
	return book, nil
}

func readFile(folder fs.FS, name string, add func(guide.Note)) error {
	f, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := io.Reader(f)
	plain, zipped := strings.CutSuffix(name, ".gz")
	if zipped {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	switch path.Ext(plain) {
	case ".md":
		n, err := extract.Read(plain, r)
		if err == nil {
			add(n)
		}
		return err
	case ".jsonl":
		for record, err := range heritage.JSONLines(r) {
			if err != nil {
				continue // a record that cannot be read lies about nothing
			}
			if n, err := heritage.Note(record, "en"); err == nil {
				add(n)
			}
		}
	}
	return nil
}

// passagesOf cuts a note as the ingest does.
func passagesOf(n guide.Note) []guide.Hit {
	headings := make([]text.Heading, len(n.Headings))
	for i, h := range n.Headings {
		headings[i] = text.Heading(h)
	}
	var out []guide.Hit
	for _, piece := range text.Split(n.Text, headings) {
		out = append(out, guide.Hit{
			PassageID: int64(hashOf(n.Inventory+n.Lang)>>40)<<10 + int64(len(out)), Document: n.Inventory + "." + n.Lang,
			Kind: guide.KindObject, Inventory: n.Inventory, Title: n.Label.Title, Label: n.Label, Lang: n.Lang, Author: n.Author,
			Revision: 1, Text: text.Slice(n.Text, piece.Span), Start: piece.Span.Start, End: piece.Span.End,
		})
	}
	return out
}

const (
	leastProse = 3   // sentences
	leastWords = 6   // of a sentence that is prose
	mostRunes  = 400 // of one: the check withholds what is too long to check
)

func prose(hits []guide.Hit) int {
	n := 0
	for _, h := range hits {
		n += len(sentences(h))
	}
	return n
}

// sentences are the sentences of a passage that can be answered with: whole ones
// of running text.
func sentences(h guide.Hit) []string {
	var out []string
	for _, span := range text.Sentences(h.Text) {
		s := text.OneLine(text.Slice(h.Text, span))
		if strings.HasSuffix(s, ".") && len(strings.Fields(s)) >= leastWords && utf8.RuneCountInString(s) <= mostRunes &&
			!strings.ContainsAny(s, "|<>{}[]*_`#\\") && !strings.Contains(s, ": ") && !strings.Contains(s, "http") {
			out = append(out, s)
		}
	}
	return out
}

// pairs are the sentences of a work that stand at the same place of its notes in
// two languages and have the same numbers: translations of each other.
func pairs(w Work, from, to string) map[string]string {
	a, b := w.Notes[from], w.Notes[to]
	out := map[string]string{}
	if len(a) != len(b) {
		return out
	}
	for i := range a {
		one, two := text.Sentences(a[i].Text), text.Sentences(b[i].Text)
		if len(one) != len(two) {
			continue
		}
		for j := range one {
			s, t := text.OneLine(text.Slice(a[i].Text, one[j])), text.OneLine(text.Slice(b[i].Text, two[j]))
			if slices.Equal(digits(s), digits(t)) {
				out[s] = t
			}
		}
	}
	return out
}

// digits are the numbers of a sentence written in digits, sorted.
func digits(s string) []string {
	found := numberShape.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
