package corpus

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// write makes a data folder with the given files, packed.
func write(t *testing.T, files map[string]string) Data {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		packed := gzip.NewWriter(file)
		if _, err := packed.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := packed.Close(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return Data(dir)
}

func TestParallelPassesOverTextsWithoutLicence(t *testing.T) {
	d := write(t, map[string]string{
		"train/par_pydocs/sentences.jsonl.gz": `{"id":"1","en":"a list","pt-BR":"uma lista","es":"una lista"}` + "\n" + `{"id":"2","en":"a set","es":"un conjunto"}`,
		"train/par_tico19/sentences.jsonl.gz": `{"id":"1","en":"fever","pt-BR":"febre","es":"fiebre","fr":"fièvre"}`,
		"train/sts/stsb-train.jsonl.gz":       `{"id":"1","score":3.5,"pt":["um","dois"],"en":["one","two"]}`,
	})
	var got []Parallel
	for p, err := range d.Parallel() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	want := []Parallel{
		{"en": "a list", "pt": "uma lista"},
		{"en": "fever", "pt": "febre", "es": "fiebre", "fr": "fièvre"},
		{"en": "one", "pt": "um"},
		{"en": "two", "pt": "dois"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var pairs []Pair
	for p, err := range d.Pairs() {
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, p)
	}
	if diff := cmp.Diff([]Pair{{"pt", "um", "dois", 3.5}, {"en", "one", "two", 3.5}}, pairs); diff != "" {
		t.Error(diff)
	}
}

func TestFrequenciesAreSharesOfFoldedWords(t *testing.T) {
	files := map[string]string{"train/lex_freq/freq.pt_br.jsonl.gz": `{"w":"azul","n":1}`}
	for _, lang := range Languages {
		files["train/lex_freq/freq."+lang+".jsonl.gz"] = `{"w":"é","n":1}` + "\n" + `{"w":"e","n":2}` + "\n" + `{"w":"x","n":1}`
	}
	got, err := write(t, files).Frequencies()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]float64{"e": .375, "x": .125, "azul": .5}, got["pt"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"e": .75, "x": .25}, got["de"]); diff != "" {
		t.Error(diff)
	}
}

func TestABrokenLineIsAnError(t *testing.T) {
	d := write(t, map[string]string{"train/lex_omw/synsets.jsonl.gz": `{"id":"1","pt":["cão"],"en":["dog"]}` + "\n{"})
	var read, failed int
	for _, err := range d.Synsets() {
		if err != nil {
			failed++
		} else {
			read++
		}
	}
	if read != 1 || failed != 1 {
		t.Errorf("read %d and failed %d times, want once each", read, failed)
	}
	for _, err := range Data(t.TempDir()).Questions() {
		if err == nil {
			t.Error("a missing file is no error")
		}
	}
}

func TestNothingIsLearnedFromWhatIsMeasuredBy(t *testing.T) {
	d := write(t, map[string]string{
		"qa/ict_br/passages.pt.jsonl.gz":                      `{"id":"b2","text":"Um sino."}`,
		"museum/brazil/records.pt.jsonl.gz":                   `{"id":"b1","title":"Moeda","text":"Uma moeda."}` + "\n" + `{"id":"b2","title":"Sino","text":"Um sino."}`,
		"museum/aic/records.en.jsonl.gz":                      `{"id":"a1","title":"Bell","text":"A bell."}`,
		"museum/walters/records.en.jsonl.gz":                  ``,
		"train/qa_squad_pt_train_sample/passages.pt.jsonl.gz": `{"id":"p1","title":"T","text":"Um texto."}`,
	})
	var got []string
	for text, err := range d.Texts() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, text.ID)
	}
	if diff := cmp.Diff([]string{"b1", "a1", "p1"}, got); diff != "" {
		t.Error(diff)
	}
}
