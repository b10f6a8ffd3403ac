package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cicerone/cmd/trainembed/corpus"
	"cicerone/internal/embed"
)

// things are words of one concept in the six languages, in corpus.Languages'
// order.
var things = [][]string{
	{"cavalo", "horse", "caballo", "cheval", "cavallo", "pferd"},
	{"igreja", "church", "iglesia", "eglise", "chiesa", "kirche"},
	{"azul", "blue", "azulado", "bleu", "blu", "blau"},
	{"livro", "book", "libro", "livre", "libretto", "buch"},
	{"madeira", "wood", "madera", "bois", "legno", "holz"},
	{"guerra", "war", "contienda", "guerre", "conflitto", "krieg"},
}

// smallData is a data folder in which each thing is a concept and stands in
// sentences, texts and questions.
func smallData(t *testing.T) corpus.Data {
	t.Helper()
	dir := t.TempDir()
	files := map[string]*strings.Builder{}
	line := func(path, format string, args ...any) {
		if files[path] == nil {
			files[path] = &strings.Builder{}
		}
		fmt.Fprintf(files[path], format+"\n", args...)
	}
	for i, w := range things {
		other := things[(i+1)%len(things)]
		line("train/lex_omw/synsets.jsonl.gz", `{"id":"%d-n","pt":[%q,"o %s"],"en":[%q],"es":[%q],"fr":[%q],"it":[%q],"de":[%q]}`, i, w[0], w[0], w[1], w[2], w[3], w[4], w[5])
		line("train/sts/stsb-train.jsonl.gz", `{"score":4.5,"pt":["o %[1]s e %[7]s","há %[1]s"],"en":["the %[2]s and %[8]s","a %[2]s"],"es":["el %[3]s","un %[3]s"],"fr":["le %[4]s","un %[4]s"],"it":["il %[5]s","un %[5]s"],"de":["das %[6]s","ein %[6]s"]}`,
			w[0], w[1], w[2], w[3], w[4], w[5], other[0], other[1])
		line("train/par_pydocs/sentences.jsonl.gz", `{"en":"one %s here","pt-BR":"um %s aqui"}`, w[1], w[0])
		line("train/par_tico19/sentences.jsonl.gz", `{"en":"one %s","pt-BR":"um %s","es":"una %s","fr":"un %s"}`, w[1], w[0], w[2], w[3])
		line("train/qa_squad_pt_train_sample/passages.pt.jsonl.gz", `{"id":"p%d","title":"T","text":"Aqui há um grande %s. Foi feito de %s no ano passado."}`, i, w[0], other[0])
		line("train/qa_squad_pt_train_sample/questions.pt.jsonl.gz", `{"id":"q%d","question":"Onde há um %s?","context_id":"p%d"}`, i, w[0], i)
		line("museum/brazil/records.pt.jsonl.gz", `{"id":"b%d","title":"O %s","text":"Este %s é de %s. Foi doado ao museu por alguém."}`, i, w[0], w[0], other[0])
		line("qa/ict_br/passages.pt.jsonl.gz", `{"id":"measured%d"}`, i)
		line("museum/aic/records.en.jsonl.gz", `{"id":"a%d","title":"The %s","text":"This %s was made here. It was given to the museum."}`, i, w[1], w[1])
		line("museum/walters/records.en.jsonl.gz", `{"id":"w%d","title":"","text":"Some other %s of a king. It came by sea to us."}`, i, w[1])
	}
	for l, lang := range append(corpus.Languages[:], "pt_br") {
		for _, w := range things {
			line("train/lex_freq/freq."+lang+".jsonl.gz", `{"w":%q,"n":%d}`, w[l%languages], 3+l)
		}
	}
	for path, content := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(content.String())); err != nil {
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

func TestLearningIsTheSameFromRunToRunAndDrawsLanguagesTogether(t *testing.T) {
	o := &options{Data: string(smallData(t)), Seed: 1, Steps: 40, Dims: 32, Buckets: 512}
	first, err := o.train()
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.train()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.file, second.file) {
		t.Error("two runs made different weights")
	}
	model, err := embed.Open(first.file)
	if err != nil {
		t.Fatal(err)
	}
	for i, thing := range things {
		v := model.Question(thing[0])
		for l := 1; l < languages; l++ {
			own := dot(v, model.Question(thing[l]))
			for j, other := range things {
				if j != i && dot(v, model.Question(other[l])) >= own {
					t.Errorf("%s is nearer to %s than to %s", thing[0], other[l], thing[l])
				}
			}
		}
	}
}

