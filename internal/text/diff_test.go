package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown writes a comparison as readers of code do: [-gone-]{+come+}.
func shown(paragraphs [][]Part) string {
	var out []string
	for _, p := range paragraphs {
		var b strings.Builder
		for _, part := range p {
			b.WriteString(map[Change]string{Same: "", Deleted: "[-", Inserted: "{+"}[part.Change] + part.Text +
				map[Change]string{Same: "", Deleted: "-]", Inserted: "+}"}[part.Change])
		}
		out = append(out, b.String())
	}
	return strings.Join(out, "\n")
}

func TestCompare(t *testing.T) {
	for _, test := range []struct{ name, older, newer, want string }{
		{"nothing", "", "", ""},
		{"the same", "Um.\n\nDois.", "Um.\n\nDois.", "Um.\nDois."},
		{"a word", "Pintado em 1470 por Nuno Gonçalves.", "Pintado em 1471 por Nuno Gonçalves.", "Pintado em [-1470-]{+1471+} por Nuno Gonçalves."},
		{"a paragraph more", "Um.\n\nTrês.", "Um.\n\nDois.\n\nTrês.", "Um.\n{+Dois.+}\nTrês."},
		{"a paragraph less", "Um.\n\nDois.\n\nTrês.", "Um.\n\nTrês.", "Um.\n[-Dois.-]\nTrês."},
		{"another paragraph", "O retábulo é de madeira.", "Abre às dez horas.", "[-O retábulo é de madeira.-]\n{+Abre às dez horas.+}"},
		{"an accent", "A pagina tem texto.", "A página tem texto.", "A [-pagina-]{+página+} tem texto."},
		{"all new", "", "Um.\n\nDois.", "{+Um.+}\n{+Dois.+}"},
		{"all gone", "Um.", "", "[-Um.-]"},
	} {
		if diff := cmp.Diff(test.want, shown(Compare(test.older, test.newer))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// side is one of the two texts, put together again.
func side(paragraphs [][]Part, other Change) string {
	var out []string
	for _, p := range paragraphs {
		var b strings.Builder
		for _, part := range p {
			if part.Change != other {
				b.WriteString(part.Text)
			}
		}
		if b.Len() > 0 {
			out = append(out, b.String())
		}
	}
	return strings.Join(out, "\n\n")
}

// Both texts can be put together again, however they differ.
func FuzzCompare(f *testing.F) {
	f.Add("a b c\n\nd", "a x c\n\ne\n\nd")
	f.Add("um dois três", "três dois um")
	f.Add("\n\n a\n\n\n", "a\n\na\n\na")
	f.Fuzz(func(t *testing.T, older, newer string) {
		older, newer = Clean(older), Clean(newer)
		got := Compare(older, newer)
		if want := strings.Join(paragraphsOf(older), "\n\n"); side(got, Inserted) != want {
			t.Errorf("older: got %q, want %q", side(got, Inserted), want)
		}
		if want := strings.Join(paragraphsOf(newer), "\n\n"); side(got, Deleted) != want {
			t.Errorf("newer: got %q, want %q", side(got, Deleted), want)
		}
	})
}

// Long texts that have next to nothing in common are compared all the same; how
// long it takes for 4 MB, BenchmarkCompareLong measures.
func TestCompareLong(t *testing.T) {
	long := func(word string) string {
		var b strings.Builder
		for i := range 8_000 {
			fmt.Fprintf(&b, "%s%d %s: um parágrafo de cem letras, mais ou menos, para que tudo tenha quatro megabytes ao todo.\n\n", word, i, word)
		}
		return b.String()
	}
	older, newer := long("antes"), long("depois")
	got := Compare(older, newer)
	if side(got, Inserted) != strings.TrimSpace(older) || side(got, Deleted) != strings.TrimSpace(newer) {
		t.Error("the texts cannot be put together again")
	}
	one := strings.Repeat("palavra ", 100_000)
	if got := Compare(one+"fim", one+"final"); len(got) != 1 || len(got[0]) != 3 {
		t.Errorf("one long paragraph: %d paragraphs", len(got))
	}
}

func BenchmarkCompareLong(b *testing.B) {
	var older, newer strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&older, "antes%d: um parágrafo de cem letras, mais ou menos, para que tudo tenha quatro megabytes ao todo.\n\n", i)
		fmt.Fprintf(&newer, "depois%d: um parágrafo de cem letras, mais ou menos, para que tudo tenha quatro megabytes ao todo.\n\n", i)
	}
	for b.Loop() {
		Compare(older.String(), newer.String())
	}
}
