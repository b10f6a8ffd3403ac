package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// verdict is the gate's: whether the collection speaks of what was asked.
type verdict struct {
	covered bool
	reason  string // when not, for the curators
}

// The gate is a logistic model: the log-odds that the passages found answer a
// question, by how they hold its words, or what these may stand as, and by whether
// they are about one work. Meaning has its say before: it helps to choose the passages.
// Its closeness as well was measured to add nothing, and cosines of other embeddings
// lie elsewhere.
//
// It was fitted to one half of these questions: FaQuAD's asked of its own passages
// (weight 4); XQuAD's in Portuguese, English, Spanish, Italian and German, asked of
// their own passages in Portuguese (1), and in all other pairs of these languages (.25); XQuAD's
// asked of FaQuAD's (1) and FaQuAD's of XQuAD's (2), where nothing answers them; and
// the demonstration's guide set, what its notes answer (5) and what they do not (5).
// docs/eval/answers.md and docs/eval/guide.md say what becomes of whole questions.
const (
	oddsBase    = -8.98
	oddsWords   = 13.07 // × the best score by words, as a share of what the question's words could score
	oddsUnheard = 2.50  // × the share of the question that no note holds as it was written: translations hold less
	oddsHeld    = 2.47  // × the rarity the best passage holds, a word that no note holds being 1
	oddsMissing = -0.62 // × the names and numbers asked about that it does not hold
	oddsAgreed  = 3.08  // × the share of the best passages that are about the first one's work
)

const (
	// relevanceEnough is a little less likely than not: visitors of a museum ask about
	// it more often than not.
	relevanceEnough = -0.45
	// despiteName is how likely an answer must be when the question says a name that no
	// note holds: it may be spelt otherwise there, or stand beside the point. Of 1,282
	// questions of another collection none passes, of 101 of the own 44 do.
	despiteName = 1.0
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
	best, atHand := weighBest(asked, found)
	if unknown := unknownNames(asked, found); len(unknown) > 0 && (atHand || tooLittle(asked, best) || best.odds() < despiteName) {
		return verdict{reason: guide.ReasonUnknownName + ": " + strings.Join(unknown, ", ")}
	}
	if asked.alone || atHand || namesTwo(asked, found) { // the work is there
		return verdict{covered: true}
	}
	if len(asked.terms) == 0 {
		return verdict{reason: guide.ReasonNoWords}
	}
	return weigh(asked, best, relevanceEnough)
}

// weigh asks whether the best passages answer the question, by log-odds that are
// likely enough.
func weigh(asked question, best evidence, likely float64) verdict {
	if asksForWorks(asked) && best.share >= kindEnough(asked) || !tooLittle(asked, best) && best.odds() >= likely {
		return verdict{covered: true}
	}
	return verdict{reason: fmt.Sprintf("%s: %.0f", guide.ReasonFarOff, 100*best.share)}
}

// kindEnough is the share of a question for works of some kind that one of it holds.
func kindEnough(asked question) float64 {
	if asksForEither(asked) {
		return kindShare / 2
	}
	return kindShare
}

// tooLittle reports whether the passages hold too little of a question that says
// little, or that is about the world at large.
func tooLittle(asked question, best evidence) bool {
	return len(distinct(asked)) <= shortTerms && best.share < shortShare || asksOfTheWorld(asked) && best.words < worldlyWords
}

// namesTwo reports whether the question says the whole titles of two works that are
// here, with no word in common. No passage of one holds much of such a question.
func namesTwo(asked question, found guide.Found) bool {
	says := saysTitle(asked, found)
	var first map[string]bool
	for _, h := range found.Hits {
		if h.Inventory == "" || !says(h) {
			continue
		}
		title := heldTerms(h.Title)
		if first == nil {
			first = title
		}
		apart := true
		for term := range title {
			apart = apart && !first[term]
		}
		if apart {
			return true
		}
	}
	return false
}

// weighBest is the evidence of the passage that holds most of the question. atHand
// says that one about the work at hand holds enough of it.
func weighBest(asked question, found guide.Found) (best evidence, atHand bool) {
	judged := found.Hits[:min(passagesJudged, len(found.Hits))]
	agreed := 0.0
	for _, h := range judged {
		e := weighHit(asked, found, h)
		if sameWork(h, judged[0]) {
			agreed += 1.0 / passagesJudged
		}
		if asked.object != "" && h.Inventory == asked.object && e.share >= coverageAtHand {
			return e, true
		}
		if e.share > best.share {
			best = e
		}
	}
	best.words, best.unheard, best.agreed = wordsShare(found), rank.Unheard(found.Words), agreed
	return best, false
}

// evidence is how far passages speak of a question.
type evidence struct {
	share          float64 // of the question's rarity, in the passage and its label
	held           float64 // see oddsHeld
	missing        int     // see oddsMissing
	words, unheard float64 // see oddsWords, oddsUnheard
	agreed         float64 // see oddsAgreed
}

// odds is the logarithm of the odds that the question is answered.
func (e evidence) odds() float64 {
	return oddsBase + oddsWords*e.words + oddsUnheard*e.unheard + oddsHeld*e.held + oddsMissing*float64(e.missing) + oddsAgreed*e.agreed
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
		return evidence{}
	}
	held := heldTerms(joined(h))
	e := evidence{share: rarity(asked, found, h.Lang, held) / whole}
	e.held = e.share * whole / found.MaxIDF
	for _, t := range asked.terms {
		if terms[t.Text] && names(asked, t) && worth(found.Words[t.Text], t.Text, h.Lang, held) < .5 {
			e.missing++
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
