package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/lexicon"
)

// fixture is a data folder of a few lines.
func fixture(t *testing.T) corpus.Data {
	t.Helper()
	files := map[string]string{
		"par_pydocs/sentences": `{"en":"the tower of the castle","pt-BR":"a torre do castelo"}` + "\n" + `{"en":"a castle","pt-BR":"um castelo"}`,
		"par_tico19/sentences": `{"en":"the tower","pt-BR":"a torre","es":"la torre","fr":"la tour"}`,
		"sts/stsb-train":       `{"score":4,"pt":["uma torre","um castelo"],"en":["a tower","a castle"],"de":["ein Turm","eine Burg"]}`,
		"lex_omw/synsets": `{"id":"1","pt":["porta"],"en":["door"],"de":["Tür","Pforte"],"fr":["porte"]}` + "\n" +
			`{"id":"2","pt":["Londres"],"en":["London"]}` + "\n" + `{"id":"3","pt":["caminho de ferro","ferrovia"],"en":["railway"]}`,
	}
	for _, list := range []string{"pt", "pt_br", "en", "es", "fr", "it", "de"} {
		files["lex_freq/freq."+list] = `{"w":"porta","n":9}` + "\n" + `{"w":"tür","n":4}` + "\n" + `{"w":"ferrovia","n":1}`
	}
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, "train", filepath.FromSlash(name)+".jsonl.gz")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return corpus.Data(dir)
}

func TestTheSameDataMakesTheSameBytes(t *testing.T) {
	d := fixture(t)
	first, err := compile(d)
	if err != nil {
		t.Fatal(err)
	}
	second, err := compile(d)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two runs differ")
	}
	table, err := lexicon.Open(string(first))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ word, from, to, want string }{
		{"tur", "de", "pt", "porta"},     // a wordnet's
		{"porta", "pt", "de", "tur"},     //
		{"london", "en", "pt", "londr"},  // a name
		{"railway", "en", "pt", "ferro"}, // ferrovia, and a word of the phrase
		{"castle", "en", "pt", "caste"},  // learned
		{"torre", "pt", "en", "tower"},   //
		{"tur", "de", "de", "pfort"},     // a synonym
	} {
		got := table.Senses(test.word, test.from, []string{test.to})
		if !slices.ContainsFunc(got, func(s lexicon.Sense) bool { return s.Term == test.want }) {
			t.Errorf("%s from %s to %s: %v, want %s", test.word, test.from, test.to, got, test.want)
		}
	}
}

func TestMissingDataIsAnError(t *testing.T) {
	if err := run(t.TempDir(), filepath.Join(t.TempDir(), "out")); err == nil {
		t.Error("an empty folder compiles")
	}
}
