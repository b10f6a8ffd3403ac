package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cicerone/internal/embed"
	"cicerone/internal/guide"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// verdict is the gate's: whether the collection speaks of what was asked.
type verdict struct {
	covered bool
	reason  string // when not, for the curators
}

// relevance is a logistic model: the log-odds that the passages found answer a
// question, by how they hold its words, or what these may stand as, by how near
// they come in meaning, and by whether they agree on a work that the question names.
//
// It was fitted to one half of these questions: FaQuAD's asked of its own passages
// (weight 9); XQuAD's in Portuguese (1), English, Spanish and Italian (.7) and German
// (.6), asked of their own passages in Portuguese; XQuAD's asked of FaQuAD's (2) and
// FaQuAD's of XQuAD's (4), where nothing answers them; and the demonstration's guide
// set, what its notes answer (5) and what they do not (4). docs/eval/answers.md and
// docs/eval/guide.md say what becomes of whole questions.
type relevance struct {
	base         float64
	closeness    float64 // × the vectors' score of the nearest passage
	words        float64 // × the best score by words, as a share of what the question's words could score
	unheard      float64 // × the share of the question that no note holds as it was written: translations hold less
	held         float64 // × the rarity the best passage holds, a word that no note holds being 1
	namesHeld    float64 // × the names and numbers asked about that it holds
	namesMissing float64 // × those it does not
	titled       float64 // × the share of the question that a title among the best passages says
	agreed       float64 // × the share of the best passages that are about the first one's work
}

var (
	// byWordsAndMeaning goes with the built-in embedding, whose cosines it was fitted to.
	byWordsAndMeaning = relevance{base: -9.58, closeness: 3.13, words: 11.73, unheard: 2.38, held: 2.52, namesHeld: 0.26, namesMissing: -0.49, titled: 3.55, agreed: 0.76}
	// byWords does without: for other spaces, whose cosines lie elsewhere, and
	// where no vector could be had.
	byWords = relevance{base: -9.05, words: 12.36, unheard: 2.33, held: 2.79, namesHeld: 0.24, namesMissing: -0.48, titled: 4.39, agreed: 0.73}
)

const (
	// relevanceEnough is a little less likely than not: visitors of a museum ask about
	// it more often than not.
	relevanceEnough = -0.40
	// wordsCould is about four times a question's rarity: what a passage scores that
	// holds all of its words, side by side, in one stretch.
	wordsCould = 4.0
	// coverageAtHand is the share of the question that a passage about the work at
	// hand must hold: standing at it, the visitor need not name it.
	coverageAtHand = 0.3
	// A question of one word or two that tell something must be mostly held: half of
	// "the capital of France" is another question.
	shortTerms = 2
	shortShare = 0.55
	// A question for works of some kind says little more than the kind: the passage
	// that holds so much of it shows one. Of two kinds, "gold or silver", one will do.
	kindShare = 0.75
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
	return weigh(asked, found, relevanceEnough)
}

// weigh asks whether the best passages answer the question, by log-odds that are
// likely enough.
func weigh(asked question, found guide.Found, likely float64) verdict {
	best, atHand := weighBest(asked, found)
	if atHand {
		return verdict{covered: true}
	}
	model := byWords
	if asked.space == (embed.Model{}).Space().Name && !slices.Contains(found.Degraded, guide.DegradedVector) {
		model = byWordsAndMeaning
	}
	enough := kindShare
	if asksForEither(asked) {
		enough /= 2
	}
	switch {
	case asksForWorks(asked) && best.share >= enough:
		return verdict{covered: true}
	case len(distinct(asked)) <= shortTerms && best.share < shortShare:
	case asksOfTheWorld(asked) && best.words < worldlyWords:
	case model.odds(best) >= likely:
		return verdict{covered: true}
	}
	return verdict{reason: fmt.Sprintf("%s: %.0f", guide.ReasonFarOff, 100*best.share)}
}

