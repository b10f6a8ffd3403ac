package cite

import (
	"slices"

	"cicerone/internal/embed"
	"cicerone/internal/text"
)

// Senses lists what a folded word of one language may stand as in a text of
// another, or of its own: terms as text.Terms makes them.
type Senses func(word, lang, to string) []string

// sense is a word asked for.
type sense struct{ word, lang, to string }

// longName is from how many letters on a word that begins alike in two languages
// is taken for the same: "Academia", "academy".
const longName = 6

// stands reports whether a word of a statement stands in a vocabulary of the
// evidence's language in other words.
func (c *Checker) stands(w word, lang string, e *evidence, v vocabulary) bool {
	if lang == e.hit.Lang {
		return false
	}
	if len(w.folded) >= longName && v.terms[w.term] {
		return true
	}
	for _, t := range c.otherWords(w, lang, e.hit.Lang) {
		if v.terms[t] {
			return true
		}
	}
	for _, t := range c.near(w, e.hit.Lang) {
		if v.folded[t] {
			return true
		}
	}
	return false
}

// otherWords are the terms that a word may stand as in another language.
func (c *Checker) otherWords(w word, lang, to string) []string {
	if c.senses == nil || lang == to {
		return nil
	}
	key := sense{w.folded, lang, to}
	terms, known := c.known[key]
	if !known {
		if terms = c.senses(w.folded, lang, to); len(terms) == 0 && singular(w.folded) != w.folded {
			terms = c.senses(singular(w.folded), lang, to)
		}
		c.known[key] = terms
	}
	return terms
}

// vectors are the built-in embedding: words that translate each other lie near.
var vectors embed.Model

// leastNear is the cosine from which on two words are taken to translate each
// other, leastNamed that for names, whose vectors are made of their spelling and which
// begin with the same letter, leastTitled that for the few words of a title. Of words that only stand
// in the same sentences ("gold", "silver"; "largest", "smallest") it is below .2.
const (
	leastNear   = 0.3
	leastNamed  = 0.5
	leastTitled = 0.2
)

// dot is the cosine of two unit vectors.
func dot(a, b []float32) float64 {
	var sum float32
	for i, x := range a {
		sum += x * b[i]
	}
	return float64(sum)
}

// vectored is a word of the sources, folded and singular, with its vector.
type vectored struct {
	word   string
	vector []float32
}

// near lists the words of the sources in a language that mean nearly what a word
// of another means. Words of the must-stand lists and names that are known have to
// be found by the lists.
func (c *Checker) near(w word, to string) []string {
	if w.must || w.capital() && !w.opens && len(namesIn(c.lang, w)) > 0 {
		return nil
	}
	key := sense{w.folded, "", to}
	near, known := c.known[key]
	if !known {
		v, least := vectors.Question(w.written), leastNear
		named := w.capital() && !w.opens && c.lang != "de"
		if named {
			least = leastNamed
		}
		for _, other := range c.wordsIn(to) {
			if dot(v, other.vector) >= least && (!named || other.word[0] == w.folded[0]) {
				near = append(near, other.word)
			}
		}
		c.known[key] = near
	}
	return near
}

// wordsIn are the words of the sources in a language, without stop words.
func (c *Checker) wordsIn(lang string) []vectored {
	if all, known := c.vectors[lang]; known {
		return all
	}
	all := []vectored{}
	seen := map[string]bool{}
	for _, e := range c.evidence {
		for _, w := range e.words {
			form := singular(w.folded)
			if e.hit.Lang == lang && !seen[form] && !w.number() && !text.IsStop(w.folded) {
				seen[form] = true
				all = append(all, vectored{form, vectors.Question(w.written)})
			}
		}
	}
	c.vectors[lang] = all
	return all
}

// isTitledAcross reports whether a name is the translated title of a work in
// another language: its first word, half of all and, with the small words behind it,
// half of the title's have counterparts.
func (c *Checker) isTitledAcross(run name, lang string, e *evidence) bool {
	if lang == e.hit.Lang || len(e.titleWords) == 0 {
		return false
	}
	found := 0
	titled := map[int]bool{}
	for i, w := range run.words {
		at := c.titleWord(w, lang, e)
		switch {
		case at >= 0:
			found++
			titled[at] = true
		case i == 0 || !c.isOrdinary(w, lang, e):
			return false
		}
	}
	for _, w := range run.behind {
		if at := c.titleWord(w, lang, e); at >= 0 {
			titled[at] = true
		}
	}
	return 2*found >= len(run.words) && 2*len(titled) >= len(e.titleWords)
}

// titleWord returns which word of a title in another language a word stands for, -1
// for none.
func (c *Checker) titleWord(w word, lang string, e *evidence) int {
	v := vectors.Question(w.written)
	return slices.IndexFunc(e.titleWords, func(t titleWord) bool {
		return t.has(w, namesIn(lang, w)) || c.stands(w, lang, e, t.vocabulary) || c.isOrdinary(w, lang, e) && dot(v, t.vector) >= leastTitled
	})
}
