package text

import "testing"

func TestSlice(t *testing.T) {
	for _, test := range []struct {
		s    string
		span Span
		want string
	}{
		{"Água e pão", Span{0, 4}, "Água"},
		{"Água e pão", Span{7, 10}, "pão"},
		{"Água", Span{2, 2}, ""},
		{"Água", Span{2, 99}, "ua"},
		{"Água", Span{9, 12}, ""},
		{"Água", Span{3, 1}, ""},
		{"Água", Span{-1, 1}, "Á"},
	} {
		if got := Slice(test.s, test.span); got != test.want {
			t.Errorf("Slice(%q, %v) = %q, want %q", test.s, test.span, got, test.want)
		}
	}
}
