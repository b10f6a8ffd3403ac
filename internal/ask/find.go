package ask

import (
	"context"
	"fmt"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Find searches as for an answer, and gives none: the passages found, best first.
// It fails as Ask does, and keeps nothing.
func (g *Guide) Find(ctx context.Context, q guide.Question) (guide.Found, error) {
	q, err := check(q)
	if err != nil {
		return guide.Found{}, err
	}
	turn := guide.Turn{Question: q, Lang: q.Lang}
	if turn.Lang == "" {
		turn.Lang, _ = text.Detect(q.Text, q.Museum.Lang)
	}
	return g.Search.Search(ctx, g.understand(ctx, turn, question{text: q.Text, lang: turn.Lang, terms: text.TermsIn(q.Text, turn.Lang)}))
}

// interestShare is how near to the best passage another must come for its work to
// meet an interest too, as a share of the best one's score.
const interestShare = 0.5

// Works finds the works whose notes speak of something that a visitor cares for,
// such as "tiles" or "the sea": their inventory numbers, best first, at most
// limit. It is the search that answers questions, with its gate; nothing is kept.
// None means that the notes say nothing of it.
func (g *Guide) Works(ctx context.Context, q guide.Question, limit int) ([]string, error) {
	found, err := g.Find(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("works about an interest: %w", err)
	}
	if !holdsAny(text.Terms(q.Text), found) {
		return nil, nil
	}
	var works []string
	seen := map[string]bool{"": true} // notes about no single work
	for _, h := range found.Hits {
		if h.Score < interestShare*found.Hits[0].Score || len(works) == limit {
			break
		}
		if !seen[h.Inventory] {
			works = append(works, h.Inventory)
		}
		seen[h.Inventory] = true
	}
	return works, nil
}

// holdsAny reports whether any note of the museum holds a word that was asked for,
// or what it may stand as.
func holdsAny(terms []text.Term, found guide.Found) bool {
	for _, t := range terms {
		if found.Words[t.Text].Known() {
			return true
		}
	}
	return false
}
