package embed

import (
	"math"
	"slices"
	"testing"
)

func TestHashedIsUnitAndDeterministic(t *testing.T) {
	texts := []string{"A Custódia de Belém é de ouro e esmalte.", "", "de da do"}
	a, b := Hashed{}.Embed(texts), Hashed{}.Embed(texts)
	for i := range a {
		if !slices.Equal(a[i], b[i]) {
			t.Errorf("text %d: two runs differ", i)
		}
	}
	if got := dot(a[0], a[0]); math.Abs(got-1) > 1e-5 {
		t.Errorf("norm² = %v, want 1", got)
	}
	if got := dot(a[1], a[1]); got != 0 {
		t.Errorf("empty text has norm² %v, want 0", got)
	}
}

func TestHashedForgivesSpelling(t *testing.T) {
	v := Hashed{}.Embed([]string{
		"Quem fez a custódia de Belém?",
		"A custodia de Belem foi feita por Gil Vicente.",
		"O coche dos Oceanos levou a embaixada a Roma.",
		"Uma locomotiva a vapor.",
	})
	near, far := dot(v[0], v[1]), max(dot(v[0], v[2]), dot(v[0], v[3]))
	if near <= far+0.2 {
		t.Errorf("near %.3f, far %.3f: want near well above", near, far)
	}
}

func dot(a, b []float32) float64 {
	var s float64
	for i := range a {
		s += float64(a[i]) * float64(b[i])
	}
	return s
}

func BenchmarkHashedQuestion(b *testing.B) {
	for b.Loop() {
		Hashed{}.Embed([]string{"Quem pintou os Painéis de São Vicente e quando?"})
	}
}
