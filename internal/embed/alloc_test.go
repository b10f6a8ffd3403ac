//go:build !race

package embed

import "testing"

// The race detector has pools forget things now and then, on purpose, which
// allocates.
func TestNothingIsAllocated(t *testing.T) {
	dst := make([]float32, 0, Model{}.Space().Dims)
	_, windows := Model{}.Passage(long)
	q := Model{}.Question("Quem fez a custódia?")
	for name, do := range map[string]func(){
		"a question": func() { (Model{}).AppendQuestion(dst, "Quem lavrou a Custódia de Belém, xqzzk e Sonnenuhrmacher?") },
		"Nearest":    func() { Nearest(q, windows) },
	} {
		if got := testing.AllocsPerRun(100, do); got != 0 {
			t.Errorf("%s allocates %v times", name, got)
		}
	}
}