// weighBest is the evidence of the passage that holds most of the question, with
// the closest meaning of all that are judged. atHand says that one about the work
// at hand holds enough of it.
func weighBest(asked question, found guide.Found) (best evidence, atHand bool) {
	judged := found.Hits[:min(passagesJudged, len(found.Hits))]
	titled, agreed := 0.0, 0.0
	for _, h := range judged {
		e := weighHit(asked, found, h)
		titled = max(titled, e.titled)
		if sameWork(h, judged[0]) {
			agreed += 1.0 / passagesJudged
		}
		if asked.object != "" && h.Inventory == asked.object && e.share >= coverageAtHand {
			return e, true
		}
		closeness := max(best.closeness, e.closeness)
		if e.share > best.share {
			best = e
		}
		best.closeness = closeness
	}
	best.words, best.unheard = wordsShare(found), rank.Unheard(found.Words)
	best.titled, best.agreed = titled, agreed
	return best, false
}

// evidence is how far a passage speaks of a question.
type evidence struct {
	share          float64 // of the question's rarity, in the passage and its label
	closeness      float64
	words, unheard float64 // see relevance
	held           float64 // rarity, a word that no note holds being 1
	titled, agreed float64 // see relevance

	namesHeld, namesMissing int
}

func (r relevance) odds(e evidence) float64 {
	return r.base + r.closeness*e.closeness + r.words*e.words + r.unheard*e.unheard + r.held*e.held +
		r.namesHeld*float64(e.namesHeld) + r.namesMissing*float64(e.namesMissing) + r.titled*e.titled + r.agreed*e.agreed
}

// sameWork reports whether two passages are about one work, or of one note.
func sameWork(a, b guide.Hit) bool {
	if a.Inventory != "" || b.Inventory != "" {
		return a.Inventory == b.Inventory
	}
	return a.DocumentID == b.DocumentID
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
	held := heldTerms(joined(h))
	e := evidence{closeness: h.VectorScore, share: rarity(asked, found, h.Lang, held) / whole}
	e.held = e.share * whole / found.MaxIDF
	e.titled = rarity(asked, found, h.Lang, heldTerms(h.Title+"\n"+h.Label.Title)) / whole
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

// joined is a passage with its title and label.
func joined(h guide.Hit) string {
	return strings.Join([]string{h.Title, h.Heading, h.Inventory, h.Label.Maker, h.Label.Date, h.Label.Material, h.Label.HeldBy, h.Text}, "\n")
}

// unknownNames lists the names and numbers in the question that no live passage
// of the museum holds, whole or in another language's words.
func unknownNames(asked question, found guide.Found) []string {
	var out []string
	for _, t := range asked.terms {
		if w := found.Words[t.Text]; names(asked, t) && !honorifics[t.Word] && !w.Whole && len(w.Senses) == 0 {
			out = append(out, text.Slice(asked.text, t.Span))
		}
	}
	return out
}

// wordsShare is the best score by words as a share of what the question's words
// could score.
func wordsShare(found guide.Found) float64 {
	best, could := 0.0, 0.0
	for _, h := range found.Hits {
		best = max(best, h.LexicalScore)
	}
	for _, term := range slices.Sorted(maps.Keys(found.Words)) { // sums of floats depend on their order
		could += wordsCould * found.Words[term].IDF
	}
	return best / max(wordsCould, could)
}

// honorifics stand before names and are none.
var honorifics = map[string]bool{"sant": true, "san": true, "santo": true, "santa": true, "saint": true, "sainte": true, "sankt": true, "dom": true, "don": true, "dona": true}

// rarity adds up the rarity of the question's words that a text in a language
// holds: all of a word that stands there, and of one that only something it may
// stand as does, as much as that is worth.
func rarity(asked question, found guide.Found, lang string, held map[string]bool) float64 {
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
	for _, t := range telling(asked.terms) {
		terms[t.Text] = true
	}
	return terms
}
