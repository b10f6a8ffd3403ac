package lexicon

import (
	"slices"
	"strings"
)

// romans are the numerals of centuries, from the first on.
var romans = strings.Fields("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi")

// arabic are the same numbers as English and German write them: 17th, 17.
var arabic = strings.Fields("1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th 21st")

// century is how a language writes the number of a century, folded and as a term:
// século XVII, 17th century, XVIIe siècle, 17. Jahrhundert.
func century(n int, lang string) string {
	switch lang {
	case "en":
		return arabic[n]
	case "de":
		return strings.TrimRight(arabic[n], "stndrh")
	case "fr":
		return cut(romans[n] + "e")
	}
	return romans[n]
}

// centuryOf is which century a folded word may number, from 0; -1 when it is none.
func centuryOf(word string) int {
	if n := slices.Index(arabic, word); n >= 0 {
		return n
	}
	digits := strings.TrimRight(strings.TrimSuffix(word, "eme"), "eoa")
	if n := slices.IndexFunc(arabic, func(s string) bool { return strings.TrimRight(s, "stndrh") == digits }); n >= 0 {
		return n
	}
	return slices.Index(romans, digits)
}
