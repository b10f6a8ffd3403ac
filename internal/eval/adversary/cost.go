package adversary

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Times are when, from the question on, in milliseconds, something came.
type Times struct {
	FirstToken    float64 // from the model
	FirstSentence float64 // the first whole sentence from the model; to a visitor: the first one shown
	Whole         float64
}

// Listen asks a model directly and times what it says. A sentence is whole when
// the next one has begun.
func Listen(ctx context.Context, chat Chat, messages []guide.Message) (Times, error) {
	var t Times
	said, begun := "", time.Now()
	err := chat(ctx, messages, func(delta string) error {
		if t.FirstToken == 0 {
			t.FirstToken = since(begun)
		}
		said += delta
		if t.FirstSentence == 0 && len(text.Sentences(said)) > 1 {
			t.FirstSentence = since(begun)
		}
		return nil
	})
	t.Whole = since(begun)
	if err != nil {
		return t, fmt.Errorf("chat: %w", err)
	}
	return t, nil
}

// Cost is what a visitor waits through the guide beside the model alone; each
// list has one entry a question.
type Cost struct{ Direct, Guided []Times }

func since(t time.Time) float64 { return float64(time.Since(t).Microseconds()) / 1000 }

// Markdown is the table of waits.
func (c Cost) Markdown() string {
	row := func(what string, of func(Times) float64) string {
		direct, guided := spread(c.Direct, of), spread(c.Guided, of)
		return fmt.Sprintf("| %s | %.1f / %.1f | %.1f / %.1f | %.1f |\n", what, direct[0], direct[1], guided[0], guided[1], guided[0]-direct[0])
	}
	return "| milliseconds, median / 95 of 100 | model alone | through the guide | median difference |\n|---|---|---|---|\n" +
		row("first token", func(t Times) float64 { return t.FirstToken }) +
		row("first whole sentence; first one shown", func(t Times) float64 { return t.FirstSentence }) +
		row("whole answer", func(t Times) float64 { return t.Whole })
}

// spread is the median and what 95 of 100 do not exceed.
func spread(times []Times, of func(Times) float64) [2]float64 {
	var all []float64
	for _, t := range times {
		all = append(all, of(t))
	}
	if len(all) == 0 {
		return [2]float64{}
	}
	slices.Sort(all)
	return [2]float64{all[len(all)/2], all[min(len(all)-1, len(all)*95/100)]}
}
