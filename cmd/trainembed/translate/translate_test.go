package translate

import (
	"testing"

	"cicerone/cmd/trainembed/corpus"

	"github.com/google/go-cmp/cmp"
)

// sentences streams pairs of an English and a Portuguese sentence.
func sentences(pairs ...[2]string) func(func(corpus.Parallel, error) bool) {
	return func(yield func(corpus.Parallel, error) bool) {
		for _, p := range pairs {
			if !yield(corpus.Parallel{"en": p[0], "pt": p[1]}, nil) {
				return
			}
		}
	}
}

func TestWordsThatAlwaysMeetTranslateEachOther(t *testing.T) {
	enPT := Direction{"en", "pt"}
	read := sentences(
		[2]string{"The blue house", "A casa azul"},
		[2]string{"A house", "Uma casa"},
		[2]string{"The blue tile", "O azulejo azul"},
		[2]string{"A tile", "Um azulejo"},
		[2]string{"Red wine", "Vinho tinto"},
	)
	got, err := Learn(read, []Direction{enPT})
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{"house": "casa", "tile": "azulejo", "blue": "azul"} {
		if words := got[enPT][word]; len(words) == 0 || words[0].Text != want || words[0].P < .5 {
			t.Errorf("%s: %v, want %s first", word, words, want)
		}
	}
	if words := got[enPT]["wine"]; words != nil {
		t.Errorf("wine was seen once and is %v", words)
	}
	again, err := Learn(read, []Direction{enPT})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, again); diff != "" {
		t.Error(diff)
	}
}
