package ask

import (
	"context"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Resembling finds the works whose notes come nearest to what a question
// describes, the nearest first: three at most, and none when nothing is like it.
// It answers nothing and keeps nothing. Errors are those of Ask.
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
	return nearby(found.Hits), nil
}
