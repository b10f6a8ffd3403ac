package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for name, test := range map[string]struct{ in, want string }{
		"line ends":         {"a\r\nb\rc\vd\fe\u2028f\u0085g", "a\nb\nc\nd\ne\nf\ng"},
		"odd spaces":        {"1\u202f500\u00a0kg\u3000e\u2009mais", "1 500 kg e mais"},
		"spaces at ends":    {"a \t\nb\u00a0\n\n c  ", "a\nb\n\n c"},
		"zero width":        {"a\u200bb\u200dc\ufeffd\u00ade", "abcde"},
		"direction":         {"a\u202eb\u2066c\u200f", "abc"},
		"controls":          {"a\x00b\x1bc\x7fd\u009be", "abcde"},
		"private use, tags": {"a\ue000b\U000e0041c", "abc"},
		"composed":          {"Conceic\u0327a\u0303o", "Conceição"},
		"parted letter":     {"e\u200b\u0301", "é"},
		"invalid":           {"a\xff\xfeb", "a\uFFFDb"},
		"kept":              {"Ευχαριστώ\tЖ 日本 ½ — “x”… 😀", "Ευχαριστώ\tЖ 日本 ½ — “x”… 😀"},
		"empty":             {"", ""},
	} {
		if got := Clean(test.in); got != test.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", name, test.in, got, test.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\r\n\u200b\u0301e \n")
	f.Add("\u1100\u1161\u11a8 \u2126 \u0344 \xf0\x28")
	f.Add("a" + strings.Repeat("\u0301\u0323", 40))
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if twice := Clean(once); twice != once {
			t.Fatalf("Clean(%q) = %q, again %q", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Fatalf("Clean(%q) = %q is not valid UTF-8", s, once)
		}
		for _, r := range once {
			if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) {
				t.Fatalf("Clean(%q) holds %U", s, r)
			}
		}
	})
}
