package ask

import (
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// nearness says how near a sentence of the notes comes to the question beyond its
// very words, for quotations: for one about the visit, whether it speaks of the
// topic; else the share of the question's rarity that it says in words which stand
// for those asked in, of another language or of the same.
func nearness(asked question, found guide.Found) func(sentence, lang string) float64 {
	if asked.practical != nil {
		return asked.practical.alike(found.Hits)
	}
	whole := 0.0
	terms := distinct(asked)
	for term := range terms {
		whole += found.Words[term].IDF
	}
	if whole == 0 {
		return nil
	}
	return func(sentence, lang string) float64 {
		held := map[string]bool{}
		for _, t := range text.Terms(sentence) {
			held[t.Text] = true
		}
		said := 0.0
		for _, t := range asked.terms { // in order, so that sums are the same from run to run
			if !terms[t.Text] || held[t.Text] {
				continue
			}
			said += found.Words[t.Text].IDF * bestSense(found.Words[t.Text], held, lang)
		}
		return min(said/whole, 1)
	}
}

// bestSense is the weight of the heaviest sense of a word that is held.
func bestSense(w guide.Word, held map[string]bool, lang string) float64 {
	best := 0.0
	for _, s := range w.Senses {
		if held[s.Term] && (s.Lang == "" || s.Lang == lang) {
			best = max(best, s.Weight)
		}
	}
	return best
}
