package eval

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cicerone/internal/guide"
)

// Set is a collection of passages in one language with questions about it,
// perhaps in another.
type Set struct {
	Name      string
	Passages  string // the passages' language
	Questions string // the questions' language
	Asked     []Item
}

// Item is a question with what would be right.
type Item struct {
	ID       string
	Question string
	Passage  string   // the id of the passage that answers it; empty: none does
	Answers  []string // words that answer it; empty where none are known
}

// The limits on a set are those of a patient evening, not of a format.
const (
	maxSetLine  = 1 << 20   // bytes
	maxSetLines = 2_000_000 // passages or questions
)

// Open reads a set from a folder with passages.LANG.jsonl and questions.LANG.jsonl,
// either also as .gz. Where the languages differ, the passage that a question
// names is the one whose id has the passages' language in its place. Questions
// about passages that the other language lacks are left out.
func Open(folder fs.FS, name, passages, questions string) (Set, error) {
	set := Set{Name: name, Passages: passages, Questions: questions}
	file, err := File(folder, "passages", passages)
	if err != nil {
		return set, err
	}
	known := map[string]bool{}
	if err := lines(folder, file, func(line struct {
		ID string `json:"id"`
	}) {
		known[line.ID] = true
	}); err != nil {
		return set, err
	}
	all, err := items(folder, questions)
	if err != nil {
		return set, err
	}
	for _, item := range all {
		if item.Passage = inLanguage(item.Passage, questions, passages); known[item.Passage] {
			set.Asked = append(set.Asked, item)
		}
	}
	if len(set.Asked) == 0 {
		return set, guide.Invalidf("questions", "none of those in %s asks about a passage of %s", questions, file)
	}
	return set, nil
}

// OpenForeign is a set that asks of one folder's passages the questions of
// another: none of them can be answered.
func OpenForeign(folder, other fs.FS, name, passages, questions string) (Set, error) {
	set := Set{Name: name, Passages: passages, Questions: questions}
	if _, err := File(folder, "passages", passages); err != nil {
		return set, err
	}
	all, err := items(other, questions)
	for _, item := range all {
		set.Asked = append(set.Asked, Item{ID: item.ID, Question: item.Question})
	}
	return set, err
}

// In is the set with the questions of one half alone, by their ids; with all of
// them when half is empty.
func (s Set) In(half Half) (Set, error) {
	if half == "" {
		return s, nil
	}
	s.Asked = slices.DeleteFunc(slices.Clone(s.Asked), func(item Item) bool { return halfOf(item.ID) != half })
	if len(s.Asked) == 0 {
		return s, guide.Invalidf("half", "no question of %s in %s is in the half %s", s.Name, s.Questions, half)
	}
	return s, nil
}

// items reads a folder's questions in a language.
func items(folder fs.FS, lang string) ([]Item, error) {
	file, err := File(folder, "questions", lang)
	if err != nil {
		return nil, err
	}
	var out []Item
	err = lines(folder, file, func(line struct {
		ID       string   `json:"id"`
		Question string   `json:"question"`
		Answers  []string `json:"answers"`
		Passage  string   `json:"context_id"`
	}) {
		out = append(out, Item{ID: line.ID, Question: line.Question, Passage: line.Passage, Answers: line.Answers})
	})
	return out, err
}

// inLanguage is a passage's id in another language: "xquad-pt-p00011" for
// "xquad-de-p00011".
func inLanguage(id, from, to string) string {
	return strings.Replace(id, "-"+from+"-", "-"+to+"-", 1)
}

// Languages are those a folder has passages (or questions) in, sorted.
func Languages(folder fs.FS, what string) ([]string, error) {
	files, err := fs.Glob(folder, what+".*.jsonl*")
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", what, err)
	}
	var out []string
	for _, file := range files {
		out = append(out, strings.Split(path.Base(file), ".")[1])
	}
	if len(out) == 0 {
		return nil, guide.Invalidf("folder", "there is no %s.LANG.jsonl or %s.LANG.jsonl.gz in it", what, what)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// File is the name of a folder's passages (or questions) in a language.
func File(folder fs.FS, what, lang string) (string, error) {
	for _, name := range []string{what + "." + lang + ".jsonl.gz", what + "." + lang + ".jsonl"} {
		if _, err := fs.Stat(folder, name); err == nil {
			return name, nil
		}
	}
	return "", guide.Invalidf("folder", "there is no %s.%s.jsonl in it, nor as .gz", what, lang)
}

// lines decodes a file's lines one by one.
func lines[T any](folder fs.FS, name string, each func(T)) error {
	f, err := folder.Open(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close()
	r := io.Reader(f)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("open %s: %w", name, err)
		}
	}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxSetLine)
	for n := 1; scanner.Scan(); n++ {
		var line T
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return guide.Invalidf(fmt.Sprintf("%s line %d", name, n), "%v", err)
		}
		if n > maxSetLines {
			return errors.New(name + " has too many lines")
		}
		each(line)
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
