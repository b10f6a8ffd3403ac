package adversary

import (
	"context"
	"fmt"
	"strconv"

	"cicerone/internal/cite"
	"cicerone/internal/guide"
)

// Chat is how the guide talks to a model; see ask.Model.
type Chat func(ctx context.Context, messages []guide.Message, onText func(string) error) error

// Through is the check that the guide makes of what a model says, sentence by
// sentence. The model is asked for an answer by its place among all.
func Through(chat Chat, senses cite.Senses, place func(Answer) int) Check {
	return func(ctx context.Context, a Answer) (Verdicts, error) {
		var v Verdicts
		checker := cite.NewChecker(a.Question, a.Sources, a.Lang, senses)
		take := func(checked []cite.Checked) {
			for _, c := range checked {
				v.take(c)
			}
		}
		ask := []guide.Message{{Role: "user", Content: strconv.Itoa(place(a))}}
		err := chat(ctx, ask, func(delta string) error {
			take(checker.Feed(delta))
			return nil
		})
		if err != nil && a.Endless == "" { // one that never stops is cut off; what it said by then counts
			return v, fmt.Errorf("chat: %w", err)
		}
		take(checker.Close())
		return v, nil
	}
}

func (v *Verdicts) take(c cite.Checked) {
	if !c.Supported {
		v.Withheld = append(v.Withheld, guide.Withheld{Text: c.Text, Reason: c.Reason})
		return
	}
	shown := Shown{Text: c.Text}
	for _, citation := range c.Citations {
		shown.Works = append(shown.Works, citation.Inventory)
		shown.Cites = append(shown.Cites, citation.Sentence)
	}
	v.Shown = append(v.Shown, shown)
}
