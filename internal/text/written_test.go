package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrite(t *testing.T) {
	s := "Visita\n\nHorário\n# isto é texto\n\\## e isto\n#sem espaço\n\nÀs dez."
	headings := []Heading{{0, 1, "Visita"}, {8, 2, "Horário"}}
	want := "# Visita\n\n## Horário\n\\# isto é texto\n\\\\## e isto\n#sem espaço\n\nÀs dez."
	if diff := cmp.Diff(want, Write(s, headings)); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
}

// What a browser sends has other line ends, and what people type has spaces.
func TestReadWritten(t *testing.T) {
	got, headings := ReadWritten("\r\n#   Título  \r\n\r\nTexto com espaços   \r\n####### sete\r\n# \r\n### Fim\u202e\r\n\r\n")
	if want := "Título\n\nTexto com espaços\n####### sete\n#\nFim"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want := []Heading{{0, 1, "Título"}, {41, 3, "Fim"}}
	if diff := cmp.Diff(want, headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
}

// Whatever was read is written and read again unchanged, with each heading at
// the beginning of its line.
func FuzzWritten(f *testing.F) {
	for _, s := range []string{"# A\n\ntexto", "\\# a\n\\\\# b", "###### seis\n####### sete", "# \n#\n #", "a\r\n# b\u00a0\n\u200b# c", "#\t# x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, headings := ReadWritten(s)
		for _, h := range headings {
			if at := Slice(got, Span{h.Offset, h.Offset + len([]rune(h.Text))}); at != h.Text || strings.Contains(h.Text, "\n") {
				t.Errorf("heading %q stands at %q", h.Text, at)
			}
		}
		again, same := ReadWritten(Write(got, headings))
		if got = strings.Trim(got, "\n"); again != got {
			t.Errorf("text: got %q, want %q", again, got)
		}
		if diff := cmp.Diff(headings, same); diff != "" && !strings.HasPrefix(got, "\n") {
			t.Errorf("headings (-want +got):\n%s", diff)
		}
	})
}
