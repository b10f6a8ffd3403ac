package lexicon

import (
	_ "embed"
	"strings"

	"cicerone/internal/text"
)

//go:embed museum.txt
var museumFile string

// concept is what museums call a thing: folded words by language.
type concept [len(languages)][]string

// concepts are what there is in museum.txt, by word, in each language.
type concepts [len(languages)]map[string][]*concept

func readConcepts(file string) (words concepts) {
	for language := range words {
		words[language] = map[string][]*concept{}
	}
	for line := range strings.Lines(file) {
		cells := strings.Split(line, "|")
		if len(cells) != len(languages) { // a remark, or empty
			continue
		}
		var c concept
		for language, cell := range cells {
			for _, word := range strings.Fields(cell) {
				word = text.Fold(word)
				c[language] = append(c[language], word)
				words[language][word] = append(words[language][word], &c)
			}
		}
	}
	return words
}
