package lexicon

import "strings"

// softened turns the spelling that learned words and names have in English,
// French and German into that of Portuguese, Spanish and Italian: photograph is
// fotografia, Philipp Filipe, Kolonie colónia, Zylinder cilindro.
var softened = strings.NewReplacer(
	"ph", "f", "th", "t", "rh", "r", "chr", "cr", "kk", "c", "ck", "c", "k", "c", "y", "i", "zi", "ci", "ze", "ce", "zy", "ci",
	"ff", "f", "ll", "l", "mm", "m", "nn", "n", "pp", "p", "tt", "t", "cc", "c", "dd", "d", "gg", "g", "bb", "b",
)

const (
	// Shorter words are seldom of the common stock.
	shortestKin = 6
	// kinLetters are enough to make a term of.
	kinLetters = 10
)

// kinTerm is the term that a word of one language has in another when it is of
// the common stock, "" when the languages do not differ in this way.
func kinTerm(word string, from, into int) string {
	if len(word) < shortestKin || softens(from) || !softens(into) || !isLetters(word) {
		return ""
	}
	kin := softened.Replace(word[:min(len(word), kinLetters)])
	return kin[:min(len(kin), termBytes)]
}

// softens reports whether a language spells as Portuguese does.
func softens(language int) bool {
	return languages[language] == "pt" || languages[language] == "es" || languages[language] == "it"
}

func isLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
