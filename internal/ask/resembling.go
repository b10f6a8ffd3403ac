package ask

import (
	"context"
	"slices"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// likenessEnough is likelier than not: a camera is pointed at other things than works
// more often than a question is asked about them.
const likenessEnough = 0.5

// likenessShare is how near to the nearest work another must come to be offered
// beside it, as a share of its passage's score: the right work, where it is not the
// first, was never below 0.8.
const likenessShare = 0.75

// Resembling finds the works whose notes come nearest to a description, the nearest
// first: three at most, and none when the gate, that of questions set higher, holds
// that the notes speak of nothing like it. Names in the description are not held
// against it: who describes a picture may see more than the notes say. It answers
// nothing and keeps nothing. Errors are those of Ask.
func (g *Guide) Resembling(ctx context.Context, q guide.Question) ([]guide.Object, error) {
	q, err := check(q)
	if err != nil {
		return nil, err
	}
	asked := question{text: q.Text, lang: q.Lang, terms: text.TermsIn(q.Text, q.Lang)}
	found, err := g.Search.Search(ctx, g.understand(ctx, guide.Turn{Question: q, Lang: q.Lang}, asked))
	if err != nil {
		return nil, err
	}
	found.Hits = slices.DeleteFunc(slices.Clone(found.Hits), func(h guide.Hit) bool { return h.Inventory == "" })
	if best, _ := weighBest(asked, found); len(found.Hits) == 0 || !weigh(asked, best, likenessEnough).covered {
		return nil, nil
	}
	enough := likenessShare * found.Hits[0].Score
	return nearby(slices.DeleteFunc(found.Hits, func(h guide.Hit) bool { return h.Score < enough }), q.Lang), nil
}
