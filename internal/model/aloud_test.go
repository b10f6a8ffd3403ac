package model

import "testing"

// However a stream is cut, the same of it is dropped.
func TestThinkingAloudInAnyPieces(t *testing.T) {
	for said, want := range map[string]string{
		"<think>hm <b></think\n></think>\n\nUm cálice. ": "Um cálice. ",
		" \n<think></think>Um cálice.":                   "Um cálice.",
		"Um cálice. <think>hm</think>":                   "Um cálice. <think>hm</think>",
		"<thinking> is no mark":                          "<thinking> is no mark",
		"<think>no end </thin":                           "",
		" <thi":                                          " <thi",
		" ":                                              " ",
	} {
		for size := 1; size <= len(said); size++ {
			var a aloud
			got := ""
			for rest := said; rest != ""; {
				n := min(size, len(rest))
				got += a.drop(rest[:n])
				rest = rest[n:]
			}
			if got += a.rest(); got != want {
				t.Errorf("%q in pieces of %d: got %q, want %q", said, size, got, want)
			}
		}
	}
}
