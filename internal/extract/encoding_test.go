package extract

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"cicerone/internal/guide"
)

func TestUTF8(t *testing.T) {
	for name, c := range map[string]struct{ data, text, encoding string }{
		"nothing":             {"", "", "UTF-8"},
		"plain":               {"ação", "ação", "UTF-8"},
		"with mark":           {"\xef\xbb\xbfação", "ação", "UTF-8"},
		"marked, damaged":     {"\xef\xbb\xbfa\xe7ão", "a\uFFFDão", "UTF-8"},
		"one damaged byte":    {"A ação não foi s\xf3 de João.", "A ação não foi s\uFFFD de João.", "UTF-8"},
		"cut inside a letter": {"coleção de ouriv\xc3", "coleção de ouriv\uFFFD", "UTF-8"},
		"windows":             {"a\xe7\xe3o \x93x\x94", "ação “x”", "windows-1252"},
		"one windows letter":  {"Custodia de Bel\xe9m", "Custodia de Belém", "windows-1252"},
		"little, marked":      {"\xff\xfea\x00\xe7\x00\xe3\x00o\x00", "ação", "UTF-16 LE"},
		"big, marked":         {"\xfe\xff\x00a\x00\xe7\x00\xe3\x00o", "ação", "UTF-16 BE"},
		"little, bare":        {"a\x00\xe7\x00\xe3\x00o\x00\n\x00", "ação\n", "UTF-16 LE"},
		"big, bare":           {"\x00a\x00\xe7\x00\xe3\x00o\x00\n", "ação\n", "UTF-16 BE"},
		"UTF-16, odd length":  {"\xff\xfea\x00b", "a\uFFFD", "UTF-16 LE"},
		"UTF-16, lone half":   {"\xff\xfea\x00\x00\xd8b\x00", "a\uFFFDb", "UTF-16 LE"},
		"end mark of DOS":     {"ação\x1a", "ação\x1a", "UTF-8"},
		"other scripts":       {"Ευχαριστώ 日本", "Ευχαριστώ 日本", "UTF-8"},
	} {
		if got, encoding, err := UTF8([]byte(c.data)); got != c.text || encoding != c.encoding || err != nil {
			t.Errorf("%s: %q, %s, %v; want %q, %s", name, got, encoding, err, c.text, c.encoding)
		}
	}
}

func TestUTF8RefusesWhatIsNoText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 4000)
	for i := range noise {
		noise[i] = byte(1 + random.IntN(255)) // as compressed data is, but without a NUL
	}
	for name, data := range map[string]string{
		"zip":           "PK\x03\x04\x14\x00\x08\x08\x08\x00",
		"noise":         string(noise),
		"zeros":         strings.Repeat("\x00", 100),
		"one NUL":       "texto\x00texto, e mais texto",
		"behind a mark": "\xef\xbb\xbftexto\x00texto",
		"UTF-32":        "\xff\xfe\x00\x00a\x00\x00\x00b\x00\x00\x00",
		"terminal":      strings.Repeat("a\x08\x0f", 50),
	} {
		if got, encoding, err := UTF8([]byte(data)); !errors.Is(err, guide.ErrInvalid) || !strings.Contains(err.Error(), "not a text file") {
			t.Errorf("%s: %q, %s, %v; want it refused", name, got, encoding, err)
		}
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00\x00\xd8"))
	f.Add([]byte("\xef\xbb\xbfa\xe7\xe3o"))
	f.Add([]byte("\x81\x8d\x8f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, encoding, err := UTF8(data)
		if err != nil {
			if !errors.Is(err, guide.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.ValidString(got) || strings.ContainsRune(got, 0) || encoding == "" {
			t.Fatalf("%q as %q: %q", data, encoding, got)
		}
	})
}
