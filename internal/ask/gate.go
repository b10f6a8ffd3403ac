package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// verdict is the gate's: whether the collection speaks of what was asked.
type verdict struct {
	covered bool
	reason  string // when not, for the curators
}

// relevance is a logistic model: the log-odds that the passages found answer a
// question, by how they hold its words and how near they come in meaning.
//
// It was fitted to one half of these questions, and the figures are of the other:
// those of FaQuAD, SQuAD in Portuguese and XQuAD in Portuguese, asked of their own
// passages (FaQuAD and XQuAD also of each other's, where nothing answers them);
// the demonstration's, and XQuAD's in four languages asked of the demonstration.
// With the embedding of the time it refuses by mistake 4 % of FaQuAD's, 11 % of
// SQuAD's and 12 % of XQuAD's; and lets through by mistake 1 % of XQuAD's asked of
// FaQuAD, 6 % the other way round, and 0.2 % of XQuAD's asked of the
// demonstration. Another embedding wants other weights.
type relevance struct {
	base         float64
	closeness    float64 // × the cosine of the nearest passage
	share        float64 // × the share of the question's rarity that the best sentence holds
	held         float64 // × the rarity the best passage holds, a word that no note holds being 1
	missing      float64 // × the rarity it does not
	namesHeld    float64 // × the names and numbers asked about that it holds
	namesMissing float64 // × those it does not
}

var (
	byWordsAndMeaning = relevance{base: -6.37, closeness: 10.84, share: 4.14, held: 1.63, missing: -0.53, namesHeld: 0.69, namesMissing: -0.51}
	byWords           = relevance{base: -4.67, share: 5.77, held: 2.04, missing: -0.62, namesHeld: 0.73, namesMissing: -0.49}
)

const (
	// relevanceEnough is two to one: an answer beside the point is worse than none.
	relevanceEnough = 0.7
	// coverageAtHand is the share of the question that a passage about the work at
	// hand must hold: standing at it, the visitor need not name it.
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

// weigh asks whether the best passages answer the question.
func weigh(asked question, found guide.Found) verdict {
	best, atHand := weighBest(asked, found)
	if atHand {
		return verdict{covered: true}
	}
	model := byWordsAndMeaning
	if slices.Contains(found.Degraded, guide.DegradedVector) {
		model = byWords
	}
	if model.odds(best) >= relevanceEnough {
		return verdict{covered: true}
	}
	return verdict{reason: fmt.Sprintf("%s: %.0f", guide.ReasonFarOff, 100*best.share)}
}

// weighBest is the evidence of the passage that holds most of the question, with
// the closest meaning and the best sentence of all that are judged. atHand says
// that one about the work at hand holds enough of it.
func weighBest(asked question, found guide.Found) (best evidence, atHand bool) {
	for _, h := range found.Hits[:min(passagesJudged, len(found.Hits))] {
		e := weighHit(asked, found, h)
		if asked.object != "" && h.Inventory == asked.object && e.share >= coverageAtHand {
			return e, true
		}
		closeness, sentence := max(best.closeness, e.closeness), max(best.sentence, e.sentence)
		if e.share > best.share {
			best = e
		}
		best.closeness, best.sentence = closeness, sentence
	}
	return best, false
}

// evidence is how far a passage speaks of a question.
type evidence struct {
	share         float64 // of the question's rarity, in the whole passage
	sentence      float64 // the same, in its best sentence
	closeness     float64
	held, missing float64 // rarity, a word that no note holds being 1

	namesHeld, namesMissing int
}

func (r relevance) odds(e evidence) float64 {
	return r.base + r.closeness*e.closeness + r.share*e.sentence + r.held*e.held + r.missing*e.missing +
		r.namesHeld*float64(e.namesHeld) + r.namesMissing*float64(e.namesMissing)
}

// weighHit weighs one passage, its title and label included.
func weighHit(asked question, found guide.Found, h guide.Hit) evidence {
	terms := distinct(asked)
	whole := 0.0
	for term := range terms {
		whole += found.Words[term].IDF
	}
	if whole == 0 {
		return evidence{closeness: h.VectorScore}
	}
	named := strings.Join([]string{h.Title, h.Heading, h.Inventory, h.Label.Maker}, "\n")
	label := strings.Join([]string{named, h.Label.Date, h.Label.Material, h.Label.HeldBy}, "\n")
	e := evidence{closeness: h.VectorScore, share: rarity(asked, found, h.Lang, label+"\n"+h.Text) / whole, sentence: rarity(asked, found, h.Lang, named) / whole}
	for _, sentence := range text.Sentences(h.Text) {
		e.sentence = max(e.sentence, rarity(asked, found, h.Lang, named+"\n"+text.Slice(h.Text, sentence))/whole)
	}
	e.held, e.missing = e.share*whole/found.MaxIDF, (1-e.share)*whole/found.MaxIDF
	held := heldTerms(label + "\n" + h.Text)
	for _, t := range asked.terms {
		switch {
		case !terms[t.Text] || !names(asked, t):
		case worth(found.Words[t.Text], t.Text, h.Lang, held) >= .5:
			e.namesHeld++
		default:
			e.namesMissing++
		}
		delete(terms, t.Text) // each counts once
	}
	return e
}

func heldTerms(s string) map[string]bool {
	out := map[string]bool{}
	for _, t := range text.Terms(s) {
		out[t.Text] = true
	}
	return out
}

// unknownNames lists the names and numbers in the question that no live passage
// of the museum holds.
func unknownNames(asked question, found guide.Found) []string {
	var out []string
	for _, t := range asked.terms {
		if names(asked, t) && !found.Words[t.Text].Known() {
			out = append(out, text.Slice(asked.text, t.Span))
		}
	}
	return out
}

// rarity adds up the rarity of the question's words that a text in a language
// holds: all of a word that stands there, and of one that only something it may
// stand as does, as much as that is worth.
func rarity(asked question, found guide.Found, lang, s string) float64 {
	held := heldTerms(s)
	sum := 0.0
	for _, term := range slices.Sorted(maps.Keys(distinct(asked))) { // sums of floats depend on their order
		sum += found.Words[term].IDF * worth(found.Words[term], term, lang, held)
	}
	return sum
}

// worth is how much of a word a text in a language holds, from 0 to 1.
func worth(w guide.Word, term, lang string, held map[string]bool) float64 {
	if held[term] {
		return 1
	}
	best := 0.0
	for _, s := range w.Senses {
		if (s.Lang == "" || s.Lang == lang) && held[s.Term] {
			best = max(best, s.Weight)
		}
	}
	return best
}

func distinct(asked question) map[string]bool {
	terms := map[string]bool{}
	for _, t := range asked.terms {
		terms[t.Text] = true
	}
	return terms
}
