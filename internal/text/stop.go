package text

import (
	"embed"
	"strings"
)

//go:embed stop/*.txt
var stopFiles embed.FS

// Languages are those Cicerone knows by their function words.
var Languages = []string{"pt", "en", "es", "fr", "it", "de"}

// stopWords holds, for each language, its function words as they are written,
// folded.
var stopWords = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, lang := range Languages {
		data, err := stopFiles.ReadFile("stop/" + lang + ".txt")
		if err != nil {
			panic(err) // embedded: cannot fail
		}
		all[lang] = map[string]bool{}
		for _, word := range strings.Fields(string(data)) {
			all[lang][Fold(word)] = true
		}
	}
	return all
}()

var anyStop = func() map[string]bool {
	union := map[string]bool{}
	for _, words := range stopWords {
		for w := range words {
			union[w] = true
		}
	}
	return union
}()

// IsStop reports whether a folded word is a function word of any of the six
// languages, or a single letter. One list for all keeps a term the same term
// whatever language the question was taken for.
func IsStop(folded string) bool {
	return len(folded) == 1 && !isDigit(folded[0]) || anyStop[folded]
}
