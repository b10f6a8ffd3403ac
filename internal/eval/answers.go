package eval

import (
	"context"
	"fmt"
	"strings"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Answers is how well the guide answers the questions of a set. With questions
// of another collection, all of them should be refused, and only Refused counts.
type Answers struct {
	Set       string  `json:"set"`
	Questions string  `json:"questions"`
	Passages  string  `json:"passages"`
	N         int     `json:"n"`
	Gold      Measure `json:"gold"`     // a known answer stands in what was shown; of the questions that have one
	Known     int     `json:"known"`    // how many have one
	Words     Measure `json:"words"`    // shown, where something was
	Refused   Measure `json:"refused"`  // "the notes don't say"
	Modelled  int     `json:"modelled"` // answers that a model wrote in Portuguese
	Drift     int     `json:"drift"`    // Brazilian words and forms in those
	P50       float64 `json:"p50_ms"`   // of the whole answer
	P99       float64 `json:"p99_ms"`
}

// MeasureAnswers asks every question of a set and looks at what is shown.
func MeasureAnswers(ctx context.Context, set Set, ask Asker, progress func(done, of int)) (Answers, error) {
	out := Answers{Set: set.Name, Questions: set.Questions, Passages: set.Passages, N: len(set.Asked)}
	var gold, words, refused, took []float64
	for i, item := range set.Asked {
		asked, err := ask(ctx, item.Question, set.Questions)
		if err != nil {
			return out, fmt.Errorf("question %s: %w", item.ID, err)
		}
		took = append(took, asked.Turn.Timings["total"])
		answered := asked.Turn.Verdict == guide.Answered
		refused = append(refused, truth(!answered))
		if asked.Turn.Mode == guide.ModeModel && asked.Turn.Lang == "pt" {
			out.Modelled++
			out.Drift += len(asked.Turn.Drift)
		}
		if answered {
			words = append(words, float64(len(strings.Fields(asked.Turn.Text()))))
		}
		if len(item.Answers) > 0 {
			gold = append(gold, truth(answered && holds(asked.Turn.Text(), item.Answers)))
		}
		progress(i+1, len(set.Asked))
	}
	out.Gold, out.Known = measure(gold), len(gold)
	out.Words, out.Refused = measure(words), measure(refused)
	out.P50, out.P99 = quantile(took, .5), quantile(took, .99)
	return out, nil
}

// holds reports whether any of the answers stands in shown, whatever the case,
// accents and punctuation.
func holds(shown string, answers []string) bool {
	words := " " + plainWords(shown) + " "
	for _, answer := range answers {
		if a := plainWords(answer); a != "" && strings.Contains(words, " "+a+" ") {
			return true
		}
	}
	return false
}

func plainWords(s string) string {
	var out []string
	for _, w := range text.Words(s) {
		out = append(out, w.Text)
	}
	return strings.Join(out, " ")
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
