package text

import (
	"embed"
	"math/bits"
	"slices"
	"strings"
)

// languages are those whose function words are known.
var languages = [...]string{"pt", "en", "es", "fr", "it", "de"}

// noLanguage is the index of none of them.
const noLanguage = -1

// languageSet has bit i set for languages[i].
type languageSet uint8

func (set languageSet) has(language int) bool { return language >= 0 && set>>language&1 == 1 }
func (set languageSet) size() int             { return bits.OnesCount8(uint8(set)) }

//go:embed stop/*.txt
var stopFiles embed.FS

var (
	// stopWords holds, folded, the function words and in which languages they
	// are one.
	stopWords = map[string]languageSet{}
	// commonWords are those on the first line of each list: the commonest in
	// print, which tell languages apart best.
	commonWords = map[string]languageSet{}
	// accentedWords are those of them that are written with a mark, as written:
	// with it they belong to fewer languages (è, é, está).
	accentedWords = map[string]languageSet{}
	// contentWords are the function words that in these languages mean something
	// a visitor may ask for.
	contentWords = map[string]languageSet{}
)

func init() {
	for i, language := range languages {
		first, _, _ := strings.Cut(stopFile(language), "\n")
		for word := range strings.FieldsSeq(first) {
			commonWords[word] |= 1 << i
			commonWords[Fold(word)] |= 1 << i
		}
		for word := range strings.FieldsSeq(stopFile(language)) {
			stopWords[Fold(word)] |= 1 << i
			if !isFolded(word) {
				accentedWords[word] |= 1 << i
			}
		}
	}
	for line := range strings.Lines(stopFile("content")) {
		meaning, _, _ := strings.Cut(line, "#")
		word, in, _ := strings.Cut(meaning, " ")
		for i, language := range languages {
			if strings.Contains(in, language) {
				contentWords[word] |= 1 << i
			}
		}
	}
}

func stopFile(name string) string {
	data, err := stopFiles.ReadFile("stop/" + name + ".txt")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	return string(data)
}

// IsStop reports whether a folded word is a function word of any of the six
// languages, or a single letter other than the Roman numbers of "João V" and
// "Carlos X". One list for all keeps a term the same term whatever language the
// question was taken for.
func IsStop(folded string) bool {
	if len(folded) == 1 {
		return isASCIILetter(folded[0]) && folded != "v" && folded != "x"
	}
	return stopWords[folded] != 0
}

// IsStopIn reports whether a folded word is a function word of one language; in a
// language that is not known, whether it is one of any. A single letter is one.
func IsStopIn(folded, lang string) bool {
	language := slices.Index(languages[:], lang)
	if language < 0 || len(folded) == 1 {
		return IsStop(folded)
	}
	return stopWords[folded].has(language)
}