// The gradient of each word's vector must be what the loss does when the vector
// is moved a little.
func TestGradientIsTheSlopeOfTheLoss(t *testing.T) {
	dict := &dictionary{ids: map[string]int32{}, buckets: 64, frequencies: corpus.Frequencies{}, commonness: commonness}
	var texts [][]int32
	for _, s := range []string{"ouro e prata", "a casa azul azul", "vinho", "gold and silver", "the blue house", "wine of the house"} {
		texts = append(texts, dict.read(s))
	}
	for i := range dict.entries {
		if dict.entries[i].text != "wine" { // which shall have its parts only
			dict.entries[i].row = int32(i)
		}
	}
	n := newNet(dict, len(dict.entries), 8, rand.New(rand.NewPCG(1, 1)))
	for i := range n.words.values {
		n.words.values[i] = float32(n.rng.NormFloat64())
	}
	b := batch{questions: texts[:3], targets: texts[3:], keys: []int{1, 2, 3}}
	n.gather(b)
	for i := range n.work.hasRow { // nothing left to chance
		n.work.hasRow[i], n.work.hasParts[i] = dict.entries[n.work.ids[i]].row >= 0, true
	}
	lossNow := func() float64 {
		n.forward()
		return n.compare(b)
	}
	lossNow()
	n.backward()
	gradient := append([]float32(nil), n.work.gradient...)
	const little = 1e-2
	for i, id := range n.work.ids {
		row := dict.entries[id].row
		if row < 0 {
			continue
		}
		for k := range n.dims {
			at := int(row)*n.dims + k
			was := n.words.values[at]
			n.words.values[at] = was + little
			above := lossNow()
			n.words.values[at] = was - little
			below := lossNow()
			n.words.values[at] = was
			want := (above - below) / (2 * little)
			if got := float64(gradient[i*n.dims+k]); math.Abs(got-want) > .01+.02*math.Abs(want) {
				t.Errorf("%s, dimension %d: %.4f, want %.4f", dict.entries[id].text, k, got, want)
			}
		}
	}
}

// Pairs with one target are never held against each other.
func TestEqualTargetsAreMasked(t *testing.T) {
	dict := &dictionary{ids: map[string]int32{}, buckets: 64, frequencies: corpus.Frequencies{}, commonness: commonness}
	a, c := dict.read("ouro"), dict.read("prata")
	n := newNet(dict, 0, 8, rand.New(rand.NewPCG(1, 1)))
	masked := n.step(batch{questions: [][]int32{a, a, c}, targets: [][]int32{a, a, c}, keys: []int{1, 1, 2}}, 0, 0)
	alone := n.step(batch{questions: [][]int32{a, c}, targets: [][]int32{a, c}, keys: []int{1, 2}}, 0, 0)
	if math.Abs(masked-alone) > 1e-4 {
		t.Errorf("loss %.5f with the pair twice, want %.5f", masked, alone)
	}
}

func TestTranslatorKnowsForms(t *testing.T) {
	data := smallData(t)
	frequencies, err := data.Frequencies()
	if err != nil {
		t.Fatal(err)
	}
	dict := &dictionary{ids: map[string]int32{}, buckets: 64, frequencies: frequencies, commonness: commonness}
	m, err := readMaterial(data, dict)
	if err != nil {
		t.Fatal(err)
	}
	tr := newTranslator(m)
	for word, want := range map[string]string{"cavalo": "horse", "cavalos": "horse", "igrejinha": "", "madeira": "wood"} {
		got := ""
		if choices := tr.choices(dict.id(word), 0, 1); len(choices) > 0 {
			got = dict.entries[choices[0].word].text
		}
		if got != want {
			t.Errorf("%s is %q in English, want %q", word, got, want)
		}
	}
}
