package corpus

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"cicerone/internal/text"
)

// Languages are those that are learned, in the order that every loop over them
// follows.
var Languages = [...]string{"pt", "en", "es", "fr", "it", "de"}

// Data is the folder that holds train/, museum/ and, to know what is left out, qa/.
type Data string

// Parallel is one sentence by language; at least two are there.
type Parallel map[string]string

// Parallel streams the sentences of the Python documentation (pt, en), of TICO-19
// (pt, en, es, fr) and of STS-B (all six, machine-translated). The Spanish and
// French Python documentation states no licence and is passed over.
func (d Data) Parallel() iter.Seq2[Parallel, error] {
	return func(yield func(Parallel, error) bool) {
		for p, err := range chain(d.pydocs(), d.tico(), d.stsbSentences()) {
			if (len(p) > 1 || err != nil) && !yield(p, err) {
				return
			}
		}
	}
}

// parallelLine is a line of the first two packs.
type parallelLine struct {
	EN string `json:"en"`
	PT string `json:"pt-BR"`
	ES string `json:"es"`
	FR string `json:"fr"`
}

func (d Data) pydocs() iter.Seq2[Parallel, error] {
	return convert(d.lines("train/par_pydocs/sentences.jsonl.gz"), func(l parallelLine) []Parallel {
		return []Parallel{sentences("pt", l.PT, "en", l.EN)}
	})
}

func (d Data) tico() iter.Seq2[Parallel, error] {
	return convert(d.lines("train/par_tico19/sentences.jsonl.gz"), func(l parallelLine) []Parallel {
		return []Parallel{sentences("pt", l.PT, "en", l.EN, "es", l.ES, "fr", l.FR)}
	})
}

func (d Data) stsbSentences() iter.Seq2[Parallel, error] {
	return convert(d.lines("train/sts/stsb-train.jsonl.gz"), func(l stsbLine) []Parallel {
		return []Parallel{l.side(0), l.side(1)}
	})
}

// sentences makes a Parallel of language, sentence, language, sentence, …;
// empty ones are left out.
func sentences(pairs ...string) Parallel {
	p := Parallel{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			p[pairs[i]] = pairs[i+1]
		}
	}
	return p
}

// Pair is two sentences of one language and how alike they mean, 0 to 5.
type Pair struct {
	Lang  string
	A, B  string
	Score float64
}

type stsbLine struct {
	Score                  float64
	PT, EN, ES, FR, IT, DE []string
}

func (l stsbLine) byLanguage() [len(Languages)][]string {
	return [...][]string{l.PT, l.EN, l.ES, l.FR, l.IT, l.DE}
}

// side is the first (0) or second (1) sentence in every language.
func (l stsbLine) side(i int) Parallel {
	p := Parallel{}
	for n, pair := range l.byLanguage() {
		if len(pair) == 2 && pair[i] != "" {
			p[Languages[n]] = pair[i]
		}
	}
	return p
}

// Pairs streams the scored pairs of STS-B's training part, six languages a pair.
// The ASSIN corpora, which lie beside it, state no licence and are passed over.
func (d Data) Pairs() iter.Seq2[Pair, error] {
	return convert(d.lines("train/sts/stsb-train.jsonl.gz"), func(l stsbLine) []Pair {
		var pairs []Pair
		for n, pair := range l.byLanguage() {
			if len(pair) == 2 {
				pairs = append(pairs, Pair{Lang: Languages[n], A: pair[0], B: pair[1], Score: l.Score})
			}
		}
		return pairs
	})
}

// Synset is one concept and the words for it by language, as written; some are
// of several words.
type Synset struct {
	ID     string
	Lemmas map[string][]string
}

// Synsets streams the concepts of the open wordnets, by Princeton WordNet 3.0's
// numbers.
func (d Data) Synsets() iter.Seq2[Synset, error] {
	type line struct {
		ID                     string
		PT, EN, ES, FR, IT, DE []string
	}
	return convert(d.lines("train/lex_omw/synsets.jsonl.gz"), func(l line) []Synset {
		s := Synset{ID: l.ID, Lemmas: map[string][]string{}}
		for n, lemmas := range [...][]string{l.PT, l.EN, l.ES, l.FR, l.IT, l.DE} {
			if len(lemmas) > 0 {
				s.Lemmas[Languages[n]] = lemmas
			}
		}
		return []Synset{s}
	})
}

// Text is a title and a body in one language; the title may be empty.
type Text struct {
	ID, Lang, Title, Body string
}

// museumTexts are the packs of museum/ that are texts, in order.
var museumTexts = []struct{ lang, path string }{
	{"pt", "museum/brazil/records.pt.jsonl.gz"},
	{"en", "museum/aic/records.en.jsonl.gz"},
	{"en", "museum/walters/records.en.jsonl.gz"},
}

