package lexicon

import "strings"

const (
	// Parts of German compounds: how short the first and the last may be. A last
	// part of so many letters counts also behind a part that is not known.
	shortestFirst, shortestLast, longLast = 3, 3, 6
	// mostParts bounds what one word is split into.
	mostParts = 3
)

// links are what stands between two parts, and what it turns the first into:
// Regierung·s·palast, Schul(e)·haus, Fernseh(en)·zuschauer.
var links = [...]ending{{"", ""}, {"s", ""}, {"n", ""}, {"es", ""}, {"en", ""}, {"er", ""}, {"", "e"}, {"", "en"}, {"", "n"}}

// split is the parts of a German compound, in their base forms, from first to last;
// nil when it is none. Of the ways to split it the one with the longest known
// last part behind a known first part is taken.
func (t *Table) split(word string) []string { return t.splitInto(word, mostParts) }

func (t *Table) splitInto(word string, parts int) []string {
	behindUnknown := ""
	for at := shortestFirst; at+shortestLast <= len(word); at++ {
		last := t.german(word[at:])
		if last == "" {
			continue
		}
		if behindUnknown == "" && len(word)-at >= longLast {
			behindUnknown = last
		}
		if first := t.firstPart(word[:at], parts); first != nil {
			return append(first, last)
		}
	}
	if behindUnknown != "" {
		return []string{behindUnknown}
	}
	return nil
}

// firstPart is the parts of what stands before the last part, which may be a
// compound itself.
func (t *Table) firstPart(part string, parts int) []string {
	for _, link := range links {
		first, linked := strings.CutSuffix(part, link.from)
		if !linked || len(first) < shortestFirst {
			continue
		}
		if t.holds(first+link.to, german) {
			return []string{first + link.to}
		}
	}
	if parts > 2 {
		return t.splitInto(strings.TrimSuffix(part, "s"), parts-1)
	}
	return nil
}

// lastEndings are the endings of nouns and adjectives that a last part may have;
// those of verbs are not worth the time.
var lastEndings = parse("innen=in en= en=e er= es= ern= em= e= s= n= en=um")

// german is a German word, or its base form, that has senses; "" when none has. What
// museums have a word for comes first: Platten are Platte's.
func (t *Table) german(word string) string {
	if base := withoutEnding(word, func(w string) bool { return len(t.things[german][w]) > 0 }); base != "" {
		return base
	}
	return withoutEnding(word, func(w string) bool { return t.holds(w, german) })
}

func withoutEnding(word string, known func(string) bool) string {
	if known(word) {
		return word
	}
	for _, e := range lastEndings {
		if stem, found := strings.CutSuffix(word, e.from); found && len(stem) >= shortestStem && known(stem+e.to) {
			return stem + e.to
		}
	}
	return ""
}
