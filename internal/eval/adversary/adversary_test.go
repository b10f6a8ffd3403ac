package adversary

import (
	"context"
	"testing"

	"cicerone/internal/demo"
	"cicerone/internal/guide"
)

// spoken is a model that says an answer in pieces of a few bytes, without a
// server.
func spoken(a Answer) Chat {
	return func(_ context.Context, _ []guide.Message, onText func(string) error) error {
		rest := a.Text()
		for size := 1; rest != ""; size = size%7 + 1 {
			size = min(size, len(rest))
			if err := onText(rest[:size]); err != nil {
				return err
			}
			rest = rest[size:]
		}
		return nil
	}
}

func directly(ctx context.Context, a Answer) (Verdicts, error) {
	return Through(spoken(a), func(Answer) int { return 0 })(ctx, a)
}

func demonstration(t *testing.T) []Work {
	t.Helper()
	book, err := ReadBook(demo.Notes())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestFloor holds the check to what it must never show, on both halves of the
// demonstration.
func TestFloor(t *testing.T) {
	g, err := Grade(t.Context(), Answers(demonstration(t), 400, 1), directly)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + g.Markdown())
	for name, half := range map[string]Half{"development": g.Development, "held out": g.HeldOut} {
		if n := half.Facts().Shown; n > 0 {
			t.Errorf("%s: %d invented numbers, dates, names, sources or markup shown", name, n)
		}
		if kept := half.Kept(); kept < .95 {
			t.Errorf("%s: %.3f of the true sentences kept, want .95", name, kept)
		}
	}
	for _, m := range g.Development.Got {
		if !m.Sentence.True {
			v, _ := directly(t.Context(), m.Answer)
			if sh := find(m.Sentence, v); sh != nil {
				t.Logf("DEBUG Q %q: %q rests on %q", m.Answer.Question, sh.Text, sh.Cites)
			}
		}
		t.Logf("%s → %s, %s (true: %t)\n\t%s\n\t%s", m.Answer.Sources[0].Lang, m.Answer.Lang, m.Sentence.Kind, m.Sentence.True, m.Sentence.Text, m.Reason)
	}
}