// Texts streams the museums' records (pt, en), but for those that are measured by,
// and the paragraphs of SQuAD's training sample (pt).
func (d Data) Texts() iter.Seq2[Text, error] {
	type line struct{ ID, Title, Text string }
	return func(yield func(Text, error) bool) {
		measured := map[string]bool{}
		for id, err := range convert(d.lines(measuredRecords), func(l line) []string { return []string{l.ID} }) {
			if err != nil {
				yield(Text{}, err)
				return
			}
			measured[id] = true
		}
		var all []iter.Seq2[Text, error]
		for _, pack := range append(museumTexts, struct{ lang, path string }{"pt", squadPassages}) {
			all = append(all, convert(d.lines(pack.path), func(l line) []Text {
				if measured[l.ID] {
					return nil
				}
				return []Text{{ID: l.ID, Lang: pack.lang, Title: l.Title, Body: l.Text}}
			}))
		}
		chain(all...)(yield)
	}
}

// measuredRecords are records of museumTexts whose sentences are the questions of a
// set: nothing may be learned from them.
const measuredRecords = "qa/ict_br/passages.pt.jsonl.gz"

const (
	squadPassages  = "train/qa_squad_pt_train_sample/passages.pt.jsonl.gz"
	squadQuestions = "train/qa_squad_pt_train_sample/questions.pt.jsonl.gz"
)

// Question is a Portuguese question and the paragraph that answers it.
type Question struct {
	ID, Text               string
	PassageID, PassageText string
}

// Questions streams SQuAD's training sample.
func (d Data) Questions() iter.Seq2[Question, error] {
	type line struct {
		ID, Question string
		ContextID    string `json:"context_id"`
	}
	return func(yield func(Question, error) bool) {
		passages := map[string]string{}
		for t, err := range d.Texts() {
			if err != nil {
				yield(Question{}, err)
				return
			}
			passages[t.ID] = t.Body
		}
		read := convert(d.lines(squadQuestions), func(l line) []Question {
			return []Question{{ID: l.ID, Text: l.Question, PassageID: l.ContextID, PassageText: passages[l.ContextID]}}
		})
		for q, err := range read {
			if err == nil && q.PassageText == "" {
				err = fmt.Errorf("question %s: no passage %s", q.ID, q.PassageID)
			}
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

// Frequencies is how often a folded word is seen in each language, as a share of
// all words of its list (the 50,000 commonest of film subtitles).
type Frequencies map[string]map[string]float64

// Frequencies reads the lists of the six languages; Portuguese is the mean of
// Portugal's and Brazil's.
func (d Data) Frequencies() (Frequencies, error) {
	type line struct {
		W string
		N float64
	}
	all := Frequencies{}
	for _, lang := range Languages {
		lists := []string{lang}
		if lang == "pt" {
			lists = append(lists, "pt_br")
		}
		all[lang] = map[string]float64{}
		for _, list := range lists {
			counts, total := map[string]float64{}, 0.0
			for l, err := range convert(d.lines("train/lex_freq/freq."+list+".jsonl.gz"), func(l line) []line { return []line{l} }) {
				if err != nil {
					return nil, err
				}
				counts[text.Fold(l.W)] += l.N
				total += l.N
			}
			for word, n := range counts {
				all[lang][word] += n / total / float64(len(lists))
			}
		}
	}
	return all, nil
}

// StopWords reads the function words of every language, as written.
func (d Data) StopWords() (map[string][]string, error) {
	type line struct {
		Lang  string
		Words []string
	}
	all := map[string][]string{}
	for l, err := range convert(d.lines("train/lex_stopwords/stopwords.jsonl.gz"), func(l line) []line { return []line{l} }) {
		if err != nil {
			return nil, err
		}
		all[l.Lang] = l.Words
	}
	return all, nil
}

// chain streams one after another, up to the first error.
func chain[T any](all ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, each := range all {
			for v, err := range each {
				if !yield(v, err) || err != nil {
					return
				}
			}
		}
	}
}

// convert streams what each line holds.
func convert[L, T any](lines iter.Seq2[[]byte, error], from func(L) []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for raw, err := range lines {
			var l L
			if err == nil {
				err = json.Unmarshal(raw, &l)
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range from(l) {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
}

// longestLine bounds one line, in bytes; the longest of the packs is some 60 kB.
const longestLine = 4 << 20

// lines streams the lines of a gzip file. A line is only valid until the next.
func (d Data) lines(path string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		path := filepath.Join(string(d), filepath.FromSlash(path))
		file, err := os.Open(path)
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			yield(nil, fmt.Errorf("%s: %w", path, err))
			return
		}
		scanner := bufio.NewScanner(unpacked)
		scanner.Buffer(nil, longestLine)
		for n := 1; scanner.Scan(); n++ {
			if !yield(scanner.Bytes(), nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(nil, fmt.Errorf("%s: %w", path, err))
		}
	}
}
