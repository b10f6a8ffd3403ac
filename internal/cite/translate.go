package cite

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
	if len(w.folded) >= longName && v.terms[prefix(w.folded)] {
		return true
	}
	for _, t := range c.otherWords(w, lang, e.hit.Lang) {
		if v.terms[t] {
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
		terms = c.senses(w.folded, lang, to)
		c.known[key] = terms
	}
	return terms
}
