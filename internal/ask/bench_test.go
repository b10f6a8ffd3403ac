package ask

import (
	"context"
	"testing"

	"cicerone/internal/guide"
)

// chat is a model without a server: it keeps the last message it was sent and
// says an answer in one piece.
func chat(asked *string, answer string) func(context.Context, []guide.Message, func(string) error) error {
	return func(_ context.Context, messages []guide.Message, onText func(string) error) error {
		*asked = messages[len(messages)-1].Content
		return onText(answer)
	}
}

// found answers every search alike, so that the searching is not measured.
type found guide.Found

func (f found) Search(context.Context, guide.Search) (guide.Found, error) {
	again := guide.Found(f)
	again.Hits = append([]guide.Hit(nil), f.Hits...)
	return again, nil
}

type forgetful struct{}

func (forgetful) History(context.Context, int64, string, int) ([]guide.Exchange, error) {
	return nil, nil
}
func (forgetful) SaveTurn(context.Context, guide.Turn) error { return nil }

// BenchmarkAsk measures a question without its IO: no database, no model server.
func BenchmarkAsk(b *testing.B) {
	var prompt string
	for _, bench := range []struct {
		name, question string
		model          *Model
	}{
		{"quotation", "Quem fez a Custódia de Belém?", nil},
		{"model", "Quem fez a Custódia de Belém?", &Model{Name: "amalia", Context: 8192, Answer: 400,
			Chat: chat(&prompt, "A custódia foi feita em 1506 por Gil Vicente [1]. O ouro veio do tributo do rei de Quíloa [1].")}},
		{"not covered", "Quem pintou a Guernica?", nil},
	} {
		b.Run(bench.name, func(b *testing.B) {
			m := openMuseum(b, bench.model)
			q := guide.Question{Museum: galeria, Text: bench.question, At: noon}
			if _, err := m.Ask(b.Context(), q, func(guide.Event) error { return nil }); err != nil {
				b.Fatal(err)
			}
			answer, err := m.shelf.Search(b.Context(), m.shelf.searches[0])
			if err != nil {
				b.Fatal(err)
			}
			m.Search, m.Memory = found(answer), forgetful{}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Ask(b.Context(), q, func(guide.Event) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
