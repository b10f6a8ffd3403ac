package alike

import (
	"cmp"
	"slices"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Group is what visitors asked in vain in nearly the same words.
type Group struct {
	Gaps []guide.Gap // newest first; never empty
}

// Newest is the latest of the group's questions, which stands for all.
func (g Group) Newest() guide.Gap { return g.Gaps[0] }

// near is from which cosine two questions count as near in meaning. Read off
// seventeen pairs of questions with the built-in model: the highest of another
// question about the same work is 0.81 (who restored, who bought it); the same
// question in other words is from 0.59 to 0.99, and one in three reaches it.
const near = 0.82

// Groups gathers gaps, given newest first, by likeness: those in one language,
// asked at one work, that hold the same terms and ask the same way, or whose
// vectors are near. Each gap joins the first group whose newest question it is
// like, so the same gaps always make the same groups. vectors may be nil, or
// has one for each gap. The largest groups come first, then the latest.
func Groups(gaps []guide.Gap, vectors [][]float32) []Group {
	type group struct {
		Group
		leader int
	}
	var groups []*group
	byTerms := map[string]*group{}
	byPlace := map[string][]*group{} // the leaders that a vector is compared with
	for i, gap := range gaps {
		place := gap.Lang + "\x00" + strings.ToLower(gap.Inventory)
		terms := place + "\x00" + termsOf(gap.Question)
		home := byTerms[terms]
		if home == nil && vectors != nil {
			for _, g := range byPlace[place] {
				if cosine(vectors[g.leader], vectors[i]) >= near && asking(gaps[g.leader].Question) == asking(gap.Question) {
					home = g
					break
				}
			}
		}
		if home == nil {
			home = &group{leader: i}
			groups = append(groups, home)
			byPlace[place] = append(byPlace[place], home)
		}
		byTerms[terms] = home
		home.Gaps = append(home.Gaps, gap)
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(len(b.Gaps)-len(a.Gaps), b.Newest().At.Compare(a.Newest().At), cmp.Compare(b.Newest().ID, a.Newest().ID))
	})
	out := make([]Group, len(groups))
	for i, g := range groups {
		out[i] = g.Group
	}
	return out
}

// termsOf is a question's terms, each once, in one order, and how it asks.
func termsOf(question string) string {
	var words []string
	for _, t := range text.Terms(question) {
		words = append(words, t.Text)
	}
	if len(words) == 0 {
		return strings.Join(folded(question), " ")
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ") + "\x00" + asking(question)
}

// asking is how a question asks, and whether it denies: the words that text.Terms
// takes for function words, though "who" is not "when".
func asking(question string) string {
	var out []string
	for _, w := range folded(question) {
		if askers[w] {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

var askers = setOf(`
	quem quando onde porque quanto quanta quantos quantas nao sem nunca
	who whom whose when where why how not without never
	quien cuando donde cuanto cuanta cuantos cuantas sin
	qui quand ou pourquoi combien comment pas sans
	chi quando dove perche quanto quanti quante non senza
	wer wem wen wann wo warum wie nicht kein keine ohne`)

// cosine is that of two unit vectors, or of as much as the shorter has.
func cosine(a, b []float32) float32 {
	var sum float32
	for i := range a[:min(len(a), len(b))] {
		sum += a[i] * b[i]
	}
	return sum
}
