package ask

import (
	"fmt"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// verdict is the gate's: whether the collection speaks of what was asked.
type verdict struct {
	covered bool
	reason  string // when not, for the curators
}

// The gate's thresholds were read off internal/demo/questions.txt, on which
// they answer 62 of 63 questions the collection covers and refuse all 30 it does
// not. coverage is how much of the question, weighed by rarity, the best passage
// holds; closeness is the cosine between the two.
const (
	// A passage that holds half the question is about it when the work's own
	// title or maker is among what was asked…
	coverageNamed = 0.5
	// …which takes title terms at least this rare, as a share of the rarity of a
	// word that no note holds: "life" in one title proves nothing.
	rarityNamed = 0.55
	// A question that names no work needs a passage as near as this in meaning.
	closenessUnnamed = 0.4
	// Standing at the work, the visitor need not name it.
	coverageAtHand = 0.3
	// passagesJudged is how many of the best passages may cover the question.
	passagesJudged = 5
)

// judge decides before any model is called. A name or number that no note of
// the museum holds means that the collection does not know what was asked for;
// else the best passage must cover enough of the question.
func judge(asked question, found guide.Found) verdict {
	if len(found.Hits) == 0 {
		return verdict{reason: guide.ReasonNoPassage}
	}
	if asked.practical != nil { // a visit note is there
		return verdict{covered: true}
	}
	if found.MaxIDF == 0 { // the lexical leg failed: nothing to weigh words by
		return weighUnread(asked, found)
	}
	if unknown := unknownNames(asked, found); len(unknown) > 0 {
		return verdict{reason: guide.ReasonUnknownName + ": " + strings.Join(unknown, ", ")}
	}
	if asked.alone { // the work is there
		return verdict{covered: true}
	}
	if len(asked.terms) == 0 {
		return verdict{reason: guide.ReasonNoWords}
	}
	return weigh(asked, found)
}

// weigh asks each of the best passages whether it covers the question.
func weigh(asked question, found guide.Found) verdict {
	best := 0.0
	for _, h := range found.Hits[:min(passagesJudged, len(found.Hits))] {
		held := coverage(asked, found, h)
		switch best = max(best, held); {
		case asked.object != "" && h.Inventory == asked.object && held >= coverageAtHand,
			held >= coverageNamed && namesAll(distinct(asked), h.Title),
			held >= coverageNamed && rarity(asked, found, h.Title+" "+h.Label.Maker) >= rarityNamed*found.MaxIDF,
			held >= coverageNamed && h.VectorScore >= closenessUnnamed:
			return verdict{covered: true}
		}
	}
	return verdict{reason: fmt.Sprintf("%s: %.0f", guide.ReasonFarOff, 100*best)}
}

// weighUnread decides by meaning alone.
func weighUnread(asked question, found guide.Found) verdict {
	if asked.alone {
		return verdict{covered: true}
	}
	best := 0.0
	for _, h := range found.Hits[:min(passagesJudged, len(found.Hits))] {
		best = max(best, h.VectorScore)
	}
	if best >= closenessUnnamed {
		return verdict{covered: true}
	}
	return verdict{reason: fmt.Sprintf("%s: %.2f", guide.ReasonFarUnread, best)}
}

// unknownNames lists the names and numbers in the question that no live passage
// of the museum holds.
func unknownNames(asked question, found guide.Found) []string {
	var out []string
	for _, t := range asked.terms {
		if names(asked, t) && !found.Known[t.Text] {
			out = append(out, text.Slice(asked.text, t.Span))
		}
	}
	return out
}

// coverage is the share of the question's rarity that a passage holds, its title
// and label included.
func coverage(asked question, found guide.Found, h guide.Hit) float64 {
	var all float64
	for term := range distinct(asked) {
		all += found.IDF[term]
	}
	if all == 0 {
		return 0
	}
	label := []string{h.Text, h.Title, h.Heading, h.Inventory, h.Label.Maker, h.Label.Date, h.Label.Material, h.Label.HeldBy}
	return rarity(asked, found, strings.Join(label, "\n")) / all
}

// rarity adds up the rarity of the question's terms that a text holds.
func rarity(asked question, found guide.Found, s string) float64 {
	terms := distinct(asked)
	sum := 0.0
	for _, t := range text.Terms(s) {
		if terms[t.Text] {
			sum += found.IDF[t.Text]
			delete(terms, t.Text)
		}
	}
	return sum
}

func distinct(asked question) map[string]bool {
	terms := map[string]bool{}
	for _, t := range asked.terms {
		terms[t.Text] = true
	}
	return terms
}
