package lexicon

import (
	"embed"
	"slices"
	"strings"

	"cicerone/internal/text"
)

//go:embed words/*.txt
var wordFiles embed.FS

// The words of museums, names and irregular forms, which the learned table knows
// too little of. The files' heads say how they are written.
var (
	kinds     = readKinds(shipped.things)
	irregular = readForms()
)

// What a sense counts when it is not that of the very word.
const (
	thingBaseWeight = .95
	formWeight      = .9
	kindWeight      = .6 // a thing of the kind asked for
)

// thing is what the six languages call by words of their own.
type thing struct {
	words [len(languages)][]string // folded base forms
	name  bool                     // each stands in texts of any language
}

// byWord are things by language and word.
type byWord [len(languages)]map[string][]*thing

func readThings() (found byWord) {
	for i := range found {
		found[i] = map[string][]*thing{}
	}
	for _, name := range []string{"museum", "names"} {
		for line := range fileLines(name) {
			t := &thing{name: name == "names"}
			for i, words := range strings.Split(line, "|") {
				for word := range strings.FieldsSeq(words) {
					word = text.Fold(word)
					t.words[i] = append(t.words[i], word)
					found[i][word] = append(found[i][word], t)
				}
			}
		}
	}
	return found
}

// readKinds are the things of a kind.
func readKinds(things byWord) map[*thing][]*thing {
	found := map[*thing][]*thing{}
	for line := range fileLines("kinds") {
		kind, own, _ := strings.Cut(text.Fold(line), ":")
		for word := range strings.FieldsSeq(own) {
			for _, t := range things[portuguese][kind] {
				found[t] = append(found[t], things[portuguese][word]...)
			}
		}
	}
	return found
}

// forms are the irregular words of a language.
type forms struct {
	base map[string][]string // by a form
	all  map[string][]string // the forms, by their base
}

func readForms() (found [len(languages)]forms) {
	for i := range found {
		found[i] = forms{map[string][]string{}, map[string][]string{}}
	}
	for line := range fileLines("forms") {
		words := strings.Fields(text.Fold(line))
		for i, lang := range languages {
			if words[0] != lang {
				continue
			}
			base := words[1]
			found[i].all[base] = words[2:]
			for _, form := range words[2:] {
				found[i].base[form] = append(found[i].base[form], base)
			}
		}
	}
	return found
}

// fileLines yields the lines of a file of words that say something.
func fileLines(name string) func(yield func(string) bool) {
	data, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// name adds what the things that a word names are called in another language, or
// in the word's own, to out as translate does. It reports whether the word, as it
// is, names any.
func (t *Table) name(out []Sense, start int, word string, from, into int) ([]Sense, bool) {
	out = t.called(out, start, word, word, from, into, 1)
	for base := range bases(word, from) {
		out = t.called(out, start, word, base, from, into, thingBaseWeight)
	}
	return out, len(t.things[from][word]) > 0
}

// called adds the names of the things that base names, without the word's own term.
func (t *Table) called(out []Sense, start int, word, base string, from, into int, weight float64) []Sense {
	for _, thing := range t.things[from][base] {
		for i, words := range thing.words {
			if i != into && !thing.name {
				continue
			}
			for _, w := range words {
				if !isTermOf(cut(w), word) {
					out = addSense(out, start, Sense{Term: cut(w), Lang: languages[into], Weight: weight})
				}
				if !thing.name {
					out = otherForms(out, start, word, w, into, weight)
				}
			}
		}
		for _, own := range kinds[thing] {
			for _, w := range own.words[into] {
				before := len(out)
				if !isTermOf(cut(w), word) {
					out = addSense(out, start, Sense{Term: cut(w), Lang: languages[into], Weight: weight * kindWeight})
				}
				out = otherForms(out, start, word, w, into, weight*kindWeight)
				for i := before; i < len(out); i++ {
					out[i].Kind = true
				}
			}
		}
	}
	return out
}

// otherForms adds the terms of the other forms of what a word stands as.
func otherForms(out []Sense, start int, word, base string, into int, weight float64) []Sense {
	for form := range formsOf(base, into) {
		if term := cut(form); !isTermOf(term, word) && !isTermOf(term, base) {
			out = addSense(out, start, Sense{Term: term, Lang: languages[into], Weight: weight * formWeight})
		}
	}
	return out
}

// Names lists the other ways in which the six languages write a folded name.
func Names(word string) []string {
	var out []string
	for i := range languages {
		for _, t := range shipped.things[i][word] {
			if !t.name {
				continue
			}
			for _, words := range t.words {
				for _, w := range words {
					if w != word && !slices.Contains(out, w) {
						out = append(out, w)
					}
				}
			}
		}
	}
	return out
}

// cut is the term of a whole word.
func cut(word string) string { return word[:min(len(word), termBytes)] }

// Forms lists the terms, other than its own, that a folded word of a language has in
// its other forms: ships for ship, worn for wore. Long words have none: their forms
// share a term.
func Forms(word, lang string) []string {
	var out []string
	for i := range languages {
		if languages[i] != lang || text.IsStop(word) {
			continue
		}
		for form := range formsOf(word, i) {
			out = appendNew(out, cut(form), word)
		}
		for base := range bases(word, i) {
			if len(base) > termBytes+2 || !has(shipped.find(base), i) && len(shipped.things[i][base]) == 0 && len(irregular[i].all[base]) == 0 {
				continue
			}
			out = appendNew(out, cut(base), word)
			for form := range formsOf(base, i) {
				out = appendNew(out, cut(form), word)
			}
		}
	}
	return out
}

func appendNew(terms []string, term, word string) []string {
	if isTermOf(term, word) || slices.Contains(terms, term) {
		return terms
	}
	return append(terms, term)
}

// formsOf yields the forms of a base form whose terms may differ from its own.
func formsOf(base string, language int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, form := range irregular[language].all[base] {
			if !yield(form) {
				return
			}
		}
		for _, e := range endings[language] {
			stem, found := strings.CutSuffix(base, e.to)
			if found && len(stem) >= shortestStem && len(stem) < termBytes && e.inflects() && !yield(stem+e.from) {
				return
			}
		}
	}
}

// inflects reports whether an ending makes another form of the same word, and not,
// as -mente and -ness do, another word.
func (e ending) inflects() bool {
	switch e.to {
	case "ar", "er", "ir", "re", "are", "ere", "ire", "en":
		return true
	}
	return e.from == "ing" || len(e.from) <= 2 && e.from != "ly" && e.from != "er"
}
