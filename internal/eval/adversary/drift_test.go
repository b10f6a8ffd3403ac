package adversary

import (
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

func TestInBrazil(t *testing.T) {
	for s, want := range map[string]string{
		"O fadista está a tocar no comboio de António.":   "O fadista está tocando no trem de Antônio.",
		"A caravela chegou ao porto em dezembro de 1510.": "A caravela chegou ao porto em dezembro de 1510.",
	} {
		if got := inBrazil(s); got != want {
			t.Errorf("inBrazil(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestDrift holds the count of Brazilian forms to the notes of the demonstration.
func TestDrift(t *testing.T) {
	d := DriftIn(demonstration(t))
	t.Logf("%+v", d)
	if d.Rewritten < 20 || float64(d.Told) < .9*float64(d.Rewritten) || 100*d.OwnForms > d.Own {
		t.Errorf("%+v: want nine of ten told, and hardly one in the notes", d)
	}
	var p Portuguese
	p.add(Verdicts{Shown: []Shown{{Text: "O trem está chegando."}, {Text: "O comboio está a chegar."}}})
	if want := (Portuguese{Sentences: 2, Forms: len(text.Brazilian("O trem está chegando."))}); p != want || p.Forms != 2 {
		t.Errorf("%+v, want %+v", p, want)
	}
}

// TestHalfCountsPortuguese counts what is shown of Portuguese answers alone.
func TestHalfCountsPortuguese(t *testing.T) {
	h := newHalf()
	v := Verdicts{Shown: []Shown{{Text: "O trem chegou."}}, Withheld: []guide.Withheld{{Text: "A equipe."}}}
	h.add(Answer{Lang: "pt"}, v)
	h.add(Answer{Lang: "en"}, v)
	if want := (Portuguese{1, 1}); h.Portuguese != want {
		t.Errorf("%+v, want %+v", h.Portuguese, want)
	}
}
